#include "dump/latest.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "dump/snapshot.h"
#include "test.h"
#include "unit/dump/dumps_folder.h"

/* Publishes with what a run knows of the snapshot before. */
static void publish(struct dumps_folder *f, const int64_t *values, size_t count)
{
    struct err err = {0}, problem = {0}, aftermath = {0};
    struct store *store = store_open(f->dir, &err);
    struct snapshot *before = snapshot_open_outline(f->dir, &problem, &err);
    struct store_tidying tidying = {.keep = {.newest = 30},
                                    .before = before ? snapshot_manifest(before)
                                                     : NULL};
    struct manifest m;

    assert_non_null(store);
    m = dumps_folder_manifest(f, store, values, count);
    assert_true(store_publish(store, &m, &tidying, &aftermath, &err));
    assert_int_equal(aftermath.code, ERR_NONE);
    snapshot_release(before);
    store_close(store);
}

/* As if the links had been made long before what is done next. */
static void wait_long(struct dumps_folder *f, const char *folder)
{
    const struct timespec times[2] = {{.tv_sec = 1}, {.tv_sec = 1}};

    assert_int_equal(
        utimensat(AT_FDCWD, dumps_folder_path(f, folder), times, 0), 0);
}

static void assert_linked(struct dumps_folder *f, size_t count)
{
    struct err err = {0};
    struct snapshot *snapshot = snapshot_open(f->dir, NULL, &err);

    assert_non_null(snapshot);
    assert_int_equal(dumps_folder_count(f, "latest"), count);
    for (size_t i = 0; i < snapshot_count(snapshot); i++) {
        const struct manifest_dump *dump = snapshot_dump(snapshot, i)->entry;
        const char *link =
            arena_printf(f->arena, "latest/%.*s.json.gz", STR_ARG(dump->id))
                .ptr;
        if (!fs_is_same_file(
                dumps_folder_path(
                    f, dumps_folder_object(f, dump->object.hash, LAYOUT_DUMP)),
                dumps_folder_path(f, link)))
            fail_msg("%s is not the current dump", link);
    }
    snapshot_release(snapshot);
}

TEST(latest_follows_what_changes_comes_and_goes)
{
    struct dumps_folder f;

    dumps_folder_set_up(&f);
    publish(&f, (int64_t[]){1, 2, 3}, 3);
    assert_linked(&f, 3);
    for (int round = 0; round < 2; round++) {
        wait_long(&f, "latest/a");
        publish(&f, (int64_t[]){1, 5 + round, 3}, 3);
        assert_linked(&f, 3);
        wait_long(&f, "latest/a");
        publish(&f, (int64_t[]){1}, 1);
        assert_linked(&f, 1);
        wait_long(&f, "latest/a");
        publish(&f, (int64_t[]){1, 2, 4}, 3);
        assert_linked(&f, 3);
    }
    dumps_folder_tear_down(&f);
}

TEST(latest_of_what_did_not_change_is_not_looked_at)
{
    struct dumps_folder f;
    const char *path;

    dumps_folder_set_up(&f);
    publish(&f, (int64_t[]){1, 2}, 2);
    path = dumps_folder_path(&f, "latest/a/0.json.gz");
    unlink(path);
    wait_long(&f, "latest/a"); /* which hides what was done */
    publish(&f, (int64_t[]){1, 3}, 2);
    assert_false(fs_exists(path));
    dumps_folder_tear_down(&f);
}

TEST(latest_is_mended_where_somebody_changed_it)
{
    struct dumps_folder f;

    dumps_folder_set_up(&f);
    publish(&f, (int64_t[]){1, 2}, 2);
    unlink(dumps_folder_path(&f, "latest/a/0.json.gz"));
    dumps_folder_write(&f, "latest/a/notes.txt", (struct str)STR("x"));
    publish(&f, (int64_t[]){1, 3}, 2);
    assert_linked(&f, 2);
    dumps_folder_tear_down(&f);
}

/* A link shares its bytes with the object, so one that was damaged in place is
   not mended by writing the object again. */
TEST(latest_follows_an_object_that_was_written_again)
{
    struct dumps_folder f;
    struct err err = {0};
    struct snapshot *snapshot;
    const char *name;
    FILE *file;

    dumps_folder_set_up(&f);
    publish(&f, (int64_t[]){1, 2}, 2);
    snapshot = snapshot_open(f.dir, NULL, &err);
    name = dumps_folder_object(
        &f, snapshot_manifest(snapshot)->dumps[0].object.hash, LAYOUT_DUMP);
    snapshot_release(snapshot);
    file = fopen(dumps_folder_path(&f, name), "r+");
    assert_non_null(file);
    assert_int_equal(fputc('x', file), 'x');
    fclose(file);
    wait_long(&f, "latest/a");
    publish(&f, (int64_t[]){1, 2}, 2);
    assert_linked(&f, 2);
    dumps_folder_tear_down(&f);
}

/* The links may be of any snapshot when a writer died before it made them. */
TEST(latest_without_its_stamp_is_made_anew)
{
    struct dumps_folder f;

    dumps_folder_set_up(&f);
    publish(&f, (int64_t[]){1, 2}, 2);
    unlink(dumps_folder_path(&f, "latest/a/1.json.gz"));
    wait_long(&f, "latest/a");
    dumps_folder_write(&f, ".latest", (struct str){"", 0});
    publish(&f, (int64_t[]){1, 2}, 2);
    assert_linked(&f, 2);
    dumps_folder_tear_down(&f);
}
