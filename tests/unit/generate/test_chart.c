#include <stdio.h>

#include "generate/chart.h"
#include "test.h"
#include "unit/generate/generate_fixture.h"

static const struct json *chart_of(const struct made *made)
{
    return json_get(made->json, "chart_config");
}

static void expect_type(const char *header, const char *names,
                        const char *values, const char *type, bool is_stacked)
{
    struct made made = made_values(header, names, values);
    const struct json *chart = chart_of(&made);
    const struct json *x =
        json_get(json_get(json_get(chart, "options"), "scales"), "x");

    if (!type) {
        assert_true(json_is_null(chart));
    } else {
        assert_string_equal(json_string(json_get(chart, "type")).ptr, type);
        assert_int_equal(json_bool(json_get(x, "stacked")), is_stacked);
    }
    made_free(&made);
}

TEST(chart_is_chosen_from_the_roles)
{
    static const char sum[] = "columns: {n: {aggregate: sum}}";

    expect_type("", "d, n", "('2026-01-01',1),('2026-02-01',2)", "line", false);
    expect_type("", "m, n", "('a',1),('b',2)", "bar", false);
    expect_type(sum, "m, n", "('a',1),('b',2)", "doughnut", false);
    expect_type("", "r, m, n", "('a','x',1),('b','y',2)", "bar", false);
    expect_type(sum, "r, m, n", "('a','x',1),('b','y',2)", "bar", true);
    expect_type("", "n, k", "(1,2),(2,3),(3,4)", "scatter", false);
    expect_type("", "n", "(1)", NULL, false);
    expect_type("", "m", "('a'),('b')", NULL, false);
    expect_type("chart: none", "m, n", "('a',1),('b',2)", NULL, false);
}

TEST(chart_of_shares_needs_a_whole)
{
    static const char sum[] = "columns: {n: {aggregate: sum}}";
    static const char asked[] =
        "columns: {n: {aggregate: sum}}\nchart: doughnut";

    expect_type(sum, "m, n", "('a',1),('b',-2)", "bar", false);
    expect_type(sum, "m, n", "('a',0),('b',0)", "bar", false);
    expect_type(sum, "m, n", "('a',1),('b',NULL)", "bar", false);
    expect_type(sum, "m, n",
                "('a',1),('b',1),('c',1),('d',1),('e',1),('f',1),('g',1),"
                "('h',1)",
                "bar", false);
    expect_type(asked, "m, n", "('a',1),('b',-2)", "bar", false);
    expect_type(asked, "m, n", "('a',1),('b',2)", "doughnut", false);
}

TEST(chart_errors_name_their_place)
{
    made_expect_error("chart: {type: bar, x: modle, y: n}",
                      "SELECT 'a' AS model, 1 AS n",
                      "queries/sales/top.sql:4:23: chart: the SQL returns no "
                      "column modle, did you mean model?");
    made_expect_error("chart: {type: bar, x: m, y: m}",
                      "SELECT 'a' AS m, 1 AS n",
                      "y needs numbers, and m is of type text");
    made_expect_error("chart: {type: bar, series: n}",
                      "SELECT 'a' AS m, 1 AS n",
                      "series needs text, and n is of type integer");
    made_expect_error("chart: doughnut", "SELECT 'a' AS m, 1 AS n",
                      "needs aggregate: sum");
    made_expect_error("chart: scatter", "SELECT 'a' AS m, 1 AS n",
                      "no column for x");
    made_expect_error("chart: line", "SELECT 'a' AS m", "no measure for y");
}

TEST(chart_is_written_as_chart_js_takes_it)
{
    struct made made = made_values(
        "columns: {p: {format: currency, label: Price}}\norder: p desc",
        "model, p", "('a',2.5),('b',NULL),('c',1.0)");

    made_expect(
        &made,
        "\"chart_config\":{\"type\":\"bar\",\"data\":{\"labels\":[\"a\",\"b\","
        "\"c\"],\"datasets\":[{\"label\":\"Price\",\"data\":[2.5,null,1.0],"
        "\"borderColor\":\"#0072B2\",\"backgroundColor\":\"#0072B2\"}]},"
        "\"options\":{\"responsive\":true,\"plugins\":{\"title\":{\"display\":"
        "true,\"text\":\"T\"},\"legend\":{\"display\":false}},\"scales\":{"
        "\"x\":{\"type\":\"category\",\"title\":{\"display\":true,\"text\":"
        "\"Model\"}},\"y\":{\"type\":\"linear\",\"title\":{\"display\":true,"
        "\"text\":\"Price\"},\"ticks\":{\"format\":{\"style\":\"currency\","
        "\"currency\":\"USD\",\"minimumFractionDigits\":0,"
        "\"maximumFractionDigits\":2}},\"position\":\"left\","
        "\"beginAtZero\":true}}}}");
    made_free(&made);
}

