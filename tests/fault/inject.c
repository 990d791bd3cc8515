/* Preloaded into the program: lets the n-th call that changes or opens
   something in dumps/ fail.

       FAULT_AT     which call, counted from 1
       FAULT_KIND   EIO, ENOSPC, EINTR; FULL: ENOSPC from there on, for what
                    needs room; SHORT: a write writes half; KILL: SIGKILL
                    instead of the call
       FAULT_LOG    a file that is given the name of each call, one a line

   Calls elsewhere (the source, the log) are not counted. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_long calls;

static int is_ours(const char *path)
{
    return strncmp(path, "dumps", 5) == 0 && (path[5] == '/' || !path[5]);
}

static int is_our_fd(int fd)
{
    char name[64], path[4096];
    ssize_t len;

    snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
    len = readlink(name, path, sizeof(path) - 1);
    if (len <= 0)
        return 0;
    path[len] = '\0';
    return strstr(path, "/dumps/") ||
           (len > 6 && !strcmp(path + len - 6, "/dumps"));
}

static void note(const char *name)
{
    const char *log = getenv("FAULT_LOG");
    char line[64];
    int fd, len;

    if (!log)
        return;
    fd = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT,
                      0600);
    len = snprintf(line, sizeof(line), "%s\n", name);
    if (fd >= 0 && syscall(SYS_write, fd, line, len) < len)
        abort();
    if (fd >= 0)
        syscall(SYS_close, fd);
}

static int needs_room(const char *name)
{
    return !strcmp(name, "create") || !strcmp(name, "write") ||
           !strcmp(name, "mkdir") || !strcmp(name, "link");
}

/* The error that this call is to fail with, 0 for none, -1 for a short write.
 */
static int fault(const char *name)
{
    const char *at = getenv("FAULT_AT"), *kind = getenv("FAULT_KIND");
    long number = atomic_fetch_add(&calls, 1) + 1;
    long wanted = at ? strtol(at, NULL, 10) : 0;

    note(name);
    if (!kind || number < wanted || wanted == 0)
        return 0;
    if (strcmp(kind, "FULL") == 0)
        return needs_room(name) ? ENOSPC : 0;
    if (number != wanted)
        return 0;
    if (strcmp(kind, "KILL") == 0)
        raise(SIGKILL);
    if (strcmp(kind, "SHORT") == 0)
        return strcmp(name, "write") == 0 ? -1 : 0;
    return strcmp(kind, "ENOSPC") == 0  ? ENOSPC
           : strcmp(kind, "EINTR") == 0 ? EINTR
                                        : EIO;
}

static int fails(const char *name)
{
    int error = fault(name);

    if (error <= 0)
        return 0;
    errno = error;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int open(const char *path, int flags, ...)
{
    mode_t mode = 0;
    va_list args;

    if (flags & O_CREAT) {
        va_start(args, flags);
        mode = va_arg(args, mode_t);
        va_end(args);
    }
    if (is_ours(path) && fails(flags & O_CREAT ? "create" : "open"))
        return -1;
    return REAL(open)(path, flags, mode);
}

ssize_t write(int fd, const void *bytes, size_t len)
{
    int error = is_our_fd(fd) ? fault("write") : 0;

    if (error > 0) {
        errno = error;
        return -1;
    }
    return REAL(write)(fd, bytes, error < 0 && len > 1 ? len / 2 : len);
}

int fsync(int fd)
{
    return is_our_fd(fd) && fails("fsync") ? -1 : REAL(fsync)(fd);
}

int syncfs(int fd)
{
    return is_our_fd(fd) && fails("syncfs") ? -1 : REAL(syncfs)(fd);
}

int rename(const char *from, const char *to)
{
    return is_ours(to) && fails("rename") ? -1 : REAL(rename)(from, to);
}

int link(const char *from, const char *to)
{
    return is_ours(to) && fails("link") ? -1 : REAL(link)(from, to);
}

int unlink(const char *path)
{
    return is_ours(path) && fails("unlink") ? -1 : REAL(unlink)(path);
}

int mkdir(const char *path, mode_t mode)
{
    return is_ours(path) && fails("mkdir") ? -1 : REAL(mkdir)(path, mode);
}
