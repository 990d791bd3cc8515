/*
 * Sixteen sums or more stay in registers while all rows pass by, so that a sum
 * is stored once. The wider instructions are chosen while the program runs: it
 * is built for any machine of its kind.
 */
#include "base/vector.h"

#include <stdbool.h>

static void sum_plain(float *sums, size_t count, const struct vector_sum *sum)
{
    for (size_t at = 0; at < count; at++) {
        float total = 0;
        for (size_t i = 0; i < sum->row_count; i++)
            total += sum->rows[i].scale * (float)sum->rows[i].bytes[at];
        total *= sum->scale;
        sums[at] = total + sum->last.scale * (float)sum->last.bytes[at];
    }
}

static void add_scaled_plain(float *sums, size_t count, const float *numbers,
                             float amount)
{
    for (size_t i = 0; i < count; i++)
        sums[i] += amount * numbers[i];
}

static size_t find_plain(const float *values, size_t from, size_t count,
                         float least)
{
    while (from < count && !(values[from] > least))
        from++;
    return from;
}

/* No value between it and 0 is ever a sum of weights. */
static const float tiny = 1e-30F;

static bool reaches(float value, float limit, float factor)
{
    return value >= tiny && value >= factor * limit;
}

static uint32_t which_reach_plain(const float *values, const float *limits,
                                  float factor)
{
    uint32_t which = 0;
    for (size_t i = 0; i < VECTOR_GROUP; i++)
        which |= (uint32_t)reaches(values[i], limits[i], factor) << i;
    return which;
}

static size_t find_reaching_plain(const float *values, const float *limits,
                                  size_t from, size_t count, float factor,
                                  uint32_t *which)
{
    for (; from < count; from += VECTOR_GROUP) {
        *which = which_reach_plain(values + from, limits + from, factor);
        if (*which != 0)
            return from;
    }
    return count;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx2")))
#define WIDEST __attribute__((target("avx512f")))
enum { LANES = 8, WIDEST_LANES = 16 };

WIDE static __m256 load_bytes(const int8_t *bytes)
{
    return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(
        _mm_loadl_epi64((const __m128i *)(const void *)bytes)));
}

WIDE static __m256 add_bytes(__m256 sum, __m256 scale, const int8_t *bytes)
{
    return _mm256_add_ps(sum, _mm256_mul_ps(scale, load_bytes(bytes)));
}

/* Scales the sums and adds the last row. */
WIDE static void end_sums(float *sums, __m256 total,
                          const struct vector_sum *sum, size_t at)
{
    total = _mm256_mul_ps(total, _mm256_set1_ps(sum->scale));
    _mm256_storeu_ps(sums + at,
                     add_bytes(total, _mm256_set1_ps(sum->last.scale),
                               sum->last.bytes + at));
}

WIDE static void sum_step(float *sums, size_t at, const struct vector_sum *sum)
{
    __m256 a = _mm256_setzero_ps(), b = a;
    for (size_t i = 0; i < sum->row_count; i++) {
        __m256 scale = _mm256_set1_ps(sum->rows[i].scale);
        a = add_bytes(a, scale, sum->rows[i].bytes + at);
        b = add_bytes(b, scale, sum->rows[i].bytes + at + LANES);
    }
    end_sums(sums, a, sum, at);
    end_sums(sums, b, sum, at + LANES);
}

/* An addition has to wait for the one before it; two more sets of sums are
   added up meanwhile. */
WIDE static void sum_two_steps(float *sums, size_t at,
                               const struct vector_sum *sum)
{
    __m256 a = _mm256_setzero_ps(), b = a, c = a, d = a;
    for (size_t i = 0; i < sum->row_count; i++) {
        __m256 scale = _mm256_set1_ps(sum->rows[i].scale);
        const int8_t *bytes = sum->rows[i].bytes + at;
        a = add_bytes(a, scale, bytes);
        b = add_bytes(b, scale, bytes + LANES);
        c = add_bytes(c, scale, bytes + 2 * LANES);
        d = add_bytes(d, scale, bytes + 3 * LANES);
    }
    end_sums(sums, a, sum, at);
    end_sums(sums, b, sum, at + LANES);
    end_sums(sums, c, sum, at + 2 * LANES);
    end_sums(sums, d, sum, at + 3 * LANES);
}

WIDE static void sum_wide(float *sums, size_t count,
                          const struct vector_sum *sum)
{
    size_t at = 0;
    for (; at + 2 * VECTOR_STEP <= count; at += 2 * VECTOR_STEP)
        sum_two_steps(sums, at, sum);
    if (at < count)
        sum_step(sums, at, sum);
}

WIDEST static __m512 add_more_bytes(__m512 sum, __m512 scale,
                                    const int8_t *bytes)
{
    __m512 numbers = _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(
        _mm_loadu_si128((const __m128i *)(const void *)bytes)));
    return _mm512_add_ps(sum, _mm512_mul_ps(scale, numbers));
}

WIDEST static void end_more_sums(float *sums, __m512 total,
                                 const struct vector_sum *sum, size_t at)
{
    total = _mm512_mul_ps(total, _mm512_set1_ps(sum->scale));
    _mm512_storeu_ps(sums + at,
                     add_more_bytes(total, _mm512_set1_ps(sum->last.scale),
                                    sum->last.bytes + at));
}

