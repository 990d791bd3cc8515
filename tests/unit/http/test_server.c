/*
 * The server as its clients see it: a real one on a port of its own, spoken
 * to through raw sockets. Deadlines are some hundred milliseconds, and a test
 * waits for what the server does about them, never for a time.
 */
#include "http/server.h"
#include "test.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "http/listener.h"
#include "unit/http/raw_client.h"

enum { BODY_MAX = 4096 };

static struct app {
    atomic_int smuggled_count;
    atomic_int released_count;
    int gate[2]; /* what waits at the gate goes on when a byte comes */
    int arrived[2];
    struct buf file;
    struct gzip_packed packed;
} app;

static void get_hello(void *context, const struct http_request *request,
                      struct http_response *response)
{
    (void)context;
    (void)request;
    response_json(response, (struct str)STR("{\"hello\":\"world\"}"));
    response->content_tag = (struct str)STR("v1");
    response->expires_at_s = 784111777;
}

static void get_smuggled(void *context, const struct http_request *request,
                         struct http_response *response)
{
    struct app *a = context;
    atomic_fetch_add(&a->smuggled_count, 1);
    get_hello(a, request, response);
}

static void count_release(void *context)
{
    struct app *a = context;
    atomic_fetch_add(&a->released_count, 1);
}

static void get_packed(void *context, const struct http_request *request,
                       struct http_response *response)
{
    struct app *a = context;
    (void)request;
    response_add_bytes(response, (struct str)STR("{\"result\":"));
    response_add_packed(response, &a->packed);
    response_add_bytes(response, (struct str)STR("}"));
    response->content_tag = (struct str)STR("v1");
    response->release = count_release;
    response->release_context = a;
}

static void post_echo(void *context, const struct http_request *request,
                      struct http_response *response)
{
    (void)context;
    response_json(response, request->body);
}

static void wait_at_gate(void *context, const struct http_request *request,
                         struct http_response *response)
{
    struct app *a = context;
    char byte = 0;
    (void)!write(a->arrived[1], &byte, 1);
    (void)!read(a->gate[0], &byte, 1);
    get_hello(a, request, response);
}

static void get_late(void *context, const struct http_request *request,
                     struct http_response *response)
{
    (void)context;
    (void)request;
    response->later = wait_at_gate;
}

/* Three events, then the end; with "for_ever" none and no end. */
static bool count_up(void *context, struct buf *out)
{
    int *count = context;
    if (*count >= 0)
        buf_printf(out, "data: %d\n\n", ++*count);
    return *count < 3;
}

static void get_events(void *context, const struct http_request *request,
                       struct http_response *response)
{
    int *count = ARENA_NEW(request->arena, int);
    struct str value;

    if (request_query(request, "for_ever", &value))
        *count = -1;
    response->content_type = (struct str)STR("text/event-stream");
    response->stream = count_up;
    response->stream_context = count;
    response->stream_interval_ms = 10;
    response->release = count_release;
    response->release_context = context;
}

static const struct route_param event_params[] = {
    {"for_ever", .type = PARAM_BOOLEAN}, {0}};
static const struct route_reply ok[] = {{200, "application/json", "Yes"}, {0}};
static const struct route_row rows[] = {
    {HTTP_GET, "/hello", get_hello, .summary = "Hello", .replies = ok},
    {HTTP_GET, "/smuggled", get_smuggled, .summary = "Trap", .replies = ok},
    {HTTP_GET, "/packed", get_packed, .summary = "Packed", .replies = ok},
    {HTTP_POST, "/echo", post_echo, .summary = "Echo", .replies = ok},
    {HTTP_GET, "/late", get_late, .summary = "Late", .replies = ok},
    {HTTP_GET, "/events", get_events, .summary = "Events", .replies = ok,
     .params = event_params},
    {HTTP_POST, "/change", post_echo, .summary = "Change", .replies = ok,
     .changes_state = true},
};

static struct server_settings quick_settings(void)
{
    struct server_settings settings = server_settings_default();
    settings.workers = 2;
    settings.body_bytes_max = BODY_MAX;
    settings.routes = (struct route_table){rows, COUNT(rows)};
    settings.app = &app;
    settings.limits.header_ms = 5000;
    settings.limits.idle_ms = 5000;
    settings.limits.request_ms = 8000;
    return settings;
}

static struct server *start(const struct server_settings *settings)
{
    struct err err = {0};
    struct server *server;

