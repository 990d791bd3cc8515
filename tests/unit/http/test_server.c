/*
 * The server as its clients see it: a real one on a port of its own, spoken
 * to through raw sockets.
 */
#include "test.h"
#include "unit/http/site.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static const char *const unusual[] = {
    "GET /hello HTTP/1.1\r\nHost:localhost\r\n\r\n",
    "GET /hello HTTP/1.1\r\nHost: \t localhost \t \r\n\r\n",
    "GET /hello HTTP/1.1\r\nhOST: localhost:8080\r\nAccept:\r\n\r\n",
    "GET /hello HTTP/1.1\r\n" HOST "X-A: \r\nX-A: \xc3\xa4\r\n\r\n",
    "GET /hello HTTP/1.1\r\n" HOST "Cookie: a=b; c=\"d\"; e\r\nX: y\r\n\r\n",
    "GET /hello HTTP/1.1\r\n" HOST "!#$%&'*+-.^_`|~: a:b:c\r\n\r\n",
    "GET /hello? HTTP/1.1\r\n" HOST "\r\n",
    "GET /hello?& HTTP/1.1\r\n" HOST "\r\n",
    "GET /hello HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n",
    "GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
};

TEST(server_answers_what_is_unusual_but_right)
{
    struct server_settings settings = site_settings();
    struct server *server = site_start(&settings);
    struct raw_client client;

    for (size_t i = 0; i < COUNT(unusual); i++) {
        struct raw_reply reply;
        site_connect(&client, server);
        reply = raw_ask(&client, unusual[i]);
        if (reply.status != 200)
            print_error("%s -> %d\n", unusual[i], reply.status);
        assert_int_equal(reply.status, 200);
        raw_close(&client);
    }
    site_stop(server);
}

/* However the bytes are cut, and whatever memory they end up in. */
TEST(server_reads_requests_in_pieces_of_any_size)
{
    static const size_t sizes[] = {1, 2, 3, 7, 100, 1000, 1024, 1500, 5000};
    struct server_settings settings = site_settings();
    struct server *server = site_start(&settings);
    struct arena *arena = arena_new();
    struct str request = STR("GET /hello HTTP/1.1\r\n" HOST);

    for (int i = 0; i < 60; i++)
        request = arena_printf(arena, "%.*sX-%d: %0*d\r\n", STR_ARG(request), i,
                               3 * i, i);
    request = arena_printf(arena, "%.*s\r\n" HELLO, STR_ARG(request));
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct raw_client client;
        site_connect(&client, server);
        raw_send_at_once(&client);
        for (struct str rest = request; rest.len > 0;
             rest = str_skip(rest, sizes[i]))
            raw_send(&client,
                     (struct str){rest.ptr,
                                  rest.len < sizes[i] ? rest.len : sizes[i]});
        assert_int_equal(raw_read(&client, false).status, 200);
        assert_int_equal(raw_read(&client, false).status, 200);
        raw_close(&client);
    }
    arena_free(arena);
    site_stop(server);
}

TEST(server_answers_pipelined_requests_in_order)
{
    struct server_settings settings = site_settings();
    struct server *server = site_start(&settings);
    struct raw_client client;
    struct raw_reply reply;

    site_connect(&client, server);
    raw_send_text(&client, HELLO POST
                  "Content-Length: 3\r\n\r\noneGET /nothing HTTP/1.1\r\n" HOST
                  "\r\n" HELLO POST "Transfer-Encoding: chunked\r\n\r\n"
                  "2\r\ntw\r\n1;x=y\r\no\r\n0\r\n\r\n");
    reply = raw_read(&client, false);
    assert_true(str_is(reply.body, "{\"hello\":\"world\"}"));
    reply = raw_read(&client, false);
    assert_true(str_is(reply.body, "one"));
    reply = raw_read(&client, false);
    assert_int_equal(reply.status, 404);
    reply = raw_read(&client, false);
    assert_int_equal(reply.status, 200);
    reply = raw_read(&client, false);
    assert_true(str_is(reply.body, "two"));
    assert_true(str_is(raw_header(&reply, "connection"), "close"));
    assert_true(raw_read_to_close(&client));
    raw_close(&client);
    site_stop(server);
}

TEST(server_answers_ten_requests_of_one_segment_in_order)
{
    struct server_settings settings = site_settings();
    struct server *server = site_start(&settings);
    struct arena *arena = arena_new();
    struct raw_client client;
    struct str sent = STR("");

    for (int i = 0; i < 10; i++)
        sent = arena_printf(arena, "%.*s" POST "Content-Length: 1\r\n\r\n%d",
                            STR_ARG(sent), i);
    site_connect(&client, server);
    raw_send(&client, sent);
    for (int i = 0; i < 10; i++) {
        struct raw_reply reply = raw_read(&client, false);
        assert_int_equal(reply.status, 200);
        assert_int_equal(reply.body.len, 1);
        assert_int_equal(reply.body.ptr[0], '0' + i);
    }
    raw_close(&client);
    arena_free(arena);
    site_stop(server);
}

