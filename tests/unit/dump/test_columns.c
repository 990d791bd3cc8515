#include <math.h>
#include <stdlib.h>

#include "dump/columns.h"
#include "test.h"
#include "unit/dump/columns_touch.h"

enum { COLUMN_COUNT = 7, ROW_COUNT = 3, BYTES_MAX = 1 << 20 };

static const struct column described[COLUMN_COUNT] = {
    {.name = STR("n"),
     .label = STR("N"),
     .type = COLUMN_INTEGER,
     .role = COLUMN_MEASURE,
     .aggregate = AGGREGATE_SUM,
     .format = FORMAT_INTEGER,
     .direction = DIRECTION_DOWN_IS_GOOD,
     .is_big = true},
    {.name = STR("d"), .type = COLUMN_DECIMAL, .unit = STR("EUR")},
    {.name = STR("r"), .type = COLUMN_REAL, .role = COLUMN_MEASURE},
    {.name = STR("t"), .type = COLUMN_TEXT, .entity = STR("model")},
    {.name = STR("b"), .type = COLUMN_BOOLEAN, .role = COLUMN_LABEL},
    {.name = STR("day"),
     .type = COLUMN_DATE,
     .role = COLUMN_TIME,
     .grain = DATE_QUARTER,
     .format = FORMAT_DATE},
    {.name = STR("at"), .type = COLUMN_TIMESTAMP, .role = COLUMN_IDENTIFIER},
};

static const struct cell cells[ROW_COUNT][COLUMN_COUNT] = {
    {{.integer = INT64_MAX},
     {.number = 1.25},
     {.number = -0.5},
     {.text = STR("\xF0\x9F\x9A\x97")},
     {.integer = 1},
     {.text = STR("1969-07-20")},
     {.text = STR("1969-07-20T20:17Z")}},
    {{.is_null = true},
     {.is_null = true},
     {.is_null = true},
     {.is_null = true},
     {.is_null = true},
     {.is_null = true},
     {.is_null = true}},
    {{.integer = -7},
     {.number = 0},
     {.number = 1e300},
     {.text = STR("")},
     {.integer = 0},
     {.text = STR("0001-01-01")},
     {.text = STR("1969-07-20T20:17Z")}},
};

static const struct columns_meta meta = {
    .id = STR("a/b"),
    .title = STR("Title"),
    .description = STR(""),
    .answer = STR("{t} has {n}."),
    .sentence = STR("It has."),
    .period = STR("last 7 days"),
    .is_complete = true,
    .order_column = 2,
    .order_descending = true,
    .chart = {CHART_GROUPED_BAR, 3, {0, 2}, 2, -1}};

static void build(struct buf *bytes, uint32_t row_count)
{
    static const uint32_t offsets[ROW_COUNT + 1] = {2, 12, 22, 32};
    struct columns_builder *builder =
        columns_builder_new(described, COLUMN_COUNT);
    struct err err;

    for (uint32_t row = 0; row < row_count; row++)
        columns_builder_add_row(builder, cells[row]);
    buf_init(bytes, BYTES_MAX);
    assert_true(columns_builder_finish(builder, &meta, bytes, &err));
    columns_set_row_offsets(bytes, offsets, row_count);
    columns_builder_free(builder);
}

static void open_built(struct buf *bytes, struct columns *columns)
{
    struct err err;

    build(bytes, ROW_COUNT);
    assert_true(columns_open(buf_str(bytes), columns, &err));
}

TEST(columns_give_back_numbers_of_every_type)
{
    struct columns c;
    struct buf bytes;

    open_built(&bytes, &c);
    assert_int_equal(c.row_count, ROW_COUNT);
    assert_true(columns_integer(&c, 0, 0) == INT64_MAX);
    assert_true(columns_integer(&c, 0, 2) == -7);
    assert_true(columns_number(&c, 1, 0) == 1.25);
    assert_true(columns_number(&c, 2, 2) == 1e300);
    assert_true(columns_integer(&c, 4, 0) == 1);
    assert_true(columns_integer(&c, 4, 2) == 0);
    assert_false(columns_is_null(&c, 1, 2));
    for (uint32_t i = 0; i < COLUMN_COUNT; i++) {
        assert_true(columns_is_null(&c, i, 1));
        assert_true(isnan(columns_number(&c, i, 1)));
        assert_int_equal(columns_integer(&c, i, 1), 0);
        assert_int_equal(columns_text(&c, i, 1).len, 0);
    }
    buf_release(&bytes);
}

