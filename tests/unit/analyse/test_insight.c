#include "analyse/insight.h"
#include "test.h"
#include "unit/generate/generate_fixture.h"

static const char sum_units[] = "columns: {units: {aggregate: sum}}";

static void expect_insights(const char *header, const char *names,
                            const char *values, const char *expected)
{
    struct made made = made_values(header, names, values);
    struct buf text;
    struct rows all = {&made.columns, NULL, made.columns.row_count};

    buf_init(&text, 1 << 20);
    insights_write(&all, made.format, &text);
    assert_string_equal(text.ptr, expected);
    made_expect(&made, expected); /* and so they stand in the dump */
    buf_release(&text);
    made_free(&made);
}

TEST(insight_tells_leader_laggard_total_and_share)
{
    expect_insights(
        sum_units, "m, units", "('a',10),('b',60),('c',30)",
        "[{\"kind\":\"leader\",\"text\":\"b is highest with 60 units.\","
        "\"cells\":[\"/data/1/units\"]},"
        "{\"kind\":\"laggard\",\"text\":\"a is lowest with 10 units.\","
        "\"cells\":[\"/data/0/units\"]},"
        "{\"kind\":\"total\",\"text\":\"100 units in total.\","
        "\"cells\":[\"/data/1/units\",\"/data/2/units\",\"/data/0/units\"]},"
        "{\"kind\":\"share\",\"text\":\"b has 60% of all units.\","
        "\"cells\":[\"/data/1/units\"]}]");
}

TEST(insight_never_adds_up_what_is_not_declared_to_add_up)
{
    expect_insights(
        "columns: {ratio: {format: percent}}", "m, ratio",
        "('a',0.5),('b',0.25),('c',0.125)",
        "[{\"kind\":\"leader\",\"text\":\"a is highest with ratio of 50%.\","
        "\"cells\":[\"/data/0/ratio\"]},"
        "{\"kind\":\"laggard\",\"text\":\"c is lowest with ratio of 12.5%.\","
        "\"cells\":[\"/data/2/ratio\"]}]");
}

TEST(insight_has_no_leader_in_a_tie)
{
    expect_insights(sum_units, "m, units", "('a',5),('b',5)",
                    "[{\"kind\":\"total\",\"text\":\"10 units in total.\","
                    "\"cells\":[\"/data/0/units\",\"/data/1/units\"]}]");
}

TEST(insight_has_no_shares_of_negative_or_missing_values)
{
    expect_insights(
        sum_units, "m, units", "('a',5),('b',-1),('c',NULL),('d',2)",
        "[{\"kind\":\"leader\",\"text\":\"a is highest with 5 units.\","
        "\"cells\":[\"/data/0/units\"]},"
        "{\"kind\":\"laggard\",\"text\":\"b is lowest with -1 unit.\","
        "\"cells\":[\"/data/1/units\"]},"
        "{\"kind\":\"total\",\"text\":\"6 units in total; 1 row has no "
        "value.\",\"cells\":[\"/data/0/units\",\"/data/3/units\","
        "\"/data/1/units\"]}]");
}

TEST(insight_adds_up_money_to_the_cent)
{
    struct made made = made_values(
        "columns: {cost: {aggregate: sum, format: currency}}", "m, cost",
        "('a',0.1),('b',0.2),('c',0.3),('d',0.1),('e',0.2),('f',0.1)");

    made_expect(&made, "\"text\":\"Cost of $1.00 in total.\"");
    made_free(&made);
}

TEST(insight_tells_the_share_of_the_top)
{
    struct made ten = made_values(
        sum_units, "m, units",
        "('a',40),('b',30),('c',5),('d',5),('e',5),('f',4),('g',4),('h',3),"
        "('i',2),('j',2)");
    struct made even = made_values(
        sum_units, "m, units", "('a',22),('b',21),('c',20),('d',19),('e',18)");
    struct made five = made_values(
        sum_units, "m, units", "('a',50),('b',25),('c',20),('d',3),('e',2)");

    made_expect(&ten, "{\"kind\":\"concentration\",\"text\":\"The top 2 of 10 "
                      "have 70% of all units.\",\"cells\":[\"/data/0/units\","
                      "\"/data/1/units\"]}");
    assert_null(strstr(even.out.json.ptr, "concentration"));
    made_expect(&five, "The top 3 of 5 have 95% of all units.");
    made_free(&ten);
    made_free(&even);
    made_free(&five);
}

TEST(insight_says_nothing_of_one_row_or_of_none)
{
    expect_insights(sum_units, "m, units", "('a',5)", "[]");
    expect_insights(sum_units, "m, units", "('a',NULL),('b',NULL)", "[]");
    expect_insights("", "m", "('a'),('b')", "[]");
}

TEST(insight_says_nothing_of_rows_that_were_cut_off)
{
    struct made made = made_with(
        "CREATE TABLE t(x)", sum_units,
        "SELECT 'a' AS m, 1 AS units UNION ALL SELECT 'b', 2 UNION ALL "
        "SELECT 'c', 3",
        2, MADE_BYTES);

    made_expect(&made, "\"insights\":[]");
    made_free(&made);
}

TEST(insight_of_part_of_the_rows_counts_those_shown)
{
    struct made made = made_values(sum_units, "r, m, units",
                                   "('West','a',9),('East','a',2),"
                                   "('East','b',3),('East','c',5)");
    const uint32_t index[] = {3, 2, 1};
    struct rows east = {&made.columns, index, COUNT(index)};
    struct buf text;

    buf_init(&text, 1 << 20);
    insights_write(&east, made.format, &text);
    assert_string_equal(
        text.ptr,
        "[{\"kind\":\"leader\",\"text\":\"c is highest with 5 units.\","
        "\"cells\":[\"/data/0/units\"]},"
        "{\"kind\":\"laggard\",\"text\":\"a is lowest with 2 units.\","
        "\"cells\":[\"/data/2/units\"]},"
        "{\"kind\":\"total\",\"text\":\"10 units in total.\",\"cells\":["
        "\"/data/0/units\",\"/data/1/units\",\"/data/2/units\"]},"
        "{\"kind\":\"share\",\"text\":\"c has 50% of all units.\","
        "\"cells\":[\"/data/0/units\"]}]");
    buf_release(&text);
    made_free(&made);
}

TEST(insight_names_at_most_twenty_cells)
{
    struct made made = made_from(
        "CREATE TABLE t(x)", sum_units,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        "WHERE i < 30) SELECT 'm' || i AS m, i AS units FROM n");

    made_expect(&made, "\"/data/10/units\"],\"cell_count\":30}");
    made_free(&made);
}

TEST(insight_escapes_names_in_pointers)
{
    struct made made = made_values("", "m, \"a/b~c\"", "('x',1),('y',2)");

    made_expect(&made, "\"cells\":[\"/data/1/a~1b~0c\"]");
    made_free(&made);
}
