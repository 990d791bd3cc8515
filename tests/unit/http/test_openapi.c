#include "http/openapi.h"
#include "test.h"

#include "base/json.h"

static const struct route_param params[] = {
    {"category", .place = PARAM_IN_PATH, .description = "Its \"folder\""},
    {"limit", .type = PARAM_INTEGER, .min = 1, .max = 100},
    {"as_of", .type = PARAM_DATE, .is_required = true},
    {"whole", .type = PARAM_BOOLEAN},
    {0}};
static const struct route_reply replies[] = {{200, "application/json", "Yes"},
                                             {200, "text/csv", "Yes"},
                                             {404, ROUTE_PROBLEM, "No"},
                                             {503, NULL, "Later"},
                                             {0}};
static const struct route_row rows[] = {
    {HTTP_GET, "/api/query", NULL, .summary = "Ask", .replies = replies},
    {HTTP_POST, "/api/query", NULL, .summary = "Ask", .replies = replies,
     .body_schema = "{\"type\":\"object\"}"},
    {HTTP_GET, "/api/dumps/{category}", NULL, .summary = "Dumps",
     .description = "All of them", .params = params, .replies = replies},
};

TEST(openapi_write_describes_every_row)
{
    struct route_table table = {rows, COUNT(rows)};
    struct json_limits limits = {1 << 20, 32};
    struct err err = {0};
    struct json *document;
    const struct json *paths, *operation;
    struct buf buf;

    buf_init(&buf, 1 << 20);
    openapi_write(table, "1", &buf);
    document = json_parse(buf_str(&buf), &limits, &err);
    if (!document)
        print_error("%s\n%s\n", err.text, buf.ptr);
    assert_non_null(document);
    paths = json_get(document, "paths");
    assert_int_equal(json_count(paths), 2);
    operation = json_get(json_get(paths, "/api/dumps/{category}"), "get");
    assert_int_equal(json_count(json_get(operation, "parameters")), 4);
    assert_int_equal(json_count(json_get(operation, "responses")), 3);
    operation = json_get(json_get(operation, "responses"), "200");
    assert_int_equal(json_count(json_get(operation, "content")), 2);
    operation = json_get(json_get(paths, "/api/query"), "post");
    assert_non_null(json_get(operation, "requestBody"));
    json_free(document);
    buf_release(&buf);
}