TEST(columns_give_back_text_and_its_codes)
{
    struct columns c;
    struct buf bytes;

    open_built(&bytes, &c);
    assert_true(str_is(columns_text(&c, 3, 0), "\xF0\x9F\x9A\x97"));
    assert_int_equal(columns_text(&c, 3, 2).len, 0);
    assert_false(columns_is_null(&c, 3, 2));
    assert_true(str_is(columns_text(&c, 5, 2), "0001-01-01"));
    assert_int_equal(columns_dictionary_count(&c, 6), 1);
    assert_int_equal(columns_code(&c, 6, 0), columns_code(&c, 6, 2));
    assert_true(columns_code(&c, 6, 1) == COLUMNS_NULL);
    assert_int_equal(columns_dictionary_count(&c, 0), 0);
    assert_true(columns_code(&c, 0, 0) == COLUMNS_NULL);
    buf_release(&bytes);
}

TEST(columns_give_back_what_is_said_of_them)
{
    struct columns c;
    struct buf bytes;
    struct column n, day;

    open_built(&bytes, &c);
    n = columns_column(&c, 0);
    day = columns_column(&c, 5);
    assert_true(str_is(n.label, "N") && n.is_big);
    assert_int_equal(n.aggregate, AGGREGATE_SUM);
    assert_int_equal(n.direction, DIRECTION_DOWN_IS_GOOD);
    assert_int_equal(day.grain, DATE_QUARTER);
    assert_int_equal(day.format, FORMAT_DATE);
    assert_true(str_is(columns_column(&c, 1).unit, "EUR"));
    assert_true(str_is(columns_column(&c, 3).entity, "model"));
    assert_int_equal(columns_find(&c, str_from("day")), 5);
    assert_int_equal(columns_find(&c, str_from("Day")), -1);
    buf_release(&bytes);
}

TEST(columns_give_back_meta_and_chart)
{
    struct columns c;
    struct buf bytes;
    struct columns_meta got;

    open_built(&bytes, &c);
    got = columns_meta(&c);
    assert_true(str_equal(got.id, meta.id));
    assert_true(str_equal(got.answer, meta.answer));
    assert_true(str_equal(got.sentence, meta.sentence));
    assert_true(str_equal(got.period, meta.period));
    assert_int_equal(got.description.len, 0);
    assert_true(got.is_complete && got.order_descending);
    assert_int_equal(got.order_column, 2);
    assert_int_equal(got.chart.type, CHART_GROUPED_BAR);
    assert_int_equal(got.chart.x, 3);
    assert_int_equal(got.chart.y_count, 2);
    assert_int_equal(got.chart.y[1], 2);
    assert_int_equal(got.chart.series, -1);
    buf_release(&bytes);
}

TEST(columns_find_the_json_of_a_row)
{
    static const char raw[] = "[-{\"n\":\"1\"},{\"n\":\"2\"},{\"n\":\"3\"}]";
    struct columns c;
    struct buf bytes;

    open_built(&bytes, &c);
    assert_true(
        str_is(columns_row_json(&c, str_from(raw), 1), "{\"n\":\"2\"}"));
    assert_true(str_is(columns_row_json(&c, str_from("short"), 2), "{}"));
    buf_release(&bytes);
}

TEST(columns_of_the_same_rows_are_the_same_bytes)
{
    struct buf a, b;

    build(&a, ROW_COUNT);
    build(&b, ROW_COUNT);
    assert_true(str_equal(buf_str(&a), buf_str(&b)));
    assert_int_equal(a.len % 8, 0);
    buf_release(&a);
    buf_release(&b);
}

