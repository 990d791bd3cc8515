#include "source/sqlite_guard.h"

#include <pthread.h>
#include <stdio.h>

#include "source_fixture.h"
#include "test.h"

/* One file for all that only reads; tests that need another make it. */
static const char schema[] =
    "CREATE TABLE sales(id INTEGER PRIMARY KEY, day TEXT, amount REAL, note);"
    "INSERT INTO sales VALUES(1, '2026-01-01', 1.5, 'one'),"
    " (2, '2026-01-02', 2.5, x'00ff'), (3, '2026-01-03', NULL, 7);"
    "CREATE TABLE users(login TEXT, hash TEXT);"
    "INSERT INTO users VALUES('ann', 'SECRET');"
    "CREATE VIEW logins AS SELECT login FROM users;"
    "CREATE VIEW days AS SELECT day FROM sales;"
    "CREATE VIRTUAL TABLE geo USING rtree(id, x0, x1);"
    "INSERT INTO geo VALUES(1, 0, 1);"
    "CREATE TABLE geo_sales(x); INSERT INTO geo_sales VALUES(5);"
    "CREATE VIRTUAL TABLE docs USING fts5(body);"
    "INSERT INTO docs VALUES('SECRET');";

struct stage {
    struct fixture fixture;
    struct source *source;
    struct source_view *view;
};

static struct stage stage_new(const struct source_options *options)
{
    struct stage stage = {.fixture = fixture_new(schema)};
    struct err err = {0};

    stage.source = source_open(str_from(stage.fixture.path), options, &err);
    if (!stage.source)
        fail_msg("%s", err.text);
    stage.view = fixture_view(stage.source, 1);
    return stage;
}

static void stage_free(struct stage *stage)
{
    source_view_close(stage->view);
    source_close(stage->source);
    fixture_free(&stage->fixture);
}

static void expect_query(struct stage *stage, const struct source_query *query,
                         const char *rows)
{
    struct answer answer = fixture_ask(stage->view, 0, query);

    if (!answer.ok)
        fail_msg("%.*s: %s", STR_ARG(query->sql), answer.err.text);
    assert_string_equal(buf_str(&answer.rows).ptr, rows);
    answer_release(&answer);
}

static void refuse_query(struct stage *stage, const struct source_query *query,
                         enum err_code code, const char *text)
{
    struct answer answer = fixture_ask(stage->view, 0, query);

    if (answer.ok)
        fail_msg("%.*s ran", STR_ARG(query->sql));
    if (!strstr(answer.err.text, text) || answer.err.code != code)
        fail_msg("%.*s: %d '%s'", STR_ARG(query->sql), (int)answer.err.code,
                 answer.err.text);
    answer_release(&answer);
    /* Whatever it was, the view is as good as before. */
    fixture_expect(stage->view, "SELECT count(*) FROM sales", "3");
}

static void refuse(struct stage *stage, const char *sql, enum err_code code,
                   const char *text)
{
    struct source_query query = fixture_query(sql);

    refuse_query(stage, &query, code, text);
}

TEST(values_arrive_with_their_types_and_names)
{
    struct stage stage = stage_new(NULL);
    struct source_query query =
        fixture_query("SELECT id, day, amount AS paid, note, 1 FROM sales");
    struct answer answer = fixture_ask(stage.view, 0, &query);

    assert_true(answer.ok);
    assert_string_equal(answer.names.ptr,
                        "id:INTEGER|day:TEXT|paid:REAL|note:|1:");
    assert_int_equal(answer.outcome.row_count, 3);
    assert_false(answer.outcome.was_cut);
    assert_memory_equal(answer.rows.ptr,
                        "1|2026-01-01|1.5|one|1;"
                        "2|2026-01-02|2.5|\0\xff|1;"
                        "3|2026-01-03|NULL|7|1",
                        answer.rows.len);
    answer_release(&answer);
    stage_free(&stage);
}

TEST(text_that_is_not_utf8_comes_as_it_is)
{
    struct stage stage = stage_new(NULL);

    fixture_expect(stage.view, "SELECT CAST(x'41ff42' AS TEXT)",
                   "A\xff"
                   "B");
    fixture_expect(stage.view, "SELECT ''", "");
    stage_free(&stage);
}