TEST(chart_of_time_runs_forward_with_gaps)
{
    struct made made =
        made_values("columns: {d: {grain: month}}", "d, n",
                    "('2026-03-01',3),('2026-02-01',NULL),('1969-12-01',1)");

    made_expect(&made, "{\"type\":\"line\",\"data\":{\"labels\":[\"December "
                       "1969\",\"February 2026\",\"March 2026\"],\"datasets\":"
                       "[{\"label\":\"N\",\"data\":[1,null,3],");
    made_free(&made);
}

/* `count` rows: one region, models m1, m2, ..., units 1, 2, ... */
static struct made many(const char *header, int count)
{
    char sql[400];

    snprintf(sql, sizeof(sql),
             "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
             "WHERE i < %d) SELECT 'West' AS region, 'm' || i AS model, "
             "i AS units FROM n",
             count);
    return made_from("CREATE TABLE t(x)", header, sql);
}

static const char stacked_by_model[] =
    "chart: {type: bar, x: region, y: units, series: model}\n";

TEST(chart_folds_small_series_into_other_where_they_add_up)
{
    struct arena *arena = arena_new();
    struct str header = arena_printf(
        arena, "%scolumns: {units: {aggregate: sum}}", stacked_by_model);
    struct made made = many(header.ptr, 30);
    const struct json *sets =
        json_get(json_get(chart_of(&made), "data"), "datasets");

    assert_int_equal(json_count(sets), CHART_SERIES_MAX);
    /* m20 to m30 are shown; 1 + ... + 19 = 190 */
    made_expect(&made, "{\"label\":\"m20\",\"data\":[20],");
    made_expect(&made, "{\"label\":\"Other\",\"data\":[190],"
                       "\"borderColor\":\"#8C8C8C\"");
    made_expect(&made, "\"text\":\"19 more in Other\"");
    made_free(&made);
    arena_free(arena);
}

TEST(chart_leaves_series_out_where_they_do_not_add_up)
{
    struct made made = many(stacked_by_model, 30);
    const struct json *sets =
        json_get(json_get(chart_of(&made), "data"), "datasets");

    assert_int_equal(json_count(sets), CHART_SERIES_MAX);
    assert_null(strstr(made.out.json.ptr, "Other"));
    made_expect(&made, "{\"label\":\"m1\",\"data\":[1],");
    made_expect(&made, "{\"label\":\"m12\",\"data\":[12],");
    made_expect(&made, "\"text\":\"12 of 30 shown (Model)\"");
    made_free(&made);
}

TEST(chart_shows_two_hundred_bars_at_most)
{
    struct made made = many("chart: {type: bar, x: model, y: units}", 300);
    const struct json *labels =
        json_get(json_get(chart_of(&made), "data"), "labels");

    assert_int_equal(json_count(labels), CHART_LABELS_MAX);
    made_expect(&made, "\"text\":\"200 of 300 shown (Model)\"");
    made_free(&made);
}

TEST(chart_folds_slices)
{
    struct made made = many("chart: {type: doughnut, x: model}\n"
                            "columns: {units: {aggregate: sum}}",
                            13);

    /* m1 and m2 make 3. */
    made_expect(&made, "\"m13\",\"Other\"],\"datasets\":[{\"label\":\"Units\","
                       "\"data\":[3,4,5,6,7,8,9,10,11,12,13,3],");
    made_expect(&made, "\"text\":\"2 more in Other\"");
    made_free(&made);
}

TEST(chart_adds_up_rows_of_one_place_only_if_it_may)
{
    struct made sum = made_values(
        "chart: {type: bar, x: r, y: n}\ncolumns: {n: {aggregate: sum}}",
        "r, m, n", "('a','x',1),('a','y',2),('b','x',5)");
    struct made most = made_values(
        "chart: {type: bar, x: r, y: n}\ncolumns: {n: {aggregate: max}}",
        "r, m, n", "('a','x',1),('a','y',2),('b','x',5)");
    struct made none = made_values("chart: {type: bar, x: r, y: n}", "r, m, n",
                                   "('a','x',1),('a','y',2),('b','x',5)");

    made_expect(&sum, "\"labels\":[\"a\",\"b\"],\"datasets\":[{\"label\":"
                      "\"N\",\"data\":[3,5],");
    made_expect(&most, "\"data\":[2,5],");
    made_expect(&none, "\"labels\":[\"a, x\",\"a, y\",\"b, x\"],\"datasets\":["
                       "{\"label\":\"N\",\"data\":[1,2,5],");
    made_free(&sum);
    made_free(&most);
    made_free(&none);
}

