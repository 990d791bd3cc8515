#include "dump/verify.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "dump/snapshot.h"
#include "test.h"
#include "unit/dump/dumps_folder.h"

struct told {
    int damages, notes;
    char last[1024];
};

static void tell(void *context, bool is_damage, const char *line)
{
    struct told *told = context;

    if (is_damage)
        told->damages++;
    else
        told->notes++;
    snprintf(told->last, sizeof(told->last), "%s", line);
}

static struct told look(struct dumps_folder *f, struct verify_result *result)
{
    struct told told = {0};
    struct err err = {0};

    if (!verify_dumps(f->dir, tell, &told, result, &err))
        fail_msg("%s", err.text);
    assert_int_equal(told.damages, result->damage_count);
    return told;
}

static void assert_clean(struct dumps_folder *f)
{
    struct verify_result result;
    struct told told = look(f, &result);

    if (told.damages + told.notes > 0)
        fail_msg("%s", told.last);
}

static void assert_damaged(struct dumps_folder *f, const char *what)
{
    struct verify_result result;
    struct told told = look(f, &result);

    if (told.damages == 0)
        fail_msg("damage in %s was not found", what);
}

static void set_up(struct dumps_folder *f)
{
    dumps_folder_set_up(f);
    dumps_folder_publish(f, (int64_t[]){1, 2}, 2, 30);
    dumps_folder_publish(f, (int64_t[]){1, 3}, 2, 30);
}

/* Every file that carries data, below the folder. */
static size_t list_files(struct dumps_folder *f, const char **names)
{
    struct fs_names prefixes, files;
    struct err err = {0};
    size_t count = 0;

    names[count++] = "HEAD";
    names[count++] = "manifests/000001.json";
    names[count++] = "manifests/000002.json";
    assert_true(fs_list(dumps_folder_path(f, "objects"), 100, f->arena,
                        &prefixes, &err));
    for (size_t i = 0; i < prefixes.count; i++) {
        const char *folder =
            arena_printf(f->arena, "objects/%s", prefixes.items[i].ptr).ptr;
        assert_true(
            fs_list(dumps_folder_path(f, folder), 100, f->arena, &files, &err));
        for (size_t j = 0; j < files.count; j++)
            names[count++] =
                arena_printf(f->arena, "%s/%s", folder, files.items[j].ptr).ptr;
    }
    return count;
}

TEST(verify_counts_what_it_looked_at)
{
    struct verify_result result;
    struct dumps_folder f;

    set_up(&f);
    look(&f, &result);
    assert_int_equal(result.manifest_count, 2);
    assert_int_equal(result.object_count, 3 * 2 + 1); /* one index */
    assert_int_equal(result.link_count, 2);
    assert_true(result.size_bytes > 1000);
    assert_clean(&f);
    dumps_folder_tear_down(&f);
}

TEST(verify_finds_a_changed_byte_in_every_file)
{
    const char *names[40];
    struct dumps_folder f;
    size_t count;

    set_up(&f);
    count = list_files(&f, names);
    assert_int_equal(count, 3 + 7);
    for (size_t i = 0; i < count; i++) {
        size_t len = dumps_folder_read(&f, names[i]).len;
        size_t step = len > 40 ? len / 20 : 1;
        for (size_t at = 0; at < len; at += step) {
            dumps_folder_flip(&f, names[i], (long)at);
            assert_damaged(&f, names[i]);
            dumps_folder_flip(&f, names[i], (long)at);
        }
        dumps_folder_flip(&f, names[i], -1);
        assert_damaged(&f, names[i]);
        dumps_folder_flip(&f, names[i], -1);
    }
    snapshot_release(snapshot_open(f.dir, NULL, &(struct err){0}));
    dumps_folder_tear_down(&f);
}

