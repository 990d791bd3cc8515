#include "unit/answer/sales_rows.h"

#include "test.h"

static const struct column described[SALES_COLUMNS] = {
    {.name = STR("region"), .type = COLUMN_TEXT, .role = COLUMN_DIMENSION},
    {.name = STR("units"),
     .type = COLUMN_INTEGER,
     .role = COLUMN_MEASURE,
     .aggregate = AGGREGATE_SUM},
    {.name = STR("rate"), .type = COLUMN_REAL, .role = COLUMN_MEASURE},
    {.name = STR("day"), .type = COLUMN_DATE, .role = COLUMN_TIME},
    {.name = STR("open"), .type = COLUMN_BOOLEAN, .role = COLUMN_DIMENSION},
};

static const struct cell cells[SALES_ROWS][SALES_COLUMNS] = {
    {{.text = STR("West")},
     {.integer = 5},
     {.number = 0.5},
     {.text = STR("2026-01-05")},
     {.integer = 1}},
    {{.text = STR("East")},
     {.integer = 9},
     {.number = 0.25},
     {.text = STR("2026-01-31")},
     {.integer = 0}},
    {{.is_null = true},
     {.integer = 5},
     {.is_null = true},
     {.text = STR("2026-02-01")},
     {.integer = 1}},
    {{.text = STR("West")},
     {.is_null = true},
     {.number = 0.125},
     {.is_null = true},
     {.is_null = true}},
    {{.text = STR("=North \"N\"")},
     {.integer = -3},
     {.number = 0.5},
     {.text = STR("2026-03-01")},
     {.integer = 0}},
};

struct columns sales_rows(bool is_complete, struct buf *bytes)
{
    const struct columns_meta meta = {.id = STR("a/sales"),
                                      .title = STR("Sales"),
                                      .is_complete = is_complete,
                                      .order_column = UNITS,
                                      .order_descending = true,
                                      .chart = {.x = -1, .series = -1}};
    struct columns_builder *builder =
        columns_builder_new(described, SALES_COLUMNS);
    struct columns columns;
    struct err err = {0};

    for (size_t i = 0; i < SALES_ROWS; i++)
        columns_builder_add_row(builder, cells[i]);
    buf_init(bytes, 1 << 20);
    assert_true(columns_builder_finish(builder, &meta, bytes, &err));
    columns_builder_free(builder);
    assert_true(columns_open(buf_str(bytes), &columns, &err));
    return columns;
}
