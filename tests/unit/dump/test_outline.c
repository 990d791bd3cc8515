/* An outline: the snapshot of before, as a run sees it. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "dump/snapshot.h"
#include "test.h"
#include "unit/dump/dumps_folder.h"

static struct snapshot *open_outline(struct dumps_folder *f,
                                     struct err *problem)
{
    struct err err = {0};
    struct snapshot *outline = snapshot_open_outline(f->dir, problem, &err);

    if (!outline)
        fail_msg("%s", err.text);
    return outline;
}

/* As if the file had been written then; 0 is long ago. */
static void set_time(struct dumps_folder *f, const char *name, time_t time_s)
{
    const struct timespec times[2] = {{.tv_sec = time_s}, {.tv_sec = time_s}};

    assert_int_equal(utimensat(AT_FDCWD, dumps_folder_path(f, name), times, 0),
                     0);
}

/* All files of a folder that was published long ago, with HEAD a day later. */
static void age(struct dumps_folder *f)
{
    struct err problem = {0};
    struct snapshot *outline = open_outline(f, &problem);
    const struct manifest *m = snapshot_manifest(outline);

    for (size_t i = 0; i < m->dump_count; i++) {
        set_time(
            f, dumps_folder_object(f, m->dumps[i].object.hash, LAYOUT_DUMP), 0);
        set_time(
            f, dumps_folder_object(f, m->dumps[i].columns.hash, LAYOUT_COLUMNS),
            0);
    }
    set_time(f, dumps_folder_object(f, m->index.hash, LAYOUT_INDEX), 0);
    set_time(f, "HEAD", 86400);
    snapshot_release(outline);
}

static int64_t publish_at(struct dumps_folder *f, int64_t finished_at_s)
{
    const struct store_tidying tidying = {.keep = {.newest = 30}};
    struct err err = {0}, aftermath = {0};
    struct store *store = store_open(f->dir, &err);
    struct manifest m;

    assert_non_null(store);
    m = dumps_folder_manifest(f, store, (int64_t[]){1, 2}, 2);
    m.finished_at_s = finished_at_s;
    assert_true(store_publish(store, &m, &tidying, &aftermath, &err));
    store_close(store);
    return m.number;
}

static const char *object_of(struct dumps_folder *f, size_t dump,
                             enum layout_kind kind)
{
    struct err problem = {0};
    struct snapshot *outline = open_outline(f, &problem);
    const struct manifest *m = snapshot_manifest(outline);
    const char *hash = kind == LAYOUT_DUMP      ? m->dumps[dump].object.hash
                       : kind == LAYOUT_COLUMNS ? m->dumps[dump].columns.hash
                                                : m->index.hash;
    const char *name = dumps_folder_object(f, hash, kind);

    snapshot_release(outline);
    return name;
}

TEST(outline_reads_nothing_that_was_not_touched)
{
    struct dumps_folder f;
    struct err problem = {0};
    struct snapshot *outline;

    dumps_folder_set_up(&f);
    publish_at(&f, 86400);
    age(&f);
    outline = open_outline(&f, &problem);
    assert_int_equal(problem.code, ERR_NONE);
    assert_int_equal(snapshot_read_count(outline), 0);
    assert_int_equal(snapshot_count(outline), 2);
    snapshot_release(outline);
    dumps_folder_tear_down(&f);
}

TEST(outline_reads_columns_when_they_are_asked_for_and_once)
{
    struct dumps_folder f;
    struct err problem = {0}, err = {0};
    struct snapshot *outline;
    struct columns columns;

    dumps_folder_set_up(&f);
    publish_at(&f, 86400);
    age(&f);
    outline = open_outline(&f, &problem);
    for (int i = 0; i < 2; i++) {
        assert_true(snapshot_columns(outline, 1, &columns, &err));
        assert_int_equal(columns_integer(&columns, 0, 0), 2);
    }
    assert_int_equal(snapshot_read_count(outline), 1);
    snapshot_release(outline);
    dumps_folder_tear_down(&f);
}

