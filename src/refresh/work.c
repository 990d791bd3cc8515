#include "refresh/work.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "analyse/insight.h"
#include "base/gzip.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/processors.h"
#include "generate/generate.h"
#include "refresh/probe.h"
#include "scheduler/planner.h"

enum {
    WORKERS_MAX = 16,
    CANCEL_WAIT_MS = 50, /* between two looks at the flag */
};

/* A configured source, opened for this run if a job needs it. */
struct opened {
    const struct setting_source *setting;
    struct source *source;
    struct source_view *view;
    struct err err; /* why it is not open */
    bool is_needed;
    bool is_lost; /* to be opened anew */
    pthread_mutex_t readers[WORKERS_MAX];
};

struct crew {
    const struct work *work;
    struct work_result *results;
    struct opened *sources;
    size_t source_count;
    int worker_count;
    size_t *todo; /* the jobs of this round */
    size_t todo_count;
    atomic_size_t next;
    int64_t retries_left;
    pthread_mutex_t progress_mutex; /* guards the next three */
    size_t done;
    size_t *put_off; /* the jobs of the next round */
    size_t put_off_count;
    pthread_mutex_t over_mutex;
    pthread_cond_t over_changed;
    bool is_over;
};

struct worker {
    struct crew *crew;
    int number;
    pthread_t thread;
    struct gzip_packer *packer;
};

static int64_t clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct opened *find_source(struct crew *crew, struct str name)
{
    const struct setting_source *setting =
        settings_source(crew->work->catalogue->settings, name);

    for (size_t i = 0; setting && i < crew->source_count; i++)
        if (crew->sources[i].setting == setting)
            return &crew->sources[i];
    return NULL;
}

/* Who cancels looks at it meanwhile. */
static void set_view(struct crew *crew, struct opened *opened,
                     struct source_view *view)
{
    pthread_mutex_lock(&crew->over_mutex);
    opened->view = view;
    pthread_mutex_unlock(&crew->over_mutex);
}

static void open_source(struct crew *crew, struct opened *opened)
{
    const struct settings *s = crew->work->catalogue->settings;
    struct source_options options = {
        .busy_timeout_ms = (int32_t)s->busy_timeout_ms,
        .sql_max_bytes = (size_t)s->sql_bytes,
        .value_max_bytes = (size_t)s->value_bytes,
        .hidden_tables = opened->setting->hidden_tables,
        .hidden_table_count = opened->setting->hidden_table_count,
    };
    struct source_view *view;

    opened->is_lost = false;
    opened->err = (struct err){0};
    opened->source = source_open(opened->setting->url, &options, &opened->err);
    if (!opened->source)
        return;
    view = source_view_open(opened->source, crew->worker_count, &opened->err);
    set_view(crew, opened, view);
}

static void close_source(struct crew *crew, struct opened *opened)
{
    struct source_view *view = opened->view;

    set_view(crew, opened, NULL);
    if (view)
        source_view_close(view);
    if (opened->source)
        source_close(opened->source);
    opened->source = NULL;
}

static void open_sources(struct crew *crew)
{
    const struct settings *s = crew->work->catalogue->settings;

    crew->source_count = s->source_count;
    crew->sources = MEMORY_ARRAY(struct opened, s->source_count);
    for (size_t i = 0; i < s->source_count; i++) {
        crew->sources[i].setting = &s->sources[i];
        for (int w = 0; w < WORKERS_MAX; w++)
            pthread_mutex_init(&crew->sources[i].readers[w], NULL);
    }
    for (size_t i = 0; i < crew->work->plan->job_count; i++) {
        struct opened *opened =
            find_source(crew, crew->work->plan->jobs[i].template->source);
        if (opened)
            opened->is_needed = true;
    }
    for (size_t i = 0; i < crew->source_count; i++)
        if (crew->sources[i].is_needed)
            open_source(crew, &crew->sources[i]);
}

static void close_sources(struct crew *crew)
{
    for (size_t i = 0; i < crew->source_count; i++) {
        close_source(crew, &crew->sources[i]);
        for (int w = 0; w < WORKERS_MAX; w++)
            pthread_mutex_destroy(&crew->sources[i].readers[w]);
    }
    free(crew->sources);
}

