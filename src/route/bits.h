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

#include <stddef.h>
#include <stdint.h>

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

/* Without a machine's own instruction for it the compiler would call a
   function. */
static inline int bits_count(uint64_t bits)
{
    bits -= bits >> 1 & 0x5555555555555555U;
    bits = (bits & 0x3333333333333333U) + (bits >> 2 & 0x3333333333333333U);
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0FU;
    return (int)(bits * 0x0101010101010101U >> 56);
}

#endif
