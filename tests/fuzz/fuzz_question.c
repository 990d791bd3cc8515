/*
 * Any bytes as a question and its context, over a fixed index. The first line
 * is the context, the rest the question.
 */
#include <stdlib.h>

#include "route/route.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct str regions[] = {STR("Northeast"), STR("Southwest"),
                                     STR("West")};
static const struct str models[] = {STR("Ion 4"), STR("Mesa"), STR("Élan")};
static const struct route_column columns[] = {
    {.name = STR("region"),
     .label = STR("Region"),
     .role = ROUTE_DIMENSION,
     .values = regions,
     .value_count = COUNT(regions)},
    {.name = STR("model"),
     .label = STR("Model"),
     .role = ROUTE_DIMENSION,
     .values = models,
     .value_count = COUNT(models)},
    {.name = STR("month"), .role = ROUTE_TIME, .grain = DATE_MONTH},
    {.name = STR("units"), .role = ROUTE_MEASURE, .may_add_up = true},
};
static const struct str sales_questions[] = {
    STR("What were the top selling models in the Northeast?"),
    STR("best 5 models by region since 2026-01-01")};
static const struct str claims_questions[] = {
    STR("Which claims were not \"paid\" last month?")};

static const struct route_template templates[] = {
    {.id = STR("sales/top_models"),
     .title = STR("Top models"),
     .questions = sales_questions,
     .question_count = COUNT(sales_questions),
     .columns = columns,
     .column_count = COUNT(columns),
     .has_period = true,
     .period = {.kind = PERIOD_LAST, .grain = DATE_MONTH, .count = 12},
     .is_complete = true,
     .order_column = 3,
     .order_descending = true},
    {.id = STR("claims/unpaid"),
     .title = STR("Unpaid claims"),
     .questions = claims_questions,
     .question_count = COUNT(claims_questions),
     .order_column = -1},
};

/* Longer than what they stand for, and shorter. */
static const struct str wests[] = {STR("left coast"), STR("w")};
static const struct str tops[] = {STR("t"), STR("models of the top")};
static const struct route_synonym items[] = {
    {STR("West"), wests, COUNT(wests)},
    {STR("top selling models by region"), tops, COUNT(tops)}};
static const struct route_synonyms synonyms = {items, COUNT(items)};

static struct route_index *make_index(struct buf *bytes)
{
    struct err err;
    buf_init(bytes, 1 << 20);
    if (!route_index_build(templates, COUNT(templates), &synonyms, bytes, &err))
        abort();
    struct route_index *index = route_index_open(buf_str(bytes), &err);
    if (!index)
        abort();
    return index;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct buf bytes;
    static struct route_index *index;
    static struct arena *arena;
    static const struct route_settings settings = {
        .accept = 0.5,
        .clarify = 0.1,
        .calendar = {.week_starts = 1, .fiscal_year_starts = 7}};
    if (!index) {
        index = make_index(&bytes);
        arena = arena_new();
    }
    struct date today = date_from_ymd(2026, 11, 20);
    struct route_coverage coverage[] = {
        {true, today,
         period_resolve(&templates[0].period, today, &settings.calendar)},
        {true, today, {today, today}}};
    struct str text = {(const char *)data, size};
    struct route_request request = {.today = today,
                                    .coverage = coverage,
                                    .settings = &settings,
                                    .explain = size % 2 == 0};
    request.context = str_cut(&text, '\n');
    request.question = text;
    struct route route;
    struct route_choice choices[4];
    route_decide(index, &request, arena, &route);
    route_suggest(index, text, choices, COUNT(choices), coverage, arena);
    arena_reset(arena);
    return 0;
}
