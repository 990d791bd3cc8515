/*
 * Each planted fact is a sentence and the queries that show it. The figures
 * are what the queries find in the finished database, not what the generator
 * meant to write, so they hold whatever chance did around them. Names in
 * braces in a query stand for days.
 */
#include "history.h"

#include <assert.h>
#include <string.h>

enum { CHECKS_MAX = 3, SQL_MAX = 1500, DAYS_MAX = 12 };

struct check {
    const char *what;
    const char *sql;
};

static const struct fact {
    const char *id;
    const char *statement;
    struct check checks[CHECKS_MAX];
} facts[] = {
    {"ev_sales_fell_in_the_midwest",
     "EV sales fell in the Midwest in the last full week, because Lakeshore"
     " Motors and Twin Cities Auto Group had no Ion 4 in stock.",
     {{"EV units by region: the last full week and the week before",
       "SELECT r.name AS region,"
       " SUM(s.sold_on < '{last_week}') AS week_before,"
       " SUM(s.sold_on >= '{last_week}') AS last_week FROM sales s"
       " JOIN dealers d ON d.id = s.dealer_id"
       " JOIN regions r ON r.id = d.region_id"
       " JOIN models m ON m.id = s.model_id WHERE m.powertrain = 'EV'"
       " AND s.sold_on >= '{week_before}' AND s.sold_on < '{this_week}'"
       " GROUP BY r.name ORDER BY r.name"},
      {"Ion 4 sold by the two dealers in the same weeks",
       "SELECT d.name AS dealer,"
       " SUM(s.sold_on < '{last_week}') AS week_before,"
       " SUM(s.sold_on >= '{last_week}') AS last_week FROM sales s"
       " JOIN dealers d ON d.id = s.dealer_id"
       " JOIN models m ON m.id = s.model_id WHERE m.name = 'Ion 4'"
       " AND d.name IN ('Lakeshore Motors', 'Twin Cities Auto Group')"
       " AND s.sold_on >= '{week_before}' AND s.sold_on < '{this_week}'"
       " GROUP BY d.name ORDER BY d.name"},
      {"dealers without a model on all seven days of the last full week",
       "SELECT d.name AS dealer, m.name AS model, COUNT(*) AS days"
       " FROM dealer_stock k JOIN dealers d ON d.id = k.dealer_id"
       " JOIN models m ON m.id = k.model_id WHERE k.on_hand = 0"
       " AND k.as_of >= '{last_week}' AND k.as_of < '{this_week}'"
       " GROUP BY d.name, m.name HAVING COUNT(*) = 7 ORDER BY d.name"}}},
    {"battery_claims_rose_for_six_weeks",
     "Warranty claims for Battery pack B2, made by Voltaic Cells, rose in each"
     " of the last six full weeks.",
     {{"its claims in each full week, from the week before the rise",
       "SELECT date(w.claimed_on, 'weekday 0', '-6 days') AS week,"
       " COUNT(*) AS claims FROM warranty_claims w"
       " JOIN components c ON c.id = w.component_id"
       " WHERE c.name = 'Battery pack B2'"
       " AND w.claimed_on >= '{seven_weeks}' AND w.claimed_on < '{this_week}'"
       " GROUP BY week ORDER BY week"},
      {"its supplier", "SELECT s.name AS supplier FROM components c"
                       " JOIN suppliers s ON s.id = c.supplier_id"
                       " WHERE c.name = 'Battery pack B2'"}}},
    {"fni_revenue_dropped_in_the_midwest",
     "F&I revenue dropped in the Midwest this week: Motor City Cars, Gateway"
     " Motors, Buckeye Auto and Hoosier Cars sold no service contract.",
     {{"F&I revenue by region: this week to the last day, and the same"
       " weekdays a week earlier",
       "SELECT r.name AS region, SUM(CASE WHEN f.sold_on < '{this_week}'"
       " THEN f.revenue ELSE 0 END) AS week_before,"
       " SUM(CASE WHEN f.sold_on >= '{this_week}'"
       " THEN f.revenue ELSE 0 END) AS this_week FROM fni_contracts f"
       " JOIN sales s ON s.id = f.sale_id"
       " JOIN dealers d ON d.id = s.dealer_id"
       " JOIN regions r ON r.id = d.region_id"
       " WHERE f.sold_on >= '{this_week}' AND f.sold_on <= '{last_day}'"
       " OR f.sold_on >= '{last_week}' AND f.sold_on <= '{week_ago}'"
       " GROUP BY r.name ORDER BY r.name"},
      {"in the Midwest, by product",
       "SELECT f.product AS product, SUM(CASE WHEN f.sold_on < '{this_week}'"
       " THEN f.revenue ELSE 0 END) AS week_before,"
       " SUM(CASE WHEN f.sold_on >= '{this_week}'"
       " THEN f.revenue ELSE 0 END) AS this_week FROM fni_contracts f"
       " JOIN sales s ON s.id = f.sale_id"
       " JOIN dealers d ON d.id = s.dealer_id"
       " JOIN regions r ON r.id = d.region_id WHERE r.name = 'Midwest'"
       " AND (f.sold_on >= '{this_week}' AND f.sold_on <= '{last_day}'"
       " OR f.sold_on >= '{last_week}' AND f.sold_on <= '{week_ago}')"
       " GROUP BY f.product ORDER BY f.product"},
      {"service contracts of the four dealers, in the last full week and in "
       "this",
       "SELECT d.name AS dealer, SUM(f.sold_on < '{this_week}')"
       " AS week_before, SUM(f.sold_on >= '{this_week}') AS this_week"
       " FROM fni_contracts f JOIN sales s ON s.id = f.sale_id"
       " JOIN dealers d ON d.id = s.dealer_id"
       " WHERE f.product = 'Service contract' AND d.name IN"
       " ('Motor City Cars', 'Gateway Motors', 'Buckeye Auto', 'Hoosier Cars')"
       " AND f.sold_on >= '{last_week}' AND f.sold_on <= '{last_day}'"
       " GROUP BY d.name ORDER BY d.name"}}},
    {"downtime_spike_in_monterrey",
     "The plant in Monterrey stood still for most of one day.",
     {{"downtime on that day, and the mean of the ninety days to the last",
       "SELECT p.name AS plant, SUM(CASE WHEN n.made_on = '{spike_day}'"
       " THEN n.downtime_minutes ELSE 0 END) AS minutes,"
       " ROUND(1.0 * SUM(n.downtime_minutes) / COUNT(DISTINCT n.made_on), 1)"
       " AS mean_minutes FROM production n JOIN plants p ON p.id = n.plant_id"
       " WHERE n.made_on > '{ninety_days_ago}' GROUP BY p.name"
       " ORDER BY p.name"}}},
    {"component_runs_out_within_its_lead_time",
     "In Greenville, Touchscreen 12 inch will run out before its supplier can"
     " deliver more. It is the only such component.",
     {{"components that last for less than their supplier's lead time",
       "SELECT p.name AS plant, c.name AS component, k.on_hand, k.daily_use,"
       " k.on_hand / k.daily_use AS days_left, s.lead_time_days"
       " FROM component_stock k JOIN plants p ON p.id = k.plant_id"
       " JOIN components c ON c.id = k.component_id"
       " JOIN suppliers s ON s.id = c.supplier_id"
       " WHERE k.as_of = '{last_day}'"
       " AND k.on_hand < k.daily_use * s.lead_time_days"
       " ORDER BY p.name, c.name"}}},
    {"repairs_in_leipzig_take_twice_as_long",
     "Repairs that wait for the plant in Leipzig take twice as long as the"
     " others.",
     {{"mean days from open to closed, of repairs closed in ninety days",
       "SELECT p.name AS plant, COUNT(*) AS repairs,"
       " ROUND(AVG(julianday(r.closed_on) - julianday(r.opened_on)), 2)"
       " AS mean_days FROM repairs r JOIN plants p ON p.id = r.plant_id"
       " WHERE r.closed_on > '{ninety_days_ago}' GROUP BY p.name"
       " ORDER BY p.name"}}},
    {"duplicated_claims",
     "Some warranty claims were entered twice.",
     {{"claims that repeat one with a lower id",
       "SELECT COUNT(*) AS duplicates FROM warranty_claims b WHERE EXISTS"
       " (SELECT 1 FROM warranty_claims a WHERE a.sale_id = b.sale_id"
       " AND a.claimed_on = b.claimed_on AND a.component_id = b.component_id"
       " AND a.cost = b.cost AND a.id < b.id)"}}},
    {"month_without_forecasts",
     "One month has no forecasts at all.",
     {{"months with sales and without forecasts, from the first forecast on",
       "SELECT DISTINCT date(sold_on, 'start of month') AS month FROM sales"
       " WHERE sold_on >= (SELECT MIN(month) FROM forecasts)"
       " AND date(sold_on, 'start of month') NOT IN"
       " (SELECT month FROM forecasts)"}}},
    {"negative_prices",
     "Three sales have a negative price.",
     {{"the sales",
       "SELECT id, sold_on, price FROM sales WHERE price < 0 ORDER BY id"}}},
    {"claims_before_their_sale",
     "Some claims are dated before the sale of their car.",
     {{"how many",
       "SELECT COUNT(*) AS claims FROM warranty_claims w"
       " JOIN sales s ON s.id = w.sale_id WHERE w.claimed_on < s.sold_on"}}},
    {"year_over_year",
     "Claims and revenue are both up on the year before.",
     {{"365 days to the last day against the 365 days before them",
       "SELECT 'claims' AS measure, SUM(claimed_on <= '{year_ago}')"
       " AS year_before, SUM(claimed_on > '{year_ago}') AS last_year,"
       " ROUND(1.0 * SUM(claimed_on > '{year_ago}')"
       " / SUM(claimed_on <= '{year_ago}'), 4) AS ratio"
       " FROM warranty_claims WHERE claimed_on > '{two_years_ago}'"
       " AND claimed_on <= '{last_day}' UNION ALL SELECT 'revenue',"
       " SUM(CASE WHEN sold_on <= '{year_ago}' THEN price ELSE 0 END),"
       " SUM(CASE WHEN sold_on > '{year_ago}' THEN price ELSE 0 END),"
       " ROUND(1.0"
       " * SUM(CASE WHEN sold_on > '{year_ago}' THEN price ELSE 0 END)"
       " / SUM(CASE WHEN sold_on <= '{year_ago}' THEN price ELSE 0 END), 4)"
       " FROM sales WHERE sold_on > '{two_years_ago}'"
       " AND sold_on <= '{last_day}'"}}},
};

