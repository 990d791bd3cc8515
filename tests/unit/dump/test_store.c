#include "dump/store.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "dump/snapshot.h"
#include "dump/verify.h"
#include "test.h"
#include "unit/dump/dumps_folder.h"

static const int64_t first[] = {1, 2}, second[] = {1, 3}, third[] = {4, 5};

static void ignore(void *context, bool is_damage, const char *line)
{
    size_t *count = context;
    (void)is_damage;
    (void)line;
    (*count)++;
}

/* Whole, and nothing left behind. */
static void assert_clean(struct dumps_folder *f)
{
    struct verify_result result;
    struct err err = {0};
    size_t told = 0;

    assert_true(verify_dumps(f->dir, ignore, &told, &result, &err));
    assert_int_equal(result.damage_count, 0);
    assert_int_equal(told, 0);
    assert_int_equal(dumps_folder_count(f, ".tmp"), 0);
}

static int64_t head_number(struct dumps_folder *f)
{
    struct layout_head head = {0};
    struct err err = {0};

    assert_true(layout_read_head(f->dir, &head, &err));
    return head.number;
}

static struct store *open_store(struct dumps_folder *f)
{
    struct err err = {0};
    struct store *store = store_open(f->dir, &err);

    if (!store)
        fail_msg("%s", err.text);
    return store;
}

static bool publish(struct store *store, struct manifest *m, struct err *err)
{
    struct err aftermath = {0};
    return store_publish(store, m,
                         &(struct store_tidying){.keep = {.newest = 30}},
                         &aftermath, err);
}

TEST(store_publishes_numbers_that_grow_and_a_chain)
{
    struct snapshot *one, *two;
    struct dumps_folder f;
    struct err err = {0};

    dumps_folder_set_up(&f);
    assert_int_equal(dumps_folder_publish(&f, first, 2, 30), 1);
    one = snapshot_open(f.dir, NULL, &err);
    assert_int_equal(dumps_folder_publish(&f, second, 2, 30), 2);
    two = snapshot_open(f.dir, NULL, &err);
    assert_int_equal(snapshot_manifest(one)->previous, 0);
    assert_string_equal(snapshot_manifest(one)->previous_checksum, "");
    assert_int_equal(snapshot_manifest(two)->previous, 1);
    assert_string_equal(snapshot_manifest(two)->previous_checksum,
                        snapshot_checksum(one));
    snapshot_release(one);
    snapshot_release(two);
    assert_clean(&f);
    dumps_folder_tear_down(&f);
}

TEST(store_keeps_equal_bytes_once)
{
    struct manifest_object a, b;
    struct dumps_folder f;
    struct store *store;
    struct err err = {0};

    dumps_folder_set_up(&f);
    store = open_store(&f);
    for (int i = 0; i < 3; i++)
        assert_true(
            store_put(store, (struct str)STR("same"), LAYOUT_INDEX, &a, &err));
    assert_true(
        store_put(store, (struct str)STR("other"), LAYOUT_INDEX, &b, &err));
    assert_int_equal(a.size_bytes, 4);
    assert_string_equal(a.hash, "0967115f2813a3541eaef77de9d9d577"
                                "3f1c0c04314b0bbfe4ff3b3b1c55b5d5");
    assert_int_equal(dumps_folder_count(&f, ".tmp"), 2);
    store_close(store);
    dumps_folder_tear_down(&f);
}

TEST(store_drops_what_was_put_and_not_published)
{
    struct dumps_folder f;
    struct store *store;

    dumps_folder_set_up(&f);
    dumps_folder_publish(&f, first, 2, 30);
    store = open_store(&f);
    dumps_folder_manifest(&f, store, third, 2);
    assert_int_equal(dumps_folder_count(&f, ".tmp"), 5);
    store_close(store);
    assert_int_equal(head_number(&f), 1);
    assert_clean(&f);
    dumps_folder_tear_down(&f);
}

TEST(store_lets_one_writer_in)
{
    struct store *store, *other;
    struct dumps_folder f;
    struct err err = {0};

    dumps_folder_set_up(&f);
    store = open_store(&f);
    assert_null(store_open(f.dir, &err));
    assert_int_equal(err.code, ERR_BUSY);
    assert_non_null(strstr(err.text, "another run"));
    store_close(store);
    other = open_store(&f);
    store_close(other);
    dumps_folder_tear_down(&f);
}

