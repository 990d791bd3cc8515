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

enum change_kind { CHANGE_ADDED, CHANGE_REMOVED, CHANGE_CHANGED };

/* One row that differs; rows are numbers in `before` and `after`, of which the
   one that is not there is 0. */
typedef void change_row_fn(void *context, enum change_kind kind,
                           uint32_t before_row, uint32_t after_row);

/* The same, and tells of every row that differs: those of `after` in their
   order, then those that were removed. */
struct manifest_change change_walk(const struct columns *before,
                                   const struct columns *after,
                                   const struct str *key, size_t key_count,
                                   change_row_fn *tell, void *context);

#endif
