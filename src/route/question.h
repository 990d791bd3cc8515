/*
 * question.h - a question as the index knows its words.
 *
 * What can be said before any template is looked at: the term of each word,
 * the values and columns that runs of words may name, the times they name, and
 * what mistyped words may have meant. Lives in the request's arena.
 */
#ifndef ROUTE_QUESTION_H
#define ROUTE_QUESTION_H

#include "route/bits.h"
#include "route/index_format.h"
#include "route/pair_word.h"
#include "route/route.h"
#include "route/signs.h"
#include "route/thesaurus.h"
#include "route/tokens.h"
#include "route/when.h"

enum {
    QUESTION_MENTIONS_MAX = 128,
    QUESTION_TERM_BITS = 512,
    TYPOS_MAX = 4,
    TYPO_MEANT_MAX = 12,
    TYPO_LONG_WORD = 6,
    SAME_MAX = 6
};

struct mention_at {
    uint32_t start, count; /* of the tokens */
    uint32_t mention;      /* of the index */
    bool is_same;          /* found by a word that means the same */
};

/* A word that may have been meant as one of several. */
struct typo {
    size_t at;
    struct str meant[TYPO_MEANT_MAX];
    size_t meant_count;
    size_t rival_count; /* behind them: too short to be meant for sure, but if
                           one makes sense, another is not either */
    bool may_be_right;  /* a short word of a dictionary; or there are more */
};

/* Its words by what they are, as bits. */
struct question_bits {
    uint64_t signs[SIGN_COUNT];
    uint64_t kinds[TOKEN_PART + 1];
    uint64_t operations[OP_CLASSES];
    uint64_t operators;  /* all that have an operation */
    uint64_t rankings;   /* highest, lowest, best, worst */
    uint64_t asking;     /* "which", "what", "whose" */
    uint64_t asked_for;  /* behind those, or behind "how many" */
    uint64_t directions; /* "down" or "up" of a change */
    uint64_t senses;     /* that speak of a movement */
    uint64_t literals;   /* content: a quotation, a code or a name */
    uint64_t light;      /* content that says little: "doing", "numbers" */
    uint64_t placed;     /* content where a value may stand */
    uint64_t quoted;     /* content: a quotation or a code */
    uint64_t strange;    /* content: the term is in no template */
    uint64_t unknown;    /* nowhere in the index, nor part of a name */
    uint64_t values;     /* part of the name of a value */
    uint64_t whens;      /* part of the name of a time */
    uint64_t commas;     /* between this word and the next */
    uint64_t slashes;    /* likewise "&" or "/" */
};

struct question {
    const struct route_index *index;
    const struct route_request *request;
    struct arena *arena;
    struct tokens tokens;
    uint32_t terms[TOKENS_MAX]; /* MAP_NONE: in no template */
    float weights[TOKENS_MAX];
    uint64_t lowest[TOKENS_MAX]; /* of the term and same, by their
                                    lowest bits: as bag_bits */
    struct pair_word words[TOKENS_MAX];
    struct pair_alone alone[TOKENS_MAX];
    uint32_t same[TOKENS_MAX][SAME_MAX]; /* terms that mean the same; ends
                                            with MAP_NONE if shorter */
    const struct thesaurus_word *others[TOKENS_MAX]; /* of the same meaning */
    uint8_t other_counts[TOKENS_MAX];
    uint32_t meanings[TOKENS_MAX];               /* MAP_NONE: none is known */
    uint64_t term_bits[QUESTION_TERM_BITS / 64]; /* of terms and same, by their
                                                    lowest bits */
    struct question_bits bits;
    bool asks_for_change;      /* in any words */
    unsigned compared;         /* times that it sets what is asked for against:
                                  compared_find of its text */
    const struct str *instead; /* of each place in the text, what a mistyped
                                  word is read as; NULL: none was */
    bool is_corrected[TOKENS_MAX];
    struct mention_at mentions[QUESTION_MENTIONS_MAX]; /* by start; longest
                                                          first */
    size_t mention_count;
    struct when whens[WHEN_MAX];
    size_t when_count;
    struct typo typos[TYPOS_MAX];
    size_t typo_count;
};

/* False if the text is not UTF-8; *err says where. */
MUST_CHECK bool question_read(struct question *question,
                              const struct route_index *index,
                              const struct route_request *request,
                              struct str text, struct arena *arena,
                              struct err *err);

/* Whether a mistyped word may be one of a dictionary rather than the value
   `meant`: "Northest" is as near to a Northwest that is in no dump. */
bool question_may_be_other(const struct question *question, size_t token,
                           struct str meant);

/* The question with one of the words that `typo`, its first, may have been
   meant as; typos[0].at is where that stands in it. */
void question_mend(struct question *mended, const struct question *question,
                   const struct typo *typo, struct str word);

/* Whether an example may be what is asked: one that says what the first row is,
   of a question for one end of the rows only; a not_question never. */
static inline bool question_heeds(const struct question *question,
                                  const struct index_example *example)
{
    const struct question_bits *bits = &question->bits;
    if (example->kind == EXAMPLE_FIRST_ROW)
        return (bits->rankings | bits->operations[OP_NEWEST] |
                bits->operations[OP_OLDEST]) != 0;
    return example->kind != EXAMPLE_NOT;
}

/* Whether a word is nowhere in the index, by itself or as part of a name. */
static inline bool question_is_unknown(const struct question *question,
                                       size_t token)
{
    return (question->bits.unknown >> token & 1) != 0;
}

/* Whether the question has the term, or one that means the same. */
bool question_has_term(const struct question *question, uint32_t term);

/* Whether the word has the term, or means the same. */
bool question_is_term(const struct question *question, size_t token,
                      uint32_t term);

/* index_bag_strength of the word, or of one that means the same. */
int question_strength(const struct question *question, uint32_t template,
                      size_t token);

/* Whether a word belongs to the name of a value. */
static inline bool question_is_value(const struct question *question,
                                     size_t token)
{
    return (question->bits.values >> token & 1) != 0;
}

/* Whether a word belongs to the name of a time. */
static inline bool question_is_when(const struct question *question,
                                    size_t token)
{
    return (question->bits.whens >> token & 1) != 0;
}

#endif
