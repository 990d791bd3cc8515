/*
 * Some hundred words: looked through from the first to the last, once for each
 * word of a question.
 */
#include "route/thesaurus.h"

#include <pthread.h>

#include "route/tokens.h"

static struct arena *arena; /* as long as the program */
static struct thesaurus_word *words;
static pthread_once_t words_once = PTHREAD_ONCE_INIT;

static void read_words(void)
{
    arena = arena_new();
    words = ARENA_ARRAY(arena, struct thesaurus_word, same_word_count);
    for (size_t i = 0; i < same_word_count; i++) {
        struct str word = str_from(same_words[i].word);
        words[i] = (struct thesaurus_word){word, tokens_stem(word, arena)};
    }
}

size_t thesaurus_find(struct str stem,
                      struct thesaurus_word others[THESAURUS_GROUP_MAX])
{
    size_t found = 0, at = 0;
    pthread_once(&words_once, read_words);
    while (at < same_word_count &&
           (words[at].stem.len != stem.len || !str_equal(words[at].stem, stem)))
        at++;
    if (at == same_word_count)
        return 0;
    for (size_t i = 0; i < same_word_count; i++)
        if (found < THESAURUS_GROUP_MAX && !str_equal(words[i].stem, stem) &&
            strcmp(same_words[i].group, same_words[at].group) == 0)
            others[found++] = words[i];
    return found;
}
