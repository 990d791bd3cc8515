/*
 * profile.h - which templates a question's words speak for, all examples of
 * all templates taken together.
 *
 * The index holds a row of weights for each word, for each pair of neighbours
 * and for each run of 2 to 5 letters: one number per template, learnt from the
 * examples when the index is built (profile_build.c). A question's score is
 * the sum of its rows, which costs a few additions per word and template, and
 * is a log likelihood but for a constant. Catalogues that are too large for it
 * have no rows; then every score is 0.
 */
#ifndef ROUTE_PROFILE_H
#define ROUTE_PROFILE_H

#include "route/question.h"

enum { PROFILE_BEST_MAX = 4 };

struct profile {
    const float *scores; /* one per template; NULL: there are no rows */
    size_t count;        /* of templates */
    uint32_t best[PROFILE_BEST_MAX]; /* templates, best first */
    size_t best_count;
    double log_total; /* of exp(score) over the best */
    double known;     /* share of the question's words that have rows, 0..1 */
};

/* Lives in the question's arena. */
void profile_read(const struct question *question, struct profile *profile);

/* The logarithm of the template's share among the best; at most 0. */
double profile_share(const struct profile *profile, uint32_t template);

/* By how much it is ahead of the best other one. */
double profile_lead(const struct profile *profile, uint32_t template);

/* Its score, of the root of the mean square of all: a question about nothing
   that the catalogue knows speaks for many templates, and for none much. */
double profile_outstanding(const struct profile *profile, uint32_t template);

#endif
