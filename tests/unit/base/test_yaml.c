#include "base/yaml.h"

#include <stdio.h>

#include "base/buf.h"
#include "test.h"

static const struct yaml_node *parse(struct str text, struct arena *arena,
                                     struct err *err)
{
    const struct yaml_place place = {"f", 5};

    return yaml_parse(text, place, arena, err);
}

static const struct yaml_node *parsed(const char *text, struct arena *arena)
{
    struct err err = {0};
    const struct yaml_node *root = parse(str_from(text), arena, &err);

    if (!root)
        fail_msg("%s", err.text);
    return root;
}

static void assert_place(const struct yaml_node *node, int line, int column)
{
    assert_int_equal(node->line, line);
    assert_int_equal(node->column, column);
}

TEST(yaml_nodes_know_where_they_stand)
{
    struct arena *arena = arena_new();
    const struct yaml_node *root = parsed(
        "größe: ä\nlist:\n  - one\n  - {two: 2}\nblock: |\n  text\n", arena);
    const struct yaml_node *list = yaml_get(root, "list");

    assert_int_equal(root->kind, YAML_MAPPING);
    assert_int_equal(root->count, 3);
    assert_place(yaml_get(root, "größe"), 5, 8);
    assert_int_equal(root->pairs[1].key_line, 6);
    assert_int_equal(root->pairs[1].key_column, 1);
    assert_int_equal(list->kind, YAML_SEQUENCE);
    assert_place(list->items[0], 7, 5);
    assert_place(yaml_get(list->items[1], "two"), 8, 11);
    assert_true(str_is(yaml_get(root, "block")->text, "text\n"));
    assert_true(yaml_get(root, "block")->is_quoted);
    assert_null(yaml_get(root, "lists"));
    assert_null(yaml_get(list, "list"));
    assert_null(yaml_get(NULL, "list"));
    arena_free(arena);
}

TEST(yaml_scalars_are_text_and_say_if_they_were_quoted)
{
    struct arena *arena = arena_new();
    const struct yaml_node *root = parsed(
        "[no, 0x1F, 'it''s', \"a\\u00e9\\n\", ~, null, '', 'null']", arena);

    assert_true(str_is(root->items[0]->text, "no"));
    assert_true(str_is(root->items[1]->text, "0x1F"));
    assert_true(str_is(root->items[2]->text, "it's"));
    assert_true(root->items[2]->is_quoted);
    assert_true(str_is(root->items[3]->text, "aé\n"));
    assert_true(yaml_is_null(root->items[4]));
    assert_true(yaml_is_null(root->items[5]));
    assert_false(yaml_is_null(root->items[6]));
    assert_false(yaml_is_null(root->items[7]));
    assert_true(yaml_is_null(NULL));
    arena_free(arena);
}

TEST(yaml_of_nothing_is_an_empty_mapping)
{
    struct arena *arena = arena_new();

    assert_int_equal(parsed("", arena)->kind, YAML_MAPPING);
    assert_int_equal(parsed("# only this\n", arena)->count, 0);
    assert_place(parsed("", arena), 5, 1);
    arena_free(arena);
}

TEST(yaml_refuses_with_a_place)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"a: 1\na: 2", "f:6:1: the same key twice"},
        {"{a: 1, 'a': 2}", "f:5:8: the same key twice"},
        {"? [a]\n: 1", "f:5:3: a key must be a word"},
        {"a: \"x\\0y\"", "f:5:4: a text may not contain NUL"},
        {"a: 1\n---\nb: 2", "f:6:1: a second document"},
        {"a: [1\nb: 2", "f:6:2: did not find expected ',' or ']' while "
                        "parsing a flow sequence"},
        {"a: \xFF", "f:5:4: invalid leading UTF-8 octet"},
        {"a: 1\nö: \x01", "f:6:4: control characters are not allowed"},
        {"a: 'b", "f:5:6: found unexpected end of stream while scanning a "
                  "quoted scalar"},
        {"a: 1\n\tb: 2",
         "f:6:1: found a tab character that violates indentation "
         "while scanning a plain scalar"},
    };
    struct arena *arena = arena_new();

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct err err = {0};
        assert_null(parse(str_from(cases[i].text), arena, &err));
        assert_string_equal(err.text, cases[i].message);
        assert_int_equal(err.code, ERR_INPUT);
    }
    arena_free(arena);
}

TEST(yaml_refuses_anchors_aliases_and_tags)
{
    static const char *const texts[] = {"a: &x 1", "a: *x",    "a: !x 1",
                                        "&x [a]",  "!!map {}", "!x [a]"};
    struct arena *arena = arena_new();

    for (size_t i = 0; i < COUNT(texts); i++) {
        struct err err = {0};
        assert_null(parse(str_from(texts[i]), arena, &err));
        assert_non_null(strstr(err.text, "are not used here"));
    }
    arena_free(arena);
}

static void assert_repeated(const char *start, const char *text, size_t count,
                            const char *message)
{
    struct arena *arena = arena_new();
    struct err err = {0};
    struct buf buf;

    buf_init(&buf, 4 << 20);
    buf_add_text(&buf, start);
    for (size_t i = 0; i < count; i++)
        buf_add_text(&buf, text);
    assert_null(parse(buf_str(&buf), arena, &err));
    if (!strstr(err.text, message))
        fail_msg("%s", err.text);
    buf_release(&buf);
    arena_free(arena);
}

TEST(yaml_has_limits)
{
    assert_repeated("", "[", 65, "nested too deeply");
    assert_repeated("", "- a\n", 100001, "too many nodes");
    assert_repeated("a: ", "x", 1 << 20, "over 1048576 bytes");
}
