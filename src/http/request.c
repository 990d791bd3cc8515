/*
 * A target is decoded exactly once, here, and into memory of our own: the
 * library's decoder stops at "%00", passes "%zz" through and lets "%2f" and
 * "%2e" make a path that no router saw. What decodes to a byte that has a
 * meaning of its own in a path is refused, so no two spellings of a separator
 * exist further in.
 */
#include "http/request.h"

#include "base/crypto.h"
#include "base/eight.h"
#include "http/negotiate.h"

#include <assert.h>

static const char *const method_names[] = {
    [HTTP_GET] = "GET",         [HTTP_HEAD] = "HEAD",
    [HTTP_POST] = "POST",       [HTTP_PUT] = "PUT",
    [HTTP_PATCH] = "PATCH",     [HTTP_DELETE] = "DELETE",
    [HTTP_OPTIONS] = "OPTIONS",
};

const char *http_method_name(enum http_method method)
{
    return method < HTTP_OTHER ? method_names[method] : "OTHER";
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool http_same_word(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (a.ptr[i] != b.ptr[i] && lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return true;
}

void fields_add(struct http_fields *fields, struct arena *arena,
                struct str name, struct str value)
{
    fields->items = arena_grow(arena, fields->items, fields->count,
                               &fields->capacity, sizeof(*fields->items));
    fields->items[fields->count++] = (struct http_field){name, value};
    fields->name_lengths |= UINT32_C(1) << name.len % 32;
}

bool request_find_header(const struct http_request *request, struct str name,
                         struct str *value)
{
    for (size_t i = 0; i < request->headers.count; i++) {
        const struct http_field *field = &request->headers.items[i];
        if (http_same_word(field->name, name)) {
            *value = field->value;
            return true;
        }
    }
    return false;
}

size_t request_count_headers(const struct http_request *request,
                             struct str name)
{
    size_t count = 0;

    for (size_t i = 0; i < request->headers.count; i++)
        count += http_same_word(request->headers.items[i].name, name);
    return count;
}

static bool find_field(const struct http_fields *fields, const char *name,
                       struct str *value)
{
    for (size_t i = 0; i < fields->count; i++) {
        if (str_is(fields->items[i].name, name)) {
            *value = fields->items[i].value;
            return true;
        }
    }
    return false;
}

bool request_query(const struct http_request *request, const char *name,
                   struct str *value)
{
    return find_field(&request->query, name, value);
}

struct str request_capture(const struct http_request *request, const char *name)
{
    struct str value = STR("");
    bool found = find_field(&request->captures, name, &value);

    assert(found);
    return value;
}

static bool is_id(struct str id)
{
    static const char marks[] = "._-";

    if (id.len == 0 || id.len > REQUEST_ID_MAX)
        return false;
    for (size_t i = 0; i < id.len; i++) {
        char c = lower(id.ptr[i]);
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
            !memchr(marks, c, sizeof(marks) - 1))
            return false;
    }
    return true;
}

/* An id must be unlike others, not unguessable: each thread counts from a
   random number on, scrambled (the finaliser of splitmix64, a bijection). */
static uint64_t next_id(void)
{
    static _Thread_local uint64_t counter;
    uint64_t x;

    if (counter == 0)
        crypto_random(&counter, sizeof(counter));
    x = counter += 0x9e3779b97f4a7c15ULL;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
    return x ^ x >> 31;
}

static struct str make_id(struct arena *arena)
{
    char *text = arena_alloc(arena, REQUEST_OWN_ID_LEN + 1);

    eight_write_hex(next_id(), text);
    return (struct str){text, REQUEST_OWN_ID_LEN};
}

static struct str read_media_type(struct http_request *request)
{
    struct str value = STR(""), type;
    char *copy;

    if (!request_header(request, "content-type", &value))
        return value;
    type = str_trim(str_cut(&value, ';'));
    copy = arena_alloc(request->arena, type.len + 1);
    for (size_t i = 0; i < type.len; i++)
        copy[i] = lower(type.ptr[i]);
    return (struct str){copy, type.len};
}

void request_identify(struct http_request *request)
{
    struct str id = STR(""), codings;
    size_t method = 0;

    while (method < COUNT(method_names) &&
           !str_is(request->method_name, method_names[method]))
        method++;
    request->method = (enum http_method)method;
    request_header(request, "x-request-id", &id);
    request->id =
        is_id(id) ? arena_str(request->arena, id) : make_id(request->arena);
    request->media_type = read_media_type(request);
    request->accepts_gzip =
        request_header(request, "accept-encoding", &codings) &&
        negotiate_gzip(codings);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

enum where { IN_PATH, IN_QUERY };

/* The byte that "%hh" at text stands for. */
static bool decode_escape(struct str text, enum where where, char *byte,
                          struct err *err)
{
    int high = text.len >= 3 ? hex_digit(text.ptr[1]) : -1;
    int low = text.len >= 3 ? hex_digit(text.ptr[2]) : -1;

    if (high < 0 || low < 0)
        return err_set(err, ERR_INPUT,
                       "\"%%\" must be followed by two hexadecimal digits");
    *byte = (char)(high * 16 + low);
    if (is_control(*byte) && (where == IN_PATH || !memchr("\t\r\n", *byte, 3)))
        return err_set(err, ERR_INPUT,
                       "the address holds an encoded control character");
    if (where == IN_PATH && memchr("/.\\", *byte, 3))
        return err_set(err, ERR_INPUT,
                       "\"/\", \"\\\" and \".\" in a path must not be encoded");
    return true;
}

/* What has a meaning of its own, or may not stand in an address, is DEL or
   comes up to "+": nearly all that is sent does not. */
static bool is_plain(char c)
{
    return (unsigned char)c > '+' && c != 0x7f;
}

/* As many as are ASCII and plain, or a "+" that is a space, eight at a time.
   Returns their number. */
static size_t decode_plain(struct str text, enum where where, char *out)
{
    size_t len = 0;

    for (; text.len - len >= 8; len += 8) {
        uint64_t eight = eight_read(text.ptr + len);
        uint64_t other =
            eight_below(eight, '+') | eight_is(eight, 0x7f) | eight;
        if (other & EIGHT_TOPS)
            break;
        if (where == IN_QUERY)
            eight = eight_replace(eight, '+', ' ');
        memcpy(out + len, &eight, sizeof(eight));
    }
    return len;
}

static bool decode(struct arena *arena, struct str text, enum where where,
                   struct str *decoded, struct err *err)
{
    char *out = arena_alloc_raw(arena, text.len + 1);
    size_t len = decode_plain(text, where, out);
    unsigned char seen = 0;

    for (size_t i = len; i < text.len; i++) {
        char c = text.ptr[i];
        if (is_plain(c)) {
            seen |= (unsigned char)c;
            out[len++] = c;
            continue;
        }
        if (is_control(c) || c == ' ' || c == '#')
            return err_set(err, ERR_INPUT,
                           "the address holds a space, \"#\" "
                           "or control character");
        if (c == '%') {
            if (!decode_escape(str_skip(text, i), where, &c, err))
                return false;
            i += 2;
        } else if (c == '+' && where == IN_QUERY) {
            c = ' ';
        }
        seen |= (unsigned char)c;
        out[len++] = c;
    }
    out[len] = '\0';
    *decoded = (struct str){out, len};
    if (seen >= 0x80 && !str_is_utf8(*decoded, NULL))
        return err_set(err, ERR_INPUT, "the address is not valid UTF-8");
    return true;
}

static bool decode_path(struct http_request *request, struct str path,
                        struct err *err)
{
    struct str rest;

    if (path.len == 0 || path.ptr[0] != '/')
        return err_set(err, ERR_INPUT, "the path must begin with \"/\"");
    if (!decode(request->arena, path, IN_PATH, &request->path, err))
        return false;
    if (memchr(request->path.ptr, '\\', request->path.len))
        return err_set(err, ERR_INPUT, "the path holds a \"\\\"");
    rest = request->path;
    while (rest.len > 0) {
        struct str segment = str_cut(&rest, '/');
        if (str_is(segment, ".") || str_is(segment, ".."))
            return err_set(err, ERR_INPUT, "the path holds a dot segment");
    }
    return true;
}

static bool decode_query(struct http_request *request, struct str query,
                         struct err *err)
{
    while (query.len > 0) {
        struct str value = str_cut(&query, '&');
        struct str name = str_cut(&value, '=');
        if (name.len == 0 && value.len == 0)
            continue;
        if (request->query.count == REQUEST_QUERY_MAX)
            return err_set(err, ERR_INPUT, "the address has over %d parameters",
                           REQUEST_QUERY_MAX);
        if (!decode(request->arena, name, IN_QUERY, &name, err) ||
            !decode(request->arena, value, IN_QUERY, &value, err))
            return false;
        fields_add(&request->query, request->arena, name, value);
    }
    return true;
}

bool request_decode(struct http_request *request, struct err *err)
{
    struct str query = request->target;
    struct str path = str_cut(&query, '?');

    request->query.count = 0;
    return decode_path(request, path, err) && decode_query(request, query, err);
}
