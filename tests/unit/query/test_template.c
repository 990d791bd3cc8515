#include "query/template.h"

#include "cases.h"
#include "test.h"

static void parse_case(struct str input, struct arena *arena,
                       struct report *report)
{
    const struct template *template = template_parse(
        input, str_from("a/b"), str_from("queries/a/b.sql"), arena, report);

    assert_int_equal(template != NULL, report->error_count == 0);
}

TEST(template_mistakes_are_all_found_where_they_are)
{
    assert_true(cases_run("tests/cases/templates.txt", parse_case) > 40);
}

static const struct template *parsed(const char *text, struct arena *arena)
{
    const struct template *template;
    struct report report;

    report_init(&report, arena);
    template =
        template_parse(str_from(text), str_from("sales/top"),
                       str_from("queries/sales/top.sql"), arena, &report);
    if (!template)
        fail_msg("%s", cases_report(&report, arena).ptr);
    return template;
}

static void assert_text(struct str found, const char *expected)
{
    if (!str_is(found, expected))
        fail_msg("\"%.*s\" is not \"%s\"", STR_ARG(found), expected);
}

TEST(template_defaults_are_said_in_the_struct)
{
    struct arena *arena = arena_new();
    const struct template *t = parsed("/*---\ntitle: T\nquestions: [Q]\n---*/"
                                      "\n\nSELECT 1\n",
                                      arena);

    assert_text(t->id, "sales/top");
    assert_text(t->category, "sales");
    assert_text(t->name, "top");
    assert_text(t->cadence, "daily");
    assert_text(t->source, "");
    assert_text(t->sql, "SELECT 1");
    assert_int_equal(t->sql_line, 6);
    assert_false(t->has_period);
    assert_true(t->is_complete);
    assert_int_equal(t->max_age_s, 0);
    assert_int_equal(t->on_stale, ON_STALE_LABEL);
    assert_int_equal(t->limit_rows, 0);
    assert_int_equal(t->limit_ms, 0);
    assert_int_equal(strlen(t->hash), CRYPTO_SHA256_HEX);
    arena_free(arena);
}

TEST(template_keeps_what_its_header_says)
{
    struct arena *arena = arena_new();
    const struct template *t = parsed(
        "/*---\r\ntitle: T\r\nquestions: [Q one, Q two]\r\nperiod: last "
        "week\r\n"
        "columns: {units sold: {role: measure, big: true}, day: }\r\n"
        "order: units sold asc\r\n"
        "chart: {type: line, x: day, y: units sold, series: s}\r\n"
        "answer: \"{day}\"\r\nkey: day\r\nmax_age: 2d\r\non_stale: refuse\r\n"
        "limits: {rows: 5, seconds: 7}\r\nsynonyms: {units: [cars, trucks]}\r\n"
        "formerly: a/b\r\ncadence: every 15m\r\n---*/\r\n"
        "SELECT :from LIMIT 3",
        arena);

    assert_int_equal(t->questions.count, 2);
    assert_text(t->questions.items[1].text, "Q two");
    assert_int_equal(t->questions.items[1].line, 3);
    assert_int_equal(t->questions.items[1].column, 20);
    assert_true(t->has_period);
    assert_int_equal(t->period.grain, DATE_WEEK);
    assert_int_equal(t->column_count, 2);
    assert_text(t->columns[0].name, "units sold");
    assert_true(t->columns[0].is_big);
    assert_text(t->columns[1].role, "");
    assert_text(t->order_column, "units sold");
    assert_false(t->order_descending);
    assert_int_equal(t->order_line, 6);
    assert_text(t->chart.type, "line");
    assert_text(t->chart.y.items[0].text, "units sold");
    assert_int_equal(t->chart.series_line, 7);
    assert_text(t->key.items[0].text, "day");
    assert_int_equal(t->max_age_s, 2 * 86400);
    assert_int_equal(t->on_stale, ON_STALE_REFUSE);
    assert_int_equal(t->limit_rows, 5);
    assert_int_equal(t->limit_ms, 7000);
    assert_text(t->synonyms[0].others.items[1].text, "trucks");
    assert_text(t->formerly.items[0].text, "a/b");
    assert_text(t->cadence, "every 15m");
    assert_int_equal(t->cadence_line, 15);
    assert_true(t->uses_from);
    assert_false(t->uses_until);
    assert_true(t->has_limit);
    assert_false(t->is_complete);
    assert_int_equal(t->sql_line, 17);
    arena_free(arena);
}

static void assert_refused(const char *bytes, size_t len, const char *expected)
{
    struct arena *arena = arena_new();
    struct report report;
    struct str file = {bytes, len};

    report_init(&report, arena);
    assert_null(
        template_parse(file, str_from("a/b"), str_from("f"), arena, &report));
    assert_int_equal(report.count, 1);
    assert_text(report_line(&report.items[0], arena), expected);
    arena_free(arena);
}

TEST(template_bytes_that_are_no_text_are_refused)
{
    static char large[TEMPLATE_BYTES_MAX + 1];

    assert_refused("/*---\n\xFF", 7, "f:2:1: error: a byte that is not UTF-8");
    assert_refused("/*\0", 3, "f:1:3: error: the file contains NUL");
    assert_refused("\xEF\xBB\xBF/*---\n", 9,
                   "f:1:1: error: the file begins with a byte order mark; save "
                   "it as UTF-8 without one");
    memset(large, ' ', sizeof(large));
    assert_refused(large, sizeof(large),
                   "f: error: the file has 262145 bytes; at most 262144");
    assert_refused("", 0,
                   "f:1:1: error: a template begins with its header: /*---, "
                   "then YAML, then ---*/");
}

TEST(template_hash_is_of_every_byte)
{
    struct arena *arena = arena_new();
    const char *text = "/*---\ntitle: T\nquestions: [Q]\n---*/\nSELECT 1\n";
    const struct template *a = parsed(text, arena);
    const struct template *b =
        parsed(arena_printf(arena, "%s\n", text).ptr, arena);

    assert_string_not_equal(a->hash, b->hash);
    assert_string_equal(a->hash, parsed(text, arena)->hash);
    arena_free(arena);
}

TEST(template_question_key_compares_words)
{
    static const struct {
        const char *question, *key;
    } cases[] = {
        {"What were the  Top-selling models?", "what were the top selling "
                                               "models"},
        {"What's new", "whats new"},
        {"What\xE2\x80\x99s new \xE2\x80\x93 really\xE2\x80\xA6", "whats new "
                                                                  "really"},
        {"\xC3\x9C"
         "BER \xC3\x89T\xC3\x89",
         "\xC3\xBC"
         "ber \xC3\xA9t\xC3\xA9"},
        {"\xCE\xA9 \xD0\x96 \xD0\x81 \xC5\xBD", "\xCF\x89 \xD0\xB6 \xD1\x91 "
                                                "\xC5\xBE"},
        {"R&D over 5 %", "r&d over 5 %"},
        {"\xC2\xBFQu\xC3\xA9?", "qu\xC3\xA9"},
        {"?!", ""},
        {"\xE4\xBD\xA0\xE5\xA5\xBD \xF0\x9F\x9A\x97",
         "\xE4\xBD\xA0\xE5\xA5\xBD "
         "\xF0\x9F\x9A\x97"},
    };
    struct arena *arena = arena_new();

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_text(template_question_key(str_from(cases[i].question), arena),
                    cases[i].key);
    arena_free(arena);
}
