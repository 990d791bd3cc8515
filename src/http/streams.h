/*
 * streams.h - responses that go on: something to say now and then, until it
 * is over (server-sent events).
 *
 * One thread asks every waiting stream whether there is news, at its own
 * interval, and wakes its connection when there is. Locks itself. A stream
 * belongs to its connection's thread, and between streams_wait and the call
 * of its `wake` to the thread of the streams.
 */
#ifndef HTTP_STREAMS_H
#define HTTP_STREAMS_H

#include "base/buf.h"
#include "http/response.h"

enum { STREAM_BYTES_MAX = 1024 * 1024 };

struct streams;

struct stream {
    http_stream_fn *next; /* see response.h */
    void *context;
    int interval_ms;
    void (*wake)(void *owner);
    void *owner;
    /* Kept by streams.c. */
    struct buf out;  /* what is to be sent */
    size_t sent;     /* bytes of it that were */
    bool is_over;    /* nothing will follow `out` */
    int64_t due_ms;  /* when to ask again */
    int64_t beat_ms; /* when to say something, be it nothing */
    struct stream *link;
};

struct streams *streams_new(void);

/* Ends all streams first; none may begin to wait any more. */
void streams_free(struct streams *streams);

/* From now on every stream that waits is ended and woken. */
void streams_end_all(struct streams *streams);

/* What is to be sent now, up to `max` bytes; 0 with is_over set: the end; 0
   otherwise: call streams_wait and send nothing until woken. */
size_t stream_take(struct stream *stream, char *bytes, size_t max);

void streams_wait(struct streams *streams, struct stream *stream);

#endif
