/*
 * hooks.h - telling others what happened: webhooks, signed and tried again.
 *
 * Events are put into the outbox by the scheduler's thread, and sent by a
 * thread of their own.
 *
 *     run.finished    published, wholly or with templates that failed
 *     run.failed      nothing was published, and it will not be tried again
 *     dump.restated   a number of a closed period changed
 *     dump.stale      a dump is past its max_age; once for each
 */
#ifndef CLI_HOOKS_H
#define CLI_HOOKS_H

#include "query/settings.h"
#include "scheduler/run.h"

struct hooks;

/* NULL, with err, when the outbox cannot be opened. */
struct hooks *hooks_open(const char *state_path, const char *dumps,
                         struct err *err);

/* Ends a message under way; what was not told is kept. */
void hooks_close(struct hooks *hooks);

/* Who is told from now on; copied. The first call starts the thread: only who
   holds the scheduler's lock may send. */
void hooks_configure(struct hooks *hooks, const struct settings *settings);

/* A run is over: tells of it, and of what it restated. */
void hooks_tell_run(struct hooks *hooks, const struct run *run,
                    const struct run_outcome *outcome);

#endif