struct named_day {
    const char *name;
    char text[DAYCOUNT_TEXT];
};

static void name_day(struct named_day *named, const char *name, int day)
{
    named->name = name;
    daycount_write(day, named->text);
}

/* The last entry has no name. */
static void name_days(const struct history *history, struct named_day *named)
{
    int last = history->last_day;
    int week = history_day(history, history->this_week);

    memset(named, 0, DAYS_MAX * sizeof(*named));
    name_day(named++, "last_day", last);
    name_day(named++, "this_week", week);
    name_day(named++, "last_week", week - 7);
    name_day(named++, "week_before", week - 14);
    name_day(named++, "seven_weeks", week - 49);
    name_day(named++, "week_ago", last - 7);
    name_day(named++, "ninety_days_ago", last - 90);
    name_day(named++, "year_ago", last - 365);
    name_day(named++, "two_years_ago", last - 730);
    name_day(named++, "spike_day", history_day(history, history->spike_day));
}

static void expand(const char *sql, const struct named_day *named,
                   char out[SQL_MAX])
{
    size_t len = 0;

    while (*sql) {
        const struct named_day *day = named;
        size_t name_len = strcspn(sql + 1, "}");

        assert(len + DAYCOUNT_TEXT < SQL_MAX);
        if (*sql != '{') {
            out[len++] = *sql++;
            continue;
        }
        while (day->name && (strlen(day->name) != name_len ||
                             memcmp(day->name, sql + 1, name_len) != 0))
            day++;
        assert(day->name);
        memcpy(out + len, day->text, DAYCOUNT_TEXT - 1);
        len += DAYCOUNT_TEXT - 1;
        sql += name_len + 2;
    }
    out[len] = '\0';
}

