#include "cli/commands.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>

#include "base/fs.h"
#include "cli/run_refresh.h"
#include "cli/serving.h"

extern char **environ;

/* Where the demo's source is configured to be. */
#define DEMO_FOLDER "var/demo"
#define DEMO_DATABASE DEMO_FOLDER "/warehouse.db"

static bool make_demo(struct invocation *call, const char *program,
                      struct err *err)
{
    struct str path = command_path(call, program);
    char *arguments[] = {(char *)path.ptr, "--refresh", DEMO_DATABASE, NULL};
    int status, failed;
    pid_t child;

    if (!fs_make_dirs(DEMO_FOLDER, err))
        return false;
    fflush(stdout);
    failed = posix_spawn(&child, path.ptr, NULL, NULL, arguments, environ);
    if (failed != 0) {
        errno = failed;
        return err_errno(err, "start %s", program);
    }
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return err_errno(err, "wait for %s", program);
    return (WIFEXITED(status) && WEXITSTATUS(status) == 0) ||
           err_set(err, ERR_SYSTEM, "%s could not make the demo's database",
                   program);
}

int cmd_run(struct invocation *call)
{
    const char *demo = command_option(call, "--demo");
    struct serving_options options = {.port = command_option(call, "--port")};
    struct run_refresh refresh = {0};
    struct project project;
    struct err err = {0};
    int code;

    if (demo && !make_demo(call, demo, &err))
        return command_fail(&err);
    project_load(call, &project);
    if (!project_is_usable(call, &project))
        return EXIT_USAGE;
    code = run_refresh(call, &project, &refresh);
    if (command_option(call, "--no-serve"))
        return code;
    /* What failed was said; what is published can be served all the same. */
    return serving_run(call, &project, &options);
}
