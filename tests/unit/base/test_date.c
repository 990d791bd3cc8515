/* Expected days and seconds were worked out with Python's datetime. */
#include "base/date.h"
#include "test.h"

static const struct calendar iso = {.week_starts = 1, .fiscal_year_starts = 1};

static struct date day_of(const char *text)
{
    struct date date = {0};

    assert_true(date_parse(str_from(text), &date));
    return date;
}

static void assert_day(struct date date, const char *expected)
{
    char text[DATE_TEXT_SIZE];

    assert_string_equal(date_format(date, text), expected);
}

TEST(date_counts_days_from_1970)
{
    static const struct {
        const char *text;
        int day, weekday;
    } cases[] = {
        {"0001-01-01", -719162, 1}, {"1582-10-15", -141427, 5},
        {"1900-03-01", -25508, 4},  {"1969-12-31", -1, 3},
        {"1970-01-01", 0, 4},       {"2000-02-29", 11016, 2},
        {"2026-11-20", 20777, 5},   {"2100-02-28", 47540, 7},
        {"9999-12-31", 2932896, 5},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct date date = day_of(cases[i].text);
        assert_int_equal(date.day, cases[i].day);
        assert_int_equal(date_weekday(date), cases[i].weekday);
        assert_day((struct date){cases[i].day}, cases[i].text);
    }
}

TEST(date_walks_every_day_without_a_hole)
{
    int year = 1, month = 1, day = 1;

    for (int n = -719162; n <= 2932896; n++) {
        struct date_ymd ymd = date_to_ymd((struct date){n});
        if (ymd.year != year || ymd.month != month || ymd.day != day ||
            date_from_ymd(year, month, day).day != n)
            fail_msg("day %d is not %d-%d-%d", n, year, month, day);
        if (++day > date_days_in_month(year, month)) {
            day = 1;
            year += month == 12;
            month = month % 12 + 1;
        }
    }
    assert_int_equal(year, 10000);
}

TEST(date_parse_takes_iso_dates_only)
{
    static const char *const bad[] = {
        "",           "2026-1-01",  "2026-13-01",  "2026-00-10",
        "2026-02-29", "2100-02-29", "0000-01-01",  "2026-11-31",
        "2026/11/20", "20261120",   "2026-11-200", " 2026-11-2",
        "+026-11-20", "2026-11-00",
    };

    for (size_t i = 0; i < COUNT(bad); i++) {
        struct date date = {42};
        assert_false(date_parse(str_from(bad[i]), &date));
        assert_int_equal(date.day, 42);
    }
}

TEST(date_add_keeps_the_day_or_takes_the_last)
{
    assert_day(date_add(day_of("2026-01-31"), 1, DATE_MONTH), "2026-02-28");
    assert_day(date_add(day_of("2023-11-30"), 1, DATE_QUARTER), "2024-02-29");
    assert_day(date_add(day_of("2024-02-29"), 1, DATE_YEAR), "2025-02-28");
    assert_day(date_add(day_of("2024-02-29"), -4, DATE_YEAR), "2020-02-29");
    assert_day(date_add(day_of("2026-01-15"), -1, DATE_MONTH), "2025-12-15");
    assert_day(date_add(day_of("2026-12-28"), 1, DATE_WEEK), "2027-01-04");
    assert_day(date_add(day_of("2026-03-01"), -1, DATE_DAY), "2026-02-28");
}

TEST(date_add_stops_at_the_ends_of_the_calendar)
{
    assert_day(date_add(day_of("9999-12-01"), 31, DATE_DAY), "9999-12-31");
    assert_day(date_add(day_of("9999-12-01"), 1, DATE_MONTH), "9999-12-31");
    assert_day(date_add(day_of("0001-02-01"), -2, DATE_MONTH), "0001-01-01");
    assert_day(date_add(day_of("2026-01-01"), INT32_MIN, DATE_YEAR),
               "0001-01-01");
    assert_day(date_add(day_of("2026-01-01"), INT32_MAX, DATE_WEEK),
               "9999-12-31");
}

TEST(date_start_follows_the_calendar_of_the_house)
{
    static const struct calendar sunday = {7, 1}, july = {1, 7},
                                 february = {6, 2};
    struct date friday = day_of("2026-11-20");

    assert_day(date_start(friday, DATE_DAY, &iso), "2026-11-20");
    assert_day(date_start(friday, DATE_WEEK, &iso), "2026-11-16");
    assert_day(date_start(friday, DATE_WEEK, &sunday), "2026-11-15");
    assert_day(date_start(friday, DATE_WEEK, &february), "2026-11-14");
    assert_day(date_start(friday, DATE_MONTH, &july), "2026-11-01");
    assert_day(date_start(friday, DATE_QUARTER, &iso), "2026-10-01");
    assert_day(date_start(friday, DATE_QUARTER, &february), "2026-11-01");
    assert_day(date_start(friday, DATE_YEAR, &iso), "2026-01-01");
    assert_day(date_start(friday, DATE_YEAR, &july), "2026-07-01");
    assert_day(date_start(day_of("2026-06-30"), DATE_YEAR, &july),
               "2025-07-01");
    assert_day(date_start(day_of("2026-01-31"), DATE_QUARTER, &february),
               "2025-11-01");
}

TEST(date_writes_and_reads_instants)
{
    static const struct {
        const char *text;
        int64_t time_s;
    } cases[] = {
        {"2026-11-20T09:00:00Z", 1795165200},
        {"1969-12-31T23:59:59Z", -1},
        {"0001-01-01T00:00:00Z", -62135596800},
        {"9999-12-31T23:59:59Z", 253402300799},
        {"2038-01-19T03:14:08Z", 2147483648},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[DATE_TIME_TEXT_SIZE];
        int64_t time_s = 0;
        assert_string_equal(date_format_time(cases[i].time_s, text),
                            cases[i].text);
        assert_true(date_parse_time(str_from(cases[i].text), &time_s));
        assert_int_equal(time_s, cases[i].time_s);
    }
    assert_day(date_of_time(-1), "1969-12-31");
    assert_day(date_of_time(86399), "1970-01-01");
    assert_day(date_of_time(INT64_MIN), "0001-01-01");
}

TEST(date_parse_time_refuses_other_forms)
{
    static const char *const bad[] = {
        "",
        "2026-11-20",
        "2026-11-20 09:00:00Z",
        "2026-11-20T09:00:00",
        "2026-11-20T24:00:00Z",
        "2026-11-20T09:60:00Z",
        "2026-11-20T09:00:60Z",
        "2026-11-20T09:00:00z",
        "2026-11-20T09:00:0 Z",
        "2026-02-30T09:00:00Z",
    };

    for (size_t i = 0; i < COUNT(bad); i++) {
        int64_t time_s = 42;
        assert_false(date_parse_time(str_from(bad[i]), &time_s));
        assert_int_equal(time_s, 42);
    }
}

TEST(date_format_time_stops_at_the_ends_of_the_calendar)
{
    char text[DATE_TIME_TEXT_SIZE];

    assert_string_equal(date_format_time(INT64_MAX, text),
                        "9999-12-31T23:59:59Z");
    assert_string_equal(date_format_time(INT64_MIN, text),
                        "0001-01-01T00:00:00Z");
}
