/*
 * The order of the parts matters: a period is found before a number can be a
 * limit, values before words can be paired, and the gate sees what is left.
 */
#include "route/reading.h"

#include <stdio.h>

#include "base/memory.h"

struct str reading_label(const struct reading *reading, uint32_t column)
{
    const struct index_column *record = reading_column(reading, column);
    const struct route_index *index = reading->question->index;
    return index_str(index,
                     record->label.len > 0 ? record->label : record->name);
}

bool reading_example_has(const struct reading *reading, uint32_t term)
{
    uint32_t count;
    const struct index_token *tokens = reading_example_tokens(reading, &count);
    for (uint32_t i = 0; i < count && term != MAP_NONE; i++)
        if (tokens[i].term == term)
            return true;
    return false;
}

void reading_block(struct reading *reading, enum obstacle obstacle,
                   const char *format, ...)
{
    char text[400];
    va_list args;
    if (reading->obstacle != OBSTACLE_NONE)
        return;
    reading->obstacle = obstacle;
    if (!reading->is_told)
        return;
    va_start(args, format);
    int len = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    size_t used = len < 0 ? 0 : (size_t)len;
    if (used >= sizeof(text))
        used = sizeof(text) - 1;
    reading->reason =
        arena_str(reading->question->arena, (struct str){text, used});
}

static void start_slots(struct route_slots *slots)
{
    slots->filter_count = 0;
    slots->order_column = slots->time_column = slots->group_column = -1;
    slots->order_descending = false;
    slots->limit = 0;
    slots->span = (struct span){{0}, {0}};
}

/* Of 2 KB only what is used is cleared. */
static void start_reading(struct reading *reading, struct view *view,
                          uint32_t example)
{
    size_t words = view->question->tokens.count;
    uint32_t count = view->question->index->examples[example].token_count;
    reading->question = view->question;
    reading->view = view;
    reading->record = view->record;
    reading->template = view->template;
    reading->example = example;
    memset(reading->became, BECAME_NOTHING, words);
    memset(reading->became_column, 0, words * sizeof(uint32_t));
    memset(reading->is_example_used, 0, count);
    memset(reading->is_example_matched, 0, count);
    memory_clear(reading->features, sizeof(reading->features));
    start_slots(&reading->slots);
    reading->when_used = reading->measure = -1;
    reading->is_ranked = false;
    reading->measure_start = reading->measure_words = 0;
    reading->obstacle = OBSTACLE_NONE;
    reading->reason = (struct str){NULL, 0};
    reading->difference_count = 0;
    reading->crowd = reading->score = reading->rank = 0;
}

static void make_reading(struct reading *reading, struct view *view,
                         uint32_t example, bool is_told)
{
    start_reading(reading, view, example);
    reading->is_told = is_told;
    reading_find_slots(reading);
    reading_pair_words(reading);
    reading_check(reading);
}

void reading_make(struct reading *reading, struct view *view, uint32_t example)
{
    make_reading(reading, view, example, false);
}

struct str reading_reason(const struct reading *reading)
{
    if (reading->obstacle == OBSTACLE_NONE || reading->reason.len > 0)
        return reading->reason;
    struct reading *again =
        arena_alloc_raw(reading->question->arena, sizeof(*again));
    make_reading(again, reading->view, reading->example, true);
    return again->reason;
}

bool reading_asks_with(const struct reading *reading, uint32_t term)
{
    const struct route_index *index = reading->question->index;
    const struct index_template *record = reading->record;
    if (!(index->asked_bits[reading->template] >> term % 64 & 1))
        return false;
    for (uint32_t i = 0; i < record->example_count; i++) {
        const struct index_example *example =
            &index->examples[record->first_example + i];
        for (uint32_t k = 0;
             example->kind != EXAMPLE_NOT && k < example->token_count; k++)
            if (index->tokens[example->first_token + k].term == term)
                return true;
    }
    return false;
}
