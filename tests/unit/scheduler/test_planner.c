/* Slots and policies were worked out by hand. */
#include "scheduler/planner.h"

#include "test.h"

struct fixture {
    struct arena *arena;
    struct zone *zone;
    struct cadence cadence;
    struct planner_job job;
};

static int64_t seconds(const char *text)
{
    int64_t time_s = 0;

    assert_true(date_parse_time(str_from(text), &time_s));
    return time_s;
}

static void begin(struct fixture *f, const char *cadence,
                  enum planner_catch_up catch_up, int64_t max)
{
    struct err err = {0};

    f->arena = arena_new();
    f->zone = zone_open(str_from("UTC"), &err);
    assert_non_null(f->zone);
    assert_true(cadence_parse(&f->cadence, str_from(cadence), f->zone, &err));
    f->job = (struct planner_job){&f->cadence, catch_up, max};
}

static void end(struct fixture *f)
{
    zone_close(f->zone);
    arena_free(f->arena);
}

static struct planner_plan decide(struct fixture *f, const char *anchor,
                                  const char *now)
{
    return planner_decide(&f->job, seconds(anchor), seconds(now), f->arena);
}

static void assert_slot(const struct planner_plan *plan, size_t i,
                        const char *expected)
{
    char text[DATE_TIME_TEXT_SIZE];

    assert_true(i < plan->count);
    assert_string_equal(date_format_time(plan->slots[i], text), expected);
}

TEST(planner_runs_a_slot_when_it_is_due_and_not_before)
{
    struct planner_plan plan;
    struct fixture f;

    begin(&f, "daily 02:00", CATCH_UP_SKIP, 1);
    plan = decide(&f, "2026-11-19T02:00:00Z", "2026-11-20T01:59:59Z");
    assert_int_equal(plan.count, 0);
    assert_int_equal(plan.anchor_s, seconds("2026-11-19T02:00:00Z"));
    plan = decide(&f, "2026-11-19T02:00:00Z", "2026-11-20T02:00:00Z");
    assert_int_equal(plan.count, 1);
    assert_slot(&plan, 0, "2026-11-20T02:00:00Z");
    assert_false(plan.has_skipped);
    end(&f);
}

TEST(planner_once_runs_the_newest_missed_slot_and_names_the_others)
{
    struct planner_plan plan;
    struct fixture f;

    begin(&f, "daily 02:00", CATCH_UP_ONCE, 1);
    plan = decide(&f, "2026-11-10T02:00:00Z", "2026-11-20T09:00:00Z");
    assert_int_equal(plan.count, 1);
    assert_slot(&plan, 0, "2026-11-20T02:00:00Z");
    assert_true(plan.has_skipped);
    assert_int_equal(plan.skipped_from_s, seconds("2026-11-11T02:00:00Z"));
    assert_int_equal(plan.skipped_until_s, seconds("2026-11-19T02:00:00Z"));
    end(&f);
}

TEST(planner_skip_leaves_missed_slots_out_but_runs_one_on_time)
{
    struct planner_plan plan;
    struct fixture f;

    begin(&f, "every 15m", CATCH_UP_SKIP, 1);
    plan = decide(&f, "2026-11-20T08:00:00Z", "2026-11-20T09:05:00Z");
    assert_int_equal(plan.count, 0);
    assert_int_equal(plan.skipped_until_s, seconds("2026-11-20T09:00:00Z"));
    assert_int_equal(plan.anchor_s, seconds("2026-11-20T09:00:00Z"));
    plan = decide(&f, "2026-11-20T08:00:00Z", "2026-11-20T09:01:00Z");
    assert_int_equal(plan.count, 1);
    assert_slot(&plan, 0, "2026-11-20T09:00:00Z");
    assert_int_equal(plan.skipped_until_s, seconds("2026-11-20T08:45:00Z"));
    end(&f);
}

TEST(planner_all_runs_every_missed_slot_up_to_its_limit)
{
    struct planner_plan plan;
    struct fixture f;

    begin(&f, "daily 02:00", CATCH_UP_ALL, 3);
    plan = decide(&f, "2026-11-17T02:00:00Z", "2026-11-20T09:00:00Z");
    assert_int_equal(plan.count, 3);
    assert_slot(&plan, 0, "2026-11-18T02:00:00Z");
    assert_slot(&plan, 2, "2026-11-20T02:00:00Z");
    assert_false(plan.has_skipped);
    plan = decide(&f, "2026-11-10T02:00:00Z", "2026-11-20T09:00:00Z");
    assert_int_equal(plan.count, 3);
    assert_slot(&plan, 0, "2026-11-18T02:00:00Z");
    assert_int_equal(plan.skipped_from_s, seconds("2026-11-11T02:00:00Z"));
    assert_int_equal(plan.skipped_until_s, seconds("2026-11-17T02:00:00Z"));
    end(&f);
}

TEST(planner_follows_a_clock_that_was_put_back)
{
    struct planner_plan plan;
    struct fixture f;

    begin(&f, "daily 02:00", CATCH_UP_ONCE, 1);
    plan = decide(&f, "2027-11-20T02:00:00Z", "2026-11-20T09:00:00Z");
    assert_int_equal(plan.count, 0);
    assert_true(plan.clock_went_back);
    assert_int_equal(plan.anchor_s, seconds("2026-11-20T09:00:00Z"));
    /* Seconds are not worth a word. */
    plan = decide(&f, "2026-11-20T02:00:00Z", "2026-11-20T01:59:30Z");
    assert_false(plan.clock_went_back);
    assert_int_equal(plan.anchor_s, seconds("2026-11-20T02:00:00Z"));
    end(&f);
}

TEST(planner_is_not_slowed_by_a_jump_of_millennia)
{
    struct planner_plan plan;
    struct fixture f;

    begin(&f, "* * * * *", CATCH_UP_ONCE, 1);
    plan = decide(&f, "2026-11-20T09:00:00Z", "9000-01-01T00:00:30Z");
    assert_int_equal(plan.count, 1);
    assert_slot(&plan, 0, "9000-01-01T00:00:00Z");
    assert_int_equal(plan.skipped_from_s, seconds("2026-11-20T09:01:00Z"));
    assert_int_equal(plan.skipped_until_s, seconds("8999-12-31T23:59:00Z"));
    end(&f);
}

TEST(planner_jitter_depends_on_the_name_alone)
{
    int64_t a = planner_jitter_s(str_from("daily"), 600);
    int64_t b = planner_jitter_s(str_from("weekly"), 600);

    assert_true(a >= 0 && a <= 600 && b >= 0 && b <= 600 && a != b);
    assert_int_equal(a, planner_jitter_s(str_from("daily"), 600));
    assert_int_equal(planner_jitter_s(str_from("daily"), 0), 0);
}

TEST(planner_backoff_doubles_up_to_an_hour)
{
    struct str name = STR("daily");
    int64_t quarter = planner_backoff_s(name, 60, 1) - 60;

    assert_true(quarter >= 0 && quarter <= 15);
    assert_true(planner_backoff_s(name, 60, 2) >= 120);
    assert_true(planner_backoff_s(name, 60, 2) <= 150);
    assert_true(planner_backoff_s(name, 60, 50) >= 3600);
    assert_true(planner_backoff_s(name, 60, 50) <= 4500);
}
