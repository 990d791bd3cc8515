/*
 * Every object is read into the heap, hashed once and shared by count. Mapping
 * the files would save the reading, but a file that is truncated under a map
 * ends the process; and what was hashed is then exactly what is lent.
 */
#include "dump/snapshot.h"

#include <assert.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/fs.h"
#include "base/map.h"
#include "base/memory.h"

struct object {
    _Atomic int count;
    char hash[CRYPTO_SHA256_HEX + 1];
    struct buf bytes;
};

/* What opening does with the objects. */
enum depth {
    DEPTH_WHOLE,   /* reads them */
    DEPTH_OUTLINE, /* looks at them */
};

struct snapshot {
    _Atomic int count;
    struct arena *arena;
    const char *dir;
    size_t read_count;
    const struct manifest *manifest;
    char checksum[CRYPTO_SHA256_HEX + 1];
    struct snapshot_dump *dumps;
    struct object **objects; /* of the dumps, their columns, and the index */
    size_t object_count;
    struct map by_hash; /* the same, for sharing */
    struct object *index;
};

static void release_object(struct object *object)
{
    if (!object || atomic_fetch_sub(&object->count, 1) != 1)
        return;
    buf_release(&object->bytes);
    free(object);
}

struct snapshot *snapshot_retain(struct snapshot *snapshot)
{
    atomic_fetch_add(&snapshot->count, 1);
    return snapshot;
}

void snapshot_release(struct snapshot *snapshot)
{
    if (!snapshot || atomic_fetch_sub(&snapshot->count, 1) != 1)
        return;
    for (size_t i = 0; i < snapshot->object_count; i++)
        release_object(snapshot->objects[i]);
    map_release(&snapshot->by_hash);
    arena_free(snapshot->arena);
    free(snapshot);
}

/* A damaged or missing object is told alike: what it is, and what to do. */
static bool complain(const char *path, const char *what, struct err *err)
{
    return err_set(err, ERR_CORRUPT,
                   "%s %s: run `reckoner verify`, then `reckoner regenerate`",
                   path, what);
}

/* Reads the file, which may not be longer than it should. */
static bool read_file(const char *path, int64_t size_bytes, struct buf *bytes,
                      struct err *err)
{
    struct err problem = {0};

    /* No room is left over: a server keeps these. */
    buf_init(bytes, (size_t)size_bytes + 1);
    if (size_bytes <= LAYOUT_OBJECT_BYTES_MAX && fs_read(path, bytes, &problem))
        return true;
    if (problem.code == ERR_NOT_FOUND)
        return complain(path, "is missing", err);
    if (problem.code == ERR_NONE || problem.code == ERR_LIMIT)
        return complain(path, "is damaged", err);
    *err = problem;
    return false;
}

static struct object *read_object(struct snapshot *snapshot,
                                  const struct manifest_object *entry,
                                  enum layout_kind kind, struct err *err)
{
    char path[LAYOUT_PATH_SIZE], hash[CRYPTO_SHA256_HEX + 1];
    struct object *object = MEMORY_NEW(struct object);

    object->count = 1;
    snapshot->read_count++;
    layout_object(snapshot->dir, entry->hash, kind, path);
    if (!read_file(path, entry->size_bytes, &object->bytes, err)) {
        release_object(object);
        return NULL;
    }
    crypto_sha256_hex(buf_str(&object->bytes), hash);
    if ((int64_t)object->bytes.len != entry->size_bytes ||
        strcmp(hash, entry->hash) != 0) {
        complain(path, "is damaged", err);
        fs_touch(path);
        release_object(object);
        return NULL;
    }
    memcpy(object->hash, hash, sizeof(hash));
    return object;
}

static struct object *shared_object(struct snapshot *share, const char *hash)
{
    uint32_t i;

    if (!share)
        return NULL;
    i = map_get(&share->by_hash, str_from(hash));
    if (i == MAP_NONE)
        return NULL;
    atomic_fetch_add(&share->objects[i]->count, 1);
    return share->objects[i];
}

/* The object of this hash: of this snapshot, of `share`, or from disk. */
static struct object *get_object(struct snapshot *snapshot,
                                 struct snapshot *share,
                                 const struct manifest_object *entry,
                                 enum layout_kind kind, struct err *err)
{
    uint32_t known = map_get(&snapshot->by_hash, str_from(entry->hash));
    struct object *object;