TEST(store_removes_what_a_dead_writer_left_before_it_writes)
{
    struct dumps_folder f;
    struct str manifest;

    dumps_folder_set_up(&f);
    dumps_folder_publish(&f, first, 2, 30);
    manifest = dumps_folder_read(&f, "manifests/000001.json");
    dumps_folder_write(&f, ".tmp/manifest.json", (struct str)STR("{half"));
    dumps_folder_write(&f, ".tmp/abc.cols", (struct str)STR("x"));
    dumps_folder_write(&f, "HEAD.new", (struct str)STR("2 "));
    dumps_folder_write(&f, "manifests/000002.json", manifest);
    mkdir(dumps_folder_path(&f, "objects/zz"), 0755);
    dumps_folder_write(&f, "objects/zz/orphan.idx", (struct str)STR("x"));
    store_close(open_store(&f));
    assert_false(fs_exists(dumps_folder_path(&f, "HEAD.new")));
    assert_false(fs_exists(dumps_folder_path(&f, "manifests/000002.json")));
    assert_false(fs_exists(dumps_folder_path(&f, "objects/zz")));
    assert_int_equal(head_number(&f), 1);
    assert_clean(&f);
    dumps_folder_tear_down(&f);
}

/* A folder under the name of a file stops every kind of write at its place. */
TEST(store_that_fails_before_its_last_step_leaves_the_old_snapshot)
{
    static const char *const obstacles[] = {
        ".tmp/manifest.json", "manifests/000002.json/x", "HEAD.new"};
    struct dumps_folder f;

    for (size_t i = 0; i < COUNT(obstacles); i++) {
        struct manifest m;
        struct store *store;
        struct err err = {0};
        dumps_folder_set_up(&f);
        dumps_folder_publish(&f, first, 2, 30);
        store = open_store(&f);
        m = dumps_folder_manifest(&f, store, third, 2);
        assert_true(fs_make_dirs(dumps_folder_path(&f, obstacles[i]), &err));
        assert_false(publish(store, &m, &err));
        assert_non_null(strstr(err.text, "the snapshot before stays"));
        store_close(store);
        assert_int_equal(head_number(&f), 1);
        dumps_folder_tear_down(&f);
    }
}

TEST(store_that_failed_to_publish_can_publish_again)
{
    static const char *const obstacles[] = {
        ".tmp/manifest.json", "manifests/000002.json/x", "HEAD.new"};
    struct dumps_folder f;

    for (size_t i = 0; i < COUNT(obstacles); i++) {
        struct manifest m;
        struct store *store;
        struct err err = {0};
        dumps_folder_set_up(&f);
        dumps_folder_publish(&f, first, 2, 30);
        store = open_store(&f);
        m = dumps_folder_manifest(&f, store, third, 2);
        assert_true(fs_make_dirs(dumps_folder_path(&f, obstacles[i]), &err));
        assert_false(publish(store, &m, &err));
        rmdir(dumps_folder_path(&f, obstacles[i]));
        rmdir(dumps_folder_path(&f, "manifests/000002.json"));
        if (!publish(store, &m, &err))
            fail_msg("%s: %s", obstacles[i], err.text);
        store_close(store);
        assert_int_equal(head_number(&f), 2);
        assert_clean(&f);
        dumps_folder_tear_down(&f);
    }
}

TEST(store_that_could_not_keep_bytes_does_not_publish)
{
    struct manifest_object object;
    struct manifest m;
    struct dumps_folder f;
    struct store *store;
    struct err err = {0}, later = {0};

    dumps_folder_set_up(&f);
    dumps_folder_publish(&f, first, 2, 30);
    store = open_store(&f);
    m = dumps_folder_manifest(&f, store, third, 2);
    assert_int_equal(rename(dumps_folder_path(&f, ".tmp"),
                            dumps_folder_path(&f, "elsewhere")),
                     0);
    assert_false(
        store_put(store, (struct str)STR("lost"), LAYOUT_INDEX, &object, &err));
    assert_int_equal(rename(dumps_folder_path(&f, "elsewhere"),
                            dumps_folder_path(&f, ".tmp")),
                     0);
    err = (struct err){0};
    assert_false(publish(store, &m, &err));
    assert_false(store_publish_history(store, &m, &later));
    assert_string_equal(err.text, later.text);
    assert_non_null(strstr(err.text, "the snapshot before stays"));
    assert_non_null(strstr(err.text, "No such file"));
    store_close(store);
    assert_int_equal(head_number(&f), 1);
    assert_int_equal(dumps_folder_count(&f, "history"), 0);
    assert_clean(&f);
    dumps_folder_tear_down(&f);
}

/* ---- what is damaged is mended by the next publication ---- */

