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

struct phrase_range operator_phrases_of(struct str first_word)
{
    size_t first = lower_bound(first_word), end = first;
    for (; end < operator_phrase_count; end++) {
        const char *phrase = operator_phrases[end].words;
        if (compare_word(first_word, phrase, first_len(phrase)) != 0)
            break;
    }
    return (struct phrase_range){(uint16_t)first, (uint16_t)(end - first)};
}

/* How many words the phrase has if `words` begin with it, else 0. */
static size_t match_phrase(const char *phrase, const struct str *words,
                           size_t count)
{
    for (size_t taken = 0; taken < count; taken++) {
        struct str word = words[taken];
        size_t i = 0;
        while (i < word.len && phrase[i] == word.ptr[i])
            i++;
        if (i < word.len || (phrase[i] != ' ' && phrase[i] != '\0'))
            return 0;
        if (phrase[i] == '\0')
            return taken + 1;
        phrase += i + 1;
    }
    return 0;
}

enum operation operator_find_among(struct phrase_range phrases,
                                   const struct str *words, size_t count,
                                   size_t *taken)
{
    enum operation found = OP_NONE;
    *taken = 0;
    for (size_t i = 0; i < phrases.count; i++) {
        const struct operator_phrase *phrase =
            &operator_phrases[phrases.first + i];
        size_t len = match_phrase(phrase->words, words, count);
        if (len > *taken) {
            *taken = len;
            found = phrase->op;
        }
    }
    return found;
}

enum operation operator_find(const struct str *words, size_t count,
                             size_t *taken)
{
    struct phrase_range none = {0, 0};
    return operator_find_among(count > 0 ? operator_phrases_of(words[0]) : none,
                               words, count, taken);
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

static const char *const terms[OP_CLASSES] = {
    [OP_NONE] = "_none",
    [OP_COUNT] = "_count",
    [OP_AVERAGE] = "_average",
    [OP_SUM] = "_sum",
    [OP_MAX] = "_max",
    [OP_MIN] = "_min",
    [OP_BEST] = "_max",
    [OP_WORST] = "_min",
    [OP_MORE] = "_more than",
    [OP_LESS] = "_less than",
    [OP_AT_LEAST] = "_at least",
    [OP_AT_MOST] = "_at most",
    [OP_BETWEEN] = "_between",
    [OP_NOT] = "_not",
    [OP_OR] = "_or",
    [OP_BOTH] = "_both",
    [OP_DISTINCT] = "_distinct",
    [OP_EACH] = "_each",
    [OP_ALL] = "_all",
    [OP_TREND] = "_trend",
    [OP_COMPARE] = "_compare",
    [OP_SHARE] = "_share",
    [OP_ORDER] = "_order",
    [OP_ASCENDING] = "_ascending",
    [OP_DESCENDING] = "_descending",
    [OP_NEWEST] = "_newest",
    [OP_OLDEST] = "_oldest",
};

const char *operator_name(enum operation op)
{
    return terms[op] + 1;
}

struct str operator_term(enum operation op)
{
    return str_from(terms[op]);
}
