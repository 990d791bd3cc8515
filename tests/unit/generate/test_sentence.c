#include "test.h"
#include "unit/generate/generate_fixture.h"

static const char header[] = "columns: {units: {aggregate: sum}}\n"
                             "order: units desc\n"
                             "answer: \"{model} leads {region} with {units} "
                             "units.\"";

static const char values[] = "('West','Ion 4',300),('Northeast','Volt S',212),"
                             "('Northeast','Ion 4',100),('West','Volt S',90)";

static struct made sales(void)
{
    return made_values(header, "region, model, units", values);
}

static void expect_sentence(const char *head, const char *names,
                            const char *rows, const char *expected)
{
    struct made made = made_values(head, names, rows);

    assert_string_equal(made_sentence(&made), expected);
    made_free(&made);
}

TEST(sentence_is_the_templates_in_the_declared_order)
{
    struct made made = sales();

    assert_string_equal(made_sentence(&made),
                        "Ion 4 leads West with 300 units.");
    assert_string_equal(made_filtered(&made, NULL, NULL, false),
                        "Ion 4 leads West with 300 units.");
    made_free(&made);
}

TEST(sentence_under_a_filter_claims_only_what_is_true)
{
    struct made made = sales();

    /* Volt S leads Northeast, and does nowhere better. */
    assert_string_equal(made_filtered(&made, "region", "Northeast", false),
                        "Volt S leads Northeast with 212 units.");
    /* Volt S is best in Northeast, which it leads; so is Ion 4 in West. */
    assert_string_equal(made_filtered(&made, "model", "Ion 4", false),
                        "Ion 4 leads West with 300 units.");
    made_free(&made);
}

TEST(sentence_under_a_filter_falls_back_where_the_claim_would_be_false)
{
    struct made made =
        made_values(header, "region, model, units",
                    "('West','Ion 4',300),('West','Volt S',290),"
                    "('Northeast','Volt S',212),('Northeast','Ion 4',100)");

    /* "Volt S leads West" would be false. */
    assert_string_equal(made_filtered(&made, "model", "Volt S", false),
                        "Volt S: West leads with 290 units.");
    assert_string_equal(made_filtered(&made, "region", "Northeast", false),
                        "Northeast: Volt S leads with 212 units.");
    made_free(&made);
}

TEST(sentence_of_a_filter_without_rows_names_it)
{
    struct made made = sales();

    assert_string_equal(made_filtered(&made, "region", "Midwest", false),
                        "No rows for Midwest.");
    made_free(&made);
}

TEST(sentence_of_a_reversed_order_says_lowest)
{
    struct made made = sales();

    assert_string_equal(made_filtered(&made, NULL, NULL, true),
                        "West, Volt S is lowest with 90 units.");
    assert_string_equal(made_filtered(&made, "region", "Northeast", true),
                        "Northeast: Ion 4 is lowest with 100 units.");
    made_free(&made);
}

TEST(sentence_of_a_tie_names_all)
{
    static const char head[] = "order: units desc\nanswer: \"{m} wins.\"";

    expect_sentence(head, "m, units", "('Ion 4',212),('Volt S',212),('X',3)",
                    "Ion 4 and Volt S lead with 212 units each.");
    expect_sentence(head, "m, units", "('a',1),('b',1),('c',1)",
                    "a, b and c lead with 1 unit each.");
    expect_sentence(head, "m, units", "('a',2),('b',2),('c',2),('d',2),('e',2)",
                    "a, b, c and 2 more lead with 2 units each.");
}

TEST(sentence_of_a_tie_in_reverse_says_lowest)
{
    struct made made =
        made_values("order: units desc", "m, units", "('a',9),('b',2),('c',2)");

    assert_string_equal(made_filtered(&made, NULL, NULL, true),
                        "c and b are lowest with 2 units each.");
    made_free(&made);
}

TEST(sentence_does_not_trust_the_order_of_the_rows)
{
    expect_sentence("order: units desc\nanswer: \"{m} wins.\"", "m, units",
                    "('a',1),('b',5),('c',3)", "b leads with 5 units.");
}

TEST(sentence_with_null_in_a_place_is_a_plain_one)
{
    expect_sentence("order: units desc\nanswer: \"{m} wins by {margin}.\"",
                    "m, units, margin", "('a',5,NULL),('b',3,1)",
                    "a leads with 5 units.");
    expect_sentence("order: units asc\nanswer: \"{m} has {units}.\"",
                    "m, units", "('a',NULL),('b',3),('c',4)",
                    "b is lowest with 3 units; 1 row has no value.");
    expect_sentence("order: units desc", "m, units", "('a',NULL),('b',NULL)",
                    "2 rows: M, Units.");
}

