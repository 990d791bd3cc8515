/*
 * bits.h - some of the words of a question, as bits: word i is bit i.
 *
 * Go through them with
 *
 *     for (uint64_t left = bits; left != 0; left &= left - 1)
 *         use(bits_first(left));
 */
#ifndef ROUTE_BITS_H
#define ROUTE_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/eight.h"

static inline uint64_t bits_of(size_t at)
{
    return UINT64_C(1) << at;
}

/* The bits before `end`, which is at most 64. */
static inline uint64_t bits_before(size_t end)
{
    return end < 64 ? bits_of(end) - 1 : UINT64_MAX;
}

/* Of bits that are not all 0. */
static inline size_t bits_first(uint64_t bits)
{
    return (size_t)__builtin_ctzll(bits);
}

static inline size_t bits_last(uint64_t bits)
{
    return 63 - (size_t)__builtin_clzll(bits);
}

/* How many bits each byte has. */
extern const uint8_t bits_counts[256];

/* Without a machine's own instruction for it the compiler would call a
   function. Sentences are short. */
static inline int bits_count(uint64_t bits)
{
    if (bits >> 16 == 0)
        return bits_counts[bits & 0xFF] + bits_counts[bits >> 8];
    bits -= bits >> 1 & 0x5555555555555555U;
    bits = (bits & 0x3333333333333333U) + (bits >> 2 & 0x3333333333333333U);
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0FU;
    return (int)(bits * 0x0101010101010101U >> 56);
}

/* Whether there are more than so many bits. */
static inline bool bits_exceed(uint64_t bits, int most)
{
    for (; bits != 0 && most > 0; most--)
        bits &= bits - 1;
    return bits != 0;
}

/* Which of the first `count` bytes, at most 64, are `value`; bytes up to the
   next multiple of 8 may be read. */
static inline uint64_t bits_equal(const void *bytes, size_t count,
                                  uint8_t value)
{
    const uint64_t rest = EIGHT_OF(0x7F);
    uint64_t found = 0;
    for (size_t i = 0; i < count; i += 8) {
        uint64_t eight = eight_read((const char *)bytes + i) ^ EIGHT_OF(value);
        uint64_t other = (eight & rest) + rest; /* a top bit: not 0 */
        uint64_t equal = ~(other | eight) & EIGHT_TOPS;
        equal &= bits_before(count - i < 8 ? 8 * (count - i) : 64);
        found |= (equal >> 7) * 0x0102040810204080U >> 56 << i;
    }
    return found;
}

#endif
