/*
 * evidence.h - how much of a question the best template explains, and how much
 * of the template was not asked for.
 *
 * Only for templates with columns. The pair score compares sentences, and was
 * learnt from catalogues without columns; a dump also says by its columns,
 * values and synonyms what it is about. A question whose every word is
 * explained by one dump, and by no other as well, is meant for it, even if no
 * example reads like it. All weights are shares of that of an unknown word.
 */
#ifndef ROUTE_EVIDENCE_H
#define ROUTE_EVIDENCE_H

#include "route/ranking.h"

enum evidence_feature {
    EVIDENCE_BIAS,
    EVIDENCE_BASE,      /* log odds by the sentences alone, -3 to 6 */
    EVIDENCE_STRANGE,   /* weight of words that it has nowhere */
    EVIDENCE_FOREIGN,   /* of those that other templates are about */
    EVIDENCE_MENTIONED, /* of words that it has, but not where it matters */
    EVIDENCE_UNASKED,   /* weight of what the nearest example says beyond */
    EVIDENCE_EXPLAINED, /* words that are explained, at most 2 */
    EVIDENCE_MORE,      /* further ones, at most 2 */
    EVIDENCE_ALL,       /* 1: nothing is strange or only mentioned */
    EVIDENCE_AHEAD,     /* how much worse the next explains it, within 1 of 0 */
    EVIDENCE_TWIN,      /* 1: another one explains it and reads as well */
    EVIDENCE_CORRECTED, /* words taken for a mistyped one, at most 2 */
    EVIDENCE_FEATURES
};

/* Fills the features of a ranking whose first template has columns. */
void evidence_measure(const struct ranking *ranking,
                      double features[EVIDENCE_FEATURES]);

/* The probability that the first template is meant: that by its sentences,
   where it has no columns. */
double evidence_confidence(struct ranking *ranking);

/* Weight of the words that each example of the template has beyond the
   question, of the example that has least. */
double evidence_unasked(const struct reading *reading);

double evidence_weight(enum evidence_feature feature);
const char *evidence_name(enum evidence_feature feature);

#endif
