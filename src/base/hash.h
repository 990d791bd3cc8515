/*
 * hash.h - a quick hash of bytes, for tables and for names of content.
 *
 * 128 bits, well mixed, and no secret in it: who may choose the bytes can make
 * two that collide. It stands in no file. Pure.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/str.h"

struct hash {
    uint64_t high, low;
};

/* `seed` sets hashes of different tables or snapshots apart. */
struct hash hash_bytes(struct str bytes, uint64_t seed);

#endif
