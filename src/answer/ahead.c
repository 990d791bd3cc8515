#include "answer/ahead.h"

#include <stdlib.h>

#include "answer/answer.h"
#include "base/memory.h"

enum { QUESTIONS_A_STEP = 16, SHARE = 2 /* of the memory */ };

struct ahead {
    struct arena *arena;
    struct served *served; /* NULL: nothing is left to do */
    /* What was begun last. */
    int64_t number;
    int32_t day;
    /* What comes next. */
    size_t question;
    uint32_t template;
    bool was_found; /* any template with so many questions */
    size_t bytes_left;
};

struct ahead *ahead_new(void)
{
    struct ahead *ahead = MEMORY_NEW(struct ahead);

    ahead->arena = arena_new();
    ahead->number = -1;
    return ahead;
}

void ahead_free(struct ahead *ahead)
{
    if (!ahead)
        return;
    served_release(ahead->served);
    arena_free(ahead->arena);
    free(ahead);
}

static void end(struct ahead *ahead)
{
    served_release(ahead->served);
    ahead->served = NULL;
}

/* Begins anew when another snapshot, or another day, has come. */
static void follow(struct ahead *ahead, struct served *served, int64_t now_s)
{
    int64_t number = snapshot_manifest(served->snapshot)->number;
    int32_t day = zone_today(served->project->zone, now_s).day;

    if (ahead->number == number && ahead->day == day)
        return;
    end(ahead);
    ahead->served = served_retain(served);
    ahead->number = number;
    ahead->day = day;
    ahead->question = 0;
    ahead->template = 0;
    ahead->was_found = false;
    ahead->bytes_left =
        (size_t)served->project->settings->kept_answer_bytes / SHARE;
}

static void answer_next(struct ahead *ahead, int64_t now_s)
{
    const struct route_index *index = ahead->served->index;
    struct answer_request request = {.now_s = now_s};
    size_t bytes;

    if (ahead->question >= route_index_question_count(index, ahead->template))
        return;
    ahead->was_found = true;
    request.question =
        route_index_question(index, ahead->template, ahead->question);
    bytes = answer_ahead(ahead->served, &request, ahead->arena);
    arena_reset(ahead->arena);
    ahead->bytes_left -= bytes < ahead->bytes_left ? bytes : ahead->bytes_left;
}

/* False after the last one. */
static bool move_on(struct ahead *ahead)
{
    if (ahead->bytes_left == 0)
        return false;
    if (++ahead->template <route_index_template_count(ahead->served->index))
        return true;
    if (!ahead->was_found)
        return false;
    ahead->template = 0;
    ahead->question++;
    ahead->was_found = false;
    return true;
}

bool ahead_step(struct ahead *ahead, struct served *served, int64_t now_s)
{
    follow(ahead, served, now_s);
    if (ahead->served &&
        (ahead->bytes_left == 0 ||
         route_index_template_count(ahead->served->index) == 0))
        end(ahead);
    for (int i = 0; ahead->served && i < QUESTIONS_A_STEP; i++) {
        answer_next(ahead, now_s);
        if (!move_on(ahead))
            end(ahead);
    }
    return ahead->served != NULL;
}
