#include "answer/chosen.h"
#include "answer/kept.h"
#include "test.h"

static const struct str oslo[] = {STR("Oslo")}, rome[] = {STR("Rome")};
static const struct str both[] = {STR("Oslo"), STR("Rome")};
static const struct str joined[] = {STR("OsloRome")};

#define FILTER(c, x, v)                                                        \
    .filters = {{.column = (c),                                                \
                 .is_excluded = (x),                                           \
                 .values = (v),                                                \
                 .value_count = COUNT(v)}},                                    \
    .filter_count = 1
#define NONE .order_column = -1, .time_column = -1, .group_column = -1

/* Every two differ in one thing. */
static const struct route_slots different[] = {
    {NONE},
    {NONE, .limit = 1},
    {NONE, .limit = 2},
    {NONE, .order_descending = true},
    {.order_column = 1, .time_column = -1, .group_column = -1},
    {.order_column = -1, .time_column = 1, .group_column = -1},
    {.order_column = -1, .time_column = -1, .group_column = 1},
    {NONE, .span = {{1}, {0}}},
    {NONE, .span = {{0}, {1}}},
    {NONE, FILTER(0, false, oslo)},
    {NONE, FILTER(0, true, oslo)},
    {NONE, FILTER(1, false, oslo)},
    {NONE, FILTER(0, false, rome)},
    {NONE, FILTER(0, false, both)},
    {NONE, FILTER(0, false, joined)},
};

TEST(chosen_key_tells_apart_whatever_chooses_other_rows)
{
    struct arena *arena = arena_new();

    for (size_t i = 0; i < COUNT(different); i++)
        for (size_t j = 0; j < COUNT(different); j++)
            for (uint32_t template = 0; template <2; template ++)
                assert_int_equal(
                    str_equal(chosen_key(0, &different[i], arena),
                              chosen_key(template, &different[j], arena)),
                    i == j && template == 0);
    arena_free(arena);
}

TEST(chosen_is_kept_when_it_is_asked_for_again)
{
    struct kept_table *table = kept_table_new(1 << 20);
    struct arena *arena = arena_new();
    struct str key = chosen_key(7, &different[9], arena);
    struct chosen made = {STR("Oslo leads."), STR("{\"data\":[]}")}, found;

    assert_false(chosen_find(table, key, arena, &found));
    chosen_keep(table, key, &made);
    assert_false(chosen_find(table, key, arena, &found));
    chosen_keep(table, key, &made);
    assert_true(chosen_find(table, key, arena, &found));
    kept_table_free(table);
    assert_true(str_equal(found.sentence, made.sentence));
    assert_true(str_equal(found.json, made.json));
    arena_free(arena);
}

TEST(chosen_is_not_kept_when_there_is_too_much_to_name)
{
    static const char text[KEPT_KEY_MAX];
    struct str values[] = {{text, sizeof(text)}};
    struct route_slots slots = {NONE, FILTER(0, false, values)};
    struct kept_table *table = kept_table_new(1 << 20);
    struct arena *arena = arena_new();
    struct chosen made = {STR("a"), STR("b")}, found;
    struct str key = chosen_key(7, &slots, arena);

    assert_int_equal(key.len, 0);
    chosen_keep(table, key, &made);
    chosen_keep(table, key, &made);
    assert_false(chosen_find(table, key, arena, &found));
    kept_table_free(table);
    arena_free(arena);
}
