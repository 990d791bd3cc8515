#include "answer/difference.h"

#include "answer/envelope.h"
#include "base/json_write.h"
#include "base/sum.h"

enum { RAW_BYTES_MAX = 1024 * 1024 * 1024, DIFF_BYTES_MAX = 256 * 1024 * 1024 };

/* One of the two, open. */
struct side {
    struct snapshot *snapshot;
    const struct snapshot_dump *dump;
    struct buf raw;
};

static bool open_side(const struct difference_request *r,
                      struct past_moment moment, struct side *side,
                      struct err *err)
{
    side->snapshot = past_open(r->dumps, r->id, moment, err);
    if (!side->snapshot)
        return false;
    side->dump = snapshot_dump(side->snapshot, 0);
    return snapshot_unpack(side->dump, &side->raw, err);
}

/* The newest snapshot, and the newest before `to` with other content: what
   changed last. */
static bool find_moments(const struct difference_request *r,
                         struct past_moment *from, struct past_moment *to,
                         struct arena *arena, struct err *err)
{
    struct past_list list;
    const char *hash = NULL;

    if ((r->to.len > 0 && !past_parse(r->to, to, err)) ||
        (r->from.len > 0 && !past_parse(r->from, from, err)))
        return false;
    if (r->to.len > 0 && r->from.len > 0)
        return true;
    if (!past_list(r->dumps, r->id, arena, &list, err))
        return false;
    for (size_t i = 0; i < list.count && list.items[i].number > 0; i++) {
        const struct past_entry *entry = &list.items[i];
        if (!hash && r->to.len == 0)
            *to = (struct past_moment){.number = entry->number};
        if (!hash && (r->to.len == 0 || entry->number == to->number))
            hash = entry->hash;
        if (r->from.len > 0 || !hash || strcmp(entry->hash, hash) == 0)
            continue;
        *from = (struct past_moment){.number = entry->number};
        return true;
    }
    return r->from.len > 0 ||
           err_set(err, ERR_NOT_FOUND,
                   "no snapshot that is kept holds another state of %.*s",
                   STR_ARG(r->id));
}

struct teller {
    const struct side *before, *after;
    difference_row_fn *tell;
    void *context;
};

static void tell_row(void *context, enum change_kind kind, uint32_t before_row,
                     uint32_t after_row)
{
    const struct teller *t = context;
    struct str before = {"", 0}, after = {"", 0};

    if (kind != CHANGE_ADDED)
        before = columns_row_json(&t->before->dump->columns,
                                  buf_str(&t->before->raw), before_row);
    if (kind != CHANGE_REMOVED)
        after = columns_row_json(&t->after->dump->columns,
                                 buf_str(&t->after->raw), after_row);
    t->tell(t->context, kind, before, after);
}

static double total_of(const struct columns *columns, uint32_t column)
{
    struct sum sum = {0};

    for (uint32_t row = 0; row < columns->row_count; row++)
        if (!columns_is_null(columns, column, row))
            sum_add(&sum, columns_number(columns, column, row));
    return sum_value(&sum);
}

static void find_totals(const struct side *before, const struct side *after,
                        struct arena *arena, struct difference *d)
{
    const struct columns *old = &before->dump->columns,
                         *new = &after->dump->columns;

    if (!columns_meta(old).is_complete || !columns_meta(new).is_complete)
        return;
    d->totals = ARENA_ARRAY(arena, struct difference_total, new->column_count);
    for (uint32_t i = 0; i < new->column_count; i++) {
        struct column column = columns_column(new, i);
        int was = columns_find(old, column.name);
        if (column.aggregate != AGGREGATE_SUM || was < 0)
            continue;
        d->totals[d->total_count++] = (struct difference_total){
            arena_str(arena, column.name), total_of(old, (uint32_t)was),
            total_of(new, i)};
    }
}

static void compare(const struct difference_request *r, struct teller *teller,
                    struct arena *arena, struct difference *d)
{
    struct str *key = ARENA_ARRAY(arena, struct str, r->key_count);

    for (size_t i = 0; i < r->key_count; i++)
        key[i] = r->key[i].text;
    d->change = change_walk(&teller->before->dump->columns,
                            &teller->after->dump->columns, key, r->key_count,
                            tell_row, teller);
    d->from_number = snapshot_manifest(teller->before->snapshot)->number;
    d->to_number = snapshot_manifest(teller->after->snapshot)->number;
    d->from_day = teller->before->dump->entry->as_of;
    d->to_day = teller->after->dump->entry->as_of;
    if (d->change.is_known)
        find_totals(teller->before, teller->after, arena, d);
}

bool difference_find(const struct difference_request *request,
                     difference_row_fn *tell, void *context,
                     struct arena *arena, struct difference *difference,
                     struct err *err)
{
    struct past_moment from = {0}, to = {0};
    struct side before = {0}, after = {0};
    struct teller teller = {&before, &after, tell, context};
    bool ok;

