#include "base/json_write.h"

#include <math.h>

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
