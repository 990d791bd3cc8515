/*
 * vector.h - sums over rows of bytes and what is done with many numbers at
 * once, as fast as the machine can.
 *
 * Each sum is added up in the order of the rows, one multiplication and one
 * addition at a time, so that the bits of the result are the same on every
 * machine.
 */
#ifndef BASE_VECTOR_H
#define BASE_VECTOR_H

#include <stddef.h>
#include <stdint.h>

enum { VECTOR_STEP = 16, VECTOR_GROUP = 32 };

/* A row of numbers: bytes times a scale. */
struct vector_row {
    const int8_t *bytes;
    float scale;
};

struct vector_sum {
    const struct vector_row *rows;
    size_t row_count;
    float scale;
    struct vector_row last;
};

/*
 * Each of `count` sums becomes what the rows add up to, times `scale`, plus
 * `last`. As many bytes in each row; a multiple of VECTOR_STEP.
 */
void vector_sum_rows(float *sums, size_t count, const struct vector_sum *sum);

/* The first of the `count` values, from `from` on, that is above `least`;
   `count` if none is. No value is a NaN. */
size_t vector_find_above(const float *values, size_t from, size_t count,
                         float least);

/*
 * Looks for values that are above 0 and not below `factor` times their limit;
 * `factor` and the limits are not below 0. Returns where the first
 * VECTOR_GROUP values with any such begin, from `from` on, and which they are
 * as bits; `count` if there are none. `from` and `count` are multiples of it.
 */
size_t vector_find_reaching(const float *values, const float *limits,
                            size_t from, size_t count, float factor,
                            uint32_t *which);

/* Adds `amount` times each of `count` numbers; a multiple of VECTOR_STEP. */
void vector_add_scaled(float *sums, size_t count, const float *numbers,
                       float amount);

#endif
