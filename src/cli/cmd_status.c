/*
 * What an operator reads first: one page, worst things first.
 */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "answer/answer.h"
#include "base/fs.h"
#include "base/json_write.h"
#include "base/zone.h"
#include "cli/commands.h"
#include "cli/scheduling.h"
#include "dump/snapshot.h"
#include "scheduler/run_json.h"
#include "scheduler/worker.h"

enum { RUNS_SHOWN = 5, STALE_SHOWN = 10, TEXT_SIZE = 64 };

struct status {
    int64_t now_s;
    const struct zone *zone;
    struct snapshot *snapshot; /* or NULL */
    struct err snapshot_err;
    struct run_heartbeat heartbeat;
    struct run_standing_list jobs;
    struct run_list runs;
    struct str *mistakes; /* of the configuration as it is now */
    size_t mistake_count;
    bool is_at_work; /* the scheduler */
    size_t late, failed, stale, old, dead;
};

/* "3 min", "2 h 5 min", "4 d 3 h" */
static const char *span_text(int64_t seconds, char out[TEXT_SIZE])
{
    long long s = seconds < 0 ? 0 : (long long)seconds;

    if (s < 60)
        snprintf(out, TEXT_SIZE, "%lld s", s);
    else if (s < 3600)
        snprintf(out, TEXT_SIZE, "%lld min", s / 60);
    else if (s < DATE_DAY_S)
        snprintf(out, TEXT_SIZE, "%lld h %lld min", s / 3600, s / 60 % 60);
    else
        snprintf(out, TEXT_SIZE, "%lld d %lld h", s / DATE_DAY_S,
                 s / 3600 % 24);
    return out;
}

/* "2026-11-21 02:00 CET" in the project's zone. */
static const char *instant_text(const struct status *s, int64_t utc_s,
                                char out[TEXT_SIZE])
{
    char local[DATE_TIME_TEXT_SIZE], abbreviation[ZONE_ABBREVIATION_SIZE];

    if (utc_s == 0) {
        snprintf(out, TEXT_SIZE, "never");
        return out;
    }
    date_format_time(zone_local_s(s->zone, utc_s), local);
    snprintf(out, TEXT_SIZE, "%.10s %.5s %s", local, local + 11,
             zone_abbreviation(s->zone, utc_s, abbreviation));
    return out;
}

static void list_mistakes(struct status *s, const struct project *project,
                          struct arena *arena)
{
    s->mistakes = ARENA_ARRAY(arena, struct str, project->report.count);
    for (size_t i = 0; i < project->report.count; i++) {
        const struct report_item *item = &project->report.items[i];
        if (project_is_mistaken(item))
            s->mistakes[s->mistake_count++] = report_line(item, arena);
    }
}

static bool gather_runs(struct status *s, struct arena *arena, struct err *err)
{
    const struct run_filter filter = {.limit = RUNS_SHOWN};
    struct run_store *store = run_store_open(SCHEDULING_STATE, err);
    bool ok;

    if (!store)
        return false;
    ok = run_store_heartbeat(store, arena, &s->heartbeat, err) &&
         run_store_standing(store, arena, &s->jobs, err) &&
         run_store_list(store, &filter, arena, &s->runs, err);
    run_store_close(store);
    return ok;
}

static void count_dumps(struct status *s)
{
    const struct manifest *m;

    if (!s->snapshot)
        return;
    m = snapshot_manifest(s->snapshot);
    s->dead = m->failure_count;
    for (size_t i = 0; i < m->dump_count; i++) {
        s->stale += answer_is_stale(&m->dumps[i], s->now_s);
        s->old += m->dumps[i].error.len > 0;
    }
}

static void count_jobs(struct status *s)
{
    for (size_t i = 0; i < s->jobs.count; i++) {
        const struct run_standing *job = &s->jobs.items[i];
        s->late += run_json_lateness_s(job, s->now_s) > 0;
        s->failed += job->last_run_id > 0 && (job->last_state == RUN_FAILED ||
                                              job->last_state == RUN_PARTIAL);
    }
}

