/*
 * run_store.h - the table of runs: what was due, what was asked for, and what
 * came of it.
 *
 * A scheduled run is known by its job (the name of a cadence, or the id of a
 * template with a cadence of its own) and its slot, the instant at which it
 * was due; there is one row for each. A run's key stands in the manifest of
 * what it published, and from the manifests the table is put right after a
 * crash: a key that is there is done, whatever the table says.
 *
 * The scheduler writes, and is the only one that claims and finishes runs.
 * Others add requests, ask for cancellation, and read. One handle belongs to
 * one thread.
 */
#ifndef SCHEDULER_RUN_STORE_H
#define SCHEDULER_RUN_STORE_H

#include "scheduler/planner.h"
#include "scheduler/run.h"

struct run_store;

/* Opens the file, made if need be, with the folder above it. */
struct run_store *run_store_open(const char *path, struct err *err);
void run_store_close(struct run_store *store);

/* ---- slots ---- */

/* A job as the configuration has it. */
struct run_job {
    struct str name;
    struct str when, zone; /* for people, and to see that it changed */
    struct run_scope scope;
    struct planner_job plan;
    int64_t jitter_s;     /* its runs start up to that much later */
    int64_t retries;      /* after a run that published nothing */
    int64_t retry_base_s; /* the first wait */
};

/*
 * Decides and records what is due, all or nothing. A job that is new, or whose
 * cadence was changed, begins now. *next_s is when the next slot of this job
 * comes, *went_back whether the clock did.
 */
MUST_CHECK bool run_store_plan(struct run_store *store,
                               const struct run_job *job, int64_t now_s,
                               int64_t *next_s, bool *went_back,
                               struct err *err);

/* What a manifest says about a run. */
struct run_published {
    struct str key;
    int64_t snapshot; /* 0: a later one, it is not known which */
    int64_t finished_s;
    int64_t failed;
};

/* Puts the table right when a scheduler starts: what was published is done,
   what was under way and was not is queued again. */
MUST_CHECK bool run_store_reconcile(struct run_store *store,
                                    const struct run_published *published,
                                    size_t count, int64_t now_s,
                                    struct err *err);

/* ---- one run ---- */

/* The next run that may start: requests before slots, older before newer. It
   is marked as running. run->id is 0 when there is none. */
MUST_CHECK bool run_store_claim(struct run_store *store, int64_t now_s,
                                struct arena *arena, struct run *run,
                                struct err *err);

MUST_CHECK bool run_store_add_results(struct run_store *store, int64_t run_id,
                                      const struct run_result *results,
                                      size_t count, int64_t total,
                                      struct err *err);
MUST_CHECK bool run_store_finish(struct run_store *store, int64_t run_id,
                                 const struct run_outcome *outcome,
                                 int64_t now_s, struct err *err);

/* Queues a running run again. `counts` is false if the try does not count:
   it was interrupted, or found another at work. */
MUST_CHECK bool run_store_hand_back(struct run_store *store, int64_t run_id,
                                    int64_t not_before_s, bool counts,
                                    struct str error, struct err *err);
MUST_CHECK bool run_store_wants_cancel(struct run_store *store, int64_t run_id,
                                       bool *wanted, struct err *err);

/* ---- others ---- */

/* Adds a request. When an equal one waits already, joins it: *joined. */
MUST_CHECK bool run_store_request(struct run_store *store,
                                  const struct run_scope *scope, int64_t now_s,
                                  int64_t *run_id, bool *joined,
                                  struct err *err);

/* Ends a run that waits, and asks the scheduler to end one that runs. ERR_INPUT
   if it is over, ERR_NOT_FOUND if there is none. */
MUST_CHECK bool run_store_cancel(struct run_store *store, int64_t run_id,
                                 int64_t now_s, struct err *err);

struct run_filter {
    int64_t before_id;    /* 0: from the newest */
    struct str job;       /* or empty: all */
    bool only_unfinished; /* those that wait or run */
    size_t limit;
};
struct run_list {
    struct run *items; /* newest first */
    size_t count;
};
MUST_CHECK bool run_store_list(struct run_store *store,
                               const struct run_filter *filter,
                               struct arena *arena, struct run_list *list,
                               struct err *err);

/* ERR_NOT_FOUND if there is none. */
MUST_CHECK bool run_store_get(struct run_store *store, int64_t run_id,
                              struct arena *arena, struct run *run,
                              struct err *err);

/* How many runs there are in each state. */
struct run_totals {
    int64_t by_state[RUN_SKIPPED + 1];
};
MUST_CHECK bool run_store_totals(struct run_store *store,
                                 struct run_totals *totals, struct err *err);

struct run_result_list {
    struct run_result *items; /* in the order in which they came */
    size_t count;
};
/* At most `limit` results whose number is above `after`. */
MUST_CHECK bool run_store_results(struct run_store *store, int64_t run_id,
                                  int64_t after, size_t limit,
                                  struct arena *arena,
                                  struct run_result_list *list,
                                  struct err *err);

/* How a job stands. */
struct run_standing {
    struct str name, when, zone;
    int64_t next_s;       /* the next slot; may be past if no one planned it */
    int64_t last_slot_s;  /* the newest that was published; 0: none */
    int64_t late_since_s; /* the oldest slot that waits or runs; 0: none */
    enum run_state last_state; /* of the newest that is over */
    int64_t last_run_id;       /* 0: none */
    struct str last_error;
};
struct run_standing_list {
    struct run_standing *items; /* in order of name */
    size_t count;
};
MUST_CHECK bool run_store_standing(struct run_store *store, struct arena *arena,
                                   struct run_standing_list *list,
                                   struct err *err);

/* Forgets the standing of jobs that are not in the list. */
MUST_CHECK bool run_store_keep_jobs(struct run_store *store,
                                    const struct run_job *jobs, size_t count,
                                    struct err *err);

/* ---- the scheduler itself ---- */

struct run_heartbeat {
    int64_t pid, started_s, beat_s; /* all 0: there never was one */
    struct str problem;             /* a configuration that was refused */
};
MUST_CHECK bool run_store_beat(struct run_store *store,
                               const struct run_heartbeat *heartbeat,
                               struct err *err);
MUST_CHECK bool run_store_heartbeat(struct run_store *store,
                                    struct arena *arena,
                                    struct run_heartbeat *heartbeat,
                                    struct err *err);

#endif
