/*
 * Objects are removed by mark and sweep: names in all manifests are marked,
 * the rest goes. One pass over the manifests that are kept.
 */
#include "dump/sweep.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/map.h"

enum { NAMES_MAX = 10000000, KEEP_MIN = 2 };

static bool remove_file(const char *path, struct err *err)
{
    return unlink(path) == 0 || errno == ENOENT ||
           err_errno(err, "remove %s", path);
}

static bool empty_folder(const char *path, struct arena *arena, struct err *err)
{
    char file[LAYOUT_PATH_SIZE];
    struct fs_names names;

    if (!fs_list(path, NAMES_MAX, arena, &names, err))
        return false;
    for (size_t i = 0; i < names.count; i++) {
        layout_join(path, names.items[i].ptr, file);
        if (!remove_file(file, err))
            return false;
    }
    return true;
}

/* A marked name is "hash" and "suffix" together, as the file is called. */
static void mark_object(struct map *marked, struct arena *arena,
                        const struct manifest_object *object,
                        enum layout_kind kind)
{
    map_add(marked,
            arena_printf(arena, "%s%s", object->hash, layout_suffix(kind)), 1,
            NULL);
}

static bool mark_manifest(const char *dir, int64_t number, struct map *marked,
                          struct arena *arena)
{
    const struct manifest *manifest = NULL;
    char path[LAYOUT_PATH_SIZE];
    struct err ignored = {0};
    struct buf text;

    layout_manifest(dir, number, path);
    buf_init(&text, LAYOUT_MANIFEST_BYTES_MAX);
    if (fs_read(path, &text, &ignored))
        manifest = manifest_parse(buf_str(&text), arena, &ignored);
    buf_release(&text);
    if (!manifest)
        return false;
    mark_object(marked, arena, &manifest->index, LAYOUT_INDEX);
    for (size_t i = 0; i < manifest->dump_count; i++) {
        mark_object(marked, arena, &manifest->dumps[i].object, LAYOUT_DUMP);
        mark_object(marked, arena, &manifest->dumps[i].columns, LAYOUT_COLUMNS);
    }
    return true;
}

static bool sweep_folder(const char *objects, struct str prefix,
                         const struct map *marked, struct arena *arena,
                         struct err *err)
{
    char folder[LAYOUT_PATH_SIZE], file[LAYOUT_PATH_SIZE];
    struct fs_names names;
    size_t kept = 0;

    layout_join(objects, prefix.ptr, folder);
    if (!fs_is_dir(folder))
        return remove_file(folder, err);
    if (!fs_list(folder, NAMES_MAX, arena, &names, err))
        return false;
    for (size_t i = 0; i < names.count; i++) {
        struct str name = arena_printf(arena, "%.*s%.*s", STR_ARG(prefix),
                                       STR_ARG(names.items[i]));
        if (map_get(marked, name) != MAP_NONE) {
            kept++;
            continue;
        }
        layout_join(folder, names.items[i].ptr, file);
        if (!remove_file(file, err))
            return false;
    }
    if (kept == 0)
        rmdir(folder);
    return true;
}

static bool sweep_objects(const char *dir, const struct map *marked,
                          struct arena *arena, struct err *err)
{
    char objects[LAYOUT_PATH_SIZE];
    struct fs_names prefixes;

    layout_join(dir, "objects", objects);
    if (!fs_list(objects, NAMES_MAX, arena, &prefixes, err))
        return false;
    for (size_t i = 0; i < prefixes.count; i++)
        if (!sweep_folder(objects, prefixes.items[i], marked, arena, err))
            return false;
    return true;
}

/* Marks what the manifests name, and sweeps the rest. */
static bool collect(const char *dir, struct arena *arena, struct err *err)
{
    struct map marked;
    int64_t *numbers;
    size_t count;
    bool is_complete = true, ok = true;

    if (!layout_list_manifests(dir, arena, &numbers, &count, err))
        return false;
    map_init(&marked);
    for (size_t i = 0; i < count; i++)
        is_complete =
            mark_manifest(dir, numbers[i], &marked, arena) && is_complete;
    if (is_complete)
        ok = sweep_objects(dir, &marked, arena, err);
    map_release(&marked);
    return ok;
}

static bool remove_manifests(const char *dir, int64_t above, int64_t below,
                             struct arena *arena, struct err *err)
{
    char path[LAYOUT_PATH_SIZE];
    int64_t *numbers;
    size_t count;

    if (!layout_list_manifests(dir, arena, &numbers, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] <= above && numbers[i] >= below)
            continue;
        layout_manifest(dir, numbers[i], path);
        if (!remove_file(path, err))
            return false;
    }
    return true;
}

bool sweep_unpublished(const char *dir, int64_t head, struct err *err)
{
    struct arena *arena = arena_new();
    char path[LAYOUT_PATH_SIZE];
    bool ok;

    layout_join(dir, "HEAD.new", path);
    ok = remove_file(path, err);
    layout_join(dir, ".tmp", path);
    ok = ok && empty_folder(path, arena, err) &&
         remove_manifests(dir, head, 0, arena, err) && collect(dir, arena, err);
    arena_free(arena);
    return ok;
}

