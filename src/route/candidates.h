/*
 * candidates.h - the examples that share the most weight with a question.
 *
 * Reads the postings of the question's terms, rarest first, and stops when it
 * has touched CANDIDATE_POSTINGS_MAX of them: then only words remain that so
 * many examples have that they tell nothing apart.
 */
#ifndef ROUTE_CANDIDATES_H
#define ROUTE_CANDIDATES_H

#include "route/question.h"

enum { CANDIDATES_MAX = 24, CANDIDATE_POSTINGS_MAX = 20000 };

struct candidate {
    uint32_t example;
    float cosine; /* 0 to 1 */
};

/* Best first; a tie goes to the earlier example. Returns how many. */
size_t candidates_find(const struct question *question,
                       struct candidate out[CANDIDATES_MAX]);

#endif
