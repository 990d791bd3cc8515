/*
 * connections.h - every open connection, and how long it may take.
 *
 * The library below us has a timeout that starts again with every byte, so a
 * client that drips bytes holds a connection for ever. Here every phase has a
 * deadline counted from its beginning, and a thread of its own that shuts
 * down the sockets that are over it; the library then sees an end of input.
 *
 *     connection = connections_admit(connections, fd, address);
 *     connection_enter(connection, CONNECTION_HEADERS);   false: it is over
 *     connection_enter(connection, CONNECTION_ANSWERING);
 *     connection_enter(connection, CONNECTION_WAITING);
 *     connections_leave(connections, connection);         before close(fd)
 *
 * Locks itself. A connection is entered by the one thread that serves it; who
 * comes first, that thread or the sweeper, wins.
 */
#ifndef HTTP_CONNECTIONS_H
#define HTTP_CONNECTIONS_H

#include <sys/socket.h>

#include "base/buf.h"

struct connections;
struct connection;

struct connections_limits {
    size_t count_max;             /* connections in all */
    size_t count_per_address_max; /* IPv6: per /64 network */
    int idle_ms;                  /* between two requests */
    int header_ms;  /* from the start of a request to the end of its headers;
                       also for the first request to begin */
    int request_ms; /* from its start to the last byte of its response */
};

enum connection_phase {
    CONNECTION_FRESH,     /* nothing came yet */
    CONNECTION_WAITING,   /* kept alive, for the next request */
    CONNECTION_HEADERS,   /* a request's first line was read */
    CONNECTION_BODY,      /* its headers were read */
    CONNECTION_ANSWERING, /* it was read */
    CONNECTION_STREAMING, /* its response goes on; without a deadline */
    CONNECTION_OVER,      /* shut down by us */
};

struct connections *connections_new(const struct connections_limits *limits);

/* After the last connection left. */
void connections_free(struct connections *connections);

/* Never NULL. One that is over a limit is answered 503 or 429 and shut down
   at once, and must be left like any other. */
struct connection *connections_admit(struct connections *connections, int fd,
                                     const struct sockaddr *address);
void connections_leave(struct connections *connections,
                       struct connection *connection);

/* False if it is over: nothing may be sent any more. */
bool connection_enter(struct connection *connection,
                      enum connection_phase phase);

/* Sends a small problem by ourselves, where the library would not, and shuts
   the connection down. Only while no response was begun. */
void connection_refuse(struct connection *connection, int status);

/* Call before the socket of a refused request is closed: what the client
   still sends is then read for a moment, or it might never see why. */
void connection_linger(struct connection *connection);

/* The peer's address as text, without port. */
struct str connection_client(const struct connection *connection);

/* Shuts down what waits for a next request and has for a second, so that no
   client sees a connection end that it is about to use; lets the others
   finish, and shuts them down too at the deadline. Returns when all left, or
   `grace_ms` after the deadline; true if all left by themselves. */
bool connections_drain(struct connections *connections, int deadline_ms,
                       int grace_ms);

/* True once draining began: a response should say Connection: close. */
bool connections_are_draining(const struct connections *connections);

/* A metrics writer: open, admitted, refused, timed out. */
void connections_write_metrics(void *connections, struct buf *buf);

#endif
