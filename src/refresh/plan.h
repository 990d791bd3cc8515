/*
 * plan.h - what a run will do, decided before it does anything.
 *
 * A pure function of the catalogue, the mistakes found in it and the snapshot
 * before. Everything lives in the run's arena.
 */
#ifndef REFRESH_PLAN_H
#define REFRESH_PLAN_H

#include "dump/manifest.h"
#include "query/catalogue.h"

/* What was asked for; empty strings select everything. */
struct plan_scope {
    struct str category;
    struct str template_id;
    struct str cadence; /* the templates that chose it */
};

/* A template to be run. */
struct plan_job {
    const struct template *template;
    const struct manifest_dump *before; /* its dump, also under an old id; or
                                           NULL */
    bool is_asked_for; /* else: made again because its file changed */
};

struct plan {
    struct plan_job *jobs; /* in order of id */
    size_t job_count;
    const struct manifest_dump **kept; /* not run, served as they are */
    size_t kept_count;
    struct manifest_failure *broken; /* files with mistakes; hash of zeros */
    size_t broken_count;
    struct manifest_forward *forwards;
    size_t forward_count;
    struct str *deleted;
    size_t deleted_count;
};

/*
 * Makes the plan. `before` may be NULL. Fails with ERR_NOT_FOUND when the scope
 * names no template, with the nearest id.
 *
 * A template whose file changed since its dump was made is run with any run:
 * its old rows may not be shown under its new questions. A template whose file
 * has mistakes keeps its last good dump as long as that file is the same, and
 * is broken otherwise.
 */
const struct plan *plan_make(const struct catalogue *catalogue,
                             const struct report *report,
                             const struct manifest *before,
                             const struct plan_scope *scope, int64_t now_s,
                             struct arena *arena, struct err *err);

#endif
