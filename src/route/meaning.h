/*
 * meaning.h - how near two words are in what they mean.
 *
 * A table that comes with the program (meanings.bin, made from WordNet by
 * scripts/make-meanings.py): a short vector for each of some 20,000 stems.
 * "salary" and "wage" are near, "salary" and "height" are not.
 */
#ifndef ROUTE_MEANING_H
#define ROUTE_MEANING_H

#include <stdbool.h>
#include <stdint.h>

enum { MEANING_DIMENSIONS = 64 };

uint32_t meaning_count(void);

/* Once before the first meaning_may_have, by any thread; cheap when done. */
void meaning_prepare(void);

enum { MEANING_FIRST_BITS = 18 };

/* Whether any hash of the table begins with these bits. */
extern uint64_t meaning_known[(1 << MEANING_FIRST_BITS) / 64];

/* False if no stem of the table has the hash. */
static inline bool meaning_may_have(uint32_t hash)
{
    uint32_t first = hash >> (32 - MEANING_FIRST_BITS);
    return (meaning_known[first / 64] >> first % 64 & 1) != 0;
}

/* The number of a stem in the table, by its map_hash; MAP_NONE: not there. */
uint32_t meaning_find(uint32_t hash);

/* MEANING_DIMENSIONS numbers; the root of the sum of their squares is 127. */
const int8_t *meaning_vector(uint32_t meaning);

/* The cosine of two meanings, -1 to 1; 0 if either is MAP_NONE. */
double meaning_compare(uint32_t a, uint32_t b);

#endif
