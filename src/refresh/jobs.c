#include "refresh/jobs.h"

#include <stdlib.h>

#include "base/fs.h"
#include "dump/layout.h"
#include "dump/manifest.h"

/* A job with what it borrows. */
struct owned {
    struct jobs jobs; /* first: what others see */
    struct arena *arena;
    struct run_job *items;
    struct zone **zones; /* one for each */
};

static enum planner_catch_up catch_up_of(struct str word)
{
    if (str_is(word, "skip"))
        return CATCH_UP_SKIP;
    return str_is(word, "all") ? CATCH_UP_ALL : CATCH_UP_ONCE;
}

static bool add_job(struct owned *o, const struct settings *settings,
                    const struct setting_cadence *s, struct str name,
                    struct run_scope scope, struct err *err)
{
    struct run_job *job = &o->items[o->jobs.count];
    struct str zone_text = s->zone.len > 0 ? s->zone : settings->time_zone;
    struct cadence *cadence = ARENA_NEW(o->arena, struct cadence);
    struct zone *zone = zone_open(zone_text, err);

    if (!zone)
        return false;
    o->zones[o->jobs.count++] = zone;
    *job = (struct run_job){
        .name = name,
        .when = s->when,
        .zone = zone_text,
        .scope = scope,
        .plan = {cadence, catch_up_of(s->catch_up), s->catch_up_max},
        .jitter_s = planner_jitter_s(name, s->jitter_s),
        .retries = s->retries,
        .retry_base_s = s->retry_wait_s,
    };
    return cadence_parse(cadence, s->when, zone, err) ||
           err_wrap(err, "cadence of %.*s", STR_ARG(name));
}

static bool is_chosen(const struct catalogue *catalogue, struct str name)
{
    for (size_t i = 0; i < catalogue->template_count; i++)
        if (str_equal(catalogue->templates[i]->cadence, name))
            return true;
    return false;
}

static bool add_jobs(struct owned *o, const struct catalogue *catalogue,
                     struct err *err)
{
    const struct settings *s = catalogue->settings;

    for (size_t i = 0; i < s->cadence_count; i++) {
        const struct setting_cadence *cadence = &s->cadences[i];
        struct run_scope scope = {.cadence = cadence->name};
        if (cadence->is_everything ? catalogue->template_count == 0
                                   : !is_chosen(catalogue, cadence->name))
            continue;
        if (cadence->is_everything)
            scope = (struct run_scope){0};
        if (!add_job(o, s, cadence, cadence->name, scope, err))
            return false;
    }
    for (size_t i = 0; i < catalogue->template_count; i++) {
        const struct template *t = catalogue->templates[i];
        struct setting_cadence own = settings_own_cadence(t->cadence);
        if (!settings_cadence(s, t->cadence) &&
            !add_job(o, s, &own, t->id,
                     (struct run_scope){.template_id = t->id}, err))
            return false;
    }
    return true;
}

struct jobs *jobs_open(const struct catalogue *catalogue, struct err *err)
{
    size_t max = catalogue->settings->cadence_count + catalogue->template_count;
    struct arena *arena = arena_new();
    struct owned *o = ARENA_NEW(arena, struct owned);

    o->arena = arena;
    o->items = ARENA_ARRAY(arena, struct run_job, max);
    o->zones = ARENA_ARRAY(arena, struct zone *, max);
    o->jobs.items = o->items;
    if (add_jobs(o, catalogue, err))
        return &o->jobs;
    jobs_close(&o->jobs);
    return NULL;
}

void jobs_close(struct jobs *jobs)
{
    struct owned *o = (struct owned *)jobs;

    if (!o)
        return;
    for (size_t i = 0; i < jobs->count; i++)
        zone_close(o->zones[i]);
    arena_free(o->arena);
}

/* ---- what was published ---- */

struct listing {
    struct arena *arena;
    struct run_published *items;
    size_t count, capacity;
};

static void add_published(struct listing *l, struct run_published published)
{
    l->items = arena_grow(l->arena, l->items, l->count, &l->capacity,
                          sizeof(published));
    l->items[l->count++] = published;
}

static int64_t count_failures(const struct manifest *m)
{
    int64_t count = (int64_t)m->failure_count;

    for (size_t i = 0; i < m->dump_count; i++)
        count += m->dumps[i].error.len > 0 &&
                 m->dumps[i].error_at_s >= m->started_at_s;
    return count;
}

static void add_own(struct listing *l, const struct manifest *m)
{
    add_published(l,
                  (struct run_published){.key = arena_str(l->arena, m->run_key),
                                         .snapshot = m->number,
                                         .finished_s = m->finished_at_s,
                                         .failed = count_failures(m)});
}

/* Of which snapshot these were may not be known any more. */
static void add_slots(struct listing *l, const struct manifest *m)
{
    for (size_t i = 0; i < m->slot_count; i++) {
        struct run slot = {.job = m->slots[i].job,
                           .scheduled_s = m->slots[i].slot_s};
        add_published(l,
                      (struct run_published){.key = run_key(&slot, l->arena),
                                             .finished_s = m->finished_at_s});
    }
}

/* False if it cannot be read. */
static bool read_manifest(struct listing *l, const char *path,
                          void (*add)(struct listing *l,
                                      const struct manifest *m))
{
    struct arena *arena = arena_new();
    const struct manifest *m = NULL;
    struct err ignored = {0};
    struct buf text;

    buf_init(&text, LAYOUT_MANIFEST_BYTES_MAX);
    if (fs_read(path, &text, &ignored))
        m = manifest_parse(buf_str(&text), arena, &ignored);
    if (m)
        add(l, m);
    buf_release(&text);
    arena_free(arena);
    return m != NULL;
}

bool jobs_list_published(const char *dumps, struct arena *arena,
                         const struct run_published **published, size_t *count,
                         struct err *err)
{
    struct listing l = {.arena = arena};
    struct layout_head head = {0};
    struct err ignored = {0};
    char path[LAYOUT_PATH_SIZE];
    int64_t *numbers;
    size_t number_count;

    *count = 0;
    *published = NULL;
    if (!layout_read_head(dumps, &head, &ignored))
        return true;
    if (!layout_list_manifests(dumps, arena, &numbers, &number_count, err))
        return false;
    /* A run's own manifest says more of it than the slots of a later one, and
       who comes first is believed. */
    for (size_t i = number_count; i-- > 0;) {
        layout_manifest(dumps, numbers[i], path);
        if (numbers[i] <= head.number)
            read_manifest(&l, path, add_own);
    }
    for (size_t i = number_count; i-- > 0;) {
        layout_manifest(dumps, numbers[i], path);
        if (numbers[i] <= head.number && read_manifest(&l, path, add_slots))
            break;
    }
    *published = l.items;
    *count = l.count;
    return true;
}

bool jobs_is_published(const char *dumps, struct str key, int64_t *snapshot)
{
    struct arena *arena = arena_new();
    struct listing l = {.arena = arena};
    struct layout_head head;
    struct err ignored = {0};
    char path[LAYOUT_PATH_SIZE];
    bool found = false;

    if (layout_read_head(dumps, &head, &ignored)) {
        layout_manifest(dumps, head.number, path);
        found =
            read_manifest(&l, path, add_own) && str_equal(l.items[0].key, key);
        *snapshot = head.number;
    }
    arena_free(arena);
    return found;
}
