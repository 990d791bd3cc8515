/*
 * dispatch.h - from a request to the handler of its route.
 *
 * Pure apart from what handlers do: any number of threads, each with a
 * request of its own.
 */
#ifndef HTTP_DISPATCH_H
#define HTTP_DISPATCH_H

#include "http/hosts.h"
#include "http/routes.h"

struct dispatch {
    struct route_table routes;
    struct hosts hosts;
    void *app; /* given to every handler */
};

/* A request that no row answers. */
#define DISPATCH_NONE SIZE_MAX

/* Judges a decoded request's host, origin, path, method, media type and
   parameters, and calls the handler; whatever is refused becomes a
   problem. Returns the row's number, or DISPATCH_NONE. */
size_t dispatch_run(const struct dispatch *dispatch,
                    struct http_request *request,
                    struct http_response *response);

/* True if `path` fits; adds what stood for {name} to captures. */
bool dispatch_match(const char *pattern, struct str path, struct arena *arena,
                    struct http_fields *captures);

#endif
