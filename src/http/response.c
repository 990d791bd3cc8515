/*
 * The body is copied into one buffer, although an iovec would save the copy:
 * the library sends an iovec's headers in a segment of their own, which costs
 * more than copying some tens of kilobytes.
 */
#include "http/response.h"

#include "http/http_date.h"
#include "http/negotiate.h"

#include <assert.h>
#include <stdlib.h>

static const struct str json_type = STR("application/json");
static const struct str sealed_policy =
    STR("default-src 'none'; frame-ancestors 'none'");

/* Of every reply. */
static const struct http_field constant_headers[] = {
    {STR("X-Content-Type-Options"), STR("nosniff")},
    {STR("Referrer-Policy"), STR("no-referrer")},
    {STR("Cross-Origin-Resource-Policy"), STR("same-origin")},
};

void response_init(struct http_response *response)
{
    *response = (struct http_response){
        .status = 200,
        .content_type = json_type,
        .content_policy = sealed_policy,
    };
}

static void release_parts(struct http_response *response)
{
    if (response->release)
        response->release(response->release_context);
    response->release = NULL;
    response->part_count = response->many_count = 0;
    response->many_parts = NULL;
    kept_release(response->raw);
    response->raw = NULL;
}

void response_release(struct http_response *response)
{
    release_parts(response);
    kept_release(response->kept);
    response->kept = NULL;
}

void response_restart(struct http_response *response)
{
    response_release(response);
    response_init(response);
}

static struct gzip_part *next_part(struct http_response *response)
{
    assert(response->part_count < RESPONSE_PARTS_MAX);
    return &response->parts[response->part_count++];
}

void response_add_bytes(struct http_response *response, struct str bytes)
{
    *next_part(response) = (struct gzip_part){.bytes = bytes};
}

void response_add_packed(struct http_response *response,
                         const struct gzip_packed *packed)
{
    *next_part(response) = (struct gzip_part){.packed = packed};
}

void response_set_parts(struct http_response *response,
                        const struct gzip_part *parts, size_t count)
{
    response->many_parts = parts;
    response->many_count = count;
}

void response_json(struct http_response *response, struct str body)
{
    response->part_count = 0;
    response->many_parts = NULL;
    response_add_bytes(response, body);
}

void response_text(struct http_response *response, const char *content_type,
                   struct str body)
{
    response_json(response, body);
    response->content_type = str_from(content_type);
}

void response_keep(struct http_response *response, struct kept *kept)
{
    response->kept = kept;
    response->content_tag = str_from(kept->tag);
    response->expires_at_s = kept->expires_at_s;
}

static bool is_clean(struct str value)
{
    return value.len > 0 && !str_has_control(value);
}

static void add_header(struct http_fields *headers, struct arena *arena,
                       const char *name, struct str value)
{
    if (is_clean(value))
        fields_add(headers, arena, str_from(name), arena_str(arena, value));
}

/* A value of ours, that stays. */
static inline void add_constant(struct http_fields *headers,
                                struct arena *arena, const char *name,
                                const char *value)
{
    fields_add(headers, arena, str_from(name), str_from(value));
}

/* Most handlers leave it at what it was. */
static void add_changeable(struct http_fields *headers, struct arena *arena,
                           const char *name, struct str value, struct str usual)
{
    if (value.ptr == usual.ptr)
        fields_add(headers, arena, str_from(name), usual);
    else
        add_header(headers, arena, name, value);
}

void response_header(struct http_response *response,
                     const struct http_request *request, const char *name,
                     struct str value)
{
    add_header(&response->headers, request->arena, name, value);
}

static const struct gzip_part *parts_of(const struct http_response *response)
{
    return response->many_parts ? response->many_parts : response->parts;
}

static size_t part_count(const struct http_response *response)
{
    return response->many_parts ? response->many_count : response->part_count;
}

static bool has_packed_part(const struct http_response *response)
{
    if (response->kept)
        return response->kept->is_gzip;
    if (response->raw)
        return true;
    for (size_t i = 0; i < part_count(response); i++)
        if (parts_of(response)[i].packed)
            return true;
    return false;
}

static struct str make_etag(const struct http_response *response,
                            struct arena *arena, bool is_gzip)
{
    struct str tag = response->content_tag;
    const char *end = is_gzip ? "-gzip\"" : "\"";
    char *etag;

    if (tag.len == 0)
        return (struct str)STR("");
    etag = arena_alloc(arena, 1 + tag.len + strlen(end) + 1);
    etag[0] = '"';
    memcpy(etag + 1, tag.ptr, tag.len);
    memcpy(etag + 1 + tag.len, end, strlen(end));
    return (struct str){etag, 1 + tag.len + strlen(end)};
}

static bool client_has_it(const struct http_reply *reply,
                          const struct http_request *request)
{
    struct str list;

    if (reply->status != 200 || reply->etag.len == 0)
        return false;
    if (request->method != HTTP_GET && request->method != HTTP_HEAD)
        return false;
    return request_header(request, "if-none-match", &list) &&
           negotiate_etag_matches(list, reply->etag);
}

static void add_expires(struct http_fields *headers, struct arena *arena,
                        int64_t expires_at_s)
{
    char *text = arena_alloc(arena, HTTP_DATE_LEN + 1);

    if (http_date_write(expires_at_s, text))
        add_constant(headers, arena, "Expires", text);
}

