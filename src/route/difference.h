/*
 * difference.h - what a word says that only one of two questions has.
 *
 * "forename" for "first" is harmless, "not" is not: weights in log odds, learnt
 * from question sets (difference_weights.c). A difference is a word that only
 * the question has, one that only the example has, or one of each, in either
 * order. Looked up by the hashes of the words; 0 if nothing was learnt.
 */
#ifndef ROUTE_DIFFERENCE_H
#define ROUTE_DIFFERENCE_H

#include <stddef.h>

#include "base/str.h"
#include "route/pair_word.h"

/* Instead of the word itself: any number, any name or code. */
#define DIFFERENCE_NUMBER 0x23U
#define DIFFERENCE_NAME 0x27U

static inline uint32_t difference_mix(uint32_t a, uint32_t b)
{
    uint32_t hash = (a ^ (b + 0x9E3779B9U + (a << 6) + (a >> 2))) * 0x85EBCA6BU;
    hash = (hash ^ hash >> 13) * 0xC2B2AE35U;
    return hash ^ hash >> 16;
}

static inline uint32_t difference_in_question(uint32_t word)
{
    return difference_mix(word, 1);
}

static inline uint32_t difference_in_example(uint32_t word)
{
    return difference_mix(word, 2);
}

/* Of what stands beside a word; `place` says where, from 3. */
static inline uint32_t difference_at(uint32_t word, uint32_t place)
{
    return difference_mix(word, place);
}

static inline uint32_t difference_between(uint32_t a, uint32_t b)
{
    uint32_t low = a < b ? a : b, high = a < b ? b : a;
    return difference_mix(low, high);
}

/* Once before the first difference_weight, by any thread; cheap when done. */
void difference_prepare(void);

enum { DIFFERENCE_FIRST_BITS = 16 };

/* Whether any key that was learnt begins with these bits. */
extern uint64_t difference_known[(1 << DIFFERENCE_FIRST_BITS) / 64];

/* For keys that may have been learnt. */
double difference_look_up(uint32_t key);

static inline double difference_weight(uint32_t key)
{
    uint32_t first = key >> (32 - DIFFERENCE_FIRST_BITS);
    bool may_be = difference_known[first / 64] >> first % 64 & 1;
    return may_be ? difference_look_up(key) : 0;
}

/* Upper 24 bits: of the key; lower 8: 128 + 32 times the weight. */
extern const uint32_t difference_weights[];
extern const size_t difference_count;

/* The same for templates with columns, of keys with DIFFERENCE_OF_COLUMNS
   (by exclusive or). */
#define DIFFERENCE_OF_COLUMNS 0x5BD1E900U
extern const uint32_t column_differences[];
extern const size_t column_difference_count;

static inline struct pair_alone difference_alone(uint32_t key)
{
    return (struct pair_alone){.key = key,
                               .weight = (float)difference_weight(key),
                               .weight_of_columns = (float)difference_weight(
                                   key ^ DIFFERENCE_OF_COLUMNS)};
}

#endif
