/*
 * candidates.h - the examples that are worth comparing with a question.
 *
 * Those that share the most weight with it, found by the postings of its
 * words: rarest first, until CANDIDATE_POSTINGS_MAX of them were touched; then
 * only words remain that so many examples have that they tell nothing apart.
 * Then the nearest example of each template that the profile speaks for.
 */
#ifndef ROUTE_CANDIDATES_H
#define ROUTE_CANDIDATES_H

#include "route/profile.h"
#include "route/question.h"

enum {
    CANDIDATES_NEAR_MAX = 12,
    CANDIDATES_MAX = CANDIDATES_NEAR_MAX + PROFILE_BEST_MAX,
    CANDIDATES_OF_ONE_MAX = 3, /* examples of one template */
    CANDIDATE_POSTINGS_MAX = 100000
};

struct candidate {
    uint32_t example;
    float cosine; /* 0 to 1 */
};

/* Best first, the profile's behind; a tie goes to the earlier example. Returns
   how many. */
size_t candidates_find(const struct question *question,
                       const struct profile *profile,
                       struct candidate out[CANDIDATES_MAX]);

#endif
