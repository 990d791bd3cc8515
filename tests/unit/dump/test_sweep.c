#include "dump/sweep.h"

#include <unistd.h>

#include "base/fs.h"
#include "dump/snapshot.h"
#include "test.h"
#include "unit/dump/dumps_folder.h"

static void publish_many(struct dumps_folder *f, int64_t count, int64_t keep)
{
    for (int64_t i = 1; i <= count; i++)
        dumps_folder_publish(f, (int64_t[]){i, 100}, 2, keep);
}

TEST(sweep_keeps_the_newest_snapshots_and_what_they_name)
{
    struct dumps_folder f;

    dumps_folder_set_up(&f);
    publish_many(&f, 6, 3);
    assert_int_equal(dumps_folder_count(&f, "manifests"), 3);
    assert_false(fs_exists(dumps_folder_path(&f, "manifests/000003.json")));
    assert_true(fs_exists(dumps_folder_path(&f, "manifests/000004.json")));
    /* Three snapshots with their own dump, columns and index, and the dump
       and columns that all of them have. */
    assert_int_equal(dumps_folder_count(&f, "objects"), 3 * 3 + 2);
    dumps_folder_tear_down(&f);
}

TEST(sweep_keeps_at_least_two_snapshots)
{
    struct dumps_folder f;

    dumps_folder_set_up(&f);
    publish_many(&f, 4, 0);
    assert_int_equal(dumps_folder_count(&f, "manifests"), 2);
    publish_many(&f, 1, -5);
    assert_int_equal(dumps_folder_count(&f, "manifests"), 2);
    dumps_folder_tear_down(&f);
}

/* Numbers may jump after a damaged HEAD; how many are kept does not. */
TEST(sweep_counts_snapshots_and_not_numbers)
{
    struct dumps_folder f;
    struct err err = {0};
    struct snapshot *old;

    dumps_folder_set_up(&f);
    publish_many(&f, 2, 3);
    dumps_folder_write(
        &f, "HEAD",
        arena_printf(f.arena, "90%.*s",
                     STR_ARG(str_skip(dumps_folder_read(&f, "HEAD"), 1))));
    publish_many(&f, 1, 3);
    assert_int_equal(dumps_folder_count(&f, "manifests"), 3);
    old = snapshot_open_number(f.dir, 1, NULL, &err);
    assert_non_null(old);
    snapshot_release(old);
    dumps_folder_tear_down(&f);
}

TEST(sweep_leaves_objects_alone_that_an_unreadable_manifest_may_name)
{
    struct dumps_folder f;
    struct err err = {0};
    size_t before;

    dumps_folder_set_up(&f);
    publish_many(&f, 2, 30);
    before = dumps_folder_count(&f, "objects");
    dumps_folder_flip(&f, "manifests/000001.json", 30);
    assert_true(sweep_begin(f.dir, &err));
    assert_true(sweep_unpublished(f.dir, 2, &err));
    assert_int_equal(dumps_folder_count(&f, "objects"), before);
    assert_int_equal(dumps_folder_count(&f, "manifests"), 2);
    dumps_folder_tear_down(&f);
}

TEST(sweep_before_anything_was_published_removes_all_of_it)
{
    struct dumps_folder f;
    struct err err = {0};

    dumps_folder_set_up(&f);
    publish_many(&f, 1, 30);
    assert_true(sweep_unpublished(f.dir, 0, &err));
    assert_int_equal(dumps_folder_count(&f, "manifests"), 0);
    assert_int_equal(dumps_folder_count(&f, "objects"), 0);
    dumps_folder_tear_down(&f);
}

TEST(sweep_links_the_current_dumps_for_people)
{
    const struct manifest *m;
    struct snapshot *snapshot;
    struct dumps_folder f;
    struct err err = {0};

    dumps_folder_set_up(&f);
    publish_many(&f, 2, 30);
    snapshot = snapshot_open(f.dir, NULL, &err);
    m = snapshot_manifest(snapshot);
    for (size_t i = 0; i < m->dump_count; i++)
        assert_true(fs_is_same_file(
            dumps_folder_path(
                &f,
                dumps_folder_object(&f, m->dumps[i].object.hash, LAYOUT_DUMP)),
            dumps_folder_path(
                &f, arena_printf(f.arena, "latest/a/%zu.json.gz", i).ptr)));
    snapshot_release(snapshot);
    dumps_folder_tear_down(&f);
}

