/*
 * result.h - the `result` of an answer that shows a part of a dump.
 *
 * The same shape as a dump, with only the rows shown, a chart and insights of
 * just those, and a sentence that is true of them.
 */
#ifndef ANSWER_RESULT_H
#define ANSWER_RESULT_H

#include "answer/choose.h"
#include "base/format.h"
#include "dump/snapshot.h"

struct result {
    struct rows rows;       /* shown */
    struct columns columns; /* of grouped rows; rows.columns points here */
    struct str sentence;
    struct str json;
    uint32_t match_count; /* rows before the limit */
};

/*
 * Applies the slots. `raw` is the dump's JSON, or empty: then it is unpacked.
 * All it makes lives in the arena; `result` must not be
 * moved afterwards. ERR_INPUT when the slots may not be applied to these rows,
 * or ask for what cannot be known from them.
 */
MUST_CHECK bool result_make(const struct snapshot_dump *dump, struct str raw,
                            const struct route_slots *slots,
                            const struct format *format, size_t max_bytes,
                            struct arena *arena, struct result *result,
                            struct err *err);

#endif
