/*
 * planner.h - which runs are due.
 *
 * A slot is an instant at which a job should run. Everything up to a job's
 * anchor is decided: recorded as a run, or left out on purpose. The planner
 * decides the slots after it, up to now; whoever asks records the decisions
 * under (job, slot), each once, and keeps the new anchor.
 *
 * A slot that comes to be decided more than PLANNER_ON_TIME_S after it was due
 * is missed: nobody was there, or the clock was put forward. What becomes of
 * missed slots is the job's catch-up policy:
 *
 *     once   the newest slot runs, and stands for all before it
 *     skip   none of the missed runs
 *     all    all run, oldest first; when they are more than `catch_up_max`,
 *            the newest of them
 *
 * When the clock was put back behind the anchor, the anchor follows: slots
 * between that have run are recorded, and so do not run again; those that were
 * left out are to come, and will run.
 *
 * Pure: no clock, no file. Any thread.
 */
#ifndef SCHEDULER_PLANNER_H
#define SCHEDULER_PLANNER_H

#include "base/arena.h"
#include "scheduler/cadence.h"

enum {
    PLANNER_ON_TIME_S = 120,
    PLANNER_CATCH_UP_MAX = 1000,
    PLANNER_BACK_S = 60, /* a clock that is behind by less is not put back */
};

enum planner_catch_up { CATCH_UP_ONCE, CATCH_UP_SKIP, CATCH_UP_ALL };

struct planner_job {
    const struct cadence *cadence;
    enum planner_catch_up catch_up;
    int64_t catch_up_max; /* 1 to PLANNER_CATCH_UP_MAX */
};

struct planner_plan {
    int64_t *slots; /* to run, oldest first */
    size_t count;
    bool has_skipped; /* slots before these are left out: */
    int64_t skipped_from_s, skipped_until_s; /* the first and the last */
    int64_t anchor_s;                        /* the new one */
    bool clock_went_back;
};

/* Decides the slots in (anchor_s, now_s]. */
struct planner_plan planner_decide(const struct planner_job *job,
                                   int64_t anchor_s, int64_t now_s,
                                   struct arena *arena);

/* From 0 to window_s, always the same for a name: so that jobs of one minute
   do not start together. */
int64_t planner_jitter_s(struct str name, int64_t window_s);

/* How long to wait before the next try: 1, 2, 4 ... times base_s, at most an
   hour, and up to a quarter more by name. `attempt` is how many were made. */
int64_t planner_backoff_s(struct str name, int64_t base_s, int64_t attempt);

#endif
