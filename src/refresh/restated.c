#include "refresh/restated.h"

#include "dump/change.h"

struct counting {
    const struct restated_side *before, *after;
    uint32_t time_column;
    enum date_grain grain;
    struct date first, closed; /* rows that begin at or after `first`, and end
                                  by `closed` */
    int64_t count;
};

static void count_row(void *context, enum change_kind kind, uint32_t before_row,
                      uint32_t after_row)
{
    struct counting *c = context;
    const struct columns *columns =
        kind == CHANGE_ADDED ? c->after->columns : c->before->columns;
    uint32_t row = kind == CHANGE_ADDED ? after_row : before_row;
    struct date start;

    if (date_parse(columns_text(columns, c->time_column, row), &start) &&
        start.day >= c->first.day &&
        date_add(start, 1, c->grain).day <= c->closed.day)
        c->count++;
}

/* The column of the key that is a date with a grain; -1 if there is none. */
static int find_time(const struct columns *columns, const struct str *key,
                     size_t key_count)
{
    for (size_t i = 0; i < key_count; i++) {
        int column = columns_find(columns, key[i]);
        struct column described;
        if (column < 0)
            continue;
        described = columns_column(columns, (uint32_t)column);
        if (described.role == COLUMN_TIME && described.type == COLUMN_DATE)
            return column;
    }
    return -1;
}

static int64_t count_rows(struct counting *c, const struct str *key,
                          size_t key_count)
{
    const struct manifest_dump *before = c->before->entry;
    const struct manifest_dump *after = c->after->entry;

    c->grain = columns_column(c->after->columns, c->time_column).grain;
    c->closed =
        before->as_of.day < after->as_of.day ? before->as_of : after->as_of;
    /* A window that moves on cuts its first period: that is no change. */
    date_parse((struct str)STR("0001-01-01"), &c->first);
    if (before->has_period && after->has_period)
        c->first =
            before->from.day > after->from.day ? before->from : after->from;
    change_walk(c->before->columns, c->after->columns, key, key_count,
                count_row, c);
    return c->count;
}

static bool is_closed(const struct manifest_dump *before,
                      const struct manifest_dump *after)
{
    return before->has_period && after->has_period &&
           before->from.day == after->from.day &&
           before->until.day == after->until.day &&
           before->until.day <= before->as_of.day &&
           before->until.day <= after->as_of.day;
}

int64_t restated_count(const struct restated_side *before,
                       const struct restated_side *after,
                       const struct manifest_change *change,
                       const struct str *key, size_t key_count)
{
    int time_column = find_time(after->columns, key, key_count);
    struct counting counting = {.before = before, .after = after};

    if (!change->is_known ||
        strcmp(before->entry->template_hash, after->entry->template_hash) != 0)
        return 0;
    if (time_column < 0)
        return is_closed(before->entry, after->entry)
                   ? change->rows_added + change->rows_removed +
                         change->rows_changed
                   : 0;
    if (change->rows_added + change->rows_removed + change->rows_changed == 0)
        return 0;
    counting.time_column = (uint32_t)time_column;
    return count_rows(&counting, key, key_count);
}
