/*
 * eight.h - eight bytes looked at in one step.
 *
 * Each test returns a number that has the top bit set in some byte exactly if
 * one of the eight bytes is what was asked for; which one is not told. (A
 * subtraction borrows from the next byte only where it found one.)
 *
 *     uint64_t eight = eight_read(text);
 *     if ((eight_below(eight, 0x20) | eight_is(eight, 0x7f)) & EIGHT_TOPS) ...
 */
#ifndef BASE_EIGHT_H
#define BASE_EIGHT_H

#include <stdint.h>
#include <string.h>

#define EIGHT_OF(byte) (UINT64_C(0x0101010101010101) * (byte))
#define EIGHT_TOPS EIGHT_OF(0x80)

static inline uint64_t eight_read(const char *text)
{
    uint64_t eight;

    memcpy(&eight, text, sizeof(eight));
    return eight;
}

/* `limit` is at most 0x80. */
static inline uint64_t eight_below(uint64_t eight, unsigned char limit)
{
    return (eight - EIGHT_OF(limit)) & ~eight;
}

static inline uint64_t eight_is(uint64_t eight, unsigned char byte)
{
    return eight_below(eight ^ EIGHT_OF(byte), 1);
}

#endif
