/*
 * map.h - from a string to a number, growing as needed.
 *
 * Keys are borrowed: what they point to must outlive the map. Remembers the
 * order of insertion, so that walking it never depends on a hash. One thread
 * at a time while it changes; any number once it no longer does.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/str.h"

/* No value; an enumerator could not hold it. */
#define MAP_NONE UINT32_MAX

struct map_entry {
    struct str key;
    uint32_t value;
    uint32_t hash;
};

struct map {
    struct map_entry *entries; /* in order of insertion */
    uint32_t count;
    uint32_t capacity;
    uint32_t *slots; /* index into entries plus one; 0 is free */
    uint32_t slot_count;
};

void map_init(struct map *map);
void map_release(struct map *map);

/* The value of key, or MAP_NONE. */
uint32_t map_get(const struct map *map, struct str key);

/* Adds key with `value` unless it is there; returns the value it has now.
 *was_added, if given, tells which. */
uint32_t map_add(struct map *map, struct str key, uint32_t value,
                 bool *was_added);

/* FNV-1a, 32 bits (Fowler, Noll and Vo): stable across machines, so it may
   stand in files. */
uint32_t map_hash(struct str key);

/* The hash of a key that goes on: `hash` is that of its beginning. */
static inline uint32_t map_hash_more(uint32_t hash, struct str more)
{
    for (size_t i = 0; i < more.len; i++)
        hash = (hash ^ (unsigned char)more.ptr[i]) * 16777619U;
    return hash;
}

#endif
