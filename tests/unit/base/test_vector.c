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
