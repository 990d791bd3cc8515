/*
 * past.h - one dump through time: the snapshots that hold it, and how it was.
 *
 * Reads manifests, which is disk work: not for a thread that must not wait.
 */
#ifndef DUMP_PAST_H
#define DUMP_PAST_H

#include "dump/snapshot.h"

struct past_entry {
    int64_t number; /* 0: a past day that was made later */
    struct date as_of;
    int64_t generated_at_s;
    int64_t row_count;
    char hash[CRYPTO_SHA256_HEX + 1];
    bool is_new;    /* not the same object as in the entry before it in time */
    bool has_error; /* the refresh had failed, this is the old dump */
    struct manifest_change change;
};

struct past_list {
    struct past_entry *items; /* snapshots, newest first, then days made later,
                                 newest first */
    size_t count;
};

/* Damaged manifests are left out. */
MUST_CHECK bool past_list(const char *dir, struct str id, struct arena *arena,
                          struct past_list *list, struct err *err);

/* What is meant by "12" or "2026-11-01". */
struct past_moment {
    int64_t number; /* 0: by day */
    struct date day;
};
/* ERR_INPUT if the text is neither. */
MUST_CHECK bool past_parse(struct str text, struct past_moment *moment,
                           struct err *err);

/*
 * The dump as it was: in the snapshot of that number, or at that day: the
 * newest that was made for the day or one before it. A snapshot of that dump
 * alone. ERR_NOT_FOUND if nothing is kept from then.
 */
struct snapshot *past_open(const char *dir, struct str id,
                           struct past_moment moment, struct err *err);

#endif
