#include "cli/commands.h"

#include <stdio.h>

#include "base/json_write.h"
#include "cli/run_refresh.h"
#include "dump/snapshot.h"

static bool read_day(const char *name, const char *text, struct date *day,
                     struct err *err)
{
    return date_parse(str_from(text), day) ||
           err_set(err, ERR_INPUT,
                   "%s \"%.40s\" is not a day: write YYYY-MM-DD", name, text);
}

static bool read_as_of(struct invocation *call, struct run_refresh *run,
                       struct err *err)
{
    const char *text = command_option(call, "--as-of");

    run->has_as_of = text != NULL;
    return !text || read_day("--as-of", text, &run->as_of, err);
}

/* Days in the past, which change nothing that is current. */
static bool read_history(struct invocation *call, struct run_refresh *run,
                         struct err *err)
{
    const char *from = command_option(call, "--from");
    const char *to = command_option(call, "--to");

    if (!from && !to)
        return true;
    if (!from || !to || run->has_as_of)
        return err_set(err, ERR_INPUT,
                       "--from and --to go together, and without --as-of");
    run->is_history = run->has_as_of = true;
    if (!read_day("--from", from, &run->as_of, err) ||
        !read_day("--to", to, &run->until, err))
        return false;
    return run->as_of.day <= run->until.day ||
           err_set(err, ERR_INPUT, "--to must not be before --from");
}

static struct str option_text(struct invocation *call, const char *name)
{
    const char *text = command_option(call, name);
    return text ? str_from(text) : (struct str){"", 0};
}

static const char *why(const struct plan_job *job)
{
    if (!job->before)
        return "new";
    return job->is_asked_for ? "asked for" : "its file changed";
}

static void print_plan(const struct plan *plan)
{
    for (size_t i = 0; i < plan->job_count; i++)
        printf("run     %-44.*s %s\n", STR_ARG(plan->jobs[i].template->id),
               why(&plan->jobs[i]));
    for (size_t i = 0; i < plan->broken_count; i++)
        printf("broken  %.*s\n", STR_ARG(plan->broken[i].error));
    for (size_t i = 0; i < plan->deleted_count; i++)
        printf("gone    %.*s\n", STR_ARG(plan->deleted[i]));
    printf("%zu to run, %zu kept as they are\n", plan->job_count,
           plan->kept_count);
}

/* {"id":"...", and what is said of it. */
static void write_item(struct buf *out, struct str id, const char *name,
                       struct str text)
{
    json_write_comma(out);
    buf_add_char(out, '{');
    json_write_member(out, "id", id);
    json_write_member(out, name, text);
    buf_add_char(out, '}');
}

static void print_plan_json(const struct plan *plan)
{
    struct buf out;

    buf_init(&out, 64 * 1024 * 1024);
    buf_add_text(&out, "{\"run\":[");
    for (size_t i = 0; i < plan->job_count; i++)
        write_item(&out, plan->jobs[i].template->id, "why",
                   str_from(why(&plan->jobs[i])));
    buf_add_text(&out, "],\"broken\":[");
    for (size_t i = 0; i < plan->broken_count; i++)
        write_item(&out, plan->broken[i].id, "error", plan->broken[i].error);
    buf_add_text(&out, "],\"gone\":[");
    for (size_t i = 0; i < plan->deleted_count; i++) {
        json_write_comma(&out);
        json_write_string(&out, plan->deleted[i]);
    }
    buf_printf(&out, "],\"kept\":%zu}\n", plan->kept_count);
    fputs(buf_str(&out).ptr, stdout);
    buf_release(&out);
}

/* What a run would do, without doing it. */
static int list_plan(struct invocation *call, const struct project *project,
                     const struct run_refresh *run)
{
    struct err err = {0}, problem = {0};
    struct snapshot *before = snapshot_open_whole("dumps", &problem, &err);
    const struct plan *plan;

    err = (struct err){0};
    plan = plan_make(project->catalogue, &project->report,
                     before ? snapshot_manifest(before) : NULL, &run->scope, 0,
                     call->arena, &err);
    if (plan && run->as_json)
        print_plan_json(plan);
    else if (plan)
        print_plan(plan);
    snapshot_release(before);
    return plan ? EXIT_DONE : command_fail(&err);
}

int cmd_regenerate(struct invocation *call)
{
    struct run_refresh run = {
        .scope = {.category = option_text(call, "--category"),
                  .template_id = option_text(call, "--template"),
                  .cadence = option_text(call, "--cadence")},
        .is_test = command_option(call, "--test") != NULL,
        .as_json = command_option(call, "--json") != NULL,
    };
    struct project project;
    struct err err = {0};

    if (!read_as_of(call, &run, &err) || !read_history(call, &run, &err))
        return command_fail(&err);
    project_load(call, &project);
    if (!project_is_usable(call, &project))
        return EXIT_USAGE;
    if (command_option(call, "--list"))
        return list_plan(call, &project, &run);
    return run_refresh(call, &project, &run);
}
