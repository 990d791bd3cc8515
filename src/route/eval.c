/*
 * Two views of the same questions: what was decided at the thresholds, and
 * what the ranking would allow at any. The second is what thresholds are
 * chosen by.
 */
#include "route/eval.h"

#include <stdlib.h>
#include <time.h>

#include "route/eval_set.h"
#include "route/ranking.h"

const int eval_rates[EVAL_RATES] = {1, 2, 5, 10};

/* One question, by the ranking alone. */
struct guess {
    double confidence; /* 0 if an obstacle forbids an answer */
    bool is_answerable, is_right;
};

struct run {
    const struct eval_set *set;
    const struct route_settings *settings;
    struct arena *arena;
    struct eval_report *report;
    struct guess *guesses;
    double *times_us;
    uint32_t top1, top3;
};

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static struct route_request make_request(const struct run *run,
                                         const struct eval_question *question)
{
    return (struct route_request){
        .question = question->text,
        .coverage = run->set->groups[question->group].coverage,
        .settings = run->settings};
}

static bool is_choice(const struct route *route, uint32_t expected)
{
    for (size_t i = 0; i < route->choice_count; i++)
        if (route->choices[i].template == expected)
            return true;
    return false;
}

static void count_decision(struct eval_report *report,
                           const struct route *route, uint32_t expected)
{
    bool is_answerable = expected != MAP_NONE;
    switch (route->status) {
    case ROUTE_HIT:
        report->hits++;
        report->wrong_hits += route->template != expected;
        break;
    case ROUTE_CLARIFY:
        report->clarify++;
        report->clarify_right += is_answerable && is_choice(route, expected);
        report->refused_right += !is_answerable;
        break;
    case ROUTE_MISS:
        report->missed += is_answerable;
        report->refused_right += !is_answerable;
        break;
    }
}

/* Asks at the thresholds, and measures the time. */
static void run_decision(struct run *run, size_t i, uint32_t expected)
{
    const struct eval_question *question = &run->set->questions[i];
    struct route_request request = make_request(run, question);
    struct route route;
    double start = now_us();
    route_decide(run->set->groups[question->group].index, &request, run->arena,
                 &route);
    run->times_us[i] = now_us() - start;
    count_decision(run->report, &route, expected);
    arena_reset(run->arena);
}

static void run_ranking(struct run *run, size_t i, uint32_t expected)
{
    const struct eval_question *asked = &run->set->questions[i];
    struct route_request request = make_request(run, asked);
    struct question *question = ARENA_NEW(run->arena, struct question);
    struct ranking ranking = {.count = 0};
    struct err err;
    if (question_read(question, run->set->groups[asked->group].index, &request,
                      asked->text, run->arena, &err))
        ranking_make(&ranking, question);
    struct guess *guess = &run->guesses[i];
    guess->is_answerable = expected != MAP_NONE;
    for (size_t k = 0; k < ranking.count && k < 3; k++) {
        bool is_right = ranking.readings[k]->template == expected;
        run->top1 += is_right && k == 0;
        run->top3 += is_right;
        guess->is_right = guess->is_right || (is_right && k == 0);
    }
    if (ranking.count > 0 && ranking.readings[0]->obstacle == OBSTACLE_NONE)
        guess->confidence = ranking.confidence;
    arena_reset(run->arena);
}

static int compare_guesses(const void *a, const void *b)
{
    const struct guess *x = a, *y = b;
    return (x->confidence < y->confidence) - (x->confidence > y->confidence);
}

