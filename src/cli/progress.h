/*
 * progress.h - a run, as it goes: a bar on a terminal, nothing elsewhere. What
 * failed is told at the end.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "refresh/refresh.h"

struct progress {
    bool is_terminal;
    size_t failure_count;
};

/* A work_progress_fn; its context is a struct progress. */
void progress_show(void *context, const struct plan_job *job,
                   const struct work_result *result, size_t done, size_t total);

/* Clears the bar. */
void progress_end(const struct progress *progress);

#endif
