/*
 * pairs.h - the words of a question and of an example, while they are paired;
 * for the files of this folder that measure what is left over.
 */
#ifndef ROUTE_PAIRS_H
#define ROUTE_PAIRS_H

#include "route/difference.h"
#include "route/reading.h"

/* One side of the comparison: the words that no slot has used. */
struct side {
    struct unit {
        uint32_t term, hash;
        uint32_t meaning; /* MAP_NONE: none is known */
        float weight;
        uint8_t kind, op;
        bool is_literal, is_quoted, is_placed;
        bool is_matched, is_alike, is_covered;
        uint8_t strength;      /* in the template's bag; of a question's word
                                  that is missing */
        uint8_t partner;       /* in the other's units, if is_matched */
        uint8_t at;            /* of the tokens */
        uint8_t len;           /* of the stem, at most 255 */
        uint8_t pair_count;    /* bits of letter_pairs */
        uint64_t letter_pairs; /* as index_letter_pairs */
    } units[TOKENS_MAX + 1];   /* one more, which is filled and not kept */
    size_t count;
    double mass; /* of content */
    size_t content_count;
    /* Units as bits: content; all but noise; and those with is_matched. */
    uint64_t content, counted, matched;
    uint64_t equal[TOKENS_MAX]; /* of each unit of the question, as bits: the
                                   example's units of the same term */
};

/* Whether the other side has nothing for it. */
static inline bool pairs_is_left(const struct unit *unit)
{
    return !(unit->is_matched | unit->is_alike | unit->is_covered);
}

/* What it is in a difference. */
static inline uint32_t pairs_word(const struct unit *unit)
{
    uint32_t word = unit->is_literal ? DIFFERENCE_NAME : unit->hash;
    return unit->kind == TOKEN_NUMBER ? DIFFERENCE_NUMBER : word;
}

/* The units that the other side has not, as bits. */
static inline uint64_t pairs_missing(const struct side *side)
{
    return bits_before(side->count) & ~side->matched;
}

void pairs_add_difference(struct reading *reading, uint32_t key, double *sum);

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
