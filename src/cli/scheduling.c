/*
 * The project is read anew before every run, so that a template that was
 * changed needs no signal; a configuration that is wrong is refused, and the
 * project as it was before goes on, until it is put right.
 */
#include "cli/scheduling.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/log.h"
#include "cli/hooks.h"
#include "refresh/jobs.h"
#include "refresh/refresh.h"
#include "scheduler/worker.h"

enum { LOGS_KEPT = 1000 };

/* A project as it was read at one moment. */
struct loaded {
    struct arena *arena;
    struct project project;
    struct jobs *jobs;
};

struct scheduling {
    struct invocation *call;
    struct loaded *loaded;
    struct hooks *hooks;
};

/* ---- the configuration ---- */

static void unload(struct loaded *loaded)
{
    if (!loaded)
        return;
    jobs_close(loaded->jobs);
    arena_free(loaded->arena);
}

static bool first_mistake(const struct project *project, struct arena *arena,
                          struct err *err)
{
    for (size_t i = 0; i < project->report.count; i++) {
        const struct report_item *item = &project->report.items[i];
        if (project_is_mistaken(item))
            return !err_set(err, ERR_INPUT, "%s", report_line(item, arena).ptr);
    }
    return false;
}

static struct loaded *load(struct scheduling *s, struct err *err)
{
    struct arena *arena = arena_new();
    struct loaded *loaded = ARENA_NEW(arena, struct loaded);
    struct invocation call = *s->call;

    loaded->arena = arena;
    call.arena = arena;
    project_load(&call, &loaded->project);
    if (!first_mistake(&loaded->project, arena, err)) {
        loaded->jobs = jobs_open(loaded->project.catalogue, err);
        if (loaded->jobs)
            return loaded;
    }
    unload(loaded);
    return NULL;
}

static bool reload(void *context, const struct run_job **jobs, size_t *count,
                   struct err *err)
{
    struct scheduling *s = context;
    struct loaded *loaded = load(s, err);

    if (!loaded)
        return false;
    unload(s->loaded);
    s->loaded = loaded;
    hooks_configure(s->hooks, loaded->project.catalogue->settings);
    *jobs = loaded->jobs->items;
    *count = loaded->jobs->count;
    return true;
}

static bool list_published(void *context, struct arena *arena,
                           const struct run_published **published,
                           size_t *count, struct err *err)
{
    (void)context;
    return jobs_list_published("dumps", arena, published, count, err);
}

/* ---- a run's log ---- */

static FILE *open_log(const struct run *run)
{
    char path[128];
    struct err err = {0};
    FILE *file = NULL;

    snprintf(path, sizeof(path), SCHEDULING_LOGS "/%06" PRId64 ".log",
             run->id - LOGS_KEPT);
    unlink(path);
    snprintf(path, sizeof(path), SCHEDULING_LOGS "/%06" PRId64 ".log", run->id);
    if (fs_make_dirs(SCHEDULING_LOGS, &err))
        file = fopen(path, "ae");
    if (!file)
        log_event(
            LOG_WARNING, "no_run_log",
            (struct log_field[]){log_text("path", str_from(path)), log_end()});
    return file;
}

static void log_line(FILE *file, const char *what, struct str id,
                     const char *text)
{
    char now[DATE_TIME_TEXT_SIZE];

    if (!file)
        return;
    fprintf(file, "%s %-9s %.*s%s%s\n",
            date_format_time((int64_t)time(NULL), now), what, STR_ARG(id),
            text[0] ? "  " : "", text);
    fflush(file);
}

/* ---- a run ---- */

struct task_context {
    struct worker_task *task;
    FILE *log;
};

static enum run_result_state result_state(const struct work_result *result)
{
    switch (result->state) {
    case WORK_MADE:
        return RESULT_MADE;
    case WORK_UNCHANGED:
        return RESULT_UNCHANGED;
    case WORK_SKIPPED:
        return RESULT_SKIPPED;
    case WORK_FAILED:
    case WORK_CANCELLED:
        return RESULT_FAILED;
    }
    return RESULT_FAILED;
}

static void tell_progress(void *context, const struct plan_job *job,
                          const struct work_result *result, size_t done,
                          size_t total)
{
    struct task_context *c = context;
    struct run_result told = {
        .template_id = job->template->id,
        .state = result_state(result),
        .rows = result->dump.row_count,
        .bytes = result->dump.object.size_bytes,
        .duration_ms = result->duration_ms,
        .error = str_from(result->err.text),
    };
    char text[640];

    (void)done;
    if (result->state == WORK_CANCELLED)
        return;
    snprintf(text, sizeof(text),
             told.error.len > 0 ? "%s"
                                : "%s%" PRId64 " rows, %" PRId64
                                  " bytes, %" PRId64 " ms",
             result->err.text, told.rows, told.bytes, told.duration_ms);
    log_line(c->log, run_result_state_name(told.state), told.template_id, text);
    worker_tell(c->task, &told, total);
}

