/*
 * Sixteen sums at a time stay in registers while all rows pass by, so that a
 * sum is loaded and stored once. The wider instructions are chosen while the
 * program runs: it is built for any machine of its kind.
 */
#include "base/vector.h"

static void add_plain(float *sums, size_t count, const struct vector_row *rows,
                      size_t row_count)
{
    for (size_t at = 0; at < count; at += VECTOR_STEP)
        for (size_t i = 0; i < row_count; i++)
            for (size_t k = 0; k < VECTOR_STEP; k++)
                sums[at + k] += rows[i].scale * (float)rows[i].bytes[at + k];
}

static void add_scaled_plain(float *sums, size_t count, const float *numbers,
                             float amount)
{
    for (size_t i = 0; i < count; i++)
        sums[i] += amount * numbers[i];
}

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx2"))) static __m256 load_bytes(const int8_t *bytes)
{
    return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(
        _mm_loadl_epi64((const __m128i *)(const void *)bytes)));
}

__attribute__((target("avx2"))) static void
add_wide(float *sums, size_t count, const struct vector_row *rows,
         size_t row_count)
{
    for (size_t at = 0; at < count; at += VECTOR_STEP) {
        __m256 low = _mm256_loadu_ps(sums + at);
        __m256 high = _mm256_loadu_ps(sums + at + 8);
        for (size_t i = 0; i < row_count; i++) {
            __m256 scale = _mm256_set1_ps(rows[i].scale);
            const int8_t *bytes = rows[i].bytes + at;
            low = _mm256_add_ps(low, _mm256_mul_ps(scale, load_bytes(bytes)));
            high = _mm256_add_ps(high,
                                 _mm256_mul_ps(scale, load_bytes(bytes + 8)));
        }
        _mm256_storeu_ps(sums + at, low);
        _mm256_storeu_ps(sums + at + 8, high);
    }
}

__attribute__((target("avx2"))) static void
add_scaled_wide(float *sums, size_t count, const float *numbers, float amount)
{
    __m256 scale = _mm256_set1_ps(amount);
    for (size_t i = 0; i < count; i += 8)
        _mm256_storeu_ps(
            sums + i,
            _mm256_add_ps(_mm256_loadu_ps(sums + i),
                          _mm256_mul_ps(scale, _mm256_loadu_ps(numbers + i))));
}

void vector_add_scaled(float *sums, size_t count, const float *numbers,
                       float amount)
{
    if (__builtin_cpu_supports("avx2"))
        add_scaled_wide(sums, count, numbers, amount);
    else
        add_scaled_plain(sums, count, numbers, amount);
}

void vector_add_rows(float *sums, size_t count, const struct vector_row *rows,
                     size_t row_count)
{
    if (__builtin_cpu_supports("avx2"))
        add_wide(sums, count, rows, row_count);
    else
        add_plain(sums, count, rows, row_count);
}
#else
void vector_add_scaled(float *sums, size_t count, const float *numbers,
                       float amount)
{
    add_scaled_plain(sums, count, numbers, amount);
}

void vector_add_rows(float *sums, size_t count, const struct vector_row *rows,
                     size_t row_count)
{
    add_plain(sums, count, rows, row_count);
}
#endif
