/*
 * http_client.h - sending a request to another service. The only file that
 * knows libcurl.
 *
 * http and https only, certificates are checked, redirects are not followed,
 * and what comes back is bounded. Any thread.
 */
#ifndef BASE_HTTP_CLIENT_H
#define BASE_HTTP_CLIENT_H

#include <stdatomic.h>

#include "base/buf.h"
#include "base/err.h"

struct http_client_request {
    const char *url;
    const char *const *headers; /* "Name: value", NULL at the end; or NULL */
    struct str body;            /* is POSTed */
    int timeout_ms;             /* for all of it */
    const atomic_bool *is_cancelled; /* or NULL */
};

/* True when there was an answer: *status is its status, and its body is
   appended to `reply` unless that is NULL. ERR_UPSTREAM when there was none,
   ERR_BUSY when it was cancelled, ERR_LIMIT when it is too long. */
MUST_CHECK bool http_client_post(const struct http_client_request *request,
                                 int *status, struct buf *reply,
                                 struct err *err);

#endif
