/*
 * The table is linked in as it stands in the repository: a count, the sorted
 * hashes, and the vectors in the same order, all little-endian. A mistyped word
 * asks for some hundred hashes: where those with the same first bits begin is
 * noted on first use.
 */
#include "route/meaning.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
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

enum { FIRST_BITS = 14, FIRSTS = 1 << FIRST_BITS };

/* Where the hashes begin whose first bits are these, or higher. */
static uint16_t starts[FIRSTS + 1];
static pthread_once_t starts_once = PTHREAD_ONCE_INIT;
static atomic_bool is_filled;

uint64_t meaning_known[(1 << MEANING_FIRST_BITS) / 64];

static void fill_starts(void)
{
    const uint32_t *hashes = meaning_table + 1;
    uint32_t at = 0;
    assert(meaning_count() <= UINT16_MAX);
    uint32_t first = 0;
    for (; first < FIRSTS; first++) {
        while (at < meaning_count() && hashes[at] >> (32 - FIRST_BITS) < first)
            at++;
        starts[first] = (uint16_t)at;
    }
    starts[FIRSTS] = (uint16_t)meaning_count();
    for (at = 0; at < meaning_count(); at++) {
        first = hashes[at] >> (32 - MEANING_FIRST_BITS);
        meaning_known[first / 64] |= UINT64_C(1) << first % 64;
    }
    atomic_store_explicit(&is_filled, true, memory_order_release);
}

void meaning_prepare(void)
{
    if (!atomic_load_explicit(&is_filled, memory_order_acquire))
        pthread_once(&starts_once, fill_starts);
}

uint32_t meaning_find(uint32_t hash)
{
    const uint32_t *hashes = meaning_table + 1;
    uint32_t first = hash >> (32 - FIRST_BITS);
    meaning_prepare();
    if (!meaning_may_have(hash))
        return MAP_NONE;
    for (uint32_t at = starts[first]; at < starts[first + 1]; at++)
        if (hashes[at] == hash)
            return at;
    return MAP_NONE;
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
