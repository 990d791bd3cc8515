/*
 * hosts.h - which names this server answers to, and whose pages may make it
 * change something.
 *
 * A page of a stranger can make a browser send requests here: under a name of
 * its own that resolves to our address (DNS rebinding; the Host header shows
 * it), or across origins (Origin and Sec-Fetch-Site show it).
 *
 * Immutable; any number of threads.
 */
#ifndef HTTP_HOSTS_H
#define HTTP_HOSTS_H

#include "http/request.h"

struct hosts {
    const struct str *names; /* besides localhost, 127.0.0.1 and [::1] */
    size_t name_count;
    /* Any IP address is ours too: the name a rebinding page has is never a
       number. Set when the server listens on more than the loopback. */
    bool allow_addresses;
};

/* True for what a Host header may be: a name or an address, and perhaps
   ":port". */
bool hosts_is_host(struct str host);

/* `host` is a Host header: a name or address, and perhaps ":port". */
bool hosts_know(const struct hosts *hosts, struct str host);

/* True unless a browser says that another site's page sent the request. */
bool hosts_allow_origin(const struct http_request *request);

#endif
