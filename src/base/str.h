/*
 * str.h - a borrowed run of bytes.
 *
 * A struct str owns nothing: it points into memory that someone else keeps
 * alive, and it need not end in NUL. Pass it by value.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *ptr;
    size_t len;
};

/* For printf: "%.*s", STR_ARG(s). */
#define STR_ARG(s) (int)(s).len, (s).ptr

/* A string literal, also in a static initialiser. */
#define STR(literal)                                                           \
    {                                                                          \
        (literal), sizeof(literal) - 1                                         \
    }

/* The number of elements of an array. */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static inline struct str str_from(const char *text)
{
    return (struct str){text, strlen(text)};
}

/* Stops at the first byte that differs: words are compared with long lists. */
static inline bool str_is(struct str s, const char *text)
{
    size_t i = 0;
    while (i < s.len && text[i] == s.ptr[i] && text[i] != '\0')
        i++;
    return i == s.len && text[i] == '\0';
}

static inline bool str_equal(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool str_starts_with(struct str s, const char *prefix);
bool str_ends_with(struct str s, const char *suffix);

/* Byte order, shorter first on a tie; negative, zero or positive. */
int str_compare(struct str a, struct str b);

/* Without the first `count` bytes (all of them, if there are fewer). */
struct str str_skip(struct str s, size_t count);

/* Without ASCII white space on both sides. */
struct str str_trim(struct str s);

/* Where `needle` first occurs in s, or -1. An empty needle is at 0. */
ptrdiff_t str_find(struct str s, struct str needle);

/*
 * Removes from *rest everything up to and including the first `separator`,
 * and returns what came before it. Without a separator, takes it all.
 */
struct str str_cut(struct str *rest, char separator);

/* Reads a decimal in [min, max], digits only. False if it is not one. */
bool str_to_int(struct str s, int64_t min, int64_t max, int64_t *value);

/* True if the bytes are well-formed UTF-8 (RFC 3629: no surrogates, no
   overlong forms, nothing above U+10FFFF). *bad, if given, is the offset of
   the first byte that is not. */
bool str_is_utf8(struct str s, size_t *bad);

/* Whether there is a control character of ASCII in it, NUL and DEL included. */
bool str_has_control(struct str s);

/* How many edits (insert, delete, replace, swap of neighbours) turn a into b,
   compared byte by byte; `limit` + 1 when there are more. limit <= 8. */
int str_distance(struct str a, struct str b, int limit);

#endif