static struct generate_job make_job(const struct work *work,
                                    const struct template *template,
                                    const struct opened *opened)
{
    const struct settings *s = work->catalogue->settings;
    struct generate_job job = {
        .template = template,
        .as_of = work->as_of,
        .source_name = opened->setting->name,
        .currency = s->currency,
        .limits = {.rows = s->query_rows,
                   .bytes = s->query_bytes,
                   .timeout_ms = (int32_t)s->query_ms,
                   .cut_rows = true},
        .format = work->format,
        .write_insights = insights_write,
    };

    if (template->has_period)
        job.span = period_resolve(&template->period, work->as_of, &s->calendar);
    return job;
}

/* Compresses and stores both objects, and fills what the manifest says. */
static bool store_objects(const struct worker *worker, struct generated *made,
                          struct work_result *result, struct err *err)
{
    const struct work *work = worker->crew->work;
    struct gzip_packed packed;
    struct buf file;
    bool ok;

    buf_init(&file, LAYOUT_OBJECT_BYTES_MAX);
    ok = gzip_pack_with(worker->packer, buf_str(&made->json), &file, err) &&
         gzip_open(buf_str(&file), &packed, err) &&
         store_put(work->store, buf_str(&file), LAYOUT_DUMP,
                   &result->dump.object, err) &&
         store_put(work->store, buf_str(&made->columns), LAYOUT_COLUMNS,
                   &result->dump.columns, err);
    if (ok) {
        result->dump.raw_bytes = (int64_t)packed.raw_bytes;
        result->dump.crc32 = packed.crc32;
    }
    buf_release(&file);
    return ok;
}

static void describe_dump(const struct work *work, const struct plan_job *job,
                          const struct generate_job *made_as,
                          const struct generated *made,
                          struct manifest_dump *dump)
{
    const struct template *t = job->template;

    dump->id = t->id;
    memcpy(dump->template_hash, t->hash, sizeof(dump->template_hash));
    dump->source = made_as->source_name;
    dump->cadence = t->cadence;
    dump->as_of = work->as_of;
    dump->has_period = t->has_period;
    dump->from = made_as->span.from;
    dump->until = made_as->span.until;
    dump->generated_at_s = work->now_s;
    dump->max_age_s = t->max_age_s;
    dump->refuse_when_stale = t->on_stale == ON_STALE_REFUSE;
    dump->row_count = made->row_count;
    dump->is_complete = made->is_complete;
}

/* The dump of before, which is as good as one made now. */
static void keep_dump(const struct work *work, const struct plan_job *job,
                      struct work_result *result)
{
    result->state = WORK_SKIPPED;
    result->dump = *job->before;
    result->dump.cadence = job->template->cadence;
    result->dump.as_of = work->as_of;
    result->dump.generated_at_s = work->now_s;
    result->dump.change = (struct manifest_change){.is_known = true};
}

static bool make_dump(const struct worker *worker, const struct plan_job *job,
                      struct opened *opened, struct work_result *result)
{
    const struct work *work = worker->crew->work;
    struct generate_job generate = make_job(work, job->template, opened);
    int reader = worker->number % source_view_readers(opened->view);
    struct generated made;
    bool ok;

    generated_init(&made, (size_t)work->catalogue->settings->dump_bytes);
    pthread_mutex_lock(&opened->readers[reader]);
    ok = probe_run(&generate, opened->view, reader, result->dump.refresh_key,
                   &result->err);
    if (ok && probe_is_unchanged(job, &generate, result->dump.refresh_key)) {
        pthread_mutex_unlock(&opened->readers[reader]);
        keep_dump(work, job, result);
        generated_release(&made);
        return true;
    }
    ok = ok &&
         generate_dump(&generate, opened->view, reader, &made, &result->err);
    pthread_mutex_unlock(&opened->readers[reader]);
    if (ok) {
        describe_dump(work, job, &generate, &made, &result->dump);
        ok = store_objects(worker, &made, result, &result->err);
    }
    if (ok) {
        result->columns = made.columns;
        made.columns = (struct buf){0};
        result->state = job->before && strcmp(job->before->object.hash,
                                              result->dump.object.hash) == 0
                            ? WORK_UNCHANGED
                            : WORK_MADE;
    }
    generated_release(&made);
    return ok;
}

static bool is_cancelled(const struct work *work)
{
    return work->is_cancelled && atomic_load(work->is_cancelled);
}

