/* Expected days were read off calendars, instants worked out by hand. */
#include "scheduler/cadence.h"
#include "test.h"

static struct zone *open_zone(const char *name)
{
    struct err err = {0};
    struct zone *zone = zone_open(str_from(name), &err);

    if (!zone)
        fail_msg("%s", err.text);
    return zone;
}

static int64_t seconds(const char *text)
{
    int64_t time_s = 0;

    assert_true(date_parse_time(str_from(text), &time_s));
    return time_s;
}

struct next_case {
    const char *text, *after, *next;
};

static void assert_next(const char *zone_name, const struct next_case *cases,
                        size_t count)
{
    struct zone *zone = open_zone(zone_name);

    for (size_t i = 0; i < count; i++) {
        struct err err = {0};
        struct cadence cadence;
        char next[DATE_TIME_TEXT_SIZE];
        if (!cadence_parse(&cadence, str_from(cases[i].text), zone, &err))
            fail_msg("%s", err.text);
        date_format_time(cadence_next(&cadence, seconds(cases[i].after)), next);
        if (strcmp(next, cases[i].next) != 0)
            fail_msg("\"%s\" after %s: %s, not %s", cases[i].text,
                     cases[i].after, next, cases[i].next);
    }
    zone_close(zone);
}

TEST(cadence_next_is_strictly_later)
{
    static const struct next_case cases[] = {
        {"every 15m", "1970-01-01T00:00:00Z", "1970-01-01T00:15:00Z"},
        {"every 15m", "1970-01-01T00:14:59Z", "1970-01-01T00:15:00Z"},
        {"every 15m", "1970-01-01T00:15:00Z", "1970-01-01T00:30:00Z"},
        {"daily 06:30", "2026-11-20T06:29:59Z", "2026-11-20T06:30:00Z"},
        {"daily 06:30", "2026-11-20T06:30:00Z", "2026-11-21T06:30:00Z"},
        {"* * * * *", "2026-11-20T06:30:00Z", "2026-11-20T06:31:00Z"},
        {"* * * * *", "2026-11-20T23:59:59Z", "2026-11-21T00:00:00Z"},
        {"59 23 * * *", "2026-11-20T23:59:59Z", "2026-11-21T23:59:00Z"},
    };

    assert_next("UTC", cases, COUNT(cases));
}

TEST(cadence_every_counts_from_the_epoch)
{
    static const struct next_case cases[] = {
        {"every 7d", "2026-11-20T09:00:00Z", "2026-11-26T00:00:00Z"},
        {"every 168h", "2026-11-20T09:00:00Z", "2026-11-26T00:00:00Z"},
        {"every 1d", "2026-11-20T09:00:00Z", "2026-11-21T00:00:00Z"},
        {"EVERY 2H", "2026-11-20T09:00:00Z", "2026-11-20T10:00:00Z"},
    };

    assert_next("America/New_York", cases, COUNT(cases));
}

TEST(cadence_friendly_forms_are_in_local_time)
{
    static const struct next_case cases[] = {
        {"daily 02:00", "2026-11-20T09:00:00Z", "2026-11-21T07:00:00Z"},
        {"weekly sunday 03:00", "2026-11-20T09:00:00Z", "2026-11-22T08:00:00Z"},
        {"weekly Mon 03:00", "2026-11-20T09:00:00Z", "2026-11-23T08:00:00Z"},
        {"monthly 1 04:00", "2026-11-20T09:00:00Z", "2026-12-01T09:00:00Z"},
        {"monthly last 04:00", "2026-02-10T09:00:00Z", "2026-02-28T09:00:00Z"},
        {"monthly last 04:00", "2028-02-10T09:00:00Z", "2028-02-29T09:00:00Z"},
        {"  daily\t02:00 ", "2026-11-20T09:00:00Z", "2026-11-21T07:00:00Z"},
    };

    assert_next("America/New_York", cases, COUNT(cases));
}

