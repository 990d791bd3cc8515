/*
 * run_refresh.h - a run as `regenerate` and `run` start it: with progress, and
 * a summary at the end.
 */
#ifndef CLI_RUN_REFRESH_H
#define CLI_RUN_REFRESH_H

#include "cli/project.h"
#include "refresh/refresh.h"

struct run_refresh {
    struct plan_scope scope;
    bool has_as_of;
    struct date as_of; /* else: today in the project's zone */
    bool is_history;   /* the days from as_of to until, made into history */
    struct date until;
    bool is_test;
    bool as_json;
};

/* Runs, prints what came of it, and returns the exit code: failures of
   templates are EXIT_FAILED, and the rest is published. */
int run_refresh(struct invocation *call, const struct project *project,
                const struct run_refresh *run);

#endif
