/*
 * Asking at intervals instead of being told: what a stream reports on happens
 * in another process and is read from a database, which nobody can wait on.
 * An asleep connection does not notice that its client has gone; therefore it
 * is made to say a comment line every BEAT_MS.
 */
#include "http/streams.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"

enum { BEAT_MS = 15000, NAP_MS = 1000 };

struct streams {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t thread;
    struct stream *waiting;
    bool is_ending, is_stopping;
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* True if the connection must be woken. */
static bool ask(struct stream *stream, bool is_ending, int64_t now)
{
    if (is_ending) {
        stream->is_over = true;
        return true;
    }
    if (now < stream->due_ms)
        return false;
    stream->is_over = !stream->next(stream->context, &stream->out) ||
                      buf_overflowed(&stream->out);
    stream->due_ms = now + stream->interval_ms;
    if (stream->out.len == 0 && now >= stream->beat_ms)
        buf_add_text(&stream->out, ":\n\n");
    return stream->is_over || stream->out.len > 0;
}

/* With the lock held. Returns when to look again. */
static int64_t ask_all(struct streams *streams)
{
    struct stream **link = &streams->waiting;
    int64_t now = now_ms(), next = now + NAP_MS;

    while (*link) {
        struct stream *stream = *link;
        if (ask(stream, streams->is_ending, now)) {
            *link = stream->link;
            stream->wake(stream->owner);
            continue;
        }
        next = stream->due_ms < next ? stream->due_ms : next;
        link = &stream->link;
    }
    return next;
}

static void *run_streams(void *argument)
{
    struct streams *streams = argument;

    pthread_mutex_lock(&streams->lock);
    while (!streams->is_stopping || streams->waiting) {
        int64_t next = ask_all(streams);
        struct timespec until = {.tv_sec = next / 1000,
                                 .tv_nsec = next % 1000 * 1000000};
        if (!streams->is_stopping)
            pthread_cond_timedwait(&streams->changed, &streams->lock, &until);
    }
    pthread_mutex_unlock(&streams->lock);
    return NULL;
}

struct streams *streams_new(void)
{
    struct streams *streams = MEMORY_NEW(struct streams);
    pthread_condattr_t attributes;

    pthread_mutex_init(&streams->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&streams->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    if (pthread_create(&streams->thread, NULL, run_streams, streams) != 0)
        abort();
    return streams;
}

void streams_end_all(struct streams *streams)
{
    pthread_mutex_lock(&streams->lock);
    streams->is_ending = true;
    pthread_cond_broadcast(&streams->changed);
    pthread_mutex_unlock(&streams->lock);
}

void streams_free(struct streams *streams)
{
    if (!streams)
        return;
    pthread_mutex_lock(&streams->lock);
    streams->is_ending = true;
    streams->is_stopping = true;
    pthread_cond_broadcast(&streams->changed);
    pthread_mutex_unlock(&streams->lock);
    pthread_join(streams->thread, NULL);
    pthread_cond_destroy(&streams->changed);
    pthread_mutex_destroy(&streams->lock);
    free(streams);
}

size_t stream_take(struct stream *stream, char *bytes, size_t max)
{
    size_t left = stream->out.len - stream->sent;
    size_t len = left < max ? left : max;

    if (len == 0) {
        buf_clear(&stream->out);
        stream->sent = 0;
        return 0;
    }
    memcpy(bytes, stream->out.ptr + stream->sent, len);
    stream->sent += len;
    return len;
}

void streams_wait(struct streams *streams, struct stream *stream)
{
    pthread_mutex_lock(&streams->lock);
    stream->beat_ms = now_ms() + BEAT_MS;
    stream->link = streams->waiting;
    streams->waiting = stream;
    pthread_cond_broadcast(&streams->changed);
    pthread_mutex_unlock(&streams->lock);
}