TEST(server_closes_after_http_1_0_unless_asked_to_go_on)
{
    struct server_settings settings = site_settings();
    struct server *server = site_start(&settings);
    struct raw_client client;

    site_connect(&client, server);
    assert_int_equal(
        raw_ask(&client,
                "GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            .status,
        200);
    assert_int_equal(
        raw_ask(&client, "GET /hello HTTP/1.0\r\n\r\n" HELLO).status, 200);
    assert_true(raw_read_to_close(&client));
    assert_int_equal(client.in.len, 0);
    raw_close(&client);
    site_stop(server);
}

TEST(server_sends_continue_when_it_will_take_the_body)
{
    struct server_settings settings = site_settings();
    struct server *server = site_start(&settings);
    struct raw_client client;
    struct raw_reply reply;

    site_connect(&client, server);
    reply = raw_ask(&client, POST "Expect: 100-continue\r\n"
                                  "Content-Length: 3\r\n\r\n");
    assert_int_equal(reply.status, 100);
    reply = raw_ask(&client, "one");
    assert_int_equal(reply.status, 200);
    assert_true(str_is(reply.body, "one"));
    raw_close(&client);
    site_stop(server);
}

TEST(server_answers_head_like_get_without_the_body)
{
    struct server_settings settings = site_settings();
    struct server *server = site_start(&settings);
    struct raw_client client;
    struct raw_reply reply;

    site_connect(&client, server);
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
    site_stop(server);
}

TEST(server_answers_not_modified_without_a_body)
{
    struct server_settings settings = site_settings();
    struct server *server = site_start(&settings);
    struct raw_client client;
    struct raw_reply reply;

    site_connect(&client, server);
    reply = raw_ask(&client, "GET /hello HTTP/1.1\r\n" HOST
                             "If-None-Match: \"v0\", W/\"v1\"\r\n\r\n");
    assert_int_equal(reply.status, 304);
    assert_true(str_is(raw_header(&reply, "etag"), "\"v1\""));
    assert_int_equal(raw_header(&reply, "content-type").len, 0);
    reply = raw_ask(&client, HELLO);
    assert_int_equal(reply.status, 200);
    raw_close(&client);
    site_stop(server);
}

#define TAGGED(tag) "GET /tagged/" tag " HTTP/1.1\r\n" HOST "\r\n"
#define PACKED "GET /packed HTTP/1.1\r\n" HOST

/* Replies of several kinds, and several of one kind. */
static const char *const alike[] = {
    HELLO,
    "HEAD /hello HTTP/1.1\r\n" HOST "\r\n",
    "GET /hello HTTP/1.1\r\n" HOST "X-Request-Id: mine\r\n\r\n",
    "GET /hello HTTP/1.1\r\n" HOST "If-None-Match: \"v1\"\r\n\r\n",
    TAGGED("one"),
    TAGGED("two"),
    TAGGED("three"),
    PACKED "\r\n",
    PACKED "Accept-Encoding: gzip\r\n\r\n",
    PACKED "Accept-Encoding: gzip\r\nIf-None-Match: \"v1-gzip\"\r\n\r\n",
    POST "Content-Length: 3\r\n\r\none",
    "OPTIONS /hello HTTP/1.1\r\n" HOST "\r\n",
    "GET /nothing HTTP/1.1\r\n" HOST "\r\n",
};

/* The head's lines, but for those that are another's each time. */
static struct str read_lasting_head(struct raw_client *client,
                                    const char *request, struct arena *arena)
{
    static const char *const own[] = {
        "Date: ", "Server-Timing: ", "X-Request-Id: "};
    struct str head, lasting = STR("");
    struct raw_reply reply;

    raw_send_text(client, request);
    reply = raw_read(client, str_starts_with(str_from(request), "HEAD"));
    head = reply.head;
    assert_int_equal(raw_header(&reply, "date").len, 29);
    assert_true(str_starts_with(raw_header(&reply, "server-timing"), "hand"));
    assert_true(raw_header(&reply, "x-request-id").len >= 4);
    while (head.len > 0) {
        struct str line = str_cut(&head, '\n');
        bool is_own = false;
        for (size_t i = 0; i < COUNT(own); i++)
            is_own |= str_starts_with(line, own[i]);
        if (!is_own)
            lasting = arena_printf(arena, "%.*s%.*s\n", STR_ARG(lasting),
                                   STR_ARG(line));
    }
    return lasting;
}

/* What a server remembers of the reply before does not show in the next. */
TEST(server_sends_the_same_headers_whatever_it_sent_before)
{
    struct server_settings settings = site_settings();
    struct arena *arena = arena_new();
    struct str first[COUNT(alike)];
    struct raw_client client;
    struct server *server;

    settings.workers = 1;
    for (size_t i = 0; i < COUNT(alike); i++) {
        server = site_start(&settings);
        site_connect(&client, server);
        first[i] = read_lasting_head(&client, alike[i], arena);
        raw_close(&client);
        site_stop(server);
    }
    server = site_start(&settings);
    site_connect(&client, server);
    for (size_t i = 0; i < COUNT(alike) * COUNT(alike); i++) {
        size_t each[] = {i / COUNT(alike), i % COUNT(alike)};
        for (size_t j = 0; j < COUNT(each); j++) {
            struct str head = read_lasting_head(&client, alike[each[j]], arena);
            if (!str_equal(head, first[each[j]]))
                print_error("%s -> %s\n", alike[each[j]], head.ptr);
            assert_true(str_equal(head, first[each[j]]));
        }
    }
    raw_close(&client);
    arena_free(arena);
    site_stop(server);
}

TEST(server_sends_gzip_to_who_accepts_it_and_raw_bytes_to_others)
{
    struct server_settings settings = site_settings();
    struct server *server = site_start(&settings);
    struct raw_client client;
    struct raw_reply reply;
    struct buf raw, expected;
    struct err err = {0};

    buf_init(&raw, 1 << 16);
    buf_init(&expected, 1 << 16);
    atomic_store(&site.released_count, 0);
    buf_add_text(&expected, "{\"result\":");
    assert_true(gzip_unpack(buf_str(&site.file), &expected, &err));
    buf_add_text(&expected, "}");
    site_connect(&client, server);
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
    assert_int_equal(atomic_load(&site.released_count), 4);
    raw_close(&client);
    buf_release(&expected);
    buf_release(&raw);
    site_stop(server);
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
    struct server_settings settings = site_settings();
    struct server *server = site_start(&settings);
    struct raw_client client;

    site_connect(&client, server);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct raw_reply reply = raw_ask(&client, cases[i].request);
        if (reply.status != cases[i].status)
            print_error("%s -> %d\n", cases[i].request, reply.status);
        assert_int_equal(reply.status, cases[i].status);
    }
    raw_close(&client);
    site_stop(server);
}

