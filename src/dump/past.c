#include "dump/past.h"

#include <stdlib.h>

#include "base/fs.h"

struct reading {
    struct str id;
    struct arena *arena;
    struct past_list *list;
    size_t capacity;
};

static void add_entry(struct reading *r, const struct manifest *m)
{
    const struct manifest_dump *dump = manifest_find(m, r->id);
    struct past_entry *entry;

    if (!dump)
        return;
    r->list->items = arena_grow(r->arena, r->list->items, r->list->count,
                                &r->capacity, sizeof(*entry));
    entry = &r->list->items[r->list->count++];
    *entry = (struct past_entry){
        .number = m->number,
        .as_of = dump->as_of,
        .generated_at_s = dump->generated_at_s,
        .row_count = dump->row_count,
        .has_error = dump->error.len > 0,
        .change = dump->change,
        .is_new = true,
    };
    memcpy(entry->hash, dump->object.hash, sizeof(entry->hash));
}

static void read_one(struct reading *r, const char *path)
{
    struct arena *arena = arena_new();
    const struct manifest *m = NULL;
    struct err ignored = {0};
    struct buf text;

    buf_init(&text, LAYOUT_MANIFEST_BYTES_MAX);
    /* Most manifests of a big project are long: one that does not even name
       the id need not be parsed. */
    if (fs_read(path, &text, &ignored) && str_find(buf_str(&text), r->id) >= 0)
        m = manifest_parse(buf_str(&text), arena, &ignored);
    if (m)
        add_entry(r, m);
    buf_release(&text);
    arena_free(arena);
}

/* Entries that come later in the list are older, up to the days made later. */
static void mark_repeats(struct past_list *list)
{
    for (size_t i = 0; i + 1 < list->count; i++)
        if (list->items[i].number > 0 && list->items[i + 1].number > 0)
            list->items[i].is_new =
                strcmp(list->items[i].hash, list->items[i + 1].hash) != 0;
}

bool past_list(const char *dir, struct str id, struct arena *arena,
               struct past_list *list, struct err *err)
{
    struct reading r = {.id = id, .arena = arena, .list = list};
    struct layout_head head;
    char path[LAYOUT_PATH_SIZE];
    int64_t *numbers;
    struct date *days;
    size_t count, day_count;

    *list = (struct past_list){0};
    if (!layout_read_head(dir, &head, err) ||
        !layout_list_manifests(dir, arena, &numbers, &count, err) ||
        !layout_list_history(dir, arena, &days, &day_count, err))
        return false;
    while (count-- > 0) {
        layout_manifest(dir, numbers[count], path);
        if (numbers[count] <= head.number)
            read_one(&r, path);
    }
    while (day_count-- > 0) {
        layout_history(dir, days[day_count], path);
        read_one(&r, path);
    }
    mark_repeats(list);
    return list->count > 0 ||
           err_set(err, ERR_NOT_FOUND, "no snapshot holds %.*s", STR_ARG(id));
}

bool past_parse(struct str text, struct past_moment *moment, struct err *err)
{
    *moment = (struct past_moment){0};
    return str_to_int(text, 1, LAYOUT_NUMBER_MAX, &moment->number) ||
           date_parse(text, &moment->day) ||
           err_set(err, ERR_INPUT,
                   "\"%.*s\" is neither the number of a snapshot nor a day "
                   "like 2026-11-01",
                   text.len < 40 ? (int)text.len : 40, text.ptr);
}

/* The newest day wins; of one day, what was published at its time, and last. */
static const struct past_entry *find_day(const struct past_list *list,
                                         struct date day)
{
    const struct past_entry *best = NULL;

    for (size_t i = 0; i < list->count; i++) {
        const struct past_entry *entry = &list->items[i];
        if (entry->as_of.day <= day.day &&
            (!best || entry->as_of.day > best->as_of.day))
            best = entry;
    }
    return best;
}

static struct snapshot *open_day(const char *dir, struct str id,
                                 struct date day, struct err *err)
{
    struct arena *arena = arena_new();
    char path[LAYOUT_PATH_SIZE], text[DATE_TEXT_SIZE];
    const struct past_entry *entry = NULL;
    struct past_list list;

    if (past_list(dir, id, arena, &list, err)) {
        entry = find_day(&list, day);
        if (!entry)
            err_set(err, ERR_NOT_FOUND,
                    "nothing of %s or before is kept of %.*s: "
                    "`reckoner regenerate --from %s --to %s` makes it",
                    date_format(day, text), STR_ARG(id), text, text);
        else if (entry->number > 0)
            layout_manifest(dir, entry->number, path);
        else
            layout_history(dir, entry->as_of, path);
    }
    arena_free(arena);
    return entry ? snapshot_open_part(dir, path, id, err) : NULL;
}

struct snapshot *past_open(const char *dir, struct str id,
                           struct past_moment moment, struct err *err)
{
    char path[LAYOUT_PATH_SIZE];
    struct layout_head head;

    if (!layout_read_head(dir, &head, err))
        return NULL;
    if (moment.number == 0)
        return open_day(dir, id, moment.day, err);
    layout_manifest(dir, moment.number, path);
    if (moment.number > head.number || !fs_exists(path)) {
        err_set(err, ERR_NOT_FOUND,
                "snapshot %lld is not kept, or not there "
                "yet: the current one is %lld",
                (long long)moment.number, (long long)head.number);
        return NULL;
    }
    return snapshot_open_part(dir, path, id, err);
}
