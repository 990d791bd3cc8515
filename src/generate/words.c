#include "generate/words.h"

#include <assert.h>

enum { WORDS_MAX = 8 };

static const char *const table[WORDS_COUNT][WORDS_MAX] = {
    [WORDS_TYPE] = {"integer", "decimal", "real", "text", "boolean", "date",
                    "timestamp"},
    [WORDS_ROLE] = {"dimension", "measure", "time", "label", "identifier"},
    [WORDS_AGGREGATE] = {"none", "sum", "min", "max"},
    [WORDS_FORMAT] = {"plain", "integer", "decimal", "percent", "currency",
                      "compact", "duration", "date"},
    [WORDS_DIRECTION] = {"none", "up_is_good", "down_is_good"},
    [WORDS_GRAIN] = {"day", "week", "month", "quarter", "year"},
    [WORDS_CHART] = {"none", "line", "bar", "grouped_bar", "stacked_bar",
                     "doughnut", "scatter"},
};

const char *words_name(enum words words, int value)
{
    assert(value >= 0 && value < WORDS_MAX && table[words][value]);
    return table[words][value];
}

int words_value(enum words words, struct str word)
{
    for (int i = 0; i < WORDS_MAX && table[words][i]; i++)
        if (str_is(word, table[words][i]))
            return i;
    return -1;
}
