/*
 * restated.h - whether a number changed that was thought to be final.
 *
 * A period is closed when it ended before the logical day of the earlier dump.
 * Rows of a closed period should not change any more: when they do, somebody
 * booked late, or corrected, and whoever quoted the old number should know.
 *
 * With a column of role time that is part of the key, each row has a period of
 * its own: its day, week or month. Otherwise the whole dump has one, its
 * template's period, as long as both dumps are of the same.
 */
#ifndef REFRESH_RESTATED_H
#define REFRESH_RESTATED_H

#include "dump/columns.h"
#include "dump/manifest.h"

struct restated_side {
    const struct manifest_dump *entry;
    const struct columns *columns;
};

/* How many rows of closed periods were added, removed or changed; all the rows
   that differ are in `change`. */
int64_t restated_count(const struct restated_side *before,
                       const struct restated_side *after,
                       const struct manifest_change *change,
                       const struct str *key, size_t key_count);

#endif
