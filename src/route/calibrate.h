/*
 * calibrate.h - the router's two thresholds, fitted to questions with known
 * answers.
 *
 * `accept` is the lowest confidence at which no more than the allowed share of
 * the answers given is wrong; `clarify` is where asking back gains most, when
 * offering the right answer is worth two questions back that do not: further
 * down, fewer than one in three would. Pure: the same guesses give the same
 * thresholds.
 *
 * How far to believe them: each fifth of the questions is answered at an
 * `accept` that the other four fifths chose, and the wrong share of that comes
 * with its 95 % interval (Wilson, Journal of the American Statistical
 * Association 22, 1927).
 */
#ifndef ROUTE_CALIBRATE_H
#define ROUTE_CALIBRATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Fewer questions say too little to change thresholds by. */
enum { CALIBRATE_QUESTIONS_MIN = 200, CALIBRATE_FOLDS = 5 };

/* What the ranking makes of one question, before any threshold. */
struct eval_guess {
    double confidence;  /* that its first is meant; 0: must not be answered */
    bool is_answerable; /* it has an answer */
    bool is_right;      /* the first may be shown */
    bool is_offered;    /* the right one is among the first three */
    bool is_follow_up;  /* decided by its context: no threshold applies */
};

struct interval {
    double least, most;
};

/* Shares are of one. */
struct calibration {
    double accept, clarify; /* 0 < clarify < accept < 1, to three digits */
    uint32_t questions, answerable;  /* without follow-ups */
    uint32_t given, wrong;           /* at thresholds chosen without them */
    double coverage;                 /* likewise, of the answerable */
    struct interval wrong_share;     /* where it lies, at 95 % */
    struct interval accept_of_folds; /* what the fifths chose */
    bool is_enough; /* there are CALIBRATE_QUESTIONS_MIN of them */
};

/* `wrong_max` is the share of answers that may be wrong: 0 to below 1. Sorts
   the guesses, the most confident first. */
void calibrate(struct eval_guess *guesses, size_t count, double wrong_max,
               struct calibration *calibration);

/* Where a share lies at 95 % when `part` of `whole` were seen; 0 to 1 when
   nothing was. */
struct interval calibrate_interval(uint32_t part, uint32_t whole);

/* The most confident first; between equals, the order is left. For qsort. */
int eval_guess_compare(const void *a, const void *b);

#endif
