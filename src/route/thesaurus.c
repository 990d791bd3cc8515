/*
 * Some hundred words: the others of each are listed once, so that a word of a
 * question costs one look-up.
 */
#include "route/thesaurus.h"

#include <pthread.h>

#include "base/map.h"
#include "route/tokens.h"

struct group {
    struct thesaurus_word others[THESAURUS_GROUP_MAX];
    size_t count;
};

static struct arena *arena; /* as long as the program */
static struct thesaurus_word *words;
static struct group *groups; /* of each word */
static struct map numbers;   /* of the first word with a stem */
static pthread_once_t words_once = PTHREAD_ONCE_INIT;

static void list_others(size_t at)
{
    struct group *group = &groups[at];
    for (size_t i = 0; i < same_word_count; i++)
        if (group->count < THESAURUS_GROUP_MAX &&
            !str_equal(words[i].stem, words[at].stem) &&
            strcmp(same_words[i].group, same_words[at].group) == 0)
            group->others[group->count++] = words[i];
}

static void read_words(void)
{
    arena = arena_new();
    words = ARENA_ARRAY(arena, struct thesaurus_word, same_word_count);
    groups = ARENA_ARRAY(arena, struct group, same_word_count);
    map_init(&numbers);
    for (size_t i = 0; i < same_word_count; i++) {
        struct str word = str_from(same_words[i].word);
        struct str stem = tokens_stem(word, arena);
        words[i] =
            (struct thesaurus_word){word, stem, map_hash(word), map_hash(stem)};
        map_add(&numbers, stem, (uint32_t)i, NULL);
    }
    for (size_t i = 0; i < same_word_count; i++)
        list_others(i);
}

size_t thesaurus_find(struct str stem, const struct thesaurus_word **others)
{
    pthread_once(&words_once, read_words);
    uint32_t at = map_get(&numbers, stem);
    if (at == MAP_NONE)
        return 0;
    *others = groups[at].others;
    return groups[at].count;
}
