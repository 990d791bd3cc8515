#include <inttypes.h>
#include <stdio.h>

#include "test.h"
#include "unit/generate/generate_fixture.h"

static const char sales[] =
    "CREATE TABLE sales(region TEXT, model TEXT, sold_on TEXT, price REAL);"
    "INSERT INTO sales VALUES"
    "('Northeast','Ion 4','2026-11-13',40000.0),"
    "('Northeast','Ion 4','2026-11-19',41000.5),"
    "('Northeast','Volt S','2026-11-14',30000.0),"
    "('West','Ion 4','2026-11-15',42000.0),"
    "('West','Ion 4','2026-11-20',1.0),"  /* the day itself: not over */
    "('West','Ion 4','2026-11-12',1.0);"; /* the day before the span */

static const char top_header[] =
    "description: Units by region\n"
    "period: last 7 days\n"
    "columns:\n"
    "  region: {role: dimension, entity: region}\n"
    "  units: {aggregate: sum, direction: up_is_good}\n"
    "  revenue: {aggregate: sum, format: currency}\n"
    "order: units desc\n"
    "answer: \"{model} leads {region} with {units} units.\"\n"
    "owner: sales-operations\n";

static const char top_sql[] =
    "SELECT region, model, COUNT(*) AS units, SUM(price) AS revenue "
    "FROM sales WHERE sold_on >= :from AND sold_on < :until "
    "GROUP BY 1, 2 ORDER BY units DESC, region, model";

TEST(generate_makes_the_dump_that_the_manual_shows)
{
    struct made made = made_from(sales, top_header, top_sql);

    made_expect(&made,
                "{\"id\":\"sales/top\",\"query_name\":\"top\","
                "\"category\":\"sales\",\"title\":\"T\","
                "\"description\":\"Units by region\",\"columns\":["
                "{\"name\":\"region\",\"label\":\"Region\",\"type\":\"text\","
                "\"role\":\"dimension\",\"entity\":\"region\"},"
                "{\"name\":\"model\",\"label\":\"Model\",\"type\":\"text\","
                "\"role\":\"dimension\"},"
                "{\"name\":\"units\",\"label\":\"Units\",\"type\":\"integer\","
                "\"role\":\"measure\",\"aggregate\":\"sum\","
                "\"format\":\"integer\",\"direction\":\"up_is_good\"},"
                "{\"name\":\"revenue\",\"label\":\"Revenue\","
                "\"type\":\"real\",\"role\":\"measure\",\"aggregate\":\"sum\","
                "\"format\":\"currency\",\"unit\":\"USD\"}],"
                "\"answer\":\"Ion 4 leads Northeast with 2 units.\","
                "\"data\":[{\"region\":\"Northeast\",\"model\":\"Ion 4\","
                "\"units\":2,\"revenue\":81000.5},"
                "{\"region\":\"Northeast\",\"model\":\"Volt S\",\"units\":1,"
                "\"revenue\":30000.0},{\"region\":\"West\",\"model\":\"Ion 4\","
                "\"units\":1,\"revenue\":42000.0}],\"chart_config\":{");
    made_expect(&made, "\"metadata\":{\"row_count\":3,\"complete\":true,"
                       "\"source\":\"warehouse\",\"sql\":\"SELECT region,");
    made_expect(&made, "\"period\":\"last 7 days\",\"template_hash\":\"");
    made_expect(&made, "\"owner\":\"sales-operations\"}}");
    assert_null(strstr(made.out.json.ptr, "2026"));
    assert_int_equal(made.out.row_count, 3);
    assert_true(made.out.is_complete);
    made_free(&made);
}

TEST(generate_gives_the_same_bytes_for_the_same_rows)
{
    struct made a = made_from(sales, top_header, top_sql);
    struct made b = made_from(sales, top_header, top_sql);

    assert_true(a.ok && b.ok);
    assert_true(str_equal(buf_str(&a.out.json), buf_str(&b.out.json)));
    assert_true(str_equal(buf_str(&a.out.columns), buf_str(&b.out.columns)));
    made_free(&a);
    made_free(&b);
}

