#include "generate/ranking.h"

#include <math.h>

static bool is_date(const struct columns *columns, int column)
{
    return columns_column(columns, (uint32_t)column).type == COLUMN_DATE;
}

bool ranking_is_possible(const struct rows *rows, int column)
{
    if (column < 0)
        return false;
    switch (columns_column(rows->columns, (uint32_t)column).type) {
    case COLUMN_INTEGER:
    case COLUMN_DECIMAL:
    case COLUMN_REAL:
    case COLUMN_DATE:
        return true;
    case COLUMN_TEXT:
    case COLUMN_BOOLEAN:
    case COLUMN_TIMESTAMP:
        break;
    }
    return false;
}

/* As a number that grows with it. Exact up to 2^53; big integers are compared
   by compare_rows instead. */
static double value_at(const struct columns *columns, int column, uint32_t row)
{
    struct date date;

    if (!is_date(columns, column))
        return columns_number(columns, (uint32_t)column, row);
    return date_parse(columns_text(columns, (uint32_t)column, row), &date)
               ? (double)date.day
               : (double)NAN;
}

static int compare_rows(const struct columns *columns, int column, uint32_t a,
                        uint32_t b)
{
    if (columns_column(columns, (uint32_t)column).type == COLUMN_INTEGER) {
        int64_t x = columns_integer(columns, (uint32_t)column, a);
        int64_t y = columns_integer(columns, (uint32_t)column, b);
        return (x > y) - (x < y);
    }
    double x = value_at(columns, column, a);
    double y = value_at(columns, column, b);
    return (x > y) - (x < y);
}

static bool is_null(const struct columns *columns, int column, uint32_t row)
{
    return columns_is_null(columns, (uint32_t)column, row);
}

struct ranking ranking_of(const struct rows *rows, int column, bool is_highest)
{
    struct ranking ranking = {.tie_count = 0};

    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = rows_at(rows, i);
        int sign = 1;
        if (is_null(rows->columns, column, row)) {
            ranking.null_count++;
            continue;
        }
        if (ranking.tie_count > 0)
            sign = compare_rows(rows->columns, column, row,
                                rows_at(rows, ranking.first[0])) *
                   (is_highest ? 1 : -1);
        if (sign < 0)
            continue;
        if (sign > 0)
            ranking.tie_count = 0;
        if (ranking.tie_count < RANKING_NAMED_MAX)
            ranking.first[ranking.tie_count] = i;
        ranking.tie_count++;
    }
    return ranking;
}

bool ranking_is_sorted(const struct rows *rows, int column, bool descending)
{
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = rows_at(rows, i);
        if (is_null(rows->columns, column, row))
            return false;
        int sign = i == 0 ? 0
                          : compare_rows(rows->columns, column,
                                         rows_at(rows, i - 1), row);
        if (descending ? sign < 0 : sign > 0)
            return false;
    }
    return true;
}

bool ranking_leads(const struct columns *columns, int column, bool is_highest,
                   uint32_t row, int group)
{
    /* Without a dictionary, all rows are of one group. */
    const uint32_t *groups =
        group < 0 ? NULL : columns_codes(columns, (uint32_t)group);

    if (is_null(columns, column, row))
        return false;
    for (uint32_t other = 0; other < columns->row_count; other++) {
        if ((groups && groups[other] != groups[row]) || other == row ||
            is_null(columns, column, other))
            continue;
        int sign = compare_rows(columns, column, row, other);
        if (is_highest ? sign <= 0 : sign >= 0)
            return false;
    }
    return true;
}