TEST(one_statement_may_end_in_a_semicolon_and_comments)
{
    struct stage stage = stage_new(NULL);

    fixture_expect(stage.view, "SELECT 1;", "1");
    fixture_expect(stage.view, "; SELECT 1", "1");
    fixture_expect(stage.view, "-- a\nSELECT 1 ; /* b */ -- c", "1");
    fixture_expect(stage.view, "SELECT 1 /* no end", "1");
    fixture_expect(stage.view, "VALUES(1),(2)", "1;2");
    stage_free(&stage);
}

TEST(more_or_less_than_one_statement_is_refused)
{
    struct stage stage = stage_new(NULL);
    struct source_query query = fixture_query("");

    refuse(&stage, "SELECT 1; SELECT 2", ERR_DENIED, "more than one");
    refuse(&stage, "SELECT 1;;", ERR_DENIED, "more than one");
    refuse(&stage, "SELECT 1; -- x\nx", ERR_DENIED, "more than one");
    refuse(&stage, "", ERR_INPUT, "no statement");
    refuse(&stage, "-- only a comment", ERR_INPUT, "no statement");
    refuse(&stage, ";", ERR_INPUT, "no statement");
    query.sql = (struct str)STR("SELECT 1\0; DROP TABLE sales");
    refuse_query(&stage, &query, ERR_INPUT, "NUL");
    query.sql = (struct str){NULL, 0};
    refuse_query(&stage, &query, ERR_INPUT, "no statement");
    stage_free(&stage);
}

TEST(what_does_not_read_is_refused_by_name)
{
    static const struct {
        const char *sql;
        const char *text;
    } cases[] = {
        {"DELETE FROM sales", "DELETE is refused"},
        {"INSERT INTO sales(id) VALUES(9)", "INSERT is refused"},
        {"UPDATE sales SET id = 9", "UPDATE is refused"},
        {"WITH x AS (SELECT 1) DELETE FROM sales RETURNING id", "DELETE"},
        {"CREATE TEMP TABLE t(x)", "refused"},
        {"PRAGMA query_only = OFF", "PRAGMA is refused"},
        {"ATTACH 'x.db' AS x", "ATTACH is refused"},
        {"BEGIN", "a transaction is refused"},
        {"COMMIT", "a transaction is refused"},
        {"SAVEPOINT x", "SAVEPOINT is refused"},
        {"VACUUM INTO 'x.db'", "reads rows"},
        {"EXPLAIN SELECT 1", "EXPLAIN"},
        {"EXPLAIN QUERY PLAN SELECT 1", "EXPLAIN"},
        {"REINDEX", "refused"},
        {"ANALYZE", "refused"},
    };
    struct stage stage = stage_new(NULL);

    for (size_t i = 0; i < COUNT(cases); i++)
        refuse(&stage, cases[i].sql, ERR_DENIED, cases[i].text);
    stage_free(&stage);
}

TEST(functions_that_are_not_listed_are_refused_by_name)
{
    struct stage stage = stage_new(NULL);

    refuse(&stage, "SELECT load_extension('x')", ERR_DENIED,
           "load_extension() may not be called");
    refuse(&stage, "SELECT SQLITE_VERSION()", ERR_DENIED, "may not be called");
    refuse(&stage, "SELECT nosuch(1)", ERR_INPUT, "no such function");
    stage_free(&stage);
}

TEST(the_schema_is_not_for_reading)
{
    struct stage stage = stage_new(NULL);

    refuse(&stage, "SELECT sql FROM sqlite_schema", ERR_DENIED, "SQLite's own");
    refuse(&stage, "SELECT count(*) FROM sqlite_master", ERR_DENIED,
           "SQLite's own");
    refuse(&stage, "SELECT 1 FROM temp.sqlite_schema", ERR_DENIED,
           "SQLite's own");
    refuse(&stage, "SELECT * FROM pragma_table_info('users')", ERR_DENIED,
           "SQLite's own");
    refuse(&stage, "SELECT count(*) FROM pragma_function_list", ERR_DENIED,
           "SQLite's own");
    refuse(&stage, "SELECT count(*) FROM dbstat", ERR_INPUT, "no such table");
    refuse(&stage, "SELECT * FROM sqlite_stmt", ERR_INPUT, "no such table");
    stage_free(&stage);
}