/* Some do not wait for their answer, some have asked twice. */
static void ask_by_number(struct raw_client *client, size_t number)
{
    char text[256];
    int len =
        snprintf(text, sizeof(text), "%s" POST "Content-Length: 2\r\n\r\n%02zu",
                 number % 5 == 1 ? HELLO : "", number);

    assert_true(raw_send(client, (struct str){text, (size_t)len}));
    if (number % 7 == 3)
        raw_close(client);
}

static void read_by_number(struct raw_client *client, size_t number)
{
    struct raw_reply reply;
    char body[3];

    if (number % 7 == 3)
        return;
    if (number % 5 == 1)
        assert_int_equal(raw_read(client, false).status, 200);
    reply = raw_read(client, false);
    snprintf(body, sizeof(body), "%02zu", number);
    assert_int_equal(reply.status, 200);
    assert_true(str_is(reply.body, body));
    assert_int_equal(raw_ask(client, HELLO).status, 200);
    raw_close(client);
}

/* One thread finds them all at once, more than it sends together. */
TEST(server_answers_everyone_who_asked_while_it_was_busy)
{
    struct server_settings settings = site_settings();
    struct raw_client first, clients[100];
    struct server *server;
    char byte = 0;

    settings.workers = 1;
    server = site_start(&settings);
    site_open_gate();
    for (size_t i = 0; i < COUNT(clients); i++) {
        site_connect(&clients[i], server);
        assert_int_equal(raw_ask(&clients[i], HELLO).status, 200);
    }
    site_connect(&first, server);
    raw_send_text(&first, "GET /blocked HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(read(site.arrived[0], &byte, 1), 1);
    for (size_t i = 0; i < COUNT(clients); i++)
        ask_by_number(&clients[i], i);
    assert_int_equal(write(site.gate[1], "a", 1), 1);
    assert_int_equal(raw_read(&first, false).status, 200);
    raw_close(&first);
    for (size_t i = COUNT(clients); i-- > 0;)
        read_by_number(&clients[i], i);
    site_stop(server);
    site_close_gate();
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
    struct server_settings settings = site_settings();
    struct metrics *metrics = metrics_new(settings.routes);
    struct load loads[8] = {0};
    pthread_t threads[COUNT(loads)];
    struct server *server;
    struct buf text;
    int good_count = 0;

    settings.metrics = metrics;
    server = site_start(&settings);
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
    site_stop(server);
    buf_release(&text);
    metrics_free(metrics);
}
