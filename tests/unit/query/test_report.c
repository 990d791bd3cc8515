#include "query/report.h"

#include "test.h"

static const struct str file = STR("queries/a/b.sql");

static void assert_line(const struct report *report, size_t i,
                        const char *expected)
{
    struct str line = report_line(&report->items[i], report->arena);

    assert_string_equal(line.ptr, expected);
}

TEST(report_is_sorted_by_place)
{
    struct arena *arena = arena_new();
    struct report report;

    report_init(&report, arena);
    report_error(&report, file, 10, 2, "d");
    report_warning(&report, file, 9, 3, "c %d", 5);
    report_error(&report, file, 9, 1, "b");
    report_error(&report, (struct str)STR("config"), 0, 0, "a\nb");
    report_sort(&report);
    assert_int_equal(report.error_count, 3);
    assert_int_equal(report.warning_count, 1);
    assert_line(&report, 0, "config: error: a b");
    assert_line(&report, 1, "queries/a/b.sql:9:1: error: b");
    assert_line(&report, 2, "queries/a/b.sql:9:3: warning: c 5");
    assert_line(&report, 3, "queries/a/b.sql:10:2: error: d");
    arena_free(arena);
}

TEST(report_takes_the_place_out_of_an_error)
{
    struct arena *arena = arena_new();
    struct report report;
    struct err err = {0};

    report_init(&report, arena);
    err_set(&err, ERR_INPUT, "queries/a/b.sql:3:14: what: it is");
    report_err(&report, file, &err);
    err_set(&err, ERR_INPUT, "queries/a/b.sql: over 5 bytes");
    report_err(&report, file, &err);
    err_set(&err, ERR_SYSTEM, "open x: no such file");
    report_err(&report, file, &err);
    assert_line(&report, 0, "queries/a/b.sql:3:14: error: what: it is");
    assert_line(&report, 1, "queries/a/b.sql: error: over 5 bytes");
    assert_line(&report, 2, "queries/a/b.sql: error: open x: no such file");
    arena_free(arena);
}

TEST(report_counts_what_it_does_not_keep)
{
    struct arena *arena = arena_new();
    struct report report;

    report_init(&report, arena);
    for (int i = 0; i < REPORT_MAX + 5; i++)
        report_error(&report, file, i, 1, "x");
    assert_int_equal(report.count, REPORT_MAX);
    assert_int_equal(report.error_count, REPORT_MAX + 5);
    arena_free(arena);
}

TEST(report_nearest_is_the_word_that_was_meant)
{
    static const char *const known[] = {
        "title", "questions", "not_questions", "on_stale", "key", "x"};
    static const struct {
        const char *word, *nearest;
    } cases[] = {
        {"titel", "title"},
        {"Title", "title"},
        {"question", "questions"},
        {"not-questions", "not_questions"},
        {"keys", "key"},
        {"onstale", "on_stale"},
        {"y", ""},
        {"banana", ""},
        {"", ""},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str nearest =
            report_nearest(str_from(cases[i].word), known, COUNT(known));
        if (!str_is(nearest, cases[i].nearest))
            fail_msg("%s: %.*s", cases[i].word, STR_ARG(nearest));
    }
}

TEST(report_quote_ends_between_characters)
{
    char text[101];

    memset(text, 'x', sizeof(text));
    memcpy(text + 79, "\xC3\xA4", 2);
    assert_int_equal(report_quote((struct str){text, 100}).len, 79);
    assert_int_equal(report_quote((struct str){text, 78}).len, 78);
}
