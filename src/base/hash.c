/*
 * Eight bytes a step into two lanes, each step a multiplication to 128 bits
 * whose halves are folded; the construction of wyhash, in its simplest form.
 * SHA-256 of an answer's head took longer than writing the head. The last step
 * may look at some bytes for the second time; the length, which is mixed in at
 * the end, says which.
 */
#include "base/hash.h"

#include "base/eight.h"

__extension__ typedef unsigned __int128 product;

static const uint64_t factors[] = {0xa0761d6478bd642fULL, 0xe7037ed1a0b428dbULL,
                                   0x8ebc6af09c88c6e3ULL,
                                   0x589965cc75374cc3ULL};

static uint64_t mix(uint64_t a, uint64_t b)
{
    product p = (product)a * b;
    return (uint64_t)p ^ (uint64_t)(p >> 64);
}

static uint64_t read_u32(const char *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof(value));
    return value;
}

/* Fewer than eight bytes. */
static uint64_t read_few(struct str s)
{
    const unsigned char *at = (const unsigned char *)s.ptr;

    if (s.len >= 4)
        return read_u32(s.ptr) | read_u32(s.ptr + s.len - 4) << 32;
    if (s.len == 0)
        return 0;
    return at[0] | (uint64_t)at[s.len / 2] << 8 | (uint64_t)at[s.len - 1] << 16;
}

struct hash hash_bytes(struct str bytes, uint64_t seed)
{
    uint64_t a = seed ^ factors[0], b = seed + factors[1], x, y;

    for (size_t i = 0; i + 16 < bytes.len; i += 16) {
        x = eight_read(bytes.ptr + i);
        y = eight_read(bytes.ptr + i + 8);
        a = mix(x ^ factors[2], y ^ a);
        b = mix(x ^ b, y ^ factors[3]);
    }
    if (bytes.len >= 16) {
        x = eight_read(bytes.ptr + bytes.len - 16);
        y = eight_read(bytes.ptr + bytes.len - 8);
    } else if (bytes.len >= 8) {
        x = eight_read(bytes.ptr);
        y = eight_read(bytes.ptr + bytes.len - 8);
    } else {
        x = read_few(bytes);
        y = 0;
    }
    a = mix(x ^ factors[2], y ^ a);
    b = mix(x ^ b, y ^ factors[3]);
    return (struct hash){mix(a ^ bytes.len, b ^ factors[1]),
                         mix(a ^ factors[3], b ^ bytes.len)};
}
