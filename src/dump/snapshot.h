/*
 * snapshot.h - a published snapshot, opened for reading.
 *
 * Immutable and counted: retain and release from any thread, the last release
 * frees it. Opening reads and checks every byte it will ever lend: the
 * manifest against HEAD, each object against its name. Objects that a snapshot
 * given as `share` has already are taken from there, not read again.
 *
 * A writer, which needs few of the rows of before, opens an outline instead:
 * see snapshot_open_outline.
 *
 * Whoever finds an object damaged marks it, by making it look as if it had
 * been written just now: the next run will read it, and mend it.
 *
 *     struct snapshot *snapshot = snapshot_open(dir, NULL, &err);
 *     const struct snapshot_dump *dump = snapshot_find(snapshot, id);
 *     snapshot_release(snapshot);
 */
#ifndef DUMP_SNAPSHOT_H
#define DUMP_SNAPSHOT_H

#include "base/gzip.h"
#include "dump/columns.h"
#include "dump/layout.h"
#include "dump/manifest.h"

struct snapshot;

/* One dump, ready to be lent. */
struct snapshot_dump {
    const struct manifest_dump *entry;
    struct str file;           /* the gzip file as it lies on disk */
    struct gzip_packed packed; /* its body, for answers */
    struct columns columns;
};

/* Opens what HEAD names. ERR_NOT_FOUND when nothing is published, ERR_CORRUPT
   when anything in it is damaged: the text names the file. */
struct snapshot *snapshot_open(const char *dir, struct snapshot *share,
                               struct err *err);

/* Opens a past snapshot by its number. */
struct snapshot *snapshot_open_number(const char *dir, int64_t number,
                                      struct snapshot *share, struct err *err);

/* Opens one dump of a past snapshot, and reads nothing else: the index is
   empty. `path` is the manifest's. ERR_NOT_FOUND if it does not hold it. */
struct snapshot *snapshot_open_part(const char *dir, const char *path,
                                    struct str id, struct err *err);

/*
 * Like snapshot_open; when that snapshot is damaged or cannot be read, the
 * newest one before it that is whole, with the trouble told in *problem.
 * ERR_NOT_FOUND when nothing is published, and that trouble when none is
 * whole.
 */
struct snapshot *snapshot_open_whole(const char *dir, struct err *problem,
                                     struct err *err);

/*
 * The newest snapshot whose objects are all there and are the bytes that were
 * published, as far as the file system tells: of the size that the manifest
 * says, and not written since. One that was is read and checked, as opening
 * would. Everything else is told as by snapshot_open_whole.
 *
 * Of an outline there is the manifest, and what snapshot_columns reads; it is
 * of one thread.
 */
struct snapshot *snapshot_open_outline(const char *dir, struct err *problem,
                                       struct err *err);

/* The columns of a dump, by its place in the manifest, read and checked when
   they are first asked for. They live as long as the snapshot. */
MUST_CHECK bool snapshot_columns(struct snapshot *snapshot, size_t i,
                                 struct columns *columns, struct err *err);

/* How many objects were read from disk; for tests and measurements. */
size_t snapshot_read_count(const struct snapshot *snapshot);

struct snapshot *snapshot_retain(struct snapshot *snapshot);
void snapshot_release(struct snapshot *snapshot);

const struct manifest *snapshot_manifest(const struct snapshot *snapshot);
/* The checksum that HEAD would name it with. */
const char *snapshot_checksum(const struct snapshot *snapshot);

/* Dumps in order of id; as many as the manifest has. */
size_t snapshot_count(const struct snapshot *snapshot);
const struct snapshot_dump *snapshot_dump(const struct snapshot *snapshot,
                                          size_t i);
/* NULL if there is none of this id. */
const struct snapshot_dump *snapshot_find(const struct snapshot *snapshot,
                                          struct str id);
/* Its place in that order, or -1. */
ptrdiff_t snapshot_position(const struct snapshot *snapshot, struct str id);

/* The bytes of the route index. */
struct str snapshot_index(const struct snapshot *snapshot);

/* The raw JSON of a dump, unpacked into `raw`. */
MUST_CHECK bool snapshot_unpack(const struct snapshot_dump *dump,
                                struct buf *raw, struct err *err);

#endif