TEST(a_hidden_table_is_refused_in_every_way)
{
    static const char *const statements[] = {
        "SELECT * FROM users",
        "SELECT login FROM Main.\"USERS\"",
        "SELECT count(*) FROM users",
        "SELECT 1 FROM users",
        "SELECT rowid FROM users",
        "SELECT * FROM logins",
        "SELECT count(*) FROM logins",
        "SELECT EXISTS(SELECT 1 FROM users)",
        "SELECT (SELECT hash FROM users)",
        "SELECT id FROM sales WHERE note IN (SELECT login FROM users)",
        "SELECT id FROM sales NATURAL JOIN users",
        "SELECT id FROM sales UNION SELECT hash FROM users",
        "WITH x AS (SELECT hash FROM users) SELECT * FROM x",
        "WITH sales AS (SELECT * FROM users) SELECT count(*) FROM sales",
        "WITH logins AS (SELECT hash FROM users) SELECT * FROM logins",
        "SELECT sum(id) OVER (ORDER BY (SELECT login FROM users)) FROM sales",
        "SELECT * FROM json_each((SELECT json_array(hash) FROM users))",
        "SELECT * FROM (VALUES(1)) LEFT JOIN users",
    };
    struct str hidden[] = {STR("users")};
    struct source_options options = {.hidden_tables = hidden,
                                     .hidden_table_count = 1};
    struct stage stage = stage_new(&options);

    for (size_t i = 0; i < COUNT(statements); i++)
        refuse(&stage, statements[i], ERR_DENIED, "users is hidden");
    fixture_expect(stage.view, "SELECT count(*) FROM days", "3");
    stage_free(&stage);
}

TEST(a_hidden_view_hides_no_table)
{
    struct str hidden[] = {STR("LOG*")};
    struct source_options options = {.hidden_tables = hidden,
                                     .hidden_table_count = 1};
    struct stage stage = stage_new(&options);

    refuse(&stage, "SELECT login FROM logins", ERR_DENIED, "logins is hidden");
    refuse(&stage, "SELECT count(*) FROM logins", ERR_DENIED,
           "logins is hidden");
    refuse(&stage, "SELECT EXISTS(SELECT 1 FROM logins)", ERR_DENIED,
           "logins is hidden");
    fixture_expect(stage.view, "SELECT login FROM users", "ann");
    stage_free(&stage);
}

TEST(a_table_made_by_with_is_read_like_any)
{
    struct stage stage = stage_new(NULL);

    fixture_expect(stage.view, "WITH x AS (SELECT 1) SELECT count(*) FROM x",
                   "1");
    fixture_expect(stage.view,
                   "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 "
                   "FROM n WHERE i < 10) SELECT sum(i) FROM n",
                   "55");
    fixture_expect(stage.view, "SELECT count(*) FROM (SELECT 1)", "1");
    stage_free(&stage);
}

TEST(virtual_tables_and_what_holds_their_data_are_refused)
{
    struct stage stage = stage_new(NULL);

    refuse(&stage, "SELECT * FROM geo", ERR_DENIED,
           "virtual tables (rtree) are refused");
    refuse(&stage, "SELECT count(*) FROM docs", ERR_DENIED,
           "virtual tables (fts5) are refused");
    refuse(&stage, "SELECT * FROM geo_node", ERR_DENIED, "virtual table");
    refuse(&stage, "SELECT count(*) FROM docs_content", ERR_DENIED,
           "virtual table");
    fixture_expect(stage.view, "SELECT x FROM geo_sales", "5");
    stage_free(&stage);
}

TEST(json_is_read_as_rows)
{
    struct stage stage = stage_new(NULL);

    fixture_expect(stage.view, "SELECT value FROM json_each('[1,2]')", "1;2");
    fixture_expect(stage.view, "SELECT count(*) FROM json_tree('[1,[2]]')",
                   "4");
    fixture_expect(stage.view, "SELECT '{\"a\":3}' ->> 'a'", "3");
    stage_free(&stage);
}

