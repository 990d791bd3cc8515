/*
 * source_kind.h - what a kind of database does for source.c.
 *
 * Only source.c and the source_<kind>.c files include this. A new kind is one
 * such file and one row in the table in source.c. The functions keep
 * the promises of source.h, whose names they bear; `state` and `view` are the
 * kind's own. source.c has checked numbers of readers and filled in the
 * defaults of options before it calls.
 */
#ifndef SOURCE_SOURCE_KIND_H
#define SOURCE_SOURCE_KIND_H

#include "source/source.h"

struct source_kind {
    const char *name; /* also the scheme of its URLs */

    void *(*open)(struct str url, const struct source_options *options,
                  struct err *err);
    void (*close)(void *state);

    /* *reader_count is how many are wanted, then how many there are. */
    void *(*view_open)(void *state, int *reader_count, struct err *err);
    void (*view_close)(void *view);

    bool (*query)(void *view, int reader, const struct source_query *query,
                  const struct source_sink *sink,
                  struct source_outcome *outcome, struct err *err);
    bool (*prepare)(void *view, int reader, const struct source_query *query,
                    const struct source_sink *sink, uint64_t *parameters_used,
                    struct err *err);
    void (*cancel)(void *view, int reader);
};

extern const struct source_kind source_sqlite_kind;

#endif
