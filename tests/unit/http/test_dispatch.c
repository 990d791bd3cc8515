#include "http/dispatch.h"
#include "test.h"

static void say_which(void *app, const struct http_request *request,
                      struct http_response *response)
{
    (void)app;
    response_json(response, arena_str(request->arena, request->path));
}

static const struct route_param dump_params[] = {
    {"category", .place = PARAM_IN_PATH, .description = "Its folder"},
    {"name", .place = PARAM_IN_PATH},
    {"limit", .type = PARAM_INTEGER, .min = 1, .max = 100},
    {"as_of", .type = PARAM_DATE},
    {"whole", .type = PARAM_BOOLEAN},
    {"where.*", .repeats = true},
    {0}};
static const struct route_param query_params[] = {
    {"q", .is_required = true, .description = "The \"question\""}, {0}};
static const struct route_reply replies[] = {{200, "application/json", "Yes"},
                                             {200, "text/csv", "Yes"},
                                             {404, ROUTE_PROBLEM, "No"},
                                             {503, NULL, "Later"},
                                             {0}};

static const struct route_row rows[] = {
    {HTTP_GET, "/", say_which, .summary = "Page", .replies = replies},
    {HTTP_GET, "/api/query", say_which, .summary = "Ask",
     .params = query_params, .replies = replies},
    {HTTP_POST, "/api/query", say_which, .summary = "Ask", .replies = replies,
     .body_schema = "{\"type\":\"object\"}"},
    {HTTP_GET, "/api/dumps/latest/name", say_which, .summary = "Fixed",
     .replies = replies},
    {HTTP_GET, "/api/dumps/{category}/{name}", say_which, .summary = "Dump",
     .params = dump_params, .replies = replies},
    {HTTP_POST, "/api/regenerate", say_which, .summary = "Again",
     .replies = replies, .body_schema = "{}", .changes_state = true},
};
static const struct route_table table = {rows, COUNT(rows)};

struct outcome {
    size_t row;
    int status;
    struct str body, allow;
};

static struct outcome run(struct arena *arena, const char *method,
                          const char *target)
{
    struct dispatch dispatch = {.routes = table};
    struct http_request request = {.arena = arena,
                                   .method_name = str_from(method),
                                   .target = str_from(target)};
    struct http_response response;
    struct outcome outcome = {0};
    struct err err;

    fields_add(&request.headers, arena, str_from("Host"),
               str_from("localhost"));
    if (strcmp(method, "POST") == 0)
        fields_add(&request.headers, arena, str_from("Content-Type"),
                   str_from("application/json"));
    response_init(&response);
    request_identify(&request);
    assert_true(request_decode(&request, &err));
    outcome.row = dispatch_run(&dispatch, &request, &response);
    outcome.status = response.status;
    outcome.allow = response.allow;
    if (response.part_count > 0)
        outcome.body = response.parts[0].bytes;
    return outcome;
}

TEST(dispatch_finds_the_first_row_that_fits)
{
    static const struct {
        const char *method, *target;
        size_t row;
        int status;
    } cases[] = {
        {"GET", "/", 0, 200},
        {"HEAD", "/", 0, 200},
        {"GET", "/api/query?q=a", 1, 200},
        {"POST", "/api/query", 2, 200},
        {"GET", "/api/dumps/latest/name", 3, 200},
        {"GET", "/api/dumps/latest/other", 4, 200},
        {"GET", "/api/dumps/sales/top?limit=5&where.a=b&where.a=c", 4, 200},
        {"POST", "/api/regenerate", 5, 200},
        {"GET", "/api/regenerate", DISPATCH_NONE, 405},
        {"DELETE", "/api/query", DISPATCH_NONE, 405},
        {"OPTIONS", "/api/query", DISPATCH_NONE, 204},
        {"GET", "/api/query/", DISPATCH_NONE, 404},
        {"GET", "//api/query", DISPATCH_NONE, 404},
        {"GET", "/api", DISPATCH_NONE, 404},
        {"GET", "/api/dumps/sales", DISPATCH_NONE, 404},
        {"GET", "/api/dumps/sales/", DISPATCH_NONE, 404},
        {"GET", "/api/dumps//top", DISPATCH_NONE, 404},
        {"GET", "/api/dumps/sales/top/", DISPATCH_NONE, 404},
        {"GET", "/api/dumps/sales/top/x", DISPATCH_NONE, 404},
        {"GET", "/api/dumps/{category}/{name}", 4, 200},
    };
    struct arena *arena = arena_new();

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct outcome got = run(arena, cases[i].method, cases[i].target);
        if (got.row != cases[i].row || got.status != cases[i].status)
            print_error("%s %s: %d\n", cases[i].method, cases[i].target,
                        got.status);
        assert_int_equal(got.row, cases[i].row);
        assert_int_equal(got.status, cases[i].status);
    }
    arena_free(arena);
}

