/*
 * Requests that take long, and a server that stops meanwhile or hands its
 * socket on.
 */
#include "test.h"
#include "unit/http/site.h"

#include <pthread.h>
#include <unistd.h>

#include "http/listener.h"

#define LATE "GET /late HTTP/1.1\r\n" HOST "\r\n"

TEST(server_answers_others_while_a_request_takes_long)
{
    struct server_settings settings = site_settings();
    struct server *server;
    struct raw_client late[3], quick;
    char byte = 0;

    settings.workers = 1;
    settings.helpers = 1;
    settings.helper_queue_max = 1;
    server = site_start(&settings);
    site_open_gate();
    site_connect(&late[0], server);
    raw_send_text(&late[0], LATE);
    assert_int_equal(read(site.arrived[0], &byte, 1), 1);
    /* One waits for the helper; the next finds the queue full. */
    site_connect(&late[1], server);
    raw_send_text(&late[1], LATE HELLO);
    site_connect(&quick, server);
    assert_int_equal(raw_ask(&quick, HELLO).status, 200);
    site_connect(&late[2], server);
    assert_int_equal(raw_ask(&late[2], LATE).status, 503);
    assert_int_equal(raw_ask(&late[2], HELLO).status, 200);
    assert_int_equal(write(site.gate[1], "ab", 2), 2);
    assert_int_equal(raw_read(&late[0], false).status, 200);
    assert_int_equal(raw_read(&late[1], false).status, 200);
    assert_int_equal(raw_read(&late[1], false).status, 200);
    for (int i = 0; i < 3; i++)
        raw_close(&late[i]);
    raw_close(&quick);
    site_stop(server);
    site_close_gate();
}

#define EVENTS "GET /events HTTP/1.1\r\n" HOST "\r\n"
#define FOR_EVER "GET /events?for_ever=true HTTP/1.1\r\n" HOST "\r\n"

TEST(server_streams_events_until_they_end)
{
    struct server_settings settings = site_settings();
    struct server *server;
    struct raw_client client;

    settings.limits.request_ms = 100;
    server = site_start(&settings);
    atomic_store(&site.released_count, 0);
    site_connect(&client, server);
    raw_send_text(&client, EVENTS "GET /hello HTTP/1.1\r\n" HOST
                                  "Connection: close\r\n\r\n");
    assert_true(raw_read_to_close(&client));
    assert_true(str_find(buf_str(&client.in), str_from("text/event-stream")) >
                0);
    assert_true(str_find(buf_str(&client.in), str_from("data: 1\n\n")) > 0);
    assert_true(str_find(buf_str(&client.in), str_from("data: 3\n\n")) > 0);
    assert_true(str_find(buf_str(&client.in), str_from("hello")) > 0);
    assert_int_equal(atomic_load(&site.released_count), 1);
    raw_close(&client);
    site_stop(server);
}

TEST(server_stop_ends_streams_that_would_go_on)
{
    struct server_settings settings = site_settings();
    struct server *server = site_start(&settings);
    struct raw_client clients[8], left;

    atomic_store(&site.released_count, 0);
    site_connect(&left, server);
    raw_send_text(&left, FOR_EVER);
    for (size_t i = 0; i < COUNT(clients); i++) {
        site_connect(&clients[i], server);
        assert_int_equal(raw_ask(&clients[i], FOR_EVER).status, 200);
    }
    raw_close(&left);
    site_stop(server);
    for (size_t i = 0; i < COUNT(clients); i++) {
        assert_true(raw_read_to_close(&clients[i]));
        assert_true(str_ends_with(buf_str(&clients[i].in), "\r\n0\r\n\r\n") ||
                    str_is(buf_str(&clients[i].in), "0\r\n\r\n"));
        raw_close(&clients[i]);
    }
    assert_int_equal(atomic_load(&site.released_count), 9);
}

static void *stop_in_a_thread(void *server)
{
    return server_stop(server, 5000) ? server : NULL;
}

TEST(server_stops_after_what_is_in_flight)
{
    struct server_settings settings = site_settings();
    struct server *server = site_start(&settings);
    uint16_t port = server_port(server);
    struct raw_client late, idle, newcomer;
    struct raw_reply reply;
    pthread_t thread;
    void *result;
    char byte = 0;

    site_open_gate();
    site_connect(&idle, server);
    assert_int_equal(raw_ask(&idle, HELLO).status, 200);
    site_connect(&late, server);
    raw_send_text(&late, LATE);
    assert_int_equal(read(site.arrived[0], &byte, 1), 1);
    assert_int_equal(pthread_create(&thread, NULL, stop_in_a_thread, server),
                     0);
    /* Who only waits is let go; who is being served is served; who comes now
       is not kept waiting. */
    assert_true(raw_read_to_close(&idle));
    assert_false(raw_open(&newcomer, port));
    raw_close(&newcomer);
    assert_int_equal(write(site.gate[1], &byte, 1), 1);
    reply = raw_read(&late, false);
    assert_int_equal(reply.status, 200);
    assert_true(str_is(raw_header(&reply, "connection"), "close"));
    assert_true(raw_read_to_close(&late));
    pthread_join(thread, &result);
    assert_ptr_equal(result, server);
    raw_close(&late);
    raw_close(&idle);
    buf_release(&site.file);
    site_close_gate();
}

/* Were it shut down at once, its next request would fail. */
TEST(server_stop_still_answers_who_just_read_an_answer)
{
    struct server_settings settings = site_settings();
    struct server *server = site_start(&settings);
    uint16_t port = server_port(server);
    struct raw_client client, newcomer;
    struct raw_reply reply;
    bool is_open = true;
    pthread_t thread;
    void *result;

    site_connect(&client, server);
    assert_int_equal(raw_ask(&client, HELLO).status, 200);
    assert_int_equal(pthread_create(&thread, NULL, stop_in_a_thread, server),
                     0);
    while (is_open) {
        is_open = raw_open(&newcomer, port);
        raw_close(&newcomer);
    }
    reply = raw_ask(&client, HELLO);
    assert_int_equal(reply.status, 200);
    assert_true(raw_read_to_close(&client));
    pthread_join(thread, &result);
    assert_ptr_equal(result, server);
    raw_close(&client);
    buf_release(&site.file);
}

TEST(server_stop_cuts_off_what_is_not_done_at_the_deadline)
{
    struct server_settings settings = site_settings();
    struct server *server = site_start(&settings);
    struct raw_client client;

    site_connect(&client, server);
    assert_int_equal(raw_ask(&client, POST "Expect: 100-continue\r\n"
                                           "Content-Length: 9\r\n\r\n")
                         .status,
                     100);
    assert_false(server_stop(server, 100));
    assert_true(raw_read_to_close(&client));
    raw_close(&client);
    buf_release(&site.file);
}

TEST(server_takes_over_a_socket_that_listens)
{
    struct server_settings settings = site_settings();
    struct err err = {0};
    uint16_t port = 0;
    int fd;

    assert_true(listener_open("127.0.0.1", false, &port, &fd, 1, &err));
    settings.listen_fd = fd;
    for (int round = 0; round < 2; round++) {
        struct server *server = site_start(&settings);
        struct raw_client client;
        assert_int_equal(server_port(server), port);
        site_connect(&client, server);
        assert_int_equal(raw_ask(&client, HELLO).status, 200);
        raw_close(&client);
        site_stop(server);
    }
    close(fd);
}

TEST(server_start_says_why_it_cannot)
{
    struct server_settings settings = site_settings();
    struct server *server = site_start(&settings);
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
    site_stop(server);
}
