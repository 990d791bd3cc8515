#include "dump/snapshot.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "test.h"
#include "unit/dump/dumps_folder.h"

static const int64_t first[] = {1, 2}, second[] = {1, 3};

static struct snapshot *open_current(struct dumps_folder *f)
{
    struct err err = {0};
    struct snapshot *snapshot = snapshot_open(f->dir, NULL, &err);

    if (!snapshot)
        fail_msg("%s", err.text);
    return snapshot;
}

/* Below the folder: the object of a dump of the current snapshot. */
static const char *object_of(struct dumps_folder *f, size_t dump,
                             enum layout_kind kind)
{
    struct snapshot *snapshot = open_current(f);
    const struct manifest *m = snapshot_manifest(snapshot);
    const char *hash = kind == LAYOUT_DUMP      ? m->dumps[dump].object.hash
                       : kind == LAYOUT_COLUMNS ? m->dumps[dump].columns.hash
                                                : m->index.hash;
    const char *name = dumps_folder_object(f, hash, kind);

    snapshot_release(snapshot);
    return name;
}

static void assert_refused(struct dumps_folder *f, const char *what)
{
    struct err err = {0};
    struct snapshot *snapshot = snapshot_open(f->dir, NULL, &err);

    if (snapshot)
        fail_msg("opened with damage in %s", what);
    assert_int_equal(err.code, ERR_CORRUPT);
    assert_non_null(strstr(err.text, what));
}

TEST(snapshot_lends_what_was_published)
{
    const struct snapshot_dump *dump;
    struct snapshot *snapshot;
    struct dumps_folder f;
    struct err err = {0};
    struct buf raw;

    dumps_folder_set_up(&f);
    dumps_folder_publish(&f, second, 2, 30);
    snapshot = open_current(&f);
    assert_int_equal(snapshot_count(snapshot), 2);
    dump = snapshot_find(snapshot, (struct str)STR("a/1"));
    assert_ptr_equal(dump, snapshot_dump(snapshot, 1));
    assert_int_equal(snapshot_position(snapshot, (struct str)STR("a/1")), 1);
    assert_true(columns_integer(&dump->columns, 0, 0) == 3);
    buf_init(&raw, 1000);
    assert_true(snapshot_unpack(dump, &raw, &err));
    assert_true(str_is(buf_str(&raw), "{\"data\":[{\"n\":3}]}"));
    buf_release(&raw);
    assert_true(str_is(snapshot_index(snapshot), "index 1"));
    assert_null(snapshot_find(snapshot, (struct str)STR("a/2")));
    assert_int_equal(snapshot_position(snapshot, (struct str)STR("")), -1);
    snapshot_release(snapshot);
    dumps_folder_tear_down(&f);
}