TEST(sweep_removes_links_of_dumps_that_are_gone)
{
    struct dumps_folder f;
    struct err err = {0};

    dumps_folder_set_up(&f);
    publish_many(&f, 1, 30);
    assert_true(fs_make_dirs(dumps_folder_path(&f, "latest/old"), &err));
    dumps_folder_write(&f, "latest/old/x.json.gz", (struct str)STR("x"));
    dumps_folder_write(&f, "latest/a/notes.txt", (struct str)STR("x"));
    dumps_folder_publish(&f, (int64_t[]){9}, 1, 30);
    assert_int_equal(dumps_folder_count(&f, "latest"), 1);
    assert_true(fs_exists(dumps_folder_path(&f, "latest/a/0.json.gz")));
    assert_false(fs_exists(dumps_folder_path(&f, "latest/old")));
    dumps_folder_tear_down(&f);
}

/* ---- what is looked at ---- */

static void assert_there(struct dumps_folder *f, const char *name, bool is_so)
{
    if (fs_exists(dumps_folder_path(f, name)) != is_so)
        fail_msg("%s should %sbe there", name, is_so ? "" : "not ");
}

static const char stranger[] = "objects/ab/cdef.cols";

static void add_stranger(struct dumps_folder *f)
{
    struct err err = {0};

    assert_true(fs_make_dirs(dumps_folder_path(f, "objects/ab"), &err));
    dumps_folder_write(f, stranger, (struct str)STR("x"));
}

TEST(sweep_looks_at_no_object_but_those_of_a_snapshot_that_goes)
{
    struct dumps_folder f;

    dumps_folder_set_up(&f);
    publish_many(&f, 2, 2);
    add_stranger(&f);
    publish_many(&f, 3, 2);
    assert_there(&f, stranger, true);
    assert_int_equal(dumps_folder_count(&f, "objects"), 2 * 3 + 2 + 1);
    dumps_folder_tear_down(&f);
}

TEST(sweep_looks_through_all_objects_behind_a_writer_that_died)
{
    static const char *const traces[] = {".tmp/unswept", ".tmp/x.cols",
                                         "HEAD.new", "manifests/000099.json"};

    for (size_t i = 0; i < COUNT(traces); i++) {
        struct dumps_folder f;

        dumps_folder_set_up(&f);
        publish_many(&f, 2, 30);
        add_stranger(&f);
        dumps_folder_write(&f, traces[i], (struct str){"", 0});
        dumps_folder_publish(&f, (int64_t[]){2, 100}, 2, 30);
        assert_there(&f, stranger, false);
        assert_there(&f, traces[i], false);
        assert_there(&f, ".tmp/unswept", false);
        dumps_folder_tear_down(&f);
    }
}

TEST(sweep_keeps_objects_that_went_and_came_back)
{
    struct dumps_folder f;
    struct err err = {0};
    struct snapshot *snapshot;

    dumps_folder_set_up(&f);
    dumps_folder_publish(&f, (int64_t[]){1}, 1, 2);
    dumps_folder_publish(&f, (int64_t[]){2}, 1, 2);
    dumps_folder_publish(&f, (int64_t[]){1}, 1, 2);
    dumps_folder_publish(&f, (int64_t[]){3}, 1, 2);
    assert_int_equal(dumps_folder_count(&f, "objects"), 2 * 3);
    snapshot = snapshot_open_number(f.dir, 3, NULL, &err);
    assert_non_null(snapshot);
    snapshot_release(snapshot);
    dumps_folder_tear_down(&f);
}

/* What a damaged manifest names is not to be believed. */
TEST(sweep_looks_through_all_objects_when_a_damaged_manifest_goes)
{
    struct dumps_folder f;

    dumps_folder_set_up(&f);
    publish_many(&f, 3, 30);
    add_stranger(&f);
    dumps_folder_flip(&f, "manifests/000002.json", 400);
    dumps_folder_publish(&f, (int64_t[]){9, 100}, 2, 30);
    assert_there(&f, "manifests/000002.json", false);
    assert_there(&f, stranger, false);
    assert_int_equal(dumps_folder_count(&f, "objects"), 3 * 3 + 2);
    dumps_folder_tear_down(&f);
}

