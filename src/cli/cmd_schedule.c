#include "cli/commands.h"

#include <stdio.h>
#include <time.h>

#include "cli/scheduling.h"
#include "refresh/jobs.h"

enum { NEXT_MAX = 10000 };

/* "2026-11-21 02:00 CET  2026-11-21T01:00:00Z" */
static void print_instant(const struct zone *zone, int64_t utc_s)
{
    char abbreviation[ZONE_ABBREVIATION_SIZE], utc[DATE_TIME_TEXT_SIZE];
    char local[DATE_TIME_TEXT_SIZE];

    date_format_time(zone_local_s(zone, utc_s), local);
    date_format_time(utc_s, utc);
    printf("%.10s %.5s %-5s  %s", local, local + 11,
           zone_abbreviation(zone, utc_s, abbreviation), utc);
}

/* Prints the slots of all jobs after `after_s`, in order of time, while there
   are any up to until_s and fewer than max. */
static void print_slots(const struct jobs *jobs, int64_t after_s,
                        int64_t until_s, int64_t max, struct arena *arena)
{
    int64_t *next_s = ARENA_ARRAY(arena, int64_t, jobs->count);

    for (size_t i = 0; i < jobs->count; i++)
        next_s[i] = cadence_next(jobs->items[i].plan.cadence, after_s);
    while (max-- > 0 && jobs->count > 0) {
        size_t first = 0;
        for (size_t i = 1; i < jobs->count; i++)
            if (next_s[i] < next_s[first])
                first = i;
        if (next_s[first] > until_s)
            return;
        print_instant(jobs->items[first].plan.cadence->zone, next_s[first]);
        printf("  %.*s\n", STR_ARG(jobs->items[first].name));
        next_s[first] =
            cadence_next(jobs->items[first].plan.cadence, next_s[first]);
    }
}

static bool read_span(const char *text, int64_t *from_s, int64_t *until_s,
                      struct err *err)
{
    struct str from = str_from(text), until = from;
    ptrdiff_t dots = str_find(from, (struct str)STR(".."));
    struct date first, last;

    if (dots > 0) {
        from.len = (size_t)dots;
        until = str_skip(until, (size_t)dots + 2);
    }
    if (dots <= 0 || !date_parse(from, &first) || !date_parse(until, &last) ||
        first.day >= last.day || first.day < 1)
        return err_set(err, ERR_INPUT,
                       "--simulate takes two days, the second not included: "
                       "2026-01-01..2027-01-01");
    *from_s = (int64_t)first.day * DATE_DAY_S - 1;
    *until_s = (int64_t)last.day * DATE_DAY_S - 1;
    return true;
}

/* Days are those of UTC: every cadence may have a zone of its own. */
static int print_schedule(struct invocation *call, const char *next,
                          const char *span)
{
    struct project project;
    struct jobs *jobs;
    struct err err = {0};
    int64_t from_s = (int64_t)time(NULL), until_s = CADENCE_AFTER_MAX_S;
    int64_t max = INT64_MAX;

    if (next && !str_to_int(str_from(next), 1, NEXT_MAX, &max)) {
        err_set(&err, ERR_INPUT, "--next takes a number from 1 to %d",
                NEXT_MAX);
        return command_fail(&err);
    }
    if (span && !read_span(span, &from_s, &until_s, &err))
        return command_fail(&err);
    project_load(call, &project);
    if (!project_is_usable(call, &project))
        return EXIT_USAGE;
    jobs = jobs_open(project.catalogue, &err);
    if (!jobs)
        return command_fail(&err);
    print_slots(jobs, from_s, until_s, max, call->arena);
    jobs_close(jobs);
    return EXIT_DONE;
}

int cmd_schedule(struct invocation *call)
{
    const char *next = command_option(call, "--next");
    const char *span = command_option(call, "--simulate");

    return next || span ? print_schedule(call, next, span)
                        : scheduling_run(call);
}