    if (known != MAP_NONE)
        return snapshot->objects[known];
    object = shared_object(share, entry->hash);
    if (!object)
        object = read_object(snapshot, entry, kind, err);
    if (!object)
        return NULL;
    map_add(&snapshot->by_hash, str_from(object->hash),
            (uint32_t)snapshot->object_count, NULL);
    snapshot->objects[snapshot->object_count++] = object;
    return object;
}

static bool is_as_promised(const struct snapshot_dump *dump)
{
    const struct manifest_dump *entry = dump->entry;

    return dump->packed.crc32 == entry->crc32 &&
           (int64_t)dump->packed.raw_bytes == entry->raw_bytes &&
           dump->columns.row_count == entry->row_count;
}

static bool open_dump(struct snapshot *snapshot, struct snapshot *share,
                      size_t i, struct err *err)
{
    struct snapshot_dump *dump = &snapshot->dumps[i];
    const struct manifest_dump *entry = &snapshot->manifest->dumps[i];
    struct object *object, *columns;

    dump->entry = entry;
    object = get_object(snapshot, share, &entry->object, LAYOUT_DUMP, err);
    if (!object)
        return false;
    columns = get_object(snapshot, share, &entry->columns, LAYOUT_COLUMNS, err);
    if (!columns)
        return false;
    dump->file = buf_str(&object->bytes);
    if (!gzip_open(dump->file, &dump->packed, err) ||
        !columns_open(buf_str(&columns->bytes), &dump->columns, err))
        return err_wrap(err, "dump %.*s", STR_ARG(entry->id));
    return is_as_promised(dump) ||
           err_set(err, ERR_CORRUPT, "dump %.*s is not what the manifest says",
                   STR_ARG(entry->id));
}

static bool open_objects(struct snapshot *snapshot, struct snapshot *share,
                         struct err *err)
{
    const struct manifest *m = snapshot->manifest;

    snapshot->objects =
        ARENA_ARRAY(snapshot->arena, struct object *, 2 * m->dump_count + 1);
    snapshot->dumps =
        ARENA_ARRAY(snapshot->arena, struct snapshot_dump, m->dump_count);
    for (size_t i = 0; i < m->dump_count; i++)
        if (!open_dump(snapshot, share, i, err))
            return false;
    snapshot->index = get_object(snapshot, share, &m->index, LAYOUT_INDEX, err);
    return snapshot->index != NULL;
}

/* ---- an outline ---- */

/* The bytes of an object are those that were published: they are as many, and
   were not written since `published_ns`; or else they are read. */
static bool look_at_object(struct snapshot *snapshot,
                           const struct manifest_object *entry,
                           enum layout_kind kind, int64_t published_ns,
                           struct err *err)
{
    char path[LAYOUT_PATH_SIZE];
    struct object *object;
    struct fs_look look;

    layout_object(snapshot->dir, entry->hash, kind, path);
    if (fs_look(path, &look) && look.size_bytes == entry->size_bytes &&
        look.changed_ns < published_ns)
        return true;
    object = read_object(snapshot, entry, kind, err);
    release_object(object);
    return object != NULL;
}

/* When the objects were there at the latest. HEAD tells it to a fraction of a
   second, but is younger when it was restored; the manifest's own time is part
   of what its checksum covers. */
static int64_t find_published(const struct snapshot *snapshot)
{
    int64_t finished_ns =
        (snapshot->manifest->finished_at_s + 1) * 1000000000 - 1;
    char path[LAYOUT_PATH_SIZE];
    struct fs_look head;

    layout_join(snapshot->dir, "HEAD", path);
    if (!fs_look(path, &head))
        return 0;
    return head.changed_ns < finished_ns ? head.changed_ns : finished_ns;
}

static bool look_at_objects(struct snapshot *snapshot, struct err *err)
{
    const struct manifest *m = snapshot->manifest;
    int64_t published_ns = find_published(snapshot);

    snapshot->objects =
        ARENA_ARRAY(snapshot->arena, struct object *, 2 * m->dump_count + 1);
    for (size_t i = 0; i < m->dump_count; i++)
        if (!look_at_object(snapshot, &m->dumps[i].object, LAYOUT_DUMP,
                            published_ns, err) ||
            !look_at_object(snapshot, &m->dumps[i].columns, LAYOUT_COLUMNS,
                            published_ns, err))
            return false;
    return look_at_object(snapshot, &m->index, LAYOUT_INDEX, published_ns, err);
}

