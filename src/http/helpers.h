/*
 * helpers.h - threads for the rare request that takes long.
 *
 * The threads that serve connections must never wait; what does wait (a
 * language model, a search through history) is handed to these. The queue is
 * bounded: when it is full the caller says so to the client. Locks itself.
 */
#ifndef HTTP_HELPERS_H
#define HTTP_HELPERS_H

#include <stdbool.h>
#include <stddef.h>

struct helpers;

typedef void helper_fn(void *context);

struct helpers *helpers_new(size_t thread_count, size_t queue_max);

/* Does all that was taken on, then stops. */
void helpers_free(struct helpers *helpers);

/* False if the queue is full. */
bool helpers_take(struct helpers *helpers, helper_fn *run, void *context);

#endif
