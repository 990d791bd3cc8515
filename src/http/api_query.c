/*
 * Questions: one by one, or many in a batch.
 */
#include "base/json.h"
#include "base/json_write.h"
#include "http/app.h"
#include "http/problem.h"

enum { BODY_DEPTH_MAX = 8, BATCH_BYTES_MAX = 128 * 1024 * 1024 };

static void count_outcome(struct app *app, enum route_status status)
{
    switch (status) {
    case ROUTE_HIT:
        atomic_fetch_add(&app->hits, 1);
        break;
    case ROUTE_CLARIFY:
        atomic_fetch_add(&app->clarifications, 1);
        break;
    case ROUTE_MISS:
        atomic_fetch_add(&app->misses, 1);
        break;
    }
}

static void answer_and_respond(struct app *app,
                               const struct answer_request *asked,
                               const struct http_request *request,
                               struct http_response *response)
{
    const struct served *served = app_served(app, request, response);
    struct kept *kept = NULL;
    struct answer *answer;

    if (!served)
        return;
    answer = ARENA_NEW(request->arena, struct answer);
    if (request->accepts_gzip)
        kept = answer_question_kept(served, asked, request->arena, answer);
    else
        answer_question(served, asked, request->arena, answer);
    count_outcome(app, kept ? kept->status : answer->route->status);
    if (kept)
        response_keep(response, kept);
    else
        app_respond(served, answer, request, response);
}

static bool read_day(struct str text, struct answer_request *asked,
                     struct err *err)
{
    asked->has_as_of = date_parse(text, &asked->as_of);
    return asked->has_as_of || err_set(err, ERR_INPUT,
                                       "as_of \"%.40s\" is not a day: write "
                                       "YYYY-MM-DD",
                                       text.len < 40 ? text.ptr : "...");
}

void api_query_get(void *app, const struct http_request *request,
                   struct http_response *response)
{
    struct answer_request asked = {.now_s = app_now_s()};
    struct str as_of, explain;
    struct err err = {0};

    request_query(request, "q", &asked.question);
    request_query(request, "context", &asked.context);
    if (request_query(request, "explain", &explain))
        asked.explain = str_is(explain, "1") || str_is(explain, "true");
    if (request_query(request, "as_of", &as_of) &&
        !read_day(as_of, &asked, &err))
        problem_respond_err(&err, request, response);
    else
        answer_and_respond(app, &asked, request, response);
}

/* ---- bodies ---- */

static bool read_text(const struct json *member, struct arena *arena,
                      struct str *text, struct err *err)
{
    if (!json_is_string(member))
        return err_set(err, ERR_INPUT, "\"%.*s\" must be a string",
                       STR_ARG(json_name(member)));
    *text = arena_str(arena, json_string(member));
    return true;
}

/* One member of {"query":..., "context":..., "as_of":..., "explain":...}. */
static bool read_member(const struct json *member, struct arena *arena,
                        struct answer_request *asked, bool *has_question,
                        struct err *err)
{
    struct str name = json_name(member), as_of;

    if (str_is(name, "query")) {
        *has_question = true;
        return read_text(member, arena, &asked->question, err);
    }
    if (str_is(name, "context"))
        return read_text(member, arena, &asked->context, err);
    if (str_is(name, "as_of"))
        return read_text(member, arena, &as_of, err) &&
               read_day(as_of, asked, err);
    if (str_is(name, "explain")) {
        asked->explain = json_bool(member);
        return json_is_bool(member) ||
               err_set(err, ERR_INPUT, "\"explain\" must be true or false");
    }
    return err_set(err, ERR_INPUT,
                   "unknown member \"%.60s\": expected query, context, as_of "
                   "or explain",
                   name.ptr);
}

/* A question of a body or of a batch: an object, or just the text. */
static bool read_question(const struct json *value, struct arena *arena,
                          struct answer_request *asked, struct err *err)
{
    bool has_question = false;

    if (json_is_string(value)) {
        asked->question = arena_str(arena, json_string(value));
        return true;
    }
    if (!json_is_object(value))
        return err_set(err, ERR_INPUT,
                       "expected an object: {\"query\": \"...\"}");
    for (const struct json *m = json_first(value); m; m = json_next(m))
        if (!read_member(m, arena, asked, &has_question, err))
            return false;
    return has_question || err_set(err, ERR_INPUT,
                                   "\"query\" is missing: send {\"query\": "
                                   "\"your question\"}");
}

static struct json *parse_body(const struct http_request *request,
                               struct err *err)
{
    const struct json_limits limits = {.max_bytes = SIZE_MAX,
                                       .max_depth = BODY_DEPTH_MAX};
    return json_parse(request->body, &limits, err);
}

