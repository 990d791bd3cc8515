/* Expected texts follow the CLDR's conventions; \u00a0 is a no-break space. */
#include "base/format.h"
#include "test.h"

#include <pthread.h>
#include <stdlib.h>

static struct format *open_format(const char *locale, const char *currency)
{
    struct err err = {0};
    struct format *format =
        format_open(str_from(locale), str_from(currency), &err);

    if (!format)
        fail_msg("%s", err.text);
    return format;
}

static void assert_text(struct str text, const char *expected)
{
    assert_string_equal(text.ptr, expected);
    assert_int_equal(text.len, strlen(expected));
}

TEST(format_writes_numbers_for_americans)
{
    struct format *f = open_format("en_US", "USD");
    struct arena *arena = arena_new();

    assert_text(format_integer(f, arena, 1234567), "1,234,567");
    assert_text(format_integer(f, arena, INT64_MIN),
                "-9,223,372,036,854,775,808");
    assert_text(format_decimal(f, arena, 1234.5, 2), "1,234.50");
    assert_text(format_decimal(f, arena, 2.5, 0), "3");
    assert_text(format_decimal(f, arena, -2.5, 0), "-3");
    assert_text(format_decimal(f, arena, 1.005, 2), "1.01");
    assert_text(format_decimal(f, arena, -0.2, 0), "0");
    assert_text(format_decimal(f, arena, 0.1234567, 6), "0.123457");
    assert_text(format_percent(f, arena, 0.123), "12.3%");
    assert_text(format_percent(f, arena, 0.5), "50%");
    assert_text(format_percent(f, arena, -0.0417), "-4.2%");
    assert_text(format_percent(f, arena, 12), "1,200%");
    assert_text(format_currency(f, arena, 1234.5), "$1,234.50");
    assert_text(format_currency(f, arena, -3), "-$3.00");
    assert_text(format_compact(f, arena, 1234), "1.2K");
    assert_text(format_compact(f, arena, 3412345), "3.4M");
    assert_text(format_compact(f, arena, 999999), "1M");
    assert_text(format_compact(f, arena, 12), "12");
    assert_int_equal(format_decimal(f, arena, -1.7e308, 6).len, 419);
    assert_true(format_currency(f, arena, 1.7e308).len > 400);
    assert_true(format_compact(f, arena, 1.7e308).len > 300);
    arena_free(arena);
    format_close(f);
}

TEST(format_writes_numbers_for_germans)
{
    struct format *f = open_format("de_DE", "EUR");
    struct arena *arena = arena_new();

    assert_text(format_integer(f, arena, 1234567), "1.234.567");
    assert_text(format_decimal(f, arena, 1234.5, 2), "1.234,50");
    assert_text(format_percent(f, arena, 0.123), "12,3\u00a0%");
    assert_text(format_currency(f, arena, 1234.5), "1.234,50\u00a0€");
    assert_text(format_compact(f, arena, 3412345), "3,4\u00a0Mio.");
    arena_free(arena);
    format_close(f);
}

TEST(format_currency_has_the_digits_of_its_currency)
{
    struct arena *arena = arena_new();
    struct format *f = open_format("en-US", "JPY");

    assert_text(format_currency(f, arena, 1234.5), "¥1,235");
    format_close(f);
    f = open_format("en_US.UTF-8", "KWD");
    assert_text(format_currency(f, arena, 1.5), "KWD\u00a0"
                                                "1.500");
    format_close(f);
    arena_free(arena);
}

