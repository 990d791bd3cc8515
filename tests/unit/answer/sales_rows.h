/*
 * sales_rows.h - a small table with every kind of column, for the tests of
 * what is shown of a dump.
 *
 *     row  region     units  rate   day         open
 *     0    West       5      0.5    2026-01-05  true
 *     1    East       9      0.25   2026-01-31  false
 *     2    NULL       5      NULL   2026-02-01  true
 *     3    West       NULL   0.125  NULL        NULL
 *     4    =North "N" -3     0.5    2026-03-01  false
 */
#ifndef TESTS_SALES_ROWS_H
#define TESTS_SALES_ROWS_H

#include "dump/columns.h"

enum { REGION, UNITS, RATE, DAY, OPEN, SALES_COLUMNS, SALES_ROWS = 5 };

/* `bytes` is to be released. */
struct columns sales_rows(bool is_complete, struct buf *bytes);

#endif