TEST(sentence_of_one_row_says_what_it_holds)
{
    expect_sentence("", "m, units, price", "('Ion 4',1,2.5)",
                    "Ion 4: 1 unit, price of 2.5.");
    expect_sentence("columns: {revenue: {format: currency}}", "revenue",
                    "(9116000.5)", "Revenue of $9,116,000.50.");
    expect_sentence("answer: \"We made {revenue}.\"\n"
                    "columns: {revenue: {format: currency}}",
                    "revenue", "(12.0)", "We made $12.00.");
    expect_sentence("", "units", "(NULL)", "No units.");
}

TEST(sentence_of_one_row_of_a_filter_makes_no_claim)
{
    struct made made = made_values(
        "order: units desc\nanswer: \"{m} leads {r}.\"", "r, m, units",
        "('West','a',3),('West','b',2),('East','b',1)");

    assert_string_equal(made_filtered(&made, "m", "a", false), "a leads West.");
    assert_string_equal(made_filtered(&made, "r", "East", false),
                        "East, b: 1 unit.");
    made_free(&made);
}

TEST(sentence_without_an_order_tells_the_newest_or_the_shape)
{
    expect_sentence("answer: \"{m} wins.\"", "m, units", "('a',1),('b',2)",
                    "2 rows: M, Units.");
    expect_sentence("columns: {day: {grain: month}}", "day, units",
                    "('2026-10-01',1),('2026-11-01',2),('2026-09-01',7)",
                    "Latest of 3: November 2026: 2 units.");
}

TEST(sentence_ordered_by_time_tells_the_first_in_time)
{
    expect_sentence("order: day desc", "day, units",
                    "('1969-12-31',1),('1969-12-30',2)",
                    "Dec 31, 1969: 1 unit.");
    expect_sentence("order: year desc", "year, units", "(2025,1),(2026,2)",
                    "2026: 2 units.");
}

TEST(sentence_of_rows_that_were_cut_ranks_only_what_is_sorted)
{
    static const char sql[] = "SELECT 'a' AS m, 1 AS units UNION ALL "
                              "SELECT 'b', 2 UNION ALL SELECT 'c', 3 ";
    struct made loose =
        made_with("CREATE TABLE t(x)", "order: units desc", sql, 2, MADE_BYTES);
    struct made sorted =
        made_with("CREATE TABLE t(x)", "order: units asc", sql, 2, MADE_BYTES);

    assert_string_equal(made_sentence(&loose),
                        "2 rows, not all there are: M, Units.");
    assert_string_equal(made_sentence(&sorted), "a is lowest with 1 unit.");
    assert_string_equal(made_filtered(&sorted, NULL, NULL, true),
                        "2 rows, not all there are: M, Units.");
    made_free(&loose);
    made_free(&sorted);
}

TEST(sentence_names_the_period_of_no_rows)
{
    struct made made =
        made_from("CREATE TABLE t(d TEXT, n INTEGER)", "period: last 7 days",
                  "SELECT d, n FROM t WHERE d >= :from AND d < :until");

    assert_string_equal(made_sentence(&made), "No rows (last 7 days).");
    made_free(&made);
}

TEST(sentence_does_not_say_a_unit_twice)
{
    expect_sentence("order: wait asc\ncolumns: {wait: {unit: days}}\n"
                    "answer: \"{m} takes {wait} days, {m} takes {wait}.\"",
                    "m, wait", "('a',1.5),('b',2.5)",
                    "a takes 1.5 days, a takes 1.5 days.");
}

TEST(sentence_names_rows_no_longer_than_they_must_be)
{
    expect_sentence("order: units desc", "model, powertrain, units",
                    "('Ion 4','EV',3),('Volt S','EV',2),('Crest','ICE',1)",
                    "Ion 4 leads with 3 units.");
    expect_sentence("order: units desc", "region, model, powertrain, units",
                    "('East','Ion 4','EV',3),('West','Ion 4','EV',3),"
                    "('West','Crest','ICE',1)",
                    "East, Ion 4 and West, Ion 4 lead with 3 units each.");
}

TEST(sentence_counts_only_what_is_a_plural)
{
    expect_sentence("order: change desc", "m, change", "('a',7),('b',2)",
                    "a leads with change of 7.");
}

TEST(sentence_of_rows_in_another_order_speaks_of_that_order)
{
    struct made made = made_from(
        "CREATE TABLE f(model TEXT, units INTEGER, rank INTEGER);"
        "INSERT INTO f VALUES('Aria', 9, 1), ('Mesa', 7, 3), ('Duet', 5, 2);",
        "order: units desc\nanswer: \"{model} leads with {units} units.\"\n",
        "SELECT model, units, rank FROM f ORDER BY units DESC");
    uint32_t index[] = {1, 2, 0};
    struct rows rows = {&made.columns, index, 3};
    struct sentence_view view = {
        .is_reordered = true, .order_column = 2, .order_descending = true};
    struct buf text;

    buf_init(&text, 1000);
    sentence_write(&rows, &view, made.format, &text);
    assert_string_equal(buf_str(&text).ptr, "Mesa leads with rank of 3.");
    buf_release(&text);
    made_free(&made);
}
