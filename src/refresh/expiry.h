/*
 * expiry.h - when the dump of a template is due again.
 */
#ifndef REFRESH_EXPIRY_H
#define REFRESH_EXPIRY_H

#include "query/catalogue.h"

/* The first run of the template's cadence after now_s, or 0 if it has none. A
   cadence is the name of one in the configuration, or a text of its own in the
   project's zone. ERR_INPUT if it cannot be read. */
MUST_CHECK bool expiry_next(const struct settings *settings, struct str cadence,
                            int64_t now_s, int64_t *expires_at_s,
                            struct err *err);

#endif
