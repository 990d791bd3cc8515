/*
 * sqlite_guard.h - what stands between a statement and an SQLite connection.
 *
 * A guard belongs to one connection and, with it, to one thread at a time;
 * only sqlite_guard_cancel may be called from another.
 *
 *     sqlite_guard_configure(db, options);          before anything is read
 *     sqlite_guard_load_tables(db, options, &tables);
 *     sqlite_guard_arm(&guard, db, path, options, &tables);
 *     sqlite_guard_start(&guard, query);
 *     statement = sqlite_guard_compile(&guard, query->sql, &err);
 *     while (sqlite_guard_step(&guard, statement, &is_done, &err)) ...
 */
#ifndef SOURCE_SQLITE_GUARD_H
#define SOURCE_SQLITE_GUARD_H

#include <stdatomic.h>

#include "base/arena.h"
#include "base/map.h"
#include "source/source.h"

struct sqlite3;
struct sqlite3_stmt;

enum { SQLITE_GUARD_COLUMNS_MAX = 200 };

enum sqlite_guard_stop {
    SQLITE_GUARD_RUNS,
    SQLITE_GUARD_OUT_OF_TIME,
    SQLITE_GUARD_OUT_OF_MEMORY,
    SQLITE_GUARD_CANCELLED,
};

/* What the schema names. */
struct sqlite_guard_tables {
    struct arena *arena;
    struct map kinds; /* by names in lower case */
};

struct sqlite_guard {
    struct sqlite3 *db;
    const char *path;
    const struct source_options *options;
    const struct sqlite_guard_tables *tables;
    atomic_bool is_cancelled;
    enum sqlite_guard_stop stop;
    int64_t deadline_ms;
    int32_t timeout_ms;
    bool forbid_clock;
    char refusal[300]; /* the first reason to refuse; empty if none */
};

/* Both return SQLite's status. */
int sqlite_guard_configure(struct sqlite3 *db,
                           const struct source_options *options);
int sqlite_guard_load_tables(struct sqlite3 *db,
                             const struct source_options *options,
                             struct sqlite_guard_tables *tables);

/* From here on, the connection does only what the guard lets through. All
   that is given must outlive it. */
void sqlite_guard_arm(struct sqlite_guard *guard, struct sqlite3 *db,
                      const char *path, const struct source_options *options,
                      const struct sqlite_guard_tables *tables);

/* The time of the query begins here. */
void sqlite_guard_start(struct sqlite_guard *guard,
                        const struct source_query *query);

/* NULL if it is refused, or is not SQL. */
struct sqlite3_stmt *sqlite_guard_compile(struct sqlite_guard *guard,
                                          struct str sql, struct err *err);

/* True if there is a row. False at the end, when *is_done, and on failure. */
bool sqlite_guard_step(struct sqlite_guard *guard,
                       struct sqlite3_stmt *statement, bool *is_done,
                       struct err *err);

void sqlite_guard_cancel(struct sqlite_guard *guard);

#endif
