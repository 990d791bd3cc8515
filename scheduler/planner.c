/*
 * Slots are found from the newest back, in a window that doubles until it
 * holds as many as are wanted: a clock that jumps by a century over a cadence
 * of minutes costs as little as one that jumps by a day.
 */
#include "scheduler/planner.h"

#include "base/map.h"

enum { WINDOW_MIN_S = 3600, BACKOFF_MAX_S = 3600 };

/* What is known about the slots in (after, now]. */
struct found {
    int64_t *slots; /* the newest, at most `max`, oldest first */
    size_t count;
    int64_t last_left_s; /* the one before these; 0: none */
};

/* Fills a ring with the last `max` slots after `from_s`. */
static size_t walk(const struct cadence *cadence, int64_t from_s, int64_t now_s,
                   int64_t *ring, size_t max)
{
    size_t seen = 0;

    for (int64_t slot = cadence_next(cadence, from_s); slot <= now_s;
         slot = cadence_next(cadence, slot))
        ring[seen++ % max] = slot;
    return seen;
}

static struct found find_slots(const struct cadence *cadence, int64_t after_s,
                               int64_t now_s, size_t max, struct arena *arena)
{
    /* One more than wanted: the last that is left out. */
    size_t size = max + 1, seen = 0, kept;
    int64_t *ring = ARENA_ARRAY(arena, int64_t, size);
    struct found found = {.slots = ARENA_ARRAY(arena, int64_t, max)};
    int64_t from_s = now_s;

    for (int64_t window_s = WINDOW_MIN_S; from_s > after_s && seen < size;
         window_s *= 2) {
        from_s = now_s - window_s > after_s ? now_s - window_s : after_s;
        seen = walk(cadence, from_s, now_s, ring, size);
    }
    kept = seen < max ? seen : max;
    for (size_t i = 0; i < kept; i++)
        found.slots[i] = ring[(seen - kept + i) % size];
    found.count = kept;
    if (seen > max)
        found.last_left_s = ring[(seen - kept - 1) % size];
    return found;
}

static size_t count_missed(const struct found *found, int64_t now_s)
{
    size_t count = 0;

    while (count < found->count &&
           now_s - found->slots[count] > PLANNER_ON_TIME_S)
        count++;
    return count;
}

/* How many of the slots at the front are left out. */
static size_t count_left_out(const struct planner_job *job,
                             const struct found *found, size_t missed)
{
    switch (job->catch_up) {
    case CATCH_UP_ONCE:
        return found->count - 1;
    case CATCH_UP_SKIP:
        return missed;
    case CATCH_UP_ALL:
        return 0;
    }
    return 0;
}

static size_t wanted(const struct planner_job *job)
{
    /* On time there may be two or three slots of a cadence of minutes. */
    size_t on_time = PLANNER_ON_TIME_S / 60 + 1;

    return job->catch_up == CATCH_UP_ALL ? (size_t)job->catch_up_max
                                         : on_time + 1;
}

struct planner_plan planner_decide(const struct planner_job *job,
                                   int64_t anchor_s, int64_t now_s,
                                   struct arena *arena)
{
    struct planner_plan plan = {.anchor_s = anchor_s};
    struct found found;
    size_t left_out;

    if (now_s < anchor_s - PLANNER_BACK_S) {
        plan.anchor_s = now_s;
        plan.clock_went_back = true;
        return plan;
    }
    found = find_slots(job->cadence, anchor_s, now_s, wanted(job), arena);
    if (found.count == 0)
        return plan;
    left_out = count_left_out(job, &found, count_missed(&found, now_s));
    plan.slots = found.slots + left_out;
    plan.count = found.count - left_out;
    plan.anchor_s = found.slots[found.count - 1];
    if (left_out > 0 || found.last_left_s > 0) {
        plan.has_skipped = true;
        plan.skipped_from_s = cadence_next(job->cadence, anchor_s);
        plan.skipped_until_s =
            left_out > 0 ? found.slots[left_out - 1] : found.last_left_s;
    }
    return plan;
}

int64_t planner_jitter_s(struct str name, int64_t window_s)
{
    return window_s > 0 ? (int64_t)map_hash(name) % (window_s + 1) : 0;
}

int64_t planner_backoff_s(struct str name, int64_t base_s, int64_t attempt)
{
    int64_t wait_s = base_s;

    for (int64_t i = 1; i < attempt && wait_s < BACKOFF_MAX_S; i++)
        wait_s *= 2;
    if (wait_s > BACKOFF_MAX_S)
        wait_s = BACKOFF_MAX_S;
    return wait_s + planner_jitter_s(name, wait_s / 4);
}
