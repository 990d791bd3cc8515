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

TEST(route_says_which_answer_its_reason_is_about)
{
    struct arena *arena = arena_new();
    struct catalogue catalogue;
    struct route route;
    struct str none = {"", 0};
    catalogue_open(&catalogue, catalogue_path);
    catalogue_ask(&catalogue,
                  (struct str)STR("top selling models by region in 1950"), none,
                  arena, &route);
    assert_int_not_equal(route.status, ROUTE_HIT);
    assert_true(str_find(route.reason,
                         (struct str)STR(
                             "\"Top selling models by region\" covers")) >= 0);
    catalogue_close(&catalogue);
    arena_free(arena);
}

static void assert_miss_with_reason(const struct catalogue *catalogue,
                                    struct str question, struct arena *arena)
{
    struct route route;
    struct str none = {"", 0};
    catalogue_ask(catalogue, question, none, arena, &route);
    assert_int_equal(route.status, ROUTE_MISS);
    assert_true(route.reason.len > 0);
}

TEST(route_says_what_no_answer_is_about)
{
    static const struct str questions[] = {STR("the weather since the summer"),
                                           STR("the weather in the summer")};
    struct arena *arena = arena_new();
    struct catalogue catalogue;
    catalogue_open(&catalogue, catalogue_path);
    for (size_t i = 0; i < COUNT(questions); i++) {
        struct route route;
        struct str none = {"", 0};
        catalogue_ask(&catalogue, questions[i], none, arena, &route);
        assert_int_equal(route.status, ROUTE_MISS);
        assert_true(str_is(route.reason,
                           "None of the stored answers is about \"weather\"."));
    }
    struct route route;
    catalogue_ask(&catalogue, (struct str)STR("since the bicycles"),
                  (struct str){"", 0}, arena, &route);
    assert_true(str_is(route.reason,
                       "None of the stored answers is about \"bicycles\"."));
    catalogue_close(&catalogue);
    arena_free(arena);
}

TEST(route_misses_what_is_no_question_and_says_why)
{
    static const struct str questions[] = {
        STR(""),         STR("   "),          STR("?!.,;:-"),
        STR("\0\0\0\0"), STR("\xff\xfe"),     STR("🚗🚗🚗"),
        STR("\"\"''"),   STR("أين المبيعات"), STR("the of and to")};
    struct arena *arena = arena_new();
    struct catalogue catalogue;
    catalogue_open(&catalogue, catalogue_path);
    for (size_t i = 0; i < COUNT(questions); i++)
        assert_miss_with_reason(&catalogue, questions[i], arena);
    char *many = arena_alloc(arena, 100000);
    assert_miss_with_reason(&catalogue, (struct str){many, 100000}, arena);
    memset(many, 'a', 100000);
    assert_miss_with_reason(&catalogue, (struct str){many, 100000}, arena);
    for (size_t i = 0; i < 2000; i += 2)
        many[i] = ' ';
    assert_miss_with_reason(&catalogue, (struct str){many, 2000}, arena);
    catalogue_close(&catalogue);
    arena_free(arena);
}

TEST(route_never_answers_from_what_is_not_served)
{
    struct arena *arena = arena_new();
    struct catalogue catalogue;
    struct route route;
    catalogue_open(&catalogue, catalogue_path);
    for (size_t i = 0; i < catalogue.count; i++)
        catalogue.coverage[i].is_served = false;
    catalogue_ask(&catalogue, (struct str)STR("Warranty claims by model"),
                  (struct str)STR("warranty_analysis/claims_by_model"), arena,
                  &route);
    assert_int_equal(route.status, ROUTE_MISS);
    catalogue_close(&catalogue);
    arena_free(arena);
}

TEST(route_offers_only_choices_that_would_be_answered)
{
    static const struct str questions[] = {
        STR("top selling models last week"), STR("Northwest top models"),
        STR("warranty claims by color"), STR("top selling models on Mars")};
    struct arena *arena = arena_new();
    struct catalogue catalogue;
    catalogue_open(&catalogue, catalogue_path);
    for (size_t i = 0; i < COUNT(questions); i++) {
        struct route route, again;
        struct str none = {"", 0};
        catalogue_ask(&catalogue, questions[i], none, arena, &route);
        assert_int_equal(route.status, ROUTE_CLARIFY);
        assert_true(route.choice_count > 0 && route.reason.len > 0);
        for (size_t k = 0; k < route.choice_count; k++) {
            catalogue_ask(&catalogue, route.choices[k].question, none, arena,
                          &again);
            assert_int_equal(again.status, ROUTE_HIT);
            assert_int_equal(again.template, route.choices[k].template);
        }
    }
    catalogue_close(&catalogue);
    arena_free(arena);
}

