#include "dump/layout.h"

#include "base/fs.h"
#include "test.h"
#include "unit/dump/dumps_folder.h"
#include "unit/dump/manifest_sample.h"

TEST(layout_names_every_file)
{
    char path[LAYOUT_PATH_SIZE];

    layout_object("d", "ab12", LAYOUT_DUMP, path);
    assert_string_equal(path, "d/objects/ab/12.json.gz");
    layout_object("d", "ab12", LAYOUT_COLUMNS, path);
    assert_string_equal(path, "d/objects/ab/12.cols");
    layout_object("d", "ab12", LAYOUT_INDEX, path);
    assert_string_equal(path, "d/objects/ab/12.idx");
    layout_temporary("d", "ab12", LAYOUT_COLUMNS, path);
    assert_string_equal(path, "d/.tmp/ab12.cols");
    layout_manifest("d", 123, path);
    assert_string_equal(path, "d/manifests/000123.json");
    layout_manifest("d", LAYOUT_NUMBER_MAX, path);
    assert_string_equal(path, "d/manifests/999999999.json");
    layout_latest("d", (struct str)STR("sales/total"), path);
    assert_string_equal(path, "d/latest/sales/total.json.gz");
    layout_join("d", "HEAD", path);
    assert_string_equal(path, "d/HEAD");
}

TEST(layout_reads_a_head_that_has_its_form)
{
    struct layout_head head;
    struct dumps_folder f;
    struct err err = {0};

    dumps_folder_set_up(&f);
    dumps_folder_write(&f, "HEAD", (struct str)STR("42 " SAMPLE_HASH_A "\n"));
    assert_true(layout_read_head(f.dir, &head, &err));
    assert_int_equal(head.number, 42);
    assert_string_equal(head.checksum, SAMPLE_HASH_A);
    dumps_folder_tear_down(&f);
}

TEST(layout_takes_any_other_head_for_damaged)
{
    static const struct str heads[] = {
        STR(""),
        STR("\n"),
        STR("1"),
        STR("1\n"),
        STR("1 \n"),
        STR(" " SAMPLE_HASH_A "\n"),
        STR("1 " SAMPLE_HASH_A),
        STR("1 " SAMPLE_HASH_A "\n\n"),
        STR("1 " SAMPLE_HASH_A " \n"),
        STR("1  " SAMPLE_HASH_A "\n"),
        STR("1 a" SAMPLE_HASH_A "\n"),
        STR("0 " SAMPLE_HASH_A "\n"),
        STR("01 " SAMPLE_HASH_A "\n"),
        STR("-1 " SAMPLE_HASH_A "\n"),
        STR("+1 " SAMPLE_HASH_A "\n"),
        STR("1\0 " SAMPLE_HASH_A "\n"),
        STR("1000000000 " SAMPLE_HASH_A "\n"),
        STR("99999999999999999999 " SAMPLE_HASH_A "\n"),
        STR("1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            "AA\n"),
    };
    struct layout_head head;
    struct dumps_folder f;

    dumps_folder_set_up(&f);
    for (size_t i = 0; i < COUNT(heads); i++) {
        struct err err = {0};
        dumps_folder_write(&f, "HEAD", heads[i]);
        if (layout_read_head(f.dir, &head, &err) || err.code != ERR_CORRUPT)
            fail_msg("\"%.*s\" was read", STR_ARG(heads[i]));
    }
    dumps_folder_write(&f, "HEAD",
                       arena_printf(f.arena, "1 %0300d\n", 0)); /* too long */
    struct err err = {0};
    assert_false(layout_read_head(f.dir, &head, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    dumps_folder_tear_down(&f);
}

TEST(layout_without_head_has_nothing_published)
{
    struct layout_head head;
    struct dumps_folder f;
    struct err err = {0};

    dumps_folder_set_up(&f);
    assert_false(layout_read_head(f.dir, &head, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_non_null(strstr(err.text, "reckoner regenerate"));
    dumps_folder_tear_down(&f);
}

/* The first run may have died between its manifest and HEAD. A second manifest
   is only ever written after a HEAD. */
TEST(layout_tells_a_head_that_was_lost_from_one_that_never_was)
{
    struct layout_head head;
    struct dumps_folder f;
    struct err err = {0};

    dumps_folder_set_up(&f);
    assert_true(fs_make_dirs(dumps_folder_path(&f, "manifests"), &err));
    dumps_folder_write(&f, "manifests/000001.json", (struct str)STR("{}"));
    assert_false(layout_read_head(f.dir, &head, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    dumps_folder_write(&f, "manifests/000002.json", (struct str)STR("{}"));
    assert_false(layout_read_head(f.dir, &head, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    dumps_folder_tear_down(&f);
}

TEST(layout_lists_manifests_by_number_and_nothing_else)
{
    static const char *const names[] = {
        "1000000.json", "000007.json",  "999999.json", "000123.json",
        "7.json",       "0000008.json", "000000.json", "00001x.json",
        "000009.jsonx", "000010",       "README.md"};
    static const int64_t expected[] = {7, 123, 999999, 1000000};
    struct dumps_folder f;
    struct err err = {0};
    int64_t *numbers;
    size_t count;

    dumps_folder_set_up(&f);
    assert_false(layout_list_manifests(f.dir, f.arena, &numbers, &count, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_true(fs_make_dirs(dumps_folder_path(&f, "manifests"), &err));
    for (size_t i = 0; i < COUNT(names); i++)
        dumps_folder_write(&f,
                           arena_printf(f.arena, "manifests/%s", names[i]).ptr,
                           (struct str)STR("{}"));
    assert_true(layout_list_manifests(f.dir, f.arena, &numbers, &count, &err));
    assert_int_equal(count, COUNT(expected));
    for (size_t i = 0; i < count; i++)
        assert_int_equal(numbers[i], expected[i]);
    dumps_folder_tear_down(&f);
}
