/*
 * Which end of the rows a superlative means where the template's answer
 * sentence has it: that is said of the first row, and believed before any guess
 * at a measure. Its questions do not say so: "Which models sell worst?" may be
 * asked of rows with the best first.
 */
#include <strings.h>

#include "route/reading.h"

static bool example_has(const struct reading *reading,
                        const struct index_example *example, size_t at)
{
    const struct question *question = reading->question;
    const struct index_token *tokens =
        &question->index->tokens[example->first_token];
    for (uint32_t k = 0; k < example->token_count; k++)
        if (question_is_term(question, at, tokens[k].term))
            return true;
    return false;
}

/* Whether the example says all that the question says. */
static bool says_all(const struct reading *reading,
                     const struct index_example *example)
{
    const struct question *question = reading->question;
    uint64_t words = question->bits.kinds[TOKEN_CONTENT];
    for (; words != 0; words &= words - 1) {
        size_t i = bits_first(words);
        if (reading->became[i] == BECAME_NOTHING &&
            question->tokens.items[i].role != WORD_LIGHT &&
            !example_has(reading, example, i))
            return false;
    }
    return true;
}

/* And nothing else: "used most of its budget" is not "the most budget". */
static bool says_no_more(const struct reading *reading,
                         const struct index_example *example)
{
    const struct question *question = reading->question;
    const struct index_token *tokens =
        &question->index->tokens[example->first_token];
    for (uint32_t k = 0; k < example->token_count; k++)
        if (tokens[k].kind == TOKEN_CONTENT &&
            !(tokens[k].flags & INDEX_TOKEN_LIGHT) &&
            !question_has_term(question, tokens[k].term))
            return false;
    return true;
}

static bool is_opposite(enum operation a, enum operation b)
{
    static const enum operation ends[][2] = {{OP_MAX, OP_MIN},
                                             {OP_BEST, OP_WORST}};
    for (size_t i = 0; i < COUNT(ends); i++)
        if ((a == ends[i][0] && b == ends[i][1]) ||
            (a == ends[i][1] && b == ends[i][0]))
            return true;
    return false;
}

/* Superlatives of any number. Others ("longest") are of one kind. */
static const char *const general[] = {
    "most",   "highest", "largest",  "biggest", "greatest", "top",
    "lowest", "least",   "smallest", "fewest",  "bottom"};

static bool has_phrase(struct str text, struct str phrase)
{
    for (size_t i = 0; i + phrase.len <= text.len; i++)
        if (strncasecmp(text.ptr + i, phrase.ptr, phrase.len) == 0)
            return true;
    return false;
}

static bool is_general(struct str phrase)
{
    for (size_t i = 0; i < COUNT(general); i++)
        if (str_ends_with(phrase, general[i]))
            return true;
    return false;
}

bool reading_says_superlative(const struct reading *reading, uint32_t example,
                              size_t at)
{
    const struct question *question = reading->question;
    const struct route_index *index = question->index;
    struct str text = index_str(index, index->examples[example].text);
    struct str phrase = tokens_phrase(&question->tokens, at, question->arena);
    if (has_phrase(text, phrase))
        return true;
    for (size_t i = 0; i < COUNT(general); i++)
        if (has_phrase(text, str_from(general[i])))
            return is_general(phrase);
    return false;
}

/* Whether the example is of the order of the rows, and no other measure's. */
static bool is_of_order(const struct reading *reading,
                        const struct index_example *example)
{
    const struct index_token *tokens =
        &reading->question->index->tokens[example->first_token];
    for (uint32_t i = 0; i < example->token_count; i++) {
        uint32_t column = tokens[i].column;
        if (column > 0 && (tokens[i].flags & INDEX_TOKEN_COLUMN) &&
            reading_column(reading, column - 1)->role == ROUTE_MEASURE &&
            (int)column - 1 != reading->record->order_column)
            return false;
    }
    return true;
}

/* 1 if the example asks for this end of its rows, -1 if for the other. */
static int find_end(const struct reading *reading,
                    const struct index_example *example, enum operation op)
{
    const struct index_token *tokens =
        &reading->question->index->tokens[example->first_token];
    for (uint32_t i = 0; i < example->token_count; i++) {
        if (tokens[i].op == (uint8_t)op)
            return 1;
        if (is_opposite((enum operation)tokens[i].op, op))
            return -1;
    }
    return 0;
}

int reading_find_said_end(const struct reading *reading, size_t at,
                          bool is_named)
{
    const struct question *question = reading->question;
    const struct route_index *index = question->index;
    const struct index_template *record = reading->record;
    int column = record->order_column;
    if (column < 0 ||
        reading_column(reading, (uint32_t)column)->role != ROUTE_MEASURE)
        return 0;
    for (uint32_t i = 0; i < record->example_count; i++) {
        const struct index_example *example =
            &index->examples[record->first_example + i];
        if (example->kind != EXAMPLE_FIRST_ROW)
            continue;
        int end = find_end(reading, example, question->tokens.items[at].op);
        if (end != 0 && is_of_order(reading, example) &&
            says_all(reading, example) &&
            reading_says_superlative(reading, record->first_example + i, at) &&
            (!is_named || says_no_more(reading, example)))
            return end;
    }
    return 0;
}
