#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void memory_is_out(const char *who)
{
    fprintf(stderr, "reckoner: out of memory (%s)\n", who);
    abort();
}

static _Noreturn void end(size_t count, size_t size)
{
    fprintf(stderr, "reckoner: out of memory (%zu x %zu bytes)\n", count, size);
    abort();
}

void *memory_array(size_t count, size_t size)
{
    void *memory = calloc(count > 0 ? count : 1, size);

    if (!memory)
        end(count, size);
    return memory;
}

void *memory_bytes(size_t size)
{
    return memory_grow(NULL, 1, size > 0 ? size : 1);
}

void *memory_grow(void *memory, size_t count, size_t size)
{
    void *grown = reallocarray(memory, count, size);

    if (!grown)
        end(count, size);
    return grown;
}

void memory_clear(void *memory, size_t size)
{
    memset(memory, 0, size);
}
