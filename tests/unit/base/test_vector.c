#include "base/vector.h"

#include <string.h>

#include "test.h"

/* One multiplication and one addition after the other, as vector.h says. */
TEST(vector_rows_add_up_to_the_same_bits_as_one_by_one)
{
    enum { COUNT_MAX = 48, ROWS = 37 };
    static int8_t bytes[ROWS][COUNT_MAX];
    struct vector_row rows[ROWS];
    uint32_t random = 1;
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t k = 0; k < COUNT_MAX; k++) {
            random = random * 1664525U + 1013904223U;
            bytes[i][k] = (int8_t)(random >> 24);
        }
        rows[i] = (struct vector_row){bytes[i], 0.37F / (float)(i + 3)};
    }
    for (size_t count = 0; count <= COUNT_MAX; count += VECTOR_STEP) {
        float sums[COUNT_MAX + 1], expected[COUNT_MAX + 1];
        for (size_t k = 0; k <= COUNT_MAX; k++)
            sums[k] = expected[k] = (float)k / 7;
        for (size_t i = 0; i < ROWS; i++)
            for (size_t k = 0; k < count; k++)
                expected[k] += rows[i].scale * (float)bytes[i][k];
        vector_add_rows(sums, count, rows, ROWS);
        assert_memory_equal(sums, expected, sizeof(sums));
    }
}

TEST(vector_scales_each_value)
{
    enum { LEN = VECTOR_STEP * 3 + 1 };
    float values[LEN];
    for (size_t count = 0; count <= LEN; count += VECTOR_STEP) {
        for (size_t i = 0; i < LEN; i++)
            values[i] = (float)i / 7;
        vector_scale(values, count, 0.3F);
        for (size_t i = 0; i < LEN; i++) {
            float expected = i < count ? (float)i / 7 * 0.3F : (float)i / 7;
            assert_memory_equal(&values[i], &expected, sizeof(expected));
        }
    }
}

/* Every place of one value, from every place on. */
TEST(vector_finds_the_first_value_above_a_bound)
{
    enum { LEN = 37 };
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