TEST(printf_gives_what_sqlite_gives)
{
    static const char *const calls[] = {
        "printf('%d|%5d|%-5d|%05d|%+d|% d', 1, 2, 3, 4, 5, 6)",
        "printf('%,d|%x|%X|%o|%u|%i', 1234567, 255, 255, 8, 7, -7)",
        "printf('%#x|%lld|%ld', 255, 9223372036854775807, 1)",
        "printf('%f|%.2f|%10.3f|%-10.1f|%e|%.3E|%g|%G', 1.5, 2.675, 3.14159,"
        " 2.5, 12345.678, 12345.678, 0.0001, 1e20)",
        "printf('%!.17g|%.0f|%,.2f', 0.1, 2.5, 1234567.891)",
        "printf('%s|%10s|%-10s|%.3s|%!.3s', 'a', 'b', 'c', 'Ærøskøbing', "
        "'Ærøskøbing')",
        "printf('%c|%5c|%-5c|%.3c|%c', 'abc', 'Ær', 'x', 'y', '')",
        "printf('%q|%Q|%w|%z', 'it''s', 'it''s', 'a\"b', 'z')",
        "printf('%q|%Q|%s|%d|%f', NULL, NULL, NULL, NULL, NULL)",
        "printf('%d %s %f %c')",
        "printf('100%%')",
        "printf('no conversion')",
        "printf('trailing %')",
        "printf('')",
        "printf(NULL)",
        "printf()",
        "format('%r', 3)",
        "format('%s', 12.5) || typeof(format('%d', 1))",
        "format('%1000d', 1) || format('%.1000f', 1)",
        "printf('%s', x'414243')",
    };
    struct stage stage = stage_new(NULL);
    sqlite3 *db = fixture_connect(&stage.fixture);

    for (size_t i = 0; i < COUNT(calls); i++) {
        char sql[512];
        sqlite3_stmt *statement;
        snprintf(sql, sizeof(sql), "SELECT quote(%s)", calls[i]);
        assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL),
                         SQLITE_OK);
        assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
        fixture_expect(stage.view, sql,
                       (const char *)sqlite3_column_text(statement, 0));
        sqlite3_finalize(statement);
    }
    sqlite3_close(db);
    stage_free(&stage);
}

TEST(printf_of_what_nothing_could_interrupt_is_an_error)
{
    struct stage stage = stage_new(NULL);

    refuse(&stage, "SELECT printf('%.*c', 900000000, 'x')", ERR_INPUT, "'*'");
    refuse(&stage, "SELECT format('%900000000s', 'x')", ERR_INPUT, "1000");
    refuse(&stage,
           "SELECT length(replace(hex(zeroblob(100)), '0', "
           "printf('%1000d', 1)))",
           ERR_LIMIT, "longer than 65536");
    stage_free(&stage);
}

TEST(a_template_never_reads_the_clock)
{
    static const char *const statements[] = {
        "SELECT date('now')",
        "SELECT date()",
        "SELECT strftime('%s')",
        "SELECT unixepoch()",
        "SELECT julianday('now', '+1 day')",
        "SELECT CURRENT_TIMESTAMP",
        "SELECT current_date",
        "SELECT random()",
        "SELECT id FROM sales ORDER BY random()",
        "SELECT id FROM sales WHERE day < datetime('n' || 'ow')",
        "SELECT date(x) FROM (SELECT 'now' AS x)",
        "SELECT CASE WHEN id = 3 THEN date('now') END FROM sales",
        "SELECT time('12:00'), time()",
    };
    struct stage stage = stage_new(NULL);

    for (size_t i = 0; i < COUNT(statements); i++) {
        struct source_query query = fixture_query(statements[i]);
        struct answer answer = fixture_ask(stage.view, 0, &query);
        assert_true(answer.ok);
        answer_release(&answer);
        query.forbid_clock = true;
        refuse_query(&stage, &query, ERR_INPUT, "never reads the clock");
    }
    stage_free(&stage);
}

TEST(a_template_never_depends_on_the_zone_of_the_machine)
{
    static const char *const statements[] = {
        "SELECT datetime('2026-02-28 12:00', 'localtime')",
        "SELECT datetime('2026-02-28 12:00', 'UTC')",
        "SELECT strftime('%H', day, 'localtime') FROM sales",
        "SELECT date(day, 'local' || 'time') FROM sales",
        "SELECT date(day, x) FROM sales, (SELECT 'utc' AS x)",
        "SELECT id FROM sales WHERE id = 2 OR date(day, lower('UTC')) = '1'",
    };
    struct stage stage = stage_new(NULL);

    for (size_t i = 0; i < COUNT(statements); i++) {
        struct source_query query = fixture_query(statements[i]);
        struct answer answer = fixture_ask(stage.view, 0, &query);
        assert_true(answer.ok);
        answer_release(&answer);
        query.forbid_clock = true;
        refuse_query(&stage, &query, ERR_INPUT, "the machine's time zone");
    }
    stage_free(&stage);
}

