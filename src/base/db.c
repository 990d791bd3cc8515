/*
 * One handle, one thread: SQLite's own mutexes are left out. Statements are
 * prepared anew for each use; at a few hundred a second that costs nothing,
 * and no statement can be left standing in a transaction.
 */
#include "base/db.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "base/memory.h"

enum { BUSY_STEP_MS = 20 };

struct db {
    sqlite3 *handle;
    struct str path;
    struct arena *arena;
};

struct db_query {
    struct db *db;
    sqlite3_stmt *statement;
    int status; /* the first that was not good */
};

static enum err_code code_of(int status)
{
    switch (status & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERR_CORRUPT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    default:
        return ERR_SYSTEM;
    }
}

static bool fail(const struct db *db, int status, struct err *err)
{
    return err_set(err, code_of(status), "%s: %s", db->path.ptr,
                   db->handle ? sqlite3_errmsg(db->handle)
                              : sqlite3_errstr(status));
}

bool db_run(struct db *db, const char *sql, struct err *err)
{
    int status = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

    return status == SQLITE_OK || fail(db, status, err);
}

/* Turning WAL on, and mending a log that somebody left, need the file alone,
   and SQLite does not wait for that by itself. */
static bool prepare_file(struct db *db, struct err *err)
{
    for (int waited_ms = 0;; waited_ms += BUSY_STEP_MS) {
        struct err problem = {0};
        if (db_run(db,
                   "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                   "PRAGMA foreign_keys = ON",
                   &problem))
            return true;
        if (problem.code != ERR_BUSY || waited_ms >= DB_BUSY_TIMEOUT_MS) {
            *err = problem;
            return false;
        }
        sqlite3_sleep(BUSY_STEP_MS);
    }
}

struct db *db_open(const char *path, struct err *err)
{
    struct arena *arena = arena_new();
    struct db *db = ARENA_NEW(arena, struct db);
    int status;

    db->arena = arena;
    db->path = arena_str(arena, str_from(path));
    status = sqlite3_open_v2(
        path, &db->handle,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    if (status != SQLITE_OK) {
        fail(db, status, err);
        db_close(db);
        return NULL;
    }
    sqlite3_busy_timeout(db->handle, DB_BUSY_TIMEOUT_MS);
    if (prepare_file(db, err))
        return db;
    db_close(db);
    return NULL;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    sqlite3_close(db->handle);
    arena_free(db->arena);
}

bool db_begin(struct db *db, struct err *err)
{
    return db_run(db, "BEGIN IMMEDIATE", err);
}

bool db_end(struct db *db, bool ok, struct err *err)
{
    struct err ignored = {0};

    if (ok && db_run(db, "COMMIT", err))
        return true;
    /* After some errors SQLite has rolled back by itself. */
    if (!sqlite3_get_autocommit(db->handle) &&
        !db_run(db, "ROLLBACK", &ignored))
        abort();
    return false;
}

/* ---- versions ---- */

static bool read_version(struct db *db, struct str part, int64_t *version,
                         struct err *err)
{
    struct db_query *q;

    *version = 0;
    q = db_prepare(db, "SELECT version FROM parts WHERE name = ?");
    db_bind_text(q, 1, part);
    if (db_step(q))
        *version = db_int(q, 0);
    return db_finish(q, err);
}

static bool write_version(struct db *db, struct str part, int64_t version,
                          struct err *err)
{
    struct db_query *q =
        db_prepare(db, "INSERT INTO parts(name, version) VALUES (?1, ?2)"
                       " ON CONFLICT(name) DO UPDATE SET version = ?2");

    db_bind_text(q, 1, part);
    db_bind_int(q, 2, version);
    return db_done(q, err);
}

static bool run_steps(struct db *db, const char *part, const char *const *steps,
                      size_t count, struct err *err)
{
    int64_t version;

    if (!read_version(db, str_from(part), &version, err))
        return false;
    if (version > (int64_t)count)
        return err_set(err, ERR_CORRUPT,
                       "%s was written by a newer version of this program",
                       db->path.ptr);
    for (size_t i = (size_t)version; i < count; i++)
        if (!db_run(db, steps[i], err))
            return false;
    return write_version(db, str_from(part), (int64_t)count, err);
}

bool db_migrate(struct db *db, const char *part, const char *const *steps,
                size_t count, struct err *err)
{
    int64_t version = 0;
    bool ok;

    /* Most of the time there is nothing to do, and nobody to wait for. */
    if (!db_run(db,
                "CREATE TABLE IF NOT EXISTS parts("
                "name TEXT PRIMARY KEY, version INTEGER NOT NULL)",
                err) ||
        !read_version(db, str_from(part), &version, err))
        return false;
    if (version == (int64_t)count)
        return true;
    if (!db_begin(db, err))
        return false;
    ok = run_steps(db, part, steps, count, err);
    return db_end(db, ok, err);
}

/* ---- queries ---- */

static void note(struct db_query *query, int status)
{
    if (query->status == SQLITE_OK && status != SQLITE_OK)
        query->status = status;
}

struct db_query *db_prepare(struct db *db, const char *sql)
{
    struct db_query *query = MEMORY_NEW(struct db_query);

    query->db = db;
    note(query,
         sqlite3_prepare_v2(db->handle, sql, -1, &query->statement, NULL));
    return query;
}

void db_bind_int(struct db_query *query, int parameter, int64_t value)
{
    note(query, sqlite3_bind_int64(query->statement, parameter, value));
}

void db_bind_text(struct db_query *query, int parameter, struct str text)
{
    note(query, sqlite3_bind_text64(query->statement, parameter,
                                    text.len > 0 ? text.ptr : "", text.len,
                                    SQLITE_TRANSIENT, SQLITE_UTF8));
}

bool db_step(struct db_query *query)
{
    int status;

    if (query->status != SQLITE_OK)
        return false;
    status = sqlite3_step(query->statement);
    if (status != SQLITE_ROW && status != SQLITE_DONE)
        note(query, status);
    return status == SQLITE_ROW;
}

int64_t db_int(const struct db_query *query, int column)
{
    return sqlite3_column_int64(query->statement, column);
}

struct str db_text(const struct db_query *query, int column)
{
    const void *text = sqlite3_column_text(query->statement, column);
    int len = sqlite3_column_bytes(query->statement, column);

    return (struct str){text ? text : "", text ? (size_t)len : 0};
}

bool db_finish(struct db_query *query, struct err *err)
{
    bool ok = query->status == SQLITE_OK || fail(query->db, query->status, err);

    sqlite3_finalize(query->statement);
    free(query);
    return ok;
}

bool db_done(struct db_query *query, struct err *err)
{
    while (db_step(query))
        ;
    return db_finish(query, err);
}

int64_t db_last_id(const struct db *db)
{
    return sqlite3_last_insert_rowid(db->handle);
}

int64_t db_change_count(const struct db *db)
{
    return sqlite3_changes(db->handle);
}
