/*
 * source.h - a database that templates read, and never write.
 *
 * A source is opened once and lives long; it is shared by threads. A view is
 * one state of its data, read by several readers at once: all that is read
 * through one view belongs together, whatever others write meanwhile. A reader
 * belongs to one thread at a time.
 *
 *     struct source *source = source_open(url, &options, &err);
 *     struct source_view *view = source_view_open(source, 2, &err);
 *     source_query(view, 0, &query, &sink, &err);
 *     source_view_close(view);
 *     source_close(source);
 *
 * Every statement runs under a guard: by the database's own means first, and
 * by text never alone. A query that is refused, takes too long or returns too
 * much is an error that says which limit it met, and leaves the view usable.
 * Values arrive as the database has them, UTF-8 or not, one row at a time,
 * valid until the sink returns; errors are always one line of UTF-8.
 */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include "base/err.h"
#include "base/str.h"

struct source;
struct source_view;

enum source_type {
    SOURCE_NULL, /* of a value; of a column: not known before rows come */
    SOURCE_INTEGER,
    SOURCE_REAL,
    SOURCE_TEXT,
    SOURCE_BLOB,
};

struct source_value {
    enum source_type type;
    int64_t integer; /* SOURCE_INTEGER */
    double real;     /* SOURCE_REAL */
    struct str text; /* SOURCE_TEXT, SOURCE_BLOB: bytes as they are */
};

struct source_column {
    struct str name;
    struct str declared_type; /* as the schema says it; empty if unknown */
};

/* A named parameter, bound as text; `name` is without the colon. */
struct source_parameter {
    struct str name;
    struct str value;
};

struct source_limits {
    int64_t rows;       /* more are an error, or cut off: see cut_rows */
    int64_t bytes;      /* of all values together; a number counts as 8 */
    int32_t timeout_ms; /* for the whole query, above 0 */
    bool cut_rows;      /* stop at the limit of rows instead of failing */
};

struct source_query {
    struct str sql; /* one statement; a trailing semicolon is allowed */
    const struct source_parameter *parameters;
    size_t parameter_count; /* at most 64; one that is not named is ignored,
                               one that is named and not here is an error */
    struct source_limits limits;
    bool forbid_clock; /* ERR_INPUT if it reads the clock or the machine's time
                          zone or throws dice: the same data must give the
                          same rows */
};

/* Where the rows go. A function that fails ends the query with its error; one
   that is NULL is not called. */
struct source_sink {
    bool (*columns)(void *context, const struct source_column *columns,
                    size_t count, struct err *err);
    bool (*row)(void *context, const struct source_value *values, size_t count,
                struct err *err);
    void *context;
};

struct source_outcome {
    int64_t row_count;
    bool was_cut; /* there were more rows than limits.rows */
};

/* Zero stands for the default. */
struct source_options {
    int32_t busy_timeout_ms; /* wait for a locked database; 5,000 */
    size_t sql_max_bytes;    /* the longest statement looked at; 64 KiB */
    size_t value_max_bytes;  /* the longest value; 64 KiB, at most 1 MiB: the
                                longer, the later a deadline is noticed */
    size_t memory_max_bytes; /* of all queries in the process together; 256
                                MiB. The one that finds it passed is ended */
    /* Tables and views that no statement may read, through a view neither.
       Case does not count; a `*` at the end stands for any rest. To hide a
       view hides no data: hide its tables. Copied. */
    const struct str *hidden_tables;
    size_t hidden_table_count;
};

/*
 * Opens `sqlite:///absolute/file.db`, `sqlite:relative/file.db` (both with %20
 * and the like) or a bare path, taken as it is. Options may be NULL. Fails with
 * ERR_NOT_FOUND when there is no such database, ERR_INPUT for an unknown kind,
 * ERR_BUSY when it is locked, ERR_UPSTREAM when it cannot be read; the text
 * says what to do.
 */
struct source *source_open(struct str url, const struct source_options *options,
                           struct err *err);
void source_close(struct source *source);

/* "sqlite" and the like. */
const char *source_kind(const struct source *source);

/*
 * One state of the data. Tries to open `readers` readers (at least 1, at most
 * 64) of that state; may give fewer, when the database cannot prove that they
 * agree. Close it soon, and before its source: an SQLite file that is not in
 * WAL mode cannot be written to while a view of it is open.
 */
struct source_view *source_view_open(struct source *source, int readers,
                                     struct err *err);
int source_view_readers(const struct source_view *view);
void source_view_close(struct source_view *view);

/*
 * Runs one read-only statement on reader 0 <= reader < readers. Fails with
 * ERR_DENIED when the guard refuses it, ERR_INPUT when it is not valid SQL or
 * a parameter is missing, ERR_LIMIT when a limit was met, ERR_BUSY when the
 * database stays locked or source_cancel was called, ERR_UPSTREAM otherwise.
 * The text is for whoever wrote the statement: it names the place and what was
 * refused; give a stranger another. *outcome may be NULL.
 */
MUST_CHECK bool source_query(struct source_view *view, int reader,
                             const struct source_query *query,
                             const struct source_sink *sink,
                             struct source_outcome *outcome, struct err *err);

/*
 * Looks at a statement without running it: the same refusals as source_query,
 * save those that only running shows (limits; a date of 'n' || 'ow' if
 * forbid_clock).
 * sink.columns is called, sink.row never. *parameters_used, unless NULL, gets
 * those it names, as bits in their order.
 */
MUST_CHECK bool source_prepare(struct source_view *view, int reader,
                               const struct source_query *query,
                               const struct source_sink *sink,
                               uint64_t *parameters_used, struct err *err);

/* Ends, from any thread, what `reader` runs now; it fails with ERR_BUSY. The
   view must stay open meanwhile. */
void source_cancel(struct source_view *view, int reader);

#endif
