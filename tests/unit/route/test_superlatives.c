#include "route/route.h"

#include "test.h"

enum { DEPARTMENT, DISCHARGES, NIGHTS };
enum { INSURER, CLAIMS, AMOUNT, OLDEST };
enum { STAYS, OPEN_CLAIMS };

static const struct str stay_questions[] = {
    STR("length of stay by department"),
    STR("In which department do patients stay longest?"),
    STR("patients discharged by each department")};
static const struct route_column stay_columns[] = {
    [DEPARTMENT] = {.name = STR("department"),
                    .label = STR("Department"),
                    .role = ROUTE_DIMENSION},
    [DISCHARGES] = {.name = STR("discharges"),
                    .label = STR("Discharges"),
                    .role = ROUTE_MEASURE,
                    .may_add_up = true,
                    .is_count = true},
    [NIGHTS] = {.name = STR("mean_nights"),
                .label = STR("Mean nights"),
                .role = ROUTE_MEASURE,
                .is_duration = true}};
static const struct str claim_questions[] = {STR("open claims by insurer"),
                                             STR("Which insurers owe us?"),
                                             STR("what insurers owe us")};
static const struct route_column claim_columns[] = {
    [INSURER] = {.name = STR("insurer"),
                 .label = STR("Insurer"),
                 .role = ROUTE_DIMENSION},
    [CLAIMS] = {.name = STR("claims"),
                .label = STR("Open claims"),
                .role = ROUTE_MEASURE,
                .may_add_up = true,
                .is_count = true},
    [AMOUNT] = {.name = STR("amount"),
                .label = STR("Open amount"),
                .role = ROUTE_MEASURE,
                .may_add_up = true},
    [OLDEST] = {.name = STR("oldest_days"),
                .label = STR("Age of the oldest"),
                .role = ROUTE_MEASURE,
                .is_duration = true}};
static const struct route_template templates[] = {
    [STAYS] = {.id = STR("a/stays"),
               .title = STR("Length of stay by department"),
               .questions = stay_questions,
               .question_count = COUNT(stay_questions),
               .columns = stay_columns,
               .column_count = COUNT(stay_columns),
               .is_complete = true,
               .order_column = NIGHTS,
               .order_descending = true},
    [OPEN_CLAIMS] = {.id = STR("a/claims"),
                     .title = STR("Open claims by insurer"),
                     .questions = claim_questions,
                     .question_count = COUNT(claim_questions),
                     .columns = claim_columns,
                     .column_count = COUNT(claim_columns),
                     .is_complete = true,
                     .order_column = AMOUNT,
                     .order_descending = true}};

enum { NO_HIT = -2, STORED = -1 };

/* The column that the rows are put in the order of. */
static int order_of(const struct route_index *index, const char *question,
                    uint32_t template, bool *is_descending)
{
    static const struct route_settings settings = {.accept = 0.93,
                                                   .clarify = 0.15};
    struct route_coverage coverage[COUNT(templates)] = {{.is_served = true},
                                                        {.is_served = true}};
    struct route_request request = {.question = str_from(question),
                                    .today = date_from_ymd(2026, 11, 20),
                                    .coverage = coverage,
                                    .settings = &settings};
    struct arena *arena = arena_new();
    struct route route;
    route_decide(index, &request, arena, &route);
    int order = route.status == ROUTE_HIT && route.template == template
                    ? route.slots.order_column
                    : NO_HIT;
    *is_descending = route.slots.order_descending;
    arena_free(arena);
    return order;
}

TEST(route_ranks_by_the_measure_that_a_superlative_is_of)
{
    static const struct {
        const char *question;
        uint32_t template;
        int order;
        bool is_descending;
    } cases[] = {
        {"which department discharged the most patients", STAYS, DISCHARGES,
         true},
        {"which department discharged the fewest patients", STAYS, DISCHARGES,
         false},
        {"in which department do patients stay longest", STAYS, STORED, false},
        {"in which department do patients stay shortest", STAYS, NIGHTS, false},
        {"which insurer has the oldest open claim", OPEN_CLAIMS, OLDEST, true},
        {"which insurer has the most open claims", OPEN_CLAIMS, CLAIMS, true},
        {"which department has the most robots", STAYS, NO_HIT, false},
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
