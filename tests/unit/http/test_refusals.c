/*
 * What the server refuses, as its clients see it: after a refusal the
 * connection is closed, and no byte behind it is taken for a request.
 */
#include "test.h"
#include "unit/http/site.h"

#define RAW(text)                                                              \
    {                                                                          \
        text, sizeof(text) - 1                                                 \
    }

#define CHUNKED POST "Transfer-Encoding: chunked\r\n\r\n"

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
    RAW(CHUNKED "zz\r\n\r\n"),
    RAW(CHUNKED "-1\r\n\r\n"),
    RAW(CHUNKED "+1\r\na\r\n0\r\n\r\n"),
    RAW(CHUNKED "0x1\r\na\r\n0\r\n\r\n"),
    RAW(CHUNKED " 1\r\na\r\n0\r\n\r\n"),
    RAW(CHUNKED "1 \r\na\r\n0\r\n\r\n"),
    RAW(CHUNKED "\r\n1\r\na\r\n0\r\n\r\n"),
    RAW(CHUNKED ";a=b\r\na\r\n0\r\n\r\n"),
    RAW(CHUNKED "1g\r\na\r\n0\r\n\r\n"),
    RAW(CHUNKED "1\0\r\na\r\n0\r\n\r\n"),
    RAW(CHUNKED "ffffffffffffffffff\r\n\r\n"),
    RAW(CHUNKED "10000000000000001\r\na\r\n0\r\n\r\n"),
    RAW(CHUNKED "7fffffffffffffff\r\n\r\n"),
    RAW(CHUNKED "fffffffffffffffe\r\n\r\n"),
    RAW(CHUNKED "1\r\nabc\r\n0\r\n\r\n"),
    RAW(CHUNKED "1\r\na0\r\n\r\n"),
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
    RAW("GET /hello HTTP/1.1\r\nHost:\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\nHost: :80\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\nHost: me@localhost\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\nHost: me:secret@localhost:80\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\nHost: localhost:http\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\nHost: localhost:80:80\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\nHost: localhost:65536\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\nHost: localhost:-1\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\nHost: localhost/hello\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\nHost: localhost evil.example\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\nHost: localhost, evil.example\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\nHost: http://localhost\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\nHost: [::1\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\r\nHost: local%68ost\r\n\r\n"),
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
    RAW("GET http://evil.example/hello HTTP/1.1\r\n" HOST "\r\n"),
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
    RAW("GET /hello\r\n"),
    RAW("GET /hello\r\n\r\n"),
    RAW("GET /hello HTTP/1.1\tx\r\n" HOST "\r\n"),
    RAW("\tGET /hello HTTP/1.1\r\n" HOST "\r\n"),
    RAW(" GET /hello HTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET\v/hello\vHTTP/1.1\r\n" HOST "\r\n"),
    RAW("GET /hello\rHTTP/1.1\r\n" HOST "\r\n"),
    RAW("HTTP/1.1 200 OK\r\n" HOST "\r\n"),
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
    /* Other protocols. */
    RAW("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    RAW("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
    RAW("SSH-2.0-OpenSSH_9.2\r\n"),
    RAW("EHLO localhost\r\n"),
    RAW("*1\r\n$4\r\nPING\r\n"),
};

/* The library takes these bodies, though a proxy might see them end elsewhere:
   a chunk's size, or its bytes, that end in LF alone, and trailers. */
static const struct str loosely_framed[] = {
    RAW(CHUNKED "1\na\r\n0\r\n\r\n"),
    RAW(CHUNKED "1;x\na\r\n0\r\n\r\n"),
    RAW(CHUNKED "1;x=\"\n\"\r\na\r\n0\r\n\r\n"),
    RAW(CHUNKED "1;x\ra\r\n0\r\n\r\n"),
    RAW(CHUNKED "1\r\na\n0\r\n\r\n"),
    RAW(CHUNKED "1\r\na\r0\r\n\r\n"),
    RAW(CHUNKED "3\r\nab\r\n0\r\n\r\n"),
    RAW(CHUNKED "1\r\na\r\n0\n\n"),
    RAW(CHUNKED "1\r\na\r\n0\r\n\n"),
    RAW(CHUNKED "1\r\na\r\n0\n\r\n"),
    RAW(CHUNKED "1\r\na\r\n0\r\n"),
    RAW(CHUNKED "1\r\na\r\n0;x\n\r\n"),
    RAW(CHUNKED "1\r\na\r\n0000000000000000\r\n\r\n"),
    RAW(CHUNKED "1\r\na\r\n0\r\nContent-Length: 5\r\n\r\n"),
    RAW(CHUNKED "1\r\na\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n"),
    RAW(CHUNKED "1\r\na\r\n0\r\nHost: evil.example\r\n\r\n"),
    RAW(CHUNKED "1\r\na\r\n0\r\nX-A: a\n\r\n"),
    RAW(CHUNKED "1\r\na\r\n0\r\nX-A: a\r\n b\r\n\r\n"),
    RAW(CHUNKED "1\r\na\r\n0\r\nno colon\r\n\r\n"),
    RAW(CHUNKED "1;x=y\r\na\r\n0\r\n\r\n"),
};

