#include "answer/served.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "answer/kept.h"
#include "answer/keys.h"
#include "answer/standing.h"

enum {
    ISO_DAY_LENGTH = 10,
    STANDING_SHARE = 16, /* of the memory for answers */
};

/* The count stands behind what others may see. */
struct counted {
    struct served served;
    _Atomic int count;
    struct arena *arena;
};

/* The first to the last day of the first time column; empty without one. */
static struct span extent_of(const struct columns *columns,
                             const struct calendar *calendar)
{
    struct span span = {{0}, {0}};
    bool is_first = true;

    for (uint32_t c = 0; c < columns->column_count; c++) {
        struct column column = columns_column(columns, c);
        if (column.role != COLUMN_TIME)
            continue;
        for (uint32_t i = 0; i < columns_dictionary_count(columns, c); i++) {
            struct str text = columns_dictionary(columns, c, i);
            struct date day;
            if (text.len > ISO_DAY_LENGTH) /* a timestamp */
                text.len = ISO_DAY_LENGTH;
            if (!date_parse(text, &day))
                continue;
            if (is_first || day.day < span.from.day)
                span.from = day;
            day = date_add(date_start(day, column.grain, calendar), 1,
                           column.grain);
            if (is_first || day.day > span.until.day)
                span.until = day;
            is_first = false;
        }
        break;
    }
    return span;
}

static struct span cover_dump(const struct snapshot_dump *dump,
                              const struct calendar *calendar)
{
    if (dump->entry->has_period)
        return (struct span){dump->entry->from, dump->entry->until};
    return extent_of(&dump->columns, calendar);
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
        served->coverage[i] = (struct route_coverage){
            .is_served = true,
            .as_of = dump->entry->as_of,
            .span = cover_dump(dump, &served->project->settings->calendar)};
        keys_find(&dump->columns, c->arena, &served->coverage[i]);
    }
    return true;
}

static struct counted *new_counted(struct snapshot *snapshot,
                                   const struct served_project *project)
{
    struct arena *arena = arena_new();
    struct counted *c = ARENA_NEW(arena, struct counted);

    c->arena = arena;
    c->count = 1;
    c->served.snapshot = snapshot;
    c->served.project = project;
    return c;
}

struct served *served_open_past(struct snapshot *snapshot,
                                const struct served_project *project)
{
    return &new_counted(snapshot, project)->served;
}

static void make_tables(struct served *served)
{
    size_t bytes = (size_t)served->project->settings->kept_answer_bytes;
    size_t share = bytes / STANDING_SHARE;

    served->kept = kept_table_new(bytes - share);
    served->standings =
        standing_table_new(route_index_template_count(served->index), share);
}

struct served *served_open(struct snapshot *snapshot,
                           const struct served_project *project,
                           struct err *err)
{
    struct counted *c = new_counted(snapshot, project);

    c->served.index = route_index_open(snapshot_index(snapshot), err);
    if (c->served.index && cover_templates(c, err)) {
        make_tables(&c->served);
        return &c->served;
    }
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
    kept_table_free(served->kept);
    standing_table_free(served->standings);
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
