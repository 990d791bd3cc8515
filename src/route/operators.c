/*
 * Binary search over sorted tables of data. Phrases that begin with the same
 * word stand together, so the longest one is found by looking at these only.
 */
#include "route/operators.h"

static int compare_word(struct str word, const char *text, size_t len)
{
    return str_compare(word, (struct str){text, len});
}

static size_t first_len(const char *phrase)
{
    return strcspn(phrase, " ");
}

/* The first phrase whose first word is not before `word`. */
static size_t lower_bound(struct str word)
{
    size_t low = 0, high = operator_phrase_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *phrase = operator_phrases[middle].words;
        if (compare_word(word, phrase, first_len(phrase)) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* How many words the phrase has if `words` begin with it, else 0. */
static size_t match_phrase(const char *phrase, const struct str *words,
                           size_t count)
{
    struct str rest = str_from(phrase);
    size_t taken = 0;
    while (rest.len > 0) {
        if (taken == count || !str_equal(str_cut(&rest, ' '), words[taken]))
            return 0;
        taken++;
    }
    return taken;
}

enum operation operator_find(const struct str *words, size_t count,
                             size_t *taken)
{
    enum operation found = OP_NONE;
    *taken = 0;
    if (count == 0)
        return OP_NONE;
    for (size_t i = lower_bound(words[0]); i < operator_phrase_count; i++) {
        const char *phrase = operator_phrases[i].words;
        if (compare_word(words[0], phrase, first_len(phrase)) != 0)
            break;
        size_t len = match_phrase(phrase, words, count);
        if (len > *taken) {
            *taken = len;
            found = operator_phrases[i].op;
        }
    }
    return found;
}

enum word_role operator_word_role(struct str word)
{
    size_t low = 0, high = role_word_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(word, str_from(role_words[middle].word));
        if (order == 0)
            return role_words[middle].role;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return WORD_PLAIN;
}

enum word_sense operator_sense(struct str stem)
{
    for (size_t i = 0; i < sense_word_count; i++)
        if (str_is(stem, sense_words[i].stem))
            return sense_words[i].sense;
    return SENSE_NONE;
}

int operator_number(struct str word)
{
    for (size_t i = 0; i < number_word_count; i++)
        if (str_is(word, number_words[i].word))
            return number_words[i].value;
    return -1;
}

bool operator_is_direction(enum operation op)
{
    return op == OP_MAX || op == OP_MIN || op == OP_BEST || op == OP_WORST;
}

const char *operator_name(enum operation op)
{
    static const char *const names[OP_CLASSES] = {
        [OP_NONE] = "none",
        [OP_COUNT] = "count",
        [OP_AVERAGE] = "average",
        [OP_SUM] = "sum",
        [OP_MAX] = "max",
        [OP_MIN] = "min",
        [OP_BEST] = "max",
        [OP_WORST] = "min",
        [OP_MORE] = "more than",
        [OP_LESS] = "less than",
        [OP_AT_LEAST] = "at least",
        [OP_AT_MOST] = "at most",
        [OP_BETWEEN] = "between",
        [OP_NOT] = "not",
        [OP_OR] = "or",
        [OP_BOTH] = "both",
        [OP_DISTINCT] = "distinct",
        [OP_EACH] = "each",
        [OP_ALL] = "all",
        [OP_TREND] = "trend",
        [OP_COMPARE] = "compare",
        [OP_SHARE] = "share",
        [OP_ORDER] = "order",
        [OP_ASCENDING] = "ascending",
        [OP_DESCENDING] = "descending",
        [OP_NEWEST] = "newest",
        [OP_OLDEST] = "oldest",
    };
    return names[op];
}
