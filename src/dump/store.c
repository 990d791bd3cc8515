#include "dump/store.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/map.h"
#include "dump/latest.h"

enum { FOLDERS = 256 /* of objects */ };

struct pending {
    char hash[CRYPTO_SHA256_HEX + 1];
    enum layout_kind kind;
    bool is_moved; /* in its place, by a publication that failed later */
};

struct store {
    struct arena *arena;
    const char *dir;
    int lock_fd;
    struct layout_head head; /* number 0: nothing published yet */
    int64_t known_ns;        /* when HEAD was written; 0 if it was damaged */
    pthread_mutex_t mutex;   /* guards what follows */
    struct err put_err;      /* why something could not be put */
    struct pending **pending;
    size_t pending_count, pending_capacity;
    struct map by_hash;
};

static const char nothing_published[] =
    "nothing is published, the snapshot before stays";

static bool make_folders(const char *dir, struct err *err)
{
    static const char *const names[] = {"manifests", "objects", "latest",
                                        ".tmp"};
    char path[LAYOUT_PATH_SIZE];

    for (size_t i = 0; i < COUNT(names); i++) {
        layout_join(dir, names[i], path);
        if (!fs_make_dirs(path, err))
            return false;
    }
    return true;
}

static bool take_lock(struct store *store, struct err *err)
{
    char path[LAYOUT_PATH_SIZE];

    layout_join(store->dir, ".lock", path);
    store->lock_fd = fs_lock(path, err);
    if (store->lock_fd < 0 && err->code == ERR_BUSY)
        return err_set(err, ERR_BUSY,
                       "another run is writing to %s: wait until it is done",
                       store->dir);
    return store->lock_fd >= 0;
}

static bool is_head_true(const struct store *store)
{
    char path[LAYOUT_PATH_SIZE], checksum[CRYPTO_SHA256_HEX + 1] = "";
    struct err ignored = {0};
    struct buf text;

    layout_manifest(store->dir, store->head.number, path);
    buf_init(&text, LAYOUT_MANIFEST_BYTES_MAX);
    if (fs_read(path, &text, &ignored))
        crypto_sha256_hex(buf_str(&text), checksum);
    buf_release(&text);
    return strcmp(checksum, store->head.checksum) == 0;
}

static void remember_time(struct store *store)
{
    char path[LAYOUT_PATH_SIZE];
    struct fs_look look;

    layout_join(store->dir, "HEAD", path);
    if (fs_look(path, &look))
        store->known_ns = look.changed_ns;
}

/* A damaged HEAD, or one whose manifest is not what it names, does not stop a
   writer: it publishes after every number that was seen, and so mends the
   folder. */
static bool find_head(struct store *store, struct err *err)
{
    struct layout_head *head = &store->head;
    int64_t *numbers;
    size_t count;

    if (!layout_read_head(store->dir, head, err)) {
        *head = (struct layout_head){0};
        if (err->code == ERR_NOT_FOUND)
            return true;
        if (err->code != ERR_CORRUPT)
            return false;
    } else if (is_head_true(store)) {
        remember_time(store);
        return true;
    }
    head->checksum[0] = '\0';
    if (!layout_list_manifests(store->dir, store->arena, &numbers, &count, err))
        return false;
    if (count > 0 && numbers[count - 1] > head->number)
        head->number = numbers[count - 1];
    return true;
}

struct store *store_open(const char *dir, struct err *err)
{
    struct arena *arena = arena_new();
    struct store *store = ARENA_NEW(arena, struct store);

    store->arena = arena;
    store->dir = arena_str(arena, str_from(dir)).ptr;
    store->lock_fd = -1;
    map_init(&store->by_hash);
    pthread_mutex_init(&store->mutex, NULL);
    if (make_folders(dir, err) && take_lock(store, err) &&
        find_head(store, err) &&
        sweep_unpublished(dir, store->head.number, err))
        return store;
    store_close(store);
    return NULL;
}

void store_close(struct store *store)
{
    char path[LAYOUT_PATH_SIZE];

    for (size_t i = 0; i < store->pending_count; i++) {
        layout_temporary(store->dir, store->pending[i]->hash,
                         store->pending[i]->kind, path);
        unlink(path);
    }
    if (store->lock_fd >= 0)
        close(store->lock_fd);
    map_release(&store->by_hash);
    pthread_mutex_destroy(&store->mutex);
    arena_free(store->arena);
}

/* True if the object is published already, whole. A damaged one is written
   again and replaced. */
