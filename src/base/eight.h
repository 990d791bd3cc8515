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

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "digits are written as numbers");

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

/* With `to` in place of `from`, for eight bytes that are all below 0x80. */
static inline uint64_t eight_replace(uint64_t eight, unsigned char from,
                                     unsigned char to)
{
    uint64_t other = (eight ^ EIGHT_OF(from)) + EIGHT_OF(0x7f);
    return eight ^ (~other & EIGHT_TOPS) / 0x80 * (from ^ to);
}

/* The digits of a number in lower case, to be written as eight bytes: each step
   halves what stands together, the higher half first. */
static inline uint64_t eight_hex(uint32_t number)
{
    uint64_t eight = (uint64_t)(number & 0xffff) << 32 | number >> 16;

    eight = (eight & UINT64_C(0xff000000ff)) << 16 |
            (eight >> 8 & UINT64_C(0xff000000ff));
    eight = (eight & UINT64_C(0x0f000f000f000f)) << 8 |
            (eight >> 4 & UINT64_C(0x0f000f000f000f));
    return eight + EIGHT_OF('0') +
           ((eight + EIGHT_OF(6)) / 16 & EIGHT_OF(1)) * ('a' - '0' - 10);
}

/* All sixteen of a longer one. */
static inline void eight_write_hex(uint64_t number, char hex[16])
{
    uint64_t halves[] = {eight_hex((uint32_t)(number >> 32)),
                         eight_hex((uint32_t)number)};

    memcpy(hex, halves, sizeof(halves));
}

#endif
