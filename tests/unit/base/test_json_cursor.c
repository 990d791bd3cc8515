#include "base/json_cursor.h"

#include "base/json.h"
#include "test.h"

static bool is_read(struct str text, struct arena *arena)
{
    struct json_cursor c;

    json_cursor_init(&c, text, arena);
    return json_cursor_skip(&c) && json_cursor_end(&c);
}

/* The other reader of JSON, which builds a tree by another library. */
static bool is_parsed(struct str text)
{
    const struct json_limits limits = {.max_bytes = SIZE_MAX, .max_depth = 8};
    struct err err = {0};
    struct json *document = json_parse(text, &limits, &err);

    json_free(document);
    return document != NULL;
}

static const char *const documents[] = {
    "{}",
    "[]",
    " { \"a\" : [ 1 , -2 , 0 , 3.5e+7 ] , \"b\" : null }\n",
    "[true,false,null,\"\"]",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20AC\\ud83d\\ude00\"",
    "\"plain, then \\n escaped\"",
    "[[[[[[[1]]]]]]]",
    "{\"a\":{\"b\":{\"c\":[]}}}",
    "9007199254740991",
    "-0",
    "",
    " ",
    "{",
    "[",
    "[1",
    "[1,",
    "[1,]",
    "[,1]",
    "[1 2]",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{,}",
    "{a:1}",
    "{\"a\":1 \"b\":2}",
    "{\"a\" 1}",
    "[1}",
    "{\"a\":1]",
    "1 2",
    "01",
    "-",
    "1.",
    ".5",
    "1e",
    "1e+",
    "+1",
    "tru",
    "truE",
    "nul",
    "nope",
    "\"",
    "\"a",
    "\"\\",
    "\"\\\"",
    "\"\\x\"",
    "\"\\u12\"",
    "\"\\u12g4\"",
    "\"\\u0000\"",
    "\"\\ud83d\"",
    "\"\\ud83d\\n\"",
    "\"\\ud83d\\u0041\"",
    "\"\\ude00\"",
    "\"a\nb\"",
    "[[[[[[[[[[1]]]]]]]]]]",
};

TEST(json_cursor_takes_and_refuses_what_the_other_reader_does)
{
    struct arena *arena = arena_new();

    for (size_t i = 0; i < COUNT(documents); i++) {
        struct str text = str_from(documents[i]);
        if (is_read(text, arena) != is_parsed(text))
            fail_msg("they differ on %s", documents[i]);
    }
    arena_free(arena);
}

/* Every prefix, and every byte replaced by every one of those that matter. */
TEST(json_cursor_agrees_with_the_other_reader_on_damaged_documents)
{
    static const char bytes[] = "{}[],:\"\\ 0-1.eEntu\n\x01";
    struct arena *arena = arena_new();

    for (size_t i = 0; i < 8; i++) {
        size_t len = strlen(documents[i]);
        for (size_t at = 0; at < len; at++) {
            char text[128];
            memcpy(text, documents[i], len);
            assert_true(is_read((struct str){text, at}, arena) ==
                        is_parsed((struct str){text, at}));
            for (size_t b = 0; b + 1 < sizeof(bytes); b++) {
                struct str changed = {text, len};
                text[at] = bytes[b];
                /* A name with an escape is a mistake here alone. */
                if (is_read(changed, arena) != is_parsed(changed) &&
                    !(text[at] == '\\' && documents[i][0] != '"'))
                    fail_msg("they differ on %.*s", STR_ARG(changed));
            }
        }
        arena_reset(arena);
    }
    arena_free(arena);
}

TEST(json_cursor_reads_strings_as_the_other_reader_does)
{
    const struct json_limits limits = {.max_bytes = SIZE_MAX, .max_depth = 8};
    struct arena *arena = arena_new();

    for (size_t i = 4; i < 6; i++) {
        struct str text = str_from(documents[i]), read;
        struct err err = {0};
        struct json *document = json_parse(text, &limits, &err);
        struct json_cursor c;

        json_cursor_init(&c, text, arena);
        assert_true(json_cursor_string(&c, &read) && json_cursor_end(&c));
        assert_true(str_equal(read, json_string(document)));
        json_free(document);
    }
    arena_free(arena);
}

TEST(json_cursor_walks_members_and_elements)
{
    struct arena *arena = arena_new();
    struct json_cursor c;
    struct str name, text = {0};
    int64_t number, sum = 0;
    bool flag;

    json_cursor_init(
        &c,
        str_from("{\"n\":[1,20,-300],\"none\":[],\"flag\":true,\"at\":null,"
                 "\"who\":\"me\",\"rest\":{\"a\":[{}]}}"),
        arena);
    assert_true(json_cursor_enter(&c, '{'));
    assert_true(json_cursor_member(&c, &name) && str_is(name, "n"));
    json_cursor_enter(&c, '[');
    while (json_cursor_element(&c) && json_cursor_int(&c, -300, 20, &number))
        sum += number;
    assert_int_equal(sum, -279);
    assert_true(json_cursor_member(&c, &name) && str_is(name, "none"));
    json_cursor_enter(&c, '[');
    assert_false(json_cursor_element(&c));
    assert_true(json_cursor_member(&c, &name));
    assert_false(json_cursor_null(&c));
    assert_true(json_cursor_bool(&c, &flag) && flag);
    assert_true(json_cursor_member(&c, &name) && json_cursor_null(&c));
    assert_true(json_cursor_member(&c, &name));
    assert_true(json_cursor_is(&c, '"') && json_cursor_string(&c, &text));
    assert_true(str_is(text, "me"));
    assert_true(json_cursor_member(&c, &name) && json_cursor_skip(&c));
    assert_false(json_cursor_member(&c, &name));
    assert_true(json_cursor_end(&c));
    arena_free(arena);
}

TEST(json_cursor_refuses_integers_that_are_none_or_out_of_range)
{
    static const char *const texts[] = {"101",
                                        "-1",
                                        "1.0",
                                        "1e1",
                                        "\"1\"",
                                        "01",
                                        "null",
                                        "",
                                        "x",
                                        "--1",
                                        "99999999999999999999"};
    struct arena *arena = arena_new();

    for (size_t i = 0; i < COUNT(texts); i++) {
        struct json_cursor c;
        int64_t number;

        json_cursor_init(&c, str_from(texts[i]), arena);
        assert_false(json_cursor_int(&c, 0, 100, &number));
        assert_false(json_cursor_end(&c));
        assert_false(json_cursor_skip(&c));
    }
    arena_free(arena);
}
