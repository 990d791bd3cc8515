/*
 * How many cars a dealer sells on a day is worked out, not drawn: shares,
 * seasons and growth give a mean, and what is left of it is carried to the
 * next day. Drawn counts would drown the planted facts in noise; chance comes
 * in as a factor on the mean, and in which model, price and product it is.
 *
 * A customer who finds the model sold out leaves without a car. That is the
 * whole mechanism of the planted fall of EV sales.
 */
#include "history.h"

#include <assert.h>
#include <stdlib.h>

#include "draw.h"

enum {
    SALES_A_DAY = 66, /* at the start */
    PRODUCT_COUNT = 4,
    LEADS_MAX = 400000,
    REGULARS = 190, /* of each region: fleets first, then businesses */
    FLEETS = 40,
    PRIVATE_MAX = 60000,
};

static const struct product {
    const char *name;
    int attach; /* taken by so many of 1,000 who take any product */
    int low;    /* revenue */
    int high;
} products[PRODUCT_COUNT] = {
    {"Service contract", 780, 1900, 2900},
    {"Gap insurance", 420, 450, 850},
    {"Financing", 740, 600, 1500},
    {"Tyre package", 280, 250, 600},
};

static const struct {
    const char *name;
    int lost_weight;
    int won_weight;
} sources[] = {
    {"website", 380, 300}, {"showroom", 160, 280}, {"referral", 60, 170},
    {"phone", 140, 110},   {"event", 90, 50},      {"partner", 170, 90},
};
enum { SOURCE_COUNT = sizeof(sources) / sizeof(*sources) };

struct lead {
    int day;
    int dealer;
    int model;
    int source;
    int closed;         /* DAYCOUNT_NONE while open */
    const char *status; /* "won": the lead of a sale */
    int sale;           /* or -1 */
};

/* Everything that selling needs between one sale and the next. */
struct desk {
    struct history *history;
    struct draw draw;
    struct sink_table *customers;
    int64_t due_cars[DEALER_COUNT];                 /* in millionths of a car */
    int due_models[DEALER_COUNT][MODEL_COUNT];      /* in weights */
    int due_takers[DEALER_COUNT];                   /* in thousandths */
    int due_contracts[DEALER_COUNT][PRODUCT_COUNT]; /* in thousandths */
    int privates[REGION_COUNT][PRIVATE_MAX];
    int private_count[REGION_COUNT];
    int customer_count;
    int contract_count;
    int region_weights[REGION_COUNT];
    struct lead *leads;
    int lead_count;
};

static const char *channel_name(int channel)
{
    static const char *const names[] = {"showroom", "online", "fleet"};

    return names[channel];
}

/*
 * The last weeks, with the planted facts, are calm: little noise, no rush at
 * the end of a month, and no change of season. A fall is then a fall.
 */
static int calm_from(const struct desk *desk)
{
    return desk->history->this_week - 21;
}

static int daily_noise(struct desk *desk, int day)
{
    if (day >= calm_from(desk))
        return draw_between(&desk->draw, 940, 1060);
    return draw_between(&desk->draw, 650, 1350);
}

static int weekly_noise(struct desk *desk, int day)
{
    if (day >= calm_from(desk))
        return 1000;
    return draw_between(&desk->draw, 950, 1050);
}

/* What the calendar does to sales, in permille. */
static int season(const struct desk *desk, int day)
{
    static const int of_month[] = {860,  880,  1080, 1010, 1070, 1060,
                                   1020, 1040, 1000, 980,  960,  1120};
    static const int of_weekday[] = {860, 880, 900, 950, 1150, 1500, 400};
    bool is_calm = day >= calm_from(desk);
    int date = history_day(desk->history, day);
    int month_date =
        is_calm ? history_day(desk->history, calm_from(desk)) : date;
    int month = daycount_civil(month_date).month;
    bool is_rush = !is_calm && daycount_civil(date + 3).month != month;
    int permille = of_month[month - 1] * of_weekday[daycount_weekday(date)];

    return permille / 1000 * (is_rush ? 1200 : 980) / 1000;
}

static int cars_due(struct desk *desk, int dealer, int day, int week_noise)
{
    const struct dealer *d = &company_dealers[dealer];
    int64_t mean = (int64_t)SALES_A_DAY * 1000 * d->weight;
    int cars;

    if (day < d->opened)
        return 0;
    mean = mean * company_regions[d->region].weight /
           desk->region_weights[d->region];
    mean = mean * season(desk, day) / 1000;
    mean = mean * (1000 + 105 * day / 365) / 1000;
    mean = mean * week_noise / 1000 * daily_noise(desk, day) / 1000;
    desk->due_cars[dealer] += mean;
    cars = (int)(desk->due_cars[dealer] / 1000000);
    desk->due_cars[dealer] %= 1000000;
    return cars;
}

