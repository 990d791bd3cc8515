/*
 * probe.h - whether a template's source changed since its dump was made, as
 * its refresh_key tells.
 */
#ifndef REFRESH_PROBE_H
#define REFRESH_PROBE_H

#include "generate/generate.h"
#include "refresh/plan.h"

/* Runs the refresh_key, and writes the hash of what it gave; "" if the
   template has none. */
MUST_CHECK bool probe_run(const struct generate_job *job,
                          struct source_view *view, int reader,
                          char hash[CRYPTO_SHA256_HEX + 1], struct err *err);

/* True if the dump of before is what the template would give now: the probe
   gave the same, the file is the same, and so are the days that it may ask
   for. A dump whose last refresh failed is always made anew. */
bool probe_is_unchanged(const struct plan_job *job,
                        const struct generate_job *now, const char *hash);

#endif
