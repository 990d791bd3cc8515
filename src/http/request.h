/*
 * request.h - one request, as a handler sees it.
 *
 * Everything it points to lives until the response was made: in the request's
 * arena, or in the buffer the bytes were read into. A request belongs to one
 * thread at a time; handlers only read it, and take memory from its arena.
 *
 *     struct str q;
 *     if (request_query(request, "q", &q)) ...
 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum {
    REQUEST_QUERY_MAX = 64,    /* parameters */
    REQUEST_HEADERS_MAX = 100, /* fields */
    REQUEST_TARGET_MAX = 4096, /* bytes, as sent */
    REQUEST_ID_MAX = 64,       /* bytes */
    REQUEST_OWN_ID_LEN = 16,   /* of those we make */
};

enum http_method {
    HTTP_GET,
    HTTP_HEAD,
    HTTP_POST,
    HTTP_PUT,
    HTTP_PATCH,
    HTTP_DELETE,
    HTTP_OPTIONS,
    HTTP_OTHER, /* anything else, "get" too: methods have a case */
};

struct http_field {
    struct str name;
    struct str value;
};

/* Filled by fields_add alone. */
struct http_fields {
    struct http_field *items;
    size_t count;
    size_t capacity;
    uint32_t name_lengths; /* a bit for each length of a name, modulo 32 */
};

struct http_request {
    struct arena *arena;
    /* As sent; set before request_decode. */
    struct str method_name;
    struct str target;
    struct str version; /* "HTTP/1.1" */
    struct str client;  /* the peer's address, as text */
    struct http_fields headers;
    bool has_loose_lines; /* lines ended otherwise than by CR LF */
    struct str body;
    /* Made by request_decode. */
    enum http_method method;
    struct str path;          /* decoded, valid UTF-8, begins with '/' */
    struct http_fields query; /* decoded, in order */
    struct str media_type;    /* lower case, no parameters; or empty */
    struct str id;            /* X-Request-Id, theirs or ours */
    bool accepts_gzip;        /* by Accept-Encoding */
    /* Made by dispatch: what stood for {name} in the route's pattern. */
    struct http_fields captures;
};

/* Reads method, identity, media type and codings from what was sent. Cannot
   fail; a request that is refused later has an identity too. */
void request_identify(struct http_request *request);

/* Decodes target into path and query. Fails with ERR_INPUT on a bad "%",
   "%00", control bytes, invalid UTF-8, "/" or "." hidden behind "%", dot
   segments, or too many parameters. */
MUST_CHECK bool request_decode(struct http_request *request, struct err *err);

/* Most names that are looked for are not there: the lengths tell. */
static inline bool fields_may_have(const struct http_fields *fields,
                                   struct str name)
{
    return (fields->name_lengths >> name.len % 32 & 1) != 0;
}

bool request_find_header(const struct http_request *request, struct str name,
                         struct str *value);

/* The first field of that name, in any case for headers. False if there is
   none; *value is then untouched. */
static inline bool request_header(const struct http_request *request,
                                  const char *name, struct str *value)
{
    struct str wanted = str_from(name);
    return fields_may_have(&request->headers, wanted) &&
           request_find_header(request, wanted, value);
}
bool request_query(const struct http_request *request, const char *name,
                   struct str *value);

/* What stood for {name}; the route's pattern must have it. */
struct str request_capture(const struct http_request *request,
                           const char *name);

size_t request_count_headers(const struct http_request *request,
                             struct str name);

/* How many headers of that name were sent. */
static inline size_t request_header_count(const struct http_request *request,
                                          const char *name)
{
    struct str wanted = str_from(name);
    return fields_may_have(&request->headers, wanted)
               ? request_count_headers(request, wanted)
               : 0;
}

void fields_add(struct http_fields *fields, struct arena *arena,
                struct str name, struct str value);

/* ASCII letters compared without case. */
bool http_same_word(struct str a, struct str b);

const char *http_method_name(enum http_method method);

#endif