TEST(what_stands_in_the_text_is_refused_with_its_place_before_it_runs)
{
    static const struct {
        const char *sql, *place;
    } cases[] = {
        {"SELECT day,\n  date('now') FROM sales", "line 2 column 8"},
        {"SELECT date(day, 'localtime') FROM sales", "line 1 column 18"},
    };
    struct stage stage = stage_new(NULL);

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct source_query query = fixture_query(cases[i].sql);
        struct source_sink sink = {0};
        struct err err = {0};
        query.forbid_clock = true;
        assert_false(source_prepare(stage.view, 0, &query, &sink, NULL, &err));
        assert_int_equal(err.code, ERR_INPUT);
        if (!strstr(err.text, cases[i].place))
            fail_msg("%s", err.text);
    }
    stage_free(&stage);
}

TEST(a_template_may_reckon_with_dates_that_it_is_given)
{
    struct stage stage = stage_new(NULL);
    struct source_parameter as_of = {STR("as_of"), STR("2026-02-28")};
    struct source_query query = fixture_query(
        "SELECT date(:as_of, '+1 day'), strftime('%Y', day) FROM sales "
        "WHERE id = 1");

    query.parameters = &as_of;
    query.parameter_count = 1;
    query.forbid_clock = true;
    expect_query(&stage, &query, "2026-03-01|2026");
    stage_free(&stage);
}

TEST(parameters_are_bound_by_name_as_text)
{
    struct stage stage = stage_new(NULL);
    struct source_parameter parameters[] = {{STR("a"), STR("x\0y")},
                                            {STR("unused"), STR("z")},
                                            {STR("b"), {NULL, 0}}};
    struct source_query query =
        fixture_query("SELECT typeof(:a), length(CAST(:a AS BLOB)), :b = ''");

    query.parameters = parameters;
    query.parameter_count = COUNT(parameters);
    expect_query(&stage, &query, "text|3|1");
    query.parameter_count = 1;
    refuse_query(&stage, &query, ERR_INPUT, ":b, which has no value");
    stage_free(&stage);
}

TEST(parameters_without_a_name_are_refused)
{
    struct stage stage = stage_new(NULL);

    refuse(&stage, "SELECT ?", ERR_INPUT, "write :name");
    refuse(&stage, "SELECT ?1", ERR_INPUT, "write :name");
    refuse(&stage, "SELECT @a", ERR_INPUT, "write :name");
    refuse(&stage, "SELECT $a", ERR_INPUT, "write :name");
    refuse(&stage, "SELECT ?65", ERR_INPUT, "variable");
    stage_free(&stage);
}

static bool never_row(void *context, const struct source_value *values,
                      size_t count, struct err *err)
{
    (void)context, (void)values, (void)count, (void)err;
    fail_msg("a row");
    return true;
}

static bool count_columns(void *context, const struct source_column *columns,
                          size_t count, struct err *err)
{
    (void)columns, (void)err;
    *(size_t *)context = count;
    return true;
}

TEST(preparing_gives_columns_and_parameters_and_no_rows)
{
    struct stage stage = stage_new(NULL);
    struct source_parameter parameters[] = {
        {STR("a"), STR("1")}, {STR("b"), STR("2")}, {STR("c"), STR("3")}};
    struct source_query query =
        fixture_query("SELECT id, day FROM sales WHERE id = :c OR id = :a");
    size_t count = 0;
    struct source_sink sink = {count_columns, never_row, &count};
    uint64_t used = 0;
    struct err err = {0};

    query.parameters = parameters;
    query.parameter_count = COUNT(parameters);
    assert_true(source_prepare(stage.view, 0, &query, &sink, &used, &err));
    assert_int_equal(count, 2);
    assert_int_equal(used, 5);
    query.parameter_count = 2;
    assert_false(source_prepare(stage.view, 0, &query, &sink, NULL, &err));
    assert_int_equal(err.code, ERR_INPUT);
    query.sql = (struct str)STR("DELETE FROM sales");
    assert_false(source_prepare(stage.view, 0, &query, &sink, NULL, &err));
    assert_int_equal(err.code, ERR_DENIED);
    stage_free(&stage);
}

