/*
 * The loop never waits longer than half a second, so that a request of another
 * process is taken at once, and a clock that was set is seen at once; a timer
 * that is cancelled when the clock is set would save two wake-ups a second and
 * need a second way to be woken by requests.
 *
 * Durations are measured with the monotonic clock by who does the run; the
 * clock on the wall says only which slots are due.
 */
#include "scheduler/worker.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/service.h"

enum { BUSY_AGAIN_S = 5 };

struct worker {
    const struct worker_duty *duty;
    struct run_store *store;
    int lock_fd, signal_fd, wake_fd;
    const struct run_job *jobs;
    size_t job_count;
    int64_t *next_s; /* for each job, when to plan it again */
    int64_t seen_s;  /* the clock at the last look */
    int64_t beat_ms;
    struct run_heartbeat heartbeat;
    char problem[512];
    bool wants_reload, is_stopping;

    /* The run under way. */
    bool has_task;
    struct worker_task task;
    pthread_t thread;
    struct err task_err;
    bool task_ok;
    atomic_bool is_task_over;
    bool is_cancelled_by_operator;

    pthread_mutex_t mutex; /* guards what the run's thread has told */
    struct arena *told_arena;
    struct run_result *told;
    size_t told_count, told_capacity, told_total;
};

static int64_t clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t wall_s(void)
{
    return (int64_t)time(NULL);
}

/* What the loop cannot do is said, and tried again at its next turn. */
static void complain(const char *event, const struct err *err)
{
    log_event(LOG_ERROR, event,
              (struct log_field[]){log_text("error", str_from(err->text)),
                                   log_end()});
}

static void log_run(const char *event, const struct run *run,
                    const struct run_outcome *outcome)
{
    char slot[DATE_TIME_TEXT_SIZE];

    date_format_time(run->scheduled_s, slot);
    log_event(
        outcome && outcome->state != RUN_DONE ? LOG_WARNING : LOG_INFO, event,
        (struct log_field[]){
            log_int("run", run->id), log_text("job", run->job),
            log_text("slot", str_from(slot)),
            log_text("state", str_from(run_state_name(outcome ? outcome->state
                                                              : run->state))),
            log_int("snapshot", outcome ? outcome->snapshot : 0),
            log_text("error", outcome ? outcome->error : (struct str){"", 0}),
            log_end()});
}

/* ---- the run's thread ---- */

void worker_tell(struct worker_task *task, const struct run_result *result,
                 size_t total)
{
    struct worker *w = task->worker;
    struct run_result *copy;

    pthread_mutex_lock(&w->mutex);
    w->told = arena_grow(w->told_arena, w->told, w->told_count,
                         &w->told_capacity, sizeof(struct run_result));
    copy = &w->told[w->told_count++];
    *copy = *result;
    copy->template_id = arena_str(w->told_arena, result->template_id);
    copy->error = arena_str(w->told_arena, result->error);
    w->told_total = total;
    pthread_mutex_unlock(&w->mutex);
}

static void *do_task(void *argument)
{
    struct worker *w = argument;
    uint64_t one = 1;

    w->task_ok = w->duty->run(w->duty->context, &w->task, &w->task_err);
    atomic_store(&w->is_task_over, true);
    (void)!write(w->wake_fd, &one, sizeof(one));
    return NULL;
}

/* Writes what was told to the table. */
static void record_told(struct worker *w)
{
    struct err err = {0};

    pthread_mutex_lock(&w->mutex);
    if (w->told_count > 0) {
        if (!run_store_add_results(w->store, w->task.run.id, w->told,
                                   w->told_count, (int64_t)w->told_total, &err))
            complain("results_not_recorded", &err);
        arena_reset(w->told_arena);
        w->told = NULL;
        w->told_count = w->told_capacity = 0;
    }
    pthread_mutex_unlock(&w->mutex);
}

/* ---- the configuration ---- */

static void reload(struct worker *w)
{
    struct err err = {0};

    w->wants_reload = false;
    if (!w->duty->reload(w->duty->context, &w->jobs, &w->job_count, &err)) {
        complain("configuration_refused", &err);
        snprintf(w->problem, sizeof(w->problem), "%s", err.text);
        w->heartbeat.problem = str_from(w->problem);
        return;
    }
    w->heartbeat.problem = (struct str){"", 0};
    free(w->next_s);
    w->next_s = MEMORY_ARRAY(int64_t, w->job_count);
    if (!run_store_keep_jobs(w->store, w->jobs, w->job_count, &err))
        complain("jobs_not_recorded", &err);
}

