/*
 * Dumps: what there is, and one of them as JSON or CSV, whole or a part.
 */
#include "answer/difference.h"
#include "answer/listing.h"
#include "answer/parameters.h"
#include "base/json_write.h"
#include "http/app.h"
#include "http/problem.h"

enum { LIST_BYTES_MAX = 256 * 1024 * 1024, DIFF_ROWS_MAX = 1000 };

void api_dumps(void *app, const struct http_request *request,
               struct http_response *response)
{
    const struct served *served = app_served(app, request, response);
    struct buf out;

    if (!served)
        return;
    buf_init(&out, LIST_BYTES_MAX);
    listing_write_dumps(served, app_now_s(), &out);
    app_respond_json(&out, request, response);
}

void api_capabilities(void *app, const struct http_request *request,
                      struct http_response *response)
{
    const struct served *served = app_served(app, request, response);
    struct buf out;

    if (!served)
        return;
    buf_init(&out, LIST_BYTES_MAX);
    listing_write_capabilities(served, ((struct app *)app)->catalogue, &out);
    app_respond_json(&out, request, response);
}

void api_suggestions(void *app, const struct http_request *request,
                     struct http_response *response)
{
    const struct served *served = app_served(app, request, response);
    struct str text = {"", 0}, limit_text;
    int64_t limit = 8;
    struct buf out;

    if (!served)
        return;
    request_query(request, "q", &text);
    if (request_query(request, "limit", &limit_text))
        str_to_int(limit_text, 1, 50, &limit);
    buf_init(&out, LIST_BYTES_MAX);
    listing_write_suggestions(served, text, (size_t)limit, request->arena,
                              &out);
    app_respond_json(&out, request, response);
}

/* ---- one dump ---- */

enum form { FORM_JSON, FORM_CSV };

/* Takes ".json" or ".csv" from the end of the name. */
static enum form form_of(struct str *name)
{
    if (str_ends_with(*name, ".csv")) {
        name->len -= strlen(".csv");
        return FORM_CSV;
    }
    if (str_ends_with(*name, ".json"))
        name->len -= strlen(".json");
    return FORM_JSON;
}

/* The same request, under the id that the dump has now. */
static struct str moved_to(const struct http_request *request, struct str heir)
{
    struct str query = request->target, name = request_capture(request, "name");
    struct str path = str_cut(&query, '?'), bare = name;

    form_of(&bare);
    return arena_printf(request->arena, "/api/dumps/%.*s%.*s%s%.*s",
                        STR_ARG(heir), STR_ARG(str_skip(name, bare.len)),
                        path.len < request->target.len ? "?" : "",
                        STR_ARG(query));
}

static void respond_absent(const struct served *served, struct str id,
                           const struct http_request *request,
                           struct http_response *response)
{
    const struct manifest *m = snapshot_manifest(served->snapshot);
    const struct manifest_failure *failure = manifest_find_failure(m, id);
    bool is_deleted;
    struct str heir =
        arena_str(request->arena, listing_forward(served, id, &is_deleted));
    struct str nearest = arena_str(request->arena, listing_nearest(served, id));
    struct problem problem = {
        .status = 404,
        .detail =
            arena_printf(request->arena, "there is no dump %.*s", STR_ARG(id)),
        .hint = STR("GET /api/dumps lists them")};

    if (failure) {
        problem.status = 503;
        problem.code = "template_failed";
        problem.detail = arena_printf(
            request->arena, "%.*s has no dump, because its template fails",
            STR_ARG(id));
        problem.hint = (struct str)STR("GET /api/status says why");
    } else if (is_deleted) {
        problem.status = 410;
        problem.code = "deleted";
        problem.detail = arena_printf(request->arena,
                                      "the dump %.*s was deleted", STR_ARG(id));
    } else if (nearest.len > 0) {
        problem.meant = &nearest;
        problem.meant_count = 1;
    }
    response_restart(response);
    if (heir.len > 0) {
        response->status = 308;
        response->location = moved_to(request, heir);
        response_json(response, (struct str)STR("{}\n"));
        response->status = 308;
        return;
    }
    problem_respond(&problem, request, response);
}