static bool is_published(const struct store *store, struct str bytes,
                         const char *hash, enum layout_kind kind)
{
    char path[LAYOUT_PATH_SIZE];
    struct err ignored = {0};
    struct buf old;
    bool same;

    layout_object(store->dir, hash, kind, path);
    buf_init(&old, bytes.len + 2);
    same = fs_read(path, &old, &ignored) && str_equal(buf_str(&old), bytes);
    buf_release(&old);
    return same;
}

/* True if this caller is to write it. */
static bool claim(struct store *store, const char *hash, enum layout_kind kind)
{
    struct pending *pending;
    bool is_new;

    pthread_mutex_lock(&store->mutex);
    is_new = map_get(&store->by_hash, str_from(hash)) == MAP_NONE;
    if (is_new) {
        pending = ARENA_NEW(store->arena, struct pending);
        memcpy(pending->hash, hash, sizeof(pending->hash));
        pending->kind = kind;
        store->pending =
            arena_grow(store->arena, store->pending, store->pending_count,
                       &store->pending_capacity, sizeof(pending));
        store->pending[store->pending_count++] = pending;
        map_add(&store->by_hash, str_from(pending->hash), 1, NULL);
    }
    pthread_mutex_unlock(&store->mutex);
    return is_new;
}

/* Others may have been told that these bytes are kept, so nothing is published
   any more. */
static bool remember_failure(struct store *store, struct err *err)
{
    err_wrap(err, "%s", nothing_published);
    pthread_mutex_lock(&store->mutex);
    if (store->put_err.code == ERR_NONE)
        store->put_err = *err;
    pthread_mutex_unlock(&store->mutex);
    return false;
}

bool store_can_publish(struct store *store, struct err *err)
{
    bool can;

    pthread_mutex_lock(&store->mutex);
    can = store->put_err.code == ERR_NONE;
    if (!can)
        *err = store->put_err;
    pthread_mutex_unlock(&store->mutex);
    return can;
}

bool store_put(struct store *store, struct str bytes, enum layout_kind kind,
               struct manifest_object *object, struct err *err)
{
    char path[LAYOUT_PATH_SIZE];

    crypto_sha256_hex(bytes, object->hash);
    object->size_bytes = (int64_t)bytes.len;
    if (is_published(store, bytes, object->hash, kind) ||
        !claim(store, object->hash, kind))
        return true;
    layout_temporary(store->dir, object->hash, kind, path);
    return fs_write_new(path, bytes, err) || remember_failure(store, err);
}

static bool move_into_place(const char *from, const char *to, struct err *err)
{
    return rename(from, to) == 0 || err_errno(err, "rename %s", from);
}

/* The folder of an object: 0 to 255, by the first two digits of its hash. */
static size_t folder_of(const char *hash)
{
    size_t number = 0;

    for (int i = 0; i < 2; i++)
        number = number * 16 +
                 (size_t)(hash[i] <= '9' ? hash[i] - '0' : hash[i] - 'a' + 10);
    return number;
}

static bool move_objects(struct store *store, struct err *err)
{
    char from[LAYOUT_PATH_SIZE], to[LAYOUT_PATH_SIZE], dir[LAYOUT_PATH_SIZE];
    bool is_made[FOLDERS] = {false};

    for (size_t i = 0; i < store->pending_count; i++) {
        struct pending *p = store->pending[i];
        if (p->is_moved)
            continue;
        layout_temporary(store->dir, p->hash, p->kind, from);
        layout_object(store->dir, p->hash, p->kind, to);
        if (!is_made[folder_of(p->hash)]) {
            snprintf(dir, sizeof(dir), "%.*s", (int)(strrchr(to, '/') - to),
                     to);
            if (!fs_make_dirs(dir, err))
                return false;
            is_made[folder_of(p->hash)] = true;
        }
        if (!move_into_place(from, to, err))
            return false;
        p->is_moved = true;
    }
    return true;
}

static bool write_manifest(const struct manifest *manifest,
                           char checksum[CRYPTO_SHA256_HEX + 1],
                           const char *temporary, struct err *err)
{
    struct buf text;
    bool ok;

    buf_init(&text, LAYOUT_MANIFEST_BYTES_MAX);
    manifest_write(manifest, &text);
    crypto_sha256_hex(buf_str(&text), checksum);
    ok = buf_overflowed(&text)
             ? err_set(err, ERR_LIMIT, "the manifest is over %d bytes",
                       LAYOUT_MANIFEST_BYTES_MAX)
             : fs_write_new(temporary, buf_str(&text), err);
    buf_release(&text);
    return ok;
}

