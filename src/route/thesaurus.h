/*
 * thesaurus.h - words that mean the same to most companies.
 *
 * "Clients" finds what is written about customers. The groups are those of
 * phrases.txt; their stems are worked out once, when the first one is asked
 * for. Immutable from then on; any thread may read them.
 */
#ifndef ROUTE_THESAURUS_H
#define ROUTE_THESAURUS_H

#include <stdint.h>

#include "base/str.h"

enum { THESAURUS_GROUP_MAX = 12 };

struct thesaurus_word {
    struct str word; /* without plural: as names are found by */
    struct str stem;
    uint32_t word_hash, stem_hash;
};

/* The other words of the stem's group; how many. */
size_t thesaurus_find(struct str stem, const struct thesaurus_word **others);

#endif
