#include "base/vector.h"

#include <string.h>

#include "base/str.h"

#include "test.h"

/* One multiplication and one addition after the other, as vector.h says. */
TEST(vector_rows_add_up_to_the_same_bits_as_one_by_one)
{
    enum { COUNT_MAX = 176, ROWS = 37 };
    static int8_t bytes[ROWS + 1][COUNT_MAX];
    struct vector_row rows[ROWS];
    uint32_t random = 1;
    for (size_t i = 0; i <= ROWS; i++)
        for (size_t k = 0; k < COUNT_MAX; k++) {
            random = random * 1664525U + 1013904223U;
            bytes[i][k] = (int8_t)(random >> 24);
        }
    for (size_t i = 0; i < ROWS; i++)
        rows[i] = (struct vector_row){bytes[i], 0.37F / (float)(i + 3)};
    for (size_t count = 0; count <= COUNT_MAX; count += VECTOR_STEP) {
        float sums[COUNT_MAX + 1], expected[COUNT_MAX + 1];
        for (size_t k = 0; k <= COUNT_MAX; k++)
            sums[k] = expected[k] = (float)k / 7;
        for (size_t k = 0; k < count; k++) {
            expected[k] = 0;
            for (size_t i = 0; i < ROWS; i++)
                expected[k] += rows[i].scale * (float)bytes[i][k];
            expected[k] *= 0.3F;
            expected[k] += 0.7F * (float)bytes[ROWS][k];
        }
        vector_sum_rows(
            sums, count,
            &(struct vector_sum){rows, ROWS, 0.3F, {bytes[ROWS], 0.7F}});
        assert_memory_equal(sums, expected, sizeof(sums));
    }
}

/* Every place of one value, from every place on. */
TEST(vector_finds_the_first_value_above_a_bound)
{
    enum { LEN = 77 };
    float values[LEN] = {0};
    for (size_t at = 0; at < LEN; at++) {
        values[at] = 2;
        for (size_t from = 0; from <= LEN; from++) {
            size_t expected = from <= at ? at : LEN;
            assert_int_equal(vector_find_above(values, from, LEN, 1), expected);
            assert_int_equal(vector_find_above(values, from, LEN, 2),
                             LEN); /* equal is not above */
        }
        values[at] = 0;
    }
    assert_int_equal(vector_find_above(values, 3, LEN, -1), 3);
}

/* Every place of one value that reaches its limit, from every group on. */
TEST(vector_finds_values_that_reach_their_limits)
{
    enum { LEN = 3 * VECTOR_GROUP };
    float values[LEN] = {0}, limits[LEN];
    for (size_t i = 0; i < LEN; i++)
        limits[i] = (float)(i % 5);
    for (size_t at = 0; at < LEN; at++) {
        size_t group = at / VECTOR_GROUP * VECTOR_GROUP;
        values[at] = at % 5 == 0 ? 0.25F : 0.5F * (float)(at % 5);
        for (size_t from = 0; from <= LEN; from += VECTOR_GROUP) {
            static const float factors[] = {0, 0.5F, 0.625F};
            for (size_t i = 0; i < COUNT(factors); i++) {
                uint32_t which = 0;
                bool is_found = from <= group && (i < 2 || at % 5 == 0);
                size_t found = vector_find_reaching(values, limits, from, LEN,
                                                    factors[i], &which);
                assert_int_equal(found, is_found ? group : LEN);
                assert_int_equal(which, is_found ? 1U << (at - group) : 0);
            }
        }
        values[at] = 0;
    }
}

TEST(vector_scaled_numbers_add_up_to_the_same_bits_as_one_by_one)
{
    enum { COUNT_MAX = 48 };
    float numbers[COUNT_MAX];
    uint32_t random = 1;
    for (size_t k = 0; k < COUNT_MAX; k++) {
        random = random * 1664525U + 1013904223U;
        numbers[k] = (float)(int32_t)random / 3e8F;
    }
    for (size_t count = 0; count <= COUNT_MAX; count += VECTOR_STEP) {
        float sums[COUNT_MAX + 1], expected[COUNT_MAX + 1];
        for (size_t k = 0; k <= COUNT_MAX; k++)
            sums[k] = expected[k] = (float)k / 7;
        for (size_t k = 0; k < count; k++)
            expected[k] += 0.37F * numbers[k];
        vector_add_scaled(sums, count, numbers, 0.37F);
        assert_memory_equal(sums, expected, sizeof(sums));
    }
}
