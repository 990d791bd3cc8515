#include "http/head.h"
#include "http/http_date.h"
#include "test.h"

#include <stdio.h>

static struct http_fields
fields_of(struct arena *arena, const struct http_field *items, size_t count)
{
    struct http_fields fields = {0};

    for (size_t i = 0; i < count; i++)
        fields_add(&fields, arena, items[i].name, items[i].value);
    return fields;
}

TEST(head_holds_every_line_and_says_where_what_changes_stands)
{
    static const struct http_field items[] = {
        {STR("Cache-Control"), STR("no-store")},
        {STR("X-Request-Id"), STR("0123456789abcdef")},
        {STR("Server-Timing"), STR("handler;dur=0.012")}};
    struct arena *arena = arena_new();
    struct http_fields fields = fields_of(arena, items, COUNT(items));
    struct head head;
    struct str rest;

    assert_true(head_write(&head, &fields));
    assert_memory_equal(head.bytes + head.id_at, "0123456789abcdef\r\n", 18);
    assert_memory_equal(head.bytes + head.timing_at, "handler;dur=0.012", 17);
    assert_int_equal(head.timing_at + 17, head.len);
    rest = (struct str){head.bytes + HTTP_DATE_LEN, head.len - HTTP_DATE_LEN};
    assert_true(str_is(rest, "\r\nCache-Control: no-store"
                             "\r\nX-Request-Id: 0123456789abcdef"
                             "\r\nServer-Timing: handler;dur=0.012"));
    arena_free(arena);
}

TEST(head_is_refused_when_a_header_could_end_a_line)
{
    static const struct http_field cases[] = {
        {STR("X-A"), STR("b\r\nSet-Cookie: c")},
        {STR("X-A"), STR("b\nc")},
        {STR("X-A"), STR("b\rc")},
        {STR("X-A"), STR("b\0c")},
        {STR("X\r\nA"), STR("b")},
        {STR(""), STR("b")},
        {STR("X-A"), STR("")},
    };
    struct arena *arena = arena_new();
    struct head head;

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct http_fields fields = fields_of(arena, &cases[i], 1);
        assert_false(head_write(&head, &fields));
    }
    arena_free(arena);
}

TEST(head_is_refused_when_it_does_not_fit)
{
    char text[HEAD_BYTES_MAX];
    struct arena *arena = arena_new();
    size_t around = HTTP_DATE_LEN + strlen("\r\nX: ");
    struct head head;

    memset(text, 'a', sizeof(text));
    for (size_t over = 0; over < 2; over++) {
        struct http_field field = {STR("X"),
                                   {text, sizeof(text) - around + over}};
        struct http_fields fields = fields_of(arena, &field, 1);
        assert_int_equal(head_write(&head, &fields), over == 0);
    }
    arena_free(arena);
}
