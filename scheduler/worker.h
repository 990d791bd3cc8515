/*
 * worker.h - the scheduler's loop: plans what is due, takes one run at a time,
 * has it done, and records what came of it.
 *
 * It knows a run only as a function it was given. That function is called in a
 * thread of its own; all else happens in the thread that called worker_loop,
 * which is also the only one that uses the table of runs.
 *
 *     SIGHUP           reads the configuration again, between two runs
 *     SIGTERM, SIGINT  cancels the run, hands it back to the queue, and
 *                      returns
 *
 * Both are taken from a signalfd: block them before any thread is made.
 */
#ifndef SCHEDULER_WORKER_H
#define SCHEDULER_WORKER_H

#include <stdatomic.h>

#include "scheduler/run_store.h"

enum {
    WORKER_WAIT_MS = 500, /* at most between two looks at clock and queue */
    WORKER_BUSY_WAIT_MS = 100, /* while a run is under way */
    WORKER_BEAT_S = 5,
    WORKER_ALIVE_S = 30, /* a heartbeat older than that is a dead scheduler */
};

struct worker_task;

struct worker_duty {
    void *context;
    /* Does task->run and fills task->outcome, whose texts live in task->arena,
       or fails. In a thread of its own. */
    bool (*run)(void *context, struct worker_task *task, struct err *err);
    /* Called when a run is over, before the next one. */
    void (*over)(void *context, const struct run *run,
                 const struct run_outcome *outcome);
    /* What the manifests say was published; asked once, under the lock. */
    bool (*list_published)(void *context, struct arena *arena,
                           const struct run_published **published,
                           size_t *count, struct err *err);
    /* Reads the configuration again: the jobs, borrowed until the next call.
       What fails leaves the old ones. Never while a run is under way. */
    bool (*reload)(void *context, const struct run_job **jobs, size_t *count,
                   struct err *err);
};

/* One run, while it is done. */
struct worker_task {
    struct run run;
    struct arena *arena; /* of the run's thread */
    struct run_outcome outcome;
    atomic_bool is_cancelled; /* to be looked at now and then */
    bool may_retry;           /* it will be tried again if it fails */
    struct worker *worker;
};

/* Tells of one template that is done; the texts are copied. From one thread at
   a time. */
void worker_tell(struct worker_task *task, const struct run_result *result,
                 size_t total);

/* Runs until SIGTERM or SIGINT; takes the lock at `lock_path` first (ERR_BUSY:
   another scheduler lives), and reconciles the table. */
MUST_CHECK bool worker_loop(const char *state_path, const char *lock_path,
                            const struct worker_duty *duty, struct err *err);

/* Whether a scheduler lives that takes requests: its heart beat a moment ago.
 */
bool worker_is_alive(const struct run_heartbeat *heartbeat, int64_t now_s);

#endif
