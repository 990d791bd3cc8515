/*
 * Blocks in a list, each twice the one before, and a pointer that moves. A
 * request that fits the first block costs no call of malloc after the first
 * reset.
 */
#include "base/arena.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

enum { FIRST_BLOCK = 64 * 1024, LARGEST_BLOCK = 1024 * 1024 };

struct block {
    struct block *next;
    size_t size, used;
    max_align_t bytes[];
};

struct arena {
    struct block *first, *last;
    size_t used;
};

static struct block *new_block(size_t size)
{
    struct block *block = memory_bytes(sizeof(*block) + size);
    *block = (struct block){.size = size};
    return block;
}

struct arena *arena_new(void)
{
    struct arena *arena = MEMORY_NEW(struct arena);
    arena->first = arena->last = new_block(FIRST_BLOCK);
    arena->used = 0;
    return arena;
}

static void free_blocks(struct block *block)
{
    while (block) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
}

void arena_reset(struct arena *arena)
{
    free_blocks(arena->first->next);
    arena->first->next = NULL;
    arena->first->used = 0;
    arena->last = arena->first;
    arena->used = 0;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    free_blocks(arena->first);
    free(arena);
}

static struct block *add_block(struct arena *arena, size_t size)
{
    size_t next = arena->last->size * 2;

    if (next > LARGEST_BLOCK)
        next = LARGEST_BLOCK;
    if (next < size)
        next = size;
    arena->last->next = new_block(next);
    arena->last = arena->last->next;
    return arena->last;
}

void *arena_alloc_raw(struct arena *arena, size_t size)
{
    enum { ALIGN = _Alignof(max_align_t) };
    struct block *block = arena->last;
    void *memory;

    assert(size < PTRDIFF_MAX);
    size = (size + ALIGN - 1) / ALIGN * ALIGN;
    if (block->size - block->used < size)
        block = add_block(arena, size);
    memory = (char *)block->bytes + block->used;
    block->used += size;
    arena->used += size;
    return memory;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(arena_alloc_raw(arena, size), 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes)) {
        fprintf(stderr, "reckoner: array of %zu x %zu bytes\n", count, size);
        abort();
    }
    return arena_alloc(arena, bytes);
}

struct str arena_str(struct arena *arena, struct str s)
{
    char *copy = arena_alloc_raw(arena, s.len + 1);

    if (s.len > 0)
        memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return (struct str){copy, s.len};
}

struct str arena_printf(struct arena *arena, const char *format, ...)
{
    char short_text[256]; /* nearly all are, and are written once */
    va_list args, again;
    int len;
    char *text;

    va_start(args, format);
    va_copy(again, args);
    len = vsnprintf(short_text, sizeof(short_text), format, args);
    va_end(args);
    assert(len >= 0);
    text = arena_alloc_raw(arena, (size_t)len + 1);
    if ((size_t)len < sizeof(short_text))
        memcpy(text, short_text, (size_t)len + 1);
    else
        vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return (struct str){text, (size_t)len};
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}

void *arena_grow(struct arena *arena, void *array, size_t count,
                 size_t *capacity, size_t size)
{
    void *grown;

    if (count < *capacity)
        return array;
    *capacity = *capacity > 0 ? *capacity * 2 : 8;
    grown = arena_array(arena, *capacity, size);
    if (count > 0)
        memcpy(grown, array, count * size);
    return grown;
}