static bool read_slots(const struct http_request *request,
                       struct parameters *parameters, struct err *err)
{
    for (size_t i = 0; i < request->query.count; i++) {
        struct str name = request->query.items[i].name;
        struct str value = request->query.items[i].value;
        int64_t limit;
        bool ok = true;
        if (str_starts_with(name, "where."))
            ok = parameters_where(parameters, str_skip(name, strlen("where.")),
                                  value, err);
        else if (str_is(name, "order"))
            ok = parameters_order(parameters, value, err);
        else if (str_is(name, "limit") &&
                 str_to_int(value, 1, COLUMNS_ROWS_MAX, &limit))
            parameters->slots.limit = (uint32_t)limit;
        if (!ok)
            return false;
    }
    return true;
}

static void respond_csv(const struct answer *answer,
                        const struct http_request *request,
                        struct http_response *response)
{
    struct str name = answer->dump->entry->id;
    struct buf out;

    str_cut(&name, '/');
    buf_init(&out, LIST_BYTES_MAX);
    listing_write_csv(&answer->rows, &out);
    response_text(response, "text/csv; charset=utf-8; header=present",
                  arena_str(request->arena, buf_str(&out)));
    buf_release(&out);
    response_header(response, request, "Content-Disposition",
                    arena_printf(request->arena,
                                 "attachment; filename=\"%.*s.csv\"",
                                 STR_ARG(name)));
    response->content_tag =
        arena_printf(request->arena, "%s-csv", answer->body.tag);
    response->expires_at_s = answer->body.expires_at_s;
}

/* A target names one answer of a snapshot, whatever stands in it. */
static struct str key_of(const struct http_request *request)
{
    static const char prefix[] = {'g', 'e', 't', ' '};
    size_t len = sizeof(prefix) + request->target.len;
    char *key = arena_alloc(request->arena, len);

    memcpy(key, prefix, sizeof(prefix));
    memcpy(key + sizeof(prefix), request->target.ptr, request->target.len);
    return (struct str){key, len};
}

static bool respond_kept(const struct served *served,
                         const struct http_request *request,
                         struct http_response *response)
{
    struct kept *kept;

    if (!request->accepts_gzip)
        return false;
    kept = kept_find(served->kept, key_of(request), app_now_s());
    if (kept)
        response_keep(response, kept);
    return kept != NULL;
}

static void respond_json(const struct served *served, struct answer *answer,
                         const struct http_request *request,
                         struct http_response *response)
{
    struct kept *kept = NULL;

    if (served->kept && request->accepts_gzip)
        kept = answer_keep(served, key_of(request), answer, app_now_s());
    if (kept)
        response_keep(response, kept);
    else
        app_respond(served, answer, request, response);
}

static struct str id_of(const struct http_request *request, struct str name)
{
    return arena_printf(request->arena, "%.*s/%.*s",
                        STR_ARG(request_capture(request, "category")),
                        STR_ARG(name));
}

/* The dump, whole or a part of it; `served` is held by the response. */
static void respond_dump(const struct served *served, struct str id,
                         enum form form, const struct http_request *request,
                         struct http_response *response)
{
    const struct snapshot_dump *dump = snapshot_find(served->snapshot, id);
    struct parameters parameters = {.arena = request->arena};
    struct answer *answer;
    struct err err = {0};

    if (!dump) {
        respond_absent(served, id, request, response);
        return;
    }
    parameters.columns = &dump->columns;
    parameters.slots = choose_all();
    answer = ARENA_NEW(request->arena, struct answer);
    if (!read_slots(request, &parameters, &err) ||
        !answer_dump(served, dump, &parameters.slots, app_now_s(),
                     request->arena, answer, &err)) {
        response_restart(response);
        problem_respond_err(&err, request, response);
    } else if (form == FORM_CSV) {
        respond_csv(answer, request, response);
    } else {
        respond_json(served, answer, request, response);
    }
}