/* Those that a 304 must carry too (RFC 9110, 15.4.5). */
static void add_cache_headers(const struct http_response *response,
                              const struct http_request *request,
                              struct http_reply *reply)
{
    struct arena *arena = request->arena;
    struct http_fields *headers = &reply->headers;
    struct str cache = response->cache_control;

    if (cache.len == 0)
        add_constant(headers, arena, "Cache-Control",
                     reply->etag.len > 0 ? "no-cache" : "no-store");
    else
        add_header(headers, arena, "Cache-Control", cache);
    if (reply->etag.len > 0)
        fields_add(headers, arena, str_from("ETag"), reply->etag);
    if (response->expires_at_s > 0)
        add_expires(headers, arena, response->expires_at_s);
    if (reply->is_packed && response->vary.len > 0)
        add_header(headers, arena, "Vary",
                   arena_printf(arena, "Accept-Encoding, %.*s",
                                STR_ARG(response->vary)));
    else if (reply->is_packed)
        add_constant(headers, arena, "Vary", "Accept-Encoding");
    else
        add_header(headers, arena, "Vary", response->vary);
}

static void add_other_headers(const struct http_response *response,
                              const struct http_request *request,
                              struct http_reply *reply)
{
    struct arena *arena = request->arena;
    struct http_fields *headers = &reply->headers;

    if (reply->has_body && reply->status != 304)
        add_changeable(headers, arena, "Content-Type", response->content_type,
                       json_type);
    if (reply->is_gzip && reply->status != 304)
        add_constant(headers, arena, "Content-Encoding", "gzip");
    add_header(headers, arena, "Location", response->location);
    add_header(headers, arena, "Allow", response->allow);
    if (response->retry_after_s > 0)
        add_header(
            headers, arena, "Retry-After",
            arena_printf(arena, "%lld", (long long)response->retry_after_s));
    fields_add(headers, arena, str_from("X-Request-Id"), request->id);
    add_changeable(headers, arena, "Content-Security-Policy",
                   response->content_policy, sealed_policy);
    for (size_t i = 0; i < COUNT(constant_headers); i++)
        fields_add(headers, arena, constant_headers[i].name,
                   constant_headers[i].value);
    for (size_t i = 0; i < response->headers.count; i++)
        fields_add(headers, arena, response->headers.items[i].name,
                   response->headers.items[i].value);
}

static bool write_body(const struct http_response *response, bool is_gzip,
                       struct buf *body, struct err *err)
{
    const struct gzip_part *parts = parts_of(response);
    size_t count = part_count(response);

    if (!is_gzip)
        return gzip_join_raw(parts, count, body, err);
    /* One allocation, instead of growing part by part. */
    if (buf_reserve(body, gzip_join_size(parts, count)))
        gzip_join(parts, count, body);
    if (buf_overflowed(body))
        return err_set(err, ERR_LIMIT, "answer is over %d bytes",
                       RESPONSE_BYTES_MAX);
    return true;
}

void response_add_headers(const struct http_response *response,
                          const struct http_request *request,
                          struct http_reply *reply)
{
    add_cache_headers(response, request, reply);
    add_other_headers(response, request, reply);
}

/* What is left at what response_init set. */
static bool is_usual(const struct http_response *response)
{
    return response->content_type.ptr == json_type.ptr &&
           response->content_policy.ptr == sealed_policy.ptr &&
           response->cache_control.len + response->vary.len +
                   response->location.len + response->allow.len ==
               0 &&
           response->retry_after_s <= 0 && response->headers.count == 0;
}

bool response_find_kind(const struct http_response *response,
                        const struct http_reply *reply, struct reply_kind *kind)
{
    *kind = (struct reply_kind){.status = reply->status,
                                .has_body = reply->has_body,
                                .is_packed = reply->is_packed,
                                .is_gzip = reply->is_gzip,
                                .etag_len = reply->etag.len,
                                .expires_at_s = response->expires_at_s};
    return is_usual(response);
}

bool reply_kind_equals(const struct reply_kind *a, const struct reply_kind *b)
{
    return a->status == b->status && a->has_body == b->has_body &&
           a->is_packed == b->is_packed && a->is_gzip == b->is_gzip &&
           a->etag_len == b->etag_len && a->expires_at_s == b->expires_at_s;
}

size_t reply_body_len(const struct http_reply *reply)
{
    if (!reply->kept)
        return reply->body.len;
    return reply->status == 304 ? 0 : reply->kept->body.len;
}

bool response_render(struct http_response *response,
                     const struct http_request *request,
                     struct http_reply *reply, struct err *err)
{
    *reply = (struct http_reply){.status = response->status,
                                 .kept = response->kept,
                                 .has_body = part_count(response) > 0 ||
                                             response->kept || response->stream,
                                 .is_packed = has_packed_part(response)};
    reply->is_gzip = reply->is_packed && request->accepts_gzip;
    reply->etag = make_etag(response, request->arena, reply->is_gzip);
    buf_init(&reply->body, RESPONSE_BYTES_MAX);
    if (client_has_it(reply, request)) {
        reply->status = 304;
    } else if (!reply->kept &&
               !write_body(response, reply->is_gzip, &reply->body, err)) {
        buf_release(&reply->body);
        return false;
    }
    if (!response->stream)
        release_parts(response);
    return true;
}