static int compare_times(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The share of pairs (answerable, not) that confidence puts in order. */
static double measure_auroc(const struct guess *guesses, size_t count)
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
static double measure_coverage(const struct guess *guesses, size_t count,
                               uint32_t answerable, double rate)
{
    double given = 0, right = 0, best = 0;
    for (size_t i = 0; i < count && guesses[i].confidence > 0; i++) {
        given++;
        right += guesses[i].is_right;
        bool is_step =
            i + 1 == count || guesses[i + 1].confidence < guesses[i].confidence;
        if (is_step && given - right <= rate * given)
            best = right;
    }
    return answerable > 0 ? best / answerable : 0;
}

static double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

static void finish_report(struct run *run)
{
    struct eval_report *report = run->report;
    size_t count = run->set->question_count;
    qsort(run->guesses, count, sizeof(*run->guesses), compare_guesses);
    qsort(run->times_us, count, sizeof(*run->times_us), compare_times);
    report->wrong_share = ratio(report->wrong_hits, report->hits);
    report->coverage =
        ratio(report->hits - report->wrong_hits, report->answerable);
    report->top1 = ratio(run->top1, report->answerable);
    report->top3 = ratio(run->top3, report->answerable);
    report->auroc = measure_auroc(run->guesses, count);
    for (int i = 0; i < EVAL_RATES; i++)
        report->coverage_at[i] =
            measure_coverage(run->guesses, count, report->answerable,
                             (double)eval_rates[i] / 100);
    if (count > 0) {
        report->us_p50 = run->times_us[count / 2];
        report->us_p99 = run->times_us[count * 99 / 100];
    }
}

static void run_questions(struct run *run)
{
    const struct eval_set *set = run->set;
    for (size_t i = 0; i < set->question_count; i++) {
        const struct eval_question *question = &set->questions[i];
        const struct eval_group *group = &set->groups[question->group];
        uint32_t expected = MAP_NONE;
        if (question->expected.len > 0)
            expected = map_get(&group->answers, question->expected);
        run->report->answerable += expected != MAP_NONE;
        run_decision(run, i, expected);
        run_ranking(run, i, expected);
    }
    run->report->questions = (uint32_t)set->question_count;
}

bool route_eval(struct str index_tsv, struct str queries_tsv,
                const struct route_settings *settings,
                struct eval_report *report, struct err *err)
{
    struct eval_set set;
    memset(report, 0, sizeof(*report));
    bool ok = eval_set_read(&set, index_tsv, queries_tsv, err);
    if (ok) {
        struct run run = {.set = &set,
                          .settings = settings,
                          .arena = arena_new(),
                          .report = report};
        run.guesses =
            ARENA_ARRAY(set.arena, struct guess, set.question_count + 1);
        run.times_us = ARENA_ARRAY(set.arena, double, set.question_count + 1);
        run_questions(&run);
        finish_report(&run);
        arena_free(run.arena);
    }
    eval_set_release(&set);
    return ok;
}

static void write_json(const struct eval_report *report, struct buf *out)
{
    buf_printf(out,
               "{\"questions\":%u,\"answerable\":%u,\"hits\":%u,"
               "\"wrong_hits\":%u,\"wrong_share\":%.4f,\"coverage\":%.4f,"
               "\"clarify\":%u,\"clarify_right\":%u,\"missed\":%u,"
               "\"refused_right\":%u,\"top1\":%.4f,\"top3\":%.4f,"
               "\"auroc\":%.4f,\"coverage_at\":{",
               report->questions, report->answerable, report->hits,
               report->wrong_hits, report->wrong_share, report->coverage,
               report->clarify, report->clarify_right, report->missed,
               report->refused_right, report->top1, report->top3,
               report->auroc);
    for (int i = 0; i < EVAL_RATES; i++)
        buf_printf(out, "%s\"%d\":%.4f", i > 0 ? "," : "", eval_rates[i],
                   report->coverage_at[i]);
    buf_printf(out, "},\"us_p50\":%.1f,\"us_p99\":%.1f}\n", report->us_p50,
               report->us_p99);
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
    for (int i = 0; i < EVAL_RATES; i++)
        buf_printf(out, "coverage at %2d %%   %.1f %%\n", eval_rates[i],
                   report->coverage_at[i] * 100);
    buf_printf(out, "time a question    %.1f us (99 %%: %.1f us)\n",
               report->us_p50, report->us_p99);
}

void eval_write(const struct eval_report *report, bool as_json, struct buf *out)
{
    if (as_json)
        write_json(report, out);
    else
        write_lines(report, out);
}
