/*
 * operators.h - words that say what is done with numbers, and words that say
 * nothing.
 *
 * About twenty classes of phrases ("how many", "number of", "count") each
 * stand for one operator. Two questions that differ in an operator ask for
 * different numbers, however alike their other words are. The tables are made
 * of phrases.txt and immutable; any thread may read them.
 */
#ifndef ROUTE_OPERATORS_H
#define ROUTE_OPERATORS_H

#include "base/str.h"

enum operation {
    OP_NONE,
    OP_COUNT,
    OP_AVERAGE,
    OP_SUM,
    OP_MAX,  /* highest, most */
    OP_MIN,  /* lowest, fewest */
    OP_BEST, /* a maximum or a minimum, as the measure's direction says */
    OP_WORST,
    OP_MORE,
    OP_LESS,
    OP_AT_LEAST,
    OP_AT_MOST,
    OP_BETWEEN,
    OP_NOT, /* also: except, without, other than */
    OP_OR,
    OP_BOTH,
    OP_DISTINCT,
    OP_EACH, /* by, per, for each */
    OP_ALL,
    OP_TREND,
    OP_COMPARE,
    OP_SHARE,
    OP_ORDER,
    OP_ASCENDING,
    OP_DESCENDING,
    OP_NEWEST,
    OP_OLDEST,
    OP_CLASSES,
};

enum word_role {
    WORD_PLAIN,
    WORD_NOISE,  /* politeness, asking, articles, forms of "to be" */
    WORD_PLACE,  /* a preposition behind which a value may stand */
    WORD_FOLLOW, /* begins a question that continues another */
    WORD_CHANGE, /* a verb that changes data */
    WORD_TITLE,  /* stands before somebody's name: "Dr" */
    WORD_LIGHT,  /* content, but it need not be explained: "doing", "report" */
};

/* What a word says of a movement, whatever else it is. */
enum word_sense {
    SENSE_NONE,
    SENSE_FALL,
    SENSE_LOSS,
    SENSE_RISE,
    SENSE_SHIFT, /* change, difference */
};

struct operator_phrase {
    const char *words; /* one space apart, in small letters */
    enum operation op;
};

struct role_word {
    const char *word;
    enum word_role role;
};

struct sense_word {
    const char *stem;
    enum word_sense sense;
};

/* Words of one group stand for the same; a word is in one group. */
struct same_word {
    const char *word;
    const char *group;
};

struct number_word {
    const char *word;
    int value;
};

/* Sorted by bytes, each. */
extern const struct operator_phrase operator_phrases[];
extern const size_t operator_phrase_count;
extern const struct role_word role_words[];
extern const size_t role_word_count;
extern const struct sense_word sense_words[];
extern const size_t sense_word_count;
extern const struct same_word same_words[];
extern const size_t same_word_count;
extern const struct number_word number_words[];
extern const size_t number_word_count;

/* Phrases that begin with the same word stand together. */
struct phrase_range {
    uint16_t first, count;
};

struct phrase_range operator_phrases_of(struct str first_word);

/* The longest phrase at the start of `words`: its operator, and how many words
   it takes; OP_NONE if there is none. */
enum operation operator_find(const struct str *words, size_t count,
                             size_t *taken);

/* The same, for who knows the phrases of the first word. */
enum operation operator_find_among(struct phrase_range phrases,
                                   const struct str *words, size_t count,
                                   size_t *taken);

enum word_role operator_word_role(struct str word);

enum word_sense operator_sense(struct str stem);

/* The value of "seven"; -1 if it is not a number word. */
int operator_number(struct str word);

/* Whether it asks for one end of an order: highest, lowest, best, worst. */
static inline bool operator_is_direction(enum operation op)
{
    return op == OP_MAX || op == OP_MIN || op == OP_BEST || op == OP_WORST;
}

/* A short name, for traces: "max" for OP_BEST. */
const char *operator_name(enum operation op);

/* The same as a term of the index: "_max". */
struct str operator_term(enum operation op);

#endif
