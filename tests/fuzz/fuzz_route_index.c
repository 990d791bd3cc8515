/*
 * Any bytes as an index. What is opened is asked a question, so that a
 * reference that was not checked is followed. A size that does not fit is put
 * right first: it is the first thing that opening refuses.
 */
#include <stdlib.h>

#include "route/index_format.h"
#include "route/route.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(const struct route_index *index, struct arena *arena)
{
    static const struct route_settings settings = {
        .accept = 0.5,
        .clarify = 0.1,
        .calendar = {.week_starts = 1, .fiscal_year_starts = 1}};
    size_t count = route_index_template_count(index);
    struct date today = date_from_ymd(2026, 11, 20);
    struct route_coverage *coverage =
        ARENA_ARRAY(arena, struct route_coverage, count + 1);
    for (size_t i = 0; i < count; i++)
        coverage[i] = (struct route_coverage){
            true, today, {date_add(today, -7, DATE_DAY), today}};
    struct route_request request = {
        .question =
            STR("What were the top 5 selling models in the Northeast by region "
                "last 7 days except the Wst?"),
        .context = STR("sales/top_models?region=Northeast"),
        .today = today,
        .coverage = coverage,
        .settings = &settings,
        .explain = true};
    struct route route;
    struct route_choice choices[4];
    route_decide(index, &request, arena, &route);
    route_suggest(index, (struct str)STR("top selling"), choices,
                  COUNT(choices), coverage, arena);
    route_suggest(index, (struct str){"", 0}, choices, COUNT(choices), coverage,
                  arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err;
    struct index_header header;
    char *bytes = malloc(size + 1);
    if (!bytes)
        abort();
    memcpy(bytes, data, size);
    if (size >= sizeof(header)) {
        memcpy(&header, bytes, sizeof(header));
        header.size_bytes = size;
        memcpy(bytes, &header, sizeof(header));
    }
    struct route_index *index =
        route_index_open((struct str){bytes, size}, &err);
    if (index) {
        struct arena *arena = arena_new();
        ask(index, arena);
        arena_free(arena);
    }
    route_index_close(index);
    free(bytes);
    return 0;
}
