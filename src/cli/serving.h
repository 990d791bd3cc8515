/*
 * serving.h - the server process: from the settings to the last connection.
 */
#ifndef CLI_SERVING_H
#define CLI_SERVING_H

#include "cli/project.h"

struct serving_options {
    const char *port;    /* instead of the setting; or NULL */
    const char *address; /* likewise */
};

/* Serves until SIGINT or SIGTERM; takes up new snapshots meanwhile. Returns
   the exit code. */
int serving_run(struct invocation *call, const struct project *project,
                const struct serving_options *options);

#endif
