/*
 * verify.h - every byte in dumps/ against the hash that names it.
 */
#ifndef DUMP_VERIFY_H
#define DUMP_VERIFY_H

#include <stdint.h>

#include "base/err.h"

struct verify_result {
    int64_t manifest_count, object_count, link_count; /* looked at */
    int64_t size_bytes;
    int64_t damage_count;
};

/*
 * Checks HEAD, every manifest and the chain between them, every object that a
 * manifest names, inside and out, and latest/. Calls `tell` with a line for
 * each damage, and with one for each file that nothing names (is_damage
 * false: the next run removes it). Returns false, with err, only when it could
 * not look.
 */
MUST_CHECK bool
verify_dumps(const char *dir,
             void (*tell)(void *context, bool is_damage, const char *line),
             void *context, struct verify_result *result, struct err *err);

#endif