bool snapshot_columns(struct snapshot *snapshot, size_t i,
                      struct columns *columns, struct err *err)
{
    const struct manifest_dump *entry = &snapshot->manifest->dumps[i];
    struct object *object;

    assert(i < snapshot->manifest->dump_count);
    if (snapshot->dumps) {
        *columns = snapshot->dumps[i].columns;
        return true;
    }
    object = get_object(snapshot, NULL, &entry->columns, LAYOUT_COLUMNS, err);
    if (!object)
        return false;
    if (!columns_open(buf_str(&object->bytes), columns, err))
        return err_wrap(err, "dump %.*s", STR_ARG(entry->id));
    return columns->row_count == entry->row_count ||
           err_set(err, ERR_CORRUPT, "dump %.*s is not what the manifest says",
                   STR_ARG(entry->id));
}

size_t snapshot_read_count(const struct snapshot *snapshot)
{
    return snapshot->read_count;
}

/* ---- opening ---- */

/* Reads a manifest; `checksum`, if given, must be its own. */
static bool read_manifest(struct snapshot *snapshot, const char *path,
                          const char *checksum, struct err *err)
{
    struct buf text;
    bool ok;

    buf_init(&text, LAYOUT_MANIFEST_BYTES_MAX);
    ok = fs_read(path, &text, err);
    if (!ok && err->code == ERR_NOT_FOUND)
        complain(path, "is missing", err);
    if (ok) {
        bool is_intact = manifest_check(buf_str(&text), snapshot->checksum);
        if (checksum && strcmp(snapshot->checksum, checksum) != 0)
            ok = complain(path, "is not the one that HEAD names", err);
        else if (!is_intact)
            ok = complain(path, "does not match its checksum", err);
    }
    if (ok) {
        snapshot->manifest =
            manifest_read(buf_str(&text), snapshot->arena, err);
        ok = snapshot->manifest || err_wrap(err, "%s", path);
    }
    buf_release(&text);
    return ok;
}

static bool open_manifest(struct snapshot *snapshot, int64_t number,
                          const char *checksum, struct err *err)
{
    char path[LAYOUT_PATH_SIZE];

    layout_manifest(snapshot->dir, number, path);
    return read_manifest(snapshot, path, checksum, err) &&
           (snapshot->manifest->number == number ||
            complain(path, "carries another number", err));
}

static struct snapshot *new_snapshot(const char *dir)
{
    struct snapshot *snapshot = MEMORY_NEW(struct snapshot);

    snapshot->count = 1;
    snapshot->arena = arena_new();
    snapshot->dir = arena_str(snapshot->arena, str_from(dir)).ptr;
    map_init(&snapshot->by_hash);
    return snapshot;
}

/* Which snapshot, and how. */
struct opening {
    const char *dir;
    struct snapshot *share; /* or NULL */
    enum depth depth;
};

static struct snapshot *open_at(const struct opening *o, int64_t number,
                                const char *checksum, struct err *err)
{
    struct snapshot *snapshot = new_snapshot(o->dir);

    if (open_manifest(snapshot, number, checksum, err) &&
        (o->depth == DEPTH_WHOLE ? open_objects(snapshot, o->share, err)
                                 : look_at_objects(snapshot, err)))
        return snapshot;
    snapshot_release(snapshot);
    return NULL;
}

struct snapshot *snapshot_open_number(const char *dir, int64_t number,
                                      struct snapshot *share, struct err *err)
{
    const struct opening opening = {dir, share, DEPTH_WHOLE};

    return open_at(&opening, number, NULL, err);
}

/* The manifest without the other dumps. */
static bool open_part(struct snapshot *snapshot, struct str id, struct err *err)
{
    const struct manifest_dump *entry = manifest_find(snapshot->manifest, id);
    struct manifest *part = ARENA_NEW(snapshot->arena, struct manifest);

    if (!entry)
        return err_set(err, ERR_NOT_FOUND, "that snapshot does not hold %.*s",
                       STR_ARG(id));
    *part = *snapshot->manifest;
    part->dumps = (struct manifest_dump *)entry;
    part->dump_count = 1;
    snapshot->manifest = part;
    snapshot->objects = ARENA_ARRAY(snapshot->arena, struct object *, 2);
    snapshot->dumps = ARENA_NEW(snapshot->arena, struct snapshot_dump);
    return open_dump(snapshot, NULL, 0, err);
}

