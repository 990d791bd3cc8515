#include "http/response.h"
#include "test.h"

#include <stdlib.h>

static struct str header(const struct http_reply *reply, const char *name)
{
    for (size_t i = 0; i < reply->headers.count; i++)
        if (str_is(reply->headers.items[i].name, name))
            return reply->headers.items[i].value;
    return (struct str)STR("");
}

TEST(response_render_keeps_control_bytes_out_of_headers)
{
    struct arena *arena = arena_new();
    struct http_request request = {.arena = arena, .id = STR("r1")};
    struct http_response response;
    struct http_reply reply;
    struct err err;

    response_init(&response);
    response_json(&response, (struct str)STR("{}"));
    response.location = (struct str)STR("/a\r\nSet-Cookie: b");
    response_header(&response, &request, "X-A", (struct str)STR("b\nX-C: d"));
    response_header(&response, &request, "X-B", (struct str)STR("b"));
    assert_true(response_render(&response, &request, &reply, &err));
    response_add_headers(&response, &request, &reply);
    assert_int_equal(header(&reply, "Location").len, 0);
    assert_int_equal(header(&reply, "X-A").len, 0);
    assert_true(str_is(header(&reply, "X-B"), "b"));
    assert_true(str_is(header(&reply, "Cache-Control"), "no-store"));
    assert_true(str_is(buf_str(&reply.body), "{}"));
    buf_release(&reply.body);
    arena_free(arena);
}

TEST(response_render_says_when_a_stored_body_is_damaged)
{
    static const char junk[] = "not deflate at all";
    struct gzip_packed packed = {
        .body = {junk, sizeof(junk)}, .crc32 = 1, .raw_bytes = 40};
    struct arena *arena = arena_new();
    struct http_request request = {.arena = arena, .id = STR("r1")};
    struct http_response response;
    struct http_reply reply;
    struct err err = {0};

    response_init(&response);
    response_add_packed(&response, &packed);
    assert_false(response_render(&response, &request, &reply, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    arena_free(arena);
}

/* A 304 stands for the 200 of the same request, and for nothing else. */
TEST(response_render_compares_tags_only_for_a_success_of_get)
{
    struct arena *arena = arena_new();
    struct http_request request = {.arena = arena, .id = STR("r1")};
    struct http_response response;
    struct http_reply reply;
    struct err err = {0};
    static const struct {
        enum http_method method;
        int status, expected;
    } cases[] = {{HTTP_GET, 200, 304},
                 {HTTP_HEAD, 200, 304},
                 {HTTP_POST, 200, 200},
                 {HTTP_GET, 404, 404},
                 {HTTP_GET, 202, 202}};

    fields_add(&request.headers, arena, str_from("If-None-Match"),
               str_from("\"t\""));
    for (size_t i = 0; i < COUNT(cases); i++) {
        response_init(&response);
        response_json(&response, (struct str)STR("{}"));
        response.content_tag = (struct str)STR("t");
        response.status = cases[i].status;
        request.method = cases[i].method;
        assert_true(response_render(&response, &request, &reply, &err));
        response_add_headers(&response, &request, &reply);
        assert_int_equal(reply.status, cases[i].expected);
        assert_int_equal(reply.body.len, cases[i].expected == 304 ? 0 : 2);
        assert_true(str_is(header(&reply, "ETag"), "\"t\""));
        assert_true(str_is(header(&reply, "Cache-Control"), "no-cache"));
        buf_release(&reply.body);
    }
    arena_free(arena);
}
