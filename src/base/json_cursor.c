#include "base/json_cursor.h"

#include <string.h>

enum { DEPTH_MAX = 8, INTEGER_DIGITS_MAX = 16 };

void json_cursor_init(struct json_cursor *c, struct str text,
                      struct arena *arena)
{
    *c = (struct json_cursor){.text = text, .arena = arena};
}

bool json_cursor_fail(struct json_cursor *c)
{
    c->has_failed = true;
    return false;
}

/* The character at hand; -1 at the end. */
static int look(const struct json_cursor *c)
{
    return c->at < c->text.len ? (unsigned char)c->text.ptr[c->at] : -1;
}

static int look_behind_space(struct json_cursor *c)
{
    int at_hand = look(c);

    while (at_hand == ' ' || at_hand == '\t' || at_hand == '\n' ||
           at_hand == '\r') {
        c->at++;
        at_hand = look(c);
    }
    return at_hand;
}

static bool take(struct json_cursor *c, int wanted)
{
    if (c->has_failed || look_behind_space(c) != wanted)
        return json_cursor_fail(c);
    c->at++;
    return true;
}

static bool take_word(struct json_cursor *c, const char *word)
{
    size_t len = strlen(word);

    if (c->text.len - c->at < len ||
        memcmp(c->text.ptr + c->at, word, len) != 0)
        return json_cursor_fail(c);
    c->at += len;
    return true;
}

bool json_cursor_enter(struct json_cursor *c, char open)
{
    if (!take(c, open))
        return false;
    c->is_behind_open = true;
    return true;
}

/* Moves to the next part, or behind `close`. */
static bool find_next(struct json_cursor *c, int close)
{
    bool is_first = c->is_behind_open;
    int at_hand = c->has_failed ? -1 : look_behind_space(c);

    c->is_behind_open = false;
    if (at_hand == close) {
        c->at++;
        return false;
    }
    return !c->has_failed && (is_first || take(c, ','));
}

/* ---- strings ---- */

static bool take_hex(struct json_cursor *c, unsigned *unit)
{
    *unit = 0;
    for (int i = 0; i < 4; i++, c->at++) {
        int digit = look(c);
        if (digit >= '0' && digit <= '9')
            digit -= '0';
        else if ((digit | 32) >= 'a' && (digit | 32) <= 'f')
            digit = (digit | 32) - 'a' + 10;
        else
            return json_cursor_fail(c);
        *unit = *unit * 16 + (unsigned)digit;
    }
    return true;
}

static char *add_utf8(char *out, unsigned code)
{
    if (code < 0x80) {
        *out++ = (char)code;
    } else if (code < 0x800) {
        *out++ = (char)(0xC0 | code >> 6);
        *out++ = (char)(0x80 | (code & 63));
    } else if (code < 0x10000) {
        *out++ = (char)(0xE0 | code >> 12);
        *out++ = (char)(0x80 | (code >> 6 & 63));
        *out++ = (char)(0x80 | (code & 63));
    } else {
        *out++ = (char)(0xF0 | code >> 18);
        *out++ = (char)(0x80 | (code >> 12 & 63));
        *out++ = (char)(0x80 | (code >> 6 & 63));
        *out++ = (char)(0x80 | (code & 63));
    }
    return out;
}

/* Behind "\u": NUL and half a pair of surrogates are no text. */
static char *take_code(struct json_cursor *c, char *out)
{
    unsigned code, low;

    if (!take_hex(c, &code))
        return out;
    if (code >= 0xD800 && code <= 0xDBFF) {
        if (!take_word(c, "\\u") || !take_hex(c, &low))
            return out;
        if (low < 0xDC00 || low > 0xDFFF)
            json_cursor_fail(c);
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    } else if (code == 0 || (code >= 0xDC00 && code <= 0xDFFF)) {
        json_cursor_fail(c);
    }
    return c->has_failed ? out : add_utf8(out, code);
}

static char *take_escape(struct json_cursor *c, char *out)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    int name = look(c);
    const char *known = name > 0 ? strchr(names, name) : NULL;

    c->at++;
    if (name == 'u')
        return take_code(c, out);
    if (known)
        *out++ = values[known - names];
    else
        json_cursor_fail(c);
    return out;
}

/* From the first escape on; no escape grows when it is undone. */
static struct str take_escaped(struct json_cursor *c, size_t start, size_t room)
{
    char *text = arena_alloc(c->arena, room + 1), *out = text;

    memcpy(out, c->text.ptr + start, c->at - start);
    out += c->at - start;
    while (!c->has_failed && look(c) != '"') {
        int at_hand = look(c);
        c->at++;
        if (at_hand < 0x20)
            json_cursor_fail(c);
        else if (at_hand == '\\')
            out = take_escape(c, out);
        else
            *out++ = (char)at_hand;
    }
    c->at++;
    return (struct str){text, (size_t)(out - text)};
}