/* ---- the past ---- */

static void release_past(void *served)
{
    served_release(served);
}

/* Reads the dump as it was from disk, and shows it like one that is current.
   It is never stale: it is what was asked for. */
static void show_past(void *context, const struct http_request *request,
                      struct http_response *response)
{
    struct app *app = context;
    struct served *now = current_get(app->current);
    struct str name = request_capture(request, "name"), text;
    enum form form = form_of(&name);
    struct str id = id_of(request, name);
    struct snapshot *snapshot = NULL;
    struct past_moment moment;
    struct err err = {0};

    if ((request_query(request, "snapshot", &text) ||
         request_query(request, "as_of", &text)) &&
        now && past_parse(text, &moment, &err))
        snapshot = past_open(app->dumps, id, moment, &err);
    if (snapshot) {
        struct served *past = served_open_past(snapshot, now->project);
        response->release = release_past;
        response->release_context = past;
        respond_dump(past, id, form, request, response);
        response->expires_at_s = 0;
    } else if (!now) {
        app_served(app, request, response);
    } else {
        problem_respond_err(&err, request, response);
    }
    served_release(now);
}

static bool has_query(const struct http_request *request, const char *name)
{
    struct str ignored;
    return request_query(request, name, &ignored);
}

void api_dump(void *app, const struct http_request *request,
              struct http_response *response)
{
    bool by_number = has_query(request, "snapshot");
    bool by_day = has_query(request, "as_of");
    const struct served *served;
    struct str name;
    enum form form;

    if (by_number && by_day) {
        struct err err = {0};
        err_set(&err, ERR_INPUT, "snapshot and as_of exclude each other");
        problem_respond_err(&err, request, response);
        return;
    }
    if (by_number || by_day) {
        response->later = show_past;
        return;
    }
    served = app_served(app, request, response);
    if (!served || respond_kept(served, request, response))
        return;
    name = request_capture(request, "name");
    form = form_of(&name);
    respond_dump(served, id_of(request, name), form, request, response);
}

static void show_history(void *context, const struct http_request *request,
                         struct http_response *response)
{
    const struct app *app = context;
    struct str id = id_of(request, request_capture(request, "name"));
    struct past_list list;
    struct err err = {0};
    struct buf out;

    if (!past_list(app->dumps, id, request->arena, &list, &err)) {
        problem_respond_err(&err, request, response);
        return;
    }
    buf_init(&out, LIST_BYTES_MAX);
    difference_write_history(id, &list, &out);
    app_respond_json(&out, request, response);
}

void api_dump_history(void *app, const struct http_request *request,
                      struct http_response *response)
{
    (void)app;
    (void)request;
    response->later = show_history;
}

static void show_diff(void *context, const struct http_request *request,
                      struct http_response *response)
{
    const struct app *app = context;
    struct difference_request asked = {
        .dumps = app->dumps,
        .id = id_of(request, request_capture(request, "name"))};
    const struct template *template =
        catalogue_read(app->catalogue, asked.id, request->arena);
    struct err err = {0};
    struct buf out;

    request_query(request, "from", &asked.from);
    request_query(request, "to", &asked.to);
    if (template) {
        asked.key = template->key.items;
        asked.key_count = template->key.count;
    }
    buf_init(&out, LIST_BYTES_MAX);
    if (difference_write(&asked, DIFF_ROWS_MAX, &out, &err)) {
        app_respond_json(&out, request, response);
        return;
    }
    buf_release(&out);
    problem_respond_err(&err, request, response);
}

void api_dump_diff(void *app, const struct http_request *request,
                   struct http_response *response)
{
    (void)app;
    (void)request;
    response->later = show_diff;
}
