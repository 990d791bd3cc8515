/*
 * compared.h - the times that a text compares with.
 *
 * "Year over year", "yoy", "the week before": each names a step, and the text
 * compares with what was one such step before.
 */
#ifndef ROUTE_COMPARED_H
#define ROUTE_COMPARED_H

#include "base/date.h"
#include "base/str.h"

/* Steps are a set: a bit for each enum date_grain. */
static inline unsigned compared_bit(enum date_grain grain)
{
    return 1u << (unsigned)grain;
}

/* The steps that a text compares with. "The previous quarter" is one by itself,
   but in a question only if something is set against it. */
unsigned compared_find(struct str text, bool is_question);

/* The step that has so many days; 0 if none has. */
unsigned compared_step_of(int64_t days);

#endif