TEST(snapshot_of_an_empty_folder_is_not_found)
{
    struct dumps_folder f;
    struct err err = {0}, problem = {0};

    dumps_folder_set_up(&f);
    assert_null(snapshot_open(f.dir, NULL, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_null(snapshot_open_whole(f.dir, &problem, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_int_equal(problem.code, ERR_NONE);
    assert_null(snapshot_open(dumps_folder_path(&f, "nowhere"), NULL, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    dumps_folder_tear_down(&f);
}

TEST(snapshot_stays_whole_while_the_folder_moves_on)
{
    struct snapshot *old;
    struct dumps_folder f;
    struct err err = {0};
    struct buf raw;

    dumps_folder_set_up(&f);
    dumps_folder_publish(&f, first, 2, 2);
    old = snapshot_retain(open_current(&f));
    snapshot_release(old);
    for (int64_t i = 10; i < 15; i++)
        dumps_folder_publish(&f, (int64_t[]){i}, 1, 2);
    buf_init(&raw, 1000);
    assert_true(snapshot_unpack(snapshot_dump(old, 1), &raw, &err));
    assert_true(str_is(buf_str(&raw), "{\"data\":[{\"n\":2}]}"));
    buf_release(&raw);
    snapshot_release(old);
    dumps_folder_tear_down(&f);
}

TEST(snapshot_takes_shared_objects_from_the_one_it_is_given)
{
    struct snapshot *one, *two;
    struct dumps_folder f;
    struct err err = {0};

    dumps_folder_set_up(&f);
    dumps_folder_publish(&f, first, 2, 30);
    one = open_current(&f);
    dumps_folder_publish(&f, second, 2, 30);
    /* What it has is not read again, so damage to it is not seen. */
    dumps_folder_flip(&f, object_of(&f, 0, LAYOUT_DUMP), 20);
    two = snapshot_open(f.dir, one, &err);
    assert_non_null(two);
    assert_ptr_equal(snapshot_dump(one, 0)->file.ptr,
                     snapshot_dump(two, 0)->file.ptr);
    assert_ptr_not_equal(snapshot_dump(one, 1)->file.ptr,
                         snapshot_dump(two, 1)->file.ptr);
    snapshot_release(one);
    assert_int_equal(snapshot_dump(two, 0)->entry->row_count, 1);
    assert_true(columns_integer(&snapshot_dump(two, 0)->columns, 0, 0) == 1);
    snapshot_release(two);
    dumps_folder_tear_down(&f);
}

TEST(snapshot_refuses_a_changed_byte_in_any_object)
{
    static const enum layout_kind kinds[] = {LAYOUT_DUMP, LAYOUT_COLUMNS,
                                             LAYOUT_INDEX};
    struct dumps_folder f;

    dumps_folder_set_up(&f);
    dumps_folder_publish(&f, first, 2, 30);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        const char *name = object_of(&f, 0, kinds[i]);
        size_t len = dumps_folder_read(&f, name).len;
        for (size_t at = 0; at < len; at++) {
            dumps_folder_flip(&f, name, (long)at);
            assert_refused(&f, name);
            dumps_folder_flip(&f, name, (long)at);
        }
    }
    snapshot_release(open_current(&f));
    dumps_folder_tear_down(&f);
}

TEST(snapshot_refuses_objects_that_are_short_long_swapped_or_gone)
{
    struct dumps_folder f;
    const char *a, *b;
    struct str bytes, other;

    dumps_folder_set_up(&f);
    dumps_folder_publish(&f, first, 2, 30);
    a = object_of(&f, 0, LAYOUT_DUMP);
    b = object_of(&f, 1, LAYOUT_DUMP);
    bytes = dumps_folder_read(&f, a);
    other = dumps_folder_read(&f, b);
    dumps_folder_write(&f, a, (struct str){bytes.ptr, bytes.len - 1});
    assert_refused(&f, a);
    dumps_folder_write(&f, a, (struct str){bytes.ptr, 0});
    assert_refused(&f, a);
    dumps_folder_write(&f, a,
                       arena_printf(f.arena, "%s", "longer than it was"));
    assert_refused(&f, a);
    dumps_folder_write(&f, a, other);
    assert_refused(&f, a);
    unlink(dumps_folder_path(&f, a));
    assert_refused(&f, "is missing");
    dumps_folder_write(&f, a, bytes);
    snapshot_release(open_current(&f));
    dumps_folder_tear_down(&f);
}

TEST(snapshot_refuses_a_manifest_that_head_does_not_name)
{
    struct dumps_folder f;
    struct str one;

    dumps_folder_set_up(&f);
    dumps_folder_publish(&f, first, 2, 30);
    one = dumps_folder_read(&f, "manifests/000001.json");
    dumps_folder_publish(&f, second, 2, 30);
    dumps_folder_write(&f, "manifests/000002.json", one);
    assert_refused(&f, "manifests/000002.json");
    unlink(dumps_folder_path(&f, "manifests/000002.json"));
    assert_refused(&f, "manifests/000002.json");
    dumps_folder_tear_down(&f);
}

/* ---- falling back ---- */

/* Opens the snapshot before the damaged one, and is told why. */
static void assert_falls_back(struct dumps_folder *f, int64_t number)
{
    struct err problem = {0}, err = {0};
    struct snapshot *snapshot = snapshot_open_whole(f->dir, &problem, &err);

    if (!snapshot)
        fail_msg("%s", err.text);
    assert_int_equal(snapshot_manifest(snapshot)->number, number);
    assert_int_not_equal(problem.code, ERR_NONE);
    snapshot_release(snapshot);
}

TEST(snapshot_falls_back_to_the_newest_whole_one)
{
    struct dumps_folder f;

    dumps_folder_set_up(&f);
    dumps_folder_publish(&f, (int64_t[]){1}, 1, 30);
    dumps_folder_publish(&f, (int64_t[]){2}, 1, 30);
    dumps_folder_publish(&f, (int64_t[]){3}, 1, 30);
    dumps_folder_flip(&f, object_of(&f, 0, LAYOUT_COLUMNS), 9);
    assert_falls_back(&f, 2);
    dumps_folder_flip(&f, "manifests/000002.json", 9);
    assert_falls_back(&f, 1);
    dumps_folder_tear_down(&f);
}

TEST(snapshot_falls_back_from_a_damaged_or_lost_head)
{
    struct dumps_folder f;

    dumps_folder_set_up(&f);
    dumps_folder_publish(&f, first, 2, 30);
    dumps_folder_publish(&f, second, 2, 30);
    dumps_folder_write(&f, "HEAD", (struct str)STR("rubbish"));
    assert_falls_back(&f, 2);
    unlink(dumps_folder_path(&f, "HEAD"));
    assert_falls_back(&f, 2);
    dumps_folder_tear_down(&f);
}

/* A bad disk does not say that its bytes are wrong: it does not give them. */
TEST(snapshot_falls_back_from_an_object_that_cannot_be_read)
{
    struct dumps_folder f;
    const char *name;

    dumps_folder_set_up(&f);
    dumps_folder_publish(&f, first, 2, 30);
    dumps_folder_publish(&f, second, 2, 30);
    name = object_of(&f, 1, LAYOUT_DUMP);
    unlink(dumps_folder_path(&f, name));
    mkdir(dumps_folder_path(&f, name), 0755);
    assert_falls_back(&f, 1);
    dumps_folder_tear_down(&f);
}

TEST(snapshot_does_not_fall_forward_to_one_that_was_never_published)
{
    struct dumps_folder f;
    struct str head;

    dumps_folder_set_up(&f);
    dumps_folder_publish(&f, (int64_t[]){1}, 1, 30);
    dumps_folder_publish(&f, (int64_t[]){2}, 1, 30);
    dumps_folder_flip(&f, object_of(&f, 0, LAYOUT_DUMP), -1);
    head = dumps_folder_read(&f, "HEAD");
    dumps_folder_publish(&f, (int64_t[]){3}, 1, 30);
    dumps_folder_write(&f, "HEAD", head); /* as if killed before HEAD */
    assert_falls_back(&f, 1);
    dumps_folder_tear_down(&f);
}

TEST(snapshot_says_when_none_is_whole)
{
    struct err problem = {0}, err = {0};
    struct dumps_folder f;

    dumps_folder_set_up(&f);
    dumps_folder_publish(&f, first, 2, 30);
    dumps_folder_flip(&f, object_of(&f, 0, LAYOUT_DUMP), 0);
    assert_null(snapshot_open_whole(f.dir, &problem, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    dumps_folder_tear_down(&f);
}

TEST(snapshot_of_the_past_opens_by_its_number)
{
    struct snapshot *snapshot;
    struct dumps_folder f;
    struct err err = {0};

    dumps_folder_set_up(&f);
    dumps_folder_publish(&f, first, 2, 30);
    dumps_folder_publish(&f, second, 2, 30);
    snapshot = snapshot_open_number(f.dir, 1, NULL, &err);
    assert_non_null(snapshot);
    assert_true(columns_integer(&snapshot_dump(snapshot, 1)->columns, 0, 0) ==
                2);
    snapshot_release(snapshot);
    assert_null(snapshot_open_number(f.dir, 7, NULL, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    dumps_folder_tear_down(&f);
}
