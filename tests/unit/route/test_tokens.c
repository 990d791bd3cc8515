#include "test.h"

#include <pthread.h>
#include <stdio.h>

#include "route/tokens.h"
#include "route_catalogue.h"

/* Terms, a space apart, with "_" for spaces within; noise is marked, parts of
   phrases are left out. */
static struct str describe(struct str text, struct arena *arena)
{
    struct tokens tokens;
    struct err err;
    struct str out = {"", 0};
    assert_true(tokens_read(text, NULL, arena, &tokens, &err));
    for (size_t i = 0; i < tokens.count; i++) {
        const struct token *token = &tokens.items[i];
        struct str term = arena_str(arena, token->term);
        if (token->kind == TOKEN_PART)
            continue;
        for (size_t k = 0; k < term.len; k++)
            if (term.ptr[k] == ' ')
                ((char *)term.ptr)[k] = '_';
        out = arena_printf(arena, "%.*s%s%.*s%s", STR_ARG(out),
                           out.len > 0 ? " " : "", STR_ARG(term),
                           token->kind == TOKEN_NOISE ? ":noise" : "");
    }
    return out;
}

TEST(route_tokens_follow_the_cases)
{
    struct arena *arena = arena_new();
    struct str text;
    int wrong = 0;
    assert_true(
        catalogue_read_file("tests/cases/route_tokens.txt", arena, &text));
    while (text.len > 0) {
        struct str input = str_cut(&text, '\n');
        str_cut(&text, '\n');
        struct str expected = str_cut(&text, '\n');
        str_cut(&text, '\n');
        struct str got = describe(input, arena);
        if (str_equal(got, expected))
            continue;
        fprintf(stderr, "%.*s\n  expected %.*s\n  got      %.*s\n",
                STR_ARG(input), STR_ARG(expected), STR_ARG(got));
        wrong++;
    }
    assert_int_equal(wrong, 0);
    arena_free(arena);
}

TEST(route_tokens_keep_where_a_word_stands)
{
    struct arena *arena = arena_new();
    struct tokens tokens;
    struct err err;
    assert_true(
        tokens_read((struct str)STR("net sales in the West of \"Mesa\" X5"),
                    NULL, arena, &tokens, &err));
    assert_true(tokens.items[4].is_placed);
    assert_true(tokens.items[4].is_capital);
    assert_true(tokens.items[6].is_quoted);
    assert_true(tokens.items[7].is_code);
    assert_true(str_is(tokens.items[4].raw, "West"));
    arena_free(arena);
}

TEST(route_tokens_are_bounded)
{
    struct arena *arena = arena_new();
    struct tokens tokens;
    struct err err;
    struct str text = {"", 0};
    for (int i = 0; i < 200; i++)
        text = arena_printf(arena, "%.*s w%d", STR_ARG(text), i);
    assert_true(tokens_read(text, NULL, arena, &tokens, &err));
    assert_int_equal(tokens.count, TOKENS_MAX);
    assert_true(tokens.is_cut);
    assert_false(
        tokens_read((struct str)STR("bad \xff"), NULL, arena, &tokens, &err));
    assert_int_equal(err.code, ERR_INPUT);
    arena_free(arena);
}

static void *read_often(void *is_wrong)
{
    struct arena *arena = arena_new();
    struct tokens tokens;
    struct err err;
    for (int i = 0; i < 2000; i++) {
        bool ok = tokens_read((struct str)STR("repeated repairs of dealers"),
                              NULL, arena, &tokens, &err);
        if (!ok || !str_is(tokens.items[1].term, "repair"))
            *(bool *)is_wrong = true;
        arena_reset(arena);
    }
    arena_free(arena);
    return NULL;
}

TEST(route_tokens_are_read_by_several_threads_at_once)
{
    pthread_t threads[4];
    bool is_wrong[4] = {false};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(
            pthread_create(&threads[i], NULL, read_often, &is_wrong[i]), 0);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_false(is_wrong[i]);
    }
}

static int compare_first_words(const char *a, const char *b)
{
    struct str x = str_from(a), y = str_from(b);
    struct str first = str_cut(&x, ' '), second = str_cut(&y, ' ');
    int order = str_compare(first, second);
    return order != 0 ? order : str_compare(str_from(a), str_from(b));
}

TEST(route_operator_tables_are_sorted)
{
    for (size_t i = 1; i < operator_phrase_count; i++)
        assert_true(compare_first_words(operator_phrases[i - 1].words,
                                        operator_phrases[i].words) < 0);
    for (size_t i = 1; i < role_word_count; i++)
        assert_true(str_compare(str_from(role_words[i - 1].word),
                                str_from(role_words[i].word)) < 0);
}

TEST(route_operator_phrases_are_found_longest_first)
{
    struct str words[] = {STR("more"), STR("than"), STR("ten")};
    size_t taken;
    assert_int_equal(operator_find(words, 3, &taken), OP_MORE);
    assert_int_equal(taken, 2);
    assert_int_equal(operator_find(words, 1, &taken), OP_MORE);
    assert_int_equal(taken, 1);
    assert_int_equal(operator_find(words + 2, 1, &taken), OP_NONE);
    assert_int_equal(operator_find(words, 0, &taken), OP_NONE);
}