static void try_job(const struct worker *worker, const struct plan_job *job,
                    struct work_result *result)
{
    struct crew *crew = worker->crew;
    struct opened *opened = find_source(crew, job->template->source);
    int64_t started_ms = clock_ms(), before_ms = result->duration_ms;

    *result = (struct work_result){.state = WORK_FAILED};
    if (is_cancelled(crew->work)) {
        result->state = WORK_CANCELLED;
        err_set(&result->err, ERR_BUSY, "the run was cancelled");
    } else if (!store_can_publish(crew->work->store, &result->err)) {
        result->state = WORK_CANCELLED;
    } else if (!opened) {
        err_set(&result->err, ERR_INPUT, "there is no source \"%.*s\"",
                STR_ARG(job->template->source));
    } else if (!opened->view) {
        result->err = opened->err;
    } else if (!make_dump(worker, job, opened, result) &&
               result->err.code == ERR_BUSY && is_cancelled(crew->work)) {
        result->state = WORK_CANCELLED;
    }
    result->duration_ms = before_ms + clock_ms() - started_ms;
}

/* A source that is busy or could not be read may be well in a moment; a
   mistake in a statement will not. */
static bool is_passing(const struct work_result *result)
{
    return result->state == WORK_FAILED &&
           (result->err.code == ERR_BUSY || result->err.code == ERR_UPSTREAM);
}

static void put_off(struct crew *crew, size_t i,
                    const struct work_result *result)
{
    log_event(LOG_WARNING, "template_to_be_retried",
              (struct log_field[]){
                  log_text("id", crew->work->plan->jobs[i].template->id),
                  log_text("error", str_from(result->err.text)), log_end()});
    crew->put_off[crew->put_off_count++] = i;
}

static void do_job(const struct worker *worker, size_t i)
{
    struct crew *crew = worker->crew;
    const struct plan_job *job = &crew->work->plan->jobs[i];
    struct work_result *result = &crew->results[i];

    try_job(worker, job, result);
    pthread_mutex_lock(&crew->progress_mutex);
    if (crew->retries_left > 0 && is_passing(result)) {
        put_off(crew, i, result);
    } else {
        crew->done++;
        if (crew->work->progress)
            crew->work->progress(crew->work->progress_context, job, result,
                                 crew->done, crew->work->plan->job_count);
    }
    pthread_mutex_unlock(&crew->progress_mutex);
}

static void *run_worker(void *argument)
{
    struct worker *worker = argument;
    struct crew *crew = worker->crew;

    worker->packer = gzip_packer_new();
    for (;;) {
        size_t i = atomic_fetch_add(&crew->next, 1);
        if (i >= crew->todo_count)
            break;
        do_job(worker, crew->todo[i]);
    }
    gzip_packer_free(worker->packer);
    return NULL;
}

/* ---- cancelling ---- */

static void cancel_queries(struct crew *crew)
{
    for (size_t i = 0; i < crew->source_count; i++) {
        struct source_view *view = crew->sources[i].view;
        for (int r = 0; view && r < source_view_readers(view); r++)
            source_cancel(view, r);
    }
}

static struct timespec soon(void)
{
    struct timespec at;

    clock_gettime(CLOCK_REALTIME, &at);
    at.tv_nsec += (long)CANCEL_WAIT_MS * 1000000;
    at.tv_sec += at.tv_nsec / 1000000000;
    at.tv_nsec %= 1000000000;
    return at;
}

/* Looks at the flag until the run is over. It cancels again each time: a query
   may have begun just behind the last one, and knows nothing of it. */
static void *watch_for_cancel(void *argument)
{
    struct crew *crew = argument;

    pthread_mutex_lock(&crew->over_mutex);
    while (!crew->is_over) {
        struct timespec until = soon();
        if (is_cancelled(crew->work))
            cancel_queries(crew);
        pthread_cond_timedwait(&crew->over_changed, &crew->over_mutex, &until);
    }
    pthread_mutex_unlock(&crew->over_mutex);
    return NULL;
}

static void end_watch(struct crew *crew, pthread_t watch)
{
    pthread_mutex_lock(&crew->over_mutex);
    crew->is_over = true;
    pthread_cond_signal(&crew->over_changed);
    pthread_mutex_unlock(&crew->over_mutex);
    pthread_join(watch, NULL);
}

/* ---- the workers ---- */

