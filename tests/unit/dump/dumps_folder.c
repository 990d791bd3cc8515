#include "unit/dump/dumps_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/gzip.h"
#include "dump/columns.h"
#include "test.h"

enum { BYTES_MAX = 1 << 20 };

void dumps_folder_set_up(struct dumps_folder *f)
{
    snprintf(f->dir, sizeof(f->dir), "%s", "/tmp/reckoner-test-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    f->arena = arena_new();
}

static void remove_below(struct dumps_folder *f, const char *path)
{
    struct fs_names names;
    struct err err = {0};

    if (fs_is_dir(path) && fs_list(path, 100000, f->arena, &names, &err))
        for (size_t i = 0; i < names.count; i++)
            remove_below(
                f,
                arena_printf(f->arena, "%s/%s", path, names.items[i].ptr).ptr);
    remove(path);
}

void dumps_folder_tear_down(struct dumps_folder *f)
{
    remove_below(f, dumps_folder_path(f, ".tmp"));
    remove(dumps_folder_path(f, ".lock"));
    remove(dumps_folder_path(f, ".latest"));
    remove_below(f, f->dir);
    arena_free(f->arena);
}

static void make_columns(int64_t n, struct buf *bytes)
{
    static const struct column column = {.name = STR("n"),
                                         .label = STR("N"),
                                         .type = COLUMN_INTEGER,
                                         .role = COLUMN_MEASURE};
    const struct columns_meta meta = {.id = STR("a/b"),
                                      .title = STR("T"),
                                      .is_complete = true,
                                      .order_column = -1,
                                      .chart = {.x = -1, .series = -1}};
    const struct cell cell = {.integer = n};
    static const uint32_t offsets[] = {9, 17};
    struct columns_builder *builder = columns_builder_new(&column, 1);
    struct err err = {0};

    columns_builder_add_row(builder, &cell);
    buf_init(bytes, BYTES_MAX);
    assert_true(columns_builder_finish(builder, &meta, bytes, &err));
    columns_set_row_offsets(bytes, offsets, 1);
    columns_builder_free(builder);
}

struct manifest_dump dumps_folder_put(struct dumps_folder *f,
                                      struct store *store, const char *id,
                                      int64_t n)
{
    struct str raw =
        arena_printf(f->arena, "{\"data\":[{\"n\":%lld}]}", (long long)n);
    struct manifest_dump dump = {.id = arena_str(f->arena, str_from(id)),
                                 .source = STR("s"),
                                 .cadence = STR("daily"),
                                 .raw_bytes = (int64_t)raw.len,
                                 .row_count = 1,
                                 .is_complete = true};
    struct gzip_packed packed;
    struct buf file, columns;
    struct err err = {0};

    buf_init(&file, BYTES_MAX);
    make_columns(n, &columns);
    assert_true(gzip_pack(raw, &file, &err));
    assert_true(gzip_open(buf_str(&file), &packed, &err));
    dump.crc32 = packed.crc32;
    crypto_sha256_hex(str_from(id), dump.template_hash);
    assert_true(
        store_put(store, buf_str(&file), LAYOUT_DUMP, &dump.object, &err));
    assert_true(store_put(store, buf_str(&columns), LAYOUT_COLUMNS,
                          &dump.columns, &err));
    buf_release(&columns);
    buf_release(&file);
    return dump;
}

struct manifest dumps_folder_manifest(struct dumps_folder *f,
                                      struct store *store,
                                      const int64_t *values, size_t count)
{
    struct manifest m = {.run_key = STR("test"), .program = STR("1")};
    struct err err = {0};

    assert_true(count <= 10);
    m.dumps = ARENA_ARRAY(f->arena, struct manifest_dump, count);
    m.dump_count = count;
    for (size_t i = 0; i < count; i++)
        m.dumps[i] = dumps_folder_put(
            f, store, arena_printf(f->arena, "a/%zu", i).ptr, values[i]);
    assert_true(store_put(store,
                          arena_printf(f->arena, "index %lld",
                                       count > 0 ? (long long)values[0] : 0),
                          LAYOUT_INDEX, &m.index, &err));
    return m;
}

int64_t dumps_folder_publish(struct dumps_folder *f, const int64_t *values,
                             size_t count, int64_t keep)
{
    const struct store_tidying newest = {.keep = {.newest = keep}};
    struct err err = {0}, aftermath = {0};
    struct store *store = store_open(f->dir, &err);
    struct manifest m;

    if (!store)
        fail_msg("%s", err.text);
    m = dumps_folder_manifest(f, store, values, count);
    if (!store_publish(store, &m, &newest, &aftermath, &err))
        fail_msg("%s", err.text);
    assert_int_equal(aftermath.code, ERR_NONE);
    store_close(store);
    return m.number;
}

const char *dumps_folder_path(struct dumps_folder *f, const char *name)
{
    return arena_printf(f->arena, "%s/%s", f->dir, name).ptr;
}

struct str dumps_folder_read(struct dumps_folder *f, const char *name)
{
    struct err err = {0};
    struct str text;
    struct buf bytes;

    buf_init(&bytes, BYTES_MAX);
    if (!fs_read(dumps_folder_path(f, name), &bytes, &err))
        fail_msg("%s", err.text);
    text = arena_str(f->arena, buf_str(&bytes));
    buf_release(&bytes);
    return text;
}

void dumps_folder_write(struct dumps_folder *f, const char *name,
                        struct str bytes)
{
    const char *path = dumps_folder_path(f, name);
    struct err err = {0};

    unlink(path);
    if (!fs_write_new(path, bytes, &err))
        fail_msg("%s", err.text);
}

void dumps_folder_flip(struct dumps_folder *f, const char *name, long at)
{
    struct str bytes = dumps_folder_read(f, name);
    size_t i = at < 0 ? bytes.len - (size_t)-at : (size_t)at;
    char *copy = ARENA_ARRAY(f->arena, char, bytes.len);

    memcpy(copy, bytes.ptr, bytes.len);
    copy[i] = (char)(copy[i] ^ 1);
    dumps_folder_write(f, name, (struct str){copy, bytes.len});
}

const char *dumps_folder_object(struct dumps_folder *f, const char *hash,
                                enum layout_kind kind)
{
    return arena_printf(f->arena, "objects/%.2s/%s%s", hash, hash + 2,
                        layout_suffix(kind))
        .ptr;
}

size_t dumps_folder_count(struct dumps_folder *f, const char *name)
{
    const char *path = dumps_folder_path(f, name);
    struct fs_names names;
    struct err err = {0};
    size_t count = 0;

    if (!fs_is_dir(path))
        return fs_exists(path) ? 1 : 0;
    assert_true(fs_list(path, 100000, f->arena, &names, &err));
    for (size_t i = 0; i < names.count; i++)
        count += dumps_folder_count(
            f, arena_printf(f->arena, "%s/%s", name, names.items[i].ptr).ptr);
    return count;
}
