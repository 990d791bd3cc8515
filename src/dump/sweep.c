/*
 * Objects are removed by mark and sweep: names in all manifests are marked,
 * the rest goes. One pass over the text of the manifests that are kept.
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

/* True if the text is a manifest to its end: one that is cut off would leave
   objects unmarked. */
static bool is_whole(struct str text)
{
    static const char key[] = ",\"checksum\":\"";
    size_t tail = sizeof(key) - 1 + CRYPTO_SHA256_HEX + strlen("\"}\n");

    return text.len > tail && text.ptr[0] == '{' &&
           str_ends_with(text, "\"}\n") &&
           memcmp(text.ptr + text.len - tail, key, sizeof(key) - 1) == 0;
}

/* Every hash in the text is marked. Reading only these costs a tenth of
   parsing; a string cannot hold the key, its quotes would be escaped. */
static void mark_hashes(struct str text, struct map *marked,
                        struct arena *arena)
{
    static const struct str key = STR("\"hash\":\"");

    for (;;) {
        ptrdiff_t at = str_find(text, key);
        struct str hash;
        if (at < 0)
            return;
        text = str_skip(text, (size_t)at + key.len);
        hash = (struct str){text.ptr, CRYPTO_SHA256_HEX};
        if (text.len > CRYPTO_SHA256_HEX && crypto_is_sha256_hex(hash) &&
            map_get(marked, hash) == MAP_NONE)
            map_add(marked, arena_str(arena, hash), 1, NULL);
    }
}

static bool mark_file(const char *path, struct map *marked, struct arena *arena)
{
    struct err ignored = {0};
    struct buf text;
    bool ok;

    buf_init(&text, LAYOUT_MANIFEST_BYTES_MAX);
    ok = fs_read(path, &text, &ignored) && is_whole(buf_str(&text));
    if (ok)
        mark_hashes(buf_str(&text), marked, arena);
    buf_release(&text);
    return ok;
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
        struct str hash = str_cut(&name, '.');
        if (map_get(marked, hash) != MAP_NONE) {
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

/* Marks what the manifests name, of snapshots and of days that were made into
   history later, and sweeps the rest. */
static bool collect(const char *dir, struct arena *arena, struct err *err)
{
    struct map marked;
    char path[LAYOUT_PATH_SIZE];
    struct date *days;
    int64_t *numbers;
    size_t count, day_count;
    bool is_complete = true, ok = true;

    if (!layout_list_manifests(dir, arena, &numbers, &count, err) ||
        !layout_list_history(dir, arena, &days, &day_count, err))
        return false;
    map_init(&marked);
    for (size_t i = 0; i < count; i++) {
        layout_manifest(dir, numbers[i], path);
        is_complete = mark_file(path, &marked, arena) && is_complete;
    }
    for (size_t i = 0; i < day_count; i++) {
        layout_history(dir, days[i], path);
        is_complete = mark_file(path, &marked, arena) && is_complete;
    }
    if (is_complete)
        ok = sweep_objects(dir, &marked, arena, err);
    map_release(&marked);
    return ok;
}

static bool remove_above(const char *dir, int64_t head, struct arena *arena,
                         struct err *err)
{
    char path[LAYOUT_PATH_SIZE];
    int64_t *numbers;
    size_t count;

    if (!layout_list_manifests(dir, arena, &numbers, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        layout_manifest(dir, numbers[i], path);
        if (numbers[i] > head && !remove_file(path, err))
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
         remove_above(dir, head, arena, err) && collect(dir, arena, err);
    arena_free(arena);
    return ok;
}

/* ---- what is kept ---- */

/* One kind of period: how many of them still count, and those met so far. */
struct quota {
    enum date_grain grain;
    int64_t left;
    struct date *met;
    size_t met_count, capacity;
};

/* True for the first snapshot, from the newest back, of a period that counts.
 */
static bool is_last_of(struct quota *quota, struct date day,
                       struct arena *arena)
{
    static const struct calendar calendar = {.week_starts = 1,
                                             .fiscal_year_starts = 1};
    struct date start = date_start(day, quota->grain, &calendar);

    if (quota->left == 0)
        return false;
    for (size_t i = 0; i < quota->met_count; i++)
        if (quota->met[i].day == start.day)
            return false;
    quota->met = arena_grow(arena, quota->met, quota->met_count,
                            &quota->capacity, sizeof(struct date));
    quota->met[quota->met_count++] = start;
    quota->left--;
    return true;
}

enum peeked { PEEKED_DAY, PEEKED_DAMAGED, PEEKED_NOTHING };

/* A manifest whose bytes are wrong can be opened by nobody, and would keep all
   objects from being collected. One of a newer version is another matter, and
   so is one that cannot be read just now. */
static enum peeked peek(const char *path, struct date *day)
{
    enum peeked peeked = PEEKED_NOTHING;
    struct err ignored = {0};
    struct buf text;

    buf_init(&text, LAYOUT_MANIFEST_BYTES_MAX);
    if (fs_read(path, &text, &ignored)) {
        if (!manifest_is_intact(buf_str(&text)))
            peeked = PEEKED_DAMAGED;
        else if (manifest_peek_day(buf_str(&text), day))
            peeked = PEEKED_DAY;
    }
    buf_release(&text);
    return peeked;
}

/* From the newest back; `left` is how many of the newest still count. */
static bool is_to_be_kept(const char *path, int64_t *left, struct quota *quotas,
                          size_t quota_count, struct arena *arena)
{
    struct date day;
    enum peeked peeked = peek(path, &day);
    bool is_kept;

    if (peeked == PEEKED_DAMAGED)
        return false;
    is_kept = (*left)-- > 0;
    for (size_t i = 0; peeked == PEEKED_DAY && i < quota_count; i++)
        is_kept = is_last_of(&quotas[i], day, arena) || is_kept;
    return is_kept;
}

static bool remove_old(const char *dir, int64_t head,
                       const struct sweep_keep *keep, struct arena *arena,
                       struct err *err)
{
    struct quota quotas[] = {{.grain = DATE_DAY, .left = keep->daily},
                             {.grain = DATE_WEEK, .left = keep->weekly},
                             {.grain = DATE_MONTH, .left = keep->monthly}};
    int64_t left = keep->newest < KEEP_MIN ? KEEP_MIN : keep->newest;
    char path[LAYOUT_PATH_SIZE];
    int64_t *numbers;
    size_t count;

    if (!layout_list_manifests(dir, arena, &numbers, &count, err))
        return false;
    for (size_t i = count; i-- > 0;) {
        layout_manifest(dir, numbers[i], path);
        if ((numbers[i] > head ||
             !is_to_be_kept(path, &left, quotas, COUNT(quotas), arena)) &&
            !remove_file(path, err))
            return false;
    }
    return true;
}

bool sweep_old(const char *dir, int64_t head, const struct sweep_keep *keep,
               struct err *err)
{
    struct arena *arena = arena_new();
    bool ok;

    ok = remove_old(dir, head, keep, arena, err) && collect(dir, arena, err);
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
