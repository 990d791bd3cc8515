/*
 * Slots: deciding and recording what is due, and putting the table right after
 * a crash.
 */
#include "scheduler/run_rows.h"

struct anchor {
    bool is_known;
    int64_t at_s;
};

static bool read_anchor(struct run_store *store, const struct run_job *job,
                        struct anchor *anchor, struct err *err)
{
    struct db_query *q =
        db_prepare(store->db, "SELECT anchor_s FROM jobs WHERE name = ?1"
                              " AND when_text = ?2 AND zone = ?3");

    *anchor = (struct anchor){0};
    db_bind_text(q, 1, job->name);
    db_bind_text(q, 2, job->when);
    db_bind_text(q, 3, job->zone);
    if (db_step(q))
        *anchor = (struct anchor){true, db_int(q, 0)};
    return db_finish(q, err);
}

/* The newest slot of a job that has a row; of a job that is new to this file,
   it came from a manifest. 0: none. */
static bool read_last_slot(struct run_store *store, struct str job,
                           int64_t until_s, int64_t *slot_s, struct err *err)
{
    struct db_query *q =
        db_prepare(store->db, "SELECT max(scheduled_s) FROM runs WHERE job = ?"
                              " AND is_request = 0 AND scheduled_s <= ?");

    *slot_s = 0;
    db_bind_text(q, 1, job);
    db_bind_int(q, 2, until_s);
    if (db_step(q))
        *slot_s = db_int(q, 0);
    return db_finish(q, err);
}

static bool has_job(struct run_store *store, struct str name, bool *has,
                    struct err *err)
{
    struct db_query *q =
        db_prepare(store->db, "SELECT 1 FROM jobs WHERE name = ?");

    db_bind_text(q, 1, name);
    *has = db_step(q);
    return db_finish(q, err);
}

static bool find_anchor(struct run_store *store, const struct run_job *job,
                        int64_t now_s, int64_t *anchor_s, struct err *err)
{
    struct anchor anchor;
    int64_t slot_s = 0;
    bool was_other;

    if (!read_anchor(store, job, &anchor, err))
        return false;
    *anchor_s = anchor.at_s;
    if (anchor.is_known)
        return true;
    if (!has_job(store, job->name, &was_other, err) ||
        (!was_other && !read_last_slot(store, job->name, now_s, &slot_s, err)))
        return false;
    *anchor_s = slot_s > 0 ? slot_s : now_s;
    return true;
}

static bool write_job(struct run_store *store, const struct run_job *job,
                      int64_t anchor_s, int64_t next_s, struct err *err)
{
    struct db_query *q = db_prepare(
        store->db,
        "INSERT INTO jobs(name, when_text, zone, anchor_s, next_s)"
        " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT(name) DO UPDATE SET"
        " when_text = ?2, zone = ?3, anchor_s = ?4, next_s = ?5");

    db_bind_text(q, 1, job->name);
    db_bind_text(q, 2, job->when);
    db_bind_text(q, 3, job->zone);
    db_bind_int(q, 4, anchor_s);
    db_bind_int(q, 5, next_s);
    return db_done(q, err);
}

/* A slot that was left out, and turns out to be still to come, is taken up
   again; any other that has a row stays as it is. */
static bool add_slot(struct run_store *store, const struct run_job *job,
                     int64_t slot_s, struct err *err)
{
    struct db_query *q = db_prepare(
        store->db,
        "INSERT INTO runs(job, is_request, scheduled_s, category, template_id,"
        " cadence, as_of, history_until, state, not_before_s, retries,"
        " retry_base_s) VALUES"
        " (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7, 'queued', ?8, ?9, ?10)"
        " ON CONFLICT(job, scheduled_s) WHERE is_request = 0 DO UPDATE SET"
        " state = 'queued', not_before_s = ?8, skipped_from_s = 0, error = ''"
        " WHERE state = 'skipped'");

    db_bind_text(q, 1, job->name);
    db_bind_int(q, 2, slot_s);
    run_rows_bind_scope(q, 3, &job->scope);
    db_bind_int(q, 8, slot_s + job->jitter_s);
    db_bind_int(q, 9, job->retries);
    db_bind_int(q, 10, job->retry_base_s);
    return db_done(q, err);
}

static bool add_skipped(struct run_store *store, const struct run_job *job,
                        const struct planner_plan *plan, struct err *err)
{
    struct db_query *q = db_prepare(
        store->db, "INSERT OR IGNORE INTO runs(job, is_request, scheduled_s,"
                   " skipped_from_s, category, template_id, cadence, as_of,"
                   " history_until, state, error) VALUES"
                   " (?1, 0, ?2, ?8, ?3, ?4, ?5, ?6, ?7, 'skipped', ?9)");

    db_bind_text(q, 1, job->name);
    db_bind_int(q, 2, plan->skipped_until_s);
    run_rows_bind_scope(q, 3, &job->scope);
    db_bind_int(q, 8, plan->skipped_from_s);
    db_bind_text(q, 9, str_from("missed, and left out by its catch-up policy"));
    return db_done(q, err);
}

/* With another policy than "all", a newer slot takes the place of those that
   still wait: a queue that nobody works off does not grow. */
static bool supersede(struct run_store *store, const struct run_job *job,
                      int64_t newest_s, struct err *err)
{
    struct db_query *q;

    if (job->plan.catch_up == CATCH_UP_ALL)
        return true;
    q = db_prepare(store->db,
                   "UPDATE runs SET state = 'skipped', skipped_from_s ="
                   " scheduled_s, error = CASE WHEN error = '' THEN"
                   " 'a later slot took its place' ELSE error END"
                   " WHERE job = ? AND is_request = 0 AND state = 'queued'"
                   " AND scheduled_s < ?");
    db_bind_text(q, 1, job->name);
    db_bind_int(q, 2, newest_s);
    return db_done(q, err);
}

