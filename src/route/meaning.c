/*
 * The table is linked in as it stands in the repository: a count, the sorted
 * hashes, and the vectors in the same order, all little-endian.
 */
#include "route/meaning.h"

#include <stddef.h>

#include "base/map.h"

__asm__(".pushsection .rodata\n"
        ".balign 64\n"
        "meaning_table:\n"
        ".incbin \"src/route/meanings.bin\"\n"
        ".popsection\n");

extern const uint32_t meaning_table[] __attribute__((visibility("hidden")));

uint32_t meaning_count(void)
{
    return meaning_table[0];
}

uint32_t meaning_find(uint32_t hash)
{
    const uint32_t *hashes = meaning_table + 1;
    uint32_t first = 0, count = meaning_count();
    while (count > 0) {
        uint32_t half = count / 2;
        bool is_behind = hashes[first + half] < hash;
        first += is_behind ? half + 1 : 0;
        count = is_behind ? count - half - 1 : half;
    }
    return first < meaning_count() && hashes[first] == hash ? first : MAP_NONE;
}

const int8_t *meaning_vector(uint32_t meaning)
{
    const uint32_t *behind = meaning_table + 1 + meaning_count();
    return (const int8_t *)behind + (size_t)meaning * MEANING_DIMENSIONS;
}

double meaning_compare(uint32_t a, uint32_t b)
{
    if (a == MAP_NONE || b == MAP_NONE)
        return 0;
    const int8_t *x = meaning_vector(a), *y = meaning_vector(b);
    int sum = 0;
    for (int i = 0; i < MEANING_DIMENSIONS; i++)
        sum += x[i] * y[i];
    return sum / (127.0 * 127.0);
}
