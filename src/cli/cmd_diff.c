#include "cli/commands.h"

#include <inttypes.h>
#include <stdio.h>

#include "answer/difference.h"
#include "cli/project.h"

enum { ROWS_MAX = 1000000 };

static void print_row(void *context, enum change_kind kind, struct str before,
                      struct str after)
{
    (void)context;
    switch (kind) {
    case CHANGE_ADDED:
        printf("+ %.*s\n", STR_ARG(after));
        break;
    case CHANGE_REMOVED:
        printf("- %.*s\n", STR_ARG(before));
        break;
    case CHANGE_CHANGED:
        printf("~ %.*s\n  %.*s\n", STR_ARG(before), STR_ARG(after));
        break;
    }
}

static void print_side(const char *word, int64_t number, struct date day)
{
    char text[DATE_TEXT_SIZE];

    if (number > 0)
        printf("%s snapshot %" PRId64 " (%s)", word, number,
               date_format(day, text));
    else
        printf("%s %s (made later)", word, date_format(day, text));
}

static int print_text(const struct difference_request *request,
                      struct arena *arena)
{
    struct difference d;
    struct err err = {0};

    if (!difference_find(request, print_row, NULL, arena, &d, &err))
        return command_fail(&err);
    print_side("from", d.from_number, d.from_day);
    print_side(" to", d.to_number, d.to_day);
    if (!d.change.is_known) {
        printf(": they have other columns, and cannot be compared\n");
        return EXIT_DONE;
    }
    printf(": %" PRId64 " added, %" PRId64 " removed, %" PRId64 " changed\n",
           d.change.rows_added, d.change.rows_removed, d.change.rows_changed);
    for (size_t i = 0; i < d.total_count; i++)
        printf("total of %.*s: %.15g -> %.15g (%+.15g)\n",
               STR_ARG(d.totals[i].column), d.totals[i].before,
               d.totals[i].after, d.totals[i].after - d.totals[i].before);
    return EXIT_DONE;
}

static int print_json(const struct difference_request *request)
{
    struct err err = {0};
    struct buf out;
    bool ok;

    buf_init(&out, (size_t)1024 * 1024 * 1024);
    ok = difference_write(request, ROWS_MAX, &out, &err);
    if (ok)
        printf("%.*s\n", STR_ARG(buf_str(&out)));
    buf_release(&out);
    return ok ? EXIT_DONE : command_fail(&err);
}

static struct str option_text(struct invocation *call, const char *name)
{
    const char *text = command_option(call, name);
    return text ? str_from(text) : (struct str){"", 0};
}

int cmd_diff(struct invocation *call)
{
    struct difference_request request = {
        .dumps = "dumps",
        .id = str_from(call->words[0]),
        .from = option_text(call, "--from"),
        .to = option_text(call, "--to"),
    };
    const struct template *template;
    struct project project;

    project_list(call, &project);
    if (!project_is_usable(call, &project))
        return EXIT_USAGE;
    template = catalogue_read(project.catalogue, request.id, call->arena);
    if (template) {
        request.key = template->key.items;
        request.key_count = template->key.count;
    }
    return command_option(call, "--json") ? print_json(&request)
                                          : print_text(&request, call->arena);
}