static void assert_mended(struct dumps_folder *f, int64_t number)
{
    struct err err = {0};
    struct snapshot *snapshot;

    assert_int_equal(dumps_folder_publish(f, second, 2, 30), number);
    snapshot = snapshot_open(f->dir, NULL, &err);
    if (!snapshot)
        fail_msg("%s", err.text);
    snapshot_release(snapshot);
    assert_clean(f);
}

TEST(store_mends_a_damaged_head_without_using_a_number_twice)
{
    static const struct str heads[] = {STR(""), STR("2 x\n"), STR("rubbish\n")};
    struct dumps_folder f;

    for (size_t i = 0; i < COUNT(heads); i++) {
        dumps_folder_set_up(&f);
        dumps_folder_publish(&f, first, 2, 30);
        dumps_folder_publish(&f, second, 2, 30);
        dumps_folder_write(&f, "HEAD", heads[i]);
        assert_mended(&f, 3);
        assert_int_equal(dumps_folder_count(&f, "manifests"), 3);
        dumps_folder_tear_down(&f);
    }
}

TEST(store_mends_a_lost_head_and_keeps_the_history)
{
    struct dumps_folder f;

    dumps_folder_set_up(&f);
    dumps_folder_publish(&f, first, 2, 30);
    dumps_folder_publish(&f, second, 2, 30);
    unlink(dumps_folder_path(&f, "HEAD"));
    assert_mended(&f, 3);
    assert_int_equal(dumps_folder_count(&f, "manifests"), 3);
    dumps_folder_tear_down(&f);
}

/* One digit of HEAD changed: it has its form, and names another manifest. */
TEST(store_does_not_believe_a_head_whose_manifest_is_another)
{
    static const char *const numbers[] = {"1", "2", "9"};
    static const int64_t expected[] = {3, 3, 10};
    struct dumps_folder f;

    for (size_t i = 0; i < COUNT(numbers); i++) {
        struct str head;
        dumps_folder_set_up(&f);
        dumps_folder_publish(&f, first, 2, 30);
        dumps_folder_publish(&f, second, 2, 30);
        head = dumps_folder_read(&f, "HEAD");
        head = arena_printf(f.arena, "%s%.*s", numbers[i],
                            STR_ARG(str_skip(head, 1)));
        dumps_folder_write(&f, "HEAD", head);
        assert_mended(&f, expected[i]);
        assert_int_equal(dumps_folder_count(&f, "manifests"), 3);
        dumps_folder_tear_down(&f);
    }
}

TEST(store_mends_damaged_and_lost_manifests)
{
    static const char *const names[] = {"manifests/000001.json",
                                        "manifests/000002.json"};
    struct dumps_folder f;

    for (size_t i = 0; i < COUNT(names); i++) {
        dumps_folder_set_up(&f);
        dumps_folder_publish(&f, first, 2, 30);
        dumps_folder_publish(&f, second, 2, 30);
        dumps_folder_flip(&f, names[i], 100);
        assert_mended(&f, 3);
        assert_int_equal(dumps_folder_count(&f, "manifests"), 2);
        unlink(dumps_folder_path(&f, "manifests/000003.json"));
        assert_mended(&f, 4);
        dumps_folder_tear_down(&f);
    }
}

TEST(store_writes_a_damaged_object_again)
{
    static const long places[] = {0, 5, -1};
    struct dumps_folder f;

    for (size_t i = 0; i < COUNT(places); i++) {
        struct snapshot *snapshot;
        const struct manifest *m;
        struct err err = {0};
        dumps_folder_set_up(&f);
        dumps_folder_publish(&f, second, 2, 30);
        snapshot = snapshot_open(f.dir, NULL, &err);
        m = snapshot_manifest(snapshot);
        dumps_folder_flip(
            &f, dumps_folder_object(&f, m->dumps[0].object.hash, LAYOUT_DUMP),
            places[i]);
        dumps_folder_flip(
            &f,
            dumps_folder_object(&f, m->dumps[1].columns.hash, LAYOUT_COLUMNS),
            places[i]);
        dumps_folder_flip(&f,
                          dumps_folder_object(&f, m->index.hash, LAYOUT_INDEX),
                          places[i]);
        snapshot_release(snapshot);
        assert_mended(&f, 2);
        dumps_folder_tear_down(&f);
    }
}

TEST(store_that_cannot_make_its_folder_says_so)
{
    struct dumps_folder f;
    struct err err = {0};

    dumps_folder_set_up(&f);
    dumps_folder_write(&f, "file", (struct str)STR("x"));
    assert_null(store_open(dumps_folder_path(&f, "file"), &err));
    assert_non_null(strstr(err.text, "file"));
    dumps_folder_tear_down(&f);
}