static bool is_refusal(int status)
{
    static const int statuses[] = {400, 408, 413, 501, 505};

    for (size_t i = 0; i < COUNT(statuses); i++)
        if (status == statuses[i])
            return true;
    return status == 0; /* closed without a word */
}

/* Sends it with a request behind it, in one piece or in two, and returns the
   status of the only reply. */
static int status_of_first(struct server *server, struct str first,
                           bool in_pieces)
{
    bool is_head = str_starts_with(first, "HEAD ");
    size_t len = in_pieces ? first.len - 1 : first.len;
    struct raw_client client;
    int status;

    site_connect(&client, server);
    raw_send_at_once(&client);
    raw_send(&client, (struct str){first.ptr, len});
    raw_send(&client, str_skip(first, len));
    raw_send_text(&client, SMUGGLED SMUGGLED);
    status = raw_read(&client, is_head).status;
    assert_true(raw_read_to_close(&client));
    assert_int_equal(str_find(buf_str(&client.in), str_from("HTTP/1.1 ")), -1);
    raw_close(&client);
    return status;
}

static struct server *start_impatient(void)
{
    struct server_settings settings = site_settings();

    settings.limits.header_ms = 300;
    settings.limits.idle_ms = 300;
    settings.limits.request_ms = 600;
    atomic_store(&site.smuggled_count, 0);
    return site_start(&settings);
}

TEST(server_refuses_what_is_malformed_and_sees_no_second_request)
{
    struct server *server = start_impatient();

    for (size_t i = 0; i < 2 * COUNT(malformed); i++) {
        struct str sent = malformed[i / 2];
        int status = status_of_first(server, sent, i % 2);
        if (!is_refusal(status) || atomic_load(&site.smuggled_count) > 0)
            print_error("%zu: %.*s\n-> %d\n", i, STR_ARG(sent), status);
        assert_true(is_refusal(status));
        assert_int_equal(atomic_load(&site.smuggled_count), 0);
    }
    site_stop(server);
}

TEST(server_sees_no_second_request_behind_a_body_in_chunks)
{
    struct server *server = start_impatient();

    for (size_t i = 0; i < 2 * COUNT(loosely_framed); i++) {
        struct str sent = loosely_framed[i / 2];
        int status = status_of_first(server, sent, i % 2);
        if (status != 200 && !is_refusal(status))
            print_error("%zu: %.*s\n-> %d\n", i, STR_ARG(sent), status);
        assert_true(status == 200 || is_refusal(status));
        assert_int_equal(atomic_load(&site.smuggled_count), 0);
    }
    site_stop(server);
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

    site_connect(&client, server);
    raw_send(&client, request);
    status = raw_read(&client, false).status;
    assert_true(raw_read_to_close(&client));
    raw_close(&client);
    return status;
}

static struct str with_arguments(struct arena *arena, int count)
{
    struct str many = STR("");

    for (int i = 0; i < count; i++)
        many = arena_printf(arena, "%.*s&a", STR_ARG(many));
    return arena_printf(arena, "GET /hello?%.*s HTTP/1.1\r\n" HOST "\r\n",
                        STR_ARG(many));
}

TEST(server_refuses_what_is_too_large)
{
    struct server_settings settings = site_settings();
    struct server *server = site_start(&settings);
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
    assert_int_equal(status_of(server, with_arguments(arena, 900)), 400);
    assert_int_equal(status_of(server, with_arguments(arena, 3000)), 400);
    arena_free(arena);
    site_stop(server);
}

TEST(server_refuses_a_body_over_the_limit)
{
    struct server_settings settings = site_settings();
    struct server *server = site_start(&settings);
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
    site_connect(&client, server);
    reply = raw_ask(&client, POST "Expect: 100-continue\r\n"
                                  "Content-Length: 4097\r\n\r\n");
    assert_int_equal(reply.status, 413);
    raw_close(&client);
    arena_free(arena);
    site_stop(server);
}

TEST(server_tells_a_client_that_sends_on_that_its_body_is_too_large)
{
    static const char *const heads[] = {
        POST "Transfer-Encoding: chunked\r\n\r\n100000\r\n",
        POST "Content-Length: 1048576\r\n\r\n"};
    struct server_settings settings = site_settings();
    struct server *server = site_start(&settings);
    char chunk[16384];

    memset(chunk, 'a', sizeof(chunk));
    for (size_t i = 0; i < COUNT(heads) * 10; i++) {
        struct raw_client client;
        site_connect(&client, server);
        raw_send_text(&client, heads[i % COUNT(heads)]);
        for (int j = 0; j < 64; j++)
            raw_send(&client, (struct str){chunk, sizeof(chunk)});
        assert_int_equal(raw_read(&client, false).status, 413);
        raw_close(&client);
    }
    site_stop(server);
}
