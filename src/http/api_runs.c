/*
 * Runs: asking for one, following it, cancelling it, and what comes next.
 *
 * All of it is in the table that the scheduler keeps, a file; so every handler
 * here is done in a thread that may wait.
 */
#include <stdlib.h>

#include "base/json.h"
#include "base/json_write.h"
#include "base/memory.h"
#include "base/zone.h"
#include "http/app.h"
#include "http/asked_run.h"
#include "http/problem.h"
#include "scheduler/cadence.h"
#include "scheduler/run_json.h"
#include "scheduler/worker.h"

enum {
    RUNS_BYTES_MAX = 64 * 1024 * 1024,
    RUNS_DEFAULT = 20,
    RESULTS_MAX = 200000,
    SLOTS_DEFAULT = 10,
    EVENTS_AT_ONCE = 500,
    EVENTS_INTERVAL_MS = 250,
};

/* What the handlers share: the store, open, or the response made a problem. */
static struct run_store *open_store(struct app *app,
                                    const struct http_request *request,
                                    struct http_response *response)
{
    struct err err = {0};
    struct run_store *store = run_store_open(app->state_path, &err);

    if (!store)
        problem_respond_err(&err, request, response);
    return store;
}

/* ---- asking for a run ---- */

static void respond_no_scheduler(const struct http_request *request,
                                 struct http_response *response)
{
    problem_respond(
        &(struct problem){
            .status = 503,
            .code = "no_scheduler",
            .detail = STR("no scheduler is at work, so nobody would do it"),
            .hint = STR("start `reckoner schedule`, or `reckoner run`"),
            .retry_after_s = 30},
        request, response);
}

/* The run that is under way and must end first; 0 if there is none. */
static bool find_running(struct run_store *store, struct arena *arena,
                         int64_t *run_id, struct err *err)
{
    const struct run_filter filter = {.only_unfinished = true, .limit = 100};
    struct run_list list;

    *run_id = 0;
    if (!run_store_list(store, &filter, arena, &list, err))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (list.items[i].state == RUN_RUNNING)
            *run_id = list.items[i].id;
    return true;
}

static bool request_run(struct run_store *store, const struct run_scope *scope,
                        const struct http_request *request,
                        struct http_response *response, struct err *err)
{
    int64_t run_id, running;
    struct buf out;
    bool joined;

    if (!run_store_request(store, scope, app_now_s(), &run_id, &joined, err) ||
        !find_running(store, request->arena, &running, err))
        return false;
    buf_init(&out, RUNS_BYTES_MAX);
    buf_add_char(&out, '{');
    json_write_member_int(&out, "id", run_id);
    json_write_member(&out, "state", str_from("queued"));
    json_write_member_bool(&out, "joined", joined);
    if (running > 0 && running != run_id)
        json_write_member_int(&out, "waits_for", running);
    buf_add_char(&out, '}');
    app_respond_json(&out, request, response);
    response->status = 202;
    response->location =
        arena_printf(request->arena, "/api/runs/%lld", (long long)run_id);
    return true;
}

static void regenerate(void *context, const struct http_request *request,
                       struct http_response *response)
{
    struct app *app = context;
    struct run_heartbeat heartbeat;
    struct run_scope scope;
    struct run_store *store;
    struct err err = {0};
    bool ok;

    if (!asked_run_read(app, request, &scope, &err)) {
        problem_respond_err(&err, request, response);
        return;
    }
    store = open_store(app, request, response);
    if (!store)
        return;
    ok = run_store_heartbeat(store, request->arena, &heartbeat, &err);
    if (ok && !worker_is_alive(&heartbeat, app_now_s()))
        respond_no_scheduler(request, response);
    else if (!ok ||
             !asked_run_check_cadence(app, store, &scope, request->arena,
                                      &err) ||
             !request_run(store, &scope, request, response, &err))
        problem_respond_err(&err, request, response);
    run_store_close(store);
}

void api_regenerate(void *app, const struct http_request *request,
                    struct http_response *response)
{
    (void)app;
    (void)request;
    response->later = regenerate;
}

/* ---- looking at runs ---- */

static int64_t number_of(const struct http_request *request, const char *name,
                         int64_t otherwise)
{
    struct str text;
    int64_t number = otherwise;

    if (request_query(request, name, &text))
        str_to_int(text, 0, INT64_C(1) << 53, &number);
    return number;
}

