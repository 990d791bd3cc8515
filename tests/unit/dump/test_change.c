#include "dump/change.h"

#include "test.h"

enum { BYTES_MAX = 1 << 20, CELLS = 3 };

/* name TEXT, n INTEGER, r REAL; a row without a name has NULL there. */
struct row {
    const char *name;
    int64_t n;
    double r;
};

static const struct column described[CELLS] = {
    {.name = STR("name"), .type = COLUMN_TEXT},
    {.name = STR("n"), .type = COLUMN_INTEGER, .role = COLUMN_MEASURE},
    {.name = STR("r"), .type = COLUMN_REAL, .role = COLUMN_MEASURE}};

static struct columns build(const struct row *rows, size_t count,
                            const struct column *columns, uint32_t column_count,
                            struct buf *bytes)
{
    const struct columns_meta meta = {.order_column = -1,
                                      .chart = {.x = -1, .series = -1}};
    struct columns_builder *builder =
        columns_builder_new(columns, column_count);
    struct columns opened;
    struct err err = {0};

    for (size_t i = 0; i < count; i++) {
        struct cell cells[CELLS] = {
            {.is_null = !rows[i].name,
             .text = str_from(rows[i].name ? rows[i].name : "")},
            {.integer = rows[i].n},
            {.number = rows[i].r}};
        columns_builder_add_row(builder, cells);
    }
    buf_init(bytes, BYTES_MAX);
    assert_true(columns_builder_finish(builder, &meta, bytes, &err));
    columns_builder_free(builder);
    assert_true(columns_open(buf_str(bytes), &opened, &err));
    return opened;
}

static void assert_change(const struct row *before, size_t before_count,
                          const struct row *after, size_t after_count,
                          const char *key, const int64_t expected[3])
{
    struct buf old_bytes, new_bytes;
    struct columns old =
        build(before, before_count, described, CELLS, &old_bytes);
    struct columns new =
        build(after, after_count, described, CELLS, &new_bytes);
    struct str keys[] = {str_from(key)};
    struct manifest_change change =
        change_between(&old, &new, keys, key[0] ? 1 : 0);

    assert_true(change.is_known);
    assert_int_equal(change.rows_added, expected[0]);
    assert_int_equal(change.rows_removed, expected[1]);
    assert_int_equal(change.rows_changed, expected[2]);
    buf_release(&old_bytes);
    buf_release(&new_bytes);
}

static const struct row three[] = {{"a", 1, 0.5}, {"b", 2, 0.5}, {"c", 3, 0.5}};

TEST(change_of_nothing_is_nothing)
{
    assert_change(three, 3, three, 3, "name", (int64_t[]){0, 0, 0});
    assert_change(three, 3, three, 3, "", (int64_t[]){0, 0, 0});
    assert_change(NULL, 0, NULL, 0, "name", (int64_t[]){0, 0, 0});
}

TEST(change_counts_rows_by_their_key)
{
    const struct row after[] = {{"d", 9, 0.5}, {"b", 2, 0.25}, {"a", 1, 0.5}};

    assert_change(three, 3, after, 3, "name", (int64_t[]){1, 1, 1});
    assert_change(NULL, 0, three, 3, "name", (int64_t[]){3, 0, 0});
    assert_change(three, 3, NULL, 0, "name", (int64_t[]){0, 3, 0});
}

TEST(change_does_not_mind_another_order_of_rows)
{
    const struct row after[] = {{"c", 3, 0.5}, {"a", 1, 0.5}, {"b", 2, 0.5}};

    assert_change(three, 3, after, 3, "name", (int64_t[]){0, 0, 0});
    assert_change(three, 3, after, 3, "", (int64_t[]){0, 0, 0});
}

TEST(change_without_a_key_knows_no_changed_row)
{
    const struct row after[] = {{"a", 1, 0.5}, {"b", 7, 0.5}, {"c", 3, 0.5}};

    assert_change(three, 3, after, 3, "", (int64_t[]){1, 1, 0});
}

TEST(change_with_a_key_that_tells_no_rows_apart_compares_whole_rows)
{
    const struct row before[] = {{"a", 1, 1}, {"a", 2, 1}};
    const struct row after[] = {{"a", 1, 1}, {"a", 3, 1}};

    assert_change(before, 2, after, 2, "name", (int64_t[]){1, 1, 0});
}

TEST(change_with_a_key_that_is_not_there_compares_whole_rows)
{
    const struct row after[] = {{"a", 1, 0.5}, {"b", 7, 0.5}, {"c", 3, 0.5}};

    assert_change(three, 3, after, 3, "nme", (int64_t[]){1, 1, 0});
}

TEST(change_counts_rows_that_stand_twice)
{
    const struct row before[] = {{"a", 1, 1}, {"a", 1, 1}, {"a", 1, 1}};
    const struct row after[] = {{"a", 1, 1}, {"b", 1, 1}};

    assert_change(before, 3, after, 2, "", (int64_t[]){1, 2, 0});
}

TEST(change_tells_null_from_an_empty_text)
{
    const struct row before[] = {{NULL, 1, 1}}, after[] = {{"", 1, 1}};

    assert_change(before, 1, after, 1, "n", (int64_t[]){0, 0, 1});
    assert_change(before, 1, after, 1, "name", (int64_t[]){1, 1, 0});
}

TEST(change_between_other_columns_is_not_known)
{
    struct column renamed[CELLS], retyped[CELLS];
    struct buf a_bytes, b_bytes, c_bytes, d_bytes;
    struct columns a, b, c, d;

    memcpy(renamed, described, sizeof(described));
    memcpy(retyped, described, sizeof(described));
    renamed[1].name = (struct str)STR("m");
    retyped[1].type = COLUMN_BOOLEAN;
    a = build(three, 1, described, CELLS, &a_bytes);
    b = build(three, 1, renamed, CELLS, &b_bytes);
    c = build(three, 1, retyped, CELLS, &c_bytes);
    d = build(three, 1, described, CELLS - 1, &d_bytes);
    assert_false(change_between(&a, &b, NULL, 0).is_known);
    assert_false(change_between(&a, &c, NULL, 0).is_known);
    assert_false(change_between(&a, &d, NULL, 0).is_known);
    buf_release(&a_bytes);
    buf_release(&b_bytes);
    buf_release(&c_bytes);
    buf_release(&d_bytes);
}
