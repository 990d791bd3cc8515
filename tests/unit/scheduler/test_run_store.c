/*
 * The table of runs under a simulated clock. The scheduler's own steps are
 * played through the real functions on a real file; a "kill" closes the file
 * between any two of them, and the next life starts from what is there.
 *
 * What should have run is worked out from the arithmetic of the calendar, not
 * from the scheduler's code.
 */
#include "scheduler/run_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/map.h"
#include "test.h"

enum { JOBS_MAX = 4, MINUTE_S = 60, HOUR_S = 3600 };

struct world {
    char dir[64], path[96];
    struct arena *arena;
    struct zone *zone;
    struct cadence cadences[JOBS_MAX];
    struct run_job jobs[JOBS_MAX];
    int64_t next_s[JOBS_MAX];
    size_t job_count;
    struct run_store *store;
    uint64_t random;
    int64_t now_s;
    struct run_published *published; /* the manifests */
    size_t published_count, published_capacity;
    struct map keys; /* of the published */
    size_t kill_count, kills_left;
    bool is_dead;
};

static uint64_t draw(struct world *w, uint64_t below)
{
    w->random = w->random * 6364136223846793005u + 1442695040888963407u;
    return (w->random >> 33) % below;
}

static int64_t seconds(const char *text)
{
    int64_t time_s = 0;

    assert_true(date_parse_time(str_from(text), &time_s));
    return time_s;
}

static void begin(struct world *w, const char *now)
{
    struct err err = {0};

    *w = (struct world){.arena = arena_new(), .random = 42};
    snprintf(w->dir, sizeof(w->dir), "%s/test_runs.XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(w->dir));
    snprintf(w->path, sizeof(w->path), "%s/state.db", w->dir);
    w->zone = zone_open(str_from("UTC"), &err);
    w->now_s = seconds(now);
    map_init(&w->keys);
}

static void remove_files(const struct world *w)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char path[112];

    for (size_t i = 0; i < COUNT(ends); i++) {
        snprintf(path, sizeof(path), "%s%s", w->path, ends[i]);
        unlink(path);
    }
}

static void end(struct world *w)
{
    run_store_close(w->store);
    remove_files(w);
    rmdir(w->dir);
    map_release(&w->keys);
    zone_close(w->zone);
    arena_free(w->arena);
}

static void add_job(struct world *w, const char *name, const char *when,
                    enum planner_catch_up catch_up, int64_t max)
{
    struct cadence *cadence = &w->cadences[w->job_count];
    struct err err = {0};

    assert_true(cadence_parse(cadence, str_from(when), w->zone, &err));
    w->jobs[w->job_count++] =
        (struct run_job){.name = str_from(name),
                         .when = str_from(when),
                         .zone = STR("UTC"),
                         .scope = {.cadence = str_from(name)},
                         .plan = {cadence, catch_up, max}};
}

/* True if the process dies here. */
static bool dies(struct world *w)
{
    if (w->is_dead || w->kills_left == 0 || draw(w, 3) != 0)
        return w->is_dead;
    w->kills_left--;
    w->kill_count++;
    return w->is_dead = true;
}

/* Of the manifests only the newest are kept. */
static void start(struct world *w)
{
    size_t kept = w->published_count < 30 ? w->published_count : 30;
    struct err err = {0};

    w->is_dead = false;
    w->store = run_store_open(w->path, &err);
    if (!w->store)
        fail_msg("%s", err.text);
    if (!run_store_reconcile(w->store,
                             w->published + (w->published_count - kept), kept,
                             w->now_s, &err))
        fail_msg("%s", err.text);
    memset(w->next_s, 0, sizeof(w->next_s));
}

static void stop(struct world *w)
{
    run_store_close(w->store);
    w->store = NULL;
}

static void publish(struct world *w, const struct run *run)
{
    struct str key = run_key(run, w->arena);
    bool was_added;

    map_add(&w->keys, key, 1, &was_added);
    if (!was_added)
        fail_msg("%.*s is published twice", STR_ARG(key));
    w->published =
        arena_grow(w->arena, w->published, w->published_count,
                   &w->published_capacity, sizeof(struct run_published));
    w->published[w->published_count] =
        (struct run_published){.key = key,
                               .snapshot = (int64_t)w->published_count + 1,
                               .finished_s = w->now_s};
    w->published_count++;
}

static void plan(struct world *w)
{
    for (size_t i = 0; i < w->job_count; i++) {
        struct err err = {0};
        bool went_back;
        if (w->now_s < w->next_s[i])
            continue;
        if (dies(w))
            return;
        if (!run_store_plan(w->store, &w->jobs[i], w->now_s, &w->next_s[i],
                            &went_back, &err))
            fail_msg("%s", err.text);
    }
}