static void list_runs(void *context, const struct http_request *request,
                      struct http_response *response)
{
    struct run_store *store = open_store(context, request, response);
    struct run_filter filter = {
        .before_id = number_of(request, "before", 0),
        .limit = (size_t)number_of(request, "limit", RUNS_DEFAULT)};
    struct run_list list;
    struct err err = {0};
    struct buf out;

    if (!store)
        return;
    request_query(request, "job", &filter.job);
    if (run_store_list(store, &filter, request->arena, &list, &err)) {
        buf_init(&out, RUNS_BYTES_MAX);
        buf_add_text(&out, "{\"runs\":[");
        for (size_t i = 0; i < list.count; i++) {
            json_write_comma(&out);
            run_json_write(&list.items[i], &out);
        }
        buf_add_text(&out, "]}");
        app_respond_json(&out, request, response);
    } else {
        problem_respond_err(&err, request, response);
    }
    run_store_close(store);
}

void api_runs(void *app, const struct http_request *request,
              struct http_response *response)
{
    (void)app;
    (void)request;
    response->later = list_runs;
}

/* The number in the path; a text that is none names no run. */
static int64_t run_id_of(const struct http_request *request)
{
    int64_t id = 0;

    str_to_int(request_capture(request, "id"), 1, INT64_C(1) << 53, &id);
    return id;
}

static bool write_run(struct run_store *store,
                      const struct http_request *request, struct buf *out,
                      struct err *err)
{
    struct run_result_list results;
    struct run run;

    if (!run_store_get(store, run_id_of(request), request->arena, &run, err) ||
        !run_store_results(store, run.id, 0, RESULTS_MAX, request->arena,
                           &results, err))
        return false;
    run_json_write(&run, out);
    out->len--; /* opens the object again */
    buf_add_text(out, ",\"templates\":[");
    for (size_t i = 0; i < results.count; i++) {
        json_write_comma(out);
        run_json_write_result(&results.items[i], out);
    }
    buf_add_text(out, "]}");
    return true;
}

static void show_run(void *context, const struct http_request *request,
                     struct http_response *response)
{
    struct run_store *store = open_store(context, request, response);
    struct err err = {0};
    struct buf out;

    if (!store)
        return;
    buf_init(&out, RUNS_BYTES_MAX);
    if (write_run(store, request, &out, &err)) {
        app_respond_json(&out, request, response);
    } else {
        buf_release(&out);
        problem_respond_err(&err, request, response);
    }
    run_store_close(store);
}

void api_run(void *app, const struct http_request *request,
             struct http_response *response)
{
    (void)app;
    (void)request;
    response->later = show_run;
}

static void cancel_run(void *context, const struct http_request *request,
                       struct http_response *response)
{
    struct run_store *store = open_store(context, request, response);
    struct err err = {0};

    if (!store)
        return;
    if (run_store_cancel(store, run_id_of(request), app_now_s(), &err)) {
        run_store_close(store);
        show_run(context, request, response);
        if (response->status == 200)
            response->status = 202;
        return;
    }
    run_store_close(store);
    problem_respond_err(&err, request, response);
}

void api_run_cancel(void *app, const struct http_request *request,
                    struct http_response *response)
{
    (void)app;
    (void)request;
    response->later = cancel_run;
}

/* ---- following a run ---- */

struct following {
    struct run_store *store;
    struct arena *arena; /* reset at every look */
    int64_t run_id, after;
    int64_t done_count;
    enum run_state state;
    bool was_told;
};

static void end_following(void *context)
{
    struct following *f = context;

    run_store_close(f->store);
    arena_free(f->arena);
    free(f);
}

static void tell_run(struct following *f, const struct run *run,
                     struct buf *out)
{
    bool is_new = !f->was_told || run->state != f->state ||
                  run->done_count != f->done_count;

    if (!is_new)
        return;
    f->was_told = true;
    f->state = run->state;
    f->done_count = run->done_count;
    buf_add_text(out, "event: run\ndata: ");
    run_json_write(run, out);
    buf_add_text(out, "\n\n");
}

/* The run is read first: what it says to be done is then among the results. */
static bool follow(void *context, struct buf *out)
{
    struct following *f = context;
    struct run_result_list results;
    struct err err = {0};
    struct run run;

    arena_reset(f->arena);
    if (!run_store_get(f->store, f->run_id, f->arena, &run, &err) ||
        !run_store_results(f->store, f->run_id, f->after, EVENTS_AT_ONCE,
                           f->arena, &results, &err))
        return false;
    for (size_t i = 0; i < results.count; i++) {
        buf_printf(out, "id: %lld\nevent: template\ndata: ",
                   (long long)results.items[i].number);
        run_json_write_result(&results.items[i], out);
        buf_add_text(out, "\n\n");
        f->after = results.items[i].number;
    }
    tell_run(f, &run, out);
    return results.count > 0 || !run_state_is_over(run.state);
}

