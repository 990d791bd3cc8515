/*
 * change.h - what became of the rows since the dump before.
 */
#ifndef DUMP_CHANGE_H
#define DUMP_CHANGE_H

#include "dump/columns.h"
#include "dump/manifest.h"

/*
 * Compares two dumps of one template. Rows are the same row when the columns
 * named in `key` are equal; without a key, or when it does not tell rows
 * apart, a row is known only by all its values, and none counts as changed.
 * Dumps with other columns than before cannot be compared: is_known is false.
 */
struct manifest_change change_between(const struct columns *before,
                                      const struct columns *after,
                                      const struct str *key, size_t key_count);

#endif