TEST(generate_says_where_each_row_stands_in_the_raw_dump)
{
    struct made made = made_from(sales, top_header, top_sql);
    struct str raw = buf_str(&made.out.json);

    assert_true(made.ok);
    assert_true(str_is(columns_row_json(&made.columns, raw, 1),
                       "{\"region\":\"Northeast\",\"model\":\"Volt S\","
                       "\"units\":1,\"revenue\":30000.0}"));
    assert_true(str_is(columns_row_json(&made.columns, raw, 2),
                       "{\"region\":\"West\",\"model\":\"Ion 4\","
                       "\"units\":1,\"revenue\":42000.0}"));
    made_free(&made);
}

TEST(generate_cuts_rows_at_the_limit_and_says_so)
{
    static const char sql[] =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        "WHERE i < 10001) SELECT i AS value FROM n";
    struct made cut = made_from("CREATE TABLE t(x)", "", sql);
    struct made all =
        made_with("CREATE TABLE t(x)", "", sql, 10001, MADE_BYTES);

    made_expect(&cut, "\"row_count\":10000,\"complete\":false");
    assert_false(cut.out.is_complete);
    assert_int_equal(cut.columns.row_count, 10000);
    made_expect(&all, "\"row_count\":10001,\"complete\":true");
    made_free(&cut);
    made_free(&all);
}

TEST(generate_follows_the_template_about_limit_in_the_sql)
{
    struct made guessed =
        made_from(sales, "", "SELECT model FROM sales LIMIT 2");
    struct made stated =
        made_from(sales, "complete: true", "SELECT model FROM sales LIMIT 2");

    made_expect(&guessed, "\"row_count\":2,\"complete\":false");
    made_expect(&stated, "\"row_count\":2,\"complete\":true");
    made_free(&guessed);
    made_free(&stated);
}

TEST(generate_keeps_the_form_of_a_column_whatever_its_values)
{
    struct made made = made_values("", "a, b, c", "(1, 2, 1.0), (2, 2.5, 2.0)");

    made_expect(&made, "[{\"a\":1,\"b\":2.0,\"c\":1.0},"
                       "{\"a\":2,\"b\":2.5,\"c\":2.0}]");
    made_free(&made);
}

TEST(generate_writes_big_integers_as_strings_throughout)
{
    struct made made = made_values(
        "columns: {n: {big: true}}", "n",
        "(1), ('9223372036854775807'), (NULL), (-9007199254740993)");

    made_expect(&made, "[{\"n\":\"1\"},{\"n\":\"9223372036854775807\"},"
                       "{\"n\":null},{\"n\":\"-9007199254740993\"}]");
    made_free(&made);
}

TEST(generate_refuses_what_a_dump_cannot_carry)
{
    made_expect_error("", "SELECT 1 AS n UNION ALL SELECT 9007199254740993",
                      "row 2, column n: '9007199254740993' is beyond 2^53: "
                      "declare the column with big: true");
    made_expect_error("columns: {n: {big: true}}",
                      "SELECT -9223372036854775807 - 1 AS n",
                      "is the one integer that cannot be stored");
    made_expect_error("", "SELECT 1.5 AS n UNION ALL SELECT 9007199254740993",
                      "would be rounded");
    made_expect_error("", "SELECT 1e999 AS n",
                      "row 1, column n: a number that is not finite");
    made_expect_error("", "SELECT 1 AS a, 2 AS a", "two columns are called a");
    made_expect_error("", "SELECT x'00ff' AS picture",
                      "row 1, column picture: a BLOB");
    made_expect_error("", "SELECT CAST(x'c328' AS TEXT) AS t",
                      "row 1, column t: text that is not UTF-8");
    made_expect_error("", "SELECT 1 AS v UNION ALL SELECT 'abc'",
                      "column v has a number in row 1 and text in row 2");
}

