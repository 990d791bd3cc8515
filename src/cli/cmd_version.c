#include "cli/commands.h"

#include <stdio.h>

#include "base/version.h"
#include "dump/columns.h"
#include "dump/manifest.h"
#include "route/index.h"

int cmd_version(struct invocation *call)
{
    if (command_option(call, "--json"))
        printf("{\"version\":\"%s\",\"manifest\":%d,\"columns\":%d,"
               "\"index\":%d,\"matcher\":%d}\n",
               VERSION, MANIFEST_FORMAT, COLUMNS_VERSION, ROUTE_INDEX_VERSION,
               ROUTE_MATCHER_VERSION);
    else
        printf("reckoner %s (manifest %d, columns %d, index %d, matcher %d)\n",
               VERSION, MANIFEST_FORMAT, COLUMNS_VERSION, ROUTE_INDEX_VERSION,
               ROUTE_MATCHER_VERSION);
    return EXIT_DONE;
}
