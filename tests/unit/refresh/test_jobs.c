#include "refresh/jobs.h"

#include <stdlib.h>

#include "test.h"
#include "unit/dump/dumps_folder.h"

enum { TEMPLATES_MAX = 8 };

/* A catalogue of templates that chose these cadences, in order of id. */
struct house {
    struct arena *arena;
    struct report report;
    const struct template *templates[TEMPLATES_MAX];
    struct catalogue catalogue;
};

static void set_up(struct house *h, const char *settings,
                   const char *const *cadences)
{
    *h = (struct house){.arena = arena_new()};
    report_init(&h->report, h->arena);
    h->catalogue.settings =
        settings_parse(str_from(settings), str_from("f"), h->arena, &h->report);
    assert_int_equal(h->report.error_count, 0);
    h->catalogue.templates = h->templates;
    for (; *cadences; cadences++) {
        size_t i = h->catalogue.template_count++;
        struct template *t = ARENA_NEW(h->arena, struct template);
        *t = (struct template){.id = arena_printf(h->arena, "a/t%zu", i),
                               .cadence = str_from(*cadences)};
        h->templates[i] = t;
    }
}

static struct jobs *open_jobs(struct house *h)
{
    struct err err = {0};
    struct jobs *jobs = jobs_open(&h->catalogue, &err);

    if (!jobs)
        fail_msg("%s", err.text);
    return jobs;
}

/* "name what/it/runs; ...", in order. */
static const char *list(struct house *h, const struct jobs *jobs)
{
    struct buf out;

    buf_init_in(&out, h->arena, 10000);
    for (size_t i = 0; i < jobs->count; i++) {
        const struct run_scope *scope = &jobs->items[i].scope;
        buf_printf(&out, "%.*s %.*s%.*s%.*s; ", STR_ARG(jobs->items[i].name),
                   STR_ARG(scope->category), STR_ARG(scope->cadence),
                   STR_ARG(scope->template_id));
    }
    buf_add_text(&out, "");
    return buf_str(&out).ptr;
}

static const struct {
    const char *what, *settings;
    const char *cadences[TEMPLATES_MAX];
    const char *jobs;
} catalogues[] = {
    {"no template", "", {NULL}, ""},
    {"monthly runs everything, as soon as there is something",
     "",
     {"daily", NULL},
     "daily daily; monthly ; "},
    {"a cadence runs once, however many chose it",
     "",
     {"weekly", "daily", "weekly", NULL},
     "daily daily; weekly weekly; monthly ; "},
    {"one that nobody chose has no job",
     "cadences: {hourly: every 1h, monthly: monthly 1 04:00}",
     {"daily", NULL},
     "daily daily; "},
    {"one of the file",
     "cadences: {hourly: every 1h, monthly: monthly 1 04:00}",
     {"hourly", NULL},
     "hourly hourly; "},
    {"a template with a cadence of its own, under its id",
     "cadences: {monthly: monthly 1 04:00}",
     {"every 15m", "daily", "every 15m", NULL},
     "daily daily; a/t0 a/t0; a/t2 a/t2; "},
};

TEST(jobs_are_made_for_what_templates_chose)
{
    for (size_t i = 0; i < COUNT(catalogues); i++) {
        struct house h;
        struct jobs *jobs;
        set_up(&h, catalogues[i].settings, catalogues[i].cadences);
        jobs = open_jobs(&h);
        if (strcmp(list(&h, jobs), catalogues[i].jobs) != 0)
            fail_msg("%s: %s", catalogues[i].what, list(&h, jobs));
        jobs_close(jobs);
        arena_free(h.arena);
    }
}