WIDEST static void sum_four_steps(float *sums, size_t at,
                                  const struct vector_sum *sum)
{
    __m512 a = _mm512_setzero_ps(), b = a, c = a, d = a;
    for (size_t i = 0; i < sum->row_count; i++) {
        __m512 scale = _mm512_set1_ps(sum->rows[i].scale);
        const int8_t *bytes = sum->rows[i].bytes + at;
        a = add_more_bytes(a, scale, bytes);
        b = add_more_bytes(b, scale, bytes + WIDEST_LANES);
        c = add_more_bytes(c, scale, bytes + 2 * WIDEST_LANES);
        d = add_more_bytes(d, scale, bytes + 3 * WIDEST_LANES);
    }
    end_more_sums(sums, a, sum, at);
    end_more_sums(sums, b, sum, at + WIDEST_LANES);
    end_more_sums(sums, c, sum, at + 2 * WIDEST_LANES);
    end_more_sums(sums, d, sum, at + 3 * WIDEST_LANES);
}

WIDEST static void sum_widest(float *sums, size_t count,
                              const struct vector_sum *sum)
{
    size_t at = 0;
    for (; at + 4 * VECTOR_STEP <= count; at += 4 * VECTOR_STEP)
        sum_four_steps(sums, at, sum);
    for (; at < count; at += VECTOR_STEP) {
        __m512 total = _mm512_setzero_ps();
        for (size_t i = 0; i < sum->row_count; i++)
            total = add_more_bytes(total, _mm512_set1_ps(sum->rows[i].scale),
                                   sum->rows[i].bytes + at);
        end_more_sums(sums, total, sum, at);
    }
}

WIDE static void add_scaled_wide(float *sums, size_t count,
                                 const float *numbers, float amount)
{
    __m256 scale = _mm256_set1_ps(amount);
    for (size_t i = 0; i < count; i += LANES)
        _mm256_storeu_ps(
            sums + i,
            _mm256_add_ps(_mm256_loadu_ps(sums + i),
                          _mm256_mul_ps(scale, _mm256_loadu_ps(numbers + i))));
}

WIDE static __m256 which_above(const float *values, __m256 least)
{
    return _mm256_cmp_ps(_mm256_loadu_ps(values), least, _CMP_GT_OQ);
}

/* Nearly all values are passed by, many at a time. */
WIDE static size_t find_wide(const float *values, size_t from, size_t count,
                             float least)
{
    __m256 all = _mm256_set1_ps(least);
    for (; from + 4 * LANES <= count; from += 4 * LANES) {
        const float *here = values + from;
        __m256 a = which_above(here, all), b = which_above(here + LANES, all),
               c = which_above(here + 2 * LANES, all),
               d = which_above(here + 3 * LANES, all);
        if (_mm256_movemask_ps(
                _mm256_or_ps(_mm256_or_ps(a, b), _mm256_or_ps(c, d))) != 0)
            break;
    }
    for (; from + LANES <= count; from += LANES) {
        int above = _mm256_movemask_ps(which_above(values + from, all));
        if (above != 0)
            return from + (size_t)__builtin_ctz((unsigned)above);
    }
    return find_plain(values, from, count, least);
}

WIDE static __m256 which_reach(const float *values, const float *limits,
                               __m256 factor)
{
    __m256 least = _mm256_max_ps(_mm256_mul_ps(factor, _mm256_loadu_ps(limits)),
                                 _mm256_set1_ps(tiny));
    return _mm256_cmp_ps(_mm256_loadu_ps(values), least, _CMP_GE_OQ);
}

WIDE static uint32_t bits_of(__m256 which, unsigned at)
{
    return (uint32_t)_mm256_movemask_ps(which) << at;
}

WIDE static size_t find_reaching_wide(const float *values, const float *limits,
                                      size_t from, size_t count, float factor,
                                      uint32_t *which)
{
    __m256 all = _mm256_set1_ps(factor);
    for (; from < count; from += VECTOR_GROUP) {
        const float *x = values + from, *y = limits + from;
        __m256 a = which_reach(x, y, all),
               b = which_reach(x + LANES, y + LANES, all),
               c = which_reach(x + 2 * LANES, y + 2 * LANES, all),
               d = which_reach(x + 3 * LANES, y + 3 * LANES, all);
        if (_mm256_movemask_ps(
                _mm256_or_ps(_mm256_or_ps(a, b), _mm256_or_ps(c, d))) == 0)
            continue;
        *which = bits_of(a, 0) | bits_of(b, LANES) | bits_of(c, 2 * LANES) |
                 bits_of(d, 3 * LANES);
        return from;
    }
    return count;
}

static bool is_wide(void)
{
    return __builtin_cpu_supports("avx2");
}

static bool is_widest(void)
{
    return __builtin_cpu_supports("avx512f");
}
#else
#define sum_wide sum_plain
#define sum_widest sum_plain
#define add_scaled_wide add_scaled_plain
#define find_wide find_plain
#define find_reaching_wide find_reaching_plain

static bool is_wide(void)
{
    return false;
}

static bool is_widest(void)
{
    return false;
}
#endif

void vector_sum_rows(float *sums, size_t count, const struct vector_sum *sum)
{
    if (is_widest())
        sum_widest(sums, count, sum);
    else if (is_wide())
        sum_wide(sums, count, sum);
    else
        sum_plain(sums, count, sum);
}

void vector_add_scaled(float *sums, size_t count, const float *numbers,
                       float amount)
{
    if (is_wide())
        add_scaled_wide(sums, count, numbers, amount);
    else
        add_scaled_plain(sums, count, numbers, amount);
}

size_t vector_find_above(const float *values, size_t from, size_t count,
                         float least)
{
    return is_wide() ? find_wide(values, from, count, least)
                     : find_plain(values, from, count, least);
}

size_t vector_find_reaching(const float *values, const float *limits,
                            size_t from, size_t count, float factor,
                            uint32_t *which)
{
    return is_wide()
               ? find_reaching_wide(values, limits, from, count, factor, which)
               : find_reaching_plain(values, limits, from, count, factor,
                                     which);
}