TEST(generate_errors_begin_with_the_file)
{
    made_expect_error("", "SELECT x'00' AS b", "queries/sales/top.sql: row 1");
    made_expect_error("columns:\n  modle: {label: M}",
                      "SELECT 'Ion 4' AS model",
                      "queries/sales/top.sql:5:3: columns: the SQL returns no "
                      "column modle, did you mean model?");
    made_expect_error("order: unit desc", "SELECT 1 AS units",
                      "order: the SQL returns no column unit, did you mean "
                      "units?");
    made_expect_error("answer: \"{modle} leads\"", "SELECT 'a' AS model",
                      "did you mean model?");
}

TEST(generate_names_the_value_that_breaks_a_stated_type)
{
    made_expect_error("columns: {price: {type: decimal}}",
                      "SELECT '1.50' AS price UNION ALL SELECT '2' UNION ALL "
                      "SELECT 'abc'",
                      "row 3, column price: 'abc' is not a decimal");
    made_expect_error("columns: {price: {type: decimal}}",
                      "SELECT '1234567890.1234567' AS price",
                      "more than 15 digits");
    made_expect_error("columns: {n: {big: true}}",
                      "SELECT '9223372036854775808' AS n",
                      "'9223372036854775808' is not an integer");
    made_expect_error("columns: {n: {type: integer}}", "SELECT 1.5 AS n",
                      "'1.5' is not an integer");
    made_expect_error("columns: {d: {type: date}}", "SELECT '2026-02-30' AS d",
                      "'2026-02-30' is not a date");
    made_expect_error("columns: {b: {type: boolean}}", "SELECT 2 AS b",
                      "'2' is not a boolean");
    made_expect_error("columns: {t: {type: timestamp}}", "SELECT 'noon' AS t",
                      "'noon' is not a timestamp");
    made_expect_error("columns: {m: {role: measure}}", "SELECT 'x' AS m",
                      "is a measure, but its values are of type text");
    made_expect_error("columns: {m: {role: time}}", "SELECT '2026-11' AS m",
                      "is time, but its values are of type text");
}

TEST(generate_takes_stated_types_at_their_word)
{
    struct made made = made_values(
        "columns:\n  d: {type: decimal}\n  b: {type: boolean}\n"
        "  t: {type: text}\n  i: {type: integer}\n  s: {type: timestamp}",
        "d, b, t, i, s",
        "('1.50', 1, 7, '12', '2026-11-20T09:00:00Z'),"
        "(3, 'false', 'x', 4.0, '2026-11-20 09:00')");

    made_expect(&made, "[{\"d\":1.5,\"b\":true,\"t\":\"7\",\"i\":12,"
                       "\"s\":\"2026-11-20T09:00:00Z\"},{\"d\":3.0,\"b\":false,"
                       "\"t\":\"x\",\"i\":4,\"s\":\"2026-11-20 09:00\"}]");
    made_free(&made);
}

static void expect_column(const struct made *made, const char *name,
                          enum column_type type, enum column_role role)
{
    int at = columns_find(&made->columns, str_from(name));
    struct column column;

    assert_true(at >= 0);
    column = columns_column(&made->columns, (uint32_t)at);
    assert_int_equal(column.type, type);
    assert_int_equal(column.role, role);
}

TEST(generate_decides_roles_from_names_and_values)
{
    struct made made =
        made_values("", "id, dealer_id, name, sold_on, price, n, year",
                    "(1, 'x7', 'A', '1969-07-20', 1.5, 3, 2025),"
                    "(2, 'x8', 'B', '1968-12-24', 2.5, 4, 2026)");

    expect_column(&made, "id", COLUMN_INTEGER, COLUMN_IDENTIFIER);
    expect_column(&made, "dealer_id", COLUMN_TEXT, COLUMN_IDENTIFIER);
    expect_column(&made, "name", COLUMN_TEXT, COLUMN_DIMENSION);
    expect_column(&made, "sold_on", COLUMN_DATE, COLUMN_TIME);
    expect_column(&made, "price", COLUMN_REAL, COLUMN_MEASURE);
    expect_column(&made, "n", COLUMN_INTEGER, COLUMN_MEASURE);
    expect_column(&made, "year", COLUMN_INTEGER, COLUMN_LABEL);
    made_expect(&made, "\"label\":\"Dealer ID\"");
    made_expect(&made, "\"label\":\"Sold on\"");
    made_free(&made);
}

