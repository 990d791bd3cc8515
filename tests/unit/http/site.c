#include "unit/http/site.h"

#include "test.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/log.h"

struct site site;

static void get_hello(void *context, const struct http_request *request,
                      struct http_response *response)
{
    (void)context;
    (void)request;
    response_json(response, (struct str)STR("{\"hello\":\"world\"}"));
    response->content_tag = (struct str)STR("v1");
    response->expires_at_s = 784111777;
}

static void get_tagged(void *context, const struct http_request *request,
                       struct http_response *response)
{
    (void)context;
    response->content_tag = request_capture(request, "tag");
    response_json(response, response->content_tag);
}

static void get_smuggled(void *context, const struct http_request *request,
                         struct http_response *response)
{
    struct site *a = context;
    atomic_fetch_add(&a->smuggled_count, 1);
    get_hello(a, request, response);
}

static void get_large(void *context, const struct http_request *request,
                      struct http_response *response)
{
    struct site *a = context;
    (void)request;
    response_json(response, (struct str){a->large, sizeof(a->large)});
}

static void count_release(void *context)
{
    struct site *a = context;
    atomic_fetch_add(&a->released_count, 1);
}

static void get_packed(void *context, const struct http_request *request,
                       struct http_response *response)
{
    struct site *a = context;
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
    struct site *a = context;
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
static const struct route_param tagged_params[] = {
    {"tag", .place = PARAM_IN_PATH}, {0}};
static const struct route_reply ok[] = {{200, "application/json", "Yes"}, {0}};
static const struct route_row rows[] = {
    {HTTP_GET, "/hello", get_hello, .summary = "Hello", .replies = ok},
    {HTTP_GET, "/smuggled", get_smuggled, .summary = "Trap", .replies = ok},
    {HTTP_GET, "/tagged/{tag}", get_tagged, .summary = "Tagged", .replies = ok,
     .params = tagged_params},
    {HTTP_GET, "/large", get_large, .summary = "Large", .replies = ok},
    {HTTP_GET, "/packed", get_packed, .summary = "Packed", .replies = ok},
    {HTTP_POST, "/echo", post_echo, .summary = "Echo", .replies = ok},
    {HTTP_GET, "/late", get_late, .summary = "Late", .replies = ok},
    {HTTP_GET, "/blocked", wait_at_gate, .summary = "Blocked", .replies = ok},
    {HTTP_GET, "/events", get_events, .summary = "Events", .replies = ok,
     .params = event_params},
    {HTTP_POST, "/change", post_echo, .summary = "Change", .replies = ok,
     .changes_state = true},
};

struct server_settings site_settings(void)
{
    struct server_settings settings = server_settings_default();
    settings.workers = 2;
    settings.body_bytes_max = SITE_BODY_MAX;
    settings.routes = (struct route_table){rows, COUNT(rows)};
    settings.app = &site;
    settings.limits.header_ms = 5000;
    settings.limits.idle_ms = 5000;
    settings.limits.request_ms = 8000;
    return settings;
}

struct server *site_start(const struct server_settings *settings)
{
    struct err err = {0};
    struct server *server;

    log_configure(LOG_OFF, true);
    if (!site.file.ptr) {
        char text[2000];
        for (size_t i = 0; i < sizeof(text); i++)
            text[i] = (char)('0' + i * i % 7);
        buf_init(&site.file, 1 << 16);
        assert_true(
            gzip_pack((struct str){text, sizeof(text)}, &site.file, &err));
        assert_true(gzip_open(buf_str(&site.file), &site.packed, &err));
    }
    server = server_start(settings, &err);
    if (!server)
        print_error("%s\n", err.text);
    assert_non_null(server);
    return server;
}

void site_stop(struct server *server)
{
    assert_true(server_stop(server, 5000));
    buf_release(&site.file);
}

void site_connect(struct raw_client *client, const struct server *server)
{
    assert_true(raw_open(client, server_port(server)));
}

void site_open_gate(void)
{
    assert_int_equal(pipe2(site.gate, O_CLOEXEC), 0);
    assert_int_equal(pipe2(site.arrived, O_CLOEXEC), 0);
}

void site_close_gate(void)
{
    close(site.gate[0]);
    close(site.gate[1]);
    close(site.arrived[0]);
    close(site.arrived[1]);
}
