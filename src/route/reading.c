/*
 * The order of the parts matters: a period is found before a number can be a
 * limit, values before words can be paired, and the gate sees what is left.
 */
#include "route/reading.h"

#include <stdio.h>

const struct index_column *reading_column(const struct reading *reading,
                                          uint32_t column)
{
    return &reading->question->index
                ->columns[reading->record->first_column + column];
}

struct str reading_label(const struct reading *reading, uint32_t column)
{
    const struct index_column *record = reading_column(reading, column);
    const struct route_index *index = reading->question->index;
    return index_str(index,
                     record->label.len > 0 ? record->label : record->name);
}

const struct index_token *reading_example_tokens(const struct reading *reading,
                                                 uint32_t *count)
{
    const struct route_index *index = reading->question->index;
    const struct index_example *example = &index->examples[reading->example];
    *count = example->token_count;
    return &index->tokens[example->first_token];
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

uint32_t reading_find_column(const struct reading *reading, size_t at,
                             size_t *taken)
{
    const struct question *question = reading->question;
    for (size_t i = 0; i < question->mention_count; i++) {
        const struct mention_at *mention = &question->mentions[i];
        uint32_t count;
        if (mention->start != at)
            continue;
        const struct index_use *uses = index_find_uses(
            question->index, &question->index->mentions[mention->mention],
            reading->template, &count);
        for (uint32_t k = 0; k < count; k++) {
            if (uses[k].value != MAP_NONE)
                continue;
            *taken = mention->count;
            return uses[k].column;
        }
    }
    return MAP_NONE;
}

void reading_block(struct reading *reading, enum obstacle obstacle,
                   const char *format, ...)
{
    char text[400];
    va_list args;
    if (reading->obstacle != OBSTACLE_NONE)
        return;
    va_start(args, format);
    int len = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    size_t used = len < 0 ? 0 : (size_t)len;
    if (used >= sizeof(text))
        used = sizeof(text) - 1;
    reading->obstacle = obstacle;
    reading->reason =
        arena_str(reading->question->arena, (struct str){text, used});
}

void reading_make(struct reading *reading, const struct question *question,
                  uint32_t example)
{
    const struct route_index *index = question->index;
    memset(reading, 0, sizeof(*reading));
    reading->question = question;
    reading->example = example;
    reading->template = index->examples[example].template;
    reading->record = &index->templates[reading->template];
    reading->when_used = -1;
    reading->measure = -1;
    reading->slots.order_column = -1;
    reading->slots.time_column = -1;
    reading->slots.group_column = -1;
    reading_find_slots(reading);
    reading_pair_words(reading);
    reading_check(reading);
}
