/*
 * What the server does about clients that are slow, many or greedy. Deadlines
 * are some hundred milliseconds, and a test waits for what the server does
 * about them, never for a time.
 */
#include "test.h"
#include "unit/http/site.h"

#include <poll.h>
#include <sys/socket.h>

/* Ten seconds of them: a connection still open then is open for good. */
enum { DRIPS_MAX = 500 };

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
    struct server_settings settings = site_settings();
    struct server *server;

    settings.limits.header_ms = 300;
    settings.limits.request_ms = 300;
    settings.limits.idle_ms = 300;
    server = site_start(&settings);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct raw_client client;
        struct pollfd pollfd;
        struct raw_reply reply;
        int drip_count = 0;
        site_connect(&client, server);
        raw_send_text(&client, cases[i].start);
        pollfd = (struct pollfd){.fd = client.fd, .events = POLLIN};
        while (poll(&pollfd, 1, 20) == 0 && drip_count++ < DRIPS_MAX)
            raw_send_text(&client, cases[i].drip);
        assert_true(drip_count < DRIPS_MAX);
        reply = raw_read(&client, false);
        assert_int_equal(reply.status, cases[i].status);
        assert_true(raw_read_to_close(&client));
        raw_close(&client);
    }
    site_stop(server);
}

TEST(server_closes_a_connection_that_stays_idle)
{
    struct server_settings settings = site_settings();
    struct server *server;
    struct raw_client client;

    settings.limits.idle_ms = 200;
    server = site_start(&settings);
    site_connect(&client, server);
    assert_int_equal(raw_ask(&client, HELLO).status, 200);
    assert_int_equal(raw_ask(&client, HELLO).status, 200);
    assert_true(raw_read_to_close(&client));
    assert_int_equal(client.in.len, 0);
    raw_close(&client);
    site_stop(server);
}

TEST(server_limits_connections_in_all_and_per_address)
{
    struct server_settings settings = site_settings();

    for (int per_address = 0; per_address < 2; per_address++) {
        struct raw_client clients[6];
        struct server *server;
        struct raw_reply reply;
        settings.limits.count_max = per_address ? 100 : 4;
        settings.limits.count_per_address_max = per_address ? 4 : 100;
        server = site_start(&settings);
        for (int i = 0; i < 4; i++) {
            site_connect(&clients[i], server);
            assert_int_equal(raw_ask(&clients[i], HELLO).status, 200);
        }
        site_connect(&clients[4], server);
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
            site_connect(&clients[5], server);
            reply = raw_ask(&clients[5], HELLO);
            if (reply.status == 200)
                break;
            raw_close(&clients[5]);
        }
        assert_int_equal(reply.status, 200);
        for (int i = 1; i < 6; i++)
            if (i != 4)
                raw_close(&clients[i]);
        site_stop(server);
    }
}

#define LARGE "GET /large HTTP/1.1\r\n" HOST "\r\n"

/* Sends a request whose answer it does not read. */
static void connect_lazily(struct raw_client *client,
                           const struct server *server)
{
    char byte;

    assert_true(raw_open_narrow(client, server_port(server)));
    raw_send_text(client, LARGE);
    assert_int_equal(recv(client->fd, &byte, 1, MSG_PEEK), 1);
}

TEST(server_cuts_off_who_does_not_read_its_answer)
{
    struct server_settings settings = site_settings();
    struct server *server;
    struct raw_client client;

    settings.limits.request_ms = 300;
    settings.limits.idle_ms = 60000;
    server = site_start(&settings);
    connect_lazily(&client, server);
    assert_true(raw_wait_for_reset(&client));
    raw_close(&client);
    site_stop(server);
}

TEST(server_bounds_the_memory_of_answers_that_nobody_reads)
{
    struct server_settings settings = site_settings();
    struct server *server;
    struct raw_client lazy[2], client;
    struct raw_reply reply;

    settings.sending_bytes_max = 2 * SITE_LARGE_BYTES;
    server = site_start(&settings);
    connect_lazily(&lazy[0], server);
    connect_lazily(&lazy[1], server);
    site_connect(&client, server);
    reply = raw_ask(&client, LARGE);
    assert_int_equal(reply.status, 503);
    assert_true(str_is(raw_header(&reply, "retry-after"), "1"));
    assert_int_equal(raw_ask(&client, HELLO).status, 200);
    /* When one has gone there is room again. */
    raw_close(&lazy[0]);
    do
        reply = raw_ask(&client, LARGE);
    while (reply.status == 503);
    assert_int_equal(reply.status, 200);
    assert_int_equal(reply.body.len, SITE_LARGE_BYTES);
    raw_close(&client);
    raw_close(&lazy[1]);
    site_stop(server);
}
