/*
 * That a slot runs at most once rests on one thing: a unique index over job
 * and slot. Whatever the clock, the planner or a second program does, a slot
 * that is recorded is not recorded again; and one that was published before
 * this file was lost is recorded from the manifests before anything is planned.
 */
#include "scheduler/run_store.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/fs.h"
#include "base/memory.h"
#include "scheduler/run_rows.h"

static const char *const steps[] = {
    "CREATE TABLE runs("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " job TEXT NOT NULL, is_request INTEGER NOT NULL,"
    " scheduled_s INTEGER NOT NULL, skipped_from_s INTEGER NOT NULL DEFAULT 0,"
    " category TEXT NOT NULL DEFAULT '', template_id TEXT NOT NULL DEFAULT '',"
    " cadence TEXT NOT NULL DEFAULT '', as_of TEXT NOT NULL DEFAULT '',"
    " history_until TEXT NOT NULL DEFAULT '', state TEXT NOT NULL,"
    " attempt INTEGER NOT NULL DEFAULT 0,"
    " not_before_s INTEGER NOT NULL DEFAULT 0,"
    " retries INTEGER NOT NULL DEFAULT 0,"
    " retry_base_s INTEGER NOT NULL DEFAULT 0,"
    " started_s INTEGER NOT NULL DEFAULT 0,"
    " finished_s INTEGER NOT NULL DEFAULT 0,"
    " duration_ms INTEGER NOT NULL DEFAULT 0,"
    " snapshot INTEGER NOT NULL DEFAULT 0, made INTEGER NOT NULL DEFAULT 0,"
    " unchanged INTEGER NOT NULL DEFAULT 0, kept INTEGER NOT NULL DEFAULT 0,"
    " failed INTEGER NOT NULL DEFAULT 0,"
    " done_count INTEGER NOT NULL DEFAULT 0,"
    " total_count INTEGER NOT NULL DEFAULT 0,"
    " cancel_wanted INTEGER NOT NULL DEFAULT 0,"
    " error TEXT NOT NULL DEFAULT '');"
    "CREATE UNIQUE INDEX runs_slot ON runs(job, scheduled_s)"
    " WHERE is_request = 0;"
    "CREATE INDEX runs_state ON runs(state);"
    "CREATE TABLE results("
    " number INTEGER PRIMARY KEY AUTOINCREMENT,"
    " run_id INTEGER NOT NULL REFERENCES runs(id),"
    " template_id TEXT NOT NULL, state INTEGER NOT NULL,"
    " rows INTEGER NOT NULL, bytes INTEGER NOT NULL,"
    " duration_ms INTEGER NOT NULL, error TEXT NOT NULL);"
    "CREATE INDEX results_run ON results(run_id, number);"
    "CREATE TABLE jobs("
    " name TEXT PRIMARY KEY, when_text TEXT NOT NULL, zone TEXT NOT NULL,"
    " anchor_s INTEGER NOT NULL, next_s INTEGER NOT NULL);"
    "CREATE TABLE heartbeat("
    " one INTEGER PRIMARY KEY CHECK (one = 1), pid INTEGER NOT NULL,"
    " started_s INTEGER NOT NULL, beat_s INTEGER NOT NULL,"
    " problem TEXT NOT NULL)",
};

static bool make_folder(const char *path, struct err *err)
{
    const char *slash = strrchr(path, '/');
    char folder[4096];

    if (!slash)
        return true;
    snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path), path);
    return fs_make_dirs(folder, err);
}

struct run_store *run_store_open(const char *path, struct err *err)
{
    struct run_store *store;
    struct db *db;

    if (!make_folder(path, err))
        return NULL;
    db = db_open(path, err);
    if (!db)
        return NULL;
    if (!db_migrate(db, "scheduler", steps, COUNT(steps), err)) {
        db_close(db);
        return NULL;
    }
    store = MEMORY_NEW(struct run_store);
    store->db = db;
    return store;
}

void run_store_close(struct run_store *store)
{
    if (!store)
        return;
    db_close(store->db);
    free(store);
}