static bool record(struct run_store *store, const struct run_job *job,
                   const struct planner_plan *plan, int64_t next_s,
                   struct err *err)
{
    bool ok = db_begin(store->db, err);

    if (!ok)
        return false;
    ok = !plan->has_skipped || add_skipped(store, job, plan, err);
    for (size_t i = 0; ok && i < plan->count; i++)
        ok = add_slot(store, job, plan->slots[i], err);
    ok = ok && (plan->count == 0 ||
                supersede(store, job, plan->slots[plan->count - 1], err));
    ok = ok && write_job(store, job, plan->anchor_s, next_s, err);
    return db_end(store->db, ok, err);
}

bool run_store_plan(struct run_store *store, const struct run_job *job,
                    int64_t now_s, int64_t *next_s, bool *went_back,
                    struct err *err)
{
    struct arena *arena = arena_new();
    struct planner_plan plan;
    int64_t anchor_s;
    bool ok = find_anchor(store, job, now_s, &anchor_s, err);

    if (ok) {
        plan = planner_decide(&job->plan, anchor_s, now_s, arena);
        *next_s = cadence_next(job->plan.cadence, now_s);
        *went_back = plan.clock_went_back;
        ok = record(store, job, &plan, *next_s, err);
    }
    arena_free(arena);
    return ok;
}

bool run_store_keep_jobs(struct run_store *store, const struct run_job *jobs,
                         size_t count, struct err *err)
{
    bool ok = db_begin(store->db, err);

    if (!ok)
        return false;
    ok = db_run(store->db,
                "CREATE TEMP TABLE IF NOT EXISTS kept(name TEXT PRIMARY KEY);"
                "DELETE FROM kept",
                err);
    for (size_t i = 0; ok && i < count; i++) {
        struct db_query *q =
            db_prepare(store->db, "INSERT INTO kept VALUES (?)");
        db_bind_text(q, 1, jobs[i].name);
        ok = db_done(q, err);
    }
    ok = ok && db_run(store->db,
                      "DELETE FROM jobs WHERE name NOT IN kept;"
                      "UPDATE runs SET state = 'skipped', skipped_from_s ="
                      " scheduled_s, error = 'its cadence is gone'"
                      " WHERE state = 'queued' AND is_request = 0"
                      " AND job NOT IN kept",
                      err);
    return db_end(store->db, ok, err);
}

/* ---- after a crash ---- */

static bool adopt(struct run_store *store, struct str job, int64_t slot_s,
                  const struct run_published *p, struct err *err)
{
    struct db_query *q = db_prepare(
        store->db,
        "INSERT INTO runs(job, is_request, scheduled_s, state, snapshot,"
        " finished_s, failed) VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6)"
        " ON CONFLICT(job, scheduled_s) WHERE is_request = 0 DO UPDATE SET"
        " state = ?3, snapshot = ?4, finished_s = ?5, failed = ?6, error = ''"
        " WHERE state NOT IN ('done', 'partial')");

    db_bind_text(q, 1, job);
    db_bind_int(q, 2, slot_s);
    db_bind_text(q, 3, str_from(p->failed > 0 ? "partial" : "done"));
    db_bind_int(q, 4, p->snapshot);
    db_bind_int(q, 5, p->finished_s);
    db_bind_int(q, 6, p->failed);
    return db_done(q, err);
}

/* A request is known by its whole key. */
static bool adopt_request(struct run_store *store,
                          const struct run_published *p, struct err *err)
{
    struct db_query *q = db_prepare(
        store->db,
        "UPDATE runs SET state = ?2, snapshot = ?3, finished_s = ?4,"
        " failed = ?5, error = '' WHERE is_request = 1 AND"
        " state IN ('queued', 'running') AND ?1 = 'request/' ||"
        " strftime('%Y-%m-%dT%H:%M:%SZ', scheduled_s, 'unixepoch') || '/' ||"
        " id");

    db_bind_text(q, 1, p->key);
    db_bind_text(q, 2, str_from(p->failed > 0 ? "partial" : "done"));
    db_bind_int(q, 3, p->snapshot);
    db_bind_int(q, 4, p->finished_s);
    db_bind_int(q, 5, p->failed);
    return db_done(q, err);
}

static bool queue_interrupted(struct run_store *store, int64_t now_s,
                              struct err *err)
{
    struct db_query *q = db_prepare(
        store->db,
        "UPDATE runs SET state = 'queued', not_before_s = min(not_before_s,"
        " ?1), done_count = 0, total_count = 0 WHERE state = 'running' AND"
        " cancel_wanted = 0");

    db_bind_int(q, 1, now_s);
    return db_done(q, err) &&
           db_run(store->db,
                  "UPDATE runs SET state = 'cancelled' WHERE state = 'running'",
                  err);
}

bool run_store_reconcile(struct run_store *store,
                         const struct run_published *published, size_t count,
                         int64_t now_s, struct err *err)
{
    bool ok = db_begin(store->db, err);

    if (!ok)
        return false;
    for (size_t i = 0; ok && i < count; i++) {
        struct str job;
        int64_t slot_s;
        ok = run_key_parse(published[i].key, &job, &slot_s)
                 ? adopt(store, job, slot_s, &published[i], err)
                 : adopt_request(store, &published[i], err);
    }
    ok = ok && queue_interrupted(store, now_s, err);
    return db_end(store->db, ok, err);
}
