/*
 * ranking.h - the templates that a question may mean, best first.
 *
 * One reading per template: that of its best example. What a template's
 * not_questions say counts against it. Lives in the request's arena.
 */
#ifndef ROUTE_RANKING_H
#define ROUTE_RANKING_H

#include "route/profile.h"
#include "route/reading.h"

enum { RANKING_MAX = 6 };

struct ranking {
    const struct reading *readings[RANKING_MAX];
    size_t count;
    double confidence; /* that the first one is meant, 0 to 1 */
    double by_words;   /* the same, by its sentences alone */
    bool is_exact;     /* the first one is the template's own question */
    size_t candidate_count;
};

void ranking_make(struct ranking *ranking, const struct question *question);

/* Whether `text` would be answered by this template without asking back. */
bool ranking_would_hit(const struct question *question, struct str text,
                       uint32_t template);

/* What the rank of a template is computed from; `second` is the score of its
   second best example, or -1e9. For training. */
void ranking_fill_features(const struct reading *reading, double second,
                           const struct profile *profile,
                           double values[RANK_FEATURES]);

/* 0 to 1: whether it is of a template with one example in a catalogue of 64 to
   128 templates, or more. For training. */
double ranking_is_large(const struct reading *reading);

double ranking_probability(double log_odds);

#endif
