#include "answer/choose.h"

#include "test.h"
#include "unit/answer/sales_rows.h"

/* "0 3 | 2" for rows 0 and 3 shown, of 2 that passed. */
static void assert_rows(const struct route_slots *slots, const char *expected)
{
    struct arena *arena = arena_new();
    struct str shown = {"", 0};
    struct columns columns;
    uint32_t match_count;
    struct rows rows;
    struct buf bytes;

    columns = sales_rows(true, &bytes);
    rows = choose_rows(&columns, slots, arena, &match_count);
    for (uint32_t i = 0; i < rows.count; i++)
        shown =
            arena_printf(arena, "%.*s%u ", STR_ARG(shown), rows_at(&rows, i));
    shown = arena_printf(arena, "%.*s| %u", STR_ARG(shown), match_count);
    assert_string_equal(shown.ptr, expected);
    buf_release(&bytes);
    arena_free(arena);
}

static struct route_slots filtered(uint32_t column, const struct str *values,
                                   size_t count, bool is_excluded)
{
    struct route_slots slots = choose_all();

    slots.filters[0] =
        (struct route_filter){column, is_excluded, values, count};
    slots.filter_count = 1;
    return slots;
}

static struct route_slots ordered(int column, bool descending, uint32_t limit)
{
    struct route_slots slots = choose_all();

    slots.order_column = column;
    slots.order_descending = descending;
    slots.limit = limit;
    return slots;
}

TEST(choose_all_leaves_the_rows_as_they_are_stored)
{
    struct route_slots slots = choose_all();

    assert_true(choose_is_all(&slots));
    assert_rows(&slots, "0 1 2 3 4 | 5");
    slots.limit = 2;
    assert_false(choose_is_all(&slots));
    assert_rows(&slots, "0 1 | 5");
    slots = ordered(0, false, 0);
    assert_false(choose_is_all(&slots));
    slots = choose_all();
    slots.group_column = 0;
    assert_false(choose_is_all(&slots));
    slots = choose_all();
    slots.time_column = DAY;
    assert_false(choose_is_all(&slots));
}