    *difference = (struct difference){0};
    buf_init(&before.raw, RAW_BYTES_MAX);
    buf_init(&after.raw, RAW_BYTES_MAX);
    ok = find_moments(request, &from, &to, arena, err) &&
         open_side(request, from, &before, err) &&
         open_side(request, to, &after, err);
    if (ok)
        compare(request, &teller, arena, difference);
    buf_release(&after.raw);
    buf_release(&before.raw);
    snapshot_release(after.snapshot);
    snapshot_release(before.snapshot);
    return ok;
}

/* ---- as JSON ---- */

struct lists {
    struct buf texts[3]; /* by enum change_kind */
    size_t counts[3];
    size_t max;
};

static void collect(void *context, enum change_kind kind, struct str before,
                    struct str after)
{
    struct lists *lists = context;
    struct buf *out = &lists->texts[kind];

    if (lists->counts[kind]++ >= lists->max)
        return;
    json_write_comma(out);
    if (kind == CHANGE_CHANGED)
        buf_add_text(out, "{\"before\":");
    buf_add(out, kind == CHANGE_ADDED ? after : before);
    if (kind != CHANGE_CHANGED)
        return;
    buf_add_text(out, ",\"after\":");
    buf_add(out, after);
    buf_add_char(out, '}');
}

static void write_side(const char *name, int64_t number, struct date day,
                       struct buf *out)
{
    json_write_open(out, name, '{');
    if (number > 0)
        json_write_member_int(out, "snapshot", number);
    json_write_member_date(out, "as_of", day);
    buf_add_char(out, '}');
}

static void write_difference(const struct difference_request *request,
                             const struct difference *d,
                             const struct lists *lists, struct buf *out)
{
    static const char *const names[] = {"added", "removed", "changed"};
    bool is_cut = false;

    buf_add_char(out, '{');
    json_write_member(out, "id", request->id);
    write_side("from", d->from_number, d->from_day, out);
    write_side("to", d->to_number, d->to_day, out);
    json_write_member_bool(out, "comparable", d->change.is_known);
    json_write_member_int(out, "rows_added", d->change.rows_added);
    json_write_member_int(out, "rows_removed", d->change.rows_removed);
    json_write_member_int(out, "rows_changed", d->change.rows_changed);
    buf_add_text(out, ",\"totals\":[");
    for (size_t i = 0; i < d->total_count; i++) {
        json_write_comma(out);
        buf_add_char(out, '{');
        json_write_member(out, "column", d->totals[i].column);
        buf_add_text(out, ",\"before\":");
        json_write_real(out, d->totals[i].before);
        buf_add_text(out, ",\"after\":");
        json_write_real(out, d->totals[i].after);
        buf_add_char(out, '}');
    }
    buf_add_char(out, ']');
    for (size_t i = 0; i < COUNT(names); i++) {
        buf_printf(out, ",\"%s\":[", names[i]);
        buf_add(out, buf_str(&lists->texts[i]));
        buf_add_char(out, ']');
        is_cut = is_cut || lists->counts[i] > lists->max;
    }
    json_write_member_bool(out, "cut", is_cut);
    buf_add_char(out, '}');
}

bool difference_write(const struct difference_request *request, size_t max_rows,
                      struct buf *out, struct err *err)
{
    struct arena *arena = arena_new();
    struct lists lists = {.max = max_rows};
    struct difference d;
    bool ok;

    for (size_t i = 0; i < COUNT(lists.texts); i++)
        buf_init(&lists.texts[i], DIFF_BYTES_MAX);
    ok = difference_find(request, collect, &lists, arena, &d, err);
    if (ok)
        write_difference(request, &d, &lists, out);
    for (size_t i = 0; i < COUNT(lists.texts); i++)
        buf_release(&lists.texts[i]);
    arena_free(arena);
    return ok;
}

static void write_entry(const struct past_entry *entry, struct buf *out)
{
    json_write_comma(out);
    buf_add_char(out, '{');
    if (entry->number > 0)
        json_write_member_int(out, "snapshot", entry->number);
    else
        json_write_member_bool(out, "made_later", true);
    json_write_member_date(out, "as_of", entry->as_of);
    json_write_member_time(out, "generated_at", entry->generated_at_s);
    json_write_member_int(out, "row_count", entry->row_count);
    json_write_member(out, "content_hash", str_from(entry->hash));
    json_write_member_bool(out, "new_content", entry->is_new);
    json_write_member_bool(out, "refresh_failed", entry->has_error);
    if (entry->change.is_known) {
        json_write_member_int(out, "rows_added", entry->change.rows_added);
        json_write_member_int(out, "rows_removed", entry->change.rows_removed);
        json_write_member_int(out, "rows_changed", entry->change.rows_changed);
    }
    buf_add_char(out, '}');
}

void difference_write_history(struct str id, const struct past_list *list,
                              struct buf *out)
{
    buf_add_char(out, '{');
    json_write_member(out, "id", id);
    buf_add_text(out, ",\"snapshots\":[");
    for (size_t i = 0; i < list->count; i++)
        write_entry(&list->items[i], out);
    buf_add_text(out, "]}");
}
