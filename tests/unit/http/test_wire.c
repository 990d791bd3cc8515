#include "http/wire.h"
#include "test.h"

enum { BODY_MAX = 1000 };

struct wire_case {
    const char *method, *target, *version;
    struct http_field fields[3]; /* beside Host */
    int status;                  /* 0: passes */
};

static int check(const struct wire_case *c, struct arena *arena)
{
    struct wire_limits limits = {BODY_MAX};
    struct wire_fault fault = {0};
    struct http_request request = {.arena = arena,
                                   .method_name = str_from(c->method),
                                   .target = str_from(c->target),
                                   .version = str_from(c->version)};

    fields_add(&request.headers, arena, str_from("Host"),
               str_from("localhost"));
    for (size_t i = 0; i < COUNT(c->fields) && c->fields[i].name.ptr; i++)
        fields_add(&request.headers, arena, c->fields[i].name,
                   c->fields[i].value);
    request_identify(&request);
    return wire_check(&request, &limits, &fault) ? 0 : fault.status;
}

#define LENGTH(n)                                                              \
    {                                                                          \
        STR("content-length"), STR(n)                                          \
    }
#define CODING(n)                                                              \
    {                                                                          \
        STR("Transfer-Encoding"), STR(n)                                       \
    }

TEST(wire_check_passes_only_what_has_one_reading)
{
    static const struct wire_case cases[] = {
        {"GET", "/", "HTTP/1.1", {{{0}, {0}}}, 0},
        {"GET", "/", "HTTP/1.0", {{{0}, {0}}}, 0},
        {"GET", "/", "HTTP/1.1", {LENGTH("0")}, 0},
        {"POST", "/", "HTTP/1.1", {LENGTH("1000")}, 0},
        {"POST", "/", "HTTP/1.1", {CODING("Chunked")}, 0},
        {"DELETE", "/", "HTTP/1.1", {{{0}, {0}}}, 0},
        {"POST", "/", "HTTP/1.1", {LENGTH("1001")}, 413},
        {"POST", "/", "HTTP/1.1", {LENGTH("18446744073709551616")}, 413},
        {"POST", "/", "HTTP/1.1", {LENGTH("")}, 400},
        {"POST", "/", "HTTP/1.1", {LENGTH("+1")}, 400},
        {"POST", "/", "HTTP/1.1", {LENGTH("1 ")}, 400},
        {"POST", "/", "HTTP/1.1", {LENGTH("1"), LENGTH("1")}, 400},
        {"POST", "/", "HTTP/1.1", {LENGTH("1"), CODING("chunked")}, 400},
        {"POST", "/", "HTTP/1.1", {CODING("chunked"), CODING("a")}, 400},
        {"POST", "/", "HTTP/1.1", {CODING("chunked, chunked")}, 400},
        {"POST", "/", "HTTP/1.1", {CODING("")}, 400},
        {"POST", "/", "HTTP/1.0", {CODING("chunked")}, 400},
        {"GET", "/", "HTTP/1.1", {LENGTH("1")}, 400},
        {"HEAD", "/", "HTTP/1.1", {CODING("chunked")}, 400},
        {"GET", "/", "HTTP/1.1", {{STR("Host"), STR("b")}}, 400},
        {"GET", "/", "HTTP/1.1", {{STR("a b"), STR("c")}}, 400},
        {"GET", "/", "HTTP/1.1", {{STR(""), STR("c")}}, 400},
        {"GET", "/", "HTTP/1.1", {{STR("a"), STR("b\nc")}}, 400},
        {"GET", "/", "HTTP/1.1", {{STR("a"), STR("b\tc")}}, 0},
        {"GET", "", "HTTP/1.1", {{{0}, {0}}}, 400},
        {"GET", "a", "HTTP/1.1", {{{0}, {0}}}, 400},
        {"GET", "/\t", "HTTP/1.1", {{{0}, {0}}}, 400},
        {"GET", "/", "HTTP/1.2", {{{0}, {0}}}, 400},
        {"GET", "/", "", {{{0}, {0}}}, 400},
        {"get", "/", "HTTP/1.1", {{{0}, {0}}}, 501},
        {"", "/", "HTTP/1.1", {{{0}, {0}}}, 400},
        {"G(T", "/", "HTTP/1.1", {{{0}, {0}}}, 400},
    };
    struct arena *arena = arena_new();

    for (size_t i = 0; i < COUNT(cases); i++) {
        int status = check(&cases[i], arena);
        if (status != cases[i].status)
            print_error("case %zu: %d\n", i, status);
        assert_int_equal(status, cases[i].status);
    }
    arena_free(arena);
}

TEST(wire_check_wants_a_host_from_http_1_1_alone)
{
    struct wire_limits limits = {BODY_MAX};
    struct wire_fault fault;
    struct arena *arena = arena_new();
    struct http_request request = {.arena = arena,
                                   .method_name = STR("GET"),
                                   .target = STR("/"),
                                   .version = STR("HTTP/1.0")};

    request_identify(&request);
    assert_true(wire_check(&request, &limits, &fault));
    request.version = str_from("HTTP/1.1");
    assert_false(wire_check(&request, &limits, &fault));
    assert_int_equal(fault.status, 400);
    arena_free(arena);
}
