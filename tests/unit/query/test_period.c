/* Expected days were read off a calendar. 2026-11-20 is a Friday. */
#include "query/period.h"
#include "test.h"

static const struct calendar plain = {.week_starts = 1,
                                      .fiscal_year_starts = 1};

static struct period parsed(const char *text)
{
    struct err err = {0};
    struct period period = {0};

    if (!period_parse(&period, str_from(text), &err))
        fail_msg("%s", err.text);
    return period;
}

static struct date day_of(const char *text)
{
    struct date date = {0};

    assert_true(date_parse(str_from(text), &date));
    return date;
}

static void assert_span(const char *text, const char *as_of,
                        const struct calendar *calendar, const char *from,
                        const char *until)
{
    struct period period = parsed(text);
    struct span span = period_resolve(&period, day_of(as_of), calendar);
    char out[DATE_TEXT_SIZE];

    if (strcmp(date_format(span.from, out), from) != 0)
        fail_msg("\"%s\" on %s is from %s, not %s", text, as_of, out, from);
    if (strcmp(date_format(span.until, out), until) != 0)
        fail_msg("\"%s\" on %s is until %s, not %s", text, as_of, out, until);
}

TEST(period_relative_forms_end_before_the_day)
{
    static const struct {
        const char *text, *from, *until;
    } cases[] = {
        {"yesterday", "2026-11-19", "2026-11-20"},
        {"last day", "2026-11-19", "2026-11-20"},
        {"today", "2026-11-20", "2026-11-21"},
        {"last 7 days", "2026-11-13", "2026-11-20"},
        {"Last 7 Days", "2026-11-13", "2026-11-20"},
        {"last 7 days including today", "2026-11-14", "2026-11-21"},
        {"last 36500 days", "1926-12-15", "2026-11-20"},
        {"last week", "2026-11-09", "2026-11-16"},
        {"last 1 week", "2026-11-09", "2026-11-16"},
        {"last 4 weeks", "2026-10-19", "2026-11-16"},
        {"last month", "2026-10-01", "2026-11-01"},
        {"last 12 months", "2025-11-01", "2026-11-01"},
        {"last quarter", "2026-07-01", "2026-10-01"},
        {"last 4 quarters", "2025-10-01", "2026-10-01"},
        {"last year", "2025-01-01", "2026-01-01"},
        {"last 3 years", "2023-01-01", "2026-01-01"},
        {"this week", "2026-11-16", "2026-11-20"},
        {"this month", "2026-11-01", "2026-11-20"},
        {"this quarter", "2026-10-01", "2026-11-20"},
        {"this year", "2026-01-01", "2026-11-20"},
        {"this year including today", "2026-01-01", "2026-11-21"},
        {"week to date", "2026-11-16", "2026-11-21"},
        {"month to date", "2026-11-01", "2026-11-21"},
        {"MTD", "2026-11-01", "2026-11-21"},
        {"qtd", "2026-10-01", "2026-11-21"},
        {"ytd", "2026-01-01", "2026-11-21"},
        {"since 2026-03-14", "2026-03-14", "2026-11-20"},
        {"since 2026-03-14 to date", "2026-03-14", "2026-11-21"},
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_span(cases[i].text, "2026-11-20", &plain, cases[i].from,
                    cases[i].until);
}

TEST(period_named_forms_are_of_the_civil_calendar)
{
    static const struct calendar july = {1, 7};

    assert_span("2025", "2026-11-20", &july, "2025-01-01", "2026-01-01");
    assert_span("Q3 2025", "2026-11-20", &july, "2025-07-01", "2025-10-01");
    assert_span("q4 2025", "2026-11-20", &july, "2025-10-01", "2026-01-01");
    assert_span("March 2025", "2026-11-20", &july, "2025-03-01", "2025-04-01");
    assert_span("december 2024", "2026-11-20", &july, "2024-12-01",
                "2025-01-01");
    assert_span("2024-02", "2026-11-20", &july, "2024-02-01", "2024-03-01");
    assert_span("2024-02-29", "2026-11-20", &july, "2024-02-29", "2024-03-01");
    assert_span("2025-01-01..2025-03-31", "2026-11-20", &july, "2025-01-01",
                "2025-04-01");
}

TEST(period_follows_the_fiscal_year_and_the_week)
{
    static const struct calendar house = {.week_starts = 7,
                                          .fiscal_year_starts = 2};

    assert_span("this week", "2026-11-20", &house, "2026-11-15", "2026-11-20");
    assert_span("last week", "2026-11-20", &house, "2026-11-08", "2026-11-15");
    assert_span("last quarter", "2026-11-20", &house, "2026-08-01",
                "2026-11-01");
    assert_span("this year", "2026-01-31", &house, "2025-02-01", "2026-01-31");
    assert_span("last year", "2026-01-31", &house, "2024-02-01", "2025-02-01");
    assert_span("last month", "2026-01-31", &house, "2025-12-01", "2026-01-01");
}

TEST(period_can_be_empty_but_never_backwards)
{
    assert_span("this month", "2026-11-01", &plain, "2026-11-01", "2026-11-01");
    assert_span("month to date", "2026-11-01", &plain, "2026-11-01",
                "2026-11-02");
    assert_span("this week", "2026-11-16", &plain, "2026-11-16", "2026-11-16");
    assert_span("since 2027-01-01", "2026-11-20", &plain, "2027-01-01",
                "2027-01-01");
}

TEST(period_equal_compares_what_was_asked)
{
    static const struct {
        const char *a, *b;
        bool is_equal;
    } cases[] = {
        {"yesterday", "last 1 days", true},
        {"today", "last day including today", true},
        {"last week", "last 1 week", true},
        {"last week", "last 7 days", false},
        {"last 2 weeks", "last 14 days", false},
        {"last 7 days", "last 7 days including today", false},
        {"this month", "month to date", false},
        {"mtd", "this month including today", true},
        {"last 12 months", "last year", false},
        {"2025", "2025-01-01..2025-12-31", true},
        {"Q1 2025", "2025-01-01..2025-03-31", true},
        {"2025-03", "march 2025", true},
        {"2025", "2024", false},
        {"since 2025-01-01", "since 2025-01-02", false},
        {"since 2025-01-01 including today", "since 2025-01-01 to date", true},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct period a = parsed(cases[i].a), b = parsed(cases[i].b);
        if (period_equal(&a, &b) != cases[i].is_equal)
            fail_msg("\"%s\" and \"%s\"", cases[i].a, cases[i].b);
    }
}

TEST(period_name_is_the_shortest_text_and_reads_back)
{
    static const struct {
        const char *text, *name;
    } cases[] = {
        {"last day", "yesterday"},
        {"last 1 day including today", "today"},
        {"last 1 months", "last month"},
        {"LAST 7 DAYS", "last 7 days"},
        {"last 7 days including today", "last 7 days including today"},
        {"last 4 weeks", "last 4 weeks"},
        {"this quarter", "this quarter"},
        {"ytd", "year to date"},
        {"2025-01-01..2025-12-31", "2025"},
        {"2025-07-01..2025-09-30", "Q3 2025"},
        {"2024-02-01..2024-02-29", "February 2024"},
        {"2025-03-14..2025-03-14", "2025-03-14"},
        {"2025-03-14..2025-04-13", "2025-03-14..2025-04-13"},
        {"Since 2025-01-01", "since 2025-01-01"},
        {"since 2025-01-01 including today", "since 2025-01-01 to date"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct period period = parsed(cases[i].text), again;
        char name[PERIOD_NAME_SIZE];
        assert_string_equal(period_name(&period, name), cases[i].name);
        again = parsed(name);
        assert_true(period_equal(&period, &again));
    }
}

TEST(period_parse_refuses_and_says_what_is_expected)
{
    static const struct {
        const char *text, *hint;
    } cases[] = {
        {"", "last 7 days"},
        {"fortnight", "last 7 days"},
        {"last", "last 7 days"},
        {"last 0 days", "a count from 1"},
        {"last -1 days", "after \"last\""},
        {"last 99999999999999999999 days", "a count from 1"},
        {"last 36501 days", "a count from 1"},
        {"last 1201 months", "at most 100 years"},
        {"last 7  days", "after \"last\""},
        {"last 7 days ", "after \"last\""},
        {"last 7 days  including today", "after \"last\""},
        {"last 7 moons", "after \"last\""},
        {"last 3 months including today", "cannot include today"},
        {"this day", "after \"this\""},
        {"this", "last 7 days"},
        {"day to date", "before \"to date\""},
        {"month to date including today", "last 7 days"},
        {"yesterday including today", "last 7 days"},
        {"2025 including today", "last 7 days"},
        {"since yesterday", "after \"since\""},
        {"since 2025-02-29", "after \"since\""},
        {"Q5 2025", "last 7 days"},
        {"Q3", "last 7 days"},
        {"Mar 2025", "last 7 days"},
        {"0000", "last 7 days"},
        {"9999", "last 7 days"},
        {"2025-13", "last 7 days"},
        {"2025-02-30", "write dates"},
        {"2025-01-01 to 2025-03-31", "write dates"},
        {"2025-01-01..", "write dates"},
        {"2025-03-31..2025-01-01", "before its start"},
        {"2025-01-01..9999-12-31", "the last year is 9998"},
        {"last 7 days including today and whatever else comes to my mind now",
         "longer than 64"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct err err = {0};
        struct period period = {.count = 42};
        if (period_parse(&period, str_from(cases[i].text), &err))
            fail_msg("\"%s\" was taken", cases[i].text);
        assert_int_equal(err.code, ERR_INPUT);
        assert_int_equal(period.count, 42);
        if (!strstr(err.text, cases[i].hint))
            fail_msg("\"%s\": %s", cases[i].text, err.text);
    }
}