TEST(an_error_names_its_place_in_the_statement)
{
    struct stage stage = stage_new(NULL);

    refuse(&stage, "SELECT id,\n       'Ærø', totl\nFROM sales", ERR_INPUT,
           "no such column: totl, at line 2 column 15 of the SQL");
    refuse(&stage, "SELEC 1", ERR_INPUT,
           "near \"SELEC\": syntax error, at line 1 column 1 of the SQL");
    refuse(&stage, "SELECT 1 FROM nowhere", ERR_INPUT, "no such table");
    stage_free(&stage);
}

TEST(an_error_is_one_line_of_utf8)
{
    struct stage stage = stage_new(NULL);

    refuse(&stage, "SELECT \"a\nb\"", ERR_INPUT, "no such column: a b");
    refuse(&stage, "SELECT \"a\xff\"", ERR_INPUT, "no such column: a?");
    refuse(&stage, "SELECT :\xc2\"", ERR_INPUT, "token");
    refuse(&stage, "SELECT :\xc2r", ERR_INPUT, "the parameter :?r");
    refuse(&stage, "SELECT \"Ærø\"", ERR_INPUT, "no such column: Ærø");
    stage_free(&stage);
}

TEST(more_columns_than_two_hundred_are_refused)
{
    struct stage stage = stage_new(NULL);
    struct buf sql;

    buf_init(&sql, 10000);
    buf_add_text(&sql, "VALUES(1");
    for (int i = 1; i < 200; i++)
        buf_add_text(&sql, ",1");
    buf_add_text(&sql, ")");
    struct source_query query = fixture_query(sql.ptr);
    struct answer answer = fixture_ask(stage.view, 0, &query);
    assert_true(answer.ok);
    answer_release(&answer);
    sql.len--;
    buf_add_text(&sql, ",1)");
    refuse(&stage, sql.ptr, ERR_INPUT, "too many columns");
    buf_release(&sql);
    stage_free(&stage);
}

TEST(a_wide_table_and_long_values_hinder_only_who_asks_for_them)
{
    struct stage stage = stage_new(NULL);
    struct source *source;
    struct source_view *view;
    struct buf sql;

    source_view_close(stage.view); /* it would keep the writer out */
    stage.view = NULL;
    buf_init(&sql, 10000);
    buf_add_text(&sql, "CREATE TABLE wide(c0");
    for (int i = 1; i < 300; i++)
        buf_printf(&sql, ",c%d", i);
    buf_add_text(&sql, "); INSERT INTO wide(c299, c7) "
                       "VALUES(5, zeroblob(100000))");
    fixture_run(&stage.fixture, sql.ptr);
    source = fixture_open(&stage.fixture);
    view = fixture_view(source, 1);
    fixture_expect(view, "SELECT c0, c299, length(c7) FROM wide",
                   "NULL|5|100000");
    fixture_refuse(view, "SELECT * FROM wide", ERR_INPUT, "too many columns");
    fixture_refuse(view, "SELECT c7 FROM wide", ERR_LIMIT, "longer than 65536");
    buf_release(&sql);
    source_view_close(view);
    source_close(source);
    stage_free(&stage);
}

TEST(a_misspelt_column_in_double_quotes_is_an_error_and_no_text)
{
    struct stage stage = stage_new(NULL);

    refuse(&stage, "SELECT \"amont\" FROM sales", ERR_INPUT,
           "no such column: amont");
    stage_free(&stage);
}

TEST(more_rows_than_the_limit_are_an_error_or_cut)
{
    struct stage stage = stage_new(NULL);
    struct source_query query = fixture_query("SELECT id FROM sales");
    struct answer answer;

    query.limits.rows = 3;
    expect_query(&stage, &query, "1;2;3");
    query.limits.rows = 2;
    refuse_query(&stage, &query, ERR_LIMIT, "more than 2 rows");
    query.limits.cut_rows = true;
    answer = fixture_ask(stage.view, 0, &query);
    assert_true(answer.ok);
    assert_string_equal(answer.rows.ptr, "1;2");
    assert_int_equal(answer.outcome.row_count, 2);
    assert_true(answer.outcome.was_cut);
    answer_release(&answer);
    stage_free(&stage);
}