static bool is_object(const struct json *body, struct err *err)
{
    return json_is_object(body) ||
           err_set(err, ERR_INPUT, "expected an object: {\"query\": \"...\"}");
}

void api_query_post(void *app, const struct http_request *request,
                    struct http_response *response)
{
    struct answer_request asked = {.now_s = app_now_s()};
    struct err err = {0};
    struct json *body = parse_body(request, &err);
    bool ok = body && is_object(body, &err) &&
              read_question(body, request->arena, &asked, &err);

    json_free(body);
    if (ok)
        answer_and_respond(app, &asked, request, response);
    else
        problem_respond_err(&err, request, response);
}

/* ---- batches ---- */

static void write_error(const struct err *err, struct buf *out)
{
    buf_add_text(out, "{\"status\":\"error\"");
    json_write_member(out, "error", str_from(err->text));
    buf_add_char(out, '}');
}

/* Answers as parts: stored rows are lent, all else lives in `kept`. */
struct batch {
    struct app *app;
    const struct served *served;
    int64_t now_s;
    struct arena *kept, *scratch; /* one answer long */
    struct gzip_part *parts;
    size_t count;
    size_t bytes; /* unpacked */
};

static void add_part(struct batch *batch, struct gzip_part part)
{
    if (!part.packed)
        part.bytes = arena_str(batch->kept, part.bytes);
    batch->bytes += part.packed ? part.packed->raw_bytes : part.bytes.len;
    batch->parts[batch->count++] = part;
}

static void add_text(struct batch *batch, const char *text)
{
    add_part(batch, (struct gzip_part){.bytes = str_from(text)});
}

/* Each question fails alone. */
static void add_answer(struct batch *batch, const struct json *value)
{
    struct answer_request asked = {.now_s = batch->now_s};
    struct answer answer;
    struct err wrong = {0};
    struct buf out;

    if (!read_question(value, batch->scratch, &asked, &wrong)) {
        buf_init_in(&out, batch->scratch, 64 * 1024);
        write_error(&wrong, &out);
        add_part(batch, (struct gzip_part){.bytes = buf_str(&out)});
        return;
    }
    answer_question(batch->served, &asked, batch->scratch, &answer);
    count_outcome(batch->app, answer.route->status);
    for (size_t i = 0; i < answer.body.part_count; i++)
        add_part(batch, answer.body.parts[i]);
}

static bool add_answers(struct batch *batch, const struct json *queries,
                        struct err *err)
{
    const struct json *q = json_first(queries);

    batch->parts =
        ARENA_ARRAY(batch->kept, struct gzip_part,
                    json_count(queries) * (ANSWER_PARTS_MAX + 1) + 2);
    batch->scratch = arena_new();
    add_text(batch, "{\"answers\":[");
    for (; q && batch->bytes <= BATCH_BYTES_MAX; q = json_next(q)) {
        if (q != json_first(queries))
            add_text(batch, ",");
        add_answer(batch, q);
        arena_reset(batch->scratch);
    }
    add_text(batch, "]}\n");
    arena_free(batch->scratch);
    return batch->bytes <= BATCH_BYTES_MAX ||
           err_set(err, ERR_LIMIT,
                   "the answers are over %d bytes: ask for fewer at once",
                   BATCH_BYTES_MAX);
}

static bool check_batch(const struct app *app, const struct json *body,
                        struct err *err)
{
    const struct json *queries = json_get(body, "queries");
    int64_t max = app->catalogue->settings->max_batch_questions;

    if (!json_is_array(queries) || json_count(body) != 1)
        return err_set(err, ERR_INPUT,
                       "expected {\"queries\": [\"...\", {\"query\": "
                       "\"...\"}]}");
    if ((int64_t)json_count(queries) > max)
        return err_set(err, ERR_INPUT, "at most %d questions in one batch",
                       (int)max);
    return true;
}

void api_batch(void *app, const struct http_request *request,
               struct http_response *response)
{
    struct err err = {0};
    struct json *body = parse_body(request, &err);
    struct batch batch = {
        .app = app, .now_s = app_now_s(), .kept = request->arena};
    bool ok = body && check_batch(app, body, &err);

    if (ok) {
        batch.served = app_served(app, request, response);
        if (!batch.served) {
            json_free(body);
            return;
        }
        ok = add_answers(&batch, json_get(body, "queries"), &err);
    }
    json_free(body);
    if (ok) {
        response_set_parts(response, batch.parts, batch.count);
        return;
    }
    response_restart(response);
    problem_respond_err(&err, request, response);
}
