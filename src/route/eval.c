/*
 * Two views of the same questions: what was decided at the thresholds, and
 * what the ranking would allow at any. The second is what thresholds are
 * chosen by.
 */
#include "route/eval.h"

#include <stdlib.h>
#include <time.h>

#include "route/ranking.h"

const int eval_rates[EVAL_RATES] = {1, 2, 5, 10};

struct run {
    const struct eval_set *set;
    const struct route_settings *settings;
    struct date today;
    struct arena *arena;
    struct eval_report *report;
    double *times_us;
    uint32_t top1, top3;
};

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void ask(const struct run *run, const struct eval_question *question,
                struct str text, struct str context, struct route *route)
{
    const struct eval_group *group = &run->set->groups[question->group];
    struct route_request request = {.question = text,
                                    .context = context,
                                    .today = run->today,
                                    .coverage = group->coverage,
                                    .settings = run->settings};
    route_decide(group->index, &request, run->arena, route);
}

static bool is_offered(const struct route *route,
                       const struct eval_question *question)
{
    for (size_t i = 0; i < route->choice_count; i++)
        if (eval_question_allows(question, route->choices[i].template))
            return true;
    return false;
}

static void count_decision(struct eval_report *report,
                           const struct route *route,
                           const struct eval_question *question)
{
    bool is_answerable = question->is_answerable;
    bool is_right = eval_question_allows(question, route->template);
    switch (route->status) {
    case ROUTE_HIT:
        report->hits++;
        report->wrong_hits += !is_right;
        report->right_hits += is_right && is_answerable;
        break;
    case ROUTE_CLARIFY:
        report->clarify++;
        report->clarify_right += is_answerable && is_offered(route, question);
        report->refused_right += !is_answerable;
        break;
    case ROUTE_MISS:
        report->missed += is_answerable;
        report->refused_right += !is_answerable;
        break;
    }
}

/* Asks at the thresholds, and measures the time. */
static void run_decision(struct run *run, size_t i, struct route *route)
{
    const struct eval_question *question = &run->set->questions[i];
    struct route before = {.context = {"", 0}};
    if (question->context.len > 0)
        ask(run, question, question->context, (struct str){"", 0}, &before);
    double start = now_us();
    ask(run, question, question->text, before.context, route);
    run->times_us[i] = now_us() - start;
    count_decision(run->report, route, question);
}

static void rank(struct run *run, const struct eval_question *asked,
                 struct ranking *ranking)
{
    const struct eval_group *group = &run->set->groups[asked->group];
    struct route_request *request = ARENA_NEW(run->arena, struct route_request);
    *request = (struct route_request){.question = asked->text,
                                      .today = run->today,
                                      .coverage = group->coverage,
                                      .settings = run->settings};
    struct question *question = ARENA_NEW(run->arena, struct question);
    struct err err;
    ranking->count = 0;
    if (question_read(question, group->index, request, asked->text, run->arena,
                      &err))
        ranking_make(ranking, question);
}

/* One question, by the ranking alone; a follow-up, as it was decided. */
static struct eval_guess guess(struct run *run,
                               const struct eval_question *asked,
                               const struct route *route)
{
    struct eval_guess guess = {.is_answerable = asked->is_answerable,
                               .is_follow_up = asked->context.len > 0};
    struct ranking ranking;
    if (guess.is_follow_up) {
        bool is_hit = route->status == ROUTE_HIT;
        guess.is_right = is_hit && eval_question_allows(asked, route->template);
        guess.is_offered = guess.is_right || is_offered(route, asked);
        guess.confidence = is_hit ? route->confidence : 0;
    } else {
        rank(run, asked, &ranking);
        for (size_t i = 0; i < ranking.count && i < 3; i++) {
            uint32_t template = ranking.readings[i]->template;
            bool is_right = eval_question_allows(asked, template);
            guess.is_right |= is_right && i == 0;
            guess.is_offered |= is_right;
        }
        if (ranking.count > 0 && ranking.readings[0]->obstacle == OBSTACLE_NONE)
            guess.confidence = ranking.confidence;
    }
    run->top1 += guess.is_right && guess.is_answerable;
    run->top3 += guess.is_offered && guess.is_answerable;
    return guess;
}