/* New models ramp up, dying ones fade, electric ones grow. */
static int model_weight(int model, int dealer, int day)
{
    const struct model *m = &company_models[model];
    const struct dealer *d = &company_dealers[dealer];
    int64_t weight = (int64_t)m->weight * 1000;
    int age = day - m->launched;
    int left = m->retired - day;

    if (age < 0 || left <= 0)
        return 0;
    if (age < 240)
        weight = weight * (200 + 800 * age / 240) / 1000;
    if (left < 240)
        weight = weight * (100 + 900 * left / 240) / 1000;
    if (m->powertrain == EV) {
        weight = weight * (600 + 220 * day / 365) / 1000;
        weight = weight * d->ev_permille / 1000;
        weight = weight * company_regions[d->region].ev_permille / 1000;
    }
    if (m->powertrain == ICE)
        weight = weight * (1100 - 60 * day / 365) / 1000;
    if (model == SOLD_OUT_MODEL &&
        (dealer == SOLD_OUT_DEALER_A || dealer == SOLD_OUT_DEALER_B))
        weight *= 3;
    return (int)weight;
}

static bool is_sold_out(const struct desk *desk, int dealer, int model, int day)
{
    int week = desk->history->this_week - 7;

    return model == SOLD_OUT_MODEL &&
           (dealer == SOLD_OUT_DEALER_A || dealer == SOLD_OUT_DEALER_B) &&
           day >= week && day < week + 7;
}

static int new_customer(struct desk *desk, int region, const char *segment,
                        int since)
{
    int id = ++desk->customer_count;

    sink_put(desk->customers,
             ROW(sink_int(id), sink_int(region + 1), sink_text(segment),
                 sink_day(history_day(desk->history, since))));
    return id;
}

/* Fleets and businesses that come back are there from the start. */
static void invite_regulars(struct desk *desk)
{
    for (int region = 0; region < REGION_COUNT; region++)
        for (int i = 0; i < REGULARS; i++)
            new_customer(desk, region, i < FLEETS ? "fleet" : "business",
                         -draw_between(&desk->draw, 30, 3000));
}

static int find_customer(struct desk *desk, int region, int channel, int day)
{
    struct draw *draw = &desk->draw;
    int *count = &desk->private_count[region];
    int first_regular = region * REGULARS + 1;

    if (channel == 2)
        return first_regular + draw_low_between(draw, 0, FLEETS - 1);
    if (draw_chance(draw, 80))
        return first_regular + draw_between(draw, FLEETS, REGULARS - 1);
    if (*count > 100 && draw_chance(draw, 120))
        return desk->privates[region][draw_below(draw, *count)];
    assert(*count < PRIVATE_MAX);
    desk->privates[region][*count] = new_customer(desk, region, "private", day);
    return desk->privates[region][(*count)++];
}

static int pick_source(struct draw *draw, bool is_won)
{
    int weights[SOURCE_COUNT];

    for (int i = 0; i < SOURCE_COUNT; i++)
        weights[i] = is_won ? sources[i].won_weight : sources[i].lost_weight;
    return draw_weighted(draw, weights, SOURCE_COUNT);
}

static void add_lead(struct desk *desk, struct lead lead)
{
    assert(desk->lead_count < LEADS_MAX);
    lead.source = pick_source(&desk->draw, lead.sale >= 0);
    desk->leads[desk->lead_count++] = lead;
}

/* The lead a sale came from: days or weeks before, four times in five. */
static void trace_lead(struct desk *desk, const struct sale *sale)
{
    int day = sale->day - draw_low_between(&desk->draw, 1, 45);

    if (day >= 0 && draw_chance(&desk->draw, 830))
        add_lead(desk, (struct lead){.day = day,
                                     .dealer = sale->dealer,
                                     .model = sale->model,
                                     .closed = sale->day,
                                     .status = "won",
                                     .sale = desk->history->sale_count});
}

