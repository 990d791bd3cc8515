#include "cli/commands.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* ---- the two processes ---- */

enum { CHILDREN = 2 };

/* In the child. Its signals are those of a fresh process, and it ends when its
   parent does, even by SIGKILL: posix_spawn cannot ask for that. A parent that
   died before it was asked for is seen by its number. */
_Noreturn static void become(char *const *arguments, pid_t parent)
{
    struct err err = {0};
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && getppid() != parent)
        _exit(EXIT_FAILED);
    execv("/proc/self/exe", arguments);
    err_errno(&err, "start `reckoner %s`", arguments[1]);
    _exit(command_fail(&err));
}

/* A copy of this program with another command; -1 if it cannot be started. */
static pid_t start_child(char *const *arguments, struct err *err)
{
    pid_t parent = getpid(), child;

    fflush(stdout);
    child = fork();
    if (child == 0)
        become(arguments, parent);
    if (child < 0)
        err_errno(err, "start `reckoner %s`", arguments[1]);
    return child;
}

/* Before it looks for signals, a child that is told to end is ended by that. */
static bool ended_well(int status, int told)
{
    return WIFSIGNALED(status) ? WTERMSIG(status) == told
                               : WEXITSTATUS(status) == 0;
}

/* Reaps what has ended, after they were `told` a signal or 0; the number of
   those that are left. *code is that of the last one that failed. */
static int reap(pid_t *children, int told, int *code)
{
    int left = 0, status;

    for (int i = 0; i < CHILDREN; i++) {
        if (children[i] > 0 && waitpid(children[i], &status, WNOHANG) > 0) {
            children[i] = 0;
            if (!ended_well(status, told))
                *code = EXIT_FAILED;
        }
        left += children[i] > 0;
    }
    return left;
}

static void tell_children(const pid_t *children, int signal_number)
{
    for (int i = 0; i < CHILDREN; i++)
        if (children[i] > 0)
            kill(children[i], signal_number);
}

/* Waits for both; one that ends takes the other with it, and a signal goes to
   both. */
static int watch_children(pid_t *children, const sigset_t *signals)
{
    int code = EXIT_DONE, left = CHILDREN, told = 0;

    while ((left = reap(children, told, &code)) > 0) {
        siginfo_t info;
        if (left < CHILDREN)
            tell_children(children, told = SIGTERM);
        if (sigwaitinfo(signals, &info) > 0 && info.si_signo != SIGCHLD)
            tell_children(children, told = info.si_signo);
    }
    return code;
}

static int run_both(const struct serving_options *options)
{
    char *schedule[] = {"reckoner", "schedule", NULL};
    char *serve[] = {"reckoner", "serve", options->port ? "--port" : NULL,
                     (char *)options->port, NULL};
    pid_t children[CHILDREN];
    struct err err = {0};
    sigset_t signals;
    int code;

    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    children[0] = start_child(schedule, &err);
    if (children[0] < 0)
        return command_fail(&err);
    children[1] = start_child(serve, &err);
    if (children[1] < 0)
        tell_children(children, SIGTERM);
    code = watch_children(children, &signals);
    return err.code == ERR_NONE ? code : command_fail(&err);
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
    return run_both(&options);
}
