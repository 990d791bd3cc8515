/*
 * work.h - running the jobs of a plan, several at a time.
 *
 * Each source is opened once and read in one state; each worker has a reader
 * of its own, or shares one where the source gives fewer. Every dump is put
 * into the store as soon as it is made, so that memory holds only the dumps in
 * the making. A job whose source is busy or could not be read is tried again
 * when the others are done, as the settings say (refresh.retries).
 */
#ifndef REFRESH_WORK_H
#define REFRESH_WORK_H

#include <stdatomic.h>

#include "base/format.h"
#include "dump/store.h"
#include "refresh/plan.h"

enum work_state {
    WORK_MADE,
    WORK_UNCHANGED, /* the same bytes as before */
    WORK_SKIPPED,   /* its refresh_key says so; columns is empty, and dump is
                       that of before, found good for today */
    WORK_FAILED,
    WORK_CANCELLED,
};

/* What came of one job. */
struct work_result {
    enum work_state state;
    struct manifest_dump dump; /* unless it failed; change is not set */
    struct buf columns;        /* its bytes, for the index and the change */
    struct err err;            /* if it failed */
    int64_t duration_ms;
};

/* Called after each job, from one thread at a time. */
typedef void work_progress_fn(void *context, const struct plan_job *job,
                              const struct work_result *result, size_t done,
                              size_t total);

struct work {
    const struct catalogue *catalogue;
    const struct plan *plan;
    const struct format *format;
    struct store *store;
    struct date as_of;
    int64_t now_s;
    work_progress_fn *progress; /* or NULL */
    void *progress_context;
    const atomic_bool *is_cancelled; /* or NULL; interrupts queries, too */
};

/* Runs all jobs; results[i] belongs to plan->jobs[i]. What cannot be done is
   told in the results. */
void work_run(const struct work *work, struct work_result *results);
void work_results_release(struct work_result *results, size_t count);

#endif
