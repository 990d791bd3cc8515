/*
 * spelling.h - which of the router's own words a mistyped one may be.
 *
 * "Higest" and "xecept" are in no index, and they decide what is shown. The
 * words are those of phrases.txt and of the names of times. Immutable once the
 * first question was asked; any thread may read them.
 */
#ifndef ROUTE_SPELLING_H
#define ROUTE_SPELLING_H

#include <stdint.h>

#include "base/str.h"

enum { SPELLING_LETTERS_MIN = 4 };

/* Fills up to `max` words of SPELLING_LETTERS_MIN letters or more that are one
   edit away; how many. They live as long as the program. */
size_t spelling_find(struct str word, struct str *near, size_t max);

/* Whether it is one of these words. */
bool spelling_has(struct str word);

/* Whether a dictionary (meaning.h) has a word one edit away that is not
   `meant`; one that means nearly the same as `meaning`, if that is not
   MAP_NONE. */
bool spelling_has_other(struct str word, struct str meant, uint32_t meaning);

/* Whether the words differ by one end: "month" and "months". */
bool spelling_is_form(struct str a, struct str b);

#endif
