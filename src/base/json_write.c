#include "base/json_write.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/eight.h"

/* Whether one of eight bytes is a control character or one of " \ < 0xE2. */
static bool has_special(const char *text)
{
    uint64_t eight = eight_read(text);
    uint64_t found = eight_below(eight, 0x20) | eight_is(eight, '"') |
                     eight_is(eight, '\\') | eight_is(eight, '<') |
                     eight_is(eight, 0xE2);
    return (found & EIGHT_TOPS) != 0;
}

static bool is_special(char c)
{
    return (unsigned char)c < 0x20 || c == '"' || c == '\\' || c == '<' ||
           (unsigned char)c == 0xE2;
}

/* How many bytes at s need no second look. */
static size_t plain_length(struct str s)
{
    size_t i = 0;

    while (s.len - i >= 8 && !has_special(s.ptr + i))
        i += 8;
    /* The last eight at once, some of them for the second time. */
    if (i > 0 && s.len - i < 8 && !has_special(s.ptr + s.len - 8))
        return s.len;
    while (i < s.len && !is_special(s.ptr[i]))
        i++;
    return i;
}

/* Writes what stands for the byte at s; returns how many bytes it took. */
static size_t write_special(struct buf *buf, struct str s)
{
    unsigned char c = (unsigned char)s.ptr[0];

    if (c == '"' || c == '\\') {
        buf_add_char(buf, '\\');
        buf_add_char(buf, (char)c);
    } else if (c == '<') {
        if (s.len >= 2 && s.ptr[1] == '/') {
            buf_add_text(buf, "<\\/");
            return 2;
        }
        buf_add_char(buf, '<');
    } else if (c == 0xE2) {
        if (s.len >= 3 && s.ptr[1] == (char)0x80 &&
            (s.ptr[2] == (char)0xA8 || s.ptr[2] == (char)0xA9)) {
            buf_add_text(buf, s.ptr[2] == (char)0xA8 ? "\\u2028" : "\\u2029");
            return 3;
        }
        buf_add_char(buf, (char)c);
    } else if (c == '\n') {
        buf_add_text(buf, "\\n");
    } else if (c == '\t') {
        buf_add_text(buf, "\\t");
    } else {
        buf_printf(buf, "\\u%04x", c);
    }
    return 1;
}

/* The usual text, at once. False if there is more to it. */
static bool write_plain(struct buf *buf, struct str text)
{
    char *room;

    if (plain_length(text) < text.len)
        return false;
    room = buf_reserve(buf, text.len + 2);
    if (!room)
        return true;
    room[0] = '"';
    if (text.len > 0)
        memcpy(room + 1, text.ptr, text.len);
    memcpy(room + 1 + text.len, "\"", 2);
    buf->len += text.len + 2;
    return true;
}

void json_write_string(struct buf *buf, struct str text)
{
    if (write_plain(buf, text))
        return;
    buf_add_char(buf, '"');
    while (text.len > 0) {
        size_t plain = plain_length(text);
        buf_add_bytes(buf, text.ptr, plain);
        text = str_skip(text, plain);
        if (text.len > 0)
            text = str_skip(text, write_special(buf, text));
    }
    buf_add_char(buf, '"');
}

static bool wants_comma(const struct buf *buf)
{
    char last = buf->len > 0 ? buf->ptr[buf->len - 1] : '{';
    return last != '{' && last != '[';
}

void json_write_comma(struct buf *buf)
{
    if (wants_comma(buf))
        buf_add_char(buf, ',');
}

/* Names are ours, and hold nothing to be escaped. */
static void write_key(struct buf *buf, const char *name, bool with_comma)
{
    size_t len = strlen(name);
    char *room = buf_reserve(buf, len + 4), *at = room;

    if (!room)
        return;
    if (with_comma)
        *at++ = ',';
    *at++ = '"';
    memcpy(at, name, len);
    memcpy(at + len, "\":", 3);
    buf->len += (size_t)(at - room) + len + 2;
}

void json_write_key(struct buf *buf, const char *name)
{
    write_key(buf, name, false);
}

void json_write_next_key(struct buf *buf, const char *name)
{
    write_key(buf, name, wants_comma(buf));
}

void json_write_open(struct buf *buf, const char *name, char bracket)
{
    json_write_next_key(buf, name);
    buf_add_char(buf, bracket);
}

/* "%.15g" is exact for most numbers that people write; 17 digits always are.
   (Loitsch, "Printing Floating-Point Numbers Quickly and Accurately", says why
   17 suffice; trying the shorter ones first finds the shortest.) */
size_t json_format_real(double value, char out[32])
{
    int len = 0;

    if (!isfinite(value))
        return (size_t)snprintf(out, 32, "null");
    for (int digits = 15; digits <= 17; digits++) {
        len = snprintf(out, 32, "%.*g", digits, value);
        if (strtod(out, NULL) == value)
            break;
    }
    if (!strpbrk(out, ".en"))
        len += snprintf(out + len, 32 - (size_t)len, ".0");
    return (size_t)len;
}

void json_write_real(struct buf *buf, double value)
{
    char text[32];
    buf_add_bytes(buf, text, json_format_real(value, text));
}

void json_write_int(struct buf *buf, int64_t value)
{
    uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
    char text[24], *at = text + sizeof(text);

    do {
        *--at = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (value < 0)
        *--at = '-';
    buf_add_bytes(buf, at, (size_t)(text + sizeof(text) - at));
}

void json_write_bool(struct buf *buf, bool value)
{
    buf_add_text(buf, value ? "true" : "false");
}

void json_write_member(struct buf *buf, const char *name, struct str text)
{
    json_write_next_key(buf, name);
    json_write_string(buf, text);
}

void json_write_member_int(struct buf *buf, const char *name, int64_t value)
{
    json_write_next_key(buf, name);
    json_write_int(buf, value);
}

void json_write_member_bool(struct buf *buf, const char *name, bool value)
{
    json_write_next_key(buf, name);
    json_write_bool(buf, value);
}

void json_write_member_time(struct buf *buf, const char *name, int64_t time_s)
{
    char text[DATE_TIME_TEXT_SIZE];

    json_write_next_key(buf, name);
    if (time_s == 0)
        buf_add_text(buf, "null");
    else
        json_write_string(buf, str_from(date_format_time(time_s, text)));
}

void json_write_member_date(struct buf *buf, const char *name, struct date date)
{
    char text[DATE_TEXT_SIZE];
    json_write_member(buf, name, str_from(date_format(date, text)));
}
