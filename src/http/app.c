#include "http/app.h"

#include <time.h>

#include "answer/kept.h"
#include "http/problem.h"
#include "scheduler/run_json.h"
#include "scheduler/worker.h"

int64_t app_now_s(void)
{
    return (int64_t)time(NULL);
}

static void release_served(void *served)
{
    served_release(served);
}

const struct served *app_served(struct app *app,
                                const struct http_request *request,
                                struct http_response *response)
{
    struct served *served = current_get(app->current);
    struct err problem = {0};

    if (served) {
        response->release = release_served;
        response->release_context = served;
        return served;
    }
    current_problem(app->current, &problem);
    problem_respond(
        &(struct problem){
            .status = 503,
            .code = "no_snapshot",
            .detail = STR("no snapshot can be served yet"),
            .hint = arena_str(request->arena,
                              problem.code == ERR_NOT_FOUND
                                  ? (struct str)STR("run `reckoner regenerate`")
                                  : (struct str)STR("see GET /ready")),
            .retry_after_s = 10},
        request, response);
    return NULL;
}

void app_respond(const struct served *served, struct answer *answer,
                 const struct http_request *request,
                 struct http_response *response)
{
    const struct answer_body *body = &answer->body;

    if (!request->accepts_gzip)
        response->raw = answer_unpack(served, answer);
    for (size_t i = 0; i < body->part_count; i++) {
        if (body->parts[i].packed)
            response_add_packed(response, body->parts[i].packed);
        else
            response_add_bytes(response, body->parts[i].bytes);
    }
    response->content_tag = str_from(body->tag);
    response->expires_at_s = body->expires_at_s;
}

void app_respond_json(struct buf *out, const struct http_request *request,
                      struct http_response *response)
{
    buf_add_char(out, '\n');
    response_json(response, arena_str(request->arena, buf_str(out)));
    buf_release(out);
}

static void write_labelled(struct buf *out, const char *outcome, uint64_t count)
{
    buf_printf(out, "reckoner_questions_total{outcome=\"%s\"} %llu\n", outcome,
               (unsigned long long)count);
}

static void write_outcomes(struct app *app, struct buf *out)
{
    buf_add_text(out, "# HELP reckoner_questions_total Questions by what came "
                      "of them.\n"
                      "# TYPE reckoner_questions_total counter\n");
    write_labelled(out, "hit", atomic_load(&app->hits));
    write_labelled(out, "clarify", atomic_load(&app->clarifications));
    write_labelled(out, "miss", atomic_load(&app->misses));
    metrics_write_one(out, "reckoner_tokens_total", "counter",
                      "Tokens of language models spent on answers.", 0);
}

static void write_kept(const struct served *served, struct buf *out)
{
    size_t count, bytes;

    kept_count(served->kept, &count, &bytes);
    metrics_write_one(out, "reckoner_kept_answers", "gauge",
                      "Answers that are kept ready to be sent.", (double)count);
    metrics_write_one(out, "reckoner_kept_answer_bytes", "gauge",
                      "Memory that they take.", (double)bytes);
}

static void write_snapshot(const struct served *served, struct buf *out)
{
    const struct manifest *m = snapshot_manifest(served->snapshot);
    int64_t now_s = app_now_s();
    size_t stale = 0, old = 0, restated = 0;
    int64_t oldest_s = now_s;

    for (size_t i = 0; i < m->dump_count; i++) {
        stale += answer_is_stale(&m->dumps[i], now_s);
        old += m->dumps[i].error.len > 0;
        restated += m->dumps[i].change.rows_restated > 0;
        if (m->dumps[i].generated_at_s < oldest_s)
            oldest_s = m->dumps[i].generated_at_s;
    }
    metrics_write_one(out, "reckoner_oldest_dump_age_seconds", "gauge",
                      "Since the oldest dump was made or found unchanged.",
                      (double)(now_s - oldest_s));
    metrics_write_one(out, "reckoner_dumps_restated", "gauge",
                      "Dumps in which a number of a closed period changed.",
                      (double)restated);
    metrics_write_one(out, "reckoner_snapshot_number", "gauge",
                      "The snapshot that is served.", (double)m->number);
    metrics_write_one(out, "reckoner_snapshot_age_seconds", "gauge",
                      "Since it was published.",
                      (double)(now_s - m->finished_at_s));
    metrics_write_one(out, "reckoner_dumps", "gauge", "Dumps in it.",
                      (double)m->dump_count);
    metrics_write_one(out, "reckoner_dumps_stale", "gauge",
                      "Dumps past their max_age.", (double)stale);
    metrics_write_one(out, "reckoner_dumps_old", "gauge",
                      "Dumps whose last refresh failed.", (double)old);
    metrics_write_one(out, "reckoner_templates_failed", "gauge",
                      "Templates without a dump.", (double)m->failure_count);
}

