/*
 * wire.h - is this request what it seems to be?
 *
 * Refuses every request whose end, or whose target, two programs could read
 * differently: that is how a second request is smuggled past a proxy. The
 * library below us accepts most of them.
 *
 * Pure function over a request that was identified but not decoded.
 */
#ifndef HTTP_WIRE_H
#define HTTP_WIRE_H

#include "http/request.h"

struct wire_limits {
    size_t body_bytes_max;
};

struct wire_fault {
    int status;         /* 400, 413, 414, 431 or 501 */
    const char *detail; /* static text */
};

/* False if the request must be refused and its connection closed, without
   reading its body. */
MUST_CHECK bool wire_check(const struct http_request *request,
                           const struct wire_limits *limits,
                           struct wire_fault *fault);

/* True if a body will follow the headers. For requests that passed. */
bool wire_has_body(const struct http_request *request);

/* True if the body comes in chunks. The library below us also takes lines of
   chunks that end in LF alone, and trailers, and tells neither: nothing that
   stands behind such a body may be taken for a request. */
bool wire_is_chunked(const struct http_request *request);

#endif
