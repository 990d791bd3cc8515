#include "cli/commands.h"

#include <stdio.h>

#include "base/fs.h"
#include "cli/project.h"
#include "route/eval.h"

enum { TABLE_BYTES_MAX = 256 * 1024 * 1024, REPORT_BYTES_MAX = 64 * 1024 };

static bool read_table(struct invocation *call, const char *option,
                       struct buf *bytes, struct err *err)
{
    const char *path = command_option(call, option);
    buf_init(bytes, TABLE_BYTES_MAX);
    if (!path)
        return err_set(err, ERR_INPUT,
                       "eval needs two files: --index and --queries");
    return fs_read(command_path(call, path).ptr, bytes, err);
}

static void print_report(const struct invocation *call,
                         const struct eval_report *report)
{
    struct buf out;

    buf_init(&out, REPORT_BYTES_MAX);
    eval_write(report, command_option(call, "--json") != NULL, &out);
    fwrite(out.ptr, 1, out.len, stdout);
    buf_release(&out);
}

int cmd_eval(struct invocation *call)
{
    struct project project;
    struct eval_report report;
    struct buf index, queries;
    struct err err = {0};

    project_list(call, &project);
    const struct settings *settings = project.catalogue->settings;
    struct route_settings routing = {.accept = settings->router_accept,
                                     .clarify = settings->router_clarify,
                                     .calendar = settings->calendar};
    bool has_index = read_table(call, "--index", &index, &err);
    bool has_queries = read_table(call, "--queries", &queries,
                                  has_index ? &err : &(struct err){0});
    bool ok =
        has_index && has_queries &&
        route_eval(buf_str(&index), buf_str(&queries), &routing, &report, &err);
    if (ok)
        print_report(call, &report);
    buf_release(&queries);
    buf_release(&index);
    return ok ? EXIT_DONE : command_fail(&err);
}
