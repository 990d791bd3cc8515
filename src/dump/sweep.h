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

/* Removes damaged manifests and all but the newest `keep` (at least 2), then
   the objects that no manifest names any more. */
bool sweep_old(const char *dir, int64_t head, int64_t keep, struct err *err);

/* Makes latest/ a set of hard links to the dumps of this manifest. */
bool sweep_latest(const char *dir, const struct manifest *manifest,
                  struct err *err);

#endif