/* Leads that came to nothing; near the end, some that are still open. */
static void lose_leads(struct desk *desk, const struct sale *sale)
{
    struct draw *draw = &desk->draw;
    int last = HISTORY_DAYS - 1;
    int count = draw_chance(draw, 360) ? 2 : 1;

    if (draw_below(draw, 45) >= last - sale->day)
        count++;
    for (int i = 0; i < count; i++) {
        int closed = sale->day + draw_low_between(draw, 3, 75);

        add_lead(desk,
                 (struct lead){.day = sale->day,
                               .dealer = sale->dealer,
                               .model = sale->model,
                               .closed = closed > last ? DAYCOUNT_NONE : closed,
                               .status = closed > last ? "open" : "lost",
                               .sale = -1});
    }
}

/* In calm weeks models take turns by their weights, from a drawn start. */
static int take_turn(struct desk *desk, int dealer, const int *weights)
{
    int *due = desk->due_models[dealer];
    int total = 0, best = 0;

    for (int i = 0; i < MODEL_COUNT; i++) {
        if (due[i] == 0 && weights[i] > 0)
            due[i] = draw_below(&desk->draw, weights[i]);
        due[i] += weights[i];
        total += weights[i];
        if (due[i] > due[best])
            best = i;
    }
    due[best] -= total;
    return best;
}

static void record_sale(struct desk *desk, int dealer, int day)
{
    struct history *history = desk->history;
    struct sale sale = {.day = day, .dealer = dealer};
    int weights[MODEL_COUNT];

    for (int i = 0; i < MODEL_COUNT; i++)
        weights[i] = model_weight(i, dealer, day);
    sale.model = day >= calm_from(desk)
                     ? take_turn(desk, dealer, weights)
                     : draw_weighted(&desk->draw, weights, MODEL_COUNT);
    lose_leads(desk, &sale);
    if (is_sold_out(desk, dealer, sale.model, day))
        return;
    trace_lead(desk, &sale);
    assert(history->sale_count < HISTORY_SALES_MAX);
    history->sales[history->sale_count++] = sale;
    history->model_sales[sale.model][day]++;
}

static void sell(struct desk *desk)
{
    int week_noise = 1000;

    for (int day = 0; day < HISTORY_DAYS; day++) {
        if (daycount_weekday(history_day(desk->history, day)) == 0)
            week_noise = weekly_noise(desk, day);
        desk->history->day_starts[day] = desk->history->sale_count;
        for (int dealer = 0; dealer < DEALER_COUNT; dealer++)
            for (int n = cars_due(desk, dealer, day, week_noise); n > 0; n--)
                record_sale(desk, dealer, day);
    }
    desk->history->day_starts[HISTORY_DAYS] = desk->history->sale_count;
}

/* Leads get their ids in the order in which they came in. */
static void write_leads(struct desk *desk, int *lead_of_sale)
{
    struct sink_table *table = sink_table(desk->history->sink, "leads");
    int *starts = calloc(HISTORY_DAYS + 1, sizeof(*starts));
    int *order = calloc((size_t)desk->lead_count, sizeof(*order));

    assert(starts && order);
    for (int i = 0; i < desk->lead_count; i++)
        starts[desk->leads[i].day + 1]++;
    for (int day = 0; day < HISTORY_DAYS; day++)
        starts[day + 1] += starts[day];
    for (int i = 0; i < desk->lead_count; i++)
        order[starts[desk->leads[i].day]++] = i;
    for (int i = 0; i < desk->lead_count; i++) {
        const struct lead *lead = &desk->leads[order[i]];
        int closed = lead->closed == DAYCOUNT_NONE
                         ? DAYCOUNT_NONE
                         : history_day(desk->history, lead->closed);

        if (lead->sale >= 0)
            lead_of_sale[lead->sale] = i + 1;
        sink_put(table,
                 ROW(sink_int(i + 1),
                     sink_day(history_day(desk->history, lead->day)),
                     sink_int(lead->dealer + 1), sink_int(lead->model + 1),
                     sink_text(sources[lead->source].name),
                     sink_text(lead->status), sink_day(closed)));
    }
    free(starts);
    free(order);
}

struct money {
    int price;
    int cost;
};

/* List price of the day, options, and a discount; to the next ten dollars. */
static struct money agree_price(struct desk *desk, const struct sale *sale)
{
    const struct model *m = &company_models[sale->model];
    struct draw *draw = &desk->draw;
    int cost_permille = m->powertrain == EV       ? 872
                        : m->powertrain == HYBRID ? 846
                                                  : 828;
    int list = m->msrp + (int)((int64_t)m->msrp * 26 * sale->day / 365000);
    int options = 0;
    int discount = draw_low_between(draw, 0, 70);
    int left = m->retired - sale->day;
    struct money money;

