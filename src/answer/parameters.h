/*
 * parameters.h - from where.x=..., order= and limit= to slots.
 */
#ifndef ANSWER_PARAMETERS_H
#define ANSWER_PARAMETERS_H

#include "answer/choose.h"

struct parameters {
    struct arena *arena;
    const struct columns *columns;
    struct route_slots slots; /* begin with choose_all() */
};

/* column=value; the same column again is "one of". ERR_INPUT, with the nearest
   name, for a column that is not there. */
MUST_CHECK bool parameters_where(struct parameters *parameters,
                                 struct str column, struct str value,
                                 struct err *err);

/* "units", "-units", "units desc" or "units asc". */
MUST_CHECK bool parameters_order(struct parameters *parameters, struct str text,
                                 struct err *err);

#endif