TEST(cadence_reads_cron_fields)
{
    static const struct next_case cases[] = {
        {"0 2 * * *", "2026-11-20T09:00:00Z", "2026-11-21T02:00:00Z"},
        {"*/7 * * * *", "2026-11-20T09:56:00Z", "2026-11-20T10:00:00Z"},
        {"5-59/15 9 * * *", "2026-11-20T09:06:00Z", "2026-11-20T09:20:00Z"},
        {"0 9-17/4 * * 1-5", "2026-11-20T17:00:00Z", "2026-11-23T09:00:00Z"},
        {"0 0 * * 0", "2026-11-20T09:00:00Z", "2026-11-22T00:00:00Z"},
        {"0 0 * * 7", "2026-11-20T09:00:00Z", "2026-11-22T00:00:00Z"},
        {"0 0 * * SUN", "2026-11-20T09:00:00Z", "2026-11-22T00:00:00Z"},
        {"0 0 * * sat-7", "2026-11-21T09:00:00Z", "2026-11-22T00:00:00Z"},
        {"0 0 1 JAN,jul *", "2026-11-20T09:00:00Z", "2027-01-01T00:00:00Z"},
        {"0 0 31 * *", "2026-11-20T09:00:00Z", "2026-12-31T00:00:00Z"},
        {"0 0 31 4-6 *", "2026-06-01T00:00:00Z", "2027-05-31T00:00:00Z"},
        {"\t0  2 * * *  ", "2026-11-20T09:00:00Z", "2026-11-21T02:00:00Z"},
        {"@hourly", "2026-11-20T09:00:00Z", "2026-11-20T10:00:00Z"},
        {"@Daily", "2026-11-20T09:00:00Z", "2026-11-21T00:00:00Z"},
        {"@midnight", "2026-11-20T09:00:00Z", "2026-11-21T00:00:00Z"},
        {"@weekly", "2026-11-20T09:00:00Z", "2026-11-22T00:00:00Z"},
        {"@monthly", "2026-11-20T09:00:00Z", "2026-12-01T00:00:00Z"},
        {"@yearly", "2026-11-20T09:00:00Z", "2027-01-01T00:00:00Z"},
        {"@annually", "2026-11-20T09:00:00Z", "2027-01-01T00:00:00Z"},
    };

    assert_next("UTC", cases, COUNT(cases));
}

TEST(cadence_day_and_weekday_mean_either_when_both_are_stated)
{
    static const struct next_case cases[] = {
        {"0 8 1 * mon", "2026-11-20T09:00:00Z", "2026-11-23T08:00:00Z"},
        {"0 8 1 * mon", "2026-11-30T09:00:00Z", "2026-12-01T08:00:00Z"},
        {"0 8 * * mon", "2026-11-30T09:00:00Z", "2026-12-07T08:00:00Z"},
        {"0 8 */2 * mon", "2026-11-20T09:00:00Z", "2026-11-23T08:00:00Z"},
        {"0 8 */2 * mon", "2026-11-23T09:00:00Z", "2026-12-07T08:00:00Z"},
        {"0 0 30 2 mon", "2026-11-20T09:00:00Z", "2027-02-01T00:00:00Z"},
    };

    assert_next("UTC", cases, COUNT(cases));
}

TEST(cadence_finds_leap_days_however_far)
{
    static const struct next_case cases[] = {
        {"0 0 29 2 *", "2026-11-20T09:00:00Z", "2028-02-29T00:00:00Z"},
        {"0 0 29 feb *", "2096-02-29T00:00:00Z", "2104-02-29T00:00:00Z"},
        /* The 29 February that is a Sunday: 2032, 2060, 2088, and 2128. */
        {"0 0 29 2 */7", "2026-11-20T09:00:00Z", "2032-02-29T00:00:00Z"},
        {"0 0 29 2 */7", "2088-03-01T00:00:00Z", "2128-02-29T00:00:00Z"},
        {"*/5 * 29 2 */7", "2088-03-01T00:00:00Z", "2128-02-29T00:00:00Z"},
    };

    assert_next("UTC", cases, COUNT(cases));
}

