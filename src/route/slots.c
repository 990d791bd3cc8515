/*
 * Periods, values, grouping and order, in this order: each takes the words
 * that the ones before it left.
 */
#include "route/reading.h"

static bool is_dimension(const struct index_column *column)
{
    return column->role == ROUTE_DIMENSION || column->role == ROUTE_TIME;
}

/* The first word behind `at` that is not an article. */
static size_t skip_noise(const struct reading *reading, size_t at)
{
    const struct tokens *tokens = &reading->question->tokens;
    while (at < tokens->count && (tokens->items[at].kind == TOKEN_NOISE ||
                                  tokens->items[at].kind == TOKEN_PART))
        at++;
    return at;
}

/* Whether the example groups by the same word. */
bool reading_example_groups(const struct reading *reading, size_t at)
{
    uint32_t count;
    const struct index_token *tokens = reading_example_tokens(reading, &count);
    uint32_t term = reading->question->terms[at];
    for (uint32_t i = 0; i + 1 < count; i++)
        if (tokens[i].op == OP_EACH)
            for (uint32_t k = i + 1; k < count && k < i + 4; k++)
                if (tokens[k].term == term)
                    return true;
    return false;
}

static size_t count_dimensions(const struct reading *reading, uint32_t *first)
{
    size_t count = 0;
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        if (!is_dimension(reading_column(reading, i)))
            continue;
        if (count++ == 0)
            *first = i;
    }
    return count;
}

static bool adds_up(const struct reading *reading)
{
    bool has_measure = false;
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        const struct index_column *column = reading_column(reading, i);
        if (column->role != ROUTE_MEASURE)
            continue;
        if (!(column->flags & COLUMN_ADDS_UP))
            return false;
        has_measure = true;
    }
    return has_measure;
}

static void use_group(struct reading *reading, size_t by, size_t at,
                      size_t taken, uint32_t column)
{
    reading->became[by] = BECAME_GROUP;
    reading->became_column[by] = column;
    for (size_t i = at; i < at + taken; i++) {
        reading->became[i] = BECAME_GROUP;
        reading->became_column[i] = column;
    }
}

/* A dump with other dimensions before this one is added up by it. Where that
   may not be done, rows that name it are shown as they are, if the template
   speaks of it outside its columns. */
static void group_by(struct reading *reading, uint32_t column, size_t at)
{
    uint32_t first = 0;
    struct str label = reading_label(reading, column);
    if (count_dimensions(reading, &first) <= 1 || first == column ||
        reading_column(reading, column)->role == ROUTE_TIME)
        return;
    bool is_complete = (reading->record->flags & TEMPLATE_IS_COMPLETE) != 0;
    if (adds_up(reading) && is_complete && reading->slots.group_column < 0)
        reading->slots.group_column = (int)column;
    else if (reading->slots.group_column >= 0)
        reading_block(reading, OBSTACLE_GROUP,
                      "This answer can be added up by one column only.");
    else if (!is_complete)
        reading_block(reading, OBSTACLE_INCOMPLETE,
                      "The rows of this answer were cut off, so they cannot be "
                      "added up by %.*s.",
                      STR_ARG(label));
    else if (!reading_example_has(reading, reading->question->terms[at]))
        reading_block(reading, OBSTACLE_GROUP,
                      "The numbers of this answer cannot be added up by %.*s.",
                      STR_ARG(label));
}

static void read_group(struct reading *reading, size_t by)
{
    const struct tokens *tokens = &reading->question->tokens;
    size_t at = skip_noise(reading, by + 1), taken = 0;
    if (at >= tokens->count || reading->became[at] != BECAME_NOTHING)
        return;
    uint32_t column = reading_find_column(reading, at, &taken);
    if (column != MAP_NONE && is_dimension(reading_column(reading, column))) {
        if (reading_example_groups(reading, at))
            return;
        use_group(reading, by, at, taken, column);
        group_by(reading, column, at);
        return;
    }
    if (column != MAP_NONE || tokens->items[at].kind != TOKEN_CONTENT ||
        reading_example_has(reading, reading->question->terms[at]))
        return;
    reading_block(reading, OBSTACLE_GROUP,
                  "This answer is not broken down by \"%.*s\".",
                  STR_ARG(tokens->items[at].raw));
}

/* "Which powertrain ...?" asks for one row for each, where the template is not
   about powertrains. */
static void read_which(struct reading *reading, size_t at)
{
    const struct tokens *tokens = &reading->question->tokens;
    size_t taken;
    if (at + 1 >= tokens->count || reading->became[at + 1] != BECAME_NOTHING ||
        reading_example_has(reading, reading->question->terms[at + 1]))
        return;
    uint32_t column = reading_find_column(reading, at + 1, &taken);
    if (column != MAP_NONE &&
        reading_column(reading, column)->role == ROUTE_DIMENSION)
        group_by(reading, column, at + 1);
}

void reading_find_groups(struct reading *reading)
{
    const struct tokens *tokens = &reading->question->tokens;
    for (size_t i = 0; i < tokens->count; i++)
        if (str_is(tokens->items[i].word, "which") ||
            str_is(tokens->items[i].word, "what"))
            read_which(reading, i);
    for (size_t i = 0; i < tokens->count; i++)
        if (tokens->items[i].op == OP_EACH &&
            reading->became[i] == BECAME_NOTHING)
            read_group(reading, i);
}

static void use_trend(struct reading *reading)
{
    bool has_time = false;
    for (uint32_t i = 0; i < reading->record->column_count; i++)
        has_time = has_time || reading_column(reading, i)->role == ROUTE_TIME;
    for (size_t i = 0; has_time && i < reading->question->tokens.count; i++) {
        uint32_t term = reading->question->terms[i];
        if (reading->question->tokens.items[i].op == OP_TREND &&
            !reading_example_has(reading, term))
            reading->became[i] = BECAME_COVERED;
    }
}

void reading_find_slots(struct reading *reading)
{
    bool has_period = (reading->record->flags & TEMPLATE_HAS_PERIOD) != 0;
    if (reading->record->column_count > 0 || has_period)
        reading_find_periods(reading);
    if (reading->record->column_count == 0)
        return;
    reading_find_values(reading);
    reading_find_order(reading);
    reading_find_groups(reading);
    use_trend(reading);
}
