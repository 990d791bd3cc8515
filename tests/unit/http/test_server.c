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

static const struct route_reply ok[] = {{200, "application/json", "Yes"}, {0}};
static const struct route_row rows[] = {
    {HTTP_GET, "/hello", get_hello, .summary = "Hello", .replies = ok},
    {HTTP_GET, "/smuggled", get_smuggled, .summary = "Trap", .replies = ok},
    {HTTP_GET, "/packed", get_packed, .summary = "Packed", .replies = ok},
    {HTTP_POST, "/echo", post_echo, .summary = "Echo", .replies = ok},
    {HTTP_GET, "/late", get_late, .summary = "Late", .replies = ok},
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
