/*
 * run.h - one run, as the table of runs and those who show it know it.
 *
 * Plain values; texts live in the arena they were read into.
 */
#ifndef SCHEDULER_RUN_H
#define SCHEDULER_RUN_H

#include "base/arena.h"
#include "base/date.h"

enum run_state {
    RUN_QUEUED,    /* waits for its turn, or for another try */
    RUN_RUNNING,   /* a scheduler is at work */
    RUN_DONE,      /* published, all templates well */
    RUN_PARTIAL,   /* published, some templates failed */
    RUN_FAILED,    /* nothing was published */
    RUN_CANCELLED, /* by an operator; nothing was published */
    RUN_SKIPPED,   /* left out, as the catch-up policy has it */
};

/* What is to be made; empty texts do not narrow it. */
struct run_scope {
    struct str category, template_id, cadence;
    struct str as_of; /* a day, YYYY-MM-DD; empty: the slot's, or today */
    struct str history_until; /* with it: the days from as_of to it, made into
                                 history, and nothing that is current changes */
};

struct run {
    int64_t id;
    struct str job; /* "daily", "sales/units", or "request" */
    bool is_request;
    int64_t scheduled_s;    /* the slot; of a request: when it was made */
    int64_t skipped_from_s; /* of RUN_SKIPPED: the first slot it stands for */
    struct run_scope scope;
    enum run_state state;
    int64_t attempt; /* tries begun */
    int64_t not_before_s;
    int64_t retries, retry_base_s; /* after tries that published nothing */
    int64_t started_s, finished_s; /* of the last try; 0: not yet */
    int64_t duration_ms;
    int64_t snapshot; /* 0: none */
    int64_t made, unchanged, kept, failed;
    int64_t done_count, total_count; /* templates, as it goes */
    bool cancel_wanted;
    struct str error;
};

enum run_result_state {
    RESULT_MADE,
    RESULT_UNCHANGED, /* the same rows as before */
    RESULT_SKIPPED,   /* its refresh_key says that nothing changed */
    RESULT_FAILED,
};

/* One template of a run. */
struct run_result {
    int64_t number; /* grows; for those who follow a run */
    struct str template_id;
    enum run_result_state state;
    int64_t rows, bytes, duration_ms;
    struct str error;
};

/* What came of a run that is over. */
struct run_outcome {
    enum run_state state;
    int64_t snapshot, made, unchanged, kept, failed, duration_ms;
    struct str error;
};

const char *run_state_name(enum run_state state);
bool run_state_parse(struct str name, enum run_state *state);
const char *run_result_state_name(enum run_result_state state);
bool run_state_is_over(enum run_state state);

/* "cadence/daily/2026-11-20T02:00:00Z", "template/sales/units/...Z" or
   "request/2026-11-20T09:00:00Z/17". */
struct str run_key(const struct run *run, struct arena *arena);

/* Reads the key of a scheduled run; false for others. */
bool run_key_parse(struct str key, struct str *job, int64_t *slot_s);

#endif