/* Younger than HEAD, younger than the manifest says, or of no known age. */
TEST(outline_reads_what_was_touched_and_takes_it_if_it_is_whole)
{
    static const struct {
        const char *what;
        time_t object_s, head_s;
        int64_t finished_at_s;
        size_t read_count;
    } cases[] = {
        {"older than both", 100, 86400, 86400, 0},
        {"younger than HEAD", 86401, 86400, 100000, 1},
        {"as old as HEAD, which may be a moment later", 86400, 86400, 100000,
         1},
        {"HEAD restored since", 86402, 200000, 86400, 1},
        {"in the second of the manifest", 86399, 200000, 86400, 0},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct dumps_folder f;
        struct err problem = {0};
        struct snapshot *outline;

        dumps_folder_set_up(&f);
        publish_at(&f, cases[i].finished_at_s);
        age(&f);
        set_time(&f, object_of(&f, 1, LAYOUT_COLUMNS), cases[i].object_s);
        set_time(&f, "HEAD", cases[i].head_s);
        outline = open_outline(&f, &problem);
        assert_int_equal(problem.code, ERR_NONE);
        if (snapshot_read_count(outline) != cases[i].read_count)
            fail_msg("%s: %zu were read", cases[i].what,
                     snapshot_read_count(outline));
        snapshot_release(outline);
        dumps_folder_tear_down(&f);
    }
}

static void damage(struct dumps_folder *f, const char *name, int how)
{
    struct str bytes = dumps_folder_read(f, name);

    if (how == 0)
        unlink(dumps_folder_path(f, name));
    else if (how == 1)
        dumps_folder_flip(f, name, 3);
    else if (how == 2)
        dumps_folder_write(f, name, (struct str){bytes.ptr, bytes.len - 1});
    else
        dumps_folder_write(f, name, (struct str){"", 0});
}

TEST(outline_refuses_what_opening_refuses)
{
    static const enum layout_kind kinds[] = {LAYOUT_DUMP, LAYOUT_COLUMNS,
                                             LAYOUT_INDEX};

    for (size_t kind = 0; kind < COUNT(kinds); kind++)
        for (int how = 0; how < 4; how++) {
            struct dumps_folder f;
            struct err problem = {0}, err = {0}, same = {0};
            const char *name;

            dumps_folder_set_up(&f);
            publish_at(&f, 86400);
            age(&f);
            name = object_of(&f, 1, kinds[kind]);
            damage(&f, name, how);
            assert_null(snapshot_open_outline(f.dir, &problem, &err));
            assert_int_equal(err.code, ERR_CORRUPT);
            assert_non_null(strstr(err.text, name));
            assert_null(snapshot_open(f.dir, NULL, &same));
            assert_string_equal(err.text, same.text);
            dumps_folder_tear_down(&f);
        }
}

/* A disk that changes a byte changes no time: the run that does not read it
   does not see it, and nobody else lends it. */
TEST(outline_is_told_of_damage_without_a_trace_by_whoever_reads_it)
{
    struct dumps_folder f;
    struct err problem = {0}, err = {0};
    struct columns columns;
    struct snapshot *outline;
    const char *name;

    dumps_folder_set_up(&f);
    publish_at(&f, 86400);
    age(&f);
    name = object_of(&f, 1, LAYOUT_COLUMNS);
    dumps_folder_flip(&f, name, 9);
    set_time(&f, name, 0);
    outline = open_outline(&f, &problem);
    assert_true(snapshot_columns(outline, 0, &columns, &err));
    snapshot_release(outline);

    outline = open_outline(&f, &problem);
    assert_false(snapshot_columns(outline, 1, &columns, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    assert_non_null(strstr(err.text, name));
    snapshot_release(outline);
    err = (struct err){0};
    assert_null(snapshot_open_outline(f.dir, &problem, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    dumps_folder_tear_down(&f);
}

TEST(outline_falls_back_to_the_newest_whole_one)
{
    struct dumps_folder f;
    struct err problem = {0};
    struct snapshot *outline;
    const char *name;

    dumps_folder_set_up(&f);
    dumps_folder_publish(&f, (int64_t[]){1, 2}, 2, 30);
    dumps_folder_publish(&f, (int64_t[]){1, 3}, 2, 30);
    name = object_of(&f, 1, LAYOUT_DUMP);
    dumps_folder_flip(&f, name, 30);
    outline = open_outline(&f, &problem);
    assert_int_equal(snapshot_manifest(outline)->number, 1);
    assert_int_equal(problem.code, ERR_CORRUPT);
    assert_non_null(strstr(problem.text, name));
    snapshot_release(outline);
    dumps_folder_tear_down(&f);
}
