#include "http/asked_run.h"

#include "base/json.h"
#include "query/catalogue.h"

enum { HISTORY_DAYS_MAX = 3660 };

static bool check_day(struct str text, const char *name, struct date *day,
                      struct err *err)
{
    return date_parse(text, day) ||
           err_set(err, ERR_INPUT,
                   "\"%s\" must be a day like 2026-11-20, not \"%.*s\"", name,
                   text.len < 40 ? (int)text.len : 40, text.ptr);
}

static bool read_scope_member(const struct json *member, struct arena *arena,
                              struct run_scope *scope, struct err *err)
{
    const struct {
        const char *name;
        struct str *value;
    } members[] = {
        {"category", &scope->category}, {"template", &scope->template_id},
        {"cadence", &scope->cadence},   {"as_of", &scope->as_of},
        {"from", &scope->as_of},        {"to", &scope->history_until}};

    for (size_t i = 0; i < COUNT(members); i++) {
        if (!str_is(json_name(member), members[i].name))
            continue;
        if (!json_is_string(member) || json_string(member).len == 0)
            return err_set(err, ERR_INPUT, "\"%s\" must be a text",
                           members[i].name);
        if (members[i].value->len > 0)
            return err_set(err, ERR_INPUT,
                           "\"as_of\" and \"from\" exclude each other");
        *members[i].value = arena_str(arena, json_string(member));
        return true;
    }
    return err_set(err, ERR_INPUT,
                   "unknown member \"%.60s\": expected category, template, "
                   "cadence, as_of, from or to",
                   arena_str(arena, json_name(member)).ptr);
}

/* The names; the scheduler reads the templates itself, and may know more of
   them than this process: so only what is plainly wrong is refused here. */
static bool check_names(const struct catalogue *catalogue,
                        const struct run_scope *scope, struct err *err)
{
    int count = (scope->category.len > 0) + (scope->template_id.len > 0) +
                (scope->cadence.len > 0);

    if (count > 1)
        return err_set(err, ERR_INPUT,
                       "category, template and cadence exclude each other");
    if (scope->template_id.len > 0 &&
        !catalogue_has(catalogue, scope->template_id) &&
        !catalogue_has_file(catalogue, scope->template_id)) {
        struct str nearest = catalogue_nearest(catalogue, scope->template_id);
        return err_set(err, ERR_NOT_FOUND,
                       "there is no template \"%.*s\"%s%.*s%s",
                       STR_ARG(scope->template_id),
                       nearest.len > 0 ? ": did you mean \"" : "",
                       STR_ARG(nearest), nearest.len > 0 ? "\"?" : "");
    }
    if (scope->category.len > 0 &&
        !catalogue_has_category(catalogue, scope->category))
        return err_set(err, ERR_NOT_FOUND, "there is no category \"%.*s\"",
                       STR_ARG(scope->category));
    return true;
}

static bool check_days(const struct json *document,
                       const struct run_scope *scope, struct err *err)
{
    bool has_from = json_get(document, "from") != NULL;
    struct date from = {0}, to = {0};

    if (has_from != (scope->history_until.len > 0))
        return err_set(err, ERR_INPUT, "\"from\" and \"to\" go together");
    if (scope->as_of.len > 0 &&
        !check_day(scope->as_of, has_from ? "from" : "as_of", &from, err))
        return false;
    if (!has_from)
        return true;
    if (!check_day(scope->history_until, "to", &to, err))
        return false;
    if (to.day < from.day || to.day - from.day >= HISTORY_DAYS_MAX)
        return err_set(err, ERR_INPUT,
                       "\"to\" must not be before \"from\", and at most %d "
                       "days are made at once",
                       HISTORY_DAYS_MAX);
    return true;
}

bool asked_run_read(const struct app *app, const struct http_request *request,
                    struct run_scope *scope, struct err *err)
{
    const struct json_limits limits = {.max_bytes = SIZE_MAX, .max_depth = 4};
    struct json *document = json_parse(request->body, &limits, err);
    bool ok;

    *scope = (struct run_scope){0};
    if (!document)
        return false;
    ok = json_is_object(document) ||
         err_set(err, ERR_INPUT, "the body must be an object, if only {}");
    for (const struct json *m = json_first(document); ok && m; m = json_next(m))
        ok = read_scope_member(m, request->arena, scope, err);
    ok = ok && check_names(app->catalogue, scope, err) &&
         check_days(document, scope, err);
    json_free(document);
    return ok;
}

/* A cadence is one of the scheduler's own jobs, or the text of one that belongs
   to a template alone, as its dump has it. */
static bool is_cadence_of_dump(const struct app *app, struct str cadence)
{
    struct served *served = current_get(app->current);
    const struct manifest *m;
    bool found = false;

    if (!served)
        return false;
    m = snapshot_manifest(served->snapshot);
    for (size_t i = 0; i < m->dump_count && !found; i++)
        found = str_equal(m->dumps[i].cadence, cadence);
    served_release(served);
    return found;
}

bool asked_run_check_cadence(const struct app *app, struct run_store *store,
                             const struct run_scope *scope, struct arena *arena,
                             struct err *err)
{
    struct run_standing_list jobs;

    if (scope->cadence.len == 0 || is_cadence_of_dump(app, scope->cadence))
        return true;
    if (!run_store_standing(store, arena, &jobs, err))
        return false;
    for (size_t i = 0; i < jobs.count; i++)
        if (str_equal(jobs.items[i].name, scope->cadence))
            return true;
    return err_set(err, ERR_NOT_FOUND, "no template has the cadence \"%.*s\"",
                   STR_ARG(scope->cadence));
}
