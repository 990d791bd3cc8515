#include "answer/keys.h"

#include "test.h"

/* Rows of a dealer, its region, a day and units. */
struct sale {
    const char *dealer, *region, *day;
    int64_t units;
};

static struct route_coverage keys_of(const struct sale *sales, uint32_t count,
                                     struct arena *arena)
{
    static const struct column columns[] = {
        {.name = STR("dealer"), .type = COLUMN_TEXT, .role = COLUMN_DIMENSION},
        {.name = STR("region"), .type = COLUMN_TEXT, .role = COLUMN_DIMENSION},
        {.name = STR("day"), .type = COLUMN_DATE, .role = COLUMN_TIME},
        {.name = STR("units"), .type = COLUMN_INTEGER, .role = COLUMN_MEASURE}};
    struct columns_builder *builder = columns_builder_new(columns, 4);
    struct columns_meta meta = {.is_complete = true,
                                .order_column = -1,
                                .chart = {.x = -1, .series = -1}};
    struct route_coverage coverage = {.is_served = true};
    struct columns opened;
    struct err err;
    struct buf bytes;
    for (uint32_t i = 0; i < count; i++) {
        struct cell cells[] = {{.text = str_from(sales[i].dealer)},
                               {.text = str_from(sales[i].region)},
                               {.text = str_from(sales[i].day)},
                               {.integer = sales[i].units}};
        columns_builder_add_row(builder, cells);
    }
    buf_init(&bytes, 1 << 20);
    assert_true(columns_builder_finish(builder, &meta, &bytes, &err));
    assert_true(columns_open(arena_str(arena, buf_str(&bytes)), &opened, &err));
    keys_find(&opened, arena, &coverage);
    columns_builder_free(builder);
    buf_release(&bytes);
    return coverage;
}

TEST(keys_say_that_a_dealer_is_of_one_region)
{
    static const struct sale sales[] = {{"Ada", "West", "2026-11-01", 1},
                                        {"Ada", "West", "2026-11-02", 2},
                                        {"Bo", "West", "2026-11-01", 3},
                                        {"Cy", "East", "2026-11-01", 4}};
    struct arena *arena = arena_new();
    struct route_coverage coverage = keys_of(sales, 4, arena);
    assert_int_equal(coverage.implies[0], 3); /* itself and the region */
    assert_int_equal(coverage.implies[1], 2);
    assert_int_equal(coverage.implies[2], 4);
    assert_int_equal(coverage.implies[3], 0); /* a measure */
    assert_true(coverage.is_distinct);
    arena_free(arena);
}

TEST(keys_see_rows_that_agree_in_all_dimensions)
{
    static const struct sale sales[] = {{"Ada", "West", "2026-11-01", 1},
                                        {"Ada", "West", "2026-11-01", 2}};
    struct arena *arena = arena_new();
    assert_false(keys_of(sales, 2, arena).is_distinct);
    assert_true(keys_of(sales, 1, arena).is_distinct);
    assert_true(keys_of(sales, 0, arena).is_distinct);
    arena_free(arena);
}