struct job_metric {
    const char *name, *help;
    double (*value)(const struct run_standing *job, int64_t now_s);
};

static double lateness(const struct run_standing *job, int64_t now_s)
{
    return (double)run_json_lateness_s(job, now_s);
}

static double last_slot(const struct run_standing *job, int64_t now_s)
{
    (void)now_s;
    return (double)job->last_slot_s;
}

static double next_slot(const struct run_standing *job, int64_t now_s)
{
    (void)now_s;
    return (double)job->next_s;
}

static double has_failed(const struct run_standing *job, int64_t now_s)
{
    (void)now_s;
    return job->last_run_id > 0 &&
           (job->last_state == RUN_FAILED || job->last_state == RUN_PARTIAL);
}

static void write_jobs(const struct run_standing_list *jobs, struct buf *out)
{
    static const struct job_metric metrics[] = {
        {"reckoner_cadence_late_seconds",
         "Since the oldest slot that is due and not published.", lateness},
        {"reckoner_cadence_last_slot_seconds",
         "The newest slot that was published; 0: none.", last_slot},
        {"reckoner_cadence_next_slot_seconds", "The next slot.", next_slot},
        {"reckoner_cadence_failed",
         "1 if the last run failed, wholly or in part.", has_failed},
    };
    int64_t now_s = app_now_s();

    for (size_t i = 0; i < COUNT(metrics); i++) {
        buf_printf(out, "# HELP %s %s\n# TYPE %s gauge\n", metrics[i].name,
                   metrics[i].help, metrics[i].name);
        for (size_t j = 0; j < jobs->count; j++)
            buf_printf(out, "%s{cadence=\"%.*s\"} %.15g\n", metrics[i].name,
                       STR_ARG(jobs->items[j].name),
                       metrics[i].value(&jobs->items[j], now_s));
    }
}

static void write_runs(const struct run_totals *totals, struct buf *out)
{
    buf_add_text(out, "# HELP reckoner_runs_total Runs by what came of them.\n"
                      "# TYPE reckoner_runs_total counter\n");
    for (size_t i = 0; i < COUNT(totals->by_state); i++)
        if (run_state_is_over((enum run_state)i))
            buf_printf(out, "reckoner_runs_total{state=\"%s\"} %lld\n",
                       run_state_name((enum run_state)i),
                       (long long)totals->by_state[i]);
}

static void write_scheduler(const struct app *app, struct buf *out)
{
    struct arena *arena = arena_new();
    struct run_standing_list jobs;
    struct run_heartbeat heartbeat;
    struct run_totals totals;
    struct err err = {0};
    struct run_store *store = run_store_open(app->state_path, &err);

    if (store && run_store_heartbeat(store, arena, &heartbeat, &err) &&
        run_store_standing(store, arena, &jobs, &err) &&
        run_store_totals(store, &totals, &err)) {
        metrics_write_one(out, "reckoner_scheduler_alive", "gauge",
                          "1 if a scheduler is at work.",
                          worker_is_alive(&heartbeat, app_now_s()) ? 1 : 0);
        write_jobs(&jobs, out);
        write_runs(&totals, out);
    }
    run_store_close(store);
    arena_free(arena);
}

void app_write_metrics(void *context, struct buf *out)
{
    struct app *app = context;
    struct served *served = current_get(app->current);
    struct err problem;

    write_outcomes(app, out);
    metrics_write_one(out, "reckoner_snapshot_refused", "gauge",
                      "1 if what is published is damaged and not served.",
                      current_problem(app->current, &problem) ? 1 : 0);
    metrics_write_one(out, "reckoner_start_time_seconds", "gauge",
                      "When the server started.", (double)app->started_at_s);
    if (served) {
        write_snapshot(served, out);
        write_kept(served, out);
    }
    if (app->state_path)
        write_scheduler(app, out);
    served_release(served);
}