TEST(route_knows_yesterdays_dump_from_todays)
{
    struct arena *arena = arena_new();
    struct catalogue catalogue;
    struct route route;
    struct str question = STR("top selling models in the last 7 days");
    struct str none = {"", 0};
    catalogue_open(&catalogue, catalogue_path);
    catalogue_ask(&catalogue, question, none, arena, &route);
    assert_int_equal(route.status, ROUTE_HIT);
    for (size_t i = 0; i < catalogue.count; i++) {
        struct span *span = &catalogue.coverage[i].span;
        span->from = date_add(span->from, -1, DATE_DAY);
        span->until = date_add(span->until, -1, DATE_DAY);
    }
    catalogue_ask(&catalogue, question, none, arena, &route);
    assert_int_equal(route.status, ROUTE_CLARIFY);
    catalogue_close(&catalogue);
    arena_free(arena);
}

TEST(route_context_that_is_damaged_is_ignored)
{
    static const struct str contexts[] = {
        STR("?"),
        STR("sales_analytics/top_models_by_region?region=Nowhere"),
        STR("sales_analytics/top_models_by_region?color=red"),
        STR("sales_analytics/top_models_by_region?limit=-1"),
        STR("sales_analytics/top_models_by_region?order=units"),
        STR("sales_analytics/top_models_by_region?region=%zz"),
        STR("sales_analytics/top_models_by_region?from=2026-01-01"),
        STR("no/such"),
        STR("\xff\0%%%&&&===")};
    struct arena *arena = arena_new();
    struct catalogue catalogue;
    catalogue_open(&catalogue, catalogue_path);
    for (size_t i = 0; i < COUNT(contexts); i++) {
        struct route route;
        catalogue_ask(&catalogue, (struct str)STR("and in the Midwest?"),
                      contexts[i], arena, &route);
        assert_int_not_equal(route.status, ROUTE_HIT);
        catalogue_ask(&catalogue, (struct str)STR("Warranty claims by model"),
                      contexts[i], arena, &route);
        assert_int_equal(route.status, ROUTE_HIT);
    }
    catalogue_close(&catalogue);
    arena_free(arena);
}

TEST(route_traces_every_word)
{
    struct arena *arena = arena_new();
    struct catalogue catalogue;
    struct route route;
    catalogue_open(&catalogue, catalogue_path);
    struct route_request request = {
        .question = STR("Please show the top 3 selling models in the Midwest"),
        .today = catalogue_today(),
        .coverage = catalogue.coverage,
        .settings = &catalogue.settings,
        .explain = true};
    route_decide(catalogue.index, &request, arena, &route);
    assert_int_equal(route.trace_count, 10);
    assert_true(str_is(route.trace[0].became, "politeness"));
    assert_true(str_is(route.trace[4].became, "limit"));
    assert_true(str_is(route.trace[9].became, "filter Region"));
    assert_true(route.explanation.len > 0);
    catalogue_close(&catalogue);
    arena_free(arena);
}

TEST(route_suggests_what_begins_alike_first)
{
    struct arena *arena = arena_new();
    struct catalogue catalogue;
    struct route_choice choices[5];
    catalogue_open(&catalogue, catalogue_path);
    size_t count =
        route_suggest(catalogue.index, (struct str)STR("warranty cl"), choices,
                      5, catalogue.coverage, arena);
    assert_true(count > 0);
    assert_true(str_starts_with(choices[0].question, "Warranty cl") ||
                str_starts_with(choices[0].question, "warranty cl"));
    count = route_suggest(catalogue.index, (struct str){"", 0}, choices, 5,
                          catalogue.coverage, arena);
    assert_int_equal(count, 5);
    assert_int_equal(choices[3].template, 3);
    count = route_suggest(catalogue.index, (struct str)STR("\xff"), choices, 5,
                          catalogue.coverage, arena);
    assert_int_equal(count, 0);
    catalogue_close(&catalogue);
    arena_free(arena);
}
