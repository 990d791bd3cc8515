/*
 * Sixteen or 32 sums stay in registers while all rows pass by, so that a sum is
 * loaded and stored once. The wider instructions are chosen while the
 * program runs: it is built for any machine of its kind.
 */
#include "base/vector.h"

#include <stdbool.h>

static void add_plain(float *sums, size_t count, const struct vector_row *rows,
                      size_t row_count)
{
    for (size_t at = 0; at < count; at += VECTOR_STEP)
        for (size_t i = 0; i < row_count; i++)
            for (size_t k = 0; k < VECTOR_STEP; k++)
                sums[at + k] += rows[i].scale * (float)rows[i].bytes[at + k];
}

static void scale_plain(float *values, size_t count, float scale)
{
    for (size_t i = 0; i < count; i++)
        values[i] *= scale;
}

static size_t find_plain(const float *values, size_t from, size_t count,
                         float least)
{
    while (from < count && !(values[from] > least))
        from++;
    return from;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx2")))
enum { LANES = 8 };

WIDE static __m256 load_bytes(const int8_t *bytes)
{
    return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(
        _mm_loadl_epi64((const __m128i *)(const void *)bytes)));
}

WIDE static __m256 add_bytes(__m256 sum, __m256 scale, const int8_t *bytes)
{
    return _mm256_add_ps(sum, _mm256_mul_ps(scale, load_bytes(bytes)));
}

WIDE static void add_step(float *sums, size_t at, const struct vector_row *rows,
                          size_t row_count)
{
    __m256 a = _mm256_loadu_ps(sums + at);
    __m256 b = _mm256_loadu_ps(sums + at + LANES);
    for (size_t i = 0; i < row_count; i++) {
        __m256 scale = _mm256_set1_ps(rows[i].scale);
        a = add_bytes(a, scale, rows[i].bytes + at);
        b = add_bytes(b, scale, rows[i].bytes + at + LANES);
    }
    _mm256_storeu_ps(sums + at, a);
    _mm256_storeu_ps(sums + at + LANES, b);
}

/* An addition has to wait for the one before it; two more sets of sums are
   added up meanwhile. */
WIDE static void add_two_steps(float *sums, size_t at,
                               const struct vector_row *rows, size_t row_count)
{
    __m256 a = _mm256_loadu_ps(sums + at);
    __m256 b = _mm256_loadu_ps(sums + at + LANES);
    __m256 c = _mm256_loadu_ps(sums + at + 2 * LANES);
    __m256 d = _mm256_loadu_ps(sums + at + 3 * LANES);
    for (size_t i = 0; i < row_count; i++) {
        __m256 scale = _mm256_set1_ps(rows[i].scale);
        const int8_t *bytes = rows[i].bytes + at;
        a = add_bytes(a, scale, bytes);
        b = add_bytes(b, scale, bytes + LANES);
        c = add_bytes(c, scale, bytes + 2 * LANES);
        d = add_bytes(d, scale, bytes + 3 * LANES);
    }
    _mm256_storeu_ps(sums + at, a);
    _mm256_storeu_ps(sums + at + LANES, b);
    _mm256_storeu_ps(sums + at + 2 * LANES, c);
    _mm256_storeu_ps(sums + at + 3 * LANES, d);
}

WIDE static void add_wide(float *sums, size_t count,
                          const struct vector_row *rows, size_t row_count)
{
    size_t at = 0;
    for (; at + 2 * VECTOR_STEP <= count; at += 2 * VECTOR_STEP)
        add_two_steps(sums, at, rows, row_count);
    if (at < count)
        add_step(sums, at, rows, row_count);
}

WIDE static void scale_wide(float *values, size_t count, float scale)
{
    __m256 all = _mm256_set1_ps(scale);
    for (size_t i = 0; i < count; i += LANES)
        _mm256_storeu_ps(values + i,
                         _mm256_mul_ps(_mm256_loadu_ps(values + i), all));
}

WIDE static size_t find_wide(const float *values, size_t from, size_t count,
                             float least)
{
    __m256 all = _mm256_set1_ps(least);
    for (; from + LANES <= count; from += LANES) {
        int above = _mm256_movemask_ps(
            _mm256_cmp_ps(_mm256_loadu_ps(values + from), all, _CMP_GT_OQ));
        if (above != 0)
            return from + (size_t)__builtin_ctz((unsigned)above);
    }
    return find_plain(values, from, count, least);
}

static bool is_wide(void)
{
    return __builtin_cpu_supports("avx2");
}
#else
#define add_wide add_plain
#define scale_wide scale_plain
#define find_wide find_plain

static bool is_wide(void)
{
    return false;
}
#endif

void vector_add_rows(float *sums, size_t count, const struct vector_row *rows,
                     size_t row_count)
{
    if (is_wide())
        add_wide(sums, count, rows, row_count);
    else
        add_plain(sums, count, rows, row_count);
}

void vector_scale(float *values, size_t count, float scale)
{
    if (is_wide())
        scale_wide(values, count, scale);
    else
        scale_plain(values, count, scale);
}

size_t vector_find_above(const float *values, size_t from, size_t count,
                         float least)
{
    return is_wide() ? find_wide(values, from, count, least)
                     : find_plain(values, from, count, least);
}
