#include "route/route.h"

#include "test.h"

static const struct str questions[] = {
    STR("Which guests arrive in the next 30 days?"), STR("upcoming arrivals")};
static const struct route_column columns[] = {
    {.name = STR("day"), .label = STR("Day"), .role = ROUTE_TIME},
    {.name = STR("guest"), .label = STR("Guest"), .role = ROUTE_DIMENSION}};
static const struct route_template template = {
    .id = STR("a/arrivals"),
    .title = STR("Upcoming arrivals"),
    .questions = questions,
    .question_count = COUNT(questions),
    .columns = columns,
    .column_count = COUNT(columns),
    .is_complete = true,
    .order_column = -1};

static bool is_hit(const struct route_index *index, const char *question,
                   struct date as_of)
{
    static const struct route_settings settings = {.accept = 0.93,
                                                   .clarify = 0.15};
    struct route_coverage coverage = {
        .is_served = true,
        .as_of = as_of,
        .span = {date_from_ymd(2026, 11, 21), date_from_ymd(2026, 12, 20)}};
    struct route_request request = {.question = str_from(question),
                                    .today = date_from_ymd(2026, 11, 20),
                                    .coverage = &coverage,
                                    .settings = &settings};
    struct arena *arena = arena_new();
    struct route route;
    route_decide(index, &request, arena, &route);
    arena_free(arena);
    return route.status == ROUTE_HIT;
}

/* A period ahead can only be said in words; they hold on the day of the dump.
 */
TEST(route_answers_a_period_ahead_in_the_words_of_the_template)
{
    struct date today = date_from_ymd(2026, 11, 20);
    struct buf bytes;
    struct err err;
    buf_init(&bytes, 1 << 20);
    assert_true(route_index_build(&template, 1, NULL, &bytes, &err));
    struct route_index *index = route_index_open(buf_str(&bytes), &err);
    assert_non_null(index);
    assert_true(
        is_hit(index, "which guests will arrive in the next 30 days", today));
    assert_false(
        is_hit(index, "which guests will arrive in the next 60 days", today));
    assert_false(is_hit(index, "which guests will arrive in the next 30 days",
                        date_from_ymd(2026, 11, 19)));
    route_index_close(index);
    buf_release(&bytes);
}