/* The objects first, then the manifest that names them. */
static bool make_durable(struct store *store, const char *temporary,
                         const char *final, struct err *err)
{
    if (fs_sync(store->dir, err) && move_objects(store, err) &&
        move_into_place(temporary, final, err) && fs_sync(store->dir, err))
        return true;
    unlink(temporary);
    return false;
}

static bool move_head(struct store *store, int64_t number, const char *checksum,
                      struct err *err)
{
    char path[LAYOUT_PATH_SIZE], text[128];
    int len;

    layout_join(store->dir, "HEAD", path);
    len = snprintf(text, sizeof(text), "%" PRId64 " %s\n", number, checksum);
    return fs_replace(path, (struct str){text, (size_t)len}, err);
}

/* The rename of HEAD may have been the last thing that worked. */
static bool has_moved(const struct store *store, int64_t number,
                      const char *checksum)
{
    struct layout_head head;
    struct err ignored = {0};

    return layout_read_head(store->dir, &head, &ignored) &&
           head.number == number && strcmp(head.checksum, checksum) == 0;
}

static void advance(struct store *store, int64_t number, const char *checksum)
{
    store->head.number = number;
    memcpy(store->head.checksum, checksum, sizeof(store->head.checksum));
}

static void begin_again(struct store *store)
{
    store->pending_count = 0;
    map_release(&store->by_hash);
}

/* Sets *is_visible when readers see the new snapshot. */
static bool publish(struct store *store, struct manifest *manifest,
                    bool *is_visible, struct err *err)
{
    char temporary[LAYOUT_PATH_SIZE], final[LAYOUT_PATH_SIZE];
    char checksum[CRYPTO_SHA256_HEX + 1];

    layout_join(store->dir, ".tmp/manifest.json", temporary);
    manifest->number = store->head.number + 1;
    manifest->previous = store->head.number;
    memcpy(manifest->previous_checksum, store->head.checksum,
           sizeof(manifest->previous_checksum));
    if (!sweep_begin(store->dir, err) ||
        !write_manifest(manifest, checksum, temporary, err))
        return false;
    layout_manifest(store->dir, manifest->number, final);
    if (!make_durable(store, temporary, final, err))
        return false;
    *is_visible = true;
    if (move_head(store, manifest->number, checksum, err)) {
        advance(store, manifest->number, checksum);
        return true;
    }
    *is_visible = has_moved(store, manifest->number, checksum);
    if (*is_visible) {
        advance(store, manifest->number, checksum);
        begin_again(store);
    }
    return false;
}

static void tidy(struct store *store, const struct manifest *manifest,
                 const struct store_tidying *tidying, struct err *aftermath)
{
    struct latest latest = {
        .dir = store->dir,
        .manifest = manifest,
        .checksum = store->head.checksum,
        .before = tidying->before,
        .written = &store->by_hash,
    };

    if (sweep_old(store->dir, store->head.number, store->known_ns,
                  &tidying->keep, aftermath))
        latest_link(&latest, aftermath);
}

bool store_publish(struct store *store, struct manifest *manifest,
                   const struct store_tidying *tidying, struct err *aftermath,
                   struct err *err)
{
    bool is_visible = false;

    if (!store_can_publish(store, err))
        return false;
    if (!publish(store, manifest, &is_visible, err))
        return err_wrap(err, "%s",
                        is_visible ? "the new snapshot is in place, but the "
                                     "disk did not confirm it"
                                   : nothing_published);
    tidy(store, manifest, tidying, aftermath);
    begin_again(store);
    return true;
}

bool store_publish_history(struct store *store, struct manifest *manifest,
                           struct err *err)
{
    char temporary[LAYOUT_PATH_SIZE], final[LAYOUT_PATH_SIZE];
    char folder[LAYOUT_PATH_SIZE], checksum[CRYPTO_SHA256_HEX + 1];
    bool is_first;

    layout_join(store->dir, ".tmp/manifest.json", temporary);
    layout_join(store->dir, "history", folder);
    layout_history(store->dir, manifest->as_of, final);
    is_first = !fs_exists(final);
    if (!store_can_publish(store, err) || !fs_make_dirs(folder, err) ||
        !sweep_begin(store->dir, err) ||
        !write_manifest(manifest, checksum, temporary, err))
        return false;
    if (!make_durable(store, temporary, final, err))
        return false;
    begin_again(store);
    /* What another one of this day named is for the next writer to remove. */
    return !is_first || sweep_end(store->dir, err);
}