/* ---- slots ---- */

static void plan(struct worker *w)
{
    int64_t now_s = wall_s();
    bool went_back = now_s < w->seen_s;

    w->seen_s = now_s;
    for (size_t i = 0; i < w->job_count; i++) {
        bool job_went_back = false;
        struct err err = {0};
        if (now_s < w->next_s[i] && !went_back)
            continue;
        if (!run_store_plan(w->store, &w->jobs[i], now_s, &w->next_s[i],
                            &job_went_back, &err)) {
            complain("not_planned", &err);
            w->next_s[i] = 0;
        }
        if (job_went_back)
            log_event(LOG_WARNING, "clock_went_back",
                      (struct log_field[]){log_text("job", w->jobs[i].name),
                                           log_end()});
    }
}

/* ---- one run ---- */

static void start_task(struct worker *w)
{
    w->has_task = true;
    w->is_cancelled_by_operator = false;
    w->task_err = (struct err){0};
    w->task.outcome = (struct run_outcome){0};
    w->task.worker = w;
    w->task.may_retry =
        !w->task.run.is_request && w->task.run.attempt <= w->task.run.retries;
    atomic_store(&w->task.is_cancelled, false);
    atomic_store(&w->is_task_over, false);
    log_run("run_started", &w->task.run, NULL);
    /* Without a thread the run is done here: late signals are better than a
       run that is lost. */
    if (pthread_create(&w->thread, NULL, do_task, w) == 0)
        return;
    do_task(w);
    w->thread = pthread_self();
}

static void take_run(struct worker *w)
{
    struct err err = {0};

    arena_reset(w->task.arena);
    if (!run_store_claim(w->store, wall_s(), w->task.arena, &w->task.run,
                         &err)) {
        complain("queue_not_read", &err);
        return;
    }
    if (w->task.run.id == 0)
        return;
    reload(w);
    start_task(w);
}

/* What becomes of a run that published nothing: false if it is over. */
static bool is_handed_back(struct worker *w, struct err *err)
{
    const struct run *run = &w->task.run;
    struct str error = str_from(w->task_err.text);
    int64_t now_s = wall_s();

    if (w->is_cancelled_by_operator)
        return false;
    if (w->is_stopping)
        return run_store_hand_back(w->store, run->id, now_s, false,
                                   (struct str){"", 0}, err);
    if (w->task_err.code == ERR_BUSY)
        return run_store_hand_back(w->store, run->id, now_s + BUSY_AGAIN_S,
                                   false, error, err);
    if (!w->task.may_retry)
        return false;
    log_event(LOG_WARNING, "run_to_be_retried",
              (struct log_field[]){log_int("run", run->id),
                                   log_int("attempt", run->attempt),
                                   log_text("error", error), log_end()});
    return run_store_hand_back(
        w->store, run->id,
        now_s + planner_backoff_s(run->job, run->retry_base_s, run->attempt),
        true, error, err);
}

static void judge_outcome(struct worker *w)
{
    struct run_outcome *outcome = &w->task.outcome;

    if (w->task_ok) {
        outcome->state = outcome->failed > 0 ? RUN_PARTIAL : RUN_DONE;
        return;
    }
    outcome->state = w->is_cancelled_by_operator ? RUN_CANCELLED : RUN_FAILED;
    outcome->error = str_from(w->task_err.text);
}

static void end_task(struct worker *w)
{
    struct err err = {0};

    if (!pthread_equal(w->thread, pthread_self()))
        pthread_join(w->thread, NULL);
    w->has_task = false;
    record_told(w);
    if (!w->task_ok && is_handed_back(w, &err))
        return;
    judge_outcome(w);
    /* Not recorded, it is reconciled when a scheduler starts. */
    if (!run_store_finish(w->store, w->task.run.id, &w->task.outcome, wall_s(),
                          &err))
        complain("run_not_recorded", &err);
    log_run("run_over", &w->task.run, &w->task.outcome);
    w->duty->over(w->duty->context, &w->task.run, &w->task.outcome);
}