TEST(dispatch_lists_the_methods_a_path_takes)
{
    struct arena *arena = arena_new();

    assert_true(str_is(run(arena, "DELETE", "/api/query").allow,
                       "GET, HEAD, POST, OPTIONS"));
    assert_true(
        str_is(run(arena, "GET", "/api/regenerate").allow, "POST, OPTIONS"));
    assert_true(str_is(run(arena, "OPTIONS", "/").allow, "GET, HEAD, OPTIONS"));
    arena_free(arena);
}

TEST(dispatch_refuses_parameters_that_a_row_does_not_promise)
{
    static const struct {
        const char *target;
        const char *fragment;
    } cases[] = {
        {"/api/query", "\\\"q\\\" is missing"},
        {"/api/query?q=a&q=b", "given twice"},
        {"/api/query?Q=a", "missing"},
        {"/api/query?q=a&limit=5", "unknown_parameter"},
        {"/api/dumps/a/b?limt=5", "\"did_you_mean\":[\"limit\"]"},
        {"/api/dumps/a/b?limit=0", "from 1 to 100"},
        {"/api/dumps/a/b?limit=101", "from 1 to 100"},
        {"/api/dumps/a/b?limit=+5", "from 1 to 100"},
        {"/api/dumps/a/b?limit=5.0", "from 1 to 100"},
        {"/api/dumps/a/b?limit=", "from 1 to 100"},
        {"/api/dumps/a/b?limit=5&limit=5", "given twice"},
        {"/api/dumps/a/b?as_of=today", "a date like"},
        {"/api/dumps/a/b?whole=yes", "true or false"},
        {"/api/dumps/a/b?where.=x", "unknown_parameter"},
        {"/api/dumps/a/b?where=x", "unknown_parameter"},
        {"/api/dumps/a/b?category=x", "unknown_parameter"},
    };
    struct arena *arena = arena_new();

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct outcome got = run(arena, "GET", cases[i].target);
        if (str_find(got.body, str_from(cases[i].fragment)) < 0)
            print_error("%s: %.*s\n", cases[i].target, STR_ARG(got.body));
        assert_int_equal(got.status, 400);
        assert_true(str_find(got.body, str_from(cases[i].fragment)) >= 0);
    }
    arena_free(arena);
}

TEST(dispatch_suggests_the_path_that_was_probably_meant)
{
    struct arena *arena = arena_new();

    assert_true(str_find(run(arena, "GET", "/api/qery?q=a").body,
                         str_from("[\"/api/query\"]")) > 0);
    assert_true(str_find(run(arena, "GET", "/api/dump/sales/top").body,
                         str_from("[\"/api/dumps/{category}/{name}\"]")) > 0);
    assert_int_equal(str_find(run(arena, "GET", "/wp-login.php").body,
                              str_from("did_you_mean")),
                     -1);
    arena_free(arena);
}

TEST(dispatch_match_captures_segments)
{
    struct arena *arena = arena_new();
    struct http_fields captures = {0};

    assert_true(dispatch_match("/a/{b}/c/{d}", str_from("/a/x y/c/z"), arena,
                               &captures));
    assert_int_equal(captures.count, 2);
    assert_true(str_is(captures.items[0].name, "b"));
    assert_true(str_is(captures.items[0].value, "x y"));
    assert_true(str_is(captures.items[1].value, "z"));
    arena_free(arena);
}
