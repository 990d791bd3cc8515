/*
 * sweep.h - keeping dumps/ tidy: what is removed, and what is linked for
 * people. Called by the one writer only, while it holds the lock.
 */
#ifndef DUMP_SWEEP_H
#define DUMP_SWEEP_H

#include "dump/layout.h"
#include "dump/manifest.h"

/* Removes temporary files, manifests above `head`, and objects that no
   manifest names. When a manifest cannot be read, objects are left alone. */
MUST_CHECK bool sweep_unpublished(const char *dir, int64_t head,
                                  struct err *err);

/* What is kept: the newest snapshots (at least 2), and beyond them the last of
   each of so many logical days, weeks (from Monday) and months that have one.
 */
struct sweep_keep {
    int64_t newest, daily, weekly, monthly;
};

/* Removes damaged manifests and the others, then the objects that no manifest
   names any more. */
bool sweep_old(const char *dir, int64_t head, const struct sweep_keep *keep,
               struct err *err);

/* Makes latest/ a set of hard links to the dumps of this manifest. */
bool sweep_latest(const char *dir, const struct manifest *manifest,
                  struct err *err);

#endif
