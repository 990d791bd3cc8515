/*
 * columns_touch.h - calls everything that can be asked of opened columns, for
 * tests and fuzzers of damaged bytes.
 */
#ifndef COLUMNS_TOUCH_H
#define COLUMNS_TOUCH_H

#include "dump/columns.h"

static inline size_t touch_text(struct str text)
{
    size_t sum = text.len;

    for (size_t i = 0; i < text.len; i++)
        sum += (unsigned char)text.ptr[i];
    return sum;
}

static inline size_t touch_meta(const struct columns *columns)
{
    struct columns_meta meta = columns_meta(columns);
    size_t sum = 0;

    sum += touch_text(meta.id) + touch_text(meta.title);
    sum += touch_text(meta.description) + touch_text(meta.answer);
    sum += touch_text(meta.sentence) + touch_text(meta.period);
    if (meta.order_column >= 0)
        sum += columns_column(columns, (uint32_t)meta.order_column).name.len;
    if (meta.chart.x >= 0)
        sum += columns_column(columns, (uint32_t)meta.chart.x).name.len;
    if (meta.chart.series >= 0)
        sum += columns_column(columns, (uint32_t)meta.chart.series).name.len;
    for (int i = 0; i < meta.chart.y_count; i++)
        sum += columns_column(columns, (uint32_t)meta.chart.y[i]).name.len;
    return sum;
}

static inline size_t touch_cell(const struct columns *columns, uint32_t column,
                                uint32_t row)
{
    size_t sum = columns_is_null(columns, column, row);

    sum += columns_number(columns, column, row) > 0;
    sum += columns_integer(columns, column, row) > 0;
    sum += touch_text(columns_text(columns, column, row));
    return sum + columns_code(columns, column, row);
}

/* A sum of it all, so that nothing is optimised away. `raw` is the dump. */
static inline size_t columns_touch(const struct columns *columns,
                                   struct str raw)
{
    size_t sum = touch_meta(columns);

    for (uint32_t c = 0; c < columns->column_count; c++) {
        struct column column = columns_column(columns, c);
        sum += touch_text(column.name) + touch_text(column.label);
        sum += touch_text(column.entity) + touch_text(column.unit);
        sum += (size_t)(columns_find(columns, column.name) + 1);
        for (uint32_t i = 0; i < columns_dictionary_count(columns, c); i++)
            sum += touch_text(columns_dictionary(columns, c, i));
        for (uint32_t row = 0; row < columns->row_count; row++)
            sum += touch_cell(columns, c, row);
    }
    for (uint32_t row = 0; row < columns->row_count; row++)
        sum += touch_text(columns_row_json(columns, raw, row));
    return sum;
}

#endif