TEST(jobs_carry_what_the_configuration_says)
{
    static const char *const cadences[] = {"nightly", "every 15m", NULL};
    struct house h;
    struct jobs *jobs;

    set_up(&h,
           "time_zone: Europe/Berlin\n"
           "cadences:\n"
           "  monthly: monthly 1 04:00\n"
           "  nightly: {when: \"30 1 * * *\", zone: America/New_York,\n"
           "            catch_up: all, catch_up_max: 3, retries: 5,\n"
           "            retry_wait: 2m}\n",
           cadences);
    jobs = open_jobs(&h);
    assert_int_equal(jobs->count, 2);
    const struct run_job *nightly = &jobs->items[0], *own = &jobs->items[1];
    assert_true(str_is(nightly->when, "30 1 * * *"));
    assert_true(str_is(nightly->zone, "America/New_York"));
    assert_int_equal(nightly->plan.catch_up, CATCH_UP_ALL);
    assert_int_equal(nightly->plan.catch_up_max, 3);
    assert_int_equal(nightly->retries, 5);
    assert_int_equal(nightly->retry_base_s, 120);
    assert_int_equal(nightly->jitter_s, 0);
    /* 1:30 in New York in winter is 6:30 UTC: after 2026-01-01. */
    assert_int_equal(cadence_next(nightly->plan.cadence, 1767225600),
                     1767225600 + 6 * 3600 + 1800);
    assert_true(str_is(own->zone, "Europe/Berlin"));
    assert_int_equal(own->plan.catch_up, CATCH_UP_ONCE);
    assert_int_equal(own->retries, 3);
    assert_int_equal(own->retry_base_s, 60);
    jobs_close(jobs);
    arena_free(h.arena);
}

TEST(jobs_with_a_cadence_that_cannot_be_read_are_refused)
{
    static const char *const cadences[] = {"daily", "whenever it suits", NULL};
    struct house h;
    struct err err = {0};

    set_up(&h, "", cadences);
    assert_null(jobs_open(&h.catalogue, &err));
    assert_int_equal(err.code, ERR_INPUT);
    assert_non_null(strstr(err.text, "cadence of a/t1: "));
    arena_free(h.arena);
}

/* ---- what was published ---- */

struct published {
    const char *key;
    struct manifest_slot slots[3];
    const char *error; /* of its first dump */
    int64_t error_at_s;
    size_t failure_count;
};

/* Publishes one snapshot of two dumps, 100 seconds after the one before. */
static void publish(struct dumps_folder *f, const struct published *p)
{
    static struct manifest_failure failures[2] = {{.id = STR("b/x")},
                                                  {.id = STR("b/y")}};
    const struct store_tidying tidying = {.keep = {.newest = 30}};
    struct err err = {0}, aftermath = {0};
    struct store *store = store_open(f->dir, &err);
    struct manifest m = dumps_folder_manifest(f, store, (int64_t[]){1, 2}, 2);
    static int64_t now_s = 1795000000;

    now_s += 100;
    m.run_key = str_from(p->key);
    m.started_at_s = now_s;
    m.finished_at_s = now_s + 7;
    m.slots = (struct manifest_slot *)(uintptr_t)p->slots;
    while (m.slot_count < COUNT(p->slots) && m.slots[m.slot_count].job.len > 0)
        m.slot_count++;
    m.dumps[0].error = str_from(p->error ? p->error : "");
    m.dumps[0].error_at_s = now_s + p->error_at_s;
    for (size_t i = 0; i < COUNT(failures); i++)
        memset(failures[i].template_hash, '0', CRYPTO_SHA256_HEX);
    m.failures = failures;
    m.failure_count = p->failure_count;
    if (!store_publish(store, &m, &tidying, &aftermath, &err))
        fail_msg("%s", err.text);
    store_close(store);
}

/* "key=snapshot/failed ...", in the order in which they are told. */
static const char *list_published(struct dumps_folder *f)
{
    const struct run_published *published;
    struct err err = {0};
    struct buf out;
    size_t count;

    buf_init_in(&out, f->arena, 10000);
    if (!jobs_list_published(f->dir, f->arena, &published, &count, &err))
        fail_msg("%s", err.text);
    for (size_t i = 0; i < count; i++)
        buf_printf(&out, "%.*s=%lld/%lld ", STR_ARG(published[i].key),
                   (long long)published[i].snapshot,
                   (long long)published[i].failed);
    buf_add_text(&out, "");
    return buf_str(&out).ptr;
}

