/* Expected instants and offsets were worked out with Python's zoneinfo. */
#include "base/zone.h"
#include "test.h"

#include <pthread.h>

static struct zone *open_zone(const char *name)
{
    struct err err = {0};
    struct zone *zone = zone_open(str_from(name), &err);

    if (!zone)
        fail_msg("%s", err.text);
    assert_string_equal(zone_name(zone), name);
    return zone;
}

/* "2026-03-29T02:30:00Z" as a local time: the Z only closes the text. */
static int64_t seconds(const char *text)
{
    int64_t time_s = 0;

    assert_true(date_parse_time(str_from(text), &time_s));
    return time_s;
}

TEST(zone_offset_changes_with_the_clock)
{
    static const struct {
        const char *zone;
        int64_t utc_s;
        int offset_s;
        const char *abbreviation;
    } cases[] = {
        {"Europe/Berlin", 1774745999, 3600, "CET"},
        {"Europe/Berlin", 1774746000, 7200, "CEST"},
        {"Europe/Berlin", 1792889999, 7200, "CEST"},
        {"Europe/Berlin", 1792890000, 3600, "CET"},
        {"Europe/Berlin", 2540246400, 7200, "CEST"},
        {"Europe/Berlin", 2553465600, 3600, "CET"},
        {"Asia/Kathmandu", 1767225600, 20700, "+0545"},
        {"Pacific/Apia", 1325239199, -36000, "-10"},
        {"Pacific/Apia", 1325239200, 50400, "+14"},
        {"Australia/Lord_Howe", 1791041399, 37800, "+1030"},
        {"Australia/Lord_Howe", 1791041400, 39600, "+11"},
        {"UTC", 1774746000, 0, "UTC"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct zone *zone = open_zone(cases[i].zone);
        char text[ZONE_ABBREVIATION_SIZE];
        assert_int_equal(zone_offset_s(zone, cases[i].utc_s),
                         cases[i].offset_s);
        assert_string_equal(zone_abbreviation(zone, cases[i].utc_s, text),
                            cases[i].abbreviation);
        zone_close(zone);
    }
}

TEST(zone_resolve_tells_gaps_and_overlaps)
{
    static const struct {
        const char *zone, *local;
        enum zone_outcome outcome;
        const char *utc;
    } cases[] = {
        {"Europe/Berlin", "2026-03-29T01:59:59Z", ZONE_ONCE,
         "2026-03-29T00:59:59Z"},
        {"Europe/Berlin", "2026-03-29T02:00:00Z", ZONE_GAP,
         "2026-03-29T01:00:00Z"},
        {"Europe/Berlin", "2026-03-29T02:59:59Z", ZONE_GAP,
         "2026-03-29T01:00:00Z"},
        {"Europe/Berlin", "2026-03-29T03:00:00Z", ZONE_ONCE,
         "2026-03-29T01:00:00Z"},
        {"Europe/Berlin", "2026-10-25T01:59:59Z", ZONE_ONCE,
         "2026-10-24T23:59:59Z"},
        {"Europe/Berlin", "2026-10-25T02:00:00Z", ZONE_OVERLAP,
         "2026-10-25T00:00:00Z"},
        {"Europe/Berlin", "2026-10-25T02:59:59Z", ZONE_OVERLAP,
         "2026-10-25T00:59:59Z"},
        {"Europe/Berlin", "2026-10-25T03:00:00Z", ZONE_ONCE,
         "2026-10-25T02:00:00Z"},
        {"Pacific/Apia", "2011-12-29T23:59:59Z", ZONE_ONCE,
         "2011-12-30T09:59:59Z"},
        {"Pacific/Apia", "2011-12-30T12:00:00Z", ZONE_GAP,
         "2011-12-30T10:00:00Z"},
        {"Pacific/Apia", "2011-12-31T00:00:00Z", ZONE_ONCE,
         "2011-12-30T10:00:00Z"},
        {"Australia/Lord_Howe", "2026-10-04T02:15:00Z", ZONE_GAP,
         "2026-10-03T15:30:00Z"},
        {"Australia/Lord_Howe", "2026-04-05T01:45:00Z", ZONE_OVERLAP,
         "2026-04-04T14:45:00Z"},
        {"Africa/Cairo", "2026-04-24T00:00:00Z", ZONE_GAP,
         "2026-04-23T22:00:00Z"},
        {"America/St_Johns", "2026-03-08T02:30:00Z", ZONE_GAP,
         "2026-03-08T05:30:00Z"},
        {"UTC", "2026-03-29T02:30:00Z", ZONE_ONCE, "2026-03-29T02:30:00Z"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct zone *zone = open_zone(cases[i].zone);
        struct zone_instant found = zone_resolve(zone, seconds(cases[i].local));
        if (found.outcome != cases[i].outcome ||
            found.utc_s != seconds(cases[i].utc))
            fail_msg("%s %s: outcome %d, %lld", cases[i].zone, cases[i].local,
                     (int)found.outcome, (long long)found.utc_s);
        zone_close(zone);
    }
}

TEST(zone_next_change_is_the_first_in_reach)
{
    struct zone *zone = open_zone("Europe/Berlin");
    int64_t spring_s = seconds("2026-03-29T01:00:00Z");
    int64_t year_s = seconds("2026-01-01T00:00:00Z"), change_s = 42;

    assert_false(zone_next_change(zone, year_s, spring_s - 1, &change_s));
    assert_int_equal(change_s, 42);
    assert_true(zone_next_change(zone, year_s, spring_s, &change_s));
    assert_int_equal(change_s, spring_s);
    assert_true(zone_next_change(zone, year_s, spring_s * 2, &change_s));
    assert_int_equal(change_s, spring_s);
    assert_true(zone_next_change(zone, spring_s, spring_s * 2, &change_s));
    assert_int_equal(change_s, seconds("2026-10-25T01:00:00Z"));
    zone_close(zone);

    zone = open_zone("UTC");
    assert_false(zone_next_change(zone, 0, spring_s, &change_s));
    zone_close(zone);
}

TEST(zone_today_is_the_day_on_the_wall)
{
    static const struct {
        const char *zone, *day;
    } cases[] = {
        {"UTC", "2026-11-20"},
        {"Europe/Berlin", "2026-11-21"},
        {"America/New_York", "2026-11-20"},
        {"Pacific/Kiritimati", "2026-11-21"},
        {"Pacific/Pago_Pago", "2026-11-20"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct zone *zone = open_zone(cases[i].zone);
        char day[DATE_TEXT_SIZE];
        date_format(zone_today(zone, seconds("2026-11-20T23:30:00Z")), day);
        assert_string_equal(day, cases[i].day);
        zone_close(zone);
    }
}

TEST(zone_open_refuses_what_is_not_a_name)
{
    static const char *const bad[] = {
        "",
        "Europe",
        "+02:00",
        "UTC+3",
        "Z",
        "right/UTC",
        "posix/UTC",
        "localtime",
        "tzdata.zi",
        "leapseconds",
        "zone.tab",
        "/etc/localtime",
        "../zoneinfo/UTC",
        "CET-1CEST,M3.5.0",
        "Mars/Olympus_Mons",
        "Europe/Berlin ",
        "Of/more/than/sixty-three/bytes/which/no/time/zone/of/any/place/has",
    };

    for (size_t i = 0; i < COUNT(bad); i++) {
        struct err err = {0};
        if (zone_open(str_from(bad[i]), &err))
            fail_msg("\"%s\" was taken", bad[i]);
        assert_int_equal(err.code, ERR_INPUT);
        assert_non_null(strstr(err.text, "time zone"));
    }
}

TEST(zone_open_names_the_zone_that_was_meant)
{
    static const struct {
        const char *name, *meant;
    } cases[] = {
        {"europe/berlin", "\"Europe/Berlin\"?"},
        {"Europe/Berln", "\"Europe/Berlin\"?"},
        {"America/NewYork", "\"America/New_York\"?"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct err err = {0};
        assert_null(zone_open(str_from(cases[i].name), &err));
        assert_non_null(strstr(err.text, cases[i].meant));
    }
}

static void *read_often(void *zone)
{
    int64_t sum = 0;

    for (int64_t day = 0; day < 20000; day++) {
        int64_t local_s = day * DATE_DAY_S + 9000;
        sum += zone_resolve(zone, local_s).utc_s;
    }
    return (void *)(intptr_t)sum;
}

TEST(zone_can_be_read_by_many_threads)
{
    struct zone *zone = open_zone("America/New_York");
    pthread_t threads[4];
    void *expected = read_often(zone);

    for (size_t i = 0; i < COUNT(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_often, zone),
                         0);
    for (size_t i = 0; i < COUNT(threads); i++) {
        void *sum = NULL;
        assert_int_equal(pthread_join(threads[i], &sum), 0);
        assert_ptr_equal(sum, expected);
    }
    zone_close(zone);
}