static bool is_well(const struct status *s)
{
    return s->snapshot && s->late + s->failed + s->stale + s->old + s->dead +
                                  s->mistake_count ==
                              0;
}

/* ---- text ---- */

static void print_snapshot(const struct status *s)
{
    char age[TEXT_SIZE], day[DATE_TEXT_SIZE];
    const struct manifest *m;

    if (!s->snapshot) {
        printf("snapshot   none: %s\n", s->snapshot_err.text);
        return;
    }
    m = snapshot_manifest(s->snapshot);
    printf("snapshot   %" PRId64 " of %s, published %s ago: %zu dumps, %zu "
           "stale, %zu old, %zu failed\n",
           m->number, date_format(m->as_of, day),
           span_text(s->now_s - m->finished_at_s, age), m->dump_count, s->stale,
           s->old, s->dead);
}

static void print_scheduler(const struct status *s)
{
    char text[TEXT_SIZE];

    if (s->is_at_work)
        printf("scheduler  at work since %s (process %" PRId64 ")\n",
               instant_text(s, s->heartbeat.started_s, text), s->heartbeat.pid);
    else
        printf(
            "scheduler  not at work: nothing runs until `reckoner schedule` is "
            "started\n");
    if (s->heartbeat.problem.len > 0)
        printf("           its configuration was refused: %.*s\n",
               STR_ARG(s->heartbeat.problem));
    for (size_t i = 0; i < s->mistake_count; i++)
        printf("MISTAKE    %.*s\n", STR_ARG(s->mistakes[i]));
}

static void print_job(const struct status *s, const struct run_standing *job)
{
    char next[TEXT_SIZE], last[TEXT_SIZE], late[TEXT_SIZE];
    int64_t late_s = run_json_lateness_s(job, s->now_s);

    printf("%-10s %-20.*s next %s, last %s", late_s > 0 ? "LATE" : "cadence",
           STR_ARG(job->name), instant_text(s, job->next_s, next),
           instant_text(s, job->last_slot_s, last));
    if (late_s > 0)
        printf(", late by %s", span_text(late_s, late));
    printf("\n");
    if (job->last_run_id > 0 &&
        (job->last_state == RUN_FAILED || job->last_state == RUN_PARTIAL))
        printf("           run %" PRId64 " %s%s%.*s\n", job->last_run_id,
               run_state_name(job->last_state),
               job->last_error.len > 0 ? ": " : "", STR_ARG(job->last_error));
}

static void print_run(const struct status *s, const struct run *run)
{
    char at[TEXT_SIZE];

    printf("run %-6" PRId64 " %-20.*s %-9s %s", run->id, STR_ARG(run->job),
           run_state_name(run->state),
           instant_text(s, run->started_s ? run->started_s : run->scheduled_s,
                        at));
    if (run->state == RUN_RUNNING)
        printf("  %" PRId64 "/%" PRId64 " templates", run->done_count,
               run->total_count);
    else if (run_state_is_over(run->state) && run->duration_ms > 0)
        printf("  %.1f s: %" PRId64 " made, %" PRId64 " unchanged, %" PRId64
               " failed",
               (double)run->duration_ms / 1000.0, run->made, run->unchanged,
               run->failed);
    printf("%s%.*s\n", run->error.len > 0 ? "  " : "", STR_ARG(run->error));
}

/* The dumps that need someone, the first of them. */
static void print_troubles(const struct status *s)
{
    const struct manifest *m =
        s->snapshot ? snapshot_manifest(s->snapshot) : NULL;
    size_t shown = 0;

    for (size_t i = 0; m && i < m->failure_count && shown < STALE_SHOWN; i++)
        if (shown++ < STALE_SHOWN)
            printf("failed     %.*s: %.*s\n", STR_ARG(m->failures[i].id),
                   STR_ARG(m->failures[i].error));
    for (size_t i = 0; m && i < m->dump_count && shown < STALE_SHOWN; i++) {
        const struct manifest_dump *dump = &m->dumps[i];
        bool is_stale = answer_is_stale(dump, s->now_s);
        char age[TEXT_SIZE];
        if (!is_stale && dump->error.len == 0)
            continue;
        shown++;
        printf("%-10s %.*s, %s old%s%.*s\n", is_stale ? "stale" : "old",
               STR_ARG(dump->id),
               span_text(s->now_s - dump->generated_at_s, age),
               dump->error.len > 0 ? ": " : "", STR_ARG(dump->error));
    }
}