static void follow_run(void *context, const struct http_request *request,
                       struct http_response *response)
{
    struct run_store *store = open_store(context, request, response);
    struct following *f;
    struct str last_id;
    struct err err = {0};
    struct run run;

    if (!store)
        return;
    if (!run_store_get(store, run_id_of(request), request->arena, &run, &err)) {
        run_store_close(store);
        problem_respond_err(&err, request, response);
        return;
    }
    f = memory_array(1, sizeof(*f));
    *f = (struct following){
        .store = store, .arena = arena_new(), .run_id = run.id};
    if (request_header(request, "last-event-id", &last_id))
        str_to_int(last_id, 0, INT64_C(1) << 53, &f->after);
    response->content_type = (struct str)STR("text/event-stream");
    response->stream = follow;
    response->stream_context = f;
    response->stream_interval_ms = EVENTS_INTERVAL_MS;
    response->release = end_following;
    response->release_context = f;
}

void api_run_events(void *app, const struct http_request *request,
                    struct http_response *response)
{
    (void)app;
    (void)request;
    response->later = follow_run;
}

/* ---- what comes next ---- */

struct upcoming {
    const struct run_standing *job;
    struct zone *zone;
    struct cadence cadence;
    int64_t next_s;
};

static size_t open_upcoming(const struct run_standing_list *list,
                            struct upcoming *jobs)
{
    int64_t now_s = app_now_s();
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++) {
        struct upcoming *job = &jobs[count];
        struct err ignored = {0};
        job->job = &list->items[i];
        job->zone = zone_open(job->job->zone, &ignored);
        if (!job->zone)
            continue;
        if (cadence_parse(&job->cadence, job->job->when, job->zone, &ignored)) {
            job->next_s = cadence_next(&job->cadence, now_s);
            count++;
        } else {
            zone_close(job->zone);
        }
    }
    return count;
}

static void write_upcoming(const struct upcoming *job, struct buf *out)
{
    char local[DATE_TIME_TEXT_SIZE];
    char abbreviation[ZONE_ABBREVIATION_SIZE];
    int64_t local_s = zone_local_s(job->zone, job->next_s);

    date_format_time(local_s, local);
    local[sizeof("2026-11-20T09:00:00") - 1] = '\0';
    json_write_comma(out);
    buf_add_char(out, '{');
    json_write_member(out, "cadence", job->job->name);
    json_write_member_time(out, "at", job->next_s);
    json_write_member(out, "local", str_from(local));
    json_write_member(out, "zone", job->job->zone);
    json_write_member(
        out, "abbreviation",
        str_from(zone_abbreviation(job->zone, job->next_s, abbreviation)));
    buf_add_char(out, '}');
}

static void write_schedule(struct upcoming *jobs, size_t count, int64_t max,
                           struct buf *out)
{
    buf_add_text(out, "{\"runs\":[");
    while (count > 0 && max-- > 0) {
        size_t first = 0;
        for (size_t i = 1; i < count; i++)
            if (jobs[i].next_s < jobs[first].next_s)
                first = i;
        write_upcoming(&jobs[first], out);
        jobs[first].next_s =
            cadence_next(&jobs[first].cadence, jobs[first].next_s);
    }
    buf_add_text(out, "]}");
}

static void show_schedule(void *context, const struct http_request *request,
                          struct http_response *response)
{
    struct run_store *store = open_store(context, request, response);
    struct run_standing_list list;
    struct upcoming *jobs;
    struct err err = {0};
    struct buf out;
    size_t count;

    if (!store)
        return;
    if (run_store_standing(store, request->arena, &list, &err)) {
        jobs = ARENA_ARRAY(request->arena, struct upcoming, list.count);
        count = open_upcoming(&list, jobs);
        buf_init(&out, RUNS_BYTES_MAX);
        write_schedule(jobs, count, number_of(request, "n", SLOTS_DEFAULT),
                       &out);
        for (size_t i = 0; i < count; i++)
            zone_close(jobs[i].zone);
        app_respond_json(&out, request, response);
    } else {
        problem_respond_err(&err, request, response);
    }
    run_store_close(store);
}

void api_schedule(void *app, const struct http_request *request,
                  struct http_response *response)
{
    (void)app;
    (void)request;
    response->later = show_schedule;
}
