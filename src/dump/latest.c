/*
 * A link says nothing of the snapshot that it was made for, so a stamp does:
 * dumps/.latest holds the checksum of the manifest, and is written last. A
 * folder that is younger than the stamp was changed by somebody else. Looking
 * at every link instead cost more than all the rest of a small run.
 */
#include "dump/latest.h"

#include <stdio.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/map.h"
#include "dump/layout.h"
#include "dump/prune.h"

enum { NAMES_MAX = 10000000, STAMP_BYTES_MAX = 256 };

struct linker {
    const char *dir;
    const struct manifest *manifest;
    const struct manifest *before; /* what the links are of; or NULL */
    const struct map *written;
    struct arena *arena;
    int64_t stamped_ns; /* when they were made; 0: nobody knows */
    struct map folders; /* category -> 1 if it is as it was made, else 0 */
};

static struct str category_of(struct str id)
{
    return str_cut(&id, '/');
}

/* ---- the stamp ---- */

/* When the links to exactly `before` were made; 0 if it is not known. */
static int64_t read_stamp(const char *path, const char *previous_checksum)
{
    struct err ignored = {0};
    struct fs_look look;
    struct buf text;
    bool is_of_before;

    buf_init(&text, STAMP_BYTES_MAX);
    is_of_before = fs_look(path, &look) && fs_read(path, &text, &ignored) &&
                   str_is(buf_str(&text), previous_checksum);
    buf_release(&text);
    return is_of_before ? look.changed_ns : 0;
}

static bool write_stamp(const char *path, const char *checksum, struct err *err)
{
    return prune_file(path, err) && fs_write_new(path, str_from(checksum), err);
}

/* Whether the links of a category are those of before. */
static bool is_as_made(struct linker *l, struct str category)
{
    char path[LAYOUT_PATH_SIZE], name[LAYOUT_PATH_SIZE];
    uint32_t known = map_get(&l->folders, category);
    int64_t changed_ns;

    if (known != MAP_NONE)
        return known;
    snprintf(name, sizeof(name), "latest/%.*s", STR_ARG(category));
    layout_join(l->dir, name, path);
    changed_ns = fs_dir_changed_ns(path);
    known = l->before && changed_ns > 0 && changed_ns < l->stamped_ns;
    map_add(&l->folders, category, known, NULL);
    return known;
}

/* ---- links ---- */

static bool link_dump(const char *dir, const struct manifest_dump *dump,
                      struct err *err)
{
    char object[LAYOUT_PATH_SIZE], path[LAYOUT_PATH_SIZE];
    char temporary[LAYOUT_PATH_SIZE];

    layout_object(dir, dump->object.hash, LAYOUT_DUMP, object);
    layout_latest(dir, dump->id, path);
    if (fs_is_same_file(object, path))
        return true;
    layout_join(dir, ".tmp/link", temporary);
    if (!prune_file(temporary, err))
        return false;
    if (link(object, temporary) < 0)
        return err_errno(err, "link %s", path);
    return rename(temporary, path) == 0 || err_errno(err, "rename %s", path);
}

static bool make_folder(struct linker *l, struct str category, struct err *err)
{
    char path[LAYOUT_PATH_SIZE], name[LAYOUT_PATH_SIZE];

    snprintf(name, sizeof(name), "latest/%.*s", STR_ARG(category));
    layout_join(l->dir, name, path);
    return fs_make_dirs(path, err);
}

static bool is_linked(struct linker *l, const struct manifest_dump *dump)
{
    const struct manifest_dump *old;

    if (!is_as_made(l, category_of(dump->id)))
        return false;
    old = manifest_find(l->before, dump->id);
    return old && strcmp(old->object.hash, dump->object.hash) == 0 &&
           map_get(l->written, str_from(dump->object.hash)) == MAP_NONE;
}

static bool link_dumps(struct linker *l, struct err *err)
{
    const struct manifest *m = l->manifest;
    struct str folder = {"", 0};

    for (size_t i = 0; i < m->dump_count; i++) {
        struct str category = category_of(m->dumps[i].id);
        if (is_linked(l, &m->dumps[i]))
            continue;
        if (!str_equal(category, folder) && !make_folder(l, category, err))
            return false;
        folder = category;
        if (!link_dump(l->dir, &m->dumps[i], err))
            return false;
    }
    return true;
}

/* ---- what is gone ---- */

/* The dumps of before that are no more, of folders that are as they were made;
   the others are looked through. */
static bool unlink_gone(struct linker *l, struct err *err)
{
    char path[LAYOUT_PATH_SIZE];

    for (size_t i = 0; l->before && i < l->before->dump_count; i++) {
        struct str id = l->before->dumps[i].id;
        if (manifest_find(l->manifest, id))
            continue;
        layout_latest(l->dir, id, path);
        if (!prune_file(path, err))
            return false;
        *strrchr(path, '/') = '\0';
        rmdir(path); /* if it is empty */
    }
    return true;
}

struct latest_folder {
    const struct manifest *manifest;
    struct str category;
    struct arena *arena;
};

static bool is_latest(const void *data, struct str name)
{
    const struct latest_folder *folder = data;

    if (!str_ends_with(name, ".json.gz"))
        return false;
    name.len -= strlen(".json.gz");
    return manifest_find(folder->manifest,
                         arena_printf(folder->arena, "%.*s/%.*s",
                                      STR_ARG(folder->category),
                                      STR_ARG(name))) != NULL;
}

static bool look_through(const struct linker *l, const char *latest,
                         struct str category, struct err *err)
{
    struct latest_folder folder = {l->manifest, category, l->arena};
    char path[LAYOUT_PATH_SIZE];

    layout_join(latest, category.ptr, path);
    return prune_folder(path, is_latest, &folder, l->arena, err);
}

static bool unlink_others(struct linker *l, struct err *err)
{
    char latest[LAYOUT_PATH_SIZE];
    struct fs_names categories;

    if (!unlink_gone(l, err))
        return false;
    layout_join(l->dir, "latest", latest);
    if (!fs_list(latest, NAMES_MAX, l->arena, &categories, err))
        return false;
    for (size_t i = 0; i < categories.count; i++) {
        uint32_t known = map_get(&l->folders, categories.items[i]);
        if (known != 1 && !look_through(l, latest, categories.items[i], err))
            return false;
    }
    return true;
}

bool latest_link(const struct latest *latest, struct err *err)
{
    const struct manifest *m = latest->manifest, *before = latest->before;
    struct linker l = {.dir = latest->dir,
                       .manifest = m,
                       .written = latest->written,
                       .arena = arena_new()};
    char stamp[LAYOUT_PATH_SIZE];
    bool ok;

    map_init(&l.folders);
    layout_join(l.dir, ".latest", stamp);
    if (before && before->number == m->previous &&
        m->previous_checksum[0] != '\0')
        l.stamped_ns = read_stamp(stamp, m->previous_checksum);
    if (l.stamped_ns > 0)
        l.before = before;
    ok = link_dumps(&l, err) && unlink_others(&l, err) &&
         write_stamp(stamp, latest->checksum, err);
    map_release(&l.folders);
    arena_free(l.arena);
    return ok;
}
