/*
 * Cars that were sold come back: as warranty claims, repairs and complaints.
 *
 * A claim is known to the company some days after the car failed, so the last
 * weeks are always a little short of claims. The failing battery is planted
 * in exact weekly numbers beside its usual few.
 */
#include "history.h"

#include <assert.h>

#include "draw.h"

enum {
    CLAIMS_A_DAY = 20, /* these three at the start */
    REPAIRS_A_DAY = 27,
    COMPLAINTS_A_DAY = 7,
    LABOUR_LOW = 80,
    LABOUR_HIGH = 420,
    FAILING_WEEKS = 6,
    SLOW_DAYS = 180, /* how long the slow plant has been slow */
};

/* The week before the rise, the six weeks of it, and the week after. */
static const int failing_counts[FAILING_WEEKS + 2] = {3,  14, 19, 25,
                                                      32, 40, 50, 58};

struct workshop {
    struct history *history;
    struct draw draw;
    struct sink_table *table;
    int count; /* rows so far */
};

/* How many on a day, growing by `growth` of 1,000 of the first day a year. */
static int count_of_day(struct workshop *shop, int a_day, int growth, int day)
{
    static const int of_weekday[] = {1250, 1200, 1150, 1100, 1100, 750, 450};
    int date = history_day(shop->history, day);
    int mean = a_day * (1000 + growth * day / 365);
    int known = shop->history->day_starts[day] * 5; /* the fleet is young */

    if (mean > known)
        mean = known;
    mean = mean * of_weekday[daycount_weekday(date)] / 1000;
    mean = mean * draw_between(&shop->draw, 800, 1200) / 1000;
    return (mean + draw_below(&shop->draw, 1000)) / 1000;
}

/* A car sold at least ten days before. */
static int any_sale(struct workshop *shop, int day)
{
    int until = day > 10 ? shop->history->day_starts[day - 10] : 0;

    return until > 0 ? draw_below(&shop->draw, until) : -1;
}

static int electric_sale(struct workshop *shop, int day)
{
    for (;;) {
        int at = any_sale(shop, day);

        if (company_models[shop->history->sales[at].model].powertrain == EV)
            return at;
    }
}

static int failed_component(struct workshop *shop, int model)
{
    int weights[COMPONENT_COUNT];

    company_failure_weights(model, weights);
    return draw_weighted(&shop->draw, weights, COMPONENT_COUNT);
}

static const char *claim_status(struct draw *draw, int age)
{
    if (age < 21 && draw_chance(draw, 900 - age * 40))
        return "pending";
    return draw_chance(draw, 915) ? "approved" : "rejected";
}

static void write_claim(struct workshop *shop, int at, int component, int day,
                        int late)
{
    const struct sale *sale = &shop->history->sales[at];
    struct draw *draw = &shop->draw;
    int share = draw_between(draw, 85, 125);
    int labour = draw_between(draw, LABOUR_LOW, LABOUR_HIGH);
    int cost = company_components[component].unit_cost * share / 500 + labour;
    const char *status = claim_status(draw, HISTORY_DAYS - 1 - day);

    if (day + late >= HISTORY_DAYS)
        return;
    sink_put(
        shop->table,
        ROW(sink_int(++shop->count), sink_day(history_day(shop->history, day)),
            sink_day(history_day(shop->history, day + late)), sink_int(at + 1),
            sink_int(sale->model + 1), sink_int(sale->dealer + 1),
            sink_int(component + 1), sink_int(cost), sink_text(status)));
}

static int days_late(struct draw *draw)
{
    if (draw_chance(draw, 100))
        return draw_between(draw, 5, 28);
    return draw_low_between(draw, 0, 4);
}

/* The planted share of a day, so that a week adds up to its number. */
static int failing_today(const struct workshop *shop, int day)
{
    int start = shop->history->this_week - 7 * (FAILING_WEEKS + 1);
    int week = (day - start) / 7, weekday = (day - start) % 7;

    if (day < start)
        return 0;
    return failing_counts[week] * (weekday + 1) / 7 -
           failing_counts[week] * weekday / 7;
}

