#include "base/buf.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

void buf_init(struct buf *buf, size_t max_bytes)
{
    *buf = (struct buf){.max_bytes = max_bytes};
}

void buf_init_in(struct buf *buf, struct arena *arena, size_t max_bytes)
{
    *buf = (struct buf){.max_bytes = max_bytes, .arena = arena};
}

void buf_init_at(struct buf *buf, void *memory, size_t size)
{
    *buf = (struct buf){.ptr = memory, .capacity = size, .max_bytes = size - 1};
    buf->ptr[0] = '\0';
}

void buf_release(struct buf *buf)
{
    if (!buf->arena)
        free(buf->ptr);
    buf_init_in(buf, buf->arena, buf->max_bytes);
}

void buf_clear(struct buf *buf)
{
    buf->len = 0;
    buf->has_overflowed = false;
    if (buf->ptr)
        buf->ptr[0] = '\0';
}

static void grow(struct buf *buf, size_t capacity)
{
    if (buf->arena) {
        char *grown = arena_alloc_raw(buf->arena, capacity);
        if (buf->len > 0)
            memcpy(grown, buf->ptr, buf->len);
        buf->ptr = grown;
    } else {
        buf->ptr = memory_grow(buf->ptr, 1, capacity);
    }
    buf->capacity = capacity;
}

char *buf_grow(struct buf *buf, size_t len)
{
    size_t capacity = buf->capacity;

    if (buf->has_overflowed || len > buf->max_bytes - buf->len) {
        buf->has_overflowed = true;
        return NULL;
    }
    capacity = capacity > 0 ? capacity : 256;
    while (capacity <= buf->len + len)
        capacity *= 2;
    /* What may never be used is not asked for: whoever knows the size of what
       comes says so as the maximum, and no memory is left over. */
    if (capacity - 1 > buf->max_bytes)
        capacity = buf->max_bytes + 1;
    grow(buf, capacity);
    return buf->ptr + buf->len;
}

void buf_add_bytes(struct buf *buf, const void *bytes, size_t len)
{
    char *room = buf_reserve(buf, len);

    if (!room)
        return;
    if (len > 0)
        memcpy(room, bytes, len);
    buf->len += len;
    buf->ptr[buf->len] = '\0';
}

void buf_add(struct buf *buf, struct str s)
{
    buf_add_bytes(buf, s.ptr, s.len);
}

void buf_add_text(struct buf *buf, const char *text)
{
    buf_add_bytes(buf, text, strlen(text));
}

void buf_add_char(struct buf *buf, char c)
{
    char *room = buf_reserve(buf, 1);

    if (!room)
        return;
    room[0] = c;
    room[1] = '\0';
    buf->len++;
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args, again;
    int len;
    char *room;

    va_start(args, format);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(len >= 0);
    room = buf_reserve(buf, (size_t)len); /* and one byte for the NUL */
    if (room) {
        vsnprintf(room, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    }
    va_end(again);
}