/* Where the string that begins here ends: at its quote, whatever is escaped
   before. */
static size_t find_quote(const struct json_cursor *c)
{
    for (size_t at = c->at; at < c->text.len; at++) {
        if (c->text.ptr[at] == '"')
            return at;
        if (c->text.ptr[at] == '\\')
            at++;
    }
    return c->text.len;
}

bool json_cursor_string(struct json_cursor *c, struct str *text)
{
    size_t start;

    *text = (struct str){"", 0};
    if (!take(c, '"'))
        return false;
    start = c->at;
    while (look(c) >= 0x20 && look(c) != '"' && look(c) != '\\')
        c->at++;
    if (look(c) == '"') {
        *text = (struct str){c->text.ptr + start, c->at - start};
        c->at++;
    } else if (look(c) == '\\') {
        *text = take_escaped(c, start, find_quote(c) - start);
    } else {
        return json_cursor_fail(c);
    }
    return !c->has_failed;
}

bool json_cursor_member(struct json_cursor *c, struct str *name)
{
    size_t start;

    if (!find_next(c, '}') || !take(c, '"'))
        return false;
    start = c->at;
    while (look(c) >= 0x20 && look(c) != '"' && look(c) != '\\')
        c->at++;
    *name = (struct str){c->text.ptr + start, c->at - start};
    return take_word(c, "\"") && take(c, ':');
}

bool json_cursor_element(struct json_cursor *c)
{
    return find_next(c, ']');
}

/* ---- the other values ---- */

bool json_cursor_is(struct json_cursor *c, char first)
{
    return !c->has_failed && look_behind_space(c) == first;
}

bool json_cursor_null(struct json_cursor *c)
{
    return json_cursor_is(c, 'n') && take_word(c, "null");
}

bool json_cursor_bool(struct json_cursor *c, bool *value)
{
    *value = json_cursor_is(c, 't');
    return !c->has_failed && take_word(c, *value ? "true" : "false");
}

static size_t take_digits(struct json_cursor *c)
{
    size_t start = c->at;

    while (look(c) >= '0' && look(c) <= '9')
        c->at++;
    if (c->at == start)
        json_cursor_fail(c);
    return c->at - start;
}

/* The digits before a point: a zero stands alone. */
static size_t take_whole(struct json_cursor *c)
{
    bool is_zero = look(c) == '0';
    size_t count = take_digits(c);

    if (is_zero && count > 1)
        json_cursor_fail(c);
    return count;
}

bool json_cursor_int(struct json_cursor *c, int64_t min, int64_t max,
                     int64_t *number)
{
    bool is_negative = json_cursor_is(c, '-');
    size_t count;

    *number = 0;
    if (c->has_failed)
        return false;
    c->at += is_negative;
    count = take_whole(c);
    if (c->has_failed || count > INTEGER_DIGITS_MAX || look(c) == '.' ||
        (look(c) | 32) == 'e')
        return json_cursor_fail(c);
    for (size_t i = c->at - count; i < c->at; i++)
        *number = *number * 10 + (c->text.ptr[i] - '0');
    if (is_negative)
        *number = -*number;
    return (*number >= min && *number <= max) || json_cursor_fail(c);
}

static bool skip_number(struct json_cursor *c)
{
    c->at += look(c) == '-';
    take_whole(c);
    if (!c->has_failed && look(c) == '.') {
        c->at++;
        take_digits(c);
    }
    if (!c->has_failed && (look(c) | 32) == 'e') {
        c->at++;
        c->at += look(c) == '+' || look(c) == '-';
        take_digits(c);
    }
    return !c->has_failed;
}

static bool skip_value(struct json_cursor *c, int depth)
{
    struct str ignored;
    int first = look_behind_space(c);
    bool flag;

    if (depth > DEPTH_MAX)
        return json_cursor_fail(c);
    if (first == '{' || first == '[') {
        json_cursor_enter(c, (char)first);
        while (first == '{' ? json_cursor_member(c, &ignored)
                            : json_cursor_element(c))
            if (!skip_value(c, depth + 1))
                return false;
        return !c->has_failed;
    }
    if (first == '"')
        return json_cursor_string(c, &ignored);
    if (first == 'n')
        return json_cursor_null(c);
    return first == 't' || first == 'f' ? json_cursor_bool(c, &flag)
                                        : skip_number(c);
}

bool json_cursor_skip(struct json_cursor *c)
{
    return !c->has_failed && skip_value(c, 1);
}

bool json_cursor_end(struct json_cursor *c)
{
    return !c->has_failed && look_behind_space(c) == -1;
}
