/*
 * arena.h - memory that is freed all at once.
 *
 * An arena belongs to one request, one run or the whole process; whoever made
 * it resets or frees it, and everything taken from it goes at that moment. One
 * thread at a time. Out of memory aborts with a message.
 *
 *     struct arena *arena = arena_new();
 *     struct str name = arena_printf(arena, "%s/%s", category, file);
 *     arena_free(arena);
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>

#include "base/err.h"
#include "base/str.h"

struct arena;

struct arena *arena_new(void);

/* Gives back all that was taken, and keeps a first block for the next use. */
void arena_reset(struct arena *arena);
void arena_free(struct arena *arena);

/* `size` bytes of zeros, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *arena, size_t size);

/* The same, with anything in them: for what is written at once. */
void *arena_alloc_raw(struct arena *arena, size_t size);

/* Zeroed room for `count` elements; aborts when the product overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size);
#define ARENA_NEW(arena, type) ((type *)arena_alloc(arena, sizeof(type)))
#define ARENA_ARRAY(arena, type, count)                                        \
    ((type *)arena_array(arena, count, sizeof(type)))

/* A copy of s. A NUL stands behind it, so that ptr is also a C string. */
struct str arena_str(struct arena *arena, struct str s);
struct str arena_printf(struct arena *arena, const char *format, ...)
    PRINTF_LIKE(2, 3);

/* How many bytes are in use; for limits and for tests. */
size_t arena_used(const struct arena *arena);

/*
 * Makes room for one more element in an array that lives in an arena: returns
 * the array, moved if it had to grow. `count` is what it holds now, *capacity
 * what it can hold.
 */
void *arena_grow(struct arena *arena, void *array, size_t count,
                 size_t *capacity, size_t size);

#endif