static void work(struct world *w)
{
    for (;;) {
        struct run_outcome outcome = {.state = RUN_DONE};
        struct err err = {0};
        struct run run;
        if (dies(w))
            return;
        if (!run_store_claim(w->store, w->now_s, w->arena, &run, &err))
            fail_msg("%s", err.text);
        if (run.id == 0 || dies(w))
            return;
        publish(w, &run);
        outcome.snapshot = (int64_t)w->published_count;
        if (dies(w))
            return;
        if (!run_store_finish(w->store, run.id, &outcome, w->now_s, &err))
            fail_msg("%s", err.text);
    }
}

static void look(struct world *w)
{
    plan(w);
    if (!w->is_dead)
        work(w);
}

static bool is_published(const struct world *w, const char *job, int64_t slot_s)
{
    char text[DATE_TIME_TEXT_SIZE], key[128];

    snprintf(key, sizeof(key), "cadence/%s/%s", job,
             date_format_time(slot_s, text));
    return map_get(&w->keys, str_from(key)) != MAP_NONE;
}

/* Whether a row says why a slot was left out. */
static bool is_told_as_skipped(struct world *w, const char *job, int64_t slot_s)
{
    struct run_filter filter = {.job = str_from(job), .limit = 100000};
    static struct run_list list;
    static const struct world *of;
    struct err err = {0};

    if (of != w && !run_store_list(w->store, &filter, w->arena, &list, &err))
        fail_msg("%s", err.text);
    of = w;
    for (size_t i = 0; i < list.count; i++)
        if (list.items[i].state == RUN_SKIPPED &&
            list.items[i].skipped_from_s <= slot_s &&
            slot_s <= list.items[i].scheduled_s)
            return true;
    return false;
}

TEST(run_store_thirty_days_with_a_thousand_kills_miss_and_repeat_nothing)
{
    struct world w;
    int64_t begin_s, end_s;

    begin(&w, "2026-11-01T00:30:00Z");
    add_job(&w, "daily", "daily 02:00", CATCH_UP_ONCE, 1);
    add_job(&w, "hourly", "0 * * * *", CATCH_UP_ALL, 48);
    add_job(&w, "often", "every 15m", CATCH_UP_SKIP, 1);
    begin_s = w.now_s;
    end_s = begin_s + 30 * DATE_DAY_S;
    start(&w);
    look(&w);
    for (size_t minute = 0; w.now_s < end_s; minute++) {
        /* Evenly spread: a kill may fall on any step from then on. */
        if (w.kills_left == 0 && w.kill_count < 1000 && minute % 30 == 0)
            w.kills_left = 1;
        look(&w);
        if (w.is_dead) {
            stop(&w);
            w.now_s += (int64_t)draw(&w, 20) * MINUTE_S;
            start(&w);
        }
        w.now_s += MINUTE_S;
    }
    w.kills_left = 0;
    look(&w);
    assert_true(w.kill_count >= 1000);

    for (int64_t s = begin_s - begin_s % HOUR_S; s < w.now_s; s += HOUR_S) {
        if (s < begin_s)
            continue;
        if (!is_published(&w, "hourly", s))
            fail_msg("hourly %lld is missed", (long long)s);
        if (s % DATE_DAY_S == 2 * HOUR_S && !is_published(&w, "daily", s))
            fail_msg("daily %lld is missed", (long long)s);
    }
    for (int64_t s = begin_s + 15 * MINUTE_S; s < w.now_s; s += 15 * MINUTE_S)
        if (is_published(&w, "often", s) == is_told_as_skipped(&w, "often", s))
            fail_msg("often %lld is neither published nor left out, or both",
                     (long long)s);
    end(&w);
}

TEST(run_store_repeats_nothing_when_the_clock_jumps_by_up_to_a_year)
{
    struct world w;
    size_t before;

    begin(&w, "2026-06-01T00:00:00Z");
    add_job(&w, "daily", "daily 02:00", CATCH_UP_ONCE, 1);
    add_job(&w, "hourly", "0 * * * *", CATCH_UP_ALL, 5);
    start(&w);
    for (int jump = 0; jump < 200; jump++) {
        int64_t year_s = 365 * (int64_t)DATE_DAY_S;
        w.now_s += (int64_t)draw(&w, (uint64_t)(2 * year_s)) - year_s;
        memset(w.next_s, 0, sizeof(w.next_s));
        for (int hour = 0; hour < 48; hour++, w.now_s += HOUR_S)
            look(&w);
        if (draw(&w, 4) == 0) {
            stop(&w);
            start(&w);
        }
    }
    /* And afterwards all goes on: in a year that no jump has reached. */
    w.now_s = seconds("2600-01-01T00:00:00Z");
    look(&w);
    before = w.published_count;
    for (int hour = 0; hour < 48; hour++, w.now_s += HOUR_S)
        look(&w);
    assert_in_range(w.published_count - before, 48, 52);
    end(&w);
}

