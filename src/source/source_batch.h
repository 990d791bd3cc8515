/*
 * source_batch.h - a file of statements, each run under the guard.
 *
 * A line is a statement, and columns after a tab that nobody looks at. In the
 * statement `\\` `\t` `\n` `\r` `\0` stand for the bytes that a line cannot
 * hold. A first line whose first column is exactly `statement` is a header;
 * empty lines are skipped. A statement that is longer than 1 MB, or has an
 * unknown escape, is an error of its line, and the next line follows.
 */
#ifndef SOURCE_SOURCE_BATCH_H
#define SOURCE_SOURCE_BATCH_H

#include "base/buf.h"
#include "source/source.h"

enum { SOURCE_BATCH_LINE_MAX = 1024 * 1024 };

/* Valid until the function that gets it returns. */
struct source_batch_result {
    int64_t line;         /* from 1 */
    struct str statement; /* decoded; empty if that failed */
    bool is_allowed;      /* it ran, to its end or to a limit.cut_rows */
    int64_t row_count;
    int64_t elapsed_us;
    enum err_code code; /* ERR_NONE if it is allowed */
    const char *reason; /* one line; empty if it is allowed */
};

/* A function that fails ends the batch with its error. */
typedef bool source_batch_fn(void *context,
                             const struct source_batch_result *result,
                             struct err *err);

/*
 * Runs every statement of `text` on the reader, as `frame` says (its sql is
 * not looked at), and reports each in turn. `sink` may be NULL: then rows are
 * read and dropped. Fails only if `report` does: a refusal is a result.
 */
MUST_CHECK bool source_batch_run(struct source_view *view, int reader,
                                 struct str text,
                                 const struct source_query *frame,
                                 const struct source_sink *sink,
                                 source_batch_fn *report, void *context,
                                 struct err *err);

/*
 * The two steps before a statement runs. source_batch_next cuts lines until
 * there is one with a statement: false at the end. *line counts them and
 * starts at 0. source_batch_decode adds the statement to *out.
 */
bool source_batch_next(struct str *rest, int64_t *line, struct str *cell);
MUST_CHECK bool source_batch_decode(struct str cell, int64_t line,
                                    struct buf *out, struct err *err);

#endif