static bool find_due(struct run_store *store, int64_t now_s,
                     struct arena *arena, struct run *run, struct err *err)
{
    struct db_query *q = db_prepare(
        store->db, "SELECT " RUN_COLUMNS " FROM runs WHERE state = 'queued' AND"
                   " not_before_s <= ? ORDER BY is_request DESC, scheduled_s,"
                   " id LIMIT 1");

    *run = (struct run){0};
    db_bind_int(q, 1, now_s);
    if (db_step(q))
        *run = run_rows_read(q, arena);
    return db_finish(q, err);
}

static bool mark_running(struct run_store *store, struct run *run,
                         int64_t now_s, struct err *err)
{
    struct db_query *q = db_prepare(
        store->db, "UPDATE runs SET state = 'running', started_s = ?2,"
                   " attempt = attempt + 1, done_count = 0, total_count = 0"
                   " WHERE id = ?1");

    run->state = RUN_RUNNING;
    run->started_s = now_s;
    run->attempt++;
    db_bind_int(q, 1, run->id);
    db_bind_int(q, 2, now_s);
    return db_done(q, err);
}

static bool forget_results(struct run_store *store, int64_t run_id,
                           struct err *err)
{
    struct db_query *q =
        db_prepare(store->db, "DELETE FROM results WHERE run_id = ?");

    db_bind_int(q, 1, run_id);
    return db_done(q, err);
}

bool run_store_claim(struct run_store *store, int64_t now_s,
                     struct arena *arena, struct run *run, struct err *err)
{
    bool ok;

    /* Looking takes no lock; only when there is something does claiming. */
    if (!find_due(store, now_s, arena, run, err))
        return false;
    if (run->id == 0)
        return true;
    if (!db_begin(store->db, err))
        return false;
    ok = find_due(store, now_s, arena, run, err) &&
         (run->id == 0 || (mark_running(store, run, now_s, err) &&
                           forget_results(store, run->id, err)));
    return db_end(store->db, ok, err);
}

static bool add_result(struct run_store *store, int64_t run_id,
                       const struct run_result *r, struct err *err)
{
    struct db_query *q = db_prepare(
        store->db, "INSERT INTO results(run_id, template_id, state, rows,"
                   " bytes, duration_ms, error) VALUES (?, ?, ?, ?, ?, ?, ?)");

    db_bind_int(q, 1, run_id);
    db_bind_text(q, 2, r->template_id);
    db_bind_int(q, 3, (int64_t)r->state);
    db_bind_int(q, 4, r->rows);
    db_bind_int(q, 5, r->bytes);
    db_bind_int(q, 6, r->duration_ms);
    db_bind_text(q, 7, r->error);
    return db_done(q, err);
}

bool run_store_add_results(struct run_store *store, int64_t run_id,
                           const struct run_result *results, size_t count,
                           int64_t total, struct err *err)
{
    struct db_query *q;
    bool ok = db_begin(store->db, err);

    if (!ok)
        return false;
    for (size_t i = 0; ok && i < count; i++)
        ok = add_result(store, run_id, &results[i], err);
    if (ok) {
        q = db_prepare(store->db,
                       "UPDATE runs SET done_count = done_count + ?2,"
                       " total_count = ?3 WHERE id = ?1");
        db_bind_int(q, 1, run_id);
        db_bind_int(q, 2, (int64_t)count);
        db_bind_int(q, 3, total);
        ok = db_done(q, err);
    }
    return db_end(store->db, ok, err);
}

bool run_store_finish(struct run_store *store, int64_t run_id,
                      const struct run_outcome *outcome, int64_t now_s,
                      struct err *err)
{
    struct db_query *q = db_prepare(
        store->db,
        "UPDATE runs SET state = ?2, finished_s = ?3, duration_ms = ?4,"
        " snapshot = ?5, made = ?6, unchanged = ?7, kept = ?8, failed = ?9,"
        " error = ?10 WHERE id = ?1");

    db_bind_int(q, 1, run_id);
    db_bind_text(q, 2, str_from(run_state_name(outcome->state)));
    db_bind_int(q, 3, now_s);
    db_bind_int(q, 4, outcome->duration_ms);
    db_bind_int(q, 5, outcome->snapshot);
    db_bind_int(q, 6, outcome->made);
    db_bind_int(q, 7, outcome->unchanged);
    db_bind_int(q, 8, outcome->kept);
    db_bind_int(q, 9, outcome->failed);
    db_bind_text(q, 10, outcome->error);
    return db_done(q, err);
}

