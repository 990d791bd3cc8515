/*
 * server.h - the HTTP server: sockets, threads, limits. Only this and
 * sending.h know libmicrohttpd.
 *
 *     struct server_settings settings = server_settings_default();
 *     settings.routes = routes_table();
 *     settings.app = &app;
 *     struct server *server = server_start(&settings, &err);
 *     ...
 *     server_stop(server, 10000);
 *
 * Handlers are called in the worker threads, several at a time; a handler
 * that must wait sets response->later. Start and stop from one thread.
 * Ignores SIGPIPE for the whole process.
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "http/connections.h"
#include "http/hosts.h"
#include "http/metrics.h"
#include "http/routes.h"

struct server;

struct server_settings {
    const char *address; /* a number, "127.0.0.1" or "::1" */
    uint16_t port;       /* 0: any; ask server_port */
    int listen_fd;       /* of a socket that listens already; -1: none */
    bool allow_remote;   /* false: the loopback only */
    const struct str *host_names; /* known hosts besides the loopback's */
    size_t host_name_count;
    size_t workers; /* threads, each with an event loop and a socket of its
                       own; 0: one per usable processor, at most 8 */
    size_t helpers; /* threads for what was put off with `later` */
    size_t helper_queue_max; /* requests that wait for one; then 503 */
    size_t connection_bytes; /* for one request's line and headers */
    size_t body_bytes_max;
    size_t sending_bytes_max; /* of large responses, together; then 503 */
    struct connections_limits limits;
    struct route_table routes;
    void *app;               /* given to every handler */
    struct metrics *metrics; /* or NULL */
    int log_status_min;      /* of the requests that are logged; 0: all */
};

struct server_settings server_settings_default(void);

/* The settings and what they point to must outlive the server. */
struct server *server_start(const struct server_settings *settings,
                            struct err *err);

uint16_t server_port(const struct server *server);

/* Stops accepting, finishes what is in flight within the deadline, cuts off
   the rest, waits for work that helpers have begun, and frees the server.
   True if nothing had to be cut off. */
bool server_stop(struct server *server, int deadline_ms);

#endif