static void write_check(const struct history *history,
                        const struct check *check,
                        const struct named_day *named, FILE *out)
{
    char sql[SQL_MAX];

    expand(check->sql, named, sql);
    fputs("\n     {\"what\": ", out);
    sink_write_string(check->what, out);
    fputs(",\n     \"sql\": ", out);
    sink_write_string(sql, out);
    fputs(",\n     \"rows\": ", out);
    sink_write_json(history->sink, sql, out);
    fputs("}", out);
}

static void write_fact(const struct history *history, const struct fact *fact,
                       const struct named_day *named, FILE *out)
{
    fputs("\n  {\"id\": ", out);
    sink_write_string(fact->id, out);
    fputs(",\n   \"statement\": ", out);
    sink_write_string(fact->statement, out);
    fputs(",\n   \"checks\": [", out);
    for (int i = 0; i < CHECKS_MAX && fact->checks[i].what; i++) {
        fputs(i > 0 ? "," : "", out);
        write_check(history, &fact->checks[i], named, out);
    }
    fputs("]}", out);
}

void planted_write(const struct history *history, FILE *out)
{
    struct named_day named[DAYS_MAX];
    size_t count = sizeof(facts) / sizeof(*facts);

    name_days(history, named);
    fprintf(out, "{\"seed\": %llu,\n \"days\": {",
            (unsigned long long)history->seed);
    for (int i = 0; named[i].name; i++)
        fprintf(out, "%s\"%s\": \"%s\"", i > 0 ? ", " : "", named[i].name,
                named[i].text);
    fputs("},\n \"facts\": [", out);
    for (size_t i = 0; i < count; i++) {
        fputs(i > 0 ? "," : "", out);
        write_fact(history, &facts[i], named, out);
    }
    fputs("\n ]}\n", out);
}
