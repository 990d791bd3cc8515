#include "cli/run_refresh.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "base/json_write.h"
#include "base/log.h"
#include "cli/progress.h"

static atomic_bool is_cancelled;

static void unwatch_signals(void)
{
    struct sigaction action = {.sa_handler = SIG_DFL};

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/* Ctrl-C once interrupts the queries and tidies up; twice, of whatever kind,
   ends at once. */
static void cancel(int signal_number)
{
    (void)signal_number;
    atomic_store(&is_cancelled, true);
    unwatch_signals();
}

static void watch_signals(void)
{
    struct sigaction action = {.sa_handler = cancel};

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static struct str make_run_key(struct arena *arena,
                               const struct plan_scope *scope, int64_t now_s)
{
    char text[DATE_TIME_TEXT_SIZE];

    return arena_printf(
        arena, "request/%s/%s%.*s%.*s", date_format_time(now_s, text),
        scope->category.len == 0 && scope->template_id.len == 0 ? "all" : "",
        STR_ARG(scope->category), STR_ARG(scope->template_id));
}

static void print_json(const struct refresh_outcome *outcome)
{
    struct buf out;

    buf_init(&out, 64 * 1024 * 1024);
    buf_add_char(&out, '{');
    json_write_member_int(&out, "snapshot", outcome->snapshot);
    json_write_member_int(&out, "made", (int64_t)outcome->made_count);
    json_write_member_int(&out, "unchanged", (int64_t)outcome->unchanged_count);
    json_write_member_int(&out, "kept", (int64_t)outcome->kept_count);
    json_write_member_int(&out, "duration_ms", outcome->duration_ms);
    json_write_open(&out, "failed", '[');
    for (size_t i = 0; i < outcome->failure_count; i++) {
        const struct refresh_failure *failure = &outcome->failures[i];
        json_write_comma(&out);
        buf_add_char(&out, '{');
        json_write_member(&out, "id", failure->id);
        json_write_member(&out, "error", failure->error);
        json_write_member_bool(&out, "old_dump_served", failure->has_old_dump);
        buf_add_char(&out, '}');
    }
    buf_add_text(&out, "]}\n");
    fputs(buf_str(&out).ptr, stdout);
    buf_release(&out);
}

static void print_failures(const struct refresh_outcome *outcome, FILE *out)
{
    for (size_t i = 0; i < outcome->failure_count; i++) {
        const struct refresh_failure *failure = &outcome->failures[i];
        fprintf(out, "failed: %.*s: %.*s%s\n", STR_ARG(failure->id),
                STR_ARG(failure->error),
                failure->has_old_dump ? " (its last good dump is still served)"
                                      : " (not served)");
    }
}

static void print_text(const struct refresh_outcome *outcome, bool is_history)
{
    print_failures(outcome, stdout);
    if (outcome->warning.len > 0)
        printf("warning: %.*s\n", STR_ARG(outcome->warning));
    if (outcome->snapshot > 0)
        printf("snapshot %" PRId64 ": ", outcome->snapshot);
    else if (!is_history)
        printf("not published: ");
    printf("%zu made, %zu unchanged, %zu kept, %zu failed in %.1f s\n",
           outcome->made_count, outcome->unchanged_count, outcome->kept_count,
           outcome->failure_count, (double)outcome->duration_ms / 1000.0);
    fflush(stdout);
}

/* Says what came of one day; the worst code so far. */
static int tell(const struct refresh_request *request,
                const struct refresh_outcome *outcome, bool as_json, int code)
{
    char day[DATE_TEXT_SIZE];

    if (request->is_history && !as_json)
        printf("history of %s: ", date_format(request->as_of, day));
    if (as_json)
        print_json(outcome);
    else
        print_text(outcome, request->is_history);
    return outcome->failure_count > 0 ? EXIT_FAILED : code;
}

/* Better now than when they are missed. */
static void warn_of_old_days(const struct settings *settings)
{
    struct sweep_keep keep = refresh_keep(settings);
    size_t count = sweep_count_old_days("dumps", &keep);

    if (count > 0)
        fprintf(stderr,
                "reckoner: %zu days of history are more than `keep` allows, "
                "and will be removed by the next run: raise keep.daily, "
                "keep.weekly or keep.monthly before\n",
                count);
}

int run_refresh(struct invocation *call, const struct project *project,
                const struct run_refresh *run)
{
    struct progress progress = {.is_terminal = call->err_is_terminal};
    struct refresh_outcome outcome;
    struct refresh_request request = {
        .catalogue = project->catalogue,
        .report = &project->report,
        .dumps = "dumps",
        .scope = run->scope,
        .as_of = run->as_of,
        .now_s = (int64_t)time(NULL),
        .is_history = run->is_history,
        .is_test = run->is_test,
        .progress = progress_show,
        .progress_context = &progress,
        .is_cancelled = &is_cancelled,
    };
    struct err err = {0};
    int code = EXIT_DONE;
    bool ok;

    request.run_key = make_run_key(call->arena, &run->scope, request.now_s);
    if (!run->has_as_of && !refresh_today(project->catalogue->settings,
                                          request.now_s, &request.as_of, &err))
        return command_fail(&err);
    /* The summary says on a terminal what the log says elsewhere. */
    if (call->err_is_terminal)
        log_configure(LOG_ERROR, false);
    watch_signals();
    do {
        ok = refresh_run(&request, call->arena, &outcome, &err);
        progress_end(&progress);
        if (ok)
            code = tell(&request, &outcome, run->as_json, code);
        request.as_of.day++;
    } while (ok && run->is_history && request.as_of.day <= run->until.day);
    unwatch_signals();
    if (run->is_history && !run->is_test)
        warn_of_old_days(project->catalogue->settings);
    if (!ok)
        print_failures(&outcome, stderr);
    return ok ? code : command_fail(&err);
}
