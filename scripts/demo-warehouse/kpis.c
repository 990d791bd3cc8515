/*
 * Most indicators are worked out from the rows, so that they agree with every
 * other answer; the few that no table holds (surveys, first-pass yield) are
 * made up. A quarter's target is a share of what the quarter brought: some
 * are met and some are not, in every quarter.
 */
#include "history.h"

#include "draw.h"

/* `target` in permille of the quarter's mean; `sql` gives day and value. */
static const struct kpi {
    const char *metric;
    const char *category;
    const char *direction;
    int target;
    const char *sql; /* NULL: made up around `middle`, in thousandths */
    int middle;
} kpis[] = {
    {"Units sold per day", "Sales", "up", 985,
     "SELECT sold_on, COUNT(*) FROM sales GROUP BY 1", 0},
    {"Revenue per day", "Sales", "up", 970,
     "SELECT sold_on, SUM(price) FROM sales GROUP BY 1", 0},
    {"Lead conversion rate", "Sales", "up", 1060,
     "SELECT closed_on, AVG(status = 'won') FROM leads"
     " WHERE closed_on IS NOT NULL GROUP BY 1",
     0},
    {"Gross margin", "Finance", "up", 990,
     "SELECT sold_on, 1.0 - 1.0 * SUM(cost) / SUM(price) FROM sales"
     " WHERE price > 0 GROUP BY 1",
     0},
    {"F&I revenue per vehicle", "Finance", "up", 1045,
     "SELECT s.sold_on, 1.0 * SUM(COALESCE(f.revenue, 0)) / COUNT(DISTINCT "
     "s.id)"
     " FROM sales s LEFT JOIN fni_contracts f ON f.sale_id = s.id GROUP BY 1",
     0},
    {"Cash conversion days", "Finance", "down", 1010, NULL, 41000},
    {"Vehicles built per day", "Production", "up", 1015,
     "SELECT made_on, SUM(units) FROM production GROUP BY 1", 0},
    {"Downtime minutes per day", "Production", "down", 880,
     "SELECT made_on, SUM(downtime_minutes) FROM production GROUP BY 1", 0},
    {"First-pass yield", "Production", "up", 1005, NULL, 942},
    {"Warranty claims per day", "Quality", "down", 900,
     "SELECT claimed_on, COUNT(*) FROM warranty_claims"
     " WHERE claimed_on >= (SELECT MIN(sold_on) FROM sales) GROUP BY 1",
     0},
    {"Claim cost per day", "Quality", "down", 860,
     "SELECT claimed_on, SUM(cost) FROM warranty_claims"
     " WHERE claimed_on >= (SELECT MIN(sold_on) FROM sales) GROUP BY 1",
     0},
    {"Repeat repair rate", "Quality", "down", 1020,
     "SELECT opened_on, AVG(is_repeat) FROM repairs GROUP BY 1", 0},
    {"Repair turnaround days", "Service", "down", 940,
     "SELECT closed_on, AVG(julianday(closed_on) - julianday(opened_on))"
     " FROM repairs WHERE closed_on IS NOT NULL GROUP BY 1",
     0},
    {"Service revenue per day", "Service", "up", 960,
     "SELECT opened_on, SUM(revenue) FROM repairs GROUP BY 1", 0},
    {"On-time delivery", "Supply", "up", 1035, NULL, 918},
    {"Stock accuracy", "Supply", "up", 998, NULL, 983},
    {"Complaints per day", "Customer", "down", 1030,
     "SELECT made_on, COUNT(*) FROM complaints GROUP BY 1", 0},
    {"Net promoter score", "Customer", "up", 1020, NULL, 46000},
};

static void make_up(struct history *history, struct sink_table *table,
                    struct draw *draw, const struct kpi *kpi)
{
    int value = kpi->middle;
    int step = kpi->middle / 250 + 1;

    for (int day = 0; day < HISTORY_DAYS; day++) {
        char text[20];

        value += draw_between(draw, -step, step);
        value += (kpi->middle - value) / 20;
        if (kpi->middle < 1000 && value > 999)
            value = 999;
        snprintf(text, sizeof(text), "%d.%03u", value / 1000,
                 (unsigned)(value % 1000));
        sink_put(table,
                 ROW(sink_text(kpi->metric), sink_text(kpi->category),
                     sink_day(history_day(history, day)), sink_text(text)));
    }
}

static void work_out(struct sink *sink, const struct kpi *kpi)
{
    char sql[800];

    snprintf(sql, sizeof(sql),
             "INSERT INTO kpi_values"
             " SELECT '%s', '%s', day, ROUND(value, 4) FROM"
             " (SELECT NULL AS day, NULL AS value WHERE 0 UNION ALL %s)",
             kpi->metric, kpi->category, kpi->sql);
    sink_run(sink, sql);
}

static void set_targets(struct sink *sink, const struct kpi *kpi)
{
    char sql[600];

    snprintf(
        sql, sizeof(sql),
        "INSERT INTO kpi_targets SELECT metric,"
        " strftime('%%Y', day) || '-Q' || ((strftime('%%m', day) + 2) / 3),"
        " ROUND(AVG(value) * %d / 1000.0, 4), '%s'"
        " FROM kpi_values WHERE metric = '%s' GROUP BY 2",
        kpi->target, kpi->direction, kpi->metric);
    sink_run(sink, sql);
}

void kpis_write(struct history *history)
{
    struct sink_table *table = sink_table(history->sink, "kpi_values");
    struct draw draw = draw_start(history->seed, "indicators");

    for (unsigned i = 0; i < sizeof(kpis) / sizeof(*kpis); i++) {
        if (kpis[i].sql)
            work_out(history->sink, &kpis[i]);
        else
            make_up(history, table, &draw, &kpis[i]);
        set_targets(history->sink, &kpis[i]);
    }
}
