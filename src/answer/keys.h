/*
 * keys.h - what one row of a dump stands for.
 *
 * "Which region sold most?" may be answered with the rows only if no region
 * has several. The declared key does not say so for a part of the rows, nor
 * that a dealer is always of the same region; the rows themselves do. Looked
 * at once for each dump of a snapshot.
 */
#ifndef ANSWER_KEYS_H
#define ANSWER_KEYS_H

#include "base/arena.h"
#include "dump/columns.h"
#include "route/route.h"

/* Sets coverage->implies, in the arena, and coverage->is_distinct. */
void keys_find(const struct columns *columns, struct arena *arena,
               struct route_coverage *coverage);

#endif
