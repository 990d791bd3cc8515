/*
 * The list becomes a hash table on first use, small enough to stay in the
 * nearest cache: a question against 24 examples asks it a few hundred times.
 */
#include "route/difference.h"

#include <assert.h>
#include <pthread.h>

enum { SLOTS = 16384 };

static const uint32_t key_mask = 0xFFFFFF00;

static uint32_t slots[SLOTS];
static pthread_once_t slots_once = PTHREAD_ONCE_INIT;

static uint32_t mix(uint32_t a, uint32_t b)
{
    uint32_t hash = (a ^ (b + 0x9E3779B9U + (a << 6) + (a >> 2))) * 0x85EBCA6BU;
    hash = (hash ^ hash >> 13) * 0xC2B2AE35U;
    return hash ^ hash >> 16;
}

uint32_t difference_in_question(uint32_t word)
{
    return mix(word, 1);
}

uint32_t difference_in_example(uint32_t word)
{
    return mix(word, 2);
}

/* 1 and 2 are taken. */
uint32_t difference_at(uint32_t word, uint32_t place)
{
    return mix(word, place);
}

uint32_t difference_between(uint32_t a, uint32_t b)
{
    return a < b ? mix(a, b) : mix(b, a);
}

static void fill_slots(void)
{
    assert(difference_count < SLOTS / 2);
    for (size_t i = 0; i < difference_count; i++) {
        uint32_t at = difference_weights[i] >> 8 & (SLOTS - 1);
        while (slots[at] != 0)
            at = (at + 1) & (SLOTS - 1);
        slots[at] = difference_weights[i];
    }
}

double difference_weight(uint32_t key)
{
    pthread_once(&slots_once, fill_slots);
    uint32_t at = key >> 8 & (SLOTS - 1);
    for (; slots[at] != 0; at = (at + 1) & (SLOTS - 1))
        if (((slots[at] ^ key) & key_mask) == 0)
            return ((double)(slots[at] & 0xFF) - 128) / 32;
    return 0;
}
