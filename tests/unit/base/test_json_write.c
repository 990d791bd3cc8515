#include "base/json_write.h"

#include <math.h>
#include <stdio.h>

#include "test.h"

static void assert_written(struct buf *buf, const char *expected)
{
    if (!str_is(buf_str(buf), expected))
        fail_msg("%.*s is not %s", STR_ARG(buf_str(buf)), expected);
    buf_clear(buf);
}

TEST(json_write_string_escapes_what_it_must)
{
    static const struct {
        struct str text;
        const char *json;
    } cases[] = {
        {STR(""), "\"\""},
        {STR("plain größe"), "\"plain größe\""},
        {STR("a\"b\\c"), "\"a\\\"b\\\\c\""},
        {STR("\n\t\r\x01\x00z"), "\"\\n\\t\\u000d\\u0001\\u0000z\""},
        {STR("a/b </script>"), "\"a/b <\\/script>\""},
        {STR("</"), "\"<\\/\""},
        {STR("\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\x93"),
         "\"\\u2028\\u2029\xE2\x80\x93\""},
        {STR("\x7F"), "\"\x7F\""},
    };
    struct buf buf;

    buf_init(&buf, 1000);
    for (size_t i = 0; i < COUNT(cases); i++) {
        json_write_string(&buf, cases[i].text);
        assert_written(&buf, cases[i].json);
    }
    buf_release(&buf);
}

/* What a text becomes, byte by byte, by the rules of RFC 8259 and ours. */
static void escape_slowly(struct str text, struct buf *out)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '"' || c == '\\' || (c == '/' && i && text.ptr[i - 1] == '<'))
            buf_printf(out, "\\%c", c);
        else if (c == '\n' || c == '\t')
            buf_add_text(out, c == '\n' ? "\\n" : "\\t");
        else if (c < 0x20)
            buf_printf(out, "\\u%04x", c);
        else
            buf_add_char(out, (char)c);
    }
    buf_add_char(out, '"');
}

/* Texts are looked at eight bytes at a time: every byte stands at every
   place, and beside its like. */
TEST(json_write_string_escapes_the_same_at_every_place)
{
    char text[21];
    struct buf buf, expected;

    buf_init(&buf, 1000);
    buf_init(&expected, 1000);
    for (size_t at = 0; at < sizeof(text) - 1; at++)
        for (int c = 0; c < 256; c++) {
            memset(text, at % 2 ? 'a' : 0x7F, sizeof(text));
            text[at] = (char)c;
            text[at + 1] = "/a<\""[c % 4];
            json_write_string(&buf, (struct str){text, sizeof(text)});
            escape_slowly((struct str){text, sizeof(text)}, &expected);
            assert_true(str_equal(buf_str(&buf), buf_str(&expected)));
            buf_clear(&buf);
            buf_clear(&expected);
        }
    buf_release(&buf);
    buf_release(&expected);
}

TEST(json_write_int_writes_every_length)
{
    char text[32];
    struct buf buf;

    buf_init(&buf, 1000);
    for (int64_t value = 1; value > 0 && value < INT64_MAX / 10;
         value = value * 10 + 7)
        for (int sign = -1; sign <= 1; sign++) {
            json_write_int(&buf, sign * value);
            snprintf(text, sizeof(text), "%lld", (long long)(sign * value));
            assert_written(&buf, text);
        }
    json_write_int(&buf, INT64_MIN);
    assert_written(&buf, "-9223372036854775808");
    json_write_int(&buf, INT64_MAX);
    assert_written(&buf, "9223372036854775807");
    buf_release(&buf);
}

TEST(json_write_real_is_the_shortest_that_reads_back)
{
    static const struct {
        double value;
        const char *json;
    } cases[] = {
        {0.0, "0.0"},
        {-0.0, "-0.0"},
        {1.0, "1.0"},
        {0.1, "0.1"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1.0 / 3.0, "0.3333333333333333"},
        {9116000.0, "9116000.0"},
        {1e21, "1e+21"},
        {5e-324, "4.94065645841247e-324"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {NAN, "null"},
        {INFINITY, "null"},
    };
    struct buf buf;

    buf_init(&buf, 1000);
    for (size_t i = 0; i < COUNT(cases); i++) {
        json_write_real(&buf, cases[i].value);
        assert_written(&buf, cases[i].json);
    }
    buf_release(&buf);
}

TEST(json_write_members_put_commas_between)
{
    struct buf buf;

    buf_init(&buf, 1000);
    buf_add_char(&buf, '{');
    json_write_member(&buf, "a", str_from("x"));
    json_write_member_int(&buf, "b", INT64_MIN);
    json_write_member_bool(&buf, "c", true);
    json_write_comma(&buf);
    json_write_key(&buf, "d");
    buf_add_char(&buf, '[');
    json_write_comma(&buf);
    json_write_int(&buf, 1);
    json_write_comma(&buf);
    json_write_bool(&buf, false);
    buf_add_text(&buf, "]}");
    assert_written(&buf, "{\"a\":\"x\",\"b\":-9223372036854775808,\"c\":true,"
                         "\"d\":[1,false]}");
    buf_release(&buf);
}

TEST(json_write_members_of_time_and_of_what_is_within)
{
    struct buf buf;

    buf_init(&buf, 1000);
    buf_add_char(&buf, '{');
    json_write_member_time(&buf, "at", 1795140000);
    json_write_member_time(&buf, "never", 0);
    json_write_open(&buf, "days", '[');
    buf_add_char(&buf, ']');
    json_write_open(&buf, "of", '{');
    json_write_member_date(&buf, "day", date_from_ymd(2026, 11, 20));
    buf_add_text(&buf, "}}");
    assert_string_equal(buf.ptr, "{\"at\":\"2026-11-20T02:00:00Z\","
                                 "\"never\":null,\"days\":[],"
                                 "\"of\":{\"day\":\"2026-11-20\"}}");
    buf_release(&buf);
}