bool run_store_hand_back(struct run_store *store, int64_t run_id,
                         int64_t not_before_s, bool counts, struct str error,
                         struct err *err)
{
    struct db_query *q = db_prepare(
        store->db,
        "UPDATE runs SET state = 'queued', not_before_s = ?2, error = ?3,"
        " attempt = attempt - ?4, done_count = 0 WHERE id = ?1");

    db_bind_int(q, 1, run_id);
    db_bind_int(q, 2, not_before_s);
    db_bind_text(q, 3, error);
    db_bind_int(q, 4, counts ? 0 : 1);
    return db_done(q, err);
}

bool run_store_wants_cancel(struct run_store *store, int64_t run_id,
                            bool *wanted, struct err *err)
{
    struct db_query *q =
        db_prepare(store->db, "SELECT cancel_wanted FROM runs WHERE id = ?");

    db_bind_int(q, 1, run_id);
    *wanted = db_step(q) && db_int(q, 0) != 0;
    return db_finish(q, err);
}

/* ---- requests ---- */

static bool find_equal(struct run_store *store, const struct run_scope *scope,
                       int64_t *run_id, struct err *err)
{
    struct db_query *q = db_prepare(
        store->db, "SELECT id FROM runs WHERE state = 'queued' AND"
                   " is_request = 1 AND category = ?1 AND template_id = ?2 AND"
                   " cadence = ?3 AND as_of = ?4 AND history_until = ?5");

    run_rows_bind_scope(q, 1, scope);
    *run_id = db_step(q) ? db_int(q, 0) : 0;
    return db_finish(q, err);
}

static bool add_request(struct run_store *store, const struct run_scope *scope,
                        int64_t now_s, int64_t *run_id, struct err *err)
{
    struct db_query *q = db_prepare(
        store->db,
        "INSERT INTO runs(job, is_request, scheduled_s, category, template_id,"
        " cadence, as_of, history_until, state, not_before_s) VALUES"
        " ('request', 1, ?1, ?2, ?3, ?4, ?5, ?6, 'queued', 0)");

    db_bind_int(q, 1, now_s);
    run_rows_bind_scope(q, 2, scope);
    if (!db_done(q, err))
        return false;
    *run_id = db_last_id(store->db);
    return true;
}

bool run_store_request(struct run_store *store, const struct run_scope *scope,
                       int64_t now_s, int64_t *run_id, bool *joined,
                       struct err *err)
{
    bool ok = db_begin(store->db, err);

    if (!ok)
        return false;
    ok = find_equal(store, scope, run_id, err);
    *joined = ok && *run_id > 0;
    if (ok && !*joined)
        ok = add_request(store, scope, now_s, run_id, err);
    return db_end(store->db, ok, err);
}

static bool cancel_row(struct run_store *store, int64_t run_id, int64_t now_s,
                       struct err *err)
{
    struct db_query *q = db_prepare(
        store->db,
        "UPDATE runs SET cancel_wanted = 1,"
        " finished_s = CASE state WHEN 'queued' THEN ?2 ELSE finished_s END,"
        " state = CASE state WHEN 'queued' THEN 'cancelled' ELSE state END"
        " WHERE id = ?1 AND state IN ('queued', 'running')");

    db_bind_int(q, 1, run_id);
    db_bind_int(q, 2, now_s);
    return db_done(q, err);
}

bool run_store_cancel(struct run_store *store, int64_t run_id, int64_t now_s,
                      struct err *err)
{
    struct arena *arena = arena_new();
    struct run run;
    bool ok = db_begin(store->db, err);

    if (ok) {
        ok = run_store_get(store, run_id, arena, &run, err);
        if (ok && run_state_is_over(run.state))
            ok = err_set(err, ERR_INPUT, "run %lld is over: it is %s",
                         (long long)run_id, run_state_name(run.state));
        ok = ok && cancel_row(store, run_id, now_s, err);
        ok = db_end(store->db, ok, err);
    }
    arena_free(arena);
    return ok;
}
