/*
 * features.h - what is measured about a question and an example, and the
 * weights that turn it into a probability.
 *
 * The weights are data, made by scripts/train-router.py; weights.c says from
 * what and with what result.
 */
#ifndef ROUTE_FEATURES_H
#define ROUTE_FEATURES_H

#include "route/operators.h"
#include "route/relation.h"

enum feature {
    FEATURE_BIAS,
    FEATURE_QUESTION_MISSING, /* share of its weight that the other lacks */
    FEATURE_EXAMPLE_MISSING,
    FEATURE_QUESTION_MISSING_COUNT, /* words, at most 6, of 6 */
    FEATURE_EXAMPLE_MISSING_COUNT,
    FEATURE_QUESTION_LEFT, /* the same, without words that are nearly alike */
    FEATURE_EXAMPLE_LEFT,
    FEATURE_QUESTION_LEFT_COUNT,
    FEATURE_EXAMPLE_LEFT_COUNT,
    FEATURE_QUESTION_HEAVIEST, /* missing word, of the heaviest possible */
    FEATURE_EXAMPLE_HEAVIEST,
    FEATURE_UNKNOWN_COUNT, /* missing words that no template has, of 6 */
    FEATURE_STRANGE, /* share of the missing weight that stands nowhere in the
                        template, not even in its description */
    FEATURE_SUBSTITUTIONS,    /* words left on both sides, of 6 */
    FEATURE_COSINE,           /* of weighted terms */
    FEATURE_SEQUENCE,         /* longest common subsequence, of both lengths */
    FEATURE_NEIGHBOURS,       /* pairs of neighbours in common */
    FEATURE_LENGTHS,          /* difference of lengths, of their sum */
    FEATURE_RAW_OVERLAP,      /* words in common, asking words included */
    FEATURE_SAME_CONTENT,     /* no word missing */
    FEATURE_SAME_ALL,         /* nor a number or an operator */
    FEATURE_QUESTION_NUMBERS, /* not in the other: 0, then 2/3 to 1 */
    FEATURE_EXAMPLE_NUMBERS,
    FEATURE_QUESTION_LITERALS,
    FEATURE_EXAMPLE_LITERALS,
    FEATURE_PLACED, /* unknown words where a value stands, at most 3, of 3 */
    FEATURE_QUOTED, /* quotations and codes of the question, at most 3, of 3 */
    FEATURE_NAMES_DIFFER,  /* each has a name that the other has not */
    FEATURE_HEAD_SAME,     /* the first word is: what is asked for */
    FEATURE_QUESTION_HEAD, /* the first word is not in the other */
    FEATURE_EXAMPLE_HEAD,
    FEATURE_QUESTION_SECOND, /* nor is the second one */
    FEATURE_EXAMPLE_SECOND,
    FEATURE_INVERSIONS, /* shared words in another order, of all pairs */
    FEATURE_SHARED,     /* words in common, at most 8, of 8 */
    FEATURE_LEFT,       /* one for each pair of numbers of words left:
                           0, 1, more of the question; of the example */
    FEATURE_QUESTION_FAR = FEATURE_LEFT + 9, /* as missing, without words that
                                                mean nearly the same */
    FEATURE_EXAMPLE_FAR,
    FEATURE_QUESTION_FAR_COUNT,
    FEATURE_EXAMPLE_FAR_COUNT,
    FEATURE_QUESTION_NEAREST, /* likeness of words left to those of the other */
    FEATURE_EXAMPLE_NEAREST,
    FEATURE_KNOWN_COUNT,       /* words left that other templates have, of 6 */
    FEATURE_QUESTION_INSERTED, /* runs of words left, between shared words,
                                  at most 3, of 3 */
    FEATURE_EXAMPLE_INSERTED,
    FEATURE_REPLACED_NEAR, /* one by one that means nearly the same */
    FEATURE_REPLACED_FAR,
    FEATURE_QUESTION_RELATED, /* one for each relation (relation.h): words left
                                 that are so related to one left of the other,
                                 at most 3, of 3; the first one: unused */
    FEATURE_EXAMPLE_RELATED = FEATURE_QUESTION_RELATED + RELATION_COUNT,
    FEATURE_ALONE = FEATURE_EXAMPLE_RELATED + RELATION_COUNT, /* the only words
                                 left are so related, or not at all */
    FEATURE_IS_TITLE = FEATURE_ALONE + RELATION_COUNT,
    FEATURE_BREVITY,            /* 1 / (1 + words of the question) */
    FEATURE_QUESTION_OPERATORS, /* one for each class */
    FEATURE_EXAMPLE_OPERATORS = FEATURE_QUESTION_OPERATORS + OP_CLASSES,
    FEATURE_COUNT = FEATURE_EXAMPLE_OPERATORS + OP_CLASSES,
};

/* Log odds that a question and an example ask for the same. The second table
   is added in proportion to how many examples the template has. */
extern const double feature_weights[FEATURE_COUNT];
extern const double crowd_weights[FEATURE_COUNT];

/* For templates with columns, by themselves. */
extern const double column_weights[FEATURE_COUNT];

/* From the best pair of a template, and from its profile, to the log odds that
   the template is meant. */
enum rank_feature {
    RANK_BIAS,
    RANK_PAIR,   /* the best score of its examples */
    RANK_SECOND, /* by how much the second best is behind, at most 4 */
    RANK_SHARE,  /* profile_share, at least -10 */
    RANK_LEAD,   /* profile_lead, within 5 of 0 */
    RANK_COSINE, /* of the best of its examples */
    RANK_FEATURES
};

/* From the best template's rank and its lead over the next to the log odds
   that it is right. */
enum lead_feature {
    LEAD_BIAS,
    LEAD_RANK,
    LEAD_MARGIN, /* at most LEAD_MARGIN_MAX */
    LEAD_PAIR,   /* the best score of its examples */
    LEAD_SHARE,
    LEAD_KNOWN,   /* share of the question's words that the catalogue has */
    LEAD_UNKNOWN, /* how many it has not, out of at most 12, of 6 */
    LEAD_COSINE,  /* of the best of its examples */
    LEAD_COSINE_AHEAD,  /* of the next template's */
    LEAD_PAIR_AHEAD,    /* likewise, its score; within LEAD_MARGIN_MAX of 0 */
    LEAD_PROFILE_AHEAD, /* profile_lead, within 5 of 0 */
    LEAD_EXAMPLES,      /* logarithm of how many questions it has, at most
                           LEAD_EXAMPLES_MAX */
    LEAD_OUTSTANDING,   /* profile_outstanding, of 5; times LEAD_EXAMPLES
                           where there are several: it says more then */
    LEAD_WORDS,         /* logarithm of how many the question has, at most 12 */
    LEAD_FEATURES
};
enum { LEAD_MARGIN_MAX = 6, LEAD_EXAMPLES_MAX = 20 };

/* By whether there is a profile; then as above. The third table of a lead is
   added for a template with one example in a large catalogue. */
extern const double rank_weights[2][2][RANK_FEATURES];
extern const double lead_weights[2][3][LEAD_FEATURES];
extern const double column_rank_weights[2][RANK_FEATURES];
extern const double column_lead_weights[2][LEAD_FEATURES];

#endif