    for (int n = draw_low_between(draw, 0, 6); n > 0; n--)
        options += draw_between(draw, 4, 25) * 100;
    if (left < 240)
        discount += 60;
    money.price = (list + options) / 1000 * (1000 - discount);
    money.price = money.price / 10 * 10;
    money.cost = list / 1000 * (cost_permille + draw_between(draw, -12, 12));
    money.cost = (money.cost + options * 6 / 10) / 10 * 10;
    return money;
}

/*
 * So many of 1,000 buyers take a contract. Dealers differ: those with many
 * electric cars find fewer, those that are about to fall silent the most.
 */
static int contract_rate(int dealer)
{
    if (dealer == SOLD_OUT_DEALER_A || dealer == SOLD_OUT_DEALER_B)
        return 320;
    if (dealer >= SILENT_DEALER_FIRST && dealer <= SILENT_DEALER_LAST)
        return 880 + dealer % 4 * 13;
    return 470 + dealer * 137 % 260;
}

/* Adds a share of 1,000 to what is due; true when a whole one is reached. */
static bool falls_due(struct desk *desk, int *due, int permille)
{
    *due += permille * draw_between(&desk->draw, 70, 130) / 100;
    if (*due < 1000)
        return false;
    *due -= 1000;
    return true;
}

static bool is_silent(const struct desk *desk, const struct sale *sale,
                      int product)
{
    return product == SILENT_PRODUCT && sale->dealer >= SILENT_DEALER_FIRST &&
           sale->dealer <= SILENT_DEALER_LAST &&
           sale->day >= desk->history->this_week;
}

static void write_contracts(struct desk *desk, struct sink_table *table, int at)
{
    const struct sale *sale = &desk->history->sales[at];
    int dealer = sale->dealer;

    if (!falls_due(desk, &desk->due_takers[dealer], contract_rate(dealer)))
        return;
    for (int p = 0; p < PRODUCT_COUNT; p++) {
        int *due = &desk->due_contracts[dealer][p];
        int tens = draw_between(&desk->draw, products[p].low / 10,
                                products[p].high / 10);

        if (!falls_due(desk, due, products[p].attach) ||
            is_silent(desk, sale, p))
            continue;
        sink_put(table, ROW(sink_int(++desk->contract_count), sink_int(at + 1),
                            sink_text(products[p].name), sink_int(tens * 10),
                            sink_day(history_day(desk->history, sale->day))));
    }
}

static void write_sale(struct desk *desk, struct sink_table *table, int at,
                       int lead)
{
    const struct sale *sale = &desk->history->sales[at];
    int online = 180 + 70 * sale->day / 365;
    int channel =
        draw_weighted(&desk->draw, (int[]){870 - online, online, 130}, 3);
    int customer = find_customer(desk, company_dealers[sale->dealer].region,
                                 channel, sale->day);
    struct money money = agree_price(desk, sale);

    sink_put(table,
             ROW(sink_int(at + 1), lead > 0 ? sink_int(lead) : sink_null(),
                 sink_day(history_day(desk->history, sale->day)),
                 sink_int(sale->dealer + 1), sink_int(sale->model + 1),
                 sink_int(customer), sink_int(money.price),
                 sink_int(money.cost), sink_text(channel_name(channel))));
}

void sales_write(struct history *history)
{
    struct desk *desk = calloc(1, sizeof(*desk));
    int *lead_of_sale = calloc(HISTORY_SALES_MAX, sizeof(*lead_of_sale));
    struct sink_table *sales, *contracts;

    history->sales = calloc(HISTORY_SALES_MAX, sizeof(*history->sales));
    assert(desk && lead_of_sale && history->sales);
    desk->history = history;
    desk->draw = draw_start(history->seed, "sales");
    desk->leads = calloc(LEADS_MAX, sizeof(*desk->leads));
    assert(desk->leads);
    for (int i = 0; i < DEALER_COUNT; i++)
        desk->region_weights[company_dealers[i].region] +=
            company_dealers[i].weight;
    desk->customers = sink_table(history->sink, "customers");
    sales = sink_table(history->sink, "sales");
    contracts = sink_table(history->sink, "fni_contracts");
    invite_regulars(desk);
    sell(desk);
    write_leads(desk, lead_of_sale);
    for (int i = 0; i < history->sale_count; i++) {
        write_sale(desk, sales, i, lead_of_sale[i]);
        write_contracts(desk, contracts, i);
    }
    free(desk->leads);
    free(desk);
    free(lead_of_sale);
}