TEST(verify_finds_files_that_are_short_gone_or_folders)
{
    const char *names[40];
    struct dumps_folder f;
    size_t count;

    set_up(&f);
    count = list_files(&f, names);
    for (size_t i = 0; i < count; i++) {
        struct str bytes = dumps_folder_read(&f, names[i]);
        dumps_folder_write(&f, names[i],
                           (struct str){bytes.ptr, bytes.len / 2});
        assert_damaged(&f, names[i]);
        dumps_folder_write(&f, names[i], (struct str){bytes.ptr, 0});
        assert_damaged(&f, names[i]);
        unlink(dumps_folder_path(&f, names[i]));
        if (i != 1) /* an old manifest may be gone: that is retention */
            assert_damaged(&f, names[i]);
        mkdir(dumps_folder_path(&f, names[i]), 0755);
        assert_damaged(&f, names[i]);
        rmdir(dumps_folder_path(&f, names[i]));
        dumps_folder_write(&f, names[i], bytes);
    }
    dumps_folder_tear_down(&f);
}

TEST(verify_finds_manifests_that_were_swapped)
{
    struct dumps_folder f;
    struct str one, two;

    set_up(&f);
    one = dumps_folder_read(&f, "manifests/000001.json");
    two = dumps_folder_read(&f, "manifests/000002.json");
    dumps_folder_write(&f, "manifests/000001.json", two);
    dumps_folder_write(&f, "manifests/000002.json", one);
    assert_damaged(&f, "manifests");
    dumps_folder_tear_down(&f);
}

TEST(verify_finds_a_manifest_that_does_not_follow_the_one_before)
{
    struct dumps_folder f, other;

    set_up(&f);
    dumps_folder_set_up(&other);
    dumps_folder_publish(&other, (int64_t[]){7}, 1, 30);
    dumps_folder_write(&f, "manifests/000001.json",
                       dumps_folder_read(&other, "manifests/000001.json"));
    assert_damaged(&f, "the chain");
    dumps_folder_tear_down(&other);
    dumps_folder_tear_down(&f);
}

TEST(verify_notes_what_nothing_names)
{
    static const char *const names[] = {"objects/aa/left.idx", "objects/stray",
                                        "manifests/000003.json"};
    struct verify_result result;
    struct dumps_folder f;

    set_up(&f);
    mkdir(dumps_folder_path(&f, "objects/aa"), 0755);
    for (size_t i = 0; i < COUNT(names); i++) {
        struct told told;
        dumps_folder_write(&f, names[i], (struct str)STR("{}"));
        told = look(&f, &result);
        assert_int_equal(told.damages, 0);
        assert_int_equal(told.notes, 1);
        unlink(dumps_folder_path(&f, names[i]));
    }
    dumps_folder_tear_down(&f);
}

TEST(verify_notes_a_missing_link_and_finds_a_wrong_one)
{
    struct verify_result result;
    struct dumps_folder f;
    struct told told;

    set_up(&f);
    unlink(dumps_folder_path(&f, "latest/a/0.json.gz"));
    told = look(&f, &result);
    assert_int_equal(told.notes, 1);
    assert_int_equal(told.damages, 0);
    dumps_folder_write(&f, "latest/a/0.json.gz",
                       dumps_folder_read(&f, "latest/a/1.json.gz"));
    told = look(&f, &result); /* old perhaps, but whole */
    assert_int_equal(told.notes, 1);
    assert_int_equal(told.damages, 0);
    dumps_folder_write(&f, "latest/a/0.json.gz", (struct str)STR("x"));
    assert_damaged(&f, "latest/");
    dumps_folder_publish(&f, (int64_t[]){1, 3}, 2, 30);
    assert_clean(&f);
    dumps_folder_tear_down(&f);
}

TEST(verify_cannot_look_where_nothing_is_published)
{
    struct verify_result result;
    struct dumps_folder f;
    struct err err = {0};
    struct told told = {0};

    dumps_folder_set_up(&f);
    assert_false(verify_dumps(f.dir, tell, &told, &result, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    dumps_folder_tear_down(&f);
}
