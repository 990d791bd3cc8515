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

bool route_index_knows(const struct route_index *index, struct str words,
                       struct arena *arena)
{
    struct tokens tokens;
    struct err err;
    return tokens_read(words, index->synonyms, arena, &tokens, &err) &&
           (knows_each(index, &tokens) ||
            index_find_mention(index, tokens_names(&tokens, 0, tokens.count,
                                                   arena)) != MAP_NONE);
}