/* What has happened may be well although nothing more will happen. */
static const char *headline(const struct status *s)
{
    if (!is_well(s))
        return "something needs you";
    if (!s->is_at_work)
        return "nothing is late or failed, but no scheduler is at work: "
               "nothing "
               "will run by itself";
    return "all is well";
}

static void print_text(const struct status *s)
{
    printf("%s\n", headline(s));
    print_snapshot(s);
    print_scheduler(s);
    for (size_t i = 0; i < s->jobs.count; i++)
        print_job(s, &s->jobs.items[i]);
    print_troubles(s);
    for (size_t i = 0; i < s->runs.count; i++)
        print_run(s, &s->runs.items[i]);
}

/* ---- JSON ---- */

static void print_json(const struct status *s)
{
    struct buf out;

    buf_init(&out, 64 * 1024 * 1024);
    buf_add_char(&out, '{');
    json_write_member_bool(&out, "well", is_well(s));
    json_write_open(&out, "mistakes", '[');
    for (size_t i = 0; i < s->mistake_count; i++) {
        json_write_comma(&out);
        json_write_string(&out, s->mistakes[i]);
    }
    buf_add_char(&out, ']');
    json_write_member_int(&out, "snapshot",
                          s->snapshot ? snapshot_manifest(s->snapshot)->number
                                      : 0);
    json_write_member_int(&out, "stale", (int64_t)s->stale);
    json_write_member_int(&out, "old", (int64_t)s->old);
    json_write_member_int(&out, "failed", (int64_t)s->dead);
    json_write_next_key(&out, "scheduler");
    run_json_write_heartbeat(&s->heartbeat, s->now_s, &out);
    buf_add_text(&out, ",\"cadences\":[");
    for (size_t i = 0; i < s->jobs.count; i++) {
        json_write_comma(&out);
        run_json_write_standing(&s->jobs.items[i], s->now_s, &out);
    }
    buf_add_text(&out, "],\"runs\":[");
    for (size_t i = 0; i < s->runs.count; i++) {
        json_write_comma(&out);
        run_json_write(&s->runs.items[i], &out);
    }
    buf_add_text(&out, "]}\n");
    fputs(buf_str(&out).ptr, stdout);
    buf_release(&out);
}

int cmd_status(struct invocation *call)
{
    struct status s = {.now_s = (int64_t)time(NULL)};
    struct project project;
    struct err err = {0}, problem = {0};
    struct zone *zone;

    project_list(call, &project);
    list_mistakes(&s, &project, call->arena);
    /* A project that ran is shown although its configuration is wrong now. */
    if (s.mistake_count > 0 && !fs_exists(SCHEDULING_STATE))
        return project_is_usable(call, &project) ? EXIT_DONE : EXIT_USAGE;
    zone = zone_open(project.catalogue->settings->time_zone, &err);
    if (!zone || !gather_runs(&s, call->arena, &err))
        return command_fail(&err);
    s.zone = zone;
    s.is_at_work =
        worker_is_alive(&s.heartbeat, s.now_s) && fs_is_locked(SCHEDULING_LOCK);
    s.snapshot = snapshot_open_whole("dumps", &problem, &s.snapshot_err);
    count_dumps(&s);
    count_jobs(&s);
    if (command_option(call, "--json"))
        print_json(&s);
    else
        print_text(&s);
    snapshot_release(s.snapshot);
    zone_close(zone);
    if (s.mistake_count > 0)
        return EXIT_USAGE;
    return is_well(&s) ? EXIT_DONE : EXIT_FAILED;
}
