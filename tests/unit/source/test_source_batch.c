#include "source/source_batch.h"

#include <stdlib.h>

#include "source_fixture.h"
#include "test.h"

/* What a batch reports, a line each. */
static bool keep_result(void *context, const struct source_batch_result *result,
                        struct err *err)
{
    (void)err;
    buf_printf(context, "%lld %s %lld [%.*s] %s\n", (long long)result->line,
               result->is_allowed ? "ran" : "refused",
               (long long)result->row_count, STR_ARG(result->statement),
               result->reason);
    return true;
}

static void expect_batch(struct str text, const char *expected)
{
    struct fixture fixture = fixture_new("CREATE TABLE t(x);"
                                         "INSERT INTO t VALUES(1),(2)");
    struct source *source = fixture_open(&fixture);
    struct source_view *view = fixture_view(source, 1);
    struct source_query frame = fixture_query("");
    struct err err = {0};
    struct buf seen;

    buf_init(&seen, 1 << 20);
    assert_true(source_batch_run(view, 0, text, &frame, NULL, keep_result,
                                 &seen, &err));
    assert_string_equal(buf_str(&seen).ptr, expected);
    buf_release(&seen);
    source_view_close(view);
    source_close(source);
    fixture_free(&fixture);
}

TEST(a_batch_runs_the_first_column_of_each_line)
{
    expect_batch((struct str)STR("statement\treason\n"
                                 "SELECT x FROM t\tharmless\n"
                                 "DELETE FROM t\n"
                                 "\n"
                                 "SELECT\\t1\\n-- end\tx\ty"),
                 "2 ran 2 [SELECT x FROM t] \n"
                 "3 refused 0 [DELETE FROM t] DELETE is refused: a source is "
                 "only read\n"
                 "5 ran 1 [SELECT\t1\n-- end] \n");
}

TEST(a_header_is_only_the_first_line_that_says_statement)
{
    expect_batch((struct str)STR("SELECT 1\nstatement\n"),
                 "1 ran 1 [SELECT 1] \n"
                 "2 refused 0 [statement] near \"statement\": syntax error, at "
                 "line 1 column 1 of the SQL\n");
    expect_batch((struct str)STR("statement\r\nSELECT 1\r\n"),
                 "2 ran 1 [SELECT 1] \n");
}

TEST(an_unknown_escape_is_an_error_of_its_line)
{
    expect_batch((struct str)STR("SELECT '\\x'\nSELECT 1\\\nSELECT 1\n"),
                 "1 refused 0 [] line 1, byte 9: after a backslash comes one "
                 "of \\ t n r 0\n"
                 "2 refused 0 [] line 2, byte 9: after a backslash comes one "
                 "of \\ t n r 0\n"
                 "3 ran 1 [SELECT 1] \n");
}

TEST(an_escape_stands_for_one_byte)
{
    struct buf out;
    struct err err = {0};

    buf_init(&out, 64);
    assert_true(
        source_batch_decode((struct str)STR("a\\0\\\\b"), 1, &out, &err));
    assert_int_equal(out.len, 4);
    assert_memory_equal(out.ptr, "a\0\\b", 4);
    buf_release(&out);
}

TEST(a_statement_over_a_megabyte_is_an_error_of_its_line)
{
    size_t len = SOURCE_BATCH_LINE_MAX + 1;
    char *text = malloc(len + 10);

    assert_non_null(text);
    memset(text, 'x', len);
    memcpy(text + len, "\nSELECT 1\n", 10);
    expect_batch((struct str){text, len + 10},
                 "1 refused 0 [] line 1 is 1048577 bytes long; at most 1048576 "
                 "are read\n"
                 "2 ran 1 [SELECT 1] \n");
    free(text);
}

static bool fail_at_once(void *context,
                         const struct source_batch_result *result,
                         struct err *err)
{
    ++*(int *)context;
    return err_set(err, ERR_SYSTEM, "line %lld: disk full",
                   (long long)result->line);
}

TEST(a_report_that_fails_ends_the_batch)
{
    struct fixture fixture = fixture_new("CREATE TABLE t(x)");
    struct source *source = fixture_open(&fixture);
    struct source_view *view = fixture_view(source, 1);
    struct source_query frame = fixture_query("");
    struct err err = {0};
    int count = 0;

    assert_false(source_batch_run(view, 0,
                                  (struct str)STR("SELECT 1\nSELECT 2\n"),
                                  &frame, NULL, fail_at_once, &count, &err));
    assert_int_equal(count, 1);
    assert_string_equal(err.text, "line 1: disk full");
    source_view_close(view);
    source_close(source);
    fixture_free(&fixture);
}
