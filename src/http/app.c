#include "http/app.h"

#include <time.h>

#include "http/problem.h"

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

    if (!response_accepts_gzip(request))
        response->raw = answer_unpack(served, answer);
    response->content_type = (struct str)STR("application/json");
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

static void write_snapshot(const struct served *served, struct buf *out)
{
    const struct manifest *m = snapshot_manifest(served->snapshot);
    int64_t now_s = app_now_s();
    size_t stale = 0, old = 0;

    for (size_t i = 0; i < m->dump_count; i++) {
        stale += answer_is_stale(&m->dumps[i], now_s);
        old += m->dumps[i].error.len > 0;
    }
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
    if (served)
        write_snapshot(served, out);
    served_release(served);
}
