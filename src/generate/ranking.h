/*
 * ranking.h - who is first, and whether that is true.
 *
 * Rows stand as the SQL put them, which need not be the declared order; so
 * what a sentence claims is looked up in the values. Pure functions.
 */
#ifndef GENERATE_RANKING_H
#define GENERATE_RANKING_H

#include "dump/columns.h"

enum { RANKING_NAMED_MAX = 3 };

struct ranking {
    uint32_t first[RANKING_NAMED_MAX]; /* which rows shown share the place */
    uint32_t tie_count;                /* how many share it; 0: no values */
    uint32_t null_count;
};

/* Whether values of this column can be compared: numbers and dates. */
bool ranking_is_possible(const struct rows *rows, int column);

/* The highest rows by a column, or the lowest. */
struct ranking ranking_of(const struct rows *rows, int column, bool is_highest);

/* Whether the rows, as shown, run down (or up) the column, without NULLs. */
bool ranking_is_sorted(const struct rows *rows, int column, bool descending);

/* Whether stored row `row` is ahead of all other stored rows that have the
   same value in column `group`; -1: of all. */
bool ranking_leads(const struct columns *columns, int column, bool is_highest,
                   uint32_t row, int group);

#endif
