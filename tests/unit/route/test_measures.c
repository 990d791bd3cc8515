/*
 * Which number a superlative is of, where a dump has several: the one that the
 * question names, or that the answer sentence says; never one that only stands
 * first. The expected orders were read from the questions by hand.
 */
#include "route/route.h"

#include "test.h"

enum { RATES, EVENTS, GUESTS, ENERGY, LATE };
enum { THING, FIRST, SECOND, THIRD };

#define DIMENSION(word, shown)                                                 \
    {                                                                          \
        .name = STR(word), .label = STR(shown), .role = ROUTE_DIMENSION        \
    }
#define MEASURE(word, shown, ...)                                              \
    {                                                                          \
        .name = STR(word), .label = STR(shown), .role = ROUTE_MEASURE,         \
        __VA_ARGS__                                                            \
    }

static const struct route_column columns[][4] = {
    [RATES] = {DIMENSION("hotel", "Hotel"),
               MEASURE("nights_sold", "Nights sold", .may_add_up = true,
                       .is_count = true),
               MEASURE("average_rate", "Average rate", .is_money = true),
               MEASURE("revpar", "RevPAR", .is_money = true)},
    [EVENTS] = {DIMENSION("hotel", "Hotel"),
                MEASURE("events", "Events", .may_add_up = true,
                        .is_count = true),
                MEASURE("attendees", "Attendees", .may_add_up = true,
                        .is_count = true),
                MEASURE("event_revenue", "Event revenue", .may_add_up = true,
                        .is_money = true)},
    [GUESTS] = {DIMENSION("hotel", "Hotel"),
                MEASURE("arrivals", "Arrivals", .may_add_up = true,
                        .is_count = true),
                MEASURE("returning_guests", "Returning guests",
                        .may_add_up = true, .is_count = true),
                MEASURE("returning_rate", "Returning rate", .is_share = true)},
    [ENERGY] = {DIMENSION("hotel", "Hotel"),
                MEASURE("energy_kwh", "Energy", .may_add_up = true),
                MEASURE("energy_cost", "Cost of energy", .may_add_up = true,
                        .is_money = true),
                MEASURE("energy_per_night", "Energy per night",
                        .may_add_up = false)},
    [LATE] = {DIMENSION("supplier", "Supplier"),
              MEASURE("deliveries", "Deliveries", .may_add_up = true,
                      .is_count = true),
              MEASURE("late_deliveries", "Over 7 days late", .may_add_up = true,
                      .is_count = true),
              MEASURE("mean_days", "Mean delay", .is_duration = true)}};

static const struct str questions[][3] = {
    [RATES] = {STR("average rate and RevPAR by hotel"),
               STR("Which hotel has the highest RevPAR?"),
               STR("What does a night cost on average?")},
    [EVENTS] = {STR("event revenue by hotel"),
                STR("Which hotel has the most events?"),
                STR("How much did each hotel earn with events?")},
    [GUESTS] = {STR("share of returning guests by hotel"),
                STR("How many of our guests return?"),
                STR("returning guests by hotel")},
    [ENERGY] = {STR("energy per sold night by hotel"),
                STR("How much energy do the hotels use?"),
                STR("energy by hotel")},
    [LATE] = {STR("late deliveries by supplier"),
              STR("Which suppliers deliver late?"),
              STR("delays of suppliers")}};

#define TEMPLATE(number, name, text, column, sentence)                         \
    [number] = {.id = STR(name),                                               \
                .title = STR(text),                                            \
                .answer = STR(sentence),                                       \
                .questions = questions[number],                                \
                .question_count = 3,                                           \
                .columns = columns[number],                                    \
                .column_count = 4,                                             \
                .is_complete = true,                                           \
                .order_column = column,                                        \
                .order_descending = true}

static const struct route_template templates[] = {
    TEMPLATE(RATES, "a/rates", "Average rate and RevPAR by hotel", THIRD, ""),
    TEMPLATE(EVENTS, "a/events", "Event revenue by hotel", FIRST, ""),
    TEMPLATE(GUESTS, "a/guests", "Returning guests by hotel", SECOND, ""),
    TEMPLATE(ENERGY, "a/energy", "Energy per sold night by hotel", THIRD,
             "{hotel} uses the most energy per night: {energy_per_night}."),
    TEMPLATE(LATE, "a/late", "Late deliveries by supplier", SECOND,
             "{supplier} is worst off: {late_deliveries} late.")};

enum { NO_HIT = -2, STORED = -1 };

static int order_of(const struct route_index *index, const char *question,
                    uint32_t template, bool *is_descending)
{
    static const struct route_settings settings = {.accept = 0.93,
                                                   .clarify = 0.15};
    struct route_coverage coverage[COUNT(templates)] = {{.is_served = true},
                                                        {.is_served = true},
                                                        {.is_served = true},
                                                        {.is_served = true},
                                                        {.is_served = true}};
    struct route_request request = {.question = str_from(question),
                                    .today = date_from_ymd(2026, 11, 20),
                                    .coverage = coverage,
                                    .settings = &settings};
    struct arena *arena = arena_new();
    struct route route;
    route_decide(index, &request, arena, &route);
    if (route.status == ROUTE_HIT && route.template != template)
        fail_msg("%s: another template, %u", question, route.template);
    int order = route.status == ROUTE_HIT ? route.slots.order_column : NO_HIT;
    *is_descending = route.slots.order_descending;
    arena_free(arena);
    return order;
}

TEST(route_ranks_by_the_number_that_is_named)
{
    static const struct {
        const char *question;
        uint32_t template;
        int order;
        bool is_descending;
    } cases[] = {
        {"where is the share of returning guests lowest", GUESTS, THIRD, false},
        {"which hotel has the largest share of returning guests", GUESTS, THIRD,
         true},
        {"which hotel earned the most with events", EVENTS, THIRD, true},
        {"which hotel has the most events", EVENTS, STORED, true},
        {"which hotel has the lowest average price of a night", RATES, NO_HIT,
         false},
        {"which hotel uses the least energy per night", ENERGY, THIRD, false},
        {"which hotel uses the most energy per night", ENERGY, STORED, true},
        {"which hotel uses the least energy", ENERGY, FIRST, false},
        {"who has the most late deliveries", LATE, STORED, true},
        {"who has the longest delay", LATE, THIRD, true},
        {"how is the hotel doing", RATES, NO_HIT, false},
        {"which supplier has the longest mean delay", LATE, THIRD, true},
        {"which mechanic has the most late deliveries", LATE, NO_HIT, false},
    };
    struct buf bytes;
    struct err err;
    buf_init(&bytes, 1 << 20);
    assert_true(
        route_index_build(templates, COUNT(templates), NULL, &bytes, &err));
    struct route_index *index = route_index_open(buf_str(&bytes), &err);
    assert_non_null(index);
    for (size_t i = 0; i < COUNT(cases); i++) {
        bool is_descending;
        int order = order_of(index, cases[i].question, cases[i].template,
                             &is_descending);
        if (order != cases[i].order)
            fail_msg("%s: order %d, expected %d", cases[i].question, order,
                     cases[i].order);
        if (order >= 0)
            assert_int_equal(is_descending, cases[i].is_descending);
    }
    route_index_close(index);
    buf_release(&bytes);
}
