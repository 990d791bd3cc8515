#include "answer/served.h"

#include <stdatomic.h>
#include <stdlib.h>

/* The count stands behind what others may see. */
struct counted {
    struct served served;
    _Atomic int count;
    struct arena *arena;
};

static int find_time_column(const struct columns *columns)
{
    for (uint32_t i = 0; i < columns->column_count; i++)
        if (columns_column(columns, i).role == COLUMN_TIME)
            return (int)i;
    return -1;
}

/* From the first to the last step of time that the rows have. */
static struct span span_of_rows(const struct columns *columns, uint32_t column)
{
    uint32_t count = columns_dictionary_count(columns, column);
    struct date first = {INT32_MAX}, last = {INT32_MIN};

    for (uint32_t i = 0; i < count; i++) {
        struct str text = columns_dictionary(columns, column, i);
        struct date date;
        if (text.len > 10)
            text.len = 10;
        if (!date_parse(text, &date))
            return (struct span){0};
        if (date.day < first.day)
            first = date;
        if (date.day > last.day)
            last = date;
    }
    if (count == 0)
        return (struct span){0};
    return (struct span){
        first, date_add(last, 1, columns_column(columns, column).grain)};
}

/* What time a dump covers: its period, or else the time in its rows, if they
   are all there. */
static struct span find_span(const struct snapshot_dump *dump)
{
    int column = find_time_column(&dump->columns);

    if (dump->entry->has_period)
        return (struct span){dump->entry->from, dump->entry->until};
    if (column < 0 || !dump->entry->is_complete)
        return (struct span){0};
    return span_of_rows(&dump->columns, (uint32_t)column);
}

static bool cover_templates(struct counted *c, struct err *err)
{
    struct served *served = &c->served;
    size_t count = route_index_template_count(served->index);

    served->coverage = ARENA_ARRAY(c->arena, struct route_coverage, count);
    served->dumps = ARENA_ARRAY(c->arena, const struct snapshot_dump *, count);
    for (size_t i = 0; i < count; i++) {
        struct str id = route_index_id(served->index, (uint32_t)i);
        const struct snapshot_dump *dump = snapshot_find(served->snapshot, id);
        if (!dump)
            return err_set(err, ERR_CORRUPT,
                           "the route index names %.*s, which has no dump",
                           STR_ARG(id));
        served->dumps[i] = dump;
        served->coverage[i] =
            (struct route_coverage){.is_served = true,
                                    .as_of = dump->entry->as_of,
                                    .span = find_span(dump)};
    }
    return true;
}

struct served *served_open(struct snapshot *snapshot,
                           const struct served_project *project,
                           struct err *err)
{
    struct arena *arena = arena_new();
    struct counted *c = ARENA_NEW(arena, struct counted);

    c->arena = arena;
    c->count = 1;
    c->served.snapshot = snapshot;
    c->served.project = project;
    c->served.index = route_index_open(snapshot_index(snapshot), err);
    if (c->served.index && cover_templates(c, err))
        return &c->served;
    served_release(&c->served);
    return NULL;
}

struct served *served_retain(struct served *served)
{
    atomic_fetch_add(&((struct counted *)served)->count, 1);
    return served;
}

void served_release(struct served *served)
{
    struct counted *c = (struct counted *)served;

    if (!c || atomic_fetch_sub(&c->count, 1) != 1)
        return;
    if (served->index)
        route_index_close(served->index);
    snapshot_release(served->snapshot);
    arena_free(c->arena);
}

bool served_project_open(struct served_project *project,
                         const struct settings *settings, struct err *err)
{
    struct zone *zone = zone_open(settings->time_zone, err);
    struct format *format;

    if (!zone)
        return false;
    format = format_open(settings->locale, settings->currency, err);
    if (!format) {
        zone_close(zone);
        return false;
    }
    *project = (struct served_project){settings, zone, format};
    return true;
}

void served_project_close(struct served_project *project)
{
    format_close((struct format *)project->format);
    zone_close((struct zone *)project->zone);
    *project = (struct served_project){0};
}
