/*
 * How the server itself is.
 */
#include <unistd.h>

#include "answer/envelope.h"
#include "base/json_write.h"
#include "base/version.h"
#include "http/app.h"
#include "http/problem.h"
#include "scheduler/run_json.h"

enum { STATUS_BYTES_MAX = 256 * 1024 * 1024 };

static void write_snapshot(const struct manifest *m, struct buf *out)
{
    json_write_open(out, "snapshot", '{');
    json_write_member_int(out, "number", m->number);
    json_write_member_date(out, "as_of", m->as_of);
    json_write_member_int(out, "dumps", (int64_t)m->dump_count);
    json_write_member_int(out, "failed", (int64_t)m->failure_count);
    buf_add_char(out, '}');
    json_write_open(out, "last_run", '{');
    json_write_member(out, "key", m->run_key);
    json_write_member_time(out, "started_at", m->started_at_s);
    json_write_member_time(out, "finished_at", m->finished_at_s);
    json_write_member(out, "program", m->program);
    buf_add_char(out, '}');
}

static void write_dump(const struct manifest_dump *dump, int64_t now_s,
                       struct buf *out)
{
    json_write_comma(out);
    buf_add_char(out, '{');
    json_write_member(out, "id", dump->id);
    json_write_member_date(out, "as_of", dump->as_of);
    json_write_member_time(out, "generated_at", dump->generated_at_s);
    json_write_member_time(out, "expires_at", dump->expires_at_s);
    json_write_member_bool(out, "stale", answer_is_stale(dump, now_s));
    if (dump->change.rows_restated > 0)
        json_write_member_int(out, "rows_restated", dump->change.rows_restated);
    if (dump->error.len > 0)
        json_write_member(out, "error", dump->error);
    buf_add_char(out, '}');
}

static void write_dumps(const struct manifest *m, struct buf *out)
{
    int64_t now_s = app_now_s();

    json_write_open(out, "dumps", '[');
    for (size_t i = 0; i < m->dump_count; i++)
        write_dump(&m->dumps[i], now_s, out);
    buf_add_char(out, ']');
    json_write_open(out, "failed", '[');
    for (size_t i = 0; i < m->failure_count; i++) {
        json_write_comma(out);
        buf_add_char(out, '{');
        json_write_member(out, "id", m->failures[i].id);
        json_write_member(out, "error", m->failures[i].error);
        buf_add_char(out, '}');
    }
    buf_add_char(out, ']');
}

static void write_questions(struct app *app, struct buf *out)
{
    uint64_t hits = atomic_load(&app->hits);
    uint64_t clarifications = atomic_load(&app->clarifications);
    uint64_t misses = atomic_load(&app->misses);
    uint64_t all = hits + clarifications + misses;

    json_write_open(out, "questions", '{');
    json_write_member_int(out, "asked", (int64_t)all);
    json_write_member_int(out, "hit", (int64_t)hits);
    json_write_member_int(out, "clarify", (int64_t)clarifications);
    json_write_member_int(out, "miss", (int64_t)misses);
    json_write_next_key(out, "hit_ratio");
    if (all == 0)
        buf_add_text(out, "null");
    else
        buf_printf(out, "%.4f", (double)hits / (double)all);
    buf_add_char(out, '}');
    json_write_open(out, "tokens", '{');
    json_write_member_int(out, "spent", 0);
    json_write_member_int(out, "questions_answered_without", (int64_t)hits);
    buf_add_char(out, '}');
}

static void write_problem(struct app *app, struct buf *out)
{
    struct err problem;

    json_write_next_key(out, "problem");
    if (current_problem(app->current, &problem))
        json_write_string(out, str_from(problem.text));
    else
        buf_add_text(out, "null");
}

/* Whether somebody regenerates, and how each cadence stands. */
static void write_scheduler(const struct app *app, struct arena *arena,
                            struct buf *out)
{
    struct run_standing_list jobs;
    struct run_heartbeat heartbeat;
    struct err err = {0};
    struct run_store *store = run_store_open(app->state_path, &err);

    if (store && run_store_heartbeat(store, arena, &heartbeat, &err) &&
        run_store_standing(store, arena, &jobs, &err)) {
        json_write_next_key(out, "scheduler");
        run_json_write_heartbeat(&heartbeat, app_now_s(), out);
        json_write_open(out, "cadences", '[');
        for (size_t i = 0; i < jobs.count; i++) {
            json_write_comma(out);
            run_json_write_standing(&jobs.items[i], app_now_s(), out);
        }
        buf_add_char(out, ']');
    }
    run_store_close(store);
}

static void show_status(void *context, const struct http_request *request,
                        struct http_response *response)
{
    struct app *app = context;
    struct served *served = current_get(app->current);
    struct err problem;
    struct buf out;

    buf_init(&out, STATUS_BYTES_MAX);
    buf_add_char(&out, '{');
    json_write_member(&out, "project", app->catalogue->settings->name);
    json_write_member(&out, "status",
                      str_from(!served ? "down"
                               : current_problem(app->current, &problem)
                                   ? "degraded"
                                   : "ok"));
    json_write_member(&out, "version", str_from(VERSION));
    json_write_member_time(&out, "started_at", app->started_at_s);
    write_problem(app, &out);
    write_questions(app, &out);
    if (served) {
        write_snapshot(snapshot_manifest(served->snapshot), &out);
        write_dumps(snapshot_manifest(served->snapshot), &out);
    }
    if (app->state_path)
        write_scheduler(app, request->arena, &out);
    buf_add_char(&out, '}');
    app_respond_json(&out, request, response);
    served_release(served);
}

void api_status(void *app, const struct http_request *request,
                struct http_response *response)
{
    (void)app;
    (void)request;
    response->later = show_status;
}

void api_ready(void *context, const struct http_request *request,
               struct http_response *response)
{
    struct app *app = context;
    struct served *served = current_get(app->current);
    struct buf out;

    buf_init(&out, STATUS_BYTES_MAX);
    buf_add_char(&out, '{');
    json_write_member_bool(&out, "ready", served != NULL);
    if (served)
        json_write_member_int(&out, "snapshot",
                              snapshot_manifest(served->snapshot)->number);
    write_problem(app, &out);
    buf_add_char(&out, '}');
    app_respond_json(&out, request, response);
    response->status = served ? 200 : 503;
    response->retry_after_s = served ? 0 : 10;
    served_release(served);
}

static void show_metrics(void *context, const struct http_request *request,
                         struct http_response *response)
{
    struct app *app = context;
    struct buf out;

    buf_init(&out, STATUS_BYTES_MAX);
    metrics_write(app->metrics, &out);
    response_text(response, "text/plain; version=0.0.4; charset=utf-8",
                  arena_str(request->arena, buf_str(&out)));
    buf_release(&out);
}

void api_metrics(void *app, const struct http_request *request,
                 struct http_response *response)
{
    (void)app;
    (void)request;
    response->later = show_metrics;
}
