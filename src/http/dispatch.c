#include "http/dispatch.h"

#include "http/problem.h"

enum {
    SUGGESTION_DISTANCE = 3, /* edits, for "did you mean" */
    METHOD_COUNT = HTTP_OTHER,
};

/* One step of judging: false if it made the response a problem. */
struct judged {
    const struct dispatch *dispatch;
    struct http_request *request;
    struct http_response *response;
};

static bool refuse(const struct judged *judged, struct problem problem)
{
    problem_respond(&problem, judged->request, judged->response);
    return false;
}

/* Takes a segment off the path for the {name} at `pattern`; returns what
   follows it there, or NULL if the segment is empty. */
static const char *capture(const char *pattern, struct str *path,
                           struct arena *arena, struct http_fields *captures)
{
    const char *end = strchr(pattern, '}');
    size_t len = 0;

    while (len < path->len && path->ptr[len] != '/')
        len++;
    if (len == 0)
        return NULL;
    fields_add(captures, arena,
               (struct str){pattern + 1, (size_t)(end - pattern) - 1},
               (struct str){path->ptr, len});
    *path = (struct str){path->ptr + len, path->len - len};
    return end + 1;
}

bool dispatch_match(const char *pattern, struct str path, struct arena *arena,
                    struct http_fields *captures)
{
    captures->count = 0;
    while (*pattern) {
        if (*pattern == '{') {
            pattern = capture(pattern, &path, arena, captures);
            if (!pattern)
                return false;
            continue;
        }
        if (path.len == 0 || *path.ptr != *pattern)
            return false;
        path = (struct str){path.ptr + 1, path.len - 1};
        pattern++;
    }
    return path.len == 0;
}

static enum http_method method_of(const struct http_request *request)
{
    return request->method == HTTP_HEAD ? HTTP_GET : request->method;
}

static struct str list_methods(struct arena *arena,
                               const bool allowed[METHOD_COUNT])
{
    struct str list = STR("");

    for (int i = 0; i < METHOD_COUNT; i++)
        if (allowed[i])
            list = arena_printf(arena, "%.*s%s%s", STR_ARG(list),
                                list.len > 0 ? ", " : "",
                                http_method_name((enum http_method)i));
    return list;
}

static bool answer_other_method(const struct judged *judged,
                                bool allowed[METHOD_COUNT])
{
    struct http_response *response = judged->response;
    struct str list;

    allowed[HTTP_HEAD] = allowed[HTTP_GET];
    allowed[HTTP_OPTIONS] = true;
    list = list_methods(judged->request->arena, allowed);
    if (judged->request->method == HTTP_OPTIONS)
        response->status = 204;
    else
        refuse(judged,
               (struct problem){.status = 405,
                                .hint = arena_printf(judged->request->arena,
                                                     "this path takes %.*s",
                                                     STR_ARG(list))});
    response->allow = list;
    return false;
}

/* The pattern that is closest to the path, compared up to its first {name};
   NULL if none is close. */
static const char *closest_pattern(struct route_table routes, struct str path)
{
    const char *best = NULL;
    int best_distance = SUGGESTION_DISTANCE + 1;

    for (size_t i = 0; i < routes.count; i++) {
        struct str pattern = str_from(routes.rows[i].pattern), rest = pattern;
        struct str fixed = str_cut(&rest, '{');
        struct str head = path;
        if (fixed.len < pattern.len && head.len > fixed.len)
            head.len = fixed.len;
        int distance = str_distance(fixed, head, SUGGESTION_DISTANCE);
        if (distance < best_distance) {
            best_distance = distance;
            best = routes.rows[i].pattern;
        }
    }
    return best;
}

static bool answer_not_found(const struct judged *judged)
{
    struct problem problem = {.status = 404,
                              .detail = STR("there is nothing at this path"),
                              .hint = STR("GET /openapi.json lists all paths")};
    const char *pattern =
        closest_pattern(judged->dispatch->routes, judged->request->path);
    struct str meant;

    if (pattern) {
        meant = str_from(pattern);
        problem.meant = &meant;
        problem.meant_count = 1;
    }
    return refuse(judged, problem);
}

static bool find_row(const struct judged *judged, size_t *row)
{
    struct route_table routes = judged->dispatch->routes;
    struct http_request *request = judged->request;
    bool allowed[METHOD_COUNT] = {false}, is_path = false;

    for (size_t i = 0; i < routes.count; i++) {
        if (!dispatch_match(routes.rows[i].pattern, request->path,
                            request->arena, &request->captures))
            continue;
        if (routes.rows[i].method == method_of(request)) {
            *row = i;
            return true;
        }
        allowed[routes.rows[i].method] = true;
        is_path = true;
    }
    return is_path ? answer_other_method(judged, allowed)
                   : answer_not_found(judged);
}

static bool judge_host(const struct judged *judged)
{
    struct str host;

    /* HTTP/1.0 may come without; no browser speaks it. */
    if (!request_header(judged->request, "host", &host) ||
        hosts_know(&judged->dispatch->hosts, host))
        return true;
    return refuse(
        judged,
        (struct problem){
            .status = 421,
            .detail = arena_printf(judged->request->arena,
                                   "this server does not answer to \"%.*s\"",
                                   STR_ARG(host)),
            .hint = STR("use localhost, or name the host in the settings")});
}

