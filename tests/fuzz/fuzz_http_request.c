/*
 * Whatever bytes arrive as a target or as headers: nothing breaks, what is
 * accepted is clean, and what a client wants is decided the same way twice.
 */
#include <assert.h>

#include "http/hosts.h"
#include "http/negotiate.h"
#include "http/problem.h"
#include "http/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void handle(void *app, const struct http_request *request,
                   struct http_response *response)
{
    (void)app;
    response_json(response, request->path);
}

static void check_path(struct str path)
{
    assert(path.ptr[0] == '/');
    assert(str_is_utf8(path, NULL));
    assert(str_find(path, str_from("/../")) < 0);
    for (size_t i = 0; i < path.len; i++)
        assert((unsigned char)path.ptr[i] >= 0x20 && path.ptr[i] != 0x7f &&
               path.ptr[i] != '\\');
}

static void check_pure(struct str text)
{
    struct hosts hosts = {.allow_addresses = true};

    (void)hosts_know(&hosts, text);
    (void)negotiate_gzip(text);
    if (text.len > 0 && text.len < 100 && !memchr(text.ptr, '"', text.len)) {
        char quoted[128] = "W/\"";
        memcpy(quoted + 3, text.ptr, text.len);
        quoted[3 + text.len] = '"';
        struct str tag = {quoted + 2, text.len + 2};
        struct str weak = {quoted, text.len + 4};
        assert(negotiate_etag_matches(tag, tag));
        assert(negotiate_etag_matches(weak, tag));
    }
    (void)negotiate_etag_matches(text, str_from("\"v1\""));
}

/* Lines of "name:value" under a first line "method target version". */
static void read_request(struct http_request *request, struct str text)
{
    struct str line = str_cut(&text, '\n');

    request->method_name = str_cut(&line, ' ');
    request->target = str_cut(&line, ' ');
    request->version = line;
    while (text.len > 0) {
        struct str value = str_cut(&text, '\n');
        struct str name = str_cut(&value, ':');
        fields_add(&request->headers, request->arena, name, str_trim(value));
    }
}

static void render(struct http_request *request)
{
    struct http_response response;
    struct http_reply reply;
    struct err err;

    response_init(&response);
    handle(NULL, request, &response);
    response.content_tag = (struct str)STR("v1");
    response.location = request->path;
    assert(response_render(&response, request, &reply, &err));
    response_add_headers(&response, request, &reply);
    for (size_t i = 0; i < reply.headers.count; i++) {
        struct str value = reply.headers.items[i].value;
        assert(strlen(value.ptr) == value.len);
        assert(!memchr(value.ptr, '\n', value.len));
    }
    buf_release(&reply.body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena *arena;
    struct wire_limits limits = {1000};
    struct wire_fault fault;
    struct str text = {(const char *)data, size};
    struct http_request request;
    struct err err;

    if (!arena)
        arena = arena_new();
    request = (struct http_request){.arena = arena};
    check_pure(text);
    read_request(&request, text);
    for (size_t i = 0; i < request.headers.count; i++)
        check_pure(request.headers.items[i].value);
    request_identify(&request);
    (void)hosts_allow_origin(&request);
    if (wire_check(&request, &limits, &fault)) {
        assert(request_header_count(&request, "host") <= 1);
        assert(request_header_count(&request, "content-length") +
                   request_header_count(&request, "transfer-encoding") <=
               1);
        if (request_decode(&request, &err)) {
            check_path(request.path);
            render(&request);
        }
    } else {
        assert(fault.status >= 400 && fault.status <= 501);
    }
    arena_reset(arena);
    return 0;
}