static void write_claims(struct history *history)
{
    struct workshop shop = {
        .history = history,
        .draw = draw_start(history->seed, "claims"),
        .table = sink_table(history->sink, "warranty_claims"),
    };

    for (int day = 0; day < HISTORY_DAYS; day++) {
        for (int n = count_of_day(&shop, CLAIMS_A_DAY, 330, day); n > 0; n--) {
            int at = any_sale(&shop, day);
            int late = days_late(&shop.draw);

            if (at >= 0)
                write_claim(&shop, at,
                            failed_component(&shop, history->sales[at].model),
                            day, late);
        }
        for (int n = failing_today(&shop, day); n > 0; n--)
            write_claim(&shop, electric_sale(&shop, day), FAILING_COMPONENT,
                        day, 0);
    }
}

static int repair_days(struct workshop *shop, int plant, int day)
{
    int days =
        draw_between(&shop->draw, 1, 4) + draw_between(&shop->draw, 1, 4);

    if (plant == SLOW_PLANT && day >= HISTORY_DAYS - SLOW_DAYS)
        days *= 2;
    return days;
}

static void write_repair(struct workshop *shop, int at, int day)
{
    const struct sale *sale = &shop->history->sales[at];
    struct draw *draw = &shop->draw;
    int component = failed_component(shop, sale->model);
    const struct component *c = &company_components[component];
    int plant = company_models[sale->model].plants[draw_chance(draw, 330)];
    int closed = day + repair_days(shop, plant, day);
    bool is_repeat = draw_chance(draw, c->repeats);
    int revenue = c->unit_cost / 8 + draw_between(draw, 90, 520);

    /* The second time is free of charge, and so is warranty work. */
    if (is_repeat || draw_chance(draw, 350))
        revenue = 0;
    sink_put(
        shop->table,
        ROW(sink_int(++shop->count), sink_day(history_day(shop->history, day)),
            sink_day(closed < HISTORY_DAYS ? history_day(shop->history, closed)
                                           : DAYCOUNT_NONE),
            sink_int(sale->dealer + 1), sink_int(plant + 1),
            sink_int(sale->model + 1), sink_int(component + 1),
            sink_int(is_repeat), sink_int(revenue)));
}

static void write_repairs(struct history *history)
{
    struct workshop shop = {
        .history = history,
        .draw = draw_start(history->seed, "repairs"),
        .table = sink_table(history->sink, "repairs"),
    };

    for (int day = 0; day < HISTORY_DAYS; day++)
        for (int n = count_of_day(&shop, REPAIRS_A_DAY, 180, day); n > 0; n--) {
            int at = any_sale(&shop, day);

            if (at >= 0)
                write_repair(&shop, at, day);
        }
}

static void write_complaint(struct workshop *shop, int at, int day)
{
    static const char *const categories[] = {"software", "delivery delay",
                                             "noise",    "paint",
                                             "charging", "service quality"};
    static const char *const severities[] = {"low", "medium", "high"};
    const struct sale *sale = &shop->history->sales[at];
    struct draw *draw = &shop->draw;
    bool is_electric = company_models[sale->model].powertrain == EV;
    int category = draw_weighted(
        draw, (int[]){240, 190, 130, 90, is_electric ? 220 : 0, 160}, 6);
    int severity = draw_weighted(draw, (int[]){560, 310, 130}, 3);
    int resolved = day + draw_low_between(draw, 1, 30 - severity * 9);

    sink_put(
        shop->table,
        ROW(sink_int(++shop->count), sink_day(history_day(shop->history, day)),
            sink_int(sale->dealer + 1), sink_int(sale->model + 1),
            sink_text(categories[category]), sink_text(severities[severity]),
            sink_day(resolved < HISTORY_DAYS
                         ? history_day(shop->history, resolved)
                         : DAYCOUNT_NONE)));
}

static void write_complaints(struct history *history)
{
    struct workshop shop = {
        .history = history,
        .draw = draw_start(history->seed, "complaints"),
        .table = sink_table(history->sink, "complaints"),
    };

    for (int day = 0; day < HISTORY_DAYS; day++)
        for (int n = count_of_day(&shop, COMPLAINTS_A_DAY, 90, day); n > 0;
             n--) {
            int at = any_sale(&shop, day);

            if (at >= 0)
                write_complaint(&shop, at, day);
        }
}

void service_write(struct history *history)
{
    write_claims(history);
    write_repairs(history);
    write_complaints(history);
}