static bool takes_body(enum http_method method)
{
    return method == HTTP_POST || method == HTTP_PUT || method == HTTP_PATCH;
}

static bool judge_sender(const struct judged *judged,
                         const struct route_row *row)
{
    if (row->changes_state && !hosts_allow_origin(judged->request))
        return refuse(
            judged,
            (struct problem){
                .status = 403,
                .code = "foreign_origin",
                .detail = STR("another site's page may not change anything "
                              "here")});
    if (takes_body(row->method) &&
        !str_is(judged->request->media_type, "application/json"))
        return refuse(judged,
                      (struct problem){.status = 415,
                                       .hint = STR("send Content-Type: "
                                                   "application/json")});
    return true;
}

static bool param_has_name(const struct route_param *param, struct str name)
{
    size_t len = strlen(param->name);

    if (len == 0 || param->name[len - 1] != '*')
        return str_is(name, param->name);
    return name.len > len - 1 && memcmp(name.ptr, param->name, len - 1) == 0;
}

static const struct route_param *find_param(const struct route_row *row,
                                            struct str name)
{
    for (const struct route_param *p = row->params; p && p->name; p++)
        if (p->place == PARAM_IN_QUERY && param_has_name(p, name))
            return p;
    return NULL;
}

static bool refuse_unknown(const struct judged *judged,
                           const struct route_row *row, struct str name)
{
    struct problem problem = {.status = 400, .code = "unknown_parameter"};
    struct str meant;

    problem.detail =
        arena_printf(judged->request->arena, "there is no parameter \"%.*s\"",
                     STR_ARG(name));
    for (const struct route_param *p = row->params; p && p->name; p++) {
        if (p->place != PARAM_IN_QUERY ||
            str_distance(name, str_from(p->name), 2) > 2)
            continue;
        meant = str_from(p->name);
        problem.meant = &meant;
        problem.meant_count = 1;
    }
    return refuse(judged, problem);
}

static bool is_date(struct str s)
{
    static const char form[] = "0000-00-00";

    if (s.len != sizeof(form) - 1)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (form[i] == '-' ? s.ptr[i] != '-' : s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
    return true;
}

/* What the value should have been; NULL if it is that. */
static const char *wanted_instead(const struct route_param *param,
                                  struct str value, struct arena *arena)
{
    static const int64_t largest = (int64_t)1 << 53;
    int64_t max = param->max > 0 ? param->max : largest, number;

    switch (param->type) {
    case PARAM_STRING:
        return NULL;
    case PARAM_INTEGER:
        if (str_to_int(value, param->min, max, &number))
            return NULL;
        return arena_printf(arena, "a number from %lld to %lld",
                            (long long)param->min, (long long)max)
            .ptr;
    case PARAM_BOOLEAN:
        return str_is(value, "true") || str_is(value, "false")
                   ? NULL
                   : "true or false";
    case PARAM_DATE:
        return is_date(value) ? NULL : "a date like 2026-11-20";
    }
    return NULL;
}

static bool refuse_value(const struct judged *judged, struct str name,
                         const char *reason)
{
    return refuse(judged,
                  (struct problem){.status = 400,
                                   .code = "bad_parameter",
                                   .detail = arena_printf(
                                       judged->request->arena, "\"%.*s\" %s",
                                       STR_ARG(name), reason)});
}

static bool judge_given(const struct judged *judged,
                        const struct route_row *row)
{
    const struct http_fields *query = &judged->request->query;
    struct arena *arena = judged->request->arena;

    for (size_t i = 0; i < query->count; i++) {
        struct str name = query->items[i].name;
        const struct route_param *param = find_param(row, name);
        const char *wanted;
        if (!param)
            return refuse_unknown(judged, row, name);
        for (size_t j = 0; j < i && !param->repeats; j++)
            if (str_equal(query->items[j].name, name))
                return refuse_value(judged, name, "is given twice");
        wanted = wanted_instead(param, query->items[i].value, arena);
        if (wanted)
            return refuse_value(judged, name,
                                arena_printf(arena, "must be %s", wanted).ptr);
    }
    return true;
}

static bool judge_params(const struct judged *judged,
                         const struct route_row *row)
{
    for (const struct route_param *p = row->params; p && p->name; p++) {
        struct str value;
        if (p->place == PARAM_IN_QUERY && p->is_required &&
            !request_query(judged->request, p->name, &value))
            return refuse_value(judged, str_from(p->name), "is missing");
    }
    return judge_given(judged, row);
}

size_t dispatch_run(const struct dispatch *dispatch,
                    struct http_request *request,
                    struct http_response *response)
{
    struct judged judged = {dispatch, request, response};
    const struct route_row *row;
    size_t number;

    if (!judge_host(&judged) || !find_row(&judged, &number))
        return DISPATCH_NONE;
    row = &dispatch->routes.rows[number];
    if (judge_sender(&judged, row) && judge_params(&judged, row))
        row->handle(dispatch->app, request, response);
    return number;
}
