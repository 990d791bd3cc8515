/* Whatever the rows, the roles and the chart: chart and insights are sound
   JSON, the sentence is text, and none of them reads outside of the rows. */
#include <stdlib.h>

#include "analyse/insight.h"
#include "base/json.h"
#include "generate/chart.h"
#include "generate/chart_choose.h"
#include "generate/sentence.h"

enum { FUZZ_COLUMNS = 5, FUZZ_ROWS = 60, FUZZ_BYTES = 1 << 22 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    const uint8_t *data;
    size_t size;
};

static uint8_t take(struct input *in, uint8_t below)
{
    if (in->size == 0)
        return 0;
    in->size--;
    return (uint8_t)(*in->data++ % below);
}

static struct column make_column(struct input *in, uint32_t i)
{
    static const struct str names[FUZZ_COLUMNS] = {
        STR("region"), STR("a/b~"), STR("units"), STR("d"), STR("\"x\"")};
    static const struct str units[] = {STR(""), STR("days"), STR("USD")};
    struct column column = {.name = names[i], .label = names[i]};

    column.type = (enum column_type)take(in, COLUMN_TIMESTAMP + 1);
    column.role = (enum column_role)take(in, COLUMN_IDENTIFIER + 1);
    column.aggregate = (enum column_aggregate)take(in, AGGREGATE_MAX + 1);
    column.format = (enum column_format)take(in, FORMAT_DATE + 1);
    column.grain = (enum date_grain)take(in, DATE_YEAR + 1);
    column.unit = units[take(in, COUNT(units))];
    if (column.type == COLUMN_DATE)
        column.role = COLUMN_TIME;
    if (column.type == COLUMN_TEXT)
        column.role = COLUMN_DIMENSION;
    if ((column.role == COLUMN_TIME && column.type != COLUMN_DATE) ||
        (column.role == COLUMN_DIMENSION && column.type != COLUMN_TEXT) ||
        (column.role == COLUMN_MEASURE && column.type > COLUMN_REAL))
        column.role = COLUMN_LABEL;
    return column;
}

static struct cell make_cell(struct input *in, const struct column *column)
{
    static const int64_t integers[] = {0,  1,         -1,         2,
                                       30, INT64_MAX, -INT64_MAX, 7};
    static const double reals[] = {0, 0.1, -0.1, 1e308, -1e308, 1e-300, 2, 3};
    static const struct str texts[] = {
        STR(""), STR("West"), STR("\xF0\x9F\x9A\x97"), STR("</a>\""),
        STR("0123456789012345678901234567890123456789012345678901234567"
            "\xF0\x9F\x9A\x97\xF0\x9F\x9A\x97")};
    static const struct str dates[] = {STR("2026-01-01"), STR("1969-12-31"),
                                       STR("0001-01-01"), STR("9999-12-31")};
    uint8_t at = take(in, 40);

    return (struct cell){
        .is_null = at == 39,
        .integer = column->type == COLUMN_BOOLEAN ? at % 2 : integers[at % 8],
        .number = reals[at % 8],
        .text = column->type == COLUMN_TEXT ? texts[at % COUNT(texts)]
                                            : dates[at % COUNT(dates)]};
}

static int take_index(struct input *in, uint32_t count)
{
    return (int)take(in, (uint8_t)(count + 1)) - 1;
}

/* One that chart_choose_declared could let through. */
static struct chart_spec make_spec(struct input *in,
                                   const struct column *columns, uint32_t count)
{
    struct chart_spec spec = {(enum chart_type)take(in, CHART_SCATTER + 1),
                              take_index(in, count),
                              {take_index(in, count), take_index(in, count)},
                              2,
                              take_index(in, count)};

    while (spec.y_count > 0 &&
           (spec.y[spec.y_count - 1] < 0 ||
            columns[spec.y[spec.y_count - 1]].type > COLUMN_REAL))
        spec.y_count--;
    if (spec.y_count > 0 &&
        (spec.y[0] < 0 || columns[spec.y[0]].type > COLUMN_REAL))
        spec.y_count = 0;
    if (spec.series >= 0 && columns[spec.series].type != COLUMN_TEXT)
        spec.series = -1;
    if (spec.series >= 0 && spec.y_count > 1)
        spec.y_count = 1;
    if (spec.type == CHART_SCATTER &&
        (spec.x < 0 || columns[spec.x].type > COLUMN_REAL))
        spec.type = CHART_BAR;
    return spec;
}

static void expect_json(const struct buf *text)
{
    static const struct json_limits limits = {FUZZ_BYTES, 32};
    struct err err;
    struct json *json = json_parse(buf_str(text), &limits, &err);

    if (!json)
        abort();
    json_free(json);
}

static void say_all(const struct rows *rows, struct input *in,
                    const struct format *format, struct buf *out)
{
    static const struct str filter = STR("West");
    static const int column = 0;
    struct sentence_view view = {&filter, &column, take(in, 2),
                                 take(in, 2) == 1, take(in, 2) == 1};
    struct columns_meta meta = columns_meta(rows->columns);
    struct chart_spec chosen = chart_choose(rows);

    chart_write(rows, &meta.chart, format, out);
    expect_json(out);
    buf_clear(out);
    chart_write(rows, &chosen, format, out);
    expect_json(out);
    buf_clear(out);
    insights_write(rows, format, out);
    expect_json(out);
    buf_clear(out);
    sentence_write(rows, &view, format, out);
    if (out->len < 2 || !str_is_utf8(buf_str(out), NULL))
        abort();
}

static void make_rows(struct input *in, struct buf *bytes)
{
    struct column columns[FUZZ_COLUMNS];
    struct cell cells[FUZZ_COLUMNS];
    uint32_t count = take(in, FUZZ_COLUMNS) + 1U;
    uint32_t row_count = take(in, FUZZ_ROWS);
    struct columns_meta meta = {.answer = STR("{region} has {units}.")};
    struct columns_builder *builder;
    struct err err;

    for (uint32_t i = 0; i < count; i++)
        columns[i] = make_column(in, i);
    meta.order_column = take_index(in, count);
    meta.order_descending = take(in, 2) == 1;
    meta.is_complete = take(in, 4) > 0;
    meta.chart = make_spec(in, columns, count);
    builder = columns_builder_new(columns, count);
    for (uint32_t row = 0; row < row_count; row++) {
        for (uint32_t i = 0; i < count; i++)
            cells[i] = make_cell(in, &columns[i]);
        columns_builder_add_row(builder, cells);
    }
    if (!columns_builder_finish(builder, &meta, bytes, &err))
        abort();
    columns_builder_free(builder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct format *format;
    uint32_t index[FUZZ_ROWS];
    struct input in = {data, size};
    struct buf bytes, out;
    struct columns columns;
    struct err err;

    if (!format)
        format = format_open(str_from("de_DE"), str_from("USD"), &err);
    buf_init(&bytes, FUZZ_BYTES);
    buf_init(&out, FUZZ_BYTES);
    make_rows(&in, &bytes);
    if (!columns_open(buf_str(&bytes), &columns, &err))
        abort();
    struct rows part = {&columns, index, 0};
    for (uint32_t i = columns.row_count; i > 0; i--)
        if (take(&in, 3) > 0)
            index[part.count++] = i - 1;
    struct rows all = {&columns, NULL, columns.row_count};
    say_all(&all, &in, format, &out);
    buf_clear(&out);
    say_all(&part, &in, format, &out);
    buf_release(&bytes);
    buf_release(&out);
    return 0;
}
