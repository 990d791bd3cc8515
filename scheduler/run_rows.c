#include "scheduler/run_rows.h"

static struct str copy(const struct db_query *q, int column,
                       struct arena *arena)
{
    return arena_str(arena, db_text(q, column));
}

struct run run_rows_read(const struct db_query *q, struct arena *arena)
{
    struct run run = {
        .id = db_int(q, 0),
        .job = copy(q, 1, arena),
        .is_request = db_int(q, 2) != 0,
        .scheduled_s = db_int(q, 3),
        .skipped_from_s = db_int(q, 4),
        .scope = {.category = copy(q, 5, arena),
                  .template_id = copy(q, 6, arena),
                  .cadence = copy(q, 7, arena),
                  .as_of = copy(q, 8, arena),
                  .history_until = copy(q, 9, arena)},
        .state = RUN_FAILED,
        .attempt = db_int(q, 11),
        .not_before_s = db_int(q, 12),
        .started_s = db_int(q, 13),
        .finished_s = db_int(q, 14),
        .duration_ms = db_int(q, 15),
        .snapshot = db_int(q, 16),
        .made = db_int(q, 17),
        .unchanged = db_int(q, 18),
        .kept = db_int(q, 19),
        .failed = db_int(q, 20),
        .done_count = db_int(q, 21),
        .total_count = db_int(q, 22),
        .cancel_wanted = db_int(q, 23) != 0,
        .error = copy(q, 24, arena),
        .retries = db_int(q, 25),
        .retry_base_s = db_int(q, 26),
    };

    run_state_parse(db_text(q, 10), &run.state);
    return run;
}

void run_rows_bind_scope(struct db_query *q, int first,
                         const struct run_scope *scope)
{
    db_bind_text(q, first, scope->category);
    db_bind_text(q, first + 1, scope->template_id);
    db_bind_text(q, first + 2, scope->cadence);
    db_bind_text(q, first + 3, scope->as_of);
    db_bind_text(q, first + 4, scope->history_until);
}
