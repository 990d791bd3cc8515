#include "scheduler/run.h"

static const char *const states[] = {"queued", "running",   "done",   "partial",
                                     "failed", "cancelled", "skipped"};
static const char *const result_states[] = {"made", "unchanged", "skipped",
                                            "failed"};

const char *run_state_name(enum run_state state)
{
    return states[state];
}

bool run_state_parse(struct str name, enum run_state *state)
{
    for (size_t i = 0; i < COUNT(states); i++) {
        if (!str_is(name, states[i]))
            continue;
        *state = (enum run_state)i;
        return true;
    }
    return false;
}

const char *run_result_state_name(enum run_result_state state)
{
    return result_states[state];
}

bool run_state_is_over(enum run_state state)
{
    return state != RUN_QUEUED && state != RUN_RUNNING;
}

struct str run_key(const struct run *run, struct arena *arena)
{
    char text[DATE_TIME_TEXT_SIZE];

    date_format_time(run->scheduled_s, text);
    if (run->is_request)
        return arena_printf(arena, "request/%s/%lld", text, (long long)run->id);
    return arena_printf(arena, "%s/%.*s/%s",
                        memchr(run->job.ptr, '/', run->job.len) ? "template"
                                                                : "cadence",
                        STR_ARG(run->job), text);
}

bool run_key_parse(struct str key, struct str *job, int64_t *slot_s)
{
    const size_t tail = sizeof("/2026-11-20T02:00:00Z") - 1;
    struct str rest = key, kind = str_cut(&rest, '/');

    if ((!str_is(kind, "cadence") && !str_is(kind, "template")) ||
        rest.len <= tail || rest.ptr[rest.len - tail] != '/')
        return false;
    *job = (struct str){rest.ptr, rest.len - tail};
    return date_parse_time(str_skip(rest, rest.len - tail + 1), slot_s);
}
