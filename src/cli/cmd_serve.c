#include "cli/commands.h"
#include "cli/serving.h"

int cmd_serve(struct invocation *call)
{
    struct serving_options options = {
        .port = command_option(call, "--port"),
        .address = command_option(call, "--address"),
    };
    struct project project;

    project_list(call, &project);
    if (!project_is_usable(call, &project))
        return EXIT_USAGE;
    return serving_run(call, &project, &options);
}