TEST(run_store_knows_from_the_manifests_what_was_done_when_its_file_is_lost)
{
    struct world w;

    begin(&w, "2026-11-20T00:00:00Z");
    add_job(&w, "daily", "daily 02:00", CATCH_UP_ONCE, 1);
    start(&w);
    look(&w);
    w.now_s = seconds("2026-11-20T02:00:00Z");
    look(&w);
    assert_int_equal(w.published_count, 1);
    stop(&w);
    remove_files(&w);
    start(&w);
    look(&w);
    assert_int_equal(w.published_count, 1);
    stop(&w);
    remove_files(&w);
    /* A slot that was missed meanwhile is caught up with. */
    w.now_s = seconds("2026-11-22T09:00:00Z");
    start(&w);
    look(&w);
    assert_int_equal(w.published_count, 2);
    assert_true(is_published(&w, "daily", seconds("2026-11-22T02:00:00Z")));
    end(&w);
}

static int64_t request(struct world *w, const char *category, bool *joined)
{
    struct run_scope scope = {.category = str_from(category)};
    struct err err = {0};
    int64_t id = 0;

    if (!run_store_request(w->store, &scope, w->now_s, &id, joined, &err))
        fail_msg("%s", err.text);
    return id;
}

static struct run claim(struct world *w)
{
    struct err err = {0};
    struct run run;

    if (!run_store_claim(w->store, w->now_s, w->arena, &run, &err))
        fail_msg("%s", err.text);
    return run;
}

TEST(run_store_a_request_goes_before_a_slot_and_joins_its_like)
{
    struct world w;
    struct run run;
    int64_t id;
    bool joined;

    begin(&w, "2026-11-20T00:00:00Z");
    add_job(&w, "daily", "daily 02:00", CATCH_UP_ONCE, 1);
    start(&w);
    plan(&w);
    w.now_s = seconds("2026-11-20T02:00:00Z");
    plan(&w);
    id = request(&w, "sales", &joined);
    assert_false(joined);
    assert_int_equal(request(&w, "sales", &joined), id);
    assert_true(joined);
    assert_true(request(&w, "stock", &joined) > id);
    run = claim(&w);
    assert_int_equal(run.id, id);
    assert_true(str_is(run.scope.category, "sales"));
    /* Its like is not joined any more: it has read its source. */
    assert_true(request(&w, "sales", &joined) > id);
    assert_false(joined);
    end(&w);
}

TEST(run_store_cancels_what_waits_and_asks_what_runs)
{
    struct err err = {0};
    struct world w;
    struct run run;
    bool joined, wanted;
    int64_t first, second;

    begin(&w, "2026-11-20T00:00:00Z");
    start(&w);
    first = request(&w, "a", &joined);
    second = request(&w, "b", &joined);
    assert_true(run_store_cancel(w.store, second, w.now_s, &err));
    assert_int_equal(claim(&w).id, first);
    assert_int_equal(claim(&w).id, 0);
    assert_true(run_store_cancel(w.store, first, w.now_s, &err));
    assert_true(run_store_wants_cancel(w.store, first, &wanted, &err));
    assert_true(wanted);
    assert_false(run_store_cancel(w.store, second, w.now_s, &err));
    assert_int_equal(err.code, ERR_INPUT);
    assert_false(run_store_cancel(w.store, 99, w.now_s, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_true(run_store_get(w.store, second, w.arena, &run, &err));
    assert_int_equal(run.state, RUN_CANCELLED);
    end(&w);
}

TEST(run_store_a_later_slot_takes_the_place_of_one_that_waits_for_a_retry)
{
    struct err err = {0};
    struct world w;
    struct run run;

    begin(&w, "2026-11-20T00:00:00Z");
    add_job(&w, "hourly", "0 * * * *", CATCH_UP_ONCE, 1);
    start(&w);
    plan(&w);
    w.now_s = seconds("2026-11-20T01:00:00Z");
    plan(&w);
    run = claim(&w);
    assert_true(run_store_hand_back(w.store, run.id, w.now_s + 2 * HOUR_S, true,
                                    str_from("source is away"), &err));
    w.now_s = seconds("2026-11-20T02:00:00Z");
    plan(&w);
    assert_true(run_store_get(w.store, run.id, w.arena, &run, &err));
    assert_int_equal(run.state, RUN_SKIPPED);
    assert_true(str_is(run.error, "source is away"));
    assert_int_equal(claim(&w).scheduled_s, w.now_s);
    end(&w);
}
