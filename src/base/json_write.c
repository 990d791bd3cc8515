#include "base/json_write.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* How many bytes at s need no escape. */
static size_t plain_length(struct str s)
{
    size_t i = 0;

    while (i < s.len) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c < 0x20 || c == '"' || c == '\\' || c == '/' || c == 0xE2)
            break;
        i++;
    }
    return i;
}

/* Writes what stands for the byte at s; returns how many bytes it took. */
static size_t write_special(struct buf *buf, struct str s, char before)
{
    unsigned char c = (unsigned char)s.ptr[0];

    if (c == '"' || c == '\\') {
        buf_add_char(buf, '\\');
        buf_add_char(buf, (char)c);
    } else if (c == '/') {
        buf_add_text(buf, before == '<' ? "\\/" : "/");
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

void json_write_string(struct buf *buf, struct str text)
{
    char before = '\0';

    buf_add_char(buf, '"');
    while (text.len > 0) {
        size_t plain = plain_length(text);
        buf_add_bytes(buf, text.ptr, plain);
        if (plain > 0)
            before = text.ptr[plain - 1];
        text = str_skip(text, plain);
        if (text.len == 0)
            break;
        size_t taken = write_special(buf, text, before);
        before = text.ptr[0];
        text = str_skip(text, taken);
    }
    buf_add_char(buf, '"');
}

void json_write_comma(struct buf *buf)
{
    char last = buf->len > 0 ? buf->ptr[buf->len - 1] : '{';
    if (last != '{' && last != '[')
        buf_add_char(buf, ',');
}

void json_write_key(struct buf *buf, const char *name)
{
    size_t len = strlen(name);
    char *room = buf_reserve(buf, len + 3);

    /* Names are ours, and hold nothing to be escaped. */
    if (!room)
        return;
    room[0] = '"';
    memcpy(room + 1, name, len);
    memcpy(room + 1 + len, "\":", 3);
    buf->len += len + 3;
    buf->ptr[buf->len] = '\0';
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
    char text[24];
    int len = snprintf(text, sizeof(text), "%" PRId64, value);
    buf_add_bytes(buf, text, (size_t)len);
}

void json_write_bool(struct buf *buf, bool value)
{
    buf_add_text(buf, value ? "true" : "false");
}

void json_write_member(struct buf *buf, const char *name, struct str text)
{
    json_write_comma(buf);
    json_write_key(buf, name);
    json_write_string(buf, text);
}

void json_write_member_int(struct buf *buf, const char *name, int64_t value)
{
    json_write_comma(buf);
    json_write_key(buf, name);
    json_write_int(buf, value);
}

void json_write_member_bool(struct buf *buf, const char *name, bool value)
{
    json_write_comma(buf);
    json_write_key(buf, name);
    json_write_bool(buf, value);
}
