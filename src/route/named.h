/*
 * named.h - templates that a question names by their values and columns.
 *
 * Candidates are found by the words of examples. "Turnover in Brazil" may share
 * no word with any example and still name a value of one dump and a column of
 * it. Names that very many templates have say nothing and are passed over.
 */
#ifndef ROUTE_NAMED_H
#define ROUTE_NAMED_H

#include "route/candidates.h"

enum { NAMED_MAX = 4 };

/* Appends an example of up to NAMED_MAX templates that have none among the
   `count` candidates; the new count. */
size_t named_find(const struct question *question, struct candidate *candidates,
                  size_t count);

#endif
