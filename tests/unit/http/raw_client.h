/*
 * raw_client.h - an HTTP client for tests that says exactly what it is told.
 *
 * Every wait has an end; a test never sleeps, it waits for the socket.
 */
#ifndef RAW_CLIENT_H
#define RAW_CLIENT_H

#include "base/buf.h"

enum { RAW_WAIT_MS = 10000 };

struct raw_reply {
    int status; /* 0: the connection was closed without an answer */
    struct str head;
    struct str body;
};

struct raw_client {
    int fd;
    struct buf in;
    size_t taken; /* how much of `in` the last reply took */
};

bool raw_open(struct raw_client *client, uint16_t port);

/* With room for very little that was not read yet. */
bool raw_open_narrow(struct raw_client *client, uint16_t port);
void raw_close(struct raw_client *client);

/* From now on each raw_send is a segment of its own. */
void raw_send_at_once(struct raw_client *client);

/* False if the other side does not take it any more. */
bool raw_send(struct raw_client *client, struct str bytes);
bool raw_send_text(struct raw_client *client, const char *text);

/* Reads the next reply, which lives until the next call. */
struct raw_reply raw_read(struct raw_client *client, bool is_head);

/* Reads to the end: true if the other side closed in time. */
bool raw_read_to_close(struct raw_client *client);

/* Reads nothing: true if the other side broke the connection in time. */
bool raw_wait_for_reset(const struct raw_client *client);

/* A header of the reply, or an empty text. */
struct str raw_header(const struct raw_reply *reply, const char *name);

/* Sends a request and reads its reply. */
struct raw_reply raw_ask(struct raw_client *client, const char *request);

#endif
