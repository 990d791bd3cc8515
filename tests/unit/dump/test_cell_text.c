#include "dump/cell_text.h"

#include <math.h>

#include "base/format.h"
#include "test.h"

/* Text of a number in a column of this format and unit, in en_US. */
static void expect_number(enum column_format format_of, const char *unit,
                          double value, const char *expected)
{
    struct column column = {
        .type = COLUMN_REAL, .format = format_of, .unit = str_from(unit)};
    struct err err;
    struct format *format =
        format_open(str_from("en_US"), str_from("USD"), &err);
    struct buf text;

    assert_non_null(format);
    buf_init(&text, 1000);
    cell_text_number(&column, value, format, &text);
    assert_string_equal(text.ptr, expected);
    buf_release(&text);
    format_close(format);
}

TEST(cell_text_writes_numbers_by_format_and_unit)
{
    expect_number(FORMAT_INTEGER, "", 1234567, "1,234,567");
    expect_number(FORMAT_INTEGER, "cars", 2.5, "3 cars");
    expect_number(FORMAT_DECIMAL, "", 1234.5, "1,234.5");
    expect_number(FORMAT_DECIMAL, "EUR", 1234.567, "1,234.57 EUR");
    expect_number(FORMAT_DECIMAL, "", 12, "12");
    expect_number(FORMAT_PLAIN, "", -0.25, "-0.25");
    expect_number(FORMAT_PERCENT, "", 0.123, "12.3%");
    expect_number(FORMAT_CURRENCY, "USD", 1234.5, "$1,234.50");
    expect_number(FORMAT_COMPACT, "", 3412345, "3.4M");
    expect_number(FORMAT_DURATION, "", 7500, "2 h 5 min");
    expect_number(FORMAT_DURATION, "hours", 36, "1 d 12 h");
}

TEST(cell_text_keeps_what_is_left_of_small_numbers)
{
    expect_number(FORMAT_DECIMAL, "", 0.0034, "0.0034");
    expect_number(FORMAT_DECIMAL, "", 0.05, "0.05");
    expect_number(FORMAT_DECIMAL, "", 0.000001, "0.000001");
}

TEST(cell_text_survives_numbers_that_are_too_large)
{
    expect_number(FORMAT_DURATION, "days", INFINITY, "(too large)");
    expect_number(FORMAT_COMPACT, "", -INFINITY, "(too large)");
    expect_number(FORMAT_PERCENT, "", NAN, "(too large)");
}

static void expect_phrase(const char *label, enum column_type type,
                          const char *value, const char *expected)
{
    struct column column = {.label = str_from(label),
                            .type = type,
                            .format = type == COLUMN_INTEGER ? FORMAT_INTEGER
                                                             : FORMAT_DECIMAL};
    struct buf text;

    buf_init(&text, 1000);
    cell_text_phrase(&column, str_from(value), &text);
    assert_string_equal(text.ptr, expected);
    buf_release(&text);
}

TEST(cell_text_says_what_a_value_is)
{
    expect_phrase("Units", COLUMN_INTEGER, "212", "212 units");
    expect_phrase("Units", COLUMN_INTEGER, "1", "1 unit");
    expect_phrase("Vehicles built", COLUMN_INTEGER, "7", "7 vehicles built");
    expect_phrase("EV units", COLUMN_INTEGER, "7", "7 EV units");
    expect_phrase("Change", COLUMN_INTEGER, "-7", "change of -7");
    expect_phrase("Status", COLUMN_INTEGER, "3", "status of 3");
    expect_phrase("Revenue", COLUMN_REAL, "$5", "revenue of $5");
    expect_phrase("ROI", COLUMN_REAL, "5", "ROI of 5");
    expect_phrase("Revenue", COLUMN_REAL, "", "no revenue");
}

static void expect_date(struct date date, enum date_grain grain,
                        const char *expected)
{
    static const struct column columns[] = {{.name = STR("d"),
                                             .type = COLUMN_DATE,
                                             .role = COLUMN_TIME,
                                             .format = FORMAT_DATE}};
    struct column column = columns[0];
    char iso[DATE_TEXT_SIZE];
    struct cell cell = {.text = str_from(date_format(date, iso))};
    struct columns_meta meta = {.order_column = -1};
    struct columns_builder *builder;
    struct columns opened;
    struct buf bytes, text;
    struct err err;
    struct format *format =
        format_open(str_from("en_US"), str_from("USD"), &err);

    column.grain = grain;
    builder = columns_builder_new(&column, 1);
    columns_builder_add_row(builder, &cell);
    buf_init(&bytes, 10000);
    buf_init(&text, 1000);
    assert_true(columns_builder_finish(builder, &meta, &bytes, &err));
    assert_true(columns_open(buf_str(&bytes), &opened, &err));
    assert_true(cell_text_write(&opened, 0, 0, format, &text));
    assert_string_equal(text.ptr, expected);
    buf_release(&text);
    buf_release(&bytes);
    columns_builder_free(builder);
    format_close(format);
}

TEST(cell_text_writes_dates_by_their_grain)
{
    expect_date(date_from_ymd(2026, 11, 20), DATE_DAY, "Nov 20, 2026");
    expect_date(date_from_ymd(2026, 11, 16), DATE_WEEK, "week of Nov 16, 2026");
    expect_date(date_from_ymd(2026, 11, 1), DATE_MONTH, "November 2026");
    expect_date(date_from_ymd(2026, 10, 1), DATE_QUARTER, "Q4 2026");
    expect_date(date_from_ymd(1969, 1, 1), DATE_YEAR, "1969");
}

TEST(cell_text_does_not_give_a_fiscal_quarter_the_number_of_another)
{
    expect_date(date_from_ymd(2026, 11, 1), DATE_QUARTER, "November 2026");
    expect_date(date_from_ymd(2026, 7, 1), DATE_YEAR, "July 2026");
}
