/*
 * spelling.h - which of the router's own words a mistyped one may be.
 *
 * "Higest" and "xecept" are in no index, and they decide what is shown. The
 * words are those of phrases.txt and of the names of times. Immutable once the
 * first question was asked; any thread may read them.
 */
#ifndef ROUTE_SPELLING_H
#define ROUTE_SPELLING_H

#include "base/str.h"

enum { SPELLING_LETTERS_MIN = 4 };

/* Fills up to `max` words of SPELLING_LETTERS_MIN letters or more that are one
   edit away; how many. They live as long as the program. */
size_t spelling_find(struct str word, struct str *near, size_t max);

/* Whether the words differ by one end: "month" and "months". */
bool spelling_is_form(struct str a, struct str b);

#endif