/* The logical day: as asked for; of a slot, the day it was due; else today. */
static bool find_day(const struct settings *settings, const struct run *run,
                     int64_t now_s, struct date *day, struct err *err)
{
    if (run->scope.as_of.len > 0)
        return date_parse(run->scope.as_of, day) ||
               err_set(err, ERR_INPUT, "\"%.*s\" is not a day",
                       STR_ARG(run->scope.as_of));
    return refresh_today(settings, run->is_request ? now_s : run->scheduled_s,
                         day, err);
}

static struct refresh_request make_request(struct scheduling *s,
                                           struct task_context *c)
{
    struct worker_task *task = c->task;
    const struct run *run = &task->run;
    struct refresh_request request = {
        .catalogue = s->loaded->project.catalogue,
        .report = &s->loaded->project.report,
        .dumps = "dumps",
        .scope = {.category = run->scope.category,
                  .template_id = run->scope.template_id,
                  .cadence = run->scope.cadence},
        .now_s = (int64_t)time(NULL),
        .run_key = run_key(run, task->arena),
        .holds_if_all_failed = task->may_retry,
        .progress = tell_progress,
        .progress_context = c,
        .is_cancelled = &task->is_cancelled,
    };

    if (!run->is_request)
        request.slot =
            (struct manifest_slot){.job = run->job, .slot_s = run->scheduled_s};
    return request;
}

static void add_outcome(struct run_outcome *sum,
                        const struct refresh_outcome *outcome)
{
    if (outcome->snapshot > 0)
        sum->snapshot = outcome->snapshot;
    sum->made += (int64_t)outcome->made_count;
    sum->unchanged += (int64_t)outcome->unchanged_count;
    sum->kept += (int64_t)outcome->kept_count;
    sum->failed += (int64_t)outcome->failure_count;
    sum->duration_ms += outcome->duration_ms;
}

/* One day, or, for history, each of the days asked for. */
static bool refresh_days(struct worker_task *task,
                         struct refresh_request *request, struct date last,
                         struct err *err)
{
    for (; request->as_of.day <= last.day; request->as_of.day++) {
        struct arena *arena = arena_new();
        struct refresh_outcome outcome;
        bool ok = refresh_run(request, arena, &outcome, err);
        if (ok)
            add_outcome(&task->outcome, &outcome);
        if (ok && outcome.warning.len > 0)
            log_event(LOG_WARNING, "run_warning",
                      (struct log_field[]){log_text("text", outcome.warning),
                                           log_end()});
        arena_free(arena);
        if (!ok)
            return false;
    }
    return true;
}

/* A disk may fail just behind the last step: then the slot is published, and
   must not be published again. */
static bool was_published(struct worker_task *task,
                          const struct refresh_request *request,
                          const struct err *err)
{
    if (request->is_history ||
        !jobs_is_published(request->dumps, request->run_key,
                           &task->outcome.snapshot))
        return false;
    log_event(
        LOG_WARNING, "run_warning",
        (struct log_field[]){log_text("text", str_from(err->text)), log_end()});
    return true;
}

static bool do_run(void *context, struct worker_task *task, struct err *err)
{
    struct scheduling *s = context;
    struct task_context c = {.task = task, .log = open_log(&task->run)};
    struct refresh_request request = make_request(s, &c);
    struct date last;
    bool ok;

    log_line(c.log, "begin", request.run_key, "");
    ok = find_day(s->loaded->project.catalogue->settings, &task->run,
                  request.now_s, &request.as_of, err);
    last = request.as_of;
    request.is_history = task->run.scope.history_until.len > 0;
    if (ok && request.is_history)
        ok = date_parse(task->run.scope.history_until, &last) ||
             err_set(err, ERR_INPUT, "\"%.*s\" is not a day",
                     STR_ARG(task->run.scope.history_until));
    ok = ok && (refresh_days(task, &request, last, err) ||
                was_published(task, &request, err));
    log_line(c.log, ok ? "end" : "failed", request.run_key,
             ok ? "" : err->text);
    if (c.log)
        fclose(c.log);
    return ok;
}

static void run_over(void *context, const struct run *run,
                     const struct run_outcome *outcome)
{
    const struct scheduling *s = context;

    hooks_tell_run(s->hooks, run, outcome);
}

int scheduling_run(struct invocation *call)
{
    struct scheduling s = {.call = call};
    const struct worker_duty duty = {.context = &s,
                                     .run = do_run,
                                     .over = run_over,
                                     .list_published = list_published,
                                     .reload = reload};
    struct err err = {0};
    sigset_t signals;
    bool ok;

    /* Blocked before any thread is made, so that all inherit it. */
    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    s.loaded = load(&s, &err);
    ok = s.loaded && fs_make_dirs("var", &err);
    if (ok)
        s.hooks = hooks_open(SCHEDULING_STATE, "dumps", &err);
    ok = s.hooks && worker_loop(SCHEDULING_STATE, SCHEDULING_LOCK, &duty, &err);
    hooks_close(s.hooks);
    unload(s.loaded);
    return ok ? EXIT_DONE : command_fail(&err);
}
