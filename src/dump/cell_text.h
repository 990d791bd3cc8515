/*
 * cell_text.h - what stands in the rows, in words for people.
 *
 * Sentences, insights and chart labels all name rows and write numbers with
 * these, so that the same cell reads the same everywhere. `format` is the
 * project's locale, never NULL. FORMAT_CURRENCY means the project's currency:
 * money in another is a decimal with a unit. Pure functions; any number of
 * threads.
 */
#ifndef DUMP_CELL_TEXT_H
#define DUMP_CELL_TEXT_H

#include "dump/columns.h"

struct format; /* base/format.h */

/* A cell, by the format and the unit of its column: "$9,116,000.00", "12
   days", "November 2026". Writes nothing and returns false for NULL. */
bool cell_text_write(const struct columns *columns, uint32_t column,
                     uint32_t row, const struct format *format,
                     struct buf *out);

/* The same, where something must stand: "no region", "(empty)". */
void cell_text_name(const struct columns *columns, uint32_t column,
                    uint32_t row, const struct format *format, struct buf *out);

/* A number that belongs to a column without standing in it: a total. One that
   passed what a double can hold is "(too large)". */
void cell_text_number(const struct column *column, double value,
                      const struct format *format, struct buf *out);

void cell_text_count(int64_t count, const struct format *format,
                     struct buf *out);
void cell_text_percent(double ratio, const struct format *format,
                       struct buf *out);

/* The first day of a grain, as people call that grain: "Q3 2026". */
void cell_text_date(struct date date, enum date_grain grain,
                    const struct format *format, struct buf *out);

/* A label within a sentence: "units", but "ROI" and "EV sales" as they are. */
void cell_text_label(struct str label, struct buf *out);

/* A value that is already text, with what it is: "212 units", "1 unit", where
   a label says what is counted; "revenue of $9,116.00", "change of 7"
   otherwise. An empty value: "no revenue". */
void cell_text_phrase(const struct column *column, struct str value,
                      struct buf *out);

/* The same, of a cell. */
void cell_text_cell_phrase(const struct columns *columns, uint32_t column,
                           uint32_t row, const struct format *format,
                           struct buf *out);

/* The columns that tell the rows shown apart, as people would: dimensions and
   time, without those that are the same in all rows, and only one or two of
   them if that is enough; else labels; else keys. */
struct cell_names {
    uint32_t columns[COLUMNS_MAX];
    uint32_t count; /* 0: the rows have no names */
};

struct cell_names cell_names_choose(const struct rows *rows);

/* "Ion 4, Northeast" for the i-th row shown. */
void cell_names_write(const struct rows *rows, const struct cell_names *names,
                      uint32_t i, const struct format *format, struct buf *out);

#endif
