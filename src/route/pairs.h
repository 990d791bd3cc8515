/*
 * pairs.h - the words of a question and of an example, while they are paired;
 * for the files of this folder that measure what is left over.
 */
#ifndef ROUTE_PAIRS_H
#define ROUTE_PAIRS_H

#include "route/difference.h"
#include "route/reading.h"

/* One side of the comparison: its words, and what is said of them as bits. */
struct side {
    const struct pair_word *words; /* of the tokens */
    uint64_t kept;                 /* no slot has used them */
    /* Of those: content; all but noise; and as TOKEN_NUMBER, TOKEN_OPERATOR. */
    uint64_t content, counted, numbers, operators;
    /* Content, as question_bits says, kept or not. */
    uint64_t literals, placed, quoted, strange;
    uint64_t matched, alike, covered; /* by what the other side has */
    double mass;                      /* of content */
    uint8_t strength[TOKENS_MAX];     /* in the template's bag; of a question's
                                         word that is missing */
    uint8_t partner[TOKENS_MAX];      /* in the other's words, if matched */
    uint64_t met;               /* words of the question that have any such: */
    uint64_t equal[TOKENS_MAX]; /* of each word of the question, as bits:
                                   the example's words of the same term */
};

/* The words that the other side has not, as bits. */
static inline uint64_t pairs_missing(const struct side *side)
{
    return side->kept & ~side->matched;
}

/* Those for which the other side has nothing at all. */
static inline uint64_t pairs_left(const struct side *side)
{
    return side->kept & ~(side->matched | side->alike | side->covered);
}

static inline void pairs_note_difference(struct reading *reading, uint32_t key)
{
    if (reading->difference_count < READING_DIFFERENCES_MAX)
        reading->differences[reading->difference_count++] = key;
}

static inline void pairs_add_difference(struct reading *reading, uint32_t key,
                                        double *sum)
{
    pairs_note_difference(reading, key);
    if (reading->record->column_count > 0)
        key ^= DIFFERENCE_OF_COLUMNS;
    *sum += difference_weight(key);
}

/* Features of words left: how near those of one side are to those of the
   other; and where they stand between the words that both have. */
void pairs_measure_meaning(struct reading *reading, const struct side *a,
                           const struct side *b);
void pairs_measure_runs(struct reading *reading, const struct side *a,
                        const struct side *b);

/* What was learnt about the words before and behind those that are left. */
double pairs_weigh_places(struct reading *reading, const struct side *a,
                          const struct side *b);

#endif
