/*
 * scheduling.h - the scheduler process: the loop of scheduler/worker.h with
 * the project's cadences, and refresh as what a run does.
 */
#ifndef CLI_SCHEDULING_H
#define CLI_SCHEDULING_H

#include "cli/project.h"

#define SCHEDULING_STATE "var/state.db"
#define SCHEDULING_LOCK "var/scheduler.lock"
#define SCHEDULING_LOGS "var/logs/runs"

/* Schedules until SIGINT or SIGTERM; returns the exit code. */
int scheduling_run(struct invocation *call);

#endif
