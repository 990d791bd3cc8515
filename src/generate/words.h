/*
 * words.h - what types, roles, formats and charts are called, in templates and
 * in dumps. The order is that of the enums in dump/columns.h.
 */
#ifndef GENERATE_WORDS_H
#define GENERATE_WORDS_H

#include "dump/columns.h"

enum words {
    WORDS_TYPE,
    WORDS_ROLE,
    WORDS_AGGREGATE,
    WORDS_FORMAT,
    WORDS_DIRECTION,
    WORDS_GRAIN,
    WORDS_CHART,
    WORDS_COUNT
};

/* "down_is_good" for WORDS_DIRECTION and DIRECTION_DOWN_IS_GOOD. */
const char *words_name(enum words words, int value);

/* The value of a word, or -1. */
int words_value(enum words words, struct str word);

#endif
