/*
 * response.h - what a handler answers, and how that becomes headers and bytes.
 *
 * A handler fills in status, content type and parts. Parts and texts are
 * borrowed: from the request's arena, from static memory, or from something
 * that `release` gives back (a snapshot's reference). They are copied once,
 * into the buffer that is sent, and released then.
 *
 *     response_json(response, body);
 *     response->content_tag = hash;          ETag, and 304 when it matches
 *
 * If a part is packed, clients that accept gzip get one gzip member and the
 * others the raw bytes; a response of fresh bytes alone is sent as it is.
 */
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H

#include "answer/kept.h"
#include "base/buf.h"
#include "base/gzip.h"
#include "http/request.h"

enum {
    RESPONSE_PARTS_MAX = 16,
    RESPONSE_BYTES_MAX = 256 * 1024 * 1024,
};

struct http_response;

/* A handler. `app` is what the server was started with. */
typedef void http_handler_fn(void *app, const struct http_request *request,
                             struct http_response *response);

/* Appends what is new, as server-sent events; false: it was the last. Must
   not wait for anything. */
typedef bool http_stream_fn(void *context, struct buf *out);

struct http_response {
    int status;              /* 200 */
    struct str content_type; /* "application/json" */
    struct gzip_part parts[RESPONSE_PARTS_MAX];
    size_t part_count;
    const struct gzip_part *many_parts; /* used instead, if not NULL */
    size_t many_count;
    struct kept *raw;       /* what parts point to; given back with them */
    struct kept *kept;      /* instead of parts, for who accepts gzip: an answer
                               that was made before; given back at the end */
    struct str content_tag; /* names the content; [A-Za-z0-9._:-]; or "" */
    struct str cache_control; /* "no-store"; "no-cache" if there is a tag */
    int64_t expires_at_s;     /* since the epoch; 0: not said */
    struct str vary;          /* names beside Accept-Encoding */
    struct str location;
    struct str allow;
    int64_t retry_after_s; /* 0: not said */
    /* Content-Security-Policy; nothing may be loaded unless a page says so. */
    struct str content_policy;
    struct http_fields headers; /* any others; see response_header */
    struct str cause;           /* for the log alone: why this failed */
    void (*release)(void *context);
    void *release_context;
    /* Set to have the rest done where it may take time: this handler is then
       called in another thread with the same request and response. */
    http_handler_fn *later;
    /* Set, instead of parts, for a response that goes on: called again and
       again, in another thread, until it returns false, the client leaves or
       the server stops; then comes `release`. */
    http_stream_fn *stream;
    void *stream_context;
    int stream_interval_ms; /* between two calls; 0: 500 */
};

/* What goes on the wire. Headers are C strings in the request's arena; the
   body is owned by the reply until someone takes body.ptr. */
struct http_reply {
    int status;
    struct str etag;            /* with its quotes; or "" */
    struct http_fields headers; /* made by response_add_headers */
    struct buf body;
    struct kept *kept; /* its body is sent, if not NULL; borrowed */
    bool has_body;     /* not so of a 204, whatever is sent of it */
    bool is_packed;    /* a stored body is in it, so that codings matter */
    bool is_gzip;
};

/* Usual replies of one kind have the same headers, but for the values of Date,
   ETag, X-Request-Id and Server-Timing. */
struct reply_kind {
    int status;
    bool has_body, is_packed, is_gzip;
    size_t etag_len;
    int64_t expires_at_s;
};

void response_init(struct http_response *response);

/* Gives back all that was borrowed. */
void response_release(struct http_response *response);

/* Gives it back, and begins anew. */
void response_restart(struct http_response *response);

void response_add_bytes(struct http_response *response, struct str bytes);
void response_add_packed(struct http_response *response,
                         const struct gzip_packed *packed);

/* More parts than fit; they live as long as what is borrowed. */
void response_set_parts(struct http_response *response,
                        const struct gzip_part *parts, size_t count);

/* The whole body, of fresh bytes, as JSON or as another type. */
void response_json(struct http_response *response, struct str body);
void response_text(struct http_response *response, const char *content_type,
                   struct str body);

/* Only for a request that accepts gzip. Takes over the reference. */
void response_keep(struct http_response *response, struct kept *kept);

/* One more header. A value with control bytes is dropped. */
void response_header(struct http_response *response,
                     const struct http_request *request, const char *name,
                     struct str value);

/* Chooses the encoding, judges If-None-Match, makes the body, and releases what
   was borrowed (by a stream: at its end). Fails only when a stored body is
   damaged or too large; the response must then be made a problem and rendered
   again. */
MUST_CHECK bool response_render(struct http_response *response,
                                const struct http_request *request,
                                struct http_reply *reply, struct err *err);

/* The headers are not made until someone needs them: who has sent a reply of
   this kind before knows them. */
void response_add_headers(const struct http_response *response,
                          const struct http_request *request,
                          struct http_reply *reply);

/* False if the reply has headers that others of its kind have not. */
bool response_find_kind(const struct http_response *response,
                        const struct http_reply *reply,
                        struct reply_kind *kind);
bool reply_kind_equals(const struct reply_kind *a, const struct reply_kind *b);

/* How many bytes the body has. */
size_t reply_body_len(const struct http_reply *reply);

#endif
