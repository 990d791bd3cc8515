/*
 * typing.h - what type a column has, and its values in that type.
 *
 * The template's word counts most, then the source's, then the values. A value
 * that does not fit is an error that names its row and column; nothing is
 * rounded, cut or guessed. Booleans, decimals and timestamps are never assumed:
 * a template states them. Pure functions.
 */
#ifndef GENERATE_TYPING_H
#define GENERATE_TYPING_H

#include "generate/gather.h"

struct typing {
    enum column_type type;
    bool is_big;
};

/* What is known of a column before its values. */
struct typing_hint {
    bool has_type; /* the template states `type` */
    enum column_type type;
    bool is_big;
    bool is_number; /* its role needs a number */
    bool is_date;   /* its role needs a date */
};

MUST_CHECK bool typing_decide(const struct gathered *rows, uint32_t column,
                              const struct typing_hint *hint,
                              struct typing *typing, struct err *err);

/* The cell that a value becomes. Text may be put into rows->arena. */
MUST_CHECK bool typing_cell(const struct gathered *rows, uint32_t row,
                            uint32_t column, struct typing typing,
                            struct cell *cell, struct err *err);

#endif
