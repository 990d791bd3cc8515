/*
 * Thresholds lie halfway between the last question that they let through and
 * the first that they do not, so that neither decides alone. They are rounded
 * towards caution.
 */
#include "route/calibrate.h"

#include <math.h>
#include <stdlib.h>

/* Where there is nothing to choose by. */
static const double accept_most = 0.999, clarify_least = 0.001;
static const double offer_gain = 2; /* against 1 lost by a useless question */
static const double normal_95 = 1.959964;

int eval_guess_compare(const void *a, const void *b)
{
    const struct eval_guess *x = a, *y = b;
    return (x->confidence < y->confidence) - (x->confidence > y->confidence);
}

struct interval calibrate_interval(uint32_t part, uint32_t whole)
{
    if (whole == 0)
        return (struct interval){0, 1};
    double n = whole, share = part / n, square = normal_95 * normal_95;
    double middle = (share + square / (2 * n)) / (1 + square / n);
    double half = normal_95 / (1 + square / n) *
                  sqrt(share * (1 - share) / n + square / (4 * n * n));
    return (struct interval){fmax(middle - half, 0), fmin(middle + half, 1)};
}

/* Guesses of which one fold is left out. */
struct sample {
    const struct eval_guess *guesses;
    size_t count;
    size_t left_out; /* CALIBRATE_FOLDS: none */
};

static bool is_in(const struct sample *sample, size_t i)
{
    return i % CALIBRATE_FOLDS != sample->left_out;
}

static double next_confidence(const struct sample *sample, size_t i)
{
    for (size_t k = i + 1; k < sample->count; k++)
        if (is_in(sample, k))
            return sample->guesses[k].confidence;
    return 0;
}

static double choose_accept(const struct sample *sample, double wrong_max)
{
    double given = 0, wrong = 0, accept = accept_most;
    for (size_t i = 0; i < sample->count; i++) {
        const struct eval_guess *guess = &sample->guesses[i];
        if (guess->confidence <= 0)
            break;
        if (!is_in(sample, i))
            continue;
        given++;
        wrong += !guess->is_right;
        double next = next_confidence(sample, i);
        if (next < guess->confidence && wrong <= wrong_max * given)
            accept = (guess->confidence + next) / 2;
    }
    return fmin(ceil(accept * 1000) / 1000, accept_most);
}

static double choose_clarify(const struct sample *sample, double accept)
{
    double gain = 0, most = 0, clarify = accept;
    for (size_t i = 0; i < sample->count; i++) {
        const struct eval_guess *guess = &sample->guesses[i];
        if (guess->confidence >= accept)
            continue;
        if (guess->confidence <= 0)
            break;
        gain += guess->is_offered ? offer_gain : -1;
        if (gain > most) {
            most = gain;
            clarify = guess->confidence;
        }
    }
    clarify = floor(clarify * 1000) / 1000;
    return fmax(fmin(clarify, accept - 0.001), clarify_least);
}

static void judge_fold(const struct sample *sample, double wrong_max,
                       struct calibration *calibration, uint32_t *right)
{
    double accept = choose_accept(sample, wrong_max);
    struct interval *range = &calibration->accept_of_folds;
    range->least = fmin(range->least, accept);
    range->most = fmax(range->most, accept);
    for (size_t i = sample->left_out; i < sample->count; i += CALIBRATE_FOLDS) {
        const struct eval_guess *guess = &sample->guesses[i];
        if (guess->confidence < accept)
            continue;
        calibration->given++;
        calibration->wrong += !guess->is_right;
        *right += guess->is_right && guess->is_answerable;
    }
}

/* Follow-ups to the end; returns how many others there are. */
static size_t set_follow_ups_apart(struct eval_guess *guesses, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct eval_guess guess = guesses[i];
        if (guess.is_follow_up)
            continue;
        guesses[i] = guesses[kept];
        guesses[kept++] = guess;
    }
    return kept;
}

void calibrate(struct eval_guess *guesses, size_t count, double wrong_max,
               struct calibration *calibration)
{
    uint32_t right = 0, answerable = 0;
    count = set_follow_ups_apart(guesses, count);
    if (count > 0)
        qsort(guesses, count, sizeof(*guesses), eval_guess_compare);
    *calibration = (struct calibration){.questions = (uint32_t)count,
                                        .accept_of_folds = {1, 0}};
    for (size_t i = 0; i < count; i++)
        answerable += guesses[i].is_answerable;
    struct sample sample = {guesses, count, CALIBRATE_FOLDS};
    calibration->accept = choose_accept(&sample, wrong_max);
    calibration->clarify = choose_clarify(&sample, calibration->accept);
    for (size_t fold = 0; fold < CALIBRATE_FOLDS; fold++) {
        sample.left_out = fold;
        judge_fold(&sample, wrong_max, calibration, &right);
    }
    calibration->answerable = answerable;
    calibration->coverage = answerable > 0 ? (double)right / answerable : 0;
    calibration->wrong_share =
        calibrate_interval(calibration->wrong, calibration->given);
    calibration->is_enough = count >= CALIBRATE_QUESTIONS_MIN;
}