TEST(choose_filters_every_type_by_its_json_form)
{
    static const struct {
        uint32_t column;
        struct str value;
        const char *expected;
    } cases[] = {
        {REGION, STR("West"), "0 3 | 2"},  {REGION, STR("west"), "| 0"},
        {REGION, STR(""), "| 0"},          {UNITS, STR("5"), "0 2 | 2"},
        {UNITS, STR("05"), "| 0"},         {UNITS, STR("-3"), "4 | 1"},
        {RATE, STR("0.5"), "0 4 | 2"},     {RATE, STR("0.50"), "| 0"},
        {DAY, STR("2026-02-01"), "2 | 1"}, {OPEN, STR("true"), "0 2 | 2"},
        {OPEN, STR("false"), "1 4 | 2"},   {OPEN, STR("1"), "| 0"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct route_slots slots =
            filtered(cases[i].column, &cases[i].value, 1, false);
        assert_rows(&slots, cases[i].expected);
    }
}

TEST(choose_filters_by_one_of_several_values_and_by_none_of_them)
{
    static const struct str values[] = {STR("East"), STR("West"), STR("South")};
    struct route_slots slots = filtered(REGION, values, 3, false);

    assert_rows(&slots, "0 1 3 | 3");
    slots = filtered(REGION, values, 3, true);
    assert_rows(&slots, "2 4 | 2");
}

TEST(choose_combines_filters_with_and)
{
    static const struct str west = STR("West"), five = STR("5");
    struct route_slots slots = filtered(REGION, &west, 1, false);

    slots.filters[1] = (struct route_filter){UNITS, false, &five, 1};
    slots.filter_count = 2;
    assert_rows(&slots, "0 | 1");
}

TEST(choose_orders_with_nulls_last_and_ties_as_stored)
{
    static const struct {
        int column;
        bool descending;
        uint32_t limit;
        const char *expected;
    } cases[] = {
        {UNITS, true, 0, "1 0 2 4 3 | 5"},   {UNITS, false, 0, "4 0 2 1 3 | 5"},
        {RATE, true, 0, "0 4 1 3 2 | 5"},    {RATE, false, 0, "3 1 0 4 2 | 5"},
        {REGION, false, 0, "4 1 0 3 2 | 5"}, {DAY, true, 0, "4 2 1 0 3 | 5"},
        {UNITS, true, 2, "1 0 | 5"},         {UNITS, true, 99, "1 0 2 4 3 | 5"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct route_slots slots =
            ordered(cases[i].column, cases[i].descending, cases[i].limit);
        assert_rows(&slots, cases[i].expected);
    }
}

TEST(choose_takes_a_span_of_days_without_its_end)
{
    struct route_slots slots = choose_all();

    slots.time_column = DAY;
    slots.span =
        (struct span){date_from_ymd(2026, 1, 31), date_from_ymd(2026, 3, 1)};
    assert_rows(&slots, "1 2 | 2");
    slots.span.until = slots.span.from;
    assert_rows(&slots, "| 0");
}

TEST(choose_refuses_what_rows_that_were_cut_off_cannot_tell)
{
    struct route_slots limited = choose_all(), grouped = choose_all();
    struct route_slots order = ordered(UNITS, false, 0), all = choose_all();
    struct columns whole, cut;
    struct buf whole_bytes, cut_bytes;
    struct err err = {0};

    whole = sales_rows(true, &whole_bytes);
    cut = sales_rows(false, &cut_bytes);
    limited.limit = 3;
    grouped.group_column = REGION;
    assert_true(choose_is_allowed(&whole, &limited, &err));
    assert_true(choose_is_allowed(&whole, &grouped, &err));
    assert_true(choose_is_allowed(&whole, &order, &err));
    assert_true(choose_is_allowed(&cut, &all, &err));
    assert_false(choose_is_allowed(&cut, &limited, &err));
    assert_int_equal(err.code, ERR_INPUT);
    assert_non_null(strstr(err.text, "Sales"));
    assert_false(choose_is_allowed(&cut, &grouped, &err));
    assert_false(choose_is_allowed(&cut, &order, &err));
    grouped.group_column = UNITS; /* a number names no group */
    assert_false(choose_is_allowed(&whole, &grouped, &err));
    buf_release(&whole_bytes);
    buf_release(&cut_bytes);
}

/* Adds up by region: West 5 (and a NULL), East 9, no region 5, North -3. */
TEST(choose_adds_up_by_a_dimension)
{
    static const struct str names[] = {STR("East"), STR("West"), STR(""),
                                       STR("=North \"N\"")};
    static const int64_t sums[] = {9, 5, 5, -3};
    struct route_slots slots = choose_all();
    struct arena *arena = arena_new();
    struct columns columns, groups;
    struct buf bytes, group_bytes;
    uint32_t match_count;
    struct rows rows;
    struct err err = {0};

    columns = sales_rows(true, &bytes);
    slots.group_column = REGION;
    rows = choose_rows(&columns, &slots, arena, &match_count);
    buf_init(&group_bytes, 1 << 20);
    assert_true(
        choose_group(&columns, &rows, &slots, arena, &group_bytes, &err));
    assert_true(columns_open(buf_str(&group_bytes), &groups, &err));
    assert_int_equal(groups.column_count, 2); /* the rate may not be summed */
    assert_int_equal(groups.row_count, 4);
    for (uint32_t i = 0; i < 4; i++) {
        bool is_tied = i == 1 || i == 2; /* two groups have 5 */
        assert_true(columns_integer(&groups, 1, i) == sums[i]);
        assert_true(is_tied ||
                    str_equal(columns_text(&groups, 0, i), names[i]));
    }
    buf_release(&group_bytes);
    buf_release(&bytes);
    arena_free(arena);
}
