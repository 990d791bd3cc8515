/*
 * layout.h - the names of the files in dumps/, and the checksums that tie
 * them together. dumps/README.md describes it for people.
 *
 *     HEAD                        "<number> <sha256 of that manifest>\n"
 *     manifests/000123.json       one snapshot
 *     objects/ab/cdef....json.gz  named by the SHA-256 of their bytes
 *     history/2026-11-01.json     a past day that was made later
 *     latest/<category>/<name>.json.gz
 *     .tmp/                       what is not yet published
 *     .lock                       held by the one writer
 */
#ifndef DUMP_LAYOUT_H
#define DUMP_LAYOUT_H

#include "base/arena.h"
#include "base/crypto.h"
#include "base/date.h"

enum {
    LAYOUT_PATH_SIZE = 4096,
    LAYOUT_NUMBER_MAX = 999999999,
    LAYOUT_MANIFESTS_MAX = 100000,
    LAYOUT_MANIFEST_BYTES_MAX = 512 * 1024 * 1024,
    LAYOUT_OBJECT_BYTES_MAX = 1024 * 1024 * 1024,
};

enum layout_kind { LAYOUT_DUMP, LAYOUT_COLUMNS, LAYOUT_INDEX };

/* The name of an object, also of one that is not published yet. */
void layout_object(const char *dir, const char *hash, enum layout_kind kind,
                   char path[LAYOUT_PATH_SIZE]);
void layout_temporary(const char *dir, const char *hash, enum layout_kind kind,
                      char path[LAYOUT_PATH_SIZE]);
void layout_manifest(const char *dir, int64_t number,
                     char path[LAYOUT_PATH_SIZE]);
void layout_history(const char *dir, struct date day,
                    char path[LAYOUT_PATH_SIZE]);
void layout_latest(const char *dir, struct str id, char path[LAYOUT_PATH_SIZE]);

/* dir and a name below it. */
void layout_join(const char *dir, const char *name,
                 char path[LAYOUT_PATH_SIZE]);

/* ".json.gz", ".cols", ".idx" */
const char *layout_suffix(enum layout_kind kind);

struct layout_head {
    int64_t number;
    char checksum[CRYPTO_SHA256_HEX + 1];
};

/* ERR_NOT_FOUND when nothing was published yet, ERR_CORRUPT when HEAD does not
   have the form above, or is gone although something was published. */
MUST_CHECK bool layout_read_head(const char *dir, struct layout_head *head,
                                 struct err *err);

/* The numbers of the manifests that are there, growing. */
MUST_CHECK bool layout_list_manifests(const char *dir, struct arena *arena,
                                      int64_t **numbers, size_t *count,
                                      struct err *err);

/* The days in history/, growing; none if there is no such folder. */
MUST_CHECK bool layout_list_history(const char *dir, struct arena *arena,
                                    struct date **days, size_t *count,
                                    struct err *err);

#endif
