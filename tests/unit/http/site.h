/*
 * site.h - a small site to test the server with: handlers of every kind, and
 * quick deadlines.
 */
#ifndef SITE_H
#define SITE_H

#include <stdatomic.h>

#include "http/server.h"
#include "unit/http/raw_client.h"

enum { SITE_BODY_MAX = 4096, SITE_LARGE_BYTES = 3000000 };

#define HOST "Host: localhost\r\n"
#define SMUGGLED "GET /smuggled HTTP/1.1\r\n" HOST "\r\n"
#define HELLO "GET /hello HTTP/1.1\r\n" HOST "\r\n"
#define POST "POST /echo HTTP/1.1\r\n" HOST "Content-Type: application/json\r\n"

extern struct site {
    atomic_int smuggled_count; /* requests to /smuggled */
    atomic_int released_count; /* responses that gave back what they borrowed */
    int gate[2];    /* /late and /blocked go on when a byte comes here */
    int arrived[2]; /* they write a byte here when they come to the gate */
    struct buf file;
    char large[SITE_LARGE_BYTES]; /* what /large holds */
    struct gzip_packed packed;    /* what /packed holds, within `file` */
} site;

struct server_settings site_settings(void);

/* Fails the test if it cannot. */
struct server *site_start(const struct server_settings *settings);

/* Fails the test if a request had to be cut off. */
void site_stop(struct server *server);

void site_connect(struct raw_client *client, const struct server *server);

void site_open_gate(void);
void site_close_gate(void);

#endif