    log_configure(LOG_OFF, true);
    if (!app.file.ptr) {
        char text[2000];
        for (size_t i = 0; i < sizeof(text); i++)
            text[i] = (char)('0' + i * i % 7);
        buf_init(&app.file, 1 << 16);
        assert_true(
            gzip_pack((struct str){text, sizeof(text)}, &app.file, &err));
        assert_true(gzip_open(buf_str(&app.file), &app.packed, &err));
    }
    server = server_start(settings, &err);
    if (!server)
        print_error("%s\n", err.text);
    assert_non_null(server);
    return server;
}

static void stop(struct server *server)
{
    assert_true(server_stop(server, 5000));
    buf_release(&app.file);
}

static void connect_to(struct raw_client *client, const struct server *server)
{
    assert_true(raw_open(client, server_port(server)));
}

#define HOST "Host: localhost\r\n"
#define SMUGGLED "GET /smuggled HTTP/1.1\r\n" HOST "\r\n"
#define HELLO "GET /hello HTTP/1.1\r\n" HOST "\r\n"

/* --- What is refused ----------------------------------------------------- */

#define RAW(text)                                                              \
    {                                                                          \
        text, sizeof(text) - 1                                                 \
    }

/* Each is followed by a request that must never be seen. */
static const struct str malformed[] = {
    /* The body's length is in doubt. */
    RAW("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\n"
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n"
        "Content-Length: 5\r\n\r\n0\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 0\r\n"
        "Content-Length: 5\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\n"
        "Content-Length: 5\r\n\r\nhello"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5, 5\r\n\r\nhello"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Content-Length: +5\r\n\r\nhello"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 0x5\r\n\r\nhello"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5 5\r\n\r\nhello"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Content-Length: five\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST
        "Content-Length: 99999999999999999999999\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Content-Length: 1e1\r\n\r\nhello"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Content-Length : 5\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Content-Length\t: 5\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST " Content-Length: 5\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: identity\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST
        "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: xchunked\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding : chunked\r\n\r\n"
        "0\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding:\vchunked\r\n\r\n"
        "0\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n"
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n"
        "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding:\r\n chunked\r\n"
        "\r\n0\r\n\r\n"),
    RAW("POST /echo HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
        "0\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n"
        "Content-Type: application/json\r\n\r\nzz\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n"
        "Content-Type: application/json\r\n\r\n-1\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n"
        "Content-Type: application/json\r\n\r\n"
        "ffffffffffffffffff\r\n\r\n"),
    RAW("POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n"
        "Content-Type: application/json\r\n\r\n1\r\nabc\r\n0\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello"),
    RAW("GET /hello HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
        "0\r\n\r\n"),
    RAW("HEAD /hello HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello"),
    /* Lines. */
    RAW("GET /hello HTTP/1.1\n" HOST "\r\n"),
    RAW("GET /hello HTTP/1.1\r\nHost: localhost\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\n" HOST "\n"),
    RAW("GET /hello HTTP/1.1\nHost: localhost\n\n"),
    RAW("GET /hello HTTP/1.1\r\n" HOST "X-A: a\r\n b\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\n" HOST "X-A: a\r\n\tb\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\n" HOST "X-A: a\nX-B: b\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\n" HOST "X-A: a\rX-B: b\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\n" HOST "X-A: a\0b\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\n" HOST "X-A\0: b\r\nX-B: c\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\nX-A: a\0\r\n" HOST "\r\n"),
    RAW("GET /hello\0 HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET\0 /hello HTTP/1.1\r\n" HOST "\r\n"),
    /* Headers. */
    RAW("GET /hello HTTP/1.1\r\n" HOST "X-A: a\x01\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\n" HOST "X-A: a\x7f\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\n" HOST "X A: a\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\n" HOST "X-A : a\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\n" HOST "X(A): a\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\n" HOST "\xc3\xa4: a\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\n" HOST ": a\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\n" HOST "no colon\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\n" HOST HOST "\r\n"),
    RAW("GET /hello HTTP/1.1\r\n" HOST "HOST: evil.example\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\nX-A: a\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\n Host: localhost\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\nHost : localhost\r\n\r\n"),
    /* The first line. */
    RAW("get /hello HTTP/1.1\r\n" HOST "\r\n"),
    RAW("Get /hello HTTP/1.1\r\n" HOST "\r\n"),
    RAW("BREW /hello HTTP/1.1\r\n" HOST "\r\n"),
    RAW("CONNECT localhost:80 HTTP/1.1\r\n" HOST "\r\n"),
    RAW("TRACE /hello HTTP/1.1\r\n" HOST "\r\n"),
    RAW("G\"T /hello HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET  /hello HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /hello  HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /hello HTTP/1.1 \r\n" HOST "\r\n"),
    RAW("GET\t/hello\tHTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /hel lo HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /hel\tlo HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /hel\x7flo HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET hello HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET * HTTP/1.1\r\n" HOST "\r\n"),
    RAW("OPTIONS * HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET http://localhost/hello HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET ?a=b HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /hello\r\n" HOST "\r\n"),
    RAW("GET /hello HTTP/1.2\r\n" HOST "\r\n"),
    RAW("GET /hello HTTP/2.0\r\n" HOST "\r\n"),
    RAW("GET /hello HTTP/0.9\r\n" HOST "\r\n"),
    RAW("GET /hello HTTP/1.10\r\n" HOST "\r\n"),
    RAW("GET /hello http/1.1\r\n" HOST "\r\n"),
    RAW("GET /hello HTTX/1.1\r\n" HOST "\r\n"),
    RAW("GET /hello HTTP/1,1\r\n" HOST "\r\n"),
    RAW("GET\r\n" HOST "\r\n"),
    RAW("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
    /* The target. */
    RAW("GET /hel%00lo HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /hello%00 HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /hello?a=b%00c HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /hel%zzlo HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /hello% HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /hello?a=%f HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /%2e%2e/hello HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /a/../hello HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /./hello HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /a%2fhello HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /a%5chello HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /a\\hello HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /%0d%0aX-A:%20b HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /%c3%28 HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /%ed%a0%80 HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /\xff HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /hello?a=%c0%80 HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /hello#a HTTP/1.1\r\n" HOST "\r\n"),
    RAW("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
};

TEST(server_refuses_what_is_malformed_and_sees_no_second_request)
{
    struct server_settings settings = quick_settings();
    struct server *server;

    settings.limits.header_ms = 300;
    settings.limits.idle_ms = 300;
    settings.limits.request_ms = 600;
    server = start(&settings);
    atomic_store(&app.smuggled_count, 0);
    for (size_t i = 0; i < COUNT(malformed); i++) {
        struct raw_client client;
        struct raw_reply reply;
        connect_to(&client, server);
        raw_send(&client, malformed[i]);
        raw_send_text(&client, SMUGGLED);
        reply = raw_read(&client, false);
        if (reply.status != 0 && (reply.status < 400 || reply.status == 500))
            print_error("%zu: %.*s\n-> %d\n", i, STR_ARG(malformed[i]),
                        reply.status);
        assert_true(reply.status == 0 || reply.status >= 400);
        assert_int_not_equal(reply.status, 500);
        if (!raw_read_to_close(&client))
            print_error("%zu stays open: %.*s\n", i, STR_ARG(malformed[i]));
        if (atomic_load(&app.smuggled_count) > 0)
            print_error("%zu smuggles: %.*s\n", i, STR_ARG(malformed[i]));
        assert_int_equal(atomic_load(&app.smuggled_count), 0);
        raw_close(&client);
    }
    stop(server);
}

/* A request line or header of `len` bytes in all, in the arena's memory. */
static struct str padded(struct arena *arena, const char *before, size_t len,
                         const char *after)
{
    char *pad = arena_alloc(arena, len + 1);
    memset(pad, 'a', len);
    return arena_printf(arena, "%s%s%s", before, pad, after);
}

static int status_of(struct server *server, struct str request)
{
    struct raw_client client;
    int status;

    connect_to(&client, server);
    raw_send(&client, request);
    status = raw_read(&client, false).status;
    assert_true(raw_read_to_close(&client));
    raw_close(&client);
    return status;
}

TEST(server_refuses_what_is_too_large)
{
    struct server_settings settings = quick_settings();
    struct server *server = start(&settings);
    struct arena *arena = arena_new();
    struct str many = STR("");

    assert_int_equal(status_of(server, padded(arena, "GET /", 6000,
                                              " HTTP/1.1\r\n" HOST "\r\n")),
                     414);
    assert_int_equal(status_of(server, padded(arena, "GET /", 40000,
                                              " HTTP/1.1\r\n" HOST "\r\n")),
                     414);
    assert_int_equal(
        status_of(server, padded(arena, "GET /hello HTTP/1.1\r\n" HOST "X-A: ",
                                 40000, "\r\n\r\n")),
        431);
    for (int i = 0; i < 120; i++)
        many = arena_printf(arena, "%.*sX-%d: a\r\n", STR_ARG(many), i);
    assert_int_equal(
        status_of(server,
                  arena_printf(arena, "GET / HTTP/1.1\r\n" HOST "%.*s\r\n",
                               STR_ARG(many))),
        431);
    many = (struct str)STR("");
    for (int i = 0; i < 900; i++)
        many = arena_printf(arena, "%.*s&a", STR_ARG(many));
    assert_int_equal(
        status_of(server, arena_printf(
                              arena, "GET /hello?%.*s HTTP/1.1\r\n" HOST "\r\n",
                              STR_ARG(many))),
        400);
    arena_free(arena);
    stop(server);
}

#define POST "POST /echo HTTP/1.1\r\n" HOST "Content-Type: application/json\r\n"

TEST(server_refuses_a_body_over_the_limit)
{
    struct server_settings settings = quick_settings();
    struct server *server = start(&settings);
    struct arena *arena = arena_new();
    struct raw_client client;
    struct raw_reply reply;

    assert_int_equal(
        status_of(server, padded(arena, POST "Content-Length: 4097\r\n\r\n",
                                 4097, SMUGGLED)),
        413);
    assert_int_equal(
        status_of(server, padded(arena,
                                 POST "Transfer-Encoding: chunked\r\n\r\n1001"
                                      "\r\n",
                                 4097, "\r\n0\r\n\r\n" SMUGGLED)),
        413);
    /* Who asks first is told before it sends anything. */
    connect_to(&client, server);
    reply = raw_ask(&client, POST "Expect: 100-continue\r\n"
                                  "Content-Length: 4097\r\n\r\n");
    assert_int_equal(reply.status, 413);
    raw_close(&client);
    arena_free(arena);
    stop(server);
}

TEST(server_tells_a_client_that_sends_on_that_its_body_is_too_large)
{
    struct server_settings settings = quick_settings();
    struct server *server = start(&settings);
    struct raw_client client;
    char chunk[16384];

    memset(chunk, 'a', sizeof(chunk));
    connect_to(&client, server);
    raw_send_text(&client, POST "Transfer-Encoding: chunked\r\n\r\n100000\r\n");
    for (int i = 0; i < 64; i++)
        raw_send(&client, (struct str){chunk, sizeof(chunk)});
    assert_int_equal(raw_read(&client, false).status, 413);
    raw_close(&client);
    stop(server);
}

/* --- What is answered ---------------------------------------------------- */

TEST(server_answers_pipelined_requests_in_order)
{
    struct server_settings settings = quick_settings();
    struct server *server = start(&settings);
    struct raw_client client;
    struct raw_reply reply;

    connect_to(&client, server);
    raw_send_text(&client, HELLO POST
                  "Content-Length: 3\r\n\r\nonePOST /echo HTTP/1.1\r\n" HOST
                  "Content-Type: application/json\r\n"
                  "Transfer-Encoding: chunked\r\n\r\n"
                  "2\r\ntw\r\n1;x=y\r\no\r\n0\r\n\r\n"
                  "GET /nothing HTTP/1.1\r\n" HOST "\r\n" HELLO);
    reply = raw_read(&client, false);
    assert_true(str_is(reply.body, "{\"hello\":\"world\"}"));
    reply = raw_read(&client, false);
    assert_true(str_is(reply.body, "one"));
    reply = raw_read(&client, false);
    assert_true(str_is(reply.body, "two"));
    reply = raw_read(&client, false);
    assert_int_equal(reply.status, 404);
    reply = raw_read(&client, false);
    assert_int_equal(reply.status, 200);
    raw_close(&client);
    stop(server);
}

TEST(server_sends_continue_when_it_will_take_the_body)
{
    struct server_settings settings = quick_settings();
    struct server *server = start(&settings);
    struct raw_client client;
    struct raw_reply reply;

    connect_to(&client, server);
    reply = raw_ask(&client, POST "Expect: 100-continue\r\n"
                                  "Content-Length: 3\r\n\r\n");
    assert_int_equal(reply.status, 100);
    reply = raw_ask(&client, "one");
    assert_int_equal(reply.status, 200);
    assert_true(str_is(reply.body, "one"));
    raw_close(&client);
    stop(server);
}

TEST(server_answers_head_like_get_without_the_body)
{
    struct server_settings settings = quick_settings();
    struct server *server = start(&settings);
    struct raw_client client;
    struct raw_reply reply;

    connect_to(&client, server);
    reply = raw_ask(&client, "HEAD /hello HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(reply.status, 200);
    assert_true(str_is(raw_header(&reply, "content-length"), "17"));
    assert_true(str_is(raw_header(&reply, "etag"), "\"v1\""));
    assert_true(
        str_is(raw_header(&reply, "expires"), "Sun, 06 Nov 1994 08:49:37 GMT"));
    assert_true(
        str_is(raw_header(&reply, "x-content-type-options"), "nosniff"));
    assert_int_equal(raw_header(&reply, "x-request-id").len, 16);
    /* No byte of a body stands before the next reply. */
    reply = raw_ask(&client, HELLO);
    assert_int_equal(reply.status, 200);
    assert_int_equal(reply.body.len, 17);
    raw_close(&client);
    stop(server);
}

TEST(server_answers_not_modified_without_a_body)
{
    struct server_settings settings = quick_settings();
    struct server *server = start(&settings);
    struct raw_client client;
    struct raw_reply reply;

    connect_to(&client, server);
    reply = raw_ask(&client, "GET /hello HTTP/1.1\r\n" HOST
                             "If-None-Match: \"v0\", W/\"v1\"\r\n\r\n");
    assert_int_equal(reply.status, 304);
    assert_true(str_is(raw_header(&reply, "etag"), "\"v1\""));
    assert_int_equal(raw_header(&reply, "content-type").len, 0);
    reply = raw_ask(&client, HELLO);
    assert_int_equal(reply.status, 200);
    raw_close(&client);
    stop(server);
}

TEST(server_sends_gzip_to_who_accepts_it_and_raw_bytes_to_others)
{
    struct server_settings settings = quick_settings();
    struct server *server = start(&settings);
    struct raw_client client;
    struct raw_reply reply;
    struct buf raw, expected;
    struct err err = {0};

    buf_init(&raw, 1 << 16);
    buf_init(&expected, 1 << 16);
    atomic_store(&app.released_count, 0);
    buf_add_text(&expected, "{\"result\":");
    assert_true(gzip_unpack(buf_str(&app.file), &expected, &err));
    buf_add_text(&expected, "}");
    connect_to(&client, server);
    reply = raw_ask(&client, "GET /packed HTTP/1.1\r\n" HOST "\r\n");
    assert_true(str_equal(reply.body, buf_str(&expected)));
    assert_true(str_is(raw_header(&reply, "etag"), "\"v1\""));
    assert_true(str_is(raw_header(&reply, "vary"), "Accept-Encoding"));
    reply = raw_ask(&client, "GET /packed HTTP/1.1\r\n" HOST
                             "Accept-Encoding: br, gzip\r\n\r\n");
    assert_true(str_is(raw_header(&reply, "content-encoding"), "gzip"));
    assert_true(str_is(raw_header(&reply, "etag"), "\"v1-gzip\""));
    assert_true(gzip_unpack(reply.body, &raw, &err));
    assert_true(str_equal(buf_str(&raw), buf_str(&expected)));
    /* The variant that a client has is what its tag is compared with. */
    reply = raw_ask(&client,
                    "GET /packed HTTP/1.1\r\n" HOST "Accept-Encoding: gzip\r\n"
                    "If-None-Match: \"v1\"\r\n\r\n");
    assert_int_equal(reply.status, 200);
    reply = raw_ask(&client,
                    "GET /packed HTTP/1.1\r\n" HOST "Accept-Encoding: gzip\r\n"
                    "If-None-Match: \"v1-gzip\"\r\n\r\n");
    assert_int_equal(reply.status, 304);
    assert_true(str_is(raw_header(&reply, "vary"), "Accept-Encoding"));
    assert_int_equal(atomic_load(&app.released_count), 4);
    raw_close(&client);
    buf_release(&expected);
    buf_release(&raw);
    stop(server);
}

TEST(server_lets_only_its_own_pages_change_something)
{
#define CHANGE "POST /change HTTP/1.1\r\nHost: localhost:80\r\n"
#define JSON "Content-Type: application/json\r\n"
#define END "Content-Length: 2\r\n\r\n{}"
    static const struct {
        const char *request;
        int status;
    } cases[] = {
        {CHANGE JSON END, 200},
        {CHANGE JSON "Origin: http://localhost:80\r\n" END, 200},
        {CHANGE JSON "Sec-Fetch-Site: same-origin\r\n" END, 200},
        {CHANGE JSON "Origin: http://evil.example\r\n" END, 403},
        {CHANGE JSON "Origin: http://localhost:81\r\n" END, 403},
        {CHANGE JSON "Origin: null\r\n" END, 403},
        {CHANGE JSON "Sec-Fetch-Site: cross-site\r\n" END, 403},
        {CHANGE JSON "Sec-Fetch-Site: same-site\r\n" END, 403},
        {CHANGE END, 415},
        {CHANGE "Content-Type: text/plain\r\n" END, 415},
        {CHANGE "Content-Type: application/x-www-form-urlencoded\r\n" END, 415},
        {CHANGE "Content-Type: Application/JSON; charset=utf-8\r\n" END, 200},
        {"GET /hello HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421},
        {"GET /hello HTTP/1.1\r\nHost: 10.0.0.1\r\n\r\n", 421},
        {"GET /hello HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", 200},
        {"DELETE /hello HTTP/1.1\r\n" HOST "\r\n", 405},
        {"OPTIONS /hello HTTP/1.1\r\n" HOST "\r\n", 204},
    };
    struct server_settings settings = quick_settings();
    struct server *server = start(&settings);
    struct raw_client client;

    connect_to(&client, server);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct raw_reply reply = raw_ask(&client, cases[i].request);
        if (reply.status != cases[i].status)
            print_error("%s -> %d\n", cases[i].request, reply.status);
        assert_int_equal(reply.status, cases[i].status);
    }
    raw_close(&client);
    stop(server);
}

/* --- Limits and deadlines ------------------------------------------------ */

TEST(server_closes_at_the_deadline_whatever_drips)
{
    static const struct {
        const char *start;
        const char *drip;
        int status;
    } cases[] = {
        {"", "", 0},
        {"GET /hello HTTP/1.1\r\n", "", 408},
        {"GET /hello HTTP/1.1\r\n" HOST "X-A: ", "a", 408},
        {"", "a", 0},
        {POST "Content-Length: 4000\r\n\r\n", "a", 408},
        {POST "Transfer-Encoding: chunked\r\n\r\n400\r\n", "a", 408},
    };
    struct server_settings settings = quick_settings();
    struct server *server;

    settings.limits.header_ms = 300;
    settings.limits.request_ms = 300;
    settings.limits.idle_ms = 300;
    server = start(&settings);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct raw_client client;
        struct pollfd pollfd;
        struct raw_reply reply;
        int drip_count = 0;
        connect_to(&client, server);
        raw_send_text(&client, cases[i].start);
        pollfd = (struct pollfd){.fd = client.fd, .events = POLLIN};
        while (poll(&pollfd, 1, 20) == 0 && drip_count++ < 500)
            raw_send_text(&client, cases[i].drip);
        assert_in_range(drip_count, 5, 100);
        reply = raw_read(&client, false);
        assert_int_equal(reply.status, cases[i].status);
        assert_true(raw_read_to_close(&client));
        raw_close(&client);
    }
    stop(server);
}

TEST(server_closes_a_connection_that_stays_idle)
{
    struct server_settings settings = quick_settings();
    struct server *server;
    struct raw_client client;

    settings.limits.idle_ms = 200;
    server = start(&settings);
    connect_to(&client, server);
    assert_int_equal(raw_ask(&client, HELLO).status, 200);
    assert_int_equal(raw_ask(&client, HELLO).status, 200);
    assert_true(raw_read_to_close(&client));
    assert_int_equal(client.in.len, 0);
    raw_close(&client);
    stop(server);
}

TEST(server_limits_connections_in_all_and_per_address)
{
    struct server_settings settings = quick_settings();

    for (int per_address = 0; per_address < 2; per_address++) {
        struct raw_client clients[6];
        struct server *server;
        struct raw_reply reply;
        settings.limits.count_max = per_address ? 100 : 4;
        settings.limits.count_per_address_max = per_address ? 4 : 100;
        server = start(&settings);
        for (int i = 0; i < 4; i++) {
            connect_to(&clients[i], server);
            assert_int_equal(raw_ask(&clients[i], HELLO).status, 200);
        }
        connect_to(&clients[4], server);
        reply = raw_read(&clients[4], false);
        assert_int_equal(reply.status, per_address ? 429 : 503);
        assert_true(str_is(raw_header(&reply, "retry-after"), "1"));
        assert_true(raw_read_to_close(&clients[4]));
        raw_close(&clients[4]);
        /* Those that are in are not disturbed, and one that leaves makes
           room. */
        assert_int_equal(raw_ask(&clients[0], HELLO).status, 200);
        raw_send_text(&clients[0], "GET /hello HTTP/1.1\r\n" HOST
                                   "Connection: close\r\n\r\n");
        assert_true(raw_read_to_close(&clients[0]));
        raw_close(&clients[0]);
        for (int tries = 0; tries < 1000; tries++) {
            connect_to(&clients[5], server);
            reply = raw_ask(&clients[5], HELLO);
            if (reply.status == 200)
                break;
            raw_close(&clients[5]);
        }
        assert_int_equal(reply.status, 200);
        for (int i = 1; i < 6; i++)
            if (i != 4)
                raw_close(&clients[i]);
        stop(server);
    }
}

/* --- Long requests, and stopping ------------------------------------------ */

static void open_gate(void)
{
    assert_int_equal(pipe2(app.gate, O_CLOEXEC), 0);
    assert_int_equal(pipe2(app.arrived, O_CLOEXEC), 0);
}

static void close_gate(void)
{
    close(app.gate[0]);
    close(app.gate[1]);
    close(app.arrived[0]);
    close(app.arrived[1]);
}

#define LATE "GET /late HTTP/1.1\r\n" HOST "\r\n"

TEST(server_answers_others_while_a_request_takes_long)
{
    struct server_settings settings = quick_settings();
    struct server *server;
    struct raw_client late[3], quick;
    char byte = 0;

    settings.workers = 1;
    settings.helpers = 1;
    settings.helper_queue_max = 1;
    server = start(&settings);
    open_gate();
    connect_to(&late[0], server);
    raw_send_text(&late[0], LATE);
    assert_int_equal(read(app.arrived[0], &byte, 1), 1);
    /* One waits for the helper; the next finds the queue full. */
    connect_to(&late[1], server);
    raw_send_text(&late[1], LATE HELLO);
    connect_to(&quick, server);
    assert_int_equal(raw_ask(&quick, HELLO).status, 200);
    connect_to(&late[2], server);
    assert_int_equal(raw_ask(&late[2], LATE).status, 503);
    assert_int_equal(raw_ask(&late[2], HELLO).status, 200);
    assert_int_equal(write(app.gate[1], "ab", 2), 2);
    assert_int_equal(raw_read(&late[0], false).status, 200);
    assert_int_equal(raw_read(&late[1], false).status, 200);
    assert_int_equal(raw_read(&late[1], false).status, 200);
    for (int i = 0; i < 3; i++)
        raw_close(&late[i]);
    raw_close(&quick);
    stop(server);
    close_gate();
}

#define EVENTS "GET /events HTTP/1.1\r\n" HOST "\r\n"
#define FOR_EVER "GET /events?for_ever=true HTTP/1.1\r\n" HOST "\r\n"

TEST(server_streams_events_until_they_end)
{
    struct server_settings settings = quick_settings();
    struct server *server;
    struct raw_client client;

    settings.limits.request_ms = 100;
    server = start(&settings);
    atomic_store(&app.released_count, 0);
    connect_to(&client, server);
    raw_send_text(&client, EVENTS "GET /hello HTTP/1.1\r\n" HOST
                                  "Connection: close\r\n\r\n");
    assert_true(raw_read_to_close(&client));
    assert_true(str_find(buf_str(&client.in), str_from("text/event-stream")) >
                0);
    assert_true(str_find(buf_str(&client.in), str_from("data: 1\n\n")) > 0);
    assert_true(str_find(buf_str(&client.in), str_from("data: 3\n\n")) > 0);
    assert_true(str_find(buf_str(&client.in), str_from("hello")) > 0);
    assert_int_equal(atomic_load(&app.released_count), 1);
    raw_close(&client);
    stop(server);
}

TEST(server_stop_ends_streams_that_would_go_on)
{
    struct server_settings settings = quick_settings();
    struct server *server = start(&settings);
    struct raw_client clients[8], left;

    atomic_store(&app.released_count, 0);
    connect_to(&left, server);
    raw_send_text(&left, FOR_EVER);
    for (size_t i = 0; i < COUNT(clients); i++) {
        connect_to(&clients[i], server);
        assert_int_equal(raw_ask(&clients[i], FOR_EVER).status, 200);
    }
    raw_close(&left);
    stop(server);
    for (size_t i = 0; i < COUNT(clients); i++) {
        assert_true(raw_read_to_close(&clients[i]));
        assert_true(str_ends_with(buf_str(&clients[i].in), "\r\n0\r\n\r\n") ||
                    str_is(buf_str(&clients[i].in), "0\r\n\r\n"));
        raw_close(&clients[i]);
    }
    assert_int_equal(atomic_load(&app.released_count), 9);
}

static void *stop_in_a_thread(void *server)
{
    return server_stop(server, 5000) ? server : NULL;
}

TEST(server_stops_after_what_is_in_flight)
{
    struct server_settings settings = quick_settings();
    struct server *server = start(&settings);
    uint16_t port = server_port(server);
    struct raw_client late, idle, newcomer;
    struct raw_reply reply;
    pthread_t thread;
    void *result;
    char byte = 0;

    open_gate();
    connect_to(&idle, server);
    assert_int_equal(raw_ask(&idle, HELLO).status, 200);
    connect_to(&late, server);
    raw_send_text(&late, LATE);
    assert_int_equal(read(app.arrived[0], &byte, 1), 1);
    assert_int_equal(pthread_create(&thread, NULL, stop_in_a_thread, server),
                     0);
    /* Who only waits is let go; who is being served is served. */
    assert_true(raw_read_to_close(&idle));
    assert_int_equal(write(app.gate[1], &byte, 1), 1);
    reply = raw_read(&late, false);
    assert_int_equal(reply.status, 200);
    assert_true(str_is(raw_header(&reply, "connection"), "close"));
    assert_true(raw_read_to_close(&late));
    pthread_join(thread, &result);
    assert_ptr_equal(result, server);
    assert_false(raw_open(&newcomer, port));
    raw_close(&newcomer);
    raw_close(&late);
    raw_close(&idle);
    buf_release(&app.file);
    close_gate();
}

TEST(server_stop_cuts_off_what_is_not_done_at_the_deadline)
{
    struct server_settings settings = quick_settings();
    struct server *server = start(&settings);
    struct raw_client client;

    connect_to(&client, server);
    assert_int_equal(raw_ask(&client, POST "Expect: 100-continue\r\n"
                                           "Content-Length: 9\r\n\r\n")
                         .status,
                     100);
    assert_false(server_stop(server, 100));
    assert_true(raw_read_to_close(&client));
    raw_close(&client);
    buf_release(&app.file);
}

TEST(server_takes_over_a_socket_that_listens)
{
    struct server_settings settings = quick_settings();
    struct err err = {0};
    uint16_t port = 0;
    int fd;

    assert_true(listener_open("127.0.0.1", false, &port, &fd, 1, &err));
    settings.listen_fd = fd;
    for (int round = 0; round < 2; round++) {
        struct server *server = start(&settings);
        struct raw_client client;
        assert_int_equal(server_port(server), port);
        connect_to(&client, server);
        assert_int_equal(raw_ask(&client, HELLO).status, 200);
        raw_close(&client);
        stop(server);
    }
    close(fd);
}

TEST(server_start_says_why_it_cannot)
{
    struct server_settings settings = quick_settings();
    struct server *server = start(&settings);
    struct err err = {0};

    settings.port = server_port(server);
    assert_null(server_start(&settings, &err));
    assert_int_equal(err.code, ERR_SYSTEM);
    settings.port = 0;
    settings.address = "0.0.0.0";
    assert_null(server_start(&settings, &err));
    assert_int_equal(err.code, ERR_INPUT);
    settings.address = "localhost";
    assert_null(server_start(&settings, &err));
    assert_int_equal(err.code, ERR_INPUT);
    stop(server);
}

struct load {
    struct server *server;
    int good_count;
};

static void *send_load(void *argument)
{
    struct load *load = argument;
    struct raw_client client;

    for (int i = 0; i < 125; i++) {
        struct raw_reply reply;
        if (i % 25 == 0 && !raw_open(&client, server_port(load->server)))
            break;
        reply =
            raw_ask(&client, i % 3 == 0   ? HELLO
                             : i % 3 == 1 ? POST "Content-Length: 17\r\n\r\n"
                                                 "{\"hello\":\"world\"}"
                                          : "GET /packed HTTP/1.1\r\n" HOST
                                            "Accept-Encoding: gzip\r\n"
                                            "\r\n");
        load->good_count +=
            reply.status == 200 &&
            (i % 3 == 2 || str_is(reply.body, "{\"hello\":\"world\"}"));
        if (i % 25 == 24)
            raw_close(&client);
    }
    return NULL;
}

TEST(server_answers_a_thousand_requests_of_eight_threads)
{
    struct server_settings settings = quick_settings();
    struct metrics *metrics =
        metrics_new(settings.routes = (struct route_table){rows, COUNT(rows)});
    struct load loads[8] = {0};
    pthread_t threads[COUNT(loads)];
    struct server *server;
    struct buf text;
    int good_count = 0;

    settings.metrics = metrics;
    server = start(&settings);
    for (size_t i = 0; i < COUNT(loads); i++) {
        loads[i].server = server;
        assert_int_equal(
            pthread_create(&threads[i], NULL, send_load, &loads[i]), 0);
    }
    for (size_t i = 0; i < COUNT(loads); i++) {
        pthread_join(threads[i], NULL);
        good_count += loads[i].good_count;
    }
    assert_int_equal(good_count, 1000);
    buf_init(&text, 1 << 20);
    metrics_write(metrics, &text);
    assert_true(str_find(buf_str(&text),
                         str_from("reckoner_http_requests_total{method=\"GET\","
                                  "route=\"/hello\",status=\"2xx\"} 336\n")) >=
                0);
    assert_true(str_find(buf_str(&text),
                         str_from("reckoner_http_connections_admitted_total "
                                  "40.0\n")) >= 0);
    stop(server);
    buf_release(&text);
    metrics_free(metrics);
}
