#include "cli/project.h"

#include <stdio.h>

#include "base/log.h"
#include "refresh/refresh.h"

static void take_up(struct project *project, const struct invocation *call)
{
    enum log_level level = LOG_INFO;

    refresh_check_cadences(project->catalogue, &project->report);
    report_sort(&project->report);
    log_level_parse(project->catalogue->settings->log_level, &level);
    log_configure(level, !call->err_is_terminal);
}

void project_load(struct invocation *call, struct project *project)
{
    report_init(&project->report, call->arena);
    project->catalogue =
        catalogue_load(call->project, call->arena, &project->report);
    take_up(project, call);
}

void project_list(struct invocation *call, struct project *project)
{
    report_init(&project->report, call->arena);
    project->catalogue =
        catalogue_list(call->project, call->arena, &project->report);
    take_up(project, call);
}

bool project_is_mistaken(const struct report_item *item)
{
    return !item->is_warning && !str_ends_with(item->file, ".sql");
}

bool project_is_usable(const struct invocation *call,
                       const struct project *project)
{
    bool is_usable = true;

    for (size_t i = 0; i < project->report.count; i++) {
        const struct report_item *item = &project->report.items[i];
        if (!project_is_mistaken(item))
            continue;
        fprintf(stderr, "%s\n", report_line(item, call->arena).ptr);
        is_usable = false;
    }
    if (!is_usable)
        fprintf(stderr, "reckoner: the project cannot be used like this\n");
    return is_usable;
}

void project_print_report(const struct invocation *call,
                          const struct project *project, bool with_warnings)
{
    for (size_t i = 0; i < project->report.count; i++) {
        const struct report_item *item = &project->report.items[i];
        if (!item->is_warning || with_warnings)
            printf("%s\n", report_line(item, call->arena).ptr);
    }
}
