#include "cli/commands.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "answer/current.h"
#include "base/fs.h"
#include "base/log.h"
#include "cli/project.h"
#include "route/eval.h"

enum { TABLE_BYTES_MAX = 256 * 1024 * 1024, REPORT_BYTES_MAX = 64 * 1024 };

static const char golden_default[] = "tests/eval/golden.tsv";
static const double wrong_percent_max = 50;

struct evaluation {
    struct invocation *call;
    struct served_project serving;
    struct route_settings settings;
    double wrong_max; /* share of one; for --calibrate */
};

static bool read_wrong_max(struct invocation *call, double *share,
                           struct err *err)
{
    const char *text = command_option(call, "--wrong");
    char *end;

    *share = 0.02;
    if (!text)
        return true;
    double percent = strtod(text, &end);
    *share = percent / 100;
    return (end > text && *end == '\0' && isfinite(percent) && percent >= 0 &&
            percent <= wrong_percent_max) ||
           err_set(err, ERR_INPUT,
                   "--wrong \"%.40s\" is not a percentage from 0 to %.0f", text,
                   wrong_percent_max);
}

static bool read_day(const struct evaluation *evaluation, struct date *day,
                     struct err *err)
{
    const char *text = command_option(evaluation->call, "--as-of");

    if (!text) {
        *day = zone_today(evaluation->serving.zone, (int64_t)time(NULL));
        return true;
    }
    return date_parse(str_from(text), day) ||
           err_set(err, ERR_INPUT,
                   "--as-of \"%.40s\" is not a day: write YYYY-MM-DD", text);
}

static bool read_option(const struct evaluation *evaluation, const char *option,
                        struct buf *bytes, struct err *err)
{
    const char *path = command_option(evaluation->call, option);

    if (!path)
        return err_set(err, ERR_INPUT,
                       "--index and --queries go together: %s is missing",
                       option);
    return fs_read(command_path(evaluation->call, path).ptr, bytes, err);
}

static void report(const struct evaluation *evaluation,
                   const struct eval_set *set, struct date today)
{
    bool calibrates = command_option(evaluation->call, "--calibrate") != NULL;
    struct calibration calibration;
    struct eval_report report;
    struct buf out;

    eval_run(set, &evaluation->settings, today, &report);
    if (calibrates)
        calibrate(report.guesses, report.questions, evaluation->wrong_max,
                  &calibration);
    buf_init(&out, REPORT_BYTES_MAX);
    eval_write(&report, calibrates ? &calibration : NULL,
               command_option(evaluation->call, "--json") != NULL, &out);
    fwrite(out.ptr, 1, out.len, stdout);
    buf_release(&out);
}

static bool evaluate_tables(const struct evaluation *evaluation,
                            struct err *err)
{
    struct buf index, queries;
    struct eval_set set;

    buf_init(&index, TABLE_BYTES_MAX);
    buf_init(&queries, TABLE_BYTES_MAX);
    bool ok = read_option(evaluation, "--index", &index, err) &&
              read_option(evaluation, "--queries", &queries, err);
    if (ok) {
        ok = eval_set_read(&set, buf_str(&index), buf_str(&queries), err);
        if (ok)
            report(evaluation, &set, (struct date){0});
        eval_set_release(&set);
    }
    buf_release(&queries);
    buf_release(&index);
    return ok;
}

static bool read_golden(const struct evaluation *evaluation, struct buf *bytes,
                        struct err *err)
{
    const char *path = command_option(evaluation->call, "--golden");

    if (path)
        return fs_read(command_path(evaluation->call, path).ptr, bytes, err);
    if (fs_exists(golden_default))
        return fs_read(golden_default, bytes, err);
    return err_set(err, ERR_NOT_FOUND,
                   "there is no %s: write golden questions there, or name a "
                   "file with --golden, or two with --index and --queries",
                   golden_default);
}

static bool evaluate_golden(const struct evaluation *evaluation,
                            struct err *err)
{
    struct current *current = current_open("dumps", &evaluation->serving);
    struct served *served = current_get(current);
    struct date today;
    struct eval_set set;
    struct buf golden;

    buf_init(&golden, TABLE_BYTES_MAX);
    bool ok = served && read_day(evaluation, &today, err) &&
              read_golden(evaluation, &golden, err);
    if (ok) {
        ok = eval_set_read_golden(&set, served->index, served->coverage,
                                  buf_str(&golden), err);
        if (ok)
            report(evaluation, &set, today);
        eval_set_release(&set);
    }
    if (!served && !current_problem(current, err))
        err_set(err, ERR_NOT_FOUND,
                "there are no dumps yet: run \"reckoner regenerate\"");
    buf_release(&golden);
    served_release(served);
    current_close(current);
    return ok;
}

int cmd_eval(struct invocation *call)
{
    struct evaluation evaluation = {.call = call};
    struct project project;
    struct err err = {0};

    project_list(call, &project);
    log_configure(LOG_OFF, true);
    if (!project_is_usable(call, &project))
        return EXIT_USAGE;
    const struct settings *settings = project.catalogue->settings;
    evaluation.settings =
        (struct route_settings){.accept = settings->router_accept,
                                .clarify = settings->router_clarify,
                                .calendar = settings->calendar};
    if (!read_wrong_max(call, &evaluation.wrong_max, &err) ||
        !served_project_open(&evaluation.serving, settings, &err))
        return command_fail(&err);
    bool has_tables =
        command_option(call, "--index") || command_option(call, "--queries");
    bool ok = has_tables ? evaluate_tables(&evaluation, &err)
                         : evaluate_golden(&evaluation, &err);
    served_project_close(&evaluation.serving);
    return ok ? EXIT_DONE : command_fail(&err);
}