/* 2026-11-20 02:00:00 UTC, and a day before. */
#define SLOT_S 1795140000
#define SLOT_BEFORE_S (SLOT_S - 86400)

static const struct published first = {
    .key = "cadence/daily/2026-11-19T02:00:00Z",
    .slots = {{STR("daily"), SLOT_BEFORE_S}}};
static const struct published second = {
    .key = "request/2026-11-19T09:00:00Z/17",
    .slots = {{STR("daily"), SLOT_BEFORE_S}},
    .error = "locked",
    .failure_count = 2};
static const struct published third = {
    .key = "cadence/daily/2026-11-20T02:00:00Z",
    .slots = {{STR("a/t0"), SLOT_BEFORE_S}, {STR("daily"), SLOT_S}},
    .error = "locked",
    .error_at_s = -50};

TEST(jobs_of_an_empty_folder_were_not_published)
{
    struct dumps_folder f;
    int64_t snapshot = -1;

    dumps_folder_set_up(&f);
    assert_string_equal(list_published(&f), "");
    assert_false(jobs_is_published(f.dir, str_from("x"), &snapshot));
    assert_int_equal(snapshot, -1);
    dumps_folder_tear_down(&f);
}

/* Each run of a manifest that is kept, the newest first, with what failed in
   it; an error that is older than the run is of another. Then the newest slots,
   of which the snapshot may be gone. */
TEST(jobs_that_were_published_stand_in_the_manifests)
{
    struct dumps_folder f;

    dumps_folder_set_up(&f);
    publish(&f, &first);
    publish(&f, &second);
    publish(&f, &third);
    assert_string_equal(list_published(&f),
                        "cadence/daily/2026-11-20T02:00:00Z=3/0 "
                        "request/2026-11-19T09:00:00Z/17=2/3 "
                        "cadence/daily/2026-11-19T02:00:00Z=1/0 "
                        "template/a/t0/2026-11-19T02:00:00Z=0/0 "
                        "cadence/daily/2026-11-20T02:00:00Z=0/0 ");
    dumps_folder_tear_down(&f);
}

TEST(jobs_of_a_damaged_manifest_are_known_from_the_one_before)
{
    struct dumps_folder f;

    dumps_folder_set_up(&f);
    publish(&f, &first);
    publish(&f, &second);
    dumps_folder_flip(&f, "manifests/000002.json", 40);
    assert_string_equal(list_published(&f),
                        "cadence/daily/2026-11-19T02:00:00Z=1/0 "
                        "cadence/daily/2026-11-19T02:00:00Z=0/0 ");
    dumps_folder_tear_down(&f);
}

TEST(jobs_behind_head_were_not_published)
{
    struct dumps_folder f;
    struct str manifest;
    int64_t snapshot = 0;

    dumps_folder_set_up(&f);
    publish(&f, &first);
    manifest = dumps_folder_read(&f, "HEAD");
    publish(&f, &third);
    assert_true(jobs_is_published(f.dir, str_from(third.key), &snapshot));
    assert_int_equal(snapshot, 2);
    assert_false(jobs_is_published(f.dir, str_from(first.key), &snapshot));
    dumps_folder_write(&f, "HEAD", manifest);
    assert_string_equal(list_published(&f),
                        "cadence/daily/2026-11-19T02:00:00Z=1/0 "
                        "cadence/daily/2026-11-19T02:00:00Z=0/0 ");
    assert_true(jobs_is_published(f.dir, str_from(first.key), &snapshot));
    assert_int_equal(snapshot, 1);
    dumps_folder_tear_down(&f);
}
