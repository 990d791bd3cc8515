/*
 * manifest.h - a snapshot on paper: which dumps belong together, when and for
 * which day they were made, and what went wrong.
 *
 * A manifest is JSON, whose last member is the SHA-256 of everything before
 * it, so that any changed byte is found. It carries the checksum of the
 * manifest before it: a chain, as in git. Numbers only grow.
 */
#ifndef DUMP_MANIFEST_H
#define DUMP_MANIFEST_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/crypto.h"
#include "base/date.h"

enum { MANIFEST_FORMAT = 1, MANIFEST_DUMPS_MAX = 1000000 };

struct manifest_object {
    char hash[CRYPTO_SHA256_HEX + 1]; /* SHA-256 of its bytes; "" if none */
    int64_t size_bytes;
};

/* Rows against the dump before it, counted by the template's key. */
struct manifest_change {
    bool is_known; /* false for a first dump, or one with other columns */
    int64_t rows_added, rows_removed, rows_changed;
    int64_t rows_restated; /* of them, those of a period that was closed */
};

struct manifest_dump {
    struct str id;
    struct manifest_object object; /* the dump */
    struct manifest_object columns;
    int64_t raw_bytes;
    uint32_t crc32; /* of the raw dump */
    char template_hash[CRYPTO_SHA256_HEX + 1];
    char refresh_key[CRYPTO_SHA256_HEX + 1]; /* of what the template's
                                                refresh_key gave; "" if none */
    struct str source, cadence;
    struct date as_of; /* the logical day of its rows */
    bool has_period;
    struct date from, until; /* the period, resolved for as_of */
    int64_t generated_at_s;  /* seconds since the epoch */
    int64_t expires_at_s;    /* the next refresh is due; 0: unknown */
    int64_t max_age_s;       /* 0: none */
    bool refuse_when_stale;
    int64_t row_count;
    bool is_complete;
    struct manifest_change change;
    struct str error; /* why the last try failed; empty if it did not */
    int64_t error_at_s;
};

/* A template without a dump that may be served. */
struct manifest_failure {
    struct str id;
    char template_hash[CRYPTO_SHA256_HEX + 1];
    struct str error;
    int64_t at_s;
};

struct manifest_forward {
    struct str from, to; /* an old id, and the one it has now */
};

/* The newest slot of a job that was published; see scheduler/README.md. They
   are carried from snapshot to snapshot, so that a slot is known to be done
   even when the table of runs is lost. */
struct manifest_slot {
    struct str job;
    int64_t slot_s;
};

struct manifest {
    int64_t number;
    int64_t previous; /* 0: the first */
    char previous_checksum[CRYPTO_SHA256_HEX + 1];
    struct str run_key; /* what was to be made; unique to a run */
    struct date as_of;
    int64_t started_at_s, finished_at_s;
    int64_t index_version, matcher_version;
    struct str program;                        /* the version that wrote it */
    char synonyms_hash[CRYPTO_SHA256_HEX + 1]; /* of those in the index; empty
                                                  without any */
    struct manifest_object index;
    struct manifest_dump *dumps; /* in order of id */
    size_t dump_count;
    struct manifest_failure *failures; /* in order of id */
    size_t failure_count;
    struct manifest_forward *forwards;
    size_t forward_count;
    struct str *deleted; /* ids that once were, in order */
    size_t deleted_count;
    struct manifest_slot *slots; /* in order of job */
    size_t slot_count;
};

/* Appends the manifest, checksum and all. */
void manifest_write(const struct manifest *manifest, struct buf *out);

/* The member "change", with a comma before it where one is needed. */
void manifest_write_change(const struct manifest_change *change,
                           struct buf *out);

/* Reads one, into the arena. ERR_CORRUPT if its checksum or its form is wrong,
   or it was written by a newer version. */
const struct manifest *manifest_parse(struct str text, struct arena *arena,
                                      struct err *err);

/* The same of a text that is known to be intact. */
const struct manifest *manifest_read(struct str text, struct arena *arena,
                                     struct err *err);

/* Finds the day of a manifest without reading the rest of it; false if it has
   none. */
bool manifest_peek_day(struct str text, struct date *as_of);

/* True if the text ends in its checksum: these are the bytes that somebody
   wrote, whether or not this version can read them. */
bool manifest_is_intact(struct str text);

/* The same, and the SHA-256 of all of it, as HEAD names it. */
bool manifest_check(struct str text, char whole[CRYPTO_SHA256_HEX + 1]);

/* The dump of this id, or NULL. */
const struct manifest_dump *manifest_find(const struct manifest *manifest,
                                          struct str id);
const struct manifest_failure *
manifest_find_failure(const struct manifest *manifest, struct str id);

#endif
