#include <math.h>

#include "test.h"

#include "route/eval.h"
#include "route_catalogue.h"

static const struct route_settings settings = {
    .accept = 0.93, .clarify = 0.4, .calendar = {1, 1}};

/* Over a pair of tables, on no day. */
static bool evaluate(struct str index, struct str queries,
                     struct eval_report *report, struct err *err)
{
    struct eval_set set;
    bool ok = eval_set_read(&set, index, queries, err);
    if (ok)
        eval_run(&set, &settings, (struct date){0}, report);
    eval_set_release(&set);
    return ok;
}

TEST(route_eval_counts_right_and_wrong)
{
    struct eval_report report;
    struct err err;
    struct str index = STR("a/claims\tHow many claims are there?\n"
                           "a/sales\tWhat is the average price of sales?\n"
                           "b/claims\tHow many claims are there?\n");
    struct str queries = STR("a/claims\tHow many claims are there?\ta\n"
                             "MISS\tWhat is the maximum price of sales?\ta\n"
                             "MISS\tWho invented the wheel?\tb\n");
    assert_true(evaluate(index, queries, &report, &err));
    assert_int_equal(report.questions, 3);
    assert_int_equal(report.answerable, 1);
    assert_int_equal(report.hits, 1);
    assert_int_equal(report.wrong_hits, 0);
    assert_int_equal(report.refused_right, 2);
    assert_true(report.coverage > 0.99 && report.top1 > 0.99);
}

/* Worded like an example, a question has the highest confidence there is, also
   where it has no answer. The first, third and fifth: two right and one wrong,
   so the others are answered. Those: one right and two wrong, so the first
   three are not. */
TEST(route_eval_makes_the_most_questions_of_the_other_half_right)
{
    struct eval_report report;
    struct err err;
    struct str index = STR("claims\tHow many claims are there?\n"
                           "sales\tWhat is the average price of sales?\n");
    struct str queries = STR("claims\tHow many claims are there?\n"
                             "MISS\tHow many claims are there?\n"
                             "sales\tWhat is the average price of sales?\n"
                             "MISS\tWhat is the average price of sales?\n"
                             "MISS\tHow many claims are there?\n"
                             "claims\tHow many claims are there?\n");
    assert_true(evaluate(index, queries, &report, &err));
    assert_true(fabs(report.rule_right - 1.0 / 3) < 1e-9);
    assert_true(fabs(report.rule_refused - 1.0 / 3) < 1e-9);
}

/* Of the most confident question; 0: a rule forbids to answer it. */
static double confidence_of(struct str index, struct str queries)
{
    struct eval_set set;
    struct eval_report report;
    struct err err;
    assert_true(eval_set_read(&set, index, queries, &err));
    eval_run(&set, &settings, (struct date){0}, &report);
    double confidence = report.guesses[0].confidence;
    eval_set_release(&set);
    return confidence;
}

TEST(route_lets_five_examples_say_what_a_not_means)
{
    static const struct str few =
        STR("butter\tWhat can I use for butter?\n"
            "butter\tIs there something else than butter?\n"
            "butter\tWhat is a replacement for butter?\n"
            "butter\tCan I replace the butter?\n"
            "flight\tBook a flight to Paris\n");
    static const struct str many =
        STR("butter\tWhat can I use for butter?\n"
            "butter\tIs there something else than butter?\n"
            "butter\tWhat is a replacement for butter?\n"
            "butter\tCan I replace the butter?\n"
            "butter\tWhich oil can stand for butter?\n"
            "flight\tBook a flight to Paris\n");
    static const struct str questions[] = {
        STR("butter\tWhat can I use if I do not have butter?\n"),
        STR("butter\tDelete the butter\n")};
    for (size_t i = 0; i < COUNT(questions); i++) {
        assert_true(confidence_of(few, questions[i]) <= 0);
        assert_true(confidence_of(many, questions[i]) > 0);
    }
}

TEST(route_eval_refuses_what_is_no_table)
{
    struct eval_report report;
    struct err err;
    assert_false(evaluate((struct str)STR("a/b no tab\n"), (struct str)STR(""),
                          &report, &err));
    assert_int_equal(err.code, ERR_INPUT);
}

TEST(route_is_seldom_wrong_on_other_peoples_questions)
{
    struct arena *arena = arena_new();
    struct eval_report report;
    struct err err;
    struct str index = {"", 0}, queries = {"", 0};
    if (!catalogue_read_file("../shared/eval/spider/index.tsv", arena,
                             &index) ||
        !catalogue_read_file("../shared/eval/spider/queries.tsv", arena,
                             &queries)) {
        print_message("no question sets beside the repository: skipped\n");
        arena_free(arena);
        skip();
    }
    assert_true(evaluate(index, queries, &report, &err));
    assert_true(report.wrong_share < 0.04);
    assert_true(report.coverage > 0.40);
    assert_true(report.top1 > 0.94);
    arena_free(arena);
}

/* The tables of a golden set, asked of the test catalogue. */
static bool evaluate_golden(const char *golden, struct eval_report *report,
                            struct err *err)
{
    struct catalogue catalogue;
    struct eval_set set;
    catalogue_open(&catalogue, "tests/data/route_catalogue.txt");
    bool ok = eval_set_read_golden(&set, catalogue.index, catalogue.coverage,
                                   str_from(golden), err);
    if (ok)
        eval_run(&set, &catalogue.settings, catalogue_today(), report);
    eval_set_release(&set);
    catalogue_close(&catalogue);
    return ok;
}

TEST(route_eval_asks_golden_questions)
{
    struct eval_report report;
    struct err err;
    assert_true(evaluate_golden(
        "id\texpected\tquestion\ttemplate\tcontext\n"
        "1\thit\tAre there duplicate claims?\tdata_quality/duplicate_claims\n"
        "2\thit\tand of private ones?\tcustomer_insights/customer_segments|"
        "data_quality/fault_summary\tWho buys our cars?\n"
        "3\tmiss\tWho invented the wheel?\n"
        "4\tclarify\tWho buys our cars?\tcustomer_insights/customer_segments\n"
        "5\tnot_hit\tfirst-time buyers per month\t"
        "customer_insights/new_customers_by_month\n",
        &report, &err));
    assert_int_equal(report.questions, 5);
    assert_int_equal(report.answerable, 2);
    assert_int_equal(report.hits, 4);
    assert_int_equal(report.right_hits, 2);
    assert_int_equal(report.wrong_hits, 1); /* it should have asked back */
    assert_int_equal(report.refused_right, 1);
}

TEST(route_eval_names_the_line_of_a_golden_table_that_is_wrong)
{
    static const struct {
        const char *golden, *said;
    } cases[] = {
        {"question\n", "line 1: it must name the columns"},
        {"question\texpected\nx\tperhaps\n", "line 2: a question and one of"},
        {"question\texpected\n\nx\thit\n", "line 3: a hit needs"},
        {"question\texpected\ttemplate\nx\thit\tno/where\n",
         "line 2: there is no dump of a template \"no/where\""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct eval_report report;
        struct err err;
        assert_false(evaluate_golden(cases[i].golden, &report, &err));
        assert_int_equal(err.code, ERR_INPUT);
        assert_non_null(strstr(err.text, cases[i].said));
    }
}
