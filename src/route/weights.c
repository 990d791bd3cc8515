/*
 * Set by hand, until trained.
 */
#include "route/features.h"

const double feature_weights[FEATURE_COUNT] = {
    [FEATURE_BIAS] = 3.0,
    [FEATURE_QUESTION_LEFT] = -5.0,
    [FEATURE_EXAMPLE_LEFT] = -4.0,
    [FEATURE_QUESTION_LEFT_COUNT] = -4.0,
    [FEATURE_COSINE] = 4.0,
    [FEATURE_SAME_CONTENT] = 1.0,
    [FEATURE_QUESTION_NUMBERS] = -6.0,
    [FEATURE_EXAMPLE_NUMBERS] = -6.0,
    [FEATURE_QUESTION_LITERALS] = -6.0,
    [FEATURE_EXAMPLE_LITERALS] = -6.0,
};

const double lead_weights[LEAD_FEATURES] = {
    [LEAD_BIAS] = 0,
    [LEAD_SCORE] = 1,
    [LEAD_MARGIN] = 0.3,
};
