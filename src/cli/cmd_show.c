#include "cli/commands.h"

#include <stdio.h>

#include "cli/project.h"
#include "cli/table_text.h"
#include "dump/snapshot.h"

enum { TABLE_ROWS = 100 };

static int show_json(const struct snapshot_dump *dump)
{
    struct err err = {0};
    struct buf raw;
    bool ok;

    buf_init(&raw, (size_t)dump->packed.raw_bytes + 1);
    ok = snapshot_unpack(dump, &raw, &err);
    if (ok)
        printf("%.*s\n", STR_ARG(buf_str(&raw)));
    buf_release(&raw);
    return ok ? EXIT_DONE : command_fail(&err);
}

static int show_text(const struct project *project,
                     const struct snapshot_dump *dump)
{
    const struct settings *settings = project->catalogue->settings;
    struct columns_meta meta = columns_meta(&dump->columns);
    struct rows rows = {&dump->columns, NULL, dump->columns.row_count};
    char as_of[DATE_TEXT_SIZE], made[DATE_TIME_TEXT_SIZE];
    struct err err = {0};
    struct format *format =
        format_open(settings->locale, settings->currency, &err);

    if (!format)
        return command_fail(&err);
    printf("%.*s\n%.*s\n\n", STR_ARG(meta.title), STR_ARG(meta.sentence));
    table_text_print(&rows, format, table_text_width(stdout), TABLE_ROWS,
                     stdout);
    printf("\nas of %s, made %s, %u rows%s%s%.*s\n",
           date_format(dump->entry->as_of, as_of),
           date_format_time(dump->entry->generated_at_s, made), rows.count,
           meta.is_complete ? "" : " (cut off)",
           meta.period.len > 0 ? ", " : "", STR_ARG(meta.period));
    if (dump->entry->error.len > 0)
        printf("its last refresh failed: %.*s\n", STR_ARG(dump->entry->error));
    format_close(format);
    return EXIT_DONE;
}

int cmd_show(struct invocation *call)
{
    struct str id = str_from(call->words[0]), nearest;
    struct err problem = {0}, err = {0};
    const struct snapshot_dump *dump;
    struct project project;
    struct snapshot *snapshot;
    int code;

    project_list(call, &project);
    if (!project_is_usable(call, &project))
        return EXIT_USAGE;
    snapshot = snapshot_open_whole("dumps", &problem, &err);
    if (!snapshot)
        return command_fail(&err);
    if (problem.code != ERR_NONE)
        fprintf(stderr, "reckoner: %s\n", problem.text);
    dump = snapshot_find(snapshot, id);
    nearest = catalogue_nearest(project.catalogue, id);
    if (!dump) {
        err_set(&err, ERR_NOT_FOUND, "there is no dump \"%.*s\"%s%.*s%s",
                STR_ARG(id), nearest.len > 0 ? ": did you mean \"" : "",
                STR_ARG(nearest), nearest.len > 0 ? "\"?" : "");
        code = command_fail(&err);
    } else if (command_option(call, "--json")) {
        code = show_json(dump);
    } else {
        code = show_text(&project, dump);
    }
    snapshot_release(snapshot);
    return code;
}