static enum date_grain grain_of(const char *values)
{
    struct made made = made_values("", "day", values);
    enum date_grain grain = columns_column(&made.columns, 0).grain;

    made_free(&made);
    return grain;
}

TEST(generate_guesses_a_grain_from_the_spacing)
{
    assert_int_equal(grain_of("('2026-11-19'), ('2026-11-20')"), DATE_DAY);
    assert_int_equal(grain_of("('2026-11-02'), ('2026-11-16'), ('2026-11-09')"),
                     DATE_WEEK);
    assert_int_equal(grain_of("('2026-02-01'), ('2026-03-01'), ('2026-01-01')"),
                     DATE_MONTH);
    assert_int_equal(grain_of("('2026-04-01'), ('2026-01-01')"), DATE_QUARTER);
    assert_int_equal(grain_of("('1960-01-01'), ('1961-01-01')"), DATE_YEAR);
    assert_int_equal(grain_of("('2026-01-01')"), DATE_DAY);
}

TEST(generate_makes_a_dump_of_no_rows)
{
    struct made made =
        made_from("CREATE TABLE t(name TEXT, n INTEGER, d DATE, r REAL)", "",
                  "SELECT name, n, d, r FROM t");

    made_expect(&made, "\"answer\":\"No rows.\",\"data\":[],"
                       "\"chart_config\":null,\"insights\":[],\"metadata\":{"
                       "\"row_count\":0,\"complete\":true");
    expect_column(&made, "n", COLUMN_INTEGER, COLUMN_MEASURE);
    expect_column(&made, "d", COLUMN_DATE, COLUMN_TIME);
    expect_column(&made, "r", COLUMN_REAL, COLUMN_MEASURE);
    made_free(&made);
}

TEST(generate_calls_a_column_of_nulls_text_unless_it_is_declared)
{
    struct made made =
        made_values("columns: {m: {role: measure}, i: {type: integer}}",
                    "a, m, i", "(NULL, NULL, NULL), (NULL, NULL, NULL)");

    expect_column(&made, "a", COLUMN_TEXT, COLUMN_DIMENSION);
    expect_column(&made, "m", COLUMN_REAL, COLUMN_MEASURE);
    expect_column(&made, "i", COLUMN_INTEGER, COLUMN_MEASURE);
    made_expect(&made, "[{\"a\":null,\"m\":null,\"i\":null},");
    made_free(&made);
}

TEST(generate_keeps_text_of_all_scripts)
{
    struct made made = made_values(
        "", "name, n",
        "('\xF0\x9F\x9A\x97 \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xA7', 1),"
        "('\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D', 2), ('e\xCC\x81', 3)");

    made_expect(&made, "{\"name\":\"\xF0\x9F\x9A\x97 \xF0\x9F\x91\xA9\xE2\x80"
                       "\x8D\xF0\x9F\x94\xA7\",\"n\":1}");
    made_expect(&made, "{\"name\":\"\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D\"");
    made_expect(&made, "{\"name\":\"e\xCC\x81\",\"n\":3}");
    made_free(&made);
}

TEST(generate_writes_money_in_another_currency_as_a_decimal_with_a_unit)
{
    struct made made = made_values(
        "columns: {a: {format: currency}, b: {format: currency, unit: EUR}}",
        "a, b", "(1.5, 2.5)");

    made_expect(&made, "\"format\":\"currency\",\"unit\":\"USD\"");
    made_expect(&made, "\"format\":\"decimal\",\"unit\":\"EUR\"");
    made_free(&made);
}

TEST(generate_refuses_a_dump_that_is_too_large)
{
    struct made columns =
        made_with("CREATE TABLE t(x)", "", "SELECT 1 AS n", 1, 100);
    struct made json =
        made_with("CREATE TABLE t(x)", "", "SELECT 1 AS n", 1, 400);

    assert_false(columns.ok);
    assert_int_equal(columns.err.code, ERR_LIMIT);
    assert_false(json.ok);
    assert_int_equal(json.err.code, ERR_LIMIT);
    assert_non_null(strstr(json.err.text, "400 bytes"));
    made_free(&columns);
    made_free(&json);
}
