#include "test.h"

#include "route/eval.h"
#include "route_catalogue.h"

static const struct route_settings settings = {
    .accept = 0.93, .clarify = 0.4, .calendar = {1, 1}};

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
    assert_true(route_eval(index, queries, &settings, &report, &err));
    assert_int_equal(report.questions, 3);
    assert_int_equal(report.answerable, 1);
    assert_int_equal(report.hits, 1);
    assert_int_equal(report.wrong_hits, 0);
    assert_int_equal(report.refused_right, 2);
    assert_true(report.coverage > 0.99 && report.top1 > 0.99);
}

TEST(route_eval_refuses_what_is_no_table)
{
    struct eval_report report;
    struct err err;
    assert_false(route_eval((struct str)STR("a/b no tab\n"),
                            (struct str)STR(""), &settings, &report, &err));
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
    assert_true(route_eval(index, queries, &settings, &report, &err));
    assert_true(report.wrong_share < 0.04);
    assert_true(report.coverage > 0.40);
    assert_true(report.top1 > 0.94);
    arena_free(arena);
}
