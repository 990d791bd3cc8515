/*
 * profile_format.h - the profile's part of a route index, and what building
 * and reading it must agree on.
 *
 * A word counts with its rarity in the catalogue; its letters, taken together,
 * count profile_letters times as much, shared out among its runs of letters by
 * their rarity; and its meaning, profile_meaning times as much. A pair of
 * neighbours counts profile_neighbours times the geometric mean of its words.
 * Numbers all count as one word.
 */
#ifndef ROUTE_PROFILE_FORMAT_H
#define ROUTE_PROFILE_FORMAT_H

#include "base/str.h"

/* A row's weights are bytes times its scale. */
struct index_row {
    float scale;
    float rarity; /* of a word or a run */
};

/* Row 0 is what every question has; then there is a row for each dimension of
   meaning. Slots of hash tables; row is a row's number, 0 is free. */
struct index_pair_slot {
    uint32_t first, second; /* terms */
    uint32_t row;
};

struct index_run_slot {
    uint32_t hash; /* of the letters */
    uint32_t row;
};

enum { PROFILE_RUN_MIN = 2, PROFILE_RUN_MAX = 5, PROFILE_RUNS_MAX = 176 };
enum { PROFILE_CLASSES_MAX = 4096 };

extern const float profile_letters, profile_meaning, profile_neighbours,
    profile_constant;

/* The term that stands for all numbers. */
#define PROFILE_NUMBER "#"

/* The hashes of the runs of letters in a word, a space before and behind it
   included, in order; returns how many. None for operators and numbers. */
size_t profile_runs(struct str term, uint32_t out[PROFILE_RUNS_MAX]);

/* The square of all that a word of rarity 1 counts. */
double profile_square(bool has_meaning);

uint32_t profile_hash_pair(uint32_t first, uint32_t second);

#endif
