/*
 * What operators look at: runs, results, how jobs stand, and whether a
 * scheduler lives.
 */
#include "scheduler/run_rows.h"

bool run_store_get(struct run_store *store, int64_t run_id, struct arena *arena,
                   struct run *run, struct err *err)
{
    struct db_query *q =
        db_prepare(store->db, "SELECT " RUN_COLUMNS " FROM runs WHERE id = ?");

    *run = (struct run){0};
    db_bind_int(q, 1, run_id);
    if (db_step(q))
        *run = run_rows_read(q, arena);
    if (!db_finish(q, err))
        return false;
    return run->id > 0 || err_set(err, ERR_NOT_FOUND, "there is no run %lld",
                                  (long long)run_id);
}

bool run_store_list(struct run_store *store, const struct run_filter *filter,
                    struct arena *arena, struct run_list *list, struct err *err)
{
    struct db_query *q =
        db_prepare(store->db, "SELECT " RUN_COLUMNS
                              " FROM runs WHERE (?1 = 0 OR id < ?1) AND"
                              " (?2 = '' OR job = ?2) AND"
                              " (?3 = 0 OR state IN ('queued', 'running'))"
                              " ORDER BY id DESC LIMIT ?4");

    *list = (struct run_list){
        .items = ARENA_ARRAY(arena, struct run, filter->limit)};
    db_bind_int(q, 1, filter->before_id);
    db_bind_text(q, 2, filter->job);
    db_bind_int(q, 3, filter->only_unfinished);
    db_bind_int(q, 4, (int64_t)filter->limit);
    while (db_step(q) && list->count < filter->limit)
        list->items[list->count++] = run_rows_read(q, arena);
    return db_finish(q, err);
}

bool run_store_totals(struct run_store *store, struct run_totals *totals,
                      struct err *err)
{
    struct db_query *q = db_prepare(
        store->db, "SELECT state, count(*) FROM runs GROUP BY state");
    enum run_state state;

    *totals = (struct run_totals){0};
    while (db_step(q))
        if (run_state_parse(db_text(q, 0), &state))
            totals->by_state[state] = db_int(q, 1);
    return db_finish(q, err);
}

bool run_store_results(struct run_store *store, int64_t run_id, int64_t after,
                       size_t limit, struct arena *arena,
                       struct run_result_list *list, struct err *err)
{
    struct db_query *q = db_prepare(
        store->db, "SELECT number, template_id, state, rows, bytes,"
                   " duration_ms, error FROM results WHERE run_id = ?"
                   " AND number > ? ORDER BY number LIMIT ?");
    size_t capacity = 0;

    *list = (struct run_result_list){0};
    db_bind_int(q, 1, run_id);
    db_bind_int(q, 2, after);
    db_bind_int(q, 3, (int64_t)limit);
    while (db_step(q)) {
        list->items = arena_grow(arena, list->items, list->count, &capacity,
                                 sizeof(struct run_result));
        list->items[list->count++] = (struct run_result){
            .number = db_int(q, 0),
            .template_id = arena_str(arena, db_text(q, 1)),
            .state = (enum run_result_state)db_int(q, 2),
            .rows = db_int(q, 3),
            .bytes = db_int(q, 4),
            .duration_ms = db_int(q, 5),
            .error = arena_str(arena, db_text(q, 6)),
        };
    }
    return db_finish(q, err);
}

static struct run_standing read_standing(const struct db_query *q,
                                         struct arena *arena)
{
    struct run_standing standing = {
        .name = arena_str(arena, db_text(q, 0)),
        .when = arena_str(arena, db_text(q, 1)),
        .zone = arena_str(arena, db_text(q, 2)),
        .next_s = db_int(q, 3),
        .last_slot_s = db_int(q, 4),
        .late_since_s = db_int(q, 5),
        .last_state = RUN_DONE,
        .last_run_id = db_int(q, 6),
        .last_error = arena_str(arena, db_text(q, 8)),
    };

    run_state_parse(db_text(q, 7), &standing.last_state);
    return standing;
}

bool run_store_standing(struct run_store *store, struct arena *arena,
                        struct run_standing_list *list, struct err *err)
{
    struct db_query *q = db_prepare(
        store->db,
        "SELECT name, when_text, zone, next_s,"
        " coalesce((SELECT max(scheduled_s) FROM runs WHERE job = name AND"
        "  is_request = 0 AND state IN ('done', 'partial')), 0),"
        " coalesce((SELECT min(scheduled_s) FROM runs WHERE job = name AND"
        "  is_request = 0 AND state IN ('queued', 'running')), 0),"
        " coalesce(last.id, 0), last.state, last.error"
        " FROM jobs LEFT JOIN runs last ON last.id ="
        "  (SELECT id FROM runs WHERE job = name AND is_request = 0 AND state"
        "   IN ('done', 'partial', 'failed', 'cancelled')"
        "   ORDER BY scheduled_s DESC LIMIT 1)"
        " ORDER BY name");
    size_t capacity = 0;

    *list = (struct run_standing_list){0};
    while (db_step(q)) {
        list->items = arena_grow(arena, list->items, list->count, &capacity,
                                 sizeof(struct run_standing));
        list->items[list->count++] = read_standing(q, arena);
    }
    return db_finish(q, err);
}

bool run_store_beat(struct run_store *store,
                    const struct run_heartbeat *heartbeat, struct err *err)
{
    struct db_query *q = db_prepare(
        store->db, "INSERT OR REPLACE INTO heartbeat(one, pid, started_s,"
                   " beat_s, problem) VALUES (1, ?, ?, ?, ?)");

    db_bind_int(q, 1, heartbeat->pid);
    db_bind_int(q, 2, heartbeat->started_s);
    db_bind_int(q, 3, heartbeat->beat_s);
    db_bind_text(q, 4, heartbeat->problem);
    return db_done(q, err);
}

bool run_store_heartbeat(struct run_store *store, struct arena *arena,
                         struct run_heartbeat *heartbeat, struct err *err)
{
    struct db_query *q = db_prepare(
        store->db, "SELECT pid, started_s, beat_s, problem FROM heartbeat");

    *heartbeat = (struct run_heartbeat){0};
    if (db_step(q))
        *heartbeat =
            (struct run_heartbeat){db_int(q, 0), db_int(q, 1), db_int(q, 2),
                                   arena_str(arena, db_text(q, 3))};
    return db_finish(q, err);
}
