/*
 * first_row.h - what a template's answer sentence says of the first row.
 *
 * "{model} in {plant} has the largest stock: {on_hand} vehicles." is an answer
 * to "which Model in Plant has the largest stock", so the template is found by
 * that, and "largest" is known to be the order of its rows.
 */
#ifndef ROUTE_FIRST_ROW_H
#define ROUTE_FIRST_ROW_H

#include "base/arena.h"
#include "route/index.h"

/* Empty for a sentence without a superlative. */
struct str first_row_question(const struct route_template *template,
                              struct arena *arena);

#endif
