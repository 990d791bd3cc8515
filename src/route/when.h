/*
 * when.h - the words of a question that name a time.
 *
 * Finds every form that period.h knows in running text, and those only a
 * reader of today's date can resolve: "in March" is the last March that has
 * begun. What names a time that cannot be read ("next week", "two years ago")
 * is found too, so that nobody ignores it.
 */
#ifndef ROUTE_WHEN_H
#define ROUTE_WHEN_H

#include "base/date.h"
#include "query/period.h"
#include "route/tokens.h"

enum { WHEN_MAX = 3 };

/* "since July" has no end, "before July" no beginning. */
enum when_side { WHEN_WHOLE, WHEN_FROM, WHEN_AFTER, WHEN_BEFORE };

struct when {
    size_t start, count;  /* of the tokens */
    bool is_known;        /* else period is not set */
    enum when_side side;  /* of the period, if it is not meant itself */
    struct period period; /* relative ones hold for any day */
};

/* Whether a time can begin with this word, which is in small letters. Numbers
   always can. */
bool when_may_begin(struct str word);

bool when_is_weekday(struct str word); /* "monday" */

/* Fills up to WHEN_MAX, in order, without overlap; returns how many. */
size_t when_find(const struct tokens *tokens, struct date today,
                 struct when out[WHEN_MAX]);

#endif
