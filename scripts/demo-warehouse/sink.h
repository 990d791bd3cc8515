/*
 * sink.h - the database file that is being written.
 *
 * Writers do not look: the first failure is kept, and nothing is written from
 * then on. Who opened the sink asks once, when closing it.
 *
 *     struct sink_table *sales = sink_table(sink, "sales");
 *     sink_put(sales, ROW(sink_int(1), sink_day(day), sink_text("online")));
 */
#ifndef SINK_H
#define SINK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "daycount.h"

struct sink;
struct sink_table;

struct sink_cell {
    enum { CELL_NULL, CELL_INT, CELL_DAY, CELL_TEXT } kind;
    int64_t number;
    const char *text; /* a constant, or alive until sink_put returns */
};

/* The arguments `cells` and `count` of sink_put. */
#define ROW(...)                                                               \
    (const struct sink_cell[]){__VA_ARGS__},                                   \
        (int)(sizeof((const struct sink_cell[]){__VA_ARGS__}) /                \
              sizeof(struct sink_cell))

/* Creates the file (it must not exist) and begins one transaction. Never
   NULL: a failure to open shows when closing. */
struct sink *sink_open(const char *path);

/* Commits and frees. False after any failure, with a line in `why`. */
bool sink_close(struct sink *sink, char *why, size_t why_size);

/* Runs statements that return nothing. */
void sink_run(struct sink *sink, const char *sql);

/* An inserter for all columns of a table, freed with the sink. */
struct sink_table *sink_table(struct sink *sink, const char *name);
void sink_put(struct sink_table *table, const struct sink_cell *cells,
              int count);

/* Writes the rows of a query to `out` as a JSON array of objects. */
void sink_write_json(struct sink *sink, const char *sql, FILE *out);

/* Writes the text to `out` as a JSON string. */
void sink_write_string(const char *text, FILE *out);

static inline struct sink_cell sink_int(int64_t number)
{
    return (struct sink_cell){.kind = CELL_INT, .number = number};
}

/* A day count as ISO text; DAYCOUNT_NONE is NULL. */
static inline struct sink_cell sink_day(int days)
{
    return (struct sink_cell){
        .kind = days == DAYCOUNT_NONE ? CELL_NULL : CELL_DAY,
        .number = days,
    };
}

static inline struct sink_cell sink_text(const char *text)
{
    return (struct sink_cell){.kind = CELL_TEXT, .text = text};
}

static inline struct sink_cell sink_null(void)
{
    return (struct sink_cell){.kind = CELL_NULL};
}

#endif
