/*
 * metrics.h - how many requests, how long, with what outcome; as Prometheus
 * text.
 *
 * Counters are atomics: any number of threads record and write. Other parts
 * of the program add their own lines through a writer.
 */
#ifndef HTTP_METRICS_H
#define HTTP_METRICS_H

#include "base/buf.h"
#include "http/routes.h"

struct metrics;

/* Adds lines; called whenever the metrics are read, from any thread. */
typedef void metrics_writer_fn(void *context, struct buf *buf);

struct metrics *metrics_new(struct route_table routes);
void metrics_free(struct metrics *metrics);

/* Before the first request. At most 8; they are called in this order. */
void metrics_add_writer(struct metrics *metrics, metrics_writer_fn *write,
                        void *context);

/* Takes off all writers with that context; when nobody reads any more. */
void metrics_remove_writer(struct metrics *metrics, const void *context);

/* `row` is the route's number, or DISPATCH_NONE. */
void metrics_record(struct metrics *metrics, size_t row, int status,
                    int64_t duration_us, size_t body_bytes);

void metrics_write(struct metrics *metrics, struct buf *buf);

/* For writers: one metric with its # HELP and # TYPE, no labels. `type` is
   "gauge" or "counter". */
void metrics_write_one(struct buf *buf, const char *name, const char *type,
                       const char *help, double value);

#endif
