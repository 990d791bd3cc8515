#include "http/request.h"
#include "test.h"

static bool decode(struct http_request *request, struct arena *arena,
                   const char *target)
{
    struct err err = {0};

    *request =
        (struct http_request){.arena = arena, .target = str_from(target)};
    return request_decode(request, &err);
}

TEST(request_decode_reads_path_and_query_once)
{
    struct arena *arena = arena_new();
    struct http_request request;
    struct str value;

    assert_true(decode(&request, arena,
                       "/a%20b/c+d?q=top+selling%20models&x=%2525&y&q=2&=z"));
    assert_true(str_is(request.path, "/a b/c+d"));
    assert_int_equal(request.query.count, 5);
    assert_true(request_query(&request, "q", &value));
    assert_true(str_is(value, "top selling models"));
    assert_true(request_query(&request, "x", &value));
    assert_true(str_is(value, "%25"));
    assert_true(request_query(&request, "y", &value));
    assert_int_equal(value.len, 0);
    assert_false(request_query(&request, "z", &value));

    assert_true(decode(&request, arena, "/?q=%C3%BCber&n=a=b&r=%0a"));
    assert_true(request_query(&request, "q", &value));
    assert_true(str_is(value, "\xc3\xbc"
                              "ber"));
    assert_true(request_query(&request, "n", &value));
    assert_true(str_is(value, "a=b"));
    arena_free(arena);
}

TEST(request_decode_refuses_what_has_two_readings)
{
    static const char *const targets[] = {
        "",        "a",       "?a",       "/%",           "/%0",     "/%0g",
        "/%00",    "/%1f",    "/%7f",     "/%2f",         "/%2F",    "/%5c",
        "/%2e",    "/%2e%2e", "/.",       "/..",          "/a/../b", "/a/..",
        "/a b",    "/a#b",    "/\\",      "/\xff",        "/%ff",    "/%c0%af",
        "/?a=%00", "/?a=%",   "/?%zz=b",  "/?a=%ff",      "/?a=b#c", "/?a b",
        "/?a=%7f", "/?a=%1b", "/?a=\x01", "/?a=%ed%a0%80"};
    struct arena *arena = arena_new();
    struct http_request request;

    for (size_t i = 0; i < COUNT(targets); i++) {
        if (decode(&request, arena, targets[i]))
            print_error("%s\n", targets[i]);
        assert_false(decode(&request, arena, targets[i]));
    }
    arena_free(arena);
}

/* What a byte of a query stands for; -1: it may not stand there. */
static int meaning_of(int byte)
{
    if (byte == '+')
        return ' ';
    return byte <= ' ' || byte == '#' || byte == '%' || byte >= 0x7f ? -1
                                                                     : byte;
}

/* Targets are looked at eight bytes at a time: every byte stands at every
   place of a long one. */
TEST(request_decode_knows_every_byte_wherever_it_stands)
{
    struct arena *arena = arena_new();
    char target[] = "/?q=a+bcdefgh+ijklmnopq", expected[20];
    size_t start = strlen("/?q="), len = strlen(target) - start;

    for (int byte = 1; byte < 256; byte++)
        for (size_t i = 0; i < len && byte != '&'; i++) {
            char before = target[start + i];
            struct http_request request;
            struct str value;
            target[start + i] = (char)byte;
            for (size_t j = 0; j < len; j++)
                expected[j] =
                    (char)meaning_of((unsigned char)target[start + j]);
            assert_int_equal(decode(&request, arena, target),
                             meaning_of(byte) >= 0);
            if (meaning_of(byte) >= 0) {
                assert_true(request_query(&request, "q", &value));
                assert_true(str_equal(value, (struct str){expected, len}));
            }
            target[start + i] = before;
            arena_reset(arena);
        }
    arena_free(arena);
}

TEST(request_decode_leaves_a_plus_in_a_path_alone)
{
    struct arena *arena = arena_new();
    struct http_request request;

    assert_true(decode(&request, arena, "/a+long+path+of+words?q=a+b"));
    assert_true(str_is(request.path, "/a+long+path+of+words"));
    arena_free(arena);
}

TEST(request_decode_limits_the_number_of_parameters)
{
    struct arena *arena = arena_new();
    struct http_request request;
    struct str target = STR("/?a");

    for (int i = 1; i < REQUEST_QUERY_MAX; i++)
        target = arena_printf(arena, "%.*s&a", STR_ARG(target));
    assert_true(decode(&request, arena, target.ptr));
    assert_int_equal(request.query.count, REQUEST_QUERY_MAX);
    target = arena_printf(arena, "%.*s&a", STR_ARG(target));
    assert_false(decode(&request, arena, target.ptr));
    arena_free(arena);
}

TEST(request_identify_takes_a_well_formed_id_and_makes_others)
{
    static const struct {
        const char *id;
        bool is_taken;
    } cases[] = {
        {"abc-DEF_1.2", true},
        {"a", true},
        {"", false},
        {"a b", false},
        {"a\"b", false},
        {"\xc3\xa4", false},
        {"1234567890123456789012345678901234567890123456789012345678901234",
         true},
        {"12345678901234567890123456789012345678901234567890123456789012345",
         false},
    };
    struct arena *arena = arena_new();

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct http_request request = {.arena = arena,
                                       .method_name = STR("GET")};
        fields_add(&request.headers, arena, str_from("x-REQUEST-id"),
                   str_from(cases[i].id));
        request_identify(&request);
        assert_int_equal(request.method, HTTP_GET);
        assert_int_equal(str_is(request.id, cases[i].id), cases[i].is_taken);
        assert_true(request.id.len > 0);
    }
    arena_free(arena);
}

TEST(request_identify_reads_the_media_type_without_parameters)
{
    struct arena *arena = arena_new();
    struct http_request request = {.arena = arena, .method_name = STR("post")};

    fields_add(&request.headers, arena, str_from("Content-Type"),
               str_from(" Application/JSON ; charset=utf-8"));
    request_identify(&request);
    assert_int_equal(request.method, HTTP_OTHER);
    assert_true(str_is(request.media_type, "application/json"));
    arena_free(arena);
}
