#include "refresh/expiry.h"
#include "test.h"

/* 2026-11-20 09:00:00 UTC, a Friday. */
enum { NOW_S = 1795165200 };

static int64_t expiry(const char *settings_text, const char *cadence)
{
    struct arena *arena = arena_new();
    struct report report;
    struct err err = {0};
    const struct settings *settings;
    int64_t expires_at_s = -1;

    report_init(&report, arena);
    settings =
        settings_parse(str_from(settings_text), str_from("f"), arena, &report);
    assert_non_null(settings);
    if (!expiry_next(settings, str_from(cadence), NOW_S, &expires_at_s, &err)) {
        assert_int_equal(err.code, ERR_INPUT);
        expires_at_s = -1;
    }
    arena_free(arena);
    return expires_at_s;
}

TEST(expiry_of_a_named_cadence_is_its_next_run)
{
    /* Saturday 02:00 UTC, and Sunday 03:00. */
    assert_int_equal(expiry("", "daily"), 1795226400);
    assert_int_equal(expiry("", "weekly"), 1795316400);
    /* 1 December 04:00. */
    assert_int_equal(expiry("", "monthly"), 1796097600);
}

TEST(expiry_follows_the_zone_of_the_project_or_of_the_cadence)
{
    /* 02:00 in Berlin is 01:00 UTC in winter; in New York 07:00. */
    assert_int_equal(expiry("time_zone: Europe/Berlin", "daily"), 1795222800);
    assert_int_equal(expiry("cadences: {daily: {when: \"daily 02:00\", "
                            "zone: America/New_York}}",
                            "daily"),
                     1795244400);
}

TEST(expiry_of_a_text_of_its_own_needs_no_name)
{
    assert_int_equal(expiry("", "every 15m"), 1795166100);
    assert_int_equal(expiry("", "30 9 * * *"), 1795167000);
    assert_int_equal(expiry("", ""), 0);
    assert_int_equal(expiry("", "sometimes soon"), -1);
}
