/*
 * run_rows.h - what the files of the table of runs share: the handle, and the
 * columns of a run.
 */
#ifndef SCHEDULER_RUN_ROWS_H
#define SCHEDULER_RUN_ROWS_H

#include "base/db.h"
#include "scheduler/run_store.h"

struct run_store {
    struct db *db;
};

#define RUN_COLUMNS                                                            \
    "id, job, is_request, scheduled_s, skipped_from_s, category, template_id," \
    " cadence, as_of, history_until, state, attempt, not_before_s, started_s," \
    " finished_s, duration_ms, snapshot, made, unchanged, kept, failed,"       \
    " done_count, total_count, cancel_wanted, error, retries, retry_base_s"

/* A row of "SELECT " RUN_COLUMNS, copied into the arena. */
struct run run_rows_read(const struct db_query *query, struct arena *arena);

/* Binds category, template, cadence, day and end of history from `first` on. */
void run_rows_bind_scope(struct db_query *query, int first,
                         const struct run_scope *scope);

#endif
