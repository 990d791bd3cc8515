/*
 * Production follows sales; stocks wander around a level that is safe, except
 * where the planted facts say otherwise. Stocks are kept weekly, and daily
 * for the last six weeks.
 */
#include "history.h"

#include <assert.h>

#include "draw.h"

enum { DAILY_STOCK_DAYS = 42, SHIFT_MINUTES = 480 };

static bool is_stock_day(const struct history *history, int day)
{
    return day >= HISTORY_DAYS - DAILY_STOCK_DAYS ||
           daycount_weekday(history_day(history, day)) == 6;
}

int history_units(const struct history *history, int model, int index, int days)
{
    int units = 0;

    for (int day = index; day < index + days; day++)
        if (day >= 0 && day < HISTORY_DAYS)
            units += history->model_sales[model][day];
    return units;
}

/* Two thirds of a model come from its first plant. */
static int plant_share(int model, int plant)
{
    const struct model *m = &company_models[model];

    if (m->plants[0] == plant)
        return 67;
    return m->plants[1] == plant ? 33 : 0;
}

/* From a month before its launch until it is retired. */
static bool is_made(int model, int day)
{
    const struct model *m = &company_models[model];

    return day >= m->launched - 30 && day < m->retired;
}

static int downtime(struct draw *draw)
{
    if (draw_chance(draw, 940))
        return draw_low_between(draw, 0, 35);
    return draw_between(draw, 40, 150);
}

/* Vehicles a working day, from four weeks of sales, in hundredths. */
static int daily_need(const struct history *history, int model, int plant,
                      int day)
{
    int from = day - 14;

    if (from < 0)
        from = 0;
    if (from > HISTORY_DAYS - 28)
        from = HISTORY_DAYS - 28;
    return history_units(history, model, from, 28) * plant_share(model, plant) /
           24;
}

static void write_line(const struct history *history, struct draw *draw,
                       struct sink_table *table, int day, int plant, int model)
{
    int need = daily_need(history, model, plant, day);
    int minutes = downtime(draw);
    int units;

    if (day == history->spike_day && plant == SPIKE_PLANT)
        minutes = SHIFT_MINUTES - draw_between(draw, 20, 60);
    need = need * draw_between(draw, 850, 1200) / 1000;
    need = need * (SHIFT_MINUTES - minutes) / (SHIFT_MINUTES - 20);
    units = (need + draw_below(draw, 100)) / 100;
    sink_put(table, ROW(sink_int(plant + 1), sink_int(model + 1),
                        sink_day(history_day(history, day)), sink_int(units),
                        sink_int(minutes)));
}

static void write_production(struct history *history)
{
    struct sink_table *table = sink_table(history->sink, "production");
    struct draw draw = draw_start(history->seed, "production");

    for (int day = 0; day < HISTORY_DAYS; day++) {
        if (daycount_weekday(history_day(history, day)) == 6)
            continue;
        for (int plant = 0; plant < PLANT_COUNT; plant++)
            for (int model = 0; model < MODEL_COUNT; model++)
                if (plant_share(model, plant) > 0 && is_made(model, day))
                    write_line(history, &draw, table, day, plant, model);
    }
}

/* A level in permille that wanders between two bounds. */
static int wander(struct draw *draw, int level, int low, int high)
{
    int middle = (low + high) / 2;

    level += draw_between(draw, -90, 90) + (middle - level) / 12;
    return level < low ? low : level > high ? high : level;
}

static void write_vehicle_stock(struct history *history)
{
    struct sink_table *table = sink_table(history->sink, "vehicle_stock");
    struct draw draw = draw_start(history->seed, "vehicle stock");
    int levels[PLANT_COUNT][MODEL_COUNT];

    for (int plant = 0; plant < PLANT_COUNT; plant++)
        for (int model = 0; model < MODEL_COUNT; model++)
            levels[plant][model] = draw_between(&draw, 1100, 2100);
    for (int day = 0; day < HISTORY_DAYS; day++) {
        if (!is_stock_day(history, day))
            continue;
        for (int plant = 0; plant < PLANT_COUNT; plant++)
            for (int model = 0; model < MODEL_COUNT; model++) {
                int *level = &levels[plant][model];
                int reorder = 4 + daily_need(history, model, plant, day) / 10;

                if (plant_share(model, plant) == 0 ||
                    !company_is_built(model, day))
                    continue;
                *level = wander(&draw, *level, 820, 2600);
                sink_put(table, ROW(sink_day(history_day(history, day)),
                                    sink_int(plant + 1), sink_int(model + 1),
                                    sink_int(reorder * *level / 1000),
                                    sink_int(reorder)));
            }
    }
}

