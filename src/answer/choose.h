/*
 * choose.h - which rows of a dump an answer shows, and in which order.
 */
#ifndef ANSWER_CHOOSE_H
#define ANSWER_CHOOSE_H

#include "base/arena.h"
#include "dump/columns.h"
#include "route/route.h"

/* Slots that leave the rows as they are stored. */
struct route_slots choose_all(void);
bool choose_is_all(const struct route_slots *slots);

/*
 * The rows that pass the filters and the span, ordered and cut by the limit;
 * grouping is not looked at. *match_count is how many passed before the limit.
 * NULLs are ordered last; equal values stay as stored. In the arena.
 */
struct rows choose_rows(const struct columns *columns,
                        const struct route_slots *slots, struct arena *arena,
                        uint32_t *match_count);

/*
 * Whether these slots may be applied: reversing, ranking, cutting and adding
 * up need rows that were not cut off, and adding up a measure that may be
 * added up. ERR_INPUT, as a sentence for people, if not.
 */
MUST_CHECK bool choose_is_allowed(const struct columns *columns,
                                  const struct route_slots *slots,
                                  struct err *err);

/*
 * The rows added up by one column: that column and each measure that may be
 * summed, as columns of their own. Appends their bytes to `bytes`. Ordered by
 * the declared order's measure if it is among them, highest first unless the
 * slots say otherwise.
 */
MUST_CHECK bool choose_group(const struct columns *columns,
                             const struct rows *rows,
                             const struct route_slots *slots,
                             struct arena *arena, struct buf *bytes,
                             struct err *err);

#endif
