/*
 * sum.h - adding doubles up without losing the small ones.
 *
 * Neumaier's variant of Kahan's compensated sum; the result is then cut to 15
 * significant digits, which is all that decimal data carries, so that ten
 * times 0.1 is 1 whatever the order. A plain value.
 */
#ifndef BASE_SUM_H
#define BASE_SUM_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct sum {
    double total, lost;
};

static inline void sum_add(struct sum *sum, double value)
{
    double next = sum->total + value;

    if (fabs(sum->total) >= fabs(value))
        sum->lost += (sum->total - next) + value;
    else
        sum->lost += (value - next) + sum->total;
    sum->total = next;
}

/* Integers up to 2^53 come out exactly. */
static inline double sum_value(const struct sum *sum)
{
    char text[32];
    double value = sum->total + sum->lost;

    if (!isfinite(value) || value == rint(value))
        return value;
    snprintf(text, sizeof(text), "%.15g", value);
    return strtod(text, NULL);
}

#endif