static int dealer_level(const struct history *history, struct draw *draw,
                        int dealer, int model, int day)
{
    int size = company_dealers[dealer].weight * company_models[model].weight;
    int on_hand = 2 + size / 1500 + draw_low_between(draw, 0, 4);
    int week = history->this_week - 7;

    if (model == SOLD_OUT_MODEL && day >= week && day < week + 7 &&
        (dealer == SOLD_OUT_DEALER_A || dealer == SOLD_OUT_DEALER_B))
        return 0;
    return draw_chance(draw, 3) ? 0 : on_hand;
}

static void write_dealer_stock(struct history *history)
{
    struct sink_table *table = sink_table(history->sink, "dealer_stock");
    struct draw draw = draw_start(history->seed, "dealer stock");

    for (int day = HISTORY_DAYS - DAILY_STOCK_DAYS; day < HISTORY_DAYS; day++)
        for (int dealer = 0; dealer < DEALER_COUNT; dealer++)
            for (int model = 0; model < MODEL_COUNT; model++) {
                if (!company_is_built(model, day))
                    continue;
                sink_put(table, ROW(sink_day(history_day(history, day)),
                                    sink_int(dealer + 1), sink_int(model + 1),
                                    sink_int(dealer_level(
                                        history, &draw, dealer, model, day))));
            }
}

static int use_at(int component, int plant)
{
    int use = company_components[component].daily_use *
              company_plants[plant].capacity / 40 / 4;

    return use > 0 ? use : 1;
}

/*
 * Enough for the lead time and more, in permille of the use while waiting.
 * The scarce one falls over its last thirty days to six days' use, which is
 * far less than its supplier needs.
 */
static int component_level(struct draw *draw, int *level, int component,
                           int plant, int day)
{
    int use = use_at(component, plant);
    int lead = company_suppliers[company_components[component].supplier]
                   .lead_time_days;
    int left = HISTORY_DAYS - 1 - day;
    int on_hand;

    *level = wander(draw, *level, 1030, 2100);
    on_hand = use * lead * *level / 1000 + use;
    if (component == SCARCE_COMPONENT && plant == SCARCE_PLANT && left < 30)
        return use * (6 + left * (lead + 8) / 30);
    return on_hand;
}

static void write_component_stock(struct history *history)
{
    struct sink_table *table = sink_table(history->sink, "component_stock");
    struct draw draw = draw_start(history->seed, "component stock");
    int levels[PLANT_COUNT][COMPONENT_COUNT];

    for (int plant = 0; plant < PLANT_COUNT; plant++)
        for (int i = 0; i < COMPONENT_COUNT; i++)
            levels[plant][i] = draw_between(&draw, 1100, 2000);
    for (int day = 0; day < HISTORY_DAYS; day++) {
        if (!is_stock_day(history, day))
            continue;
        for (int plant = 0; plant < PLANT_COUNT; plant++)
            for (int i = 0; i < COMPONENT_COUNT; i++) {
                int on_hand =
                    component_level(&draw, &levels[plant][i], i, plant, day);
                int use = use_at(i, plant);

                sink_put(table, ROW(sink_day(history_day(history, day)),
                                    sink_int(plant + 1), sink_int(i + 1),
                                    sink_int(on_hand), sink_int(use),
                                    sink_int(use * 5)));
            }
    }
}

void plants_write(struct history *history)
{
    write_production(history);
    write_vehicle_stock(history);
    write_dealer_stock(history);
    write_component_stock(history);
}

/* What was expected of each month: near the truth, and a little too high for
   some models. Three months lie ahead of the last day. */
void forecasts_write(struct history *history)
{
    struct sink_table *table = sink_table(history->sink, "forecasts");
    struct draw draw = draw_start(history->seed, "forecasts");

    for (int n = 1; n < 40; n++) {
        int month = daycount_month(history->first_day, n);
        int index = month - history->first_day;

        if (month > daycount_month(history->last_day, 3))
            break;
        if (index > HISTORY_DAYS - 30)
            index = HISTORY_DAYS - 30;
        for (int model = 0; model < MODEL_COUNT; model++) {
            int units = history_units(history, model, index, 30);

            units = units * draw_between(&draw, 880, 1120) / 1000;
            units += units * (model * 7 % 5 - 1) / 40;
            if (units > 0)
                sink_put(table, ROW(sink_day(month), sink_int(model + 1),
                                    sink_int(units)));
        }
    }
}