struct snapshot *snapshot_open_part(const char *dir, const char *path,
                                    struct str id, struct err *err)
{
    struct snapshot *snapshot = new_snapshot(dir);

    if (read_manifest(snapshot, path, NULL, err) &&
        open_part(snapshot, id, err))
        return snapshot;
    snapshot_release(snapshot);
    return NULL;
}

/* A writer may remove an old snapshot between our reading HEAD and its files:
   then HEAD has moved on, and is read again. */
static struct snapshot *open_head(const struct opening *o, struct err *err)
{
    struct layout_head head, again;
    struct err ignored = {0};
    struct snapshot *snapshot;

    if (!layout_read_head(o->dir, &head, err))
        return NULL;
    for (;;) {
        snapshot = open_at(o, head.number, head.checksum, err);
        if (snapshot || !layout_read_head(o->dir, &again, &ignored) ||
            again.number == head.number)
            return snapshot;
        head = again;
    }
}

struct snapshot *snapshot_open(const char *dir, struct snapshot *share,
                               struct err *err)
{
    const struct opening opening = {dir, share, DEPTH_WHOLE};

    return open_head(&opening, err);
}

static struct snapshot *open_whole(const struct opening *o, struct err *problem,
                                   struct err *err)
{
    struct snapshot *snapshot = open_head(o, err);
    struct layout_head head;
    struct err ignored = {0};
    struct arena *arena;
    int64_t *numbers;
    size_t count;

    if (snapshot || err->code == ERR_NOT_FOUND)
        return snapshot;
    *problem = *err;
    arena = arena_new();
    /* What stands above HEAD was never published. */
    if (!layout_read_head(o->dir, &head, &ignored))
        head.number = LAYOUT_NUMBER_MAX;
    if (layout_list_manifests(o->dir, arena, &numbers, &count, err)) {
        while (!snapshot && count-- > 0)
            if (numbers[count] <= head.number)
                snapshot = open_at(o, numbers[count], NULL, err);
    }
    arena_free(arena);
    if (!snapshot)
        *err = *problem;
    return snapshot;
}

struct snapshot *snapshot_open_whole(const char *dir, struct err *problem,
                                     struct err *err)
{
    const struct opening opening = {dir, NULL, DEPTH_WHOLE};

    return open_whole(&opening, problem, err);
}

struct snapshot *snapshot_open_outline(const char *dir, struct err *problem,
                                       struct err *err)
{
    const struct opening opening = {dir, NULL, DEPTH_OUTLINE};

    return open_whole(&opening, problem, err);
}

const struct manifest *snapshot_manifest(const struct snapshot *snapshot)
{
    return snapshot->manifest;
}

const char *snapshot_checksum(const struct snapshot *snapshot)
{
    return snapshot->checksum;
}

size_t snapshot_count(const struct snapshot *snapshot)
{
    return snapshot->manifest->dump_count;
}

const struct snapshot_dump *snapshot_dump(const struct snapshot *snapshot,
                                          size_t i)
{
    assert(snapshot->dumps && i < snapshot->manifest->dump_count);
    return &snapshot->dumps[i];
}

ptrdiff_t snapshot_position(const struct snapshot *snapshot, struct str id)
{
    const struct manifest_dump *entry = manifest_find(snapshot->manifest, id);
    return entry ? entry - snapshot->manifest->dumps : -1;
}

const struct snapshot_dump *snapshot_find(const struct snapshot *snapshot,
                                          struct str id)
{
    ptrdiff_t i = snapshot_position(snapshot, id);
    return i < 0 ? NULL : snapshot_dump(snapshot, (size_t)i);
}

struct str snapshot_index(const struct snapshot *snapshot)
{
    return snapshot->index ? buf_str(&snapshot->index->bytes)
                           : (struct str){"", 0};
}

bool snapshot_unpack(const struct snapshot_dump *dump, struct buf *raw,
                     struct err *err)
{
    return gzip_unpack(dump->file, raw, err);
}
