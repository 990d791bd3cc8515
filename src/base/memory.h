/*
 * memory.h - memory from malloc, for what has a life of its own.
 *
 * What belongs to a request or a run is taken from its arena instead. Out of
 * memory ends the process with a message: the supervisor starts it again, and
 * what is published stays as it is. Freed with free().
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/* Zeroed room for `count` elements; never NULL. */
void *memory_array(size_t count, size_t size);
#define MEMORY_NEW(type) ((type *)memory_array(1, sizeof(type)))
#define MEMORY_ARRAY(type, count) ((type *)memory_array((count), sizeof(type)))

/* Room that is not zeroed; never NULL. */
void *memory_bytes(size_t size);

/* The same bytes with room for `count` elements; what is new is not zeroed.
   `memory` may be NULL. */
void *memory_grow(void *memory, size_t count, size_t size);

/* As memset to 0, for some hundred bytes: where compilers know how many, they
   clear them by an instruction that takes longer than a call. */
void memory_clear(void *memory, size_t size);

/* For a library that could not have its memory. */
_Noreturn void memory_is_out(const char *who);

#endif