TEST(columns_may_have_no_rows)
{
    struct columns c;
    struct buf bytes;
    struct err err;

    build(&bytes, 0);
    assert_true(columns_open(buf_str(&bytes), &c, &err));
    assert_int_equal(c.row_count, 0);
    assert_int_equal(columns_dictionary_count(&c, 3), 0);
    columns_touch(&c, str_from(""));
    buf_release(&bytes);
}

TEST(columns_may_be_finished_twice)
{
    struct columns_builder *builder =
        columns_builder_new(described, COLUMN_COUNT);
    struct columns_meta other = meta;
    struct buf first, second;
    struct columns c;
    struct err err;

    other.sentence = (struct str)STR("Another sentence.");
    columns_builder_add_row(builder, cells[0]);
    buf_init(&first, BYTES_MAX);
    buf_init(&second, BYTES_MAX);
    assert_true(columns_builder_finish(builder, &meta, &first, &err));
    assert_true(columns_builder_finish(builder, &other, &second, &err));
    assert_true(columns_open(buf_str(&second), &c, &err));
    assert_true(str_is(columns_meta(&c).sentence, "Another sentence."));
    buf_release(&first);
    buf_release(&second);
    columns_builder_free(builder);
}

TEST(columns_that_pass_their_maximum_are_a_limit)
{
    struct columns_builder *builder =
        columns_builder_new(described, COLUMN_COUNT);
    struct err err;
    struct buf bytes;

    columns_builder_add_row(builder, cells[0]);
    for (size_t max = 0; max < 700; max += 7) {
        buf_init(&bytes, max);
        if (!columns_builder_finish(builder, &meta, &bytes, &err))
            assert_int_equal(err.code, ERR_LIMIT);
        buf_release(&bytes);
    }
    columns_builder_free(builder);
}

/* Opens a copy in memory of exactly that size, so that a sanitizer sees every
   byte read beyond it. */
static bool touch_copy(struct str bytes)
{
    static const char raw[] = "[-{\"n\":\"1\"},{\"n\":\"2\"},{\"n\":\"3\"}]";
    struct columns columns;
    struct err err;
    char *copy = malloc(bytes.len > 0 ? bytes.len : 1);
    bool is_open;

    assert_non_null(copy);
    memcpy(copy, bytes.ptr, bytes.len);
    is_open = columns_open((struct str){copy, bytes.len}, &columns, &err);
    if (is_open)
        columns_touch(&columns, str_from(raw));
    free(copy);
    return is_open;
}

TEST(columns_with_any_byte_changed_are_refused_or_read_without_harm)
{
    static const unsigned char flips[] = {0x01, 0x80, 0xFF, 0x7F};
    size_t refused = 0;
    struct buf bytes;

    build(&bytes, ROW_COUNT);
    for (size_t i = 0; i < bytes.len; i++)
        for (size_t f = 0; f < COUNT(flips); f++) {
            bytes.ptr[i] = (char)(bytes.ptr[i] ^ flips[f]);
            refused += !touch_copy(buf_str(&bytes));
            bytes.ptr[i] = (char)(bytes.ptr[i] ^ flips[f]);
        }
    assert_true(refused > 100);
    assert_true(touch_copy(buf_str(&bytes)));
    buf_release(&bytes);
}

TEST(columns_that_were_cut_are_refused)
{
    struct buf bytes;

    build(&bytes, ROW_COUNT);
    for (size_t len = 0; len < bytes.len; len++)
        assert_false(touch_copy((struct str){bytes.ptr, len}));
    buf_release(&bytes);
}

TEST(columns_of_another_version_say_so)
{
    struct columns columns;
    struct buf bytes;
    struct err err;

    build(&bytes, 1);
    bytes.ptr[8] = 2;
    assert_false(columns_open(buf_str(&bytes), &columns, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    assert_non_null(strstr(err.text, "version 2"));
    buf_release(&bytes);
}