static int compare_times(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The share of pairs (answerable, not) that confidence puts in order. */
static double measure_auroc(const struct eval_guess *guesses, size_t count)
{
    double above = 0, pairs = 0, answerable = 0, rest = 0;
    for (size_t i = 0; i < count;) {
        double here = 0, others = 0;
        size_t k = i;
        for (; k < count && guesses[k].confidence >= guesses[i].confidence;
             k++) {
            here += guesses[k].is_answerable;
            others += !guesses[k].is_answerable;
        }
        above += others * (answerable + here / 2);
        answerable += here;
        rest += others;
        i = k;
    }
    pairs = answerable * rest;
    return pairs > 0 ? above / pairs : 0;
}

/* The largest coverage at which at most this share of answers is wrong. */
static double measure_coverage(const struct eval_guess *guesses, size_t count,
                               uint32_t answerable, double rate)
{
    double given = 0, right = 0, wrong = 0, best = 0;
    for (size_t i = 0; i < count && guesses[i].confidence > 0; i++) {
        given++;
        right += guesses[i].is_right && guesses[i].is_answerable;
        wrong += !guesses[i].is_right;
        bool is_step =
            i + 1 == count || guesses[i + 1].confidence < guesses[i].confidence;
        if (is_step && wrong <= rate * given)
            best = right;
    }
    return answerable > 0 ? best / answerable : 0;
}

/* Of every second guess, from the first or the second. */
static double choose_threshold(const struct eval_guess *guesses, size_t count,
                               size_t first, struct arena *arena)
{
    struct eval_guess *half =
        ARENA_ARRAY(arena, struct eval_guess, count / 2 + 1);
    size_t n = 0;
    for (size_t i = first; i < count; i += 2)
        half[n++] = guesses[i];
    qsort(half, n, sizeof(*half), eval_guess_compare);
    double gain = 0, best = 0, threshold = 2;
    for (size_t i = 0; i < n && half[i].confidence > 0; i++) {
        gain += half[i].is_answerable ? half[i].is_right : -1;
        bool is_step =
            i + 1 == n || half[i + 1].confidence < half[i].confidence;
        if (is_step && gain > best) {
            best = gain;
            threshold = half[i].confidence;
        }
    }
    return threshold;
}

static void measure_rule(struct run *run)
{
    const struct eval_guess *guesses = run->report->guesses;
    size_t count = run->set->question_count;
    double right = 0, refused = 0, answerable = run->report->answerable;
    for (size_t half = 0; half < 2; half++) {
        double threshold =
            choose_threshold(guesses, count, 1 - half, run->arena);
        for (size_t i = half; i < count; i += 2) {
            bool is_given = guesses[i].confidence >= threshold;
            right +=
                is_given && guesses[i].is_answerable && guesses[i].is_right;
            refused += !is_given && !guesses[i].is_answerable;
        }
    }
    run->report->rule_right = answerable > 0 ? right / answerable : 0;
    if ((double)count > answerable)
        run->report->rule_refused = refused / ((double)count - answerable);
}

static double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

static void finish_report(struct run *run)
{
    struct eval_report *report = run->report;
    size_t count = run->set->question_count;
    measure_rule(run);
    qsort(report->guesses, count, sizeof(*report->guesses), eval_guess_compare);
    qsort(run->times_us, count, sizeof(*run->times_us), compare_times);
    report->wrong_share = ratio(report->wrong_hits, report->hits);
    report->coverage = ratio(report->right_hits, report->answerable);
    report->top1 = ratio(run->top1, report->answerable);
    report->top3 = ratio(run->top3, report->answerable);
    report->auroc = measure_auroc(report->guesses, count);
    for (int i = 0; i < EVAL_RATES; i++)
        report->coverage_at[i] =
            measure_coverage(report->guesses, count, report->answerable,
                             (double)eval_rates[i] / 100);
    if (count > 0) {
        report->us_p50 = run->times_us[count / 2];
        report->us_p99 = run->times_us[count * 99 / 100];
    }
}

void eval_run(const struct eval_set *set, const struct route_settings *settings,
              struct date today, struct eval_report *report)
{
    struct run run = {.set = set,
                      .settings = settings,
                      .today = today,
                      .arena = arena_new(),
                      .report = report};
    struct route route;
    memset(report, 0, sizeof(*report));
    report->questions = (uint32_t)set->question_count;
    report->guesses =
        ARENA_ARRAY(set->arena, struct eval_guess, set->question_count + 1);
    run.times_us = ARENA_ARRAY(set->arena, double, set->question_count + 1);
    for (size_t i = 0; i < set->question_count; i++) {
        report->answerable += set->questions[i].is_answerable;
        run_decision(&run, i, &route);
        report->guesses[i] = guess(&run, &set->questions[i], &route);
        arena_reset(run.arena);
    }
    finish_report(&run);
    arena_free(run.arena);
}

static void write_json(const struct eval_report *report, struct buf *out)
{
    buf_printf(out,
               "{\"questions\":%u,\"answerable\":%u,\"hits\":%u,"
               "\"wrong_hits\":%u,\"wrong_share\":%.4f,\"coverage\":%.4f,"
               "\"clarify\":%u,\"clarify_right\":%u,\"missed\":%u,"
               "\"refused_right\":%u,\"top1\":%.4f,\"top3\":%.4f,"
               "\"auroc\":%.4f,\"rule_right\":%.4f,"
               "\"rule_refused\":%.4f,\"coverage_at\":{",
               report->questions, report->answerable, report->hits,
               report->wrong_hits, report->wrong_share, report->coverage,
               report->clarify, report->clarify_right, report->missed,
               report->refused_right, report->top1, report->top3, report->auroc,
               report->rule_right, report->rule_refused);
    for (int i = 0; i < EVAL_RATES; i++)
        buf_printf(out, "%s\"%d\":%.4f", i > 0 ? "," : "", eval_rates[i],
                   report->coverage_at[i]);
    buf_printf(out, "},\"us_p50\":%.1f,\"us_p99\":%.1f", report->us_p50,
               report->us_p99);
}

static void write_calibration_json(const struct calibration *c, struct buf *out)
{
    buf_printf(out,
               ",\"calibration\":{\"accept\":%.3f,\"clarify\":%.3f,"
               "\"questions\":%u,\"is_enough\":%s,\"hits\":%u,"
               "\"wrong_hits\":%u,\"wrong_share_least\":%.4f,"
               "\"wrong_share_most\":%.4f,\"coverage\":%.4f,"
               "\"accept_least\":%.3f,\"accept_most\":%.3f}",
               c->accept, c->clarify, c->questions,
               c->is_enough ? "true" : "false", c->given, c->wrong,
               c->wrong_share.least, c->wrong_share.most, c->coverage,
               c->accept_of_folds.least, c->accept_of_folds.most);
}

static void write_lines(const struct eval_report *report, struct buf *out)
{
    buf_printf(out, "questions          %u (%u answerable)\n",
               report->questions, report->answerable);
    buf_printf(out, "hits               %u (%u wrong: %.1f %%)\n", report->hits,
               report->wrong_hits, report->wrong_share * 100);
    buf_printf(out, "coverage           %.1f %% of the answerable\n",
               report->coverage * 100);
    buf_printf(out, "asked back         %u (%u with the right answer)\n",
               report->clarify, report->clarify_right);
    buf_printf(out, "missed             %u\n", report->missed);
    buf_printf(out, "refused rightly    %u\n", report->refused_right);
    buf_printf(out, "top-1, top-3       %.1f %%, %.1f %%\n", report->top1 * 100,
               report->top3 * 100);
    buf_printf(out, "AUROC              %.3f\n", report->auroc);
    buf_printf(
        out, "hit or choice      %.1f %% of the answerable\n",
        ratio(report->right_hits + report->clarify_right, report->answerable) *
            100);
    buf_printf(out,
               "most made right    %.1f %% right, %.1f %% of the others "
               "refused\n",
               report->rule_right * 100, report->rule_refused * 100);
    for (int i = 0; i < EVAL_RATES; i++)
        buf_printf(out, "coverage at %2d %%   %.1f %%\n", eval_rates[i],
                   report->coverage_at[i] * 100);
    buf_printf(out, "time a question    %.1f us (99 %%: %.1f us)\n",
               report->us_p50, report->us_p99);
}

static void write_calibration_lines(const struct calibration *c,
                                    struct buf *out)
{
    buf_printf(out,
               "\nFor config/reckoner.yaml, from %u questions (%u "
               "answerable):\n\n"
               "router:\n  accept: %.3f\n  clarify: %.3f\n\n",
               c->questions, c->answerable, c->accept, c->clarify);
    buf_printf(out,
               "How sure that is: with thresholds chosen on the other four "
               "fifths, %u of %u\nanswers are wrong (at 95 %%: %.1f to %.1f "
               "%%) and %.1f %% of the answerable are\nanswered; the fifths "
               "chose accept from %.3f to %.3f.\n",
               c->wrong, c->given, c->wrong_share.least * 100,
               c->wrong_share.most * 100, c->coverage * 100,
               c->accept_of_folds.least, c->accept_of_folds.most);
    if (!c->is_enough)
        buf_printf(out,
                   "Too few questions to go by: keep the thresholds you have "
                   "until there are %d.\n",
                   CALIBRATE_QUESTIONS_MIN);
}

void eval_write(const struct eval_report *report,
                const struct calibration *calibration, bool as_json,
                struct buf *out)
{
    if (as_json) {
        write_json(report, out);
        if (calibration)
            write_calibration_json(calibration, out);
        buf_add_text(out, "}\n");
        return;
    }
    write_lines(report, out);
    if (calibration)
        write_calibration_lines(calibration, out);
}