TEST(more_bytes_than_the_limit_are_an_error)
{
    struct stage stage = stage_new(NULL);
    struct source_query query = fixture_query("SELECT 'abcd', 1");

    query.limits.bytes = 12;
    expect_query(&stage, &query, "abcd|1");
    query.limits.bytes = 11;
    refuse_query(&stage, &query, ERR_LIMIT, "larger than 11 bytes");
    stage_free(&stage);
}

static const char endless[] =
    "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c) "
    "SELECT sum(i) FROM c";

TEST(a_query_that_takes_too_long_is_ended)
{
    struct stage stage = stage_new(NULL);
    struct source_query query = fixture_query(endless);

    query.limits.timeout_ms = 30;
    refuse_query(&stage, &query, ERR_LIMIT, "longer than 30 ms");
    query.sql = str_from("WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT "
                         "i + 1 FROM c) SELECT i FROM c");
    query.limits.rows = INT64_MAX;
    query.limits.bytes = INT64_MAX;
    refuse_query(&stage, &query, ERR_LIMIT, "longer than 30 ms");
    stage_free(&stage);
}

TEST(a_query_that_holds_too_much_memory_is_ended)
{
    struct source_options options = {.memory_max_bytes = 8 << 20};
    struct stage stage = stage_new(&options);

    refuse(&stage,
           "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c "
           "WHERE i < 10000000) SELECT i FROM c ORDER BY -i",
           ERR_LIMIT, "8 MB of memory");
    stage_free(&stage);
}

TEST(values_and_statements_have_a_greatest_length)
{
    struct source_options options = {.value_max_bytes = 1000,
                                     .sql_max_bytes = 100};
    struct stage stage = stage_new(&options);
    char sql[102];

    fixture_expect(stage.view, "SELECT length(hex(zeroblob(499)))", "998");
    refuse(&stage, "SELECT length(hex(zeroblob(501)))", ERR_LIMIT,
           "longer than 1000 bytes");
    memset(sql, ' ', sizeof(sql));
    memcpy(sql, "SELECT 1", 8);
    sql[101] = '\0';
    refuse(&stage, sql, ERR_LIMIT, "at most 100");
    stage_free(&stage);
}

/* Cancels as soon as the query has sent its columns. */
struct cancellation {
    struct source_view *view;
    pthread_t thread;
};

static void *cancel(void *context)
{
    struct cancellation *cancellation = context;

    source_cancel(cancellation->view, 0);
    return NULL;
}

static bool cancel_elsewhere(void *context, const struct source_column *columns,
                             size_t count, struct err *err)
{
    struct cancellation *cancellation = context;

    (void)columns, (void)count, (void)err;
    return pthread_create(&cancellation->thread, NULL, cancel, context) == 0;
}

TEST(a_query_is_cancelled_from_another_thread)
{
    struct stage stage = stage_new(NULL);
    struct source_query query = fixture_query(endless);
    struct cancellation cancellation = {.view = stage.view};
    struct source_sink sink = {.columns = cancel_elsewhere,
                               .context = &cancellation};
    struct err err = {0};

    assert_false(source_query(stage.view, 0, &query, &sink, NULL, &err));
    pthread_join(cancellation.thread, NULL);
    assert_int_equal(err.code, ERR_BUSY);
    assert_non_null(strstr(err.text, "cancelled"));
    source_cancel(stage.view, 0);
    fixture_expect(stage.view, "SELECT 1", "1");
    stage_free(&stage);
}

static bool refuse_row(void *context, const struct source_value *values,
                       size_t count, struct err *err)
{
    (void)values, (void)count;
    ++*(int *)context;
    return err_set(err, ERR_SYSTEM, "disk full");
}

TEST(a_sink_that_fails_ends_the_query_with_its_error)
{
    struct stage stage = stage_new(NULL);
    struct source_query query = fixture_query("SELECT id FROM sales");
    int count = 0;
    struct source_sink sink = {.row = refuse_row, .context = &count};
    struct err err = {0};

    assert_false(source_query(stage.view, 0, &query, &sink, NULL, &err));
    assert_int_equal(count, 1);
    assert_int_equal(err.code, ERR_SYSTEM);
    assert_string_equal(err.text, "disk full");
    fixture_expect(stage.view, "SELECT count(*) FROM sales", "3");
    stage_free(&stage);
}
