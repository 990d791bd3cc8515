/*
 * table_text.h - rows as a table of text, and as a small chart, for a terminal
 * or a file.
 */
#ifndef CLI_TABLE_TEXT_H
#define CLI_TABLE_TEXT_H

#include <stdio.h>

#include "base/format.h"
#include "dump/columns.h"

/* Columns under their labels, numbers to the right, as many as fit `width`
   (0: all), at most `max_rows` rows; says how many are left out. */
void table_text_print(const struct rows *rows, const struct format *format,
                      int width, uint32_t max_rows, FILE *out);

/* The first measure as bars, or as a line over time, if there are between 2
   and 40 rows to show. */
void table_text_chart(const struct rows *rows, const struct format *format,
                      int width, FILE *out);

/* How many columns the terminal has; 0 if it is none. */
int table_text_width(FILE *out);

#endif