TEST(format_duration_takes_the_two_largest_units)
{
    static const struct {
        double seconds;
        const char *text;
    } cases[] = {
        {0, "0 s"},
        {0.35, "0.4 s"},
        {45, "45 s"},
        {59.94, "59.9 s"},
        {59.96, "1 min"},
        {330, "5 min 30 s"},
        {3599.6, "1 h"},
        {7500, "2 h 5 min"},
        {-7500, "-2 h 5 min"},
        {86399, "1 d"},
        {273600, "3 d 4 h"},
        {86400.0 * 1234, "1,234 d"},
        {1e300, "11,574,074,074 d 2 h"},
    };
    struct format *f = open_format("en_US", "USD");
    struct arena *arena = arena_new();

    for (size_t i = 0; i < COUNT(cases); i++)
        assert_text(format_duration(f, arena, cases[i].seconds), cases[i].text);
    arena_free(arena);
    format_close(f);
}

TEST(format_date_knows_grains_and_locales)
{
    static const struct {
        const char *locale;
        enum date_grain grain;
        const char *text;
    } cases[] = {
        {"en_US", DATE_DAY, "Nov 20, 2026"},
        {"en_US", DATE_WEEK, "Nov 20, 2026"},
        {"en_US", DATE_MONTH, "November 2026"},
        {"en_US", DATE_QUARTER, "Q4 2026"},
        {"en_US", DATE_YEAR, "2026"},
        {"de_DE", DATE_DAY, "20.11.2026"},
        {"de_DE", DATE_MONTH, "November 2026"},
        {"de_DE", DATE_QUARTER, "Q4 2026"},
        {"fr_FR", DATE_MONTH, "novembre 2026"},
        {"th_TH", DATE_YEAR, "2026"},
    };
    struct arena *arena = arena_new();

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct format *f = open_format(cases[i].locale, "USD");
        assert_text(
            format_date(f, arena, date_from_ymd(2026, 11, 20), cases[i].grain),
            cases[i].text);
        format_close(f);
    }
    arena_free(arena);
}

TEST(format_date_keeps_the_day_whatever_the_process_zone)
{
    struct format *f;
    struct arena *arena = arena_new();

    setenv("TZ", "America/Los_Angeles", 1);
    f = open_format("en_US", "USD");
    assert_text(format_date(f, arena, date_from_ymd(2026, 1, 1), DATE_DAY),
                "Jan 1, 2026");
    assert_text(format_date(f, arena, date_from_ymd(1500, 3, 1), DATE_DAY),
                "Mar 1, 1500");
    assert_text(format_date(f, arena, date_from_ymd(1, 1, 1), DATE_DAY),
                "Jan 1, 1");
    unsetenv("TZ");
    format_close(f);
    arena_free(arena);
}

TEST(format_open_refuses_unknown_names)
{
    static const struct {
        const char *locale, *currency, *hint;
    } cases[] = {
        {"klingon", "USD", "unknown locale \"klingon\""},
        {"", "USD", "unknown locale"},
        {"en_XX", "USD", "unknown locale"},
        {"de_DE@currency=USD", "EUR", "unknown locale"},
        {"en_US", "XQX", "unknown currency \"XQX\""},
        {"en_US", "usd", "unknown currency"},
        {"en_US", "", "unknown currency"},
        {"en_US", "DOLLAR", "unknown currency"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct err err = {0};
        assert_null(format_open(str_from(cases[i].locale),
                                str_from(cases[i].currency), &err));
        assert_int_equal(err.code, ERR_INPUT);
        assert_non_null(strstr(err.text, cases[i].hint));
    }
}

static void *write_often(void *format)
{
    struct arena *arena = arena_new();

    for (int i = 0; i < 500; i++) {
        arena_reset(arena);
        assert_text(format_currency(format, arena, 1234.5), "$1,234.50");
        assert_text(
            format_date(format, arena, date_from_ymd(2026, 11, 20), DATE_DAY),
            "Nov 20, 2026");
    }
    arena_free(arena);
    return NULL;
}

TEST(format_serves_many_threads)
{
    struct format *format = open_format("en_US", "USD");
    pthread_t threads[4];

    for (size_t i = 0; i < COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_often, format),
                         0);
    for (size_t i = 0; i < COUNT(threads); i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    format_close(format);
}
