#include "base/json.h"

#include "test.h"

static const struct json_limits limits = {1000, 5};

static struct json *parsed(const char *text)
{
    struct err err = {0};
    struct json *document = json_parse(str_from(text), &limits, &err);

    if (!document)
        fail_msg("%s: %s", text, err.text);
    return document;
}

TEST(json_values_are_found_by_name_and_position)
{
    struct json *document = parsed(" {\"a\": [1, -2.5e3, true, false, null], "
                                   "\"b\\u00e9\": \"x\\ud83d\\ude97"
                                   "\", \"A\": {}} ");
    const struct json *a = json_get(document, "a");

    assert_true(json_is_object(document));
    assert_int_equal(json_count(document), 3);
    assert_true(json_is_array(a));
    assert_int_equal(json_count(a), 5);
    assert_true(json_number(json_at(a, 1)) == -2500.0);
    assert_true(json_bool(json_at(a, 2)));
    assert_true(json_is_bool(json_at(a, 3)) && !json_bool(json_at(a, 3)));
    assert_true(json_is_null(json_at(a, 4)));
    assert_null(json_at(a, 5));
    assert_true(str_is(json_string(json_get(document, "bé")), "x\U0001F697"));
    assert_true(json_is_object(json_get(document, "A")));
    assert_null(json_get(a, "a"));
    assert_null(json_get(NULL, "a"));
    assert_true(str_is(json_name(json_next(json_first(document))), "bé"));
    assert_true(str_is(json_string(a), ""));
    json_free(document);
    json_free(NULL);
}

TEST(json_integers_are_exact_or_none)
{
    struct json *document =
        parsed("[9007199254740992, -5, 1.5, 1e2, \"7\", 0]");
    int64_t number = 42;

    assert_true(json_int(json_at(document, 0), 0, INT64_C(1) << 53, &number));
    assert_true(number == INT64_C(1) << 53);
    assert_true(json_int(json_at(document, 1), -5, 0, &number));
    assert_false(json_int(json_at(document, 1), -4, 0, &number));
    assert_false(json_int(json_at(document, 2), 0, 5, &number));
    assert_true(json_int(json_at(document, 3), 0, 100, &number));
    assert_int_equal(number, 100);
    assert_false(json_int(json_at(document, 4), 0, 10, &number));
    assert_false(json_int(NULL, 0, 10, &number));
    json_free(document);
}

TEST(json_refuses_what_is_not_clean)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "JSON line 1 column 1: expected a digit"},
        {"{\"a\":1,\n \"a\":2}", "JSON object with the same name twice"},
        {"{\"a\":{\"b\":1,\"\\u0062\":2}}", "JSON object with the same name "
                                            "twice"},
        {"[1,\n 2,]", "JSON line 2 column 4: expected a digit"},
        {"[01]", "JSON line 1 column 3: expected , or ]"},
        {"[1.]", "JSON line 1 column 4: expected a digit"},
        {"[+1]", "JSON line 1 column 2: expected a digit"},
        {"[1e999]", "JSON line 1 column 7: number out of range"},
        {"9007199254740993000", "integer beyond 2^53"},
        {"{a:1}", "JSON line 1 column 2: expected a string in double quotes"},
        {"{\"a\" 1}", "JSON line 1 column 6: expected a colon"},
        {"\"\\u0000\"", "a string may not contain NUL"},
        {"\"\\ud800\"", "half of a surrogate pair"},
        {"\"\\ud800\\u0041\"", "half of a surrogate pair"},
        {"\"\\udc00\"", "half of a surrogate pair"},
        {"\"\\x\"", "unknown escape"},
        {"\"a\nb\"", "control character in a string"},
        {"\"a", "string without an end"},
        {"\"\xC0\x80\"", "JSON line 1 column 2: bytes that are not UTF-8"},
        {"[1] 2", "text after the document"},
        {"nul", "expected a value"},
        {"NaN", "expected a digit"},
        {"[[[[[[1]]]]]]", "nested too deeply"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct err err = {0};
        assert_null(json_parse(str_from(cases[i].text), &limits, &err));
        if (!strstr(err.text, cases[i].message))
            fail_msg("%s: %s", cases[i].text, err.text);
        assert_int_equal(err.code, ERR_INPUT);
    }
}

TEST(json_over_its_limit_is_refused_unread)
{
    const struct json_limits small = {3, 5};
    struct err err = {0};

    assert_null(json_parse(str_from("[1 "), &small, &err));
    assert_int_equal(err.code, ERR_INPUT);
    assert_null(json_parse(str_from("[1] "), &small, &err));
    assert_int_equal(err.code, ERR_LIMIT);
}
