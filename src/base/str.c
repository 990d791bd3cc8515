#include "base/str.h"

#include <assert.h>

#include "base/eight.h"

enum { DISTANCE_WORD_MAX = 64 };

bool str_starts_with(struct str s, const char *prefix)
{
    size_t len = strlen(prefix);
    return s.len >= len && (len == 0 || memcmp(s.ptr, prefix, len) == 0);
}

bool str_ends_with(struct str s, const char *suffix)
{
    size_t len = strlen(suffix);
    return s.len >= len &&
           (len == 0 || memcmp(s.ptr + s.len - len, suffix, len) == 0);
}

int str_compare(struct str a, struct str b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len > 0 ? memcmp(a.ptr, b.ptr, len) : 0;

    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

struct str str_skip(struct str s, size_t count)
{
    size_t n = count < s.len ? count : s.len;
    return (struct str){s.ptr + n, s.len - n};
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.len > 0 && is_space(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

ptrdiff_t str_find(struct str s, struct str needle)
{
    const char *found;

    if (needle.len == 0)
        return 0;
    if (s.len == 0)
        return -1;
    found = memmem(s.ptr, s.len, needle.ptr, needle.len);
    return found ? found - s.ptr : -1;
}

struct str str_cut(struct str *rest, char separator)
{
    const char *found =
        rest->len > 0 ? memchr(rest->ptr, separator, rest->len) : NULL;
    struct str head = *rest;

    if (!found) {
        *rest = (struct str){rest->ptr + rest->len, 0};
        return head;
    }
    head.len = (size_t)(found - rest->ptr);
    rest->ptr += head.len + 1;
    rest->len -= head.len + 1;
    return head;
}

bool str_to_int(struct str s, int64_t min, int64_t max, int64_t *value)
{
    int64_t n = 0;

    assert(0 <= min && min <= max && max <= INT64_MAX / 10 - 9);
    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        n = n * 10 + (s.ptr[i] - '0');
        if (n > max)
            return false;
    }
    if (n < min)
        return false;
    *value = n;
    return true;
}

static bool has_control(uint64_t eight)
{
    return ((eight_below(eight, 0x20) | eight_is(eight, 0x7f)) & EIGHT_TOPS) !=
           0;
}

bool str_has_control(struct str s)
{
    size_t i = 0;

    for (; s.len - i >= 8; i += 8)
        if (has_control(eight_read(s.ptr + i)))
            return true;
    /* The last eight at once, some of them for the second time. */
    if (i > 0)
        return i < s.len && has_control(eight_read(s.ptr + s.len - 8));
    for (; i < s.len; i++)
        if ((unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7f)
            return true;
    return false;
}

/* The length of the well-formed sequence at s, or 0. The ranges are those of
   table 3-7 in chapter 3 of the Unicode standard. */
static size_t sequence_length(const unsigned char *s, size_t len)
{
    unsigned char lead = s[0], low = 0x80, high = 0xBF;
    size_t count;

    if (lead < 0x80)
        return 1;
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    count = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (len < count)
        return 0;
    if (lead == 0xE0)
        low = 0xA0;
    else if (lead == 0xED)
        high = 0x9F;
    else if (lead == 0xF0)
        low = 0x90;
    else if (lead == 0xF4)
        high = 0x8F;
    if (s[1] < low || s[1] > high)
        return 0;
    for (size_t i = 2; i < count; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    return count;
}

bool str_is_utf8(struct str s, size_t *bad)
{
    size_t i = 0;

    while (i < s.len) {
        size_t step;
        if (s.len - i >= 8 && !(eight_read(s.ptr + i) & EIGHT_TOPS)) {
            i += 8;
            continue;
        }
        step = sequence_length((const unsigned char *)s.ptr + i, s.len - i);
        if (step == 0) {
            if (bad)
                *bad = i;
            return false;
        }
        i += step;
    }
    return true;
}

/* What both begin with, and end with, takes no edit. */
static void skip_common(struct str *a, struct str *b)
{
    size_t i = 0;
    while (i < a->len && i < b->len && a->ptr[i] == b->ptr[i])
        i++;
    *a = str_skip(*a, i);
    *b = str_skip(*b, i);
    while (a->len > 0 && b->len > 0 &&
           a->ptr[a->len - 1] == b->ptr[b->len - 1]) {
        a->len--;
        b->len--;
    }
}

/* Whether what is left of both is one edit, or none. */
static bool is_one_edit(struct str a, struct str b)
{
    bool is_swap = a.len == 2 && b.len == 2 && a.ptr[0] == b.ptr[1] &&
                   a.ptr[1] == b.ptr[0];
    return is_swap || (a.len <= 1 && b.len <= 1);
}

/* Optimal string alignment: three rows of the dynamic programme. */
int str_distance(struct str a, struct str b, int limit)
{
    int rows[3][DISTANCE_WORD_MAX + 1];
    size_t gap = a.len > b.len ? a.len - b.len : b.len - a.len;

    assert(0 <= limit && limit <= 8);
    if (gap > (size_t)limit || a.len > DISTANCE_WORD_MAX ||
        b.len > DISTANCE_WORD_MAX)
        return str_equal(a, b) ? 0 : limit + 1;
    skip_common(&a, &b);
    if (a.len + b.len == 0)
        return 0;
    if (limit == 1)
        return is_one_edit(a, b) ? 1 : 2;
    for (size_t j = 0; j <= b.len; j++)
        rows[0][j] = (int)j;
    for (size_t i = 1; i <= a.len; i++) {
        int *row = rows[i % 3], *above = rows[(i + 2) % 3];
        int best = row[0] = (int)i;
        for (size_t j = 1; j <= b.len; j++) {
            int cost = above[j - 1] + (a.ptr[i - 1] != b.ptr[j - 1]);
            if (above[j] + 1 < cost)
                cost = above[j] + 1;
            if (row[j - 1] + 1 < cost)
                cost = row[j - 1] + 1;
            if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] &&
                a.ptr[i - 2] == b.ptr[j - 1] &&
                rows[(i + 1) % 3][j - 2] + 1 < cost)
                cost = rows[(i + 1) % 3][j - 2] + 1;
            row[j] = cost;
            best = cost < best ? cost : best;
        }
        if (best > limit)
            return limit + 1;
    }
    int distance = rows[a.len % 3][b.len];
    return distance > limit ? limit + 1 : distance;
}
