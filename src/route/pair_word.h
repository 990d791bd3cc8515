/*
 * pair_word.h - a word of a question or of an example, as pairs.h compares it.
 */
#ifndef ROUTE_PAIR_WORD_H
#define ROUTE_PAIR_WORD_H

#include <stdint.h>

struct pair_word {
    uint32_t term, hash;
    uint32_t meaning;      /* MAP_NONE: none is known */
    uint32_t different;    /* what it is in a difference */
    uint64_t letter_pairs; /* as index_letter_pairs */
    uint64_t relatives;    /* relation_bits, of content of a question */
    float weight;
    uint8_t kind, op;
    uint8_t len;        /* of the stem, at most 255 */
    uint8_t pair_count; /* bits of letter_pairs */
};

/* A word of a question by itself as a difference: what was learnt of it, and
   what of it for templates with columns. */
struct pair_alone {
    uint32_t key;
    float weight, weight_of_columns;
};

#endif
