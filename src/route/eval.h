/*
 * eval.h - how far the router can be trusted, on questions with known answers.
 *
 * Two tables of tab-separated lines. The index: answer, example, and perhaps a
 * group (else the answer's id up to its first "/"). The questions: the
 * expected answer or MISS, the question, and perhaps a group, among whose
 * answers it is routed; without one it is routed among all. Or one table of a
 * project's golden questions (eval_set.h), asked of the project's dumps.
 *
 * What is judged is which template answers, not which of its rows are shown.
 */
#ifndef ROUTE_EVAL_H
#define ROUTE_EVAL_H

#include "base/buf.h"
#include "route/calibrate.h"
#include "route/eval_set.h"

enum { EVAL_RATES = 4 };

/* Wrong answers per hundred given, at which coverage is stated. */
extern const int eval_rates[EVAL_RATES]; /* 1, 2, 5, 10 */

/* Shares are of one. */
struct eval_report {
    uint32_t questions, answerable;
    uint32_t hits, wrong_hits;       /* wrong: another answer, or where MISS */
    uint32_t right_hits;             /* of the answerable */
    uint32_t clarify, clarify_right; /* right: the answer is a choice */
    uint32_t missed;                 /* answerable, but a miss */
    uint32_t refused_right;          /* MISS, and missed or asked back */
    double wrong_share;              /* of hits */
    double coverage;                 /* right hits of answerable */
    double top1, top3;               /* of answerable, at any confidence */
    double auroc;                    /* by confidence: answerable or not */
    double coverage_at[EVAL_RATES];
    /* At the threshold that makes the most questions right, a miss counted as
       an answer like any other (Larson et al., EMNLP 2019): chosen on every
       second question, used on the others, and the other way round. */
    double rule_right;   /* right answers, of answerable */
    double rule_refused; /* of MISS */
    double us_p50, us_p99;
    struct eval_guess *guesses; /* one per question, the most confident first */
};

/* Asks every question on that day. The guesses live in the set. */
void eval_run(const struct eval_set *set, const struct route_settings *settings,
              struct date today, struct eval_report *report);

/* Appends the report, and what was calibrated if that is not NULL, as lines
   for people or as one JSON object. */
void eval_write(const struct eval_report *report,
                const struct calibration *calibration, bool as_json,
                struct buf *out);

#endif
