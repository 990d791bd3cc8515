#include "http/exchange.h"
#include "test.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/log.h"
#include "http/problem.h"

static void finish_later(void *app, const struct http_request *request,
                         struct http_response *response)
{
    (void)app;
    response_json(response, request->id);
}

static void get_later(void *app, const struct http_request *request,
                      struct http_response *response)
{
    (void)app;
    (void)request;
    response->later = finish_later;
}

static void get_broken(void *app, const struct http_request *request,
                       struct http_response *response)
{
    struct err err;
    (void)app;
    err_set(&err, ERR_CORRUPT, "object ab12 is damaged");
    problem_respond_err(&err, request, response);
}

static const struct route_param params[] = {{.name = "q"}, {0}};
static const struct route_row rows[] = {
    {HTTP_GET, "/later", get_later, .params = params},
    {HTTP_GET, "/broken", get_broken, .params = params},
};
static const struct exchange_face face = {
    .dispatch = {.routes = {rows, COUNT(rows)}}};

static void begin(struct exchange *exchange, struct arena *arena,
                  const char *target)
{
    exchange_begin(exchange, &face, arena);
    exchange->request.method_name = (struct str)STR("GET");
    exchange->request.version = (struct str)STR("HTTP/1.1");
    exchange->request.target = str_from(target);
    exchange->request.client = (struct str)STR("127.0.0.1");
    fields_add(&exchange->request.headers, arena, str_from("Host"),
               str_from("localhost"));
    fields_add(&exchange->request.headers, arena, str_from("X-Request-Id"),
               str_from("r1"));
    fields_add(&exchange->request.headers, arena, str_from("Authorization"),
               str_from("Bearer canary"));
}

TEST(exchange_goes_from_judgement_to_reply)
{
    struct arena *arena = arena_new();
    struct exchange exchange;

    log_configure(LOG_OFF, true);
    begin(&exchange, arena, "/later?q=canary");
    assert_true(exchange_admit(&exchange));
    exchange_handle(&exchange);
    assert_true(exchange_is_unfinished(&exchange));
    exchange_continue(&exchange);
    assert_false(exchange_is_unfinished(&exchange));
    exchange_finish(&exchange);
    assert_int_equal(exchange.row, 0);
    assert_int_equal(exchange.reply.status, 200);
    assert_true(str_is(buf_str(&exchange.reply.body), "r1"));
    exchange_abandon(&exchange);

    begin(&exchange, arena, "/later?q=%00");
    assert_false(exchange_admit(&exchange));
    exchange_finish(&exchange);
    assert_int_equal(exchange.reply.status, 400);
    exchange_abandon(&exchange);
    arena_free(arena);
}

/* What was written to stderr meanwhile. */
static size_t run_and_read_log(const char *target, char *text, size_t size)
{
    struct arena *arena = arena_new();
    struct exchange exchange;
    int saved = dup(STDERR_FILENO), ends[2];
    ssize_t len;

    assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    dup2(ends[1], STDERR_FILENO);
    log_configure(LOG_INFO, true);
    begin(&exchange, arena, target);
    if (exchange_admit(&exchange))
        exchange_handle(&exchange);
    exchange_finish(&exchange);
    exchange_abandon(&exchange);
    log_configure(LOG_OFF, true);
    dup2(saved, STDERR_FILENO);
    len = read(ends[0], text, size - 1);
    close(saved);
    close(ends[0]);
    close(ends[1]);
    arena_free(arena);
    text[len > 0 ? len : 0] = '\0';
    return len > 0 ? (size_t)len : 0;
}

TEST(exchange_logs_one_line_that_holds_nothing_private)
{
    char text[4096];
    size_t len = run_and_read_log("/broken?q=canary", text, sizeof(text));
    struct str line = {text, len};

    assert_true(len > 0 && strchr(text, '\n') == text + len - 1);
    assert_true(str_find(line, str_from("\"event\":\"request\"")) > 0);
    assert_true(str_find(line, str_from("\"request_id\":\"r1\"")) > 0);
    assert_true(str_find(line, str_from("\"route\":\"/broken\"")) > 0);
    assert_true(str_find(line, str_from("\"status\":500")) > 0);
    assert_true(str_find(line, str_from("object ab12 is damaged")) > 0);
    assert_int_equal(str_find(line, str_from("canary")), -1);

    len = run_and_read_log("/canary?q=canary", text, sizeof(text));
    line = (struct str){text, len};
    assert_true(str_find(line, str_from("\"status\":404")) > 0);
    assert_int_equal(str_find(line, str_from("canary")), -1);
}
