/*
 * Eight bytes a step into two lanes, each step a multiplication to 128 bits
 * whose halves are folded; the construction of wyhash, in its simplest form.
 * SHA-256 of an answer's head took longer than writing the head.
 */
#include "base/hash.h"

__extension__ typedef unsigned __int128 product;

static const uint64_t factors[] = {0xa0761d6478bd642fULL, 0xe7037ed1a0b428dbULL,
                                   0x8ebc6af09c88c6e3ULL,
                                   0x589965cc75374cc3ULL};

static uint64_t mix(uint64_t a, uint64_t b)
{
    product p = (product)a * b;
    return (uint64_t)p ^ (uint64_t)(p >> 64);
}

static uint64_t read_u64(const char *at, size_t len)
{
    uint64_t value = 0;
    memcpy(&value, at, len < 8 ? len : 8);
    return value;
}

struct hash hash_bytes(struct str bytes, uint64_t seed)
{
    uint64_t a = seed ^ factors[0], b = seed + factors[1];
    size_t i = 0;

    for (; i + 16 <= bytes.len; i += 16) {
        uint64_t x = read_u64(bytes.ptr + i, 8);
        uint64_t y = read_u64(bytes.ptr + i + 8, 8);
        a = mix(x ^ factors[2], y ^ a);
        b = mix(x ^ b, y ^ factors[3]);
    }
    if (i < bytes.len) {
        size_t left = bytes.len - i;
        uint64_t x = read_u64(bytes.ptr + i, left);
        uint64_t y = left > 8 ? read_u64(bytes.ptr + i + 8, left - 8) : 0;
        a = mix(x ^ factors[2], y ^ a);
        b = mix(x ^ b, y ^ factors[3]);
    }
    return (struct hash){mix(a ^ bytes.len, b ^ factors[1]),
                         mix(a ^ factors[3], b ^ bytes.len)};
}
