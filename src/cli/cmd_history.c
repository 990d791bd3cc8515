#include "cli/commands.h"

#include <inttypes.h>
#include <stdio.h>

#include "answer/difference.h"

static void print_entry(const struct past_entry *entry)
{
    char day[DATE_TEXT_SIZE], at[DATE_TIME_TEXT_SIZE];

    if (entry->number > 0)
        printf("%8" PRId64, entry->number);
    else
        printf("%8s", "later");
    printf("  %s  %s  %7" PRId64 " rows  ", date_format(entry->as_of, day),
           date_format_time(entry->generated_at_s, at), entry->row_count);
    if (entry->has_error)
        printf("refresh failed, as before");
    else if (!entry->is_new)
        printf("unchanged");
    else if (entry->change.is_known)
        printf("+%" PRId64 " -%" PRId64 " ~%" PRId64, entry->change.rows_added,
               entry->change.rows_removed, entry->change.rows_changed);
    else
        printf("new");
    printf("\n");
}

int cmd_history(struct invocation *call)
{
    struct str id = str_from(call->words[0]);
    struct past_list list;
    struct err err = {0};
    struct buf out;

    if (!past_list("dumps", id, call->arena, &list, &err))
        return command_fail(&err);
    if (command_option(call, "--json")) {
        buf_init(&out, 64 * 1024 * 1024);
        difference_write_history(id, &list, &out);
        printf("%.*s\n", STR_ARG(buf_str(&out)));
        buf_release(&out);
        return EXIT_DONE;
    }
    printf("snapshot  day         generated at            rows          "
           "change\n");
    for (size_t i = 0; i < list.count; i++)
        print_entry(&list.items[i]);
    return EXIT_DONE;
}
