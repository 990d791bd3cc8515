/*
 * sentence.h - the one sentence that answers a question.
 *
 * A template's sentence speaks of the first row shown. It is used only where
 * it is true: in the declared order, without a tie, with a value for each of
 * its places, and under a filter only if it holds for that part of the rows.
 * In every other case a plain sentence is made from the columns.
 */
#ifndef GENERATE_SENTENCE_H
#define GENERATE_SENTENCE_H

#include "base/format.h"
#include "dump/columns.h"

/* How the rows shown were chosen; all zero for a whole dump. */
struct sentence_view {
    const struct str *filters; /* the values chosen, for people: "Northeast" */
    const int *filter_columns; /* the column of each */
    size_t filter_count;
    bool is_reversed;  /* the declared order was read backwards */
    bool is_reordered; /* by another column than the declared one: this */
    int order_column;
    bool order_descending;
    bool is_limited; /* more rows match than are shown */
};

/* Appends one sentence with its full stop. */
void sentence_write(const struct rows *rows, const struct sentence_view *view,
                    const struct format *format, struct buf *out);

/* Calls `each` for the name in every {place} of a template's sentence. False
   if a brace is not closed, or if `each` returns false. */
bool sentence_places(struct str answer,
                     bool (*each)(void *context, struct str name),
                     void *context);

#endif
