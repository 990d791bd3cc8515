/*
 * The list becomes a hash table on first use, with a bit in front for each
 * value of a key's first bits: a question against 16 examples asks a few
 * hundred times, and nearly always for what was not learnt.
 */
#include "route/difference.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>

enum { SLOTS = 16384 };

static const uint32_t key_mask = 0xFFFFFF00;

static uint32_t slots[SLOTS];
static pthread_once_t slots_once = PTHREAD_ONCE_INIT;
static atomic_bool is_filled;

uint64_t difference_known[(1 << DIFFERENCE_FIRST_BITS) / 64];

static void add_weights(const uint32_t *weights, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t at = weights[i] >> 8 & (SLOTS - 1);
        while (slots[at] != 0)
            at = (at + 1) & (SLOTS - 1);
        slots[at] = weights[i];
        uint32_t first = weights[i] >> (32 - DIFFERENCE_FIRST_BITS);
        difference_known[first / 64] |= 1ULL << first % 64;
    }
}

static void fill_slots(void)
{
    assert(difference_count + column_difference_count < SLOTS / 2);
    add_weights(difference_weights, difference_count);
    add_weights(column_differences, column_difference_count);
    atomic_store_explicit(&is_filled, true, memory_order_release);
}

void difference_prepare(void)
{
    if (!atomic_load_explicit(&is_filled, memory_order_acquire))
        pthread_once(&slots_once, fill_slots);
}

double difference_look_up(uint32_t key)
{
    uint32_t at = key >> 8 & (SLOTS - 1);
    for (; slots[at] != 0; at = (at + 1) & (SLOTS - 1))
        if (((slots[at] ^ key) & key_mask) == 0)
            return ((double)(slots[at] & 0xFF) - 128) / 32;
    return 0;
}
