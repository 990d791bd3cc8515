/*
 * db.h - our own state, in a SQLite file that several processes share.
 *
 * The file is in WAL mode: readers never wait for the writer, a writer waits
 * for another one for a while, and what was committed is on disk. A handle
 * and its statements belong to one thread at a time; open one for each.
 *
 *     struct db *db = db_open("var/state.db", &err);
 *     struct db_query *q = db_prepare(db, "SELECT id FROM runs WHERE job = ?",
 *                                     &err);
 *     db_bind_text(q, 1, job);
 *     while (db_step(q, &err)) ... db_int(q, 0) ...
 *     ok = db_finish(q, &err);       false if a step failed
 */
#ifndef BASE_DB_H
#define BASE_DB_H

#include "base/arena.h"

enum { DB_BUSY_TIMEOUT_MS = 5000 };

struct db;
struct db_query;

/* Opens the file, made if need be. NULL on failure: ERR_CORRUPT if it is no
   database, ERR_SYSTEM otherwise. */
struct db *db_open(const char *path, struct err *err);
void db_close(struct db *db);

/*
 * Brings the tables of one part of the program up to date: runs steps[n] for
 * every n from the version that part has in this file, each once, all or none.
 * A file that is ahead of us is ERR_CORRUPT. Steps are only ever added.
 */
MUST_CHECK bool db_migrate(struct db *db, const char *part,
                           const char *const *steps, size_t count,
                           struct err *err);

/* Statements without a result. */
MUST_CHECK bool db_run(struct db *db, const char *sql, struct err *err);

/* A transaction that takes the right to write at once. */
MUST_CHECK bool db_begin(struct db *db, struct err *err);
/* Commits if `ok`, and rolls back otherwise; false unless it committed. */
MUST_CHECK bool db_end(struct db *db, bool ok, struct err *err);

/* Never NULL: what is wrong is told by db_finish. Parameters count from 1. */
struct db_query *db_prepare(struct db *db, const char *sql);
void db_bind_int(struct db_query *query, int parameter, int64_t value);
/* The text is copied. */
void db_bind_text(struct db_query *query, int parameter, struct str text);

/* True while there is a row. */
bool db_step(struct db_query *query);
/* Values of the row, by column from 0; NULL reads as 0 and "". Text is good
   until the next step. */
int64_t db_int(const struct db_query *query, int column);
struct str db_text(const struct db_query *query, int column);

/* Frees the query; false if it could not be made or a step failed. */
MUST_CHECK bool db_finish(struct db_query *query, struct err *err);

/* Runs a query to its end. */
MUST_CHECK bool db_done(struct db_query *query, struct err *err);

/* The rowid of the last insert, and how many rows the last statement wrote. */
int64_t db_last_id(const struct db *db);
int64_t db_change_count(const struct db *db);

#endif