/* The number of the oldest manifest that is kept. */
static bool find_oldest(const char *dir, int64_t head, int64_t keep,
                        struct arena *arena, int64_t *oldest, struct err *err)
{
    int64_t *numbers;
    size_t count;

    if (!layout_list_manifests(dir, arena, &numbers, &count, err))
        return false;
    *oldest = head;
    while (count-- > 0 && keep > 0)
        if (numbers[count] <= head) {
            *oldest = numbers[count];
            keep--;
        }
    return true;
}

/* A manifest whose bytes are wrong can be opened by nobody, and keeps all
   objects from being collected. One of a newer version is another matter. */
static bool remove_damaged(const char *dir, struct arena *arena,
                           struct err *err)
{
    char path[LAYOUT_PATH_SIZE];
    int64_t *numbers;
    size_t count;

    if (!layout_list_manifests(dir, arena, &numbers, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct err ignored = {0};
        struct buf text;
        bool is_damaged;
        layout_manifest(dir, numbers[i], path);
        buf_init(&text, LAYOUT_MANIFEST_BYTES_MAX);
        is_damaged = fs_read(path, &text, &ignored) &&
                     !manifest_is_intact(buf_str(&text));
        buf_release(&text);
        if (is_damaged && !remove_file(path, err))
            return false;
    }
    return true;
}

bool sweep_old(const char *dir, int64_t head, int64_t keep, struct err *err)
{
    struct arena *arena = arena_new();
    int64_t oldest;
    bool ok;

    if (keep < KEEP_MIN)
        keep = KEEP_MIN;
    ok = remove_damaged(dir, arena, err) &&
         find_oldest(dir, head, keep, arena, &oldest, err) &&
         remove_manifests(dir, head, oldest, arena, err) &&
         collect(dir, arena, err);
    arena_free(arena);
    return ok;
}

/* ---- latest/ ---- */

static bool link_dump(const char *dir, const struct manifest_dump *dump,
                      struct err *err)
{
    char object[LAYOUT_PATH_SIZE], path[LAYOUT_PATH_SIZE];
    char temporary[LAYOUT_PATH_SIZE], folder[LAYOUT_PATH_SIZE];

    layout_object(dir, dump->object.hash, LAYOUT_DUMP, object);
    layout_latest(dir, dump->id, path);
    if (fs_is_same_file(object, path))
        return true;
    snprintf(folder, sizeof(folder), "%.*s", (int)(strrchr(path, '/') - path),
             path);
    layout_join(dir, ".tmp/link", temporary);
    if (!fs_make_dirs(folder, err) || !remove_file(temporary, err))
        return false;
    if (link(object, temporary) < 0)
        return err_errno(err, "link %s", path);
    return rename(temporary, path) == 0 || err_errno(err, "rename %s", path);
}

static bool is_latest_of(const struct manifest *manifest, struct str category,
                         struct str name, struct arena *arena)
{
    if (!str_ends_with(name, ".json.gz"))
        return false;
    name.len -= strlen(".json.gz");
    return manifest_find(manifest,
                         arena_printf(arena, "%.*s/%.*s", STR_ARG(category),
                                      STR_ARG(name))) != NULL;
}

static bool unlink_category(const char *latest, struct str category,
                            const struct manifest *manifest,
                            struct arena *arena, struct err *err)
{
    char folder[LAYOUT_PATH_SIZE], file[LAYOUT_PATH_SIZE];
    struct fs_names names;
    size_t kept = 0;

    layout_join(latest, category.ptr, folder);
    if (!fs_is_dir(folder))
        return true;
    if (!fs_list(folder, NAMES_MAX, arena, &names, err))
        return false;
    for (size_t i = 0; i < names.count; i++) {
        if (is_latest_of(manifest, category, names.items[i], arena)) {
            kept++;
            continue;
        }
        layout_join(folder, names.items[i].ptr, file);
        if (!remove_file(file, err))
            return false;
    }
    if (kept == 0)
        rmdir(folder);
    return true;
}

static bool unlink_others(const char *dir, const struct manifest *manifest,
                          struct arena *arena, struct err *err)
{
    char latest[LAYOUT_PATH_SIZE];
    struct fs_names categories;

    layout_join(dir, "latest", latest);
    if (!fs_list(latest, NAMES_MAX, arena, &categories, err))
        return false;
    for (size_t i = 0; i < categories.count; i++)
        if (!unlink_category(latest, categories.items[i], manifest, arena, err))
            return false;
    return true;
}

bool sweep_latest(const char *dir, const struct manifest *manifest,
                  struct err *err)
{
    struct arena *arena = arena_new();
    bool ok = true;

    for (size_t i = 0; ok && i < manifest->dump_count; i++)
        ok = link_dump(dir, &manifest->dumps[i], err);
    ok = ok && unlink_others(dir, manifest, arena, err);
    arena_free(arena);
    return ok;
}
