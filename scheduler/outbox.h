/*
 * outbox.h - what hooks are to be told, kept until they were.
 *
 * Messages stand in the file of the table of runs, so that none is lost when
 * the scheduler ends; one may be sent twice when it dies just behind sending.
 * `once` names what a message is about: a second one of the same name for the
 * same hook is not added. One handle belongs to one thread.
 */
#ifndef SCHEDULER_OUTBOX_H
#define SCHEDULER_OUTBOX_H

#include "base/arena.h"

enum { OUTBOX_ATTEMPTS_MAX = 8, OUTBOX_RETRY_S = 5 };

struct outbox;

struct outbox_message {
    int64_t id; /* 0: there is none */
    struct str hook, event, body;
    int64_t attempt; /* tries made */
};

struct outbox *outbox_open(const char *path, struct err *err);
void outbox_close(struct outbox *outbox);

MUST_CHECK bool outbox_add(struct outbox *outbox,
                           const struct outbox_message *message,
                           struct str once, int64_t now_s, struct err *err);

/* The oldest message whose time has come. */
MUST_CHECK bool outbox_next(struct outbox *outbox, int64_t now_s,
                            struct arena *arena, struct outbox_message *message,
                            struct err *err);

/* It was told, or is given up. */
MUST_CHECK bool outbox_done(struct outbox *outbox, int64_t id, struct err *err);

/* It was not: it is tried again later. */
MUST_CHECK bool outbox_later(struct outbox *outbox,
                             const struct outbox_message *message,
                             int64_t now_s, struct err *err);

#endif
