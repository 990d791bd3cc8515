#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "route_catalogue.h"

static const char catalogue_path[] = "tests/data/route_catalogue.txt";

/* "no hit" accepts whatever is not an answer. */
static bool is_expected(struct str answer, struct str expected)
{
    if (str_is(expected, "no hit"))
        return !str_starts_with(answer, "hit");
    return str_equal(answer, expected);
}

TEST(route_decides_as_the_cases_say)
{
    struct arena *arena = arena_new(), *scratch = arena_new();
    struct catalogue catalogue;
    struct str text;
    int wrong = 0;
    catalogue_open(&catalogue, catalogue_path);
    assert_true(
        catalogue_read_file("tests/cases/route_decide.txt", arena, &text));
    while (text.len > 0) {
        struct str question = str_cut(&text, '\n');
        struct str context = str_cut(&text, '\n');
        struct str expected = str_cut(&text, '\n');
        str_cut(&text, '\n');
        if (str_is(context, "-"))
            context.len = 0;
        struct str answer =
            catalogue_answer(&catalogue, question, context, scratch);
        if (!is_expected(answer, expected)) {
            fprintf(stderr, "%.*s\n  expected %.*s\n  got      %.*s\n",
                    STR_ARG(question), STR_ARG(expected), STR_ARG(answer));
            wrong++;
        }
        arena_reset(scratch);
    }
    assert_int_equal(wrong, 0);
    catalogue_close(&catalogue);
    arena_free(scratch);
    arena_free(arena);
}

TEST(route_answers_every_template_its_own_questions)
{
    struct arena *arena = arena_new();
    struct catalogue catalogue;
    int wrong = 0;
    catalogue_open(&catalogue, catalogue_path);
    for (size_t i = 0; i < catalogue.count; i++) {
        const struct route_template *template = &catalogue.templates[i];
        for (size_t q = 0; q < template->question_count; q++) {
            struct route route;
            struct str none = {"", 0};
            catalogue_ask(&catalogue, template->questions[q], none, arena,
                          &route);
            if (route.status != ROUTE_HIT || route.template != i) {
                fprintf(stderr, "%.*s: %.*s (%d, %.*s)\n",
                        STR_ARG(template->id), STR_ARG(template->questions[q]),
                        (int)route.status, STR_ARG(route.reason));
                wrong++;
            }
            arena_reset(arena);
        }
        for (size_t q = 0; q < template->not_question_count; q++) {
            struct route route;
            struct str none = {"", 0};
            catalogue_ask(&catalogue, template->not_questions[q], none, arena,
                          &route);
            if (route.status == ROUTE_HIT && route.template == i) {
                fprintf(stderr, "%.*s wrongly answers: %.*s\n",
                        STR_ARG(template->id),
                        STR_ARG(template->not_questions[q]));
                wrong++;
            }
            arena_reset(arena);
        }
    }
    assert_int_equal(wrong, 0);
    catalogue_close(&catalogue);
    arena_free(arena);
}