TEST(chart_that_would_hide_a_value_is_none)
{
    expect_type("chart: {type: line, x: d, y: n}", "d, m, n",
                "('2026-01-01','a',1),('2026-01-01','b',2)", NULL, false);
}

TEST(chart_gives_a_second_axis_to_a_second_unit)
{
    struct made made = made_values(
        "chart: {type: bar, x: m, y: [n, p, k, r]}\n"
        "columns: {p: {format: currency}, r: {unit: days, format: integer}}",
        "m, n, p, k, r", "('a',1,2.5,3,4),('b',1,2.5,3,4)");

    made_expect(&made, "\"yAxisID\":\"y1\"");
    made_expect(&made, "\"y1\":{\"type\":\"linear\"");
    made_expect(&made, "\"text\":\"without R\"");
    assert_int_equal(
        json_count(json_get(json_get(chart_of(&made), "data"), "datasets")), 3);
    made_free(&made);
}

static const char *colour_in(const struct made *made, const uint32_t *index,
                             uint32_t count, const char *label,
                             struct buf *text)
{
    struct columns_meta meta = columns_meta(&made->columns);
    struct rows rows = {&made->columns, index, count};
    const char *at;

    buf_init(text, 1 << 20);
    chart_write(&rows, &meta.chart, made->format, text);
    at = strstr(text->ptr, label);
    assert_non_null(at);
    return strstr(at, "borderColor");
}

TEST(chart_keeps_the_colour_of_a_value_under_a_filter)
{
    struct made made =
        made_values("chart: {type: bar, x: r, y: n, series: m}", "r, m, n",
                    "('a','x',1),('a','y',2),('b','y',5)");
    const uint32_t part[] = {2};
    struct buf whole, filtered;
    const char *a = colour_in(&made, NULL, 3, "\"y\"", &whole);
    const char *b = colour_in(&made, part, 1, "\"y\"", &filtered);

    assert_memory_equal(a, b, sizeof("borderColor\":\"#0072B2") - 1);
    buf_release(&whole);
    buf_release(&filtered);
    made_free(&made);
}

TEST(chart_cuts_long_labels_between_characters)
{
    struct made made = made_values(
        "", "m, n",
        "('123456789012345678901234567890123456789012345678901234567"
        "8\xF0\x9F\x9A\x97tail', 1), ('b', 2)");

    made_expect(&made, "5678\xE2\x80\xA6\",\"b\"]");
    made_free(&made);
}

TEST(chart_of_big_integers_is_of_numbers)
{
    struct made made = made_values("columns: {n: {big: true}}", "m, n",
                                   "('a',9223372036854775807),('b',1)");

    made_expect(&made, "\"data\":[9.223372036854776e+18,1],");
    made_free(&made);
}

TEST(chart_folds_series_of_a_line_and_keeps_its_labels)
{
    struct made made = made_from(
        "CREATE TABLE t(x)", "columns: {n: {aggregate: sum}, d: {grain: year}}",
        "WITH RECURSIVE i(m) AS (SELECT 1 UNION ALL SELECT m + 1 FROM i "
        "WHERE m < 14) SELECT d, 's' || m AS s, m AS n FROM i, (SELECT "
        "'2025-01-01' AS d UNION ALL SELECT '2026-01-01')");

    /* 1 + 2 + 3 = 6, in each year. */
    made_expect(&made, "{\"type\":\"line\",\"data\":{\"labels\":[\"2025\","
                       "\"2026\"],\"datasets\":[{\"label\":\"s4\"");
    made_expect(&made, "{\"label\":\"Other\",\"data\":[6,6],");
    made_free(&made);
}

TEST(chart_of_points_may_have_series)
{
    struct made made =
        made_values("chart: {type: scatter, x: a, y: b, series: s}", "s, a, b",
                    "('p',1,2.5),('q',2,3.5),('p',3,NULL),(NULL,4,4.5)");

    made_expect(&made,
                "{\"type\":\"scatter\",\"data\":{\"datasets\":[{\"label\":"
                "\"p\",\"data\":[{\"x\":1,\"y\":2.5}],");
    made_expect(&made, "{\"label\":\"q\",\"data\":[{\"x\":2,\"y\":3.5}],");
    made_expect(&made, "{\"label\":\"no S\",\"data\":[{\"x\":4,\"y\":4.5}],");
    made_expect(&made, "\"legend\":{\"display\":true}");
    made_free(&made);
}
