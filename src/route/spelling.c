/*
 * Some hundred words, each once, with the letters that it has: two words one
 * edit apart differ in two letters at most, which leaves few to compare.
 */
#include "route/spelling.h"

#include <pthread.h>

#include "base/arena.h"
#include "route/bits.h"
#include "route/index_format.h"
#include "route/meaning.h"
#include "route/operators.h"

enum { WORDS_MAX = 1024, LETTERS_MAX = 40 };

static struct str entries[WORDS_MAX];
static uint32_t letters_of[WORDS_MAX]; /* each entry */
static size_t entry_count;
static pthread_once_t entries_once = PTHREAD_ONCE_INIT;

static void add_word(struct str word)
{
    if (word.len < SPELLING_LETTERS_MIN || entry_count == WORDS_MAX)
        return;
    for (size_t i = 0; i < entry_count; i++)
        if (str_equal(entries[i], word))
            return;
    letters_of[entry_count] = index_letters(word);
    entries[entry_count++] = word;
}

static void add_words(void)
{
    static const char *const times[] = {
        "last",     "past",      "previous", "prior",   "since",
        "today",    "yesterday", "week",     "weeks",   "month",
        "months",   "year",      "years",    "quarter", "quarters",
        "days",     "weekly",    "monthly",  "daily",   "quarterly",
        "yearly",   "january",   "february", "march",   "april",
        "june",     "july",      "august",   "october", "september",
        "november", "december",  "until",    "first"};
    for (size_t i = 0; i < COUNT(times); i++)
        add_word(str_from(times[i]));
    for (size_t i = 0; i < operator_phrase_count; i++) {
        struct str rest = str_from(operator_phrases[i].words);
        while (rest.len > 0)
            add_word(str_cut(&rest, ' '));
    }
    for (size_t i = 0; i < role_word_count; i++)
        add_word(str_from(role_words[i].word));
    for (size_t i = 0; i < same_word_count; i++)
        add_word(str_from(same_words[i].word));
    for (size_t i = 0; i < number_word_count; i++)
        add_word(str_from(number_words[i].word));
}

bool spelling_is_form(struct str a, struct str b)
{
    return str_find(a, b) == 0 || str_find(b, a) == 0;
}

bool spelling_has(struct str word)
{
    pthread_once(&entries_once, add_words);
    for (size_t i = 0; i < entry_count; i++)
        if (str_equal(entries[i], word))
            return true;
    return false;
}

size_t spelling_find(struct str word, struct str *near, size_t max)
{
    uint32_t letters = index_letters(word);
    size_t found = 0;
    pthread_once(&entries_once, add_words);
    for (size_t i = 0; i < entry_count && found < max; i++) {
        if (!bits_exceed(letters_of[i] & ~letters, 1) &&
            !bits_exceed(letters & ~letters_of[i], 1) &&
            str_distance(word, entries[i], 1) <= 1)
            near[found++] = entries[i];
    }
    return found;
}

struct search {
    struct str word, meant;
    uint32_t meaning;
    uint32_t hash; /* of the letters before the place looked at */
};

/* The word with `put` in the place of `taken` letters at `at`. Written out only
   if there is such a word: hundreds are looked for, and few are. */
static bool is_other(const struct search *search, size_t at, size_t taken,
                     struct str put)
{
    static const double near_least = 0.7; /* "east" and "west" are 0.9 */
    char text[LETTERS_MAX + 2];
    struct str rest = {search->word.ptr + at + taken,
                       search->word.len - at - taken};
    uint32_t hash = map_hash_more(map_hash_more(search->hash, put), rest);
    if (!meaning_may_have(hash))
        return false;
    uint32_t meaning = meaning_find(hash);
    if (meaning == MAP_NONE)
        return false;
    struct str other = {text, at + put.len + rest.len};
    memcpy(text, search->word.ptr, at);
    memcpy(text + at, put.ptr, put.len);
    memcpy(text + at + put.len, rest.ptr, rest.len);
    return !spelling_is_form(other, search->meant) &&
           (search->meaning == MAP_NONE ||
            meaning_compare(meaning, search->meaning) >= near_least);
}

static bool has_other_at(const struct search *search, size_t at)
{
    const char *letters = search->word.ptr + at;
    size_t rest = search->word.len - at;
    if (rest > 0 && is_other(search, at, 1, (struct str){"", 0}))
        return true;
    if (rest > 1) {
        char swapped[2] = {letters[1], letters[0]};
        if (is_other(search, at, 2, (struct str){swapped, 2}))
            return true;
    }
    for (char letter = 'a'; letter <= 'z'; letter++) {
        struct str put = {&letter, 1};
        if (is_other(search, at, 0, put) ||
            (rest > 0 && is_other(search, at, 1, put)))
            return true;
    }
    return false;
}

bool spelling_has_other(struct str word, struct str meant, uint32_t meaning)
{
    struct search search = {word, meant, meaning, 0};
    if (word.len > LETTERS_MAX)
        return false;
    meaning_prepare();
    for (size_t at = 0; at <= word.len; at++) {
        search.hash = map_hash((struct str){word.ptr, at});
        if (has_other_at(&search, at))
            return true;
    }
    return false;
}
