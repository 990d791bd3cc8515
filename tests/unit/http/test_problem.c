#include "http/problem.h"
#include "test.h"

TEST(problem_status_says_who_has_to_act)
{
    static const struct {
        enum err_code code;
        int status;
    } cases[] = {{ERR_INPUT, 400},     {ERR_STRANGER, 401}, {ERR_DENIED, 403},
                 {ERR_NOT_FOUND, 404}, {ERR_LIMIT, 429},    {ERR_BUSY, 503},
                 {ERR_UPSTREAM, 502},  {ERR_CORRUPT, 500},  {ERR_SYSTEM, 500}};

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(problem_status(cases[i].code), cases[i].status);
}

TEST(problem_write_is_rfc_9457)
{
    struct str meant[] = {STR("sales/top_models"), STR("sales/top \"x\"")};
    struct problem problem = {.status = 404,
                              .detail = STR("no dump \"a\"\n"),
                              .hint = STR("see /api/dumps"),
                              .meant = meant,
                              .meant_count = 2};
    struct buf buf;

    buf_init(&buf, 4096);
    problem_write(&problem, &buf);
    assert_string_equal(
        buf.ptr,
        "{\"title\":\"Not found\",\"status\":404,\"code\":\"not_found\","
        "\"detail\":\"no dump \\\"a\\\"\\n\",\"hint\":\"see /api/dumps\","
        "\"did_you_mean\":[\"sales/top_models\",\"sales/top \\\"x\\\"\"]}\n");
    buf_release(&buf);
}

static void count_release(void *context)
{
    (*(int *)context)++;
}

TEST(problem_respond_err_keeps_our_own_trouble_for_the_log)
{
    struct arena *arena = arena_new();
    struct http_request request = {.arena = arena, .id = STR("r1")};
    struct http_response response;
    struct err err;
    int release_count = 0;

    response_init(&response);
    response.release = count_release;
    response.release_context = &release_count;
    err_set(&err, ERR_CORRUPT, "/var/lib/secret.gz is damaged");
    problem_respond_err(&err, &request, &response);
    assert_int_equal(release_count, 1);
    assert_int_equal(response.status, 500);
    assert_true(str_is(response.content_type, "application/problem+json"));
    assert_int_equal(str_find(response.parts[0].bytes, str_from("secret")), -1);
    assert_true(str_find(response.parts[0].bytes, str_from("r1")) > 0);
    assert_true(str_is(response.cause, "/var/lib/secret.gz is damaged"));

    err_set(&err, ERR_INPUT, "line 1: no such metric");
    problem_respond_err(&err, &request, &response);
    assert_int_equal(response.status, 400);
    assert_true(str_find(response.parts[0].bytes,
                         str_from("line 1: no such metric")) > 0);
    arena_free(arena);
}
