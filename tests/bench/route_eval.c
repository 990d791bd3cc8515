/*
 * Evaluates the router on a question set, or prints what its weights are
 * trained from.
 *
 *     route_eval DIRECTORY             the report
 *     route_eval DIRECTORY --wrong     the wrong answers
 *     route_eval DIRECTORY --pairs     a line per candidate: number of the
 *                                      question, group, whether it is the
 *                                      expected answer, whether there is one,
 *                                      template, obstacle, features
 */
#include <stdio.h>
#include <stdlib.h>

#include "route/candidates.h"
#include "route/eval.h"
#include "route/eval_set.h"
#include "route/ranking.h"

static struct str read_file(const char *directory, const char *name,
                            struct arena *arena)
{
    struct str path = arena_printf(arena, "%s/%s", directory, name);
    FILE *file = fopen(path.ptr, "rb");
    if (!file) {
        fprintf(stderr, "%s: cannot be read\n", path.ptr);
        exit(1);
    }
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *bytes = arena_alloc(arena, (size_t)size + 1);
    size_t len = fread(bytes, 1, (size_t)size, file);
    fclose(file);
    return (struct str){bytes, len};
}

/* Two files: `numbers`, doubles of one row each; what a row holds is said at
   the top of scripts/train-router.py. Keys of differences follow, filled up
   with zeros. */
static void print_pairs(const struct eval_set *set, size_t i,
                        const struct route_settings *settings,
                        struct arena *arena)
{
    const struct eval_question *asked = &set->questions[i];
    const struct eval_group *group = &set->groups[asked->group];
    uint32_t expected = asked->right_count > 0 ? asked->right[0] : MAP_NONE;
    struct route_request request = {.question = asked->text,
                                    .coverage = group->coverage,
                                    .settings = settings};
    struct question *question = ARENA_NEW(arena, struct question);
    struct reading *reading = ARENA_NEW(arena, struct reading);
    struct candidate candidates[CANDIDATES_MAX];
    struct profile profile;
    struct err err;
    if (!question_read(question, group->index, &request, asked->text, arena,
                       &err))
        return;
    profile_read(question, &profile);
    size_t count = candidates_find(question, &profile, candidates);
    enum { HEAD = 16 };
    for (size_t k = 0; k < count; k++) {
        const struct index_example *example =
            &group->index->examples[candidates[k].example];
        reading_make(reading, view_new(question, example->template),
                     candidates[k].example);
        double lead[RANK_FEATURES];
        ranking_fill_features(reading, -1e9, &profile, lead);
        double row[HEAD + FEATURE_COUNT + READING_DIFFERENCES_MAX] = {
            (double)i,
            asked->group,
            reading->template == expected,
            expected != MAP_NONE,
            reading->template,
            reading->obstacle,
            reading->crowd,
            lead[RANK_SHARE],
            lead[RANK_LEAD],
            profile.known,
            expected,
            (double)candidates[k].cosine,
            reading->record->question_count,
            (double)question->tokens.count,
            profile_outstanding(&profile, reading->template),
            ranking_is_large(reading)};
        memcpy(row + HEAD, reading->features, sizeof(reading->features));
        for (size_t n = 0; n < reading->difference_count; n++)
            row[HEAD + FEATURE_COUNT + n] = reading->differences[n];
        fwrite(row, sizeof(row), 1, stdout);
    }
}

static void print_wrong(const struct eval_set *set, size_t i,
                        const struct route_settings *settings,
                        struct arena *arena)
{
    const struct eval_question *asked = &set->questions[i];
    const struct eval_group *group = &set->groups[asked->group];
    struct route_request request = {.question = asked->text,
                                    .coverage = group->coverage,
                                    .settings = settings};
    struct route route;
    route_decide(group->index, &request, arena, &route);
    if (route.status != ROUTE_HIT ||
        eval_question_allows(asked, route.template))
        return;
    printf("%.3f %s\n  asked   %.*s\n  matched %.*s\n", route.confidence,
           asked->is_answerable ? "other answer" : "no answer",
           STR_ARG(asked->text), STR_ARG(route.matched));
}

static void print_report(const struct eval_set *set,
                         const struct route_settings *settings)
{
    struct eval_report report;
    struct buf out;
    buf_init(&out, 1 << 16);
    eval_run(set, settings, (struct date){0}, &report);
    eval_write(&report, NULL, getenv("JSON") != NULL, &out);
    printf("%.*s", STR_ARG(buf_str(&out)));
    buf_release(&out);
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new(), *scratch = arena_new();
    struct route_settings settings = {
        .accept = 0.93,
        .clarify = 0.4,
        .calendar = {.week_starts = 1, .fiscal_year_starts = 1}};
    struct err err;
    if (argc < 2)
        return 2;
    if (getenv("ACCEPT"))
        settings.accept = strtod(getenv("ACCEPT"), NULL);
    struct str index = read_file(argv[1], "index.tsv", arena);
    struct str queries = read_file(argv[1], "queries.tsv", arena);
    struct eval_set set;
    if (!eval_set_read(&set, index, queries, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    if (argc == 2)
        print_report(&set, &settings);
    for (size_t i = 0; argc > 2 && i < set.question_count; i++) {
        if (strcmp(argv[2], "--wrong") == 0)
            print_wrong(&set, i, &settings, scratch);
        else
            print_pairs(&set, i, &settings, scratch);
        arena_reset(scratch);
    }
    eval_set_release(&set);
    return 0;
}