static void watch_task(struct worker *w)
{
    struct err err = {0};
    bool wanted = false;

    record_told(w);
    if (atomic_load(&w->is_task_over)) {
        end_task(w);
        return;
    }
    if (!run_store_wants_cancel(w->store, w->task.run.id, &wanted, &err))
        complain("queue_not_read", &err);
    if (wanted)
        w->is_cancelled_by_operator = true;
    if (wanted || w->is_stopping)
        atomic_store(&w->task.is_cancelled, true);
}

/* ---- the loop ---- */

static void beat(struct worker *w)
{
    int64_t now_ms = clock_ms();
    struct err err = {0};

    if (w->beat_ms > 0 && now_ms - w->beat_ms < WORKER_BEAT_S * 1000)
        return;
    w->beat_ms = now_ms;
    w->heartbeat.beat_s = wall_s();
    if (!run_store_beat(w->store, &w->heartbeat, &err))
        complain("no_heartbeat", &err);
    service_notify("WATCHDOG=1");
}

static void read_signals(struct worker *w)
{
    struct signalfd_siginfo info;

    while (read(w->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
        if (info.ssi_signo == SIGHUP)
            w->wants_reload = true;
        else
            w->is_stopping = true;
    }
}

static void wait_a_moment(struct worker *w)
{
    struct pollfd fds[] = {{.fd = w->signal_fd, .events = POLLIN},
                           {.fd = w->wake_fd, .events = POLLIN}};
    uint64_t count;

    if (poll(fds, COUNT(fds),
             w->has_task ? WORKER_BUSY_WAIT_MS : WORKER_WAIT_MS) <= 0)
        return;
    read_signals(w);
    (void)!read(w->wake_fd, &count, sizeof(count));
}

static void turn(struct worker *w)
{
    beat(w);
    if (w->wants_reload && !w->has_task)
        reload(w);
    plan(w);
    if (w->has_task)
        watch_task(w);
    if (!w->has_task && !w->is_stopping)
        take_run(w);
}

static bool open_worker(struct worker *w, const char *state_path,
                        const char *lock_path, struct err *err)
{
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    w->store = run_store_open(state_path, err);
    if (!w->store)
        return false;
    w->lock_fd = fs_lock(lock_path, err);
    if (w->lock_fd < 0)
        return err->code == ERR_BUSY
                   ? err_set(err, ERR_BUSY,
                             "another scheduler is at work in this project")
                   : false;
    w->signal_fd = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
    w->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return (w->signal_fd >= 0 && w->wake_fd >= 0) ||
           err_errno(err, "make the scheduler's signals");
}

static bool reconcile(struct worker *w, struct err *err)
{
    struct arena *arena = arena_new();
    const struct run_published *published;
    size_t count;
    bool ok;

    ok = w->duty->list_published(w->duty->context, arena, &published, &count,
                                 err) &&
         run_store_reconcile(w->store, published, count, wall_s(), err);
    arena_free(arena);
    return ok;
}

static void close_worker(struct worker *w)
{
    const int fds[] = {w->signal_fd, w->wake_fd, w->lock_fd};

    run_store_close(w->store);
    for (size_t i = 0; i < COUNT(fds); i++)
        if (fds[i] >= 0)
            close(fds[i]);
    free(w->next_s);
    arena_free(w->told_arena);
    arena_free(w->task.arena);
    pthread_mutex_destroy(&w->mutex);
}

bool worker_loop(const char *state_path, const char *lock_path,
                 const struct worker_duty *duty, struct err *err)
{
    struct worker w = {.duty = duty,
                       .lock_fd = -1,
                       .signal_fd = -1,
                       .wake_fd = -1,
                       .told_arena = arena_new(),
                       .task = {.arena = arena_new()},
                       .heartbeat = {.pid = getpid(), .started_s = wall_s()}};
    bool ok;

    pthread_mutex_init(&w.mutex, NULL);
    ok = open_worker(&w, state_path, lock_path, err) && reconcile(&w, err);
    if (ok) {
        reload(&w);
        turn(&w);
        service_notify("READY=1");
        while (!w.is_stopping || w.has_task) {
            wait_a_moment(&w);
            turn(&w);
        }
        service_notify("STOPPING=1");
        w.heartbeat.beat_s = 0;
        ok = run_store_beat(w.store, &w.heartbeat, err);
    }
    close_worker(&w);
    return ok;
}

bool worker_is_alive(const struct run_heartbeat *heartbeat, int64_t now_s)
{
    return heartbeat->beat_s > 0 &&
           llabs((long long)(now_s - heartbeat->beat_s)) <= WORKER_ALIVE_S;
}
