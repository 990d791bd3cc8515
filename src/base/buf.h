/*
 * buf.h - bytes that grow, up to a maximum given when the buffer is made.
 *
 * Writers add without looking; the first addition that would pass the maximum
 * marks the buffer as overflowed, and nothing is added from then on. Who made
 * it asks buf_overflowed once, at the end. One thread at a time.
 *
 *     struct buf buf;
 *     buf_init(&buf, 1 << 20);
 *     buf_printf(&buf, "%d rows", count);
 *     if (buf_overflowed(&buf)) ...
 *     buf_release(&buf);
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct buf {
    char *ptr; /* followed by a NUL; NULL while empty */
    size_t len;
    size_t capacity;
    size_t max_bytes;
    bool has_overflowed;
    struct arena *arena; /* where ptr lives; NULL: the heap */
};

void buf_init(struct buf *buf, size_t max_bytes);

/* In an arena, with which it goes: release may be left out. */
void buf_init_in(struct buf *buf, struct arena *arena, size_t max_bytes);

/* In memory of the caller's, which is all it may take: one byte less than
   `size` fits. Not released. */
void buf_init_at(struct buf *buf, void *memory, size_t size);
void buf_release(struct buf *buf);

/* Empties it, and keeps the memory for the next use. */
void buf_clear(struct buf *buf);

void buf_add(struct buf *buf, struct str s);
void buf_add_text(struct buf *buf, const char *text);
void buf_add_char(struct buf *buf, char c);
void buf_add_bytes(struct buf *buf, const void *bytes, size_t len);
void buf_printf(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

/* The rest of buf_reserve: grows, or marks as overflowed. */
char *buf_grow(struct buf *buf, size_t len);

/* Room for `len` more bytes, to be written by the caller and then counted by
   adding to buf->len; NULL when that would pass the maximum. */
static inline char *buf_reserve(struct buf *buf, size_t len)
{
    /* No capacity is over max_bytes + 1, so what fits passes no maximum. */
    if (len < buf->capacity - buf->len && !buf->has_overflowed)
        return buf->ptr + buf->len;
    return buf_grow(buf, len);
}

static inline struct str buf_str(const struct buf *buf)
{
    return (struct str){buf->ptr ? buf->ptr : "", buf->len};
}

static inline bool buf_overflowed(const struct buf *buf)
{
    return buf->has_overflowed;
}

#endif
