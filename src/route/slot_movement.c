/*
 * "Grew most", "highest revenue growth": a superlative of a movement, which
 * asks for the order of a change and not of what is high. A dump that has no
 * measure of a change cannot show it.
 */
#include <strings.h>

#include "route/reading.h"

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Whether a word of the text begins like this. */
static bool begins_word(struct str text, struct str stem)
{
    for (size_t i = 0; i + stem.len <= text.len; i++)
        if ((i == 0 || !is_letter(text.ptr[i - 1])) &&
            strncasecmp(text.ptr + i, stem.ptr, stem.len) == 0)
            return true;
    return false;
}

/* "Up" and "down" right before a superlative are ways to go. */
static enum word_sense way_of(const struct token *token)
{
    if (token->sense == SENSE_RISE || str_is(token->word, "up"))
        return SENSE_RISE;
    if (token->sense == SENSE_FALL || str_is(token->word, "down"))
        return SENSE_FALL;
    return SENSE_NONE;
}

/* "Changed most" does not say which way. */
static enum word_sense shift_of(const struct token *token)
{
    return token->sense == SENSE_SHIFT ? SENSE_SHIFT : way_of(token);
}

static bool is_between(const struct reading *reading, size_t at)
{
    const struct token *token = &reading->question->tokens.items[at];
    size_t taken;
    uint32_t column = reading_find_column(reading, at, &taken);
    if (column != MAP_NONE)
        return reading_column(reading, column)->role == ROUTE_MEASURE;
    return (token->kind == TOKEN_NOISE && token->role != WORD_PLACE) ||
           token->kind == TOKEN_PART || token->role == WORD_LIGHT;
}

/* The movement that a superlative is of: "grew the most", "going up most",
   "highest revenue growth". */
enum word_sense reading_find_movement(const struct reading *reading, size_t at)
{
    const struct tokens *tokens = &reading->question->tokens;
    for (size_t i = at + 1; i < tokens->count && i < at + 6; i++) {
        if (tokens->items[i].sense == SENSE_RISE ||
            tokens->items[i].sense == SENSE_FALL)
            return tokens->items[i].sense;
        if (!is_between(reading, i))
            break;
    }
    for (size_t i = at; i > 0 && i + 5 > at; i--) {
        const struct token *token = &tokens->items[i - 1];
        bool is_near = i == at || token->sense != SENSE_NONE;
        enum word_sense way = is_near ? shift_of(token) : SENSE_NONE;
        if (way != SENSE_NONE)
            return way;
        if (!is_between(reading, i - 1))
            break;
    }
    return SENSE_NONE;
}

/* What a measure's name or label says of a movement. */
static enum word_sense sense_of_column(const struct reading *reading,
                                       uint32_t column)
{
    struct str name = index_str(reading->question->index,
                                reading_column(reading, column)->name);
    struct str label = reading_label(reading, column);
    for (size_t i = 0; i < sense_word_count; i++) {
        struct str stem = str_from(sense_words[i].stem);
        if (sense_words[i].sense != SENSE_LOSS &&
            (begins_word(name, stem) || begins_word(label, stem)))
            return sense_words[i].sense;
    }
    return SENSE_NONE;
}

/* The measure of a movement: that in whose order the rows are stored, or the
   only one; -1 without one. */
int reading_find_moved(const struct reading *reading)
{
    int found = -1, order = reading->record->order_column;
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        if (reading_column(reading, i)->role != ROUTE_MEASURE ||
            sense_of_column(reading, i) == SENSE_NONE)
            continue;
        if ((int)i == order)
            return order;
        found = found == -1 ? (int)i : -2;
    }
    return found < 0 ? -1 : found;
}

/* A fall is a low change, or a high number of what is named as a fall. Of
   changes either way, nobody can say which the smallest fall is. */
enum turn reading_movement_turn(const struct reading *reading, size_t at,
                                int column, enum word_sense way)
{
    const struct token *token = &reading->question->tokens.items[at];
    bool is_least = token->op == OP_MIN || str_is(token->word, "slowest") ||
                    (token->op == OP_WORST && way == SENSE_RISE);
    enum word_sense sense = sense_of_column(reading, (uint32_t)column);
    if (sense == SENSE_FALL)
        return way == SENSE_RISE ? TURN_NONE : is_least ? TURN_UP : TURN_DOWN;
    if (way == SENSE_FALL)
        return is_least ? TURN_NONE : TURN_UP;
    return is_least ? TURN_UP : TURN_DOWN;
}
