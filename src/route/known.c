#include "route/index_format.h"
#include "route/synonyms.h"

static bool knows_each(const struct route_index *index,
                       const struct tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (tokens->items[i].kind == TOKEN_CONTENT &&
            index_find_term(index, tokens->items[i].term) == MAP_NONE)
            return false;
    return tokens->count > 0;
}

static uint32_t find_mention(const struct route_index *index,
                             const struct tokens *tokens, struct arena *arena)
{
    return index_find_mention(index,
                              tokens_names(tokens, 0, tokens->count, arena));
}

bool route_index_knows(const struct route_index *index, struct str words,
                       struct arena *arena)
{
    struct tokens tokens;
    struct err err;
    return tokens_read(words, index->synonyms, arena, &tokens, &err) &&
           (knows_each(index, &tokens) ||
            find_mention(index, &tokens, arena) != MAP_NONE);
}

static bool has_value(const struct route_index *index,
                      const struct index_column *column, struct str word)
{
    for (uint32_t i = 0; i < column->value_count; i++)
        if (str_equal(index_str(index, index->values[column->first_value + i]),
                      word))
            return true;
    return false;
}

/* The same comparison as when the index was built. */
static bool has_name(const struct route_index *index, uint32_t template,
                     struct str word)
{
    const struct index_template *record = &index->templates[template];
    for (uint32_t i = 0; i < record->column_count; i++) {
        const struct index_column *column =
            &index->columns[record->first_column + i];
        if (str_equal(index_str(index, column->name), word) ||
            has_value(index, column, word))
            return true;
    }
    return false;
}

/* The column that the words name by its label, the value by its plural, ... */
static struct str find_exact_name(const struct route_index *index,
                                  uint32_t template,
                                  const struct tokens *tokens,
                                  struct arena *arena)
{
    uint32_t mention = find_mention(index, tokens, arena), count = 0;
    const struct index_use *uses =
        mention == MAP_NONE ? NULL
                            : index_find_uses(index, &index->mentions[mention],
                                              template, &count);
    if (count == 0)
        return (struct str){"", 0};
    const struct index_column *column =
        &index->columns[index->templates[template].first_column + uses->column];
    return uses->value == MAP_NONE
               ? index_str(index, column->name)
               : index_str(index,
                           index->values[column->first_value + uses->value]);
}

static bool is_asked(const struct route_index *index, uint32_t template,
                     uint32_t term)
{
    const struct index_template *record = &index->templates[template];
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

static bool asks_each(const struct route_index *index, uint32_t template,
                      const struct tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++) {
        uint32_t term = index_find_term(index, tokens->items[i].term);
        if (term == MAP_NONE || !is_asked(index, template, term))
            return false;
    }
    return tokens->count > 0;
}

enum route_use route_index_use(const struct route_index *index,
                               uint32_t template, struct str word,
                               struct str *exact, struct arena *arena)
{
    struct tokens tokens;
    struct err err;
    if (has_name(index, template, word))
        return ROUTE_USE_NAME;
    if (!tokens_read(word, index->synonyms, arena, &tokens, &err))
        return ROUTE_USE_NONE;
    bool is_said = asks_each(index, template, &tokens);
    if (is_said && tokens.count == 1)
        return ROUTE_USE_WORD;
    *exact = find_exact_name(index, template, &tokens, arena);
    if (exact->len > 0)
        return ROUTE_USE_INEXACT;
    return is_said ? ROUTE_USE_WORDS : ROUTE_USE_NONE;
}
