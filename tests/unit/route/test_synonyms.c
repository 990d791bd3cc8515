#include "route/route.h"

#include "test.h"

static const struct str questions[2][2] = {
    {STR("Which dealers earn the most?"), STR("gross profit by dealer")},
    {STR("Which plants stand still?"), STR("downtime of each plant")}};
static const struct str regions[] = {STR("West"), STR("Northeast")};
static const struct route_column columns[] = {
    {.name = STR("dealer"), .label = STR("Dealer"), .role = ROUTE_DIMENSION},
    {.name = STR("region"),
     .label = STR("Region"),
     .role = ROUTE_DIMENSION,
     .values = regions,
     .value_count = 2},
    {.name = STR("profit"),
     .label = STR("Gross profit"),
     .role = ROUTE_MEASURE}};
static const struct route_column plant_columns[] = {
    {.name = STR("plant"), .label = STR("Plant"), .role = ROUTE_DIMENSION},
    {.name = STR("downtime"), .label = STR("Downtime"), .role = ROUTE_MEASURE}};
static const struct route_template templates[] = {
    {.id = STR("a/dealers"),
     .title = STR("Gross profit by dealer"),
     .questions = questions[0],
     .question_count = 2,
     .columns = columns,
     .column_count = 3,
     .is_complete = true,
     .order_column = 2,
     .order_descending = true},
    {.id = STR("a/plants"),
     .title = STR("Downtime by plant"),
     .questions = questions[1],
     .question_count = 2,
     .columns = plant_columns,
     .column_count = 2,
     .is_complete = true,
     .order_column = 1,
     .order_descending = true}};

static const struct str dealers[] = {STR("store"), STR("car shop")};
static const struct str plants[] = {STR("factory floor")};
static const struct str profits[] = {STR("GP")};
static const struct str wests[] = {STR("left coast")};
static const struct route_synonym items[] = {
    {STR("dealer"), dealers, COUNT(dealers)},
    {STR("plant"), plants, COUNT(plants)},
    {STR("gross profit"), profits, COUNT(profits)},
    {STR("West"), wests, COUNT(wests)}};

static void ask(const struct route_synonyms *synonyms, const char *text,
                struct arena *arena, struct route *route)
{
    static const struct route_settings settings = {.accept = 0.93,
                                                   .clarify = 0.15};
    struct route_coverage coverage[COUNT(templates)] = {{.is_served = true},
                                                        {.is_served = true}};
    struct route_request request = {.question = str_from(text),
                                    .today = date_from_ymd(2026, 11, 20),
                                    .coverage = coverage,
                                    .settings = &settings,
                                    .explain = true};
    struct buf bytes;
    struct err err;
    buf_init(&bytes, 1 << 20);
    assert_true(
        route_index_build(templates, COUNT(templates), synonyms, &bytes, &err));
    struct route_index *index =
        route_index_open(arena_str(arena, buf_str(&bytes)), &err);
    assert_non_null(index);
    route_decide(index, &request, arena, route);
    route->matched = arena_str(arena, route->matched);
    route_index_close(index);
    buf_release(&bytes);
}

TEST(synonyms_of_a_project_are_read_as_its_words)
{
    static const struct {
        const char *question;
        uint32_t template;
    } cases[] = {
        {"Which stores earn the most?", 0},
        {"which car shops earn the most", 0},
        {"GP by store", 0},
        {"which factory floors stand still", 1},
        {"gross profit by store in the left coast", 0},
    };
    const struct route_synonyms synonyms = {items, COUNT(items)};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena *arena = arena_new();
        struct route with, without;
        ask(&synonyms, cases[i].question, arena, &with);
        ask(NULL, cases[i].question, arena, &without);
        assert_int_equal(with.status, ROUTE_HIT);
        assert_int_equal(with.template, cases[i].template);
        assert_int_not_equal(without.status, ROUTE_HIT);
        arena_free(arena);
    }
}

TEST(synonym_of_a_value_filters_by_it)
{
    const struct route_synonyms synonyms = {items, COUNT(items)};
    struct arena *arena = arena_new();
    struct route route;
    ask(&synonyms, "gross profit by dealer in the left coast", arena, &route);
    assert_int_equal(route.status, ROUTE_HIT);
    assert_int_equal(route.slots.filter_count, 1);
    assert_int_equal(route.slots.filters[0].column, 1);
    arena_free(arena);
}

TEST(synonym_is_explained_by_what_it_is_read_as)
{
    const struct route_synonyms synonyms = {items, COUNT(items)};
    struct arena *arena = arena_new();
    struct route route;
    ask(&synonyms, "GP by store", arena, &route);
    assert_true(str_is(route.trace[0].word, "GP"));
    assert_true(str_is(route.trace[0].became, "matched (as \"gross\")"));
    assert_true(str_is(route.trace[1].became, "matched (as \"profit\")"));
    assert_true(str_is(route.trace[3].word, "store"));
    assert_true(str_is(route.trace[3].became, "matched (as \"dealer\")"));
    arena_free(arena);
}

TEST(synonym_in_quotes_is_left_alone)
{
    const struct route_synonyms synonyms = {items, COUNT(items)};
    struct arena *arena = arena_new();
    struct route route;
    ask(&synonyms, "gross profit by \"store\"", arena, &route);
    assert_int_not_equal(route.status, ROUTE_HIT);
    arena_free(arena);
}

TEST(synonym_of_two_words_is_not_two_things_of_a_list)
{
    const struct route_synonyms synonyms = {items, COUNT(items)};
    struct arena *arena = arena_new();
    struct route route;
    ask(&synonyms, "gross profit by car, shop", arena, &route);
    assert_int_not_equal(route.status, ROUTE_HIT);
    ask(&synonyms, "gross profit by car shop", arena, &route);
    assert_int_equal(route.status, ROUTE_HIT);
    arena_free(arena);
}

TEST(synonyms_that_are_mistyped_are_corrected)
{
    const struct route_synonyms synonyms = {items, COUNT(items)};
    struct arena *arena = arena_new();
    struct route route;
    ask(&synonyms, "which sotre earns the most", arena, &route);
    assert_int_equal(route.status, ROUTE_HIT);
    assert_int_equal(route.template, 0);
    arena_free(arena);
}

TEST(synonyms_of_more_words_than_a_question_holds_are_too_many)
{
    const struct route_synonyms synonyms = {items, COUNT(items)};
    struct arena *arena = arena_new();
    struct buf text;
    struct route route;
    buf_init(&text, 10000);
    for (int i = 0; i < 40; i++)
        buf_add_text(&text, "GP ");
    buf_add_char(&text, '\0');
    ask(&synonyms, text.ptr, arena, &route);
    assert_int_equal(route.status, ROUTE_MISS);
    assert_true(str_find(route.reason, (struct str)STR("words")) >= 0);
    buf_release(&text);
    arena_free(arena);
}
