/*
 * sweep.h - keeping dumps/ tidy: what is removed, and what is linked for
 * people. Called by the one writer only, while it holds the lock.
 */
#ifndef DUMP_SWEEP_H
#define DUMP_SWEEP_H

#include "dump/layout.h"
#include "dump/manifest.h"

/*
 * Removes temporary files, HEAD's unfinished copy and manifests above `head`;
 * and, when any of them was there, what a writer left that did not come to its
 * end: the objects that no manifest names. When a manifest cannot be read,
 * objects are left alone.
 */
MUST_CHECK bool sweep_unpublished(const char *dir, int64_t head,
                                  struct err *err);

/* From now on, until sweep_end, objects may be there that no manifest names:
   whoever opens the folder next looks for them. */
MUST_CHECK bool sweep_begin(const char *dir, struct err *err);
bool sweep_end(const char *dir, struct err *err);

/* What is kept: the newest snapshots (at least 2), and beyond them the last of
   each of so many logical days, weeks (from Monday) and months that have one.
   Of the days in history/, counted by themselves, those of so many days, and
   the last of each of so many weeks and months. */
struct sweep_keep {
    int64_t newest, daily, weekly, monthly;
};

/*
 * Removes damaged manifests and the others, then the objects that none names
 * any more. `head` was just published. A manifest that was not written since
 * `known_ns` is the one that was published, and is not read to see it.
 */
bool sweep_old(const char *dir, int64_t head, int64_t known_ns,
               const struct sweep_keep *keep, struct err *err);

/* How many days of history/ the next publication will remove. */
size_t sweep_count_old_days(const char *dir, const struct sweep_keep *keep);

#endif
