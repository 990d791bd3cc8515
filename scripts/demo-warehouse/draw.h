/*
 * draw.h - chance that is the same on every machine.
 *
 * A stream of numbers (splitmix64) made from a seed and a name, so that each
 * part of the demo has its own and a change to one moves no other. Integers
 * only: nothing here depends on a libm or on a compiler's rounding. Two draws
 * in one argument list or sum come in the compiler's order: write two lines.
 */
#ifndef DRAW_H
#define DRAW_H

#include <stdbool.h>
#include <stdint.h>

struct draw {
    uint64_t state;
};

struct draw draw_start(uint64_t seed, const char *name);

/* Evenly in [0, limit), limit >= 1. */
int draw_below(struct draw *draw, int limit);

/* Evenly in [low, high], both included. */
int draw_between(struct draw *draw, int low, int high);

/* Low values are likelier than high ones, still in [low, high]. */
int draw_low_between(struct draw *draw, int low, int high);

/* True in `permille` of 1,000 cases. */
bool draw_chance(struct draw *draw, int permille);

/* An index with the chance of its weight; at least one weight is positive. */
int draw_weighted(struct draw *draw, const int *weights, int count);

#endif