/* ---- days that were made later ---- */

static void make_day(struct dumps_folder *f, const char *day)
{
    struct err err = {0};
    struct store *store = store_open(f->dir, &err);
    struct manifest m;

    assert_non_null(store);
    m = dumps_folder_manifest(f, store, (int64_t[]){7}, 1);
    assert_true(date_parse(str_from(day), &m.as_of));
    if (!store_publish_history(store, &m, &err))
        fail_msg("%s", err.text);
    store_close(store);
}

/* Mondays are 2026-10-26, 2026-11-02 and 2026-11-09. */
static const char *const history[] = {"2026-08-31", "2026-09-29", "2026-09-30",
                                      "2026-11-01", "2026-11-02", "2026-11-07",
                                      "2026-11-08", "2026-11-09"};

static const struct {
    struct sweep_keep keep;
    const char *kept; /* the days, without their year */
} keeps[] = {
    {{.daily = 100}, "08-31 09-29 09-30 11-01 11-02 11-07 11-08 11-09 "},
    {{.daily = 8}, "08-31 09-29 09-30 11-01 11-02 11-07 11-08 11-09 "},
    {{.daily = 2}, "11-08 11-09 "},
    {{.weekly = 2}, "11-08 11-09 "},
    {{.weekly = 4}, "09-30 11-01 11-08 11-09 "},
    {{.monthly = 2}, "09-30 11-09 "},
    {{.monthly = 12}, "08-31 09-30 11-09 "},
    {{.daily = 2, .weekly = 3, .monthly = 2}, "09-30 11-01 11-08 11-09 "},
    /* The newest snapshots are another matter. */
    {{.newest = 30}, ""},
};

static const char *list_days(struct dumps_folder *f)
{
    struct err err = {0};
    struct date *days;
    struct buf text;
    size_t count;

    assert_true(layout_list_history(f->dir, f->arena, &days, &count, &err));
    buf_init_in(&text, f->arena, 1000);
    buf_add_text(&text, "");
    for (size_t i = 0; i < count; i++) {
        char day[DATE_TEXT_SIZE];
        buf_printf(&text, "%s ", date_format(days[i], day) + strlen("2026-"));
    }
    return buf_str(&text).ptr;
}

TEST(sweep_keeps_days_of_history_as_it_is_told)
{
    for (size_t i = 0; i < COUNT(keeps); i++) {
        struct dumps_folder f;
        struct err err = {0};
        size_t old;
        dumps_folder_set_up(&f);
        publish_many(&f, 2, 30);
        for (size_t n = 0; n < COUNT(history); n++)
            make_day(&f, history[n]);
        old = sweep_count_old_days(f.dir, &keeps[i].keep);
        assert_true(sweep_old(f.dir, 2, 0, &keeps[i].keep, &err));
        assert_string_equal(list_days(&f), keeps[i].kept);
        assert_int_equal(dumps_folder_count(&f, "history"),
                         COUNT(history) - old);
        dumps_folder_tear_down(&f);
    }
}

/* The day has a dump, columns and an index of its own. */
TEST(sweep_of_a_day_of_history_takes_its_objects_along)
{
    const struct sweep_keep none = {.newest = 30},
                            some = {.newest = 30, .daily = 1};
    struct dumps_folder f;
    struct err err = {0};
    size_t before;

    dumps_folder_set_up(&f);
    publish_many(&f, 2, 30);
    before = dumps_folder_count(&f, "objects");
    make_day(&f, "2026-11-09");
    assert_int_equal(dumps_folder_count(&f, "objects"), before + 3);
    assert_true(sweep_old(f.dir, 2, 0, &some, &err));
    assert_int_equal(dumps_folder_count(&f, "objects"), before + 3);
    assert_true(sweep_old(f.dir, 2, 0, &none, &err));
    assert_int_equal(dumps_folder_count(&f, "history"), 0);
    assert_int_equal(dumps_folder_count(&f, "objects"), before);
    dumps_folder_tear_down(&f);
}
