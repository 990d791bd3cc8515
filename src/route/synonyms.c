/*
 * Most questions have no such word: a bit for the first word of each run tells
 * so for the price of its hash.
 */
#include "route/synonyms.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"

enum { FIRST_BITS = 512 };

struct synonyms {
    struct arena *arena;
    struct map runs;   /* names with one space between -> number of meant */
    struct str *meant; /* as it was written */
    uint64_t first[FIRST_BITS / 64]; /* of the runs, by the hash of a name */
    size_t words_max;
};

static void add_run(struct synonyms *synonyms, struct str run, uint32_t meant)
{
    struct tokens tokens;
    struct err err;
    if (!tokens_read_words(run, synonyms->arena, &tokens, &err) ||
        tokens.count == 0 || tokens.count > SYNONYM_WORDS_MAX)
        return;
    map_add(&synonyms->runs,
            tokens_names(&tokens, 0, tokens.count, synonyms->arena), meant,
            NULL);
    uint32_t hash = map_hash(tokens.items[0].name) % FIRST_BITS;
    synonyms->first[hash / 64] |= UINT64_C(1) << hash % 64;
    if (tokens.count > synonyms->words_max)
        synonyms->words_max = tokens.count;
}

struct synonyms *synonyms_new(const struct route_synonym *items, size_t count)
{
    if (count == 0)
        return NULL;
    struct synonyms *synonyms = MEMORY_NEW(struct synonyms);
    synonyms->arena = arena_new();
    synonyms->meant = ARENA_ARRAY(synonyms->arena, struct str, count);
    map_init(&synonyms->runs);
    for (size_t i = 0; i < count; i++) {
        synonyms->meant[i] = arena_str(synonyms->arena, items[i].word);
        for (size_t n = 0; n < items[i].other_count; n++)
            add_run(synonyms, items[i].others[n], (uint32_t)i);
    }
    return synonyms;
}

void synonyms_free(struct synonyms *synonyms)
{
    if (!synonyms)
        return;
    map_release(&synonyms->runs);
    arena_free(synonyms->arena);
    free(synonyms);
}

/* How many words from `at` on no comma or other sign of a pause divides. */
static size_t count_joined(const struct tokens *tokens, size_t at, size_t max)
{
    size_t count = 1;
    for (; count < max && at + count < tokens->count; count++) {
        const struct str raw = tokens->items[at + count - 1].raw;
        const char *next = tokens->items[at + count].raw.ptr;
        for (const char *sign = raw.ptr + raw.len; sign < next; sign++)
            if (strchr(",;:.!?()", *sign))
                return count;
    }
    return count;
}

/* The longest run from `at` that has another name; its number, or MAP_NONE. */
static uint32_t find_run(const struct synonyms *synonyms,
                         const struct tokens *tokens, size_t at, size_t *taken,
                         struct arena *arena)
{
    uint32_t hash = map_hash(tokens->items[at].name) % FIRST_BITS;
    if (!(synonyms->first[hash / 64] >> hash % 64 & 1))
        return MAP_NONE;
    for (size_t n = count_joined(tokens, at, synonyms->words_max); n > 0; n--) {
        uint32_t found =
            map_get(&synonyms->runs, tokens_names(tokens, at, n, arena));
        if (found == MAP_NONE || tokens->items[at + n - 1].is_quoted)
            continue;
        *taken = n;
        return found;
    }
    return MAP_NONE;
}

/* Where the words that are put in stand in the text: where the others did. */
static void place_words(struct tokens *words, const struct token *first,
                        const struct token *last)
{
    const char *end = last->raw.ptr + last->raw.len;
    for (size_t i = 0; i < words->count; i++) {
        words->items[i].raw =
            (struct str){first->raw.ptr, (size_t)(end - first->raw.ptr)};
        words->items[i].place = first->place;
        words->items[i].is_synonym = true;
    }
}

/* How many words stand there now. */
static size_t replace_run(struct tokens *tokens, size_t at, size_t taken,
                          struct str meant, struct arena *arena)
{
    struct tokens words;
    struct err err;
    struct token *first = &tokens->items[at];
    if (!tokens_read_words(meant, arena, &words, &err) || words.count == 0)
        return taken;
    if (tokens->count - taken + words.count > TOKENS_MAX) {
        tokens->is_cut = true;
        return taken;
    }
    place_words(&words, first, first + taken - 1);
    memmove(first + words.count, first + taken,
            (tokens->count - at - taken) * sizeof(*first));
    memcpy(first, words.items, words.count * sizeof(*first));
    tokens->count = tokens->count - taken + words.count;
    return words.count;
}

void synonyms_apply(const struct synonyms *synonyms, struct tokens *tokens,
                    struct arena *arena)
{
    size_t taken;
    for (size_t i = 0; synonyms && i < tokens->count;) {
        uint32_t found = tokens->items[i].is_quoted
                             ? MAP_NONE
                             : find_run(synonyms, tokens, i, &taken, arena);
        i += found == MAP_NONE
                 ? 1
                 : replace_run(tokens, i, taken, synonyms->meant[found], arena);
    }
}