TEST(cadence_stated_times_run_once_when_the_clock_changes)
{
    static const struct next_case cases[] = {
        /* Forward on 29 March 2026 at 01:00 UTC, from 02:00 to 03:00. */
        {"daily 02:30", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"},
        {"daily 02:30", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"},
        {"0,20,40 2,3 * * *", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"},
        {"0,20,40 2,3 * * *", "2026-03-29T01:00:00Z", "2026-03-29T01:20:00Z"},
        /* Back on 25 October 2026 at 01:00 UTC, from 03:00 to 02:00. */
        {"daily 02:30", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"},
        {"daily 02:30", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"},
        {"0-59 2 * * *", "2026-10-25T00:59:00Z", "2026-10-26T01:00:00Z"},
    };

    assert_next("Europe/Berlin", cases, COUNT(cases));
}

TEST(cadence_runs_by_interval_follow_elapsed_time)
{
    static const struct next_case cases[] = {
        {"30 * * * *", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"},
        {"*/30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-30T00:00:00Z"},
        {"30 * * * *", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"},
        {"*/30 2 * * *", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z"},
        {"*/30 2 * * *", "2026-10-25T01:30:00Z", "2026-10-26T01:00:00Z"},
    };

    assert_next("Europe/Berlin", cases, COUNT(cases));
}

TEST(cadence_parse_refuses_and_says_where)
{
    static const struct {
        const char *text, *hint;
    } cases[] = {
        {"", "column 1: expected \"every 15m\""},
        {"   ", "column 4: expected \"every 15m\""},
        {"hourly", "column 1: expected \"every 15m\""},
        {"every", "column 6: expected a number with m, h or d"},
        {"every m", "column 7: expected a number"},
        {"every 0m", "column 7: expected a number"},
        {"every -5m", "column 7: expected a number"},
        {"every 15", "column 7: expected a number"},
        {"every 15s", "column 7: expected a number"},
        {"every 8d", "column 7: expected a number"},
        {"every 10081m", "column 7: expected a number"},
        {"every 99999999999999999999m", "column 7: expected a number"},
        {"every 15m daily", "column 11: expected nothing"},
        {"daily", "column 6: expected a time"},
        {"daily 6:30", "column 7: expected a time"},
        {"daily 24:00", "column 7: expected a time"},
        {"daily 06:60", "column 7: expected a time"},
        {"daily 06:30:00", "column 7: expected a time"},
        {"daily 06:30 utc", "column 13: expected nothing"},
        {"weekly 06:30", "column 8: expected a weekday"},
        {"weekly moon 06:30", "column 8: expected a weekday"},
        {"weekly sun", "column 11: expected a time"},
        {"monthly 0 04:00", "column 9: expected a day from 1 to 28"},
        {"monthly 29 04:00", "column 9: expected a day from 1 to 28"},
        {"@reboot", "column 1: expected @hourly"},
        {"@daily 02:00", "column 8: expected nothing"},
        {"0 2 * *", "column 8: expected five fields"},
        {"0 2 * * * *", "column 11: expected nothing"},
        {"60 2 * * *", "column 1: \"60\" is not a minute from 0 to 59"},
        {"0 24 * * *", "column 3: \"24\" is not an hour from 0 to 23"},
        {"0 0 0 * *", "column 5: \"0\" is not a day from 1 to 31"},
        {"0 0 32 * *", "column 5: \"32\" is not a day"},
        {"0 0 * 13 *", "column 7: \"13\" is not a month"},
        {"0 0 * january *", "column 7: \"january\" is not a month"},
        {"0 0 * * 8", "column 9: \"8\" is not a weekday"},
        {"0 0 * * monday", "column 9: \"monday\" is not a weekday"},
        {"0 0 mon * *", "column 5: \"mon\" is not a day"},
        {"0 99999999999999999999 * * *", "is not an hour"},
        {"0 0 ? * *", "column 5: \"?\" is not a day"},
        {"0 0 L * *", "column 5: \"L\" is not a day"},
        {"0 22-2 * * *", "column 3: a range may not run backwards"},
        {"0 0 * * fri-sun", "column 9: a range may not run backwards"},
        {", 2 * * *", "column 1: expected \"every 15m\""},
        {"0, 2 * * *", "column 3: expected a minute"},
        {"0,,5 2 * * *", "column 3: expected a minute"},
        {"0 2- * * *", "column 5: expected an hour"},
        {"0 -2 * * *", "column 3: expected an hour"},
        {"0 1-2-3 * * *", "column 6: expected a comma or a space"},
        {"*5 2 * * *", "column 2: expected a comma or a space"},
        {"*/0 2 * * *", "column 3: expected a step from 1 to 59"},
        {"*/60 2 * * *", "column 3: expected a step from 1 to 59"},
        {"*/ 2 * * *", "column 3: expected a step"},
        {"0 5/2 * * *", "column 4: a step needs a range or *"},
        {"0 0 30 2 *", "never runs"},
        {"0 0 31 4,6,9,11 *", "never runs"},
        {"0 0 30-31 2 */2", "never runs"},
    };
    struct zone *zone = open_zone("UTC");

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct err err = {0};
        struct cadence untouched = {.period_s = 7};
        if (cadence_parse(&untouched, str_from(cases[i].text), zone, &err))
            fail_msg("\"%s\" was taken", cases[i].text);
        assert_int_equal(err.code, ERR_INPUT);
        assert_int_equal(untouched.period_s, 7);
        if (!strstr(err.text, cases[i].hint))
            fail_msg("\"%s\": %s", cases[i].text, err.text);
    }
    zone_close(zone);
}

TEST(cadence_parse_takes_a_megabyte_calmly)
{
    static char text[1 << 20];
    struct zone *zone = open_zone("UTC");
    struct cadence cadence;
    struct err err = {0};

    memset(text, '1', sizeof(text));
    assert_false(
        cadence_parse(&cadence, (struct str){text, sizeof(text)}, zone, &err));
    memset(text, ' ', sizeof(text));
    memcpy(text, "0 2 * * *", 9);
    assert_true(
        cadence_parse(&cadence, (struct str){text, sizeof(text)}, zone, &err));
    zone_close(zone);
}
