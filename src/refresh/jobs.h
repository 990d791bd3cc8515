/*
 * jobs.h - what the scheduler is to run, from the catalogue: a job for each
 * cadence that some template chose, and one for each template with a cadence
 * of its own.
 *
 * Immutable once made; the catalogue must outlive it.
 */
#ifndef REFRESH_JOBS_H
#define REFRESH_JOBS_H

#include "query/catalogue.h"
#include "scheduler/run_store.h"

struct jobs {
    const struct run_job *items; /* cadences in the order of the settings, then
                                    templates in order of id */
    size_t count;
};

/* NULL with ERR_INPUT if a cadence cannot be read. */
struct jobs *jobs_open(const struct catalogue *catalogue, struct err *err);
void jobs_close(struct jobs *jobs);

/* What the manifests in `dumps` say was published: their runs' keys, and the
   newest slot of each job. A manifest that cannot be read is left out. */
MUST_CHECK bool jobs_list_published(const char *dumps, struct arena *arena,
                                    const struct run_published **published,
                                    size_t *count, struct err *err);

/* Whether the current snapshot is of this run, and its number: a run that
   failed just behind the last step has published all the same. */
bool jobs_is_published(const char *dumps, struct str key, int64_t *snapshot);

#endif