static int count_workers(const struct work *work)
{
    int64_t count = work->catalogue->settings->refresh_workers;

    if (count == 0)
        count = (int64_t)processors_usable();
    if (count > WORKERS_MAX)
        count = WORKERS_MAX;
    if (count > (int64_t)work->plan->job_count)
        count = (int64_t)work->plan->job_count;
    return count < 1 ? 1 : (int)count;
}

static void run_workers(struct crew *crew)
{
    struct worker workers[WORKERS_MAX];
    int started = 1;

    /* This thread is the first worker; others that cannot be had are done
       without. */
    for (int i = 1; i < crew->worker_count; i++) {
        workers[started] = (struct worker){.crew = crew, .number = i};
        if (pthread_create(&workers[started].thread, NULL, run_worker,
                           &workers[started]) == 0)
            started++;
    }
    workers[0] = (struct worker){.crew = crew};
    run_worker(&workers[0]);
    for (int i = 1; i < started; i++)
        pthread_join(workers[i].thread, NULL);
}

/* ---- the rounds ---- */

/* All jobs are to be done, those that were put off again. */
static void init_rounds(struct crew *crew)
{
    size_t count = crew->work->plan->job_count;

    crew->todo = MEMORY_ARRAY(size_t, count);
    crew->put_off = MEMORY_ARRAY(size_t, count);
    crew->todo_count = count;
    for (size_t i = 0; i < count; i++)
        crew->todo[i] = i;
    crew->retries_left = crew->work->catalogue->settings->refresh_retries;
}

static void wait_for_round(struct crew *crew)
{
    const struct settings *s = crew->work->catalogue->settings;
    int64_t round = s->refresh_retries - crew->retries_left;
    int64_t until_ms =
        clock_ms() + planner_backoff_s((struct str)STR("templates"),
                                       s->refresh_retry_wait_s, round) *
                         1000;

    while (clock_ms() < until_ms && !is_cancelled(crew->work))
        nanosleep(&(struct timespec){.tv_nsec = CANCEL_WAIT_MS * 1000000L},
                  NULL);
}

/* A view that could not be opened, or that an error may have ended, is opened
   anew. Who reads through it may see a newer state than the templates that were
   done before: better than the state of the run before. */
static void open_again(struct crew *crew)
{
    for (size_t i = 0; i < crew->todo_count; i++) {
        size_t job = crew->todo[i];
        struct opened *opened =
            find_source(crew, crew->work->plan->jobs[job].template->source);
        opened->is_lost |=
            !opened->view || crew->results[job].err.code == ERR_UPSTREAM;
    }
    for (size_t i = 0; i < crew->source_count; i++) {
        struct opened *opened = &crew->sources[i];
        if (!opened->is_lost)
            continue;
        close_source(crew, opened);
        open_source(crew, opened);
    }
}

/* What was put off is to be done. */
static void begin_round(struct crew *crew)
{
    size_t *done = crew->todo;

    crew->todo = crew->put_off;
    crew->todo_count = crew->put_off_count;
    crew->put_off = done;
    crew->put_off_count = 0;
    atomic_store(&crew->next, 0);
    crew->retries_left--;
    wait_for_round(crew);
    open_again(crew);
}

static void run_rounds(struct crew *crew)
{
    init_rounds(crew);
    run_workers(crew);
    while (crew->put_off_count > 0) {
        begin_round(crew);
        run_workers(crew);
    }
    free(crew->todo);
    free(crew->put_off);
}

void work_run(const struct work *work, struct work_result *results)
{
    struct crew crew = {.work = work, .results = results};
    pthread_t watch;
    bool is_watched;

    crew.worker_count = count_workers(work);
    pthread_mutex_init(&crew.progress_mutex, NULL);
    pthread_mutex_init(&crew.over_mutex, NULL);
    pthread_cond_init(&crew.over_changed, NULL);
    open_sources(&crew);
    /* Without it, a run is cancelled between two templates only. */
    is_watched = work->is_cancelled &&
                 pthread_create(&watch, NULL, watch_for_cancel, &crew) == 0;
    run_rounds(&crew);
    if (is_watched)
        end_watch(&crew, watch);
    close_sources(&crew);
    pthread_cond_destroy(&crew.over_changed);
    pthread_mutex_destroy(&crew.over_mutex);
    pthread_mutex_destroy(&crew.progress_mutex);
}

void work_results_release(struct work_result *results, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_release(&results[i].columns);
}
