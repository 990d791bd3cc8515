/*
 * describe.h - what each column of a result is: type, role, label, format.
 *
 * What the template says goes first; the rest is decided from the name and the
 * values. Numbers are measures, dates are time, other text is a dimension,
 * `id` and what ends in `_id` is an identifier.
 */
#ifndef GENERATE_DESCRIBE_H
#define GENERATE_DESCRIBE_H

#include "generate/generate.h"
#include "generate/place.h"

/* Fills `columns`, one for each of rows->columns; what it adds of text lives
   in rows->arena. */
MUST_CHECK bool describe_columns(const struct generate_job *job,
                                 const struct gathered *rows,
                                 struct column *columns, struct err *err);

/* "unit_cost" as "Unit cost", "dealer_id" as "Dealer ID". */
struct str describe_label(struct str name, struct arena *arena);

#endif
