/* Preloaded into the program: lets the n-th call that opens or changes
   something in dumps/ fail, or the n-th call for memory.

       FAULT_AT     which call, counted from 1
       FAULT_KIND   EIO, ENOSPC, EINTR; FULL: ENOSPC from there on, for what
                    needs room; SHORT: a write writes half; KILL: SIGKILL
                    instead of the call; READ: EIO for the n-th time that the
                    source is read; NULL: no memory, once; NONE: no memory
                    from there on
       FAULT_LOG    a file that is given a line for each call: its name, and how
                    many calls for memory were before it

   Calls elsewhere (the log) are not counted, nor is memory that
   libraries take before main(). */
#include <dirent.h>
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

enum kind {
    KIND_NONE,
    KIND_ERROR,
    KIND_FULL,
    KIND_SHORT,
    KIND_KILL,
    KIND_READ,
    KIND_NO_MEMORY_ONCE,
    KIND_NO_MEMORY_ANY_MORE
};

static const struct {
    const char *name;
    enum kind kind;
    int error;
} kinds[] = {
    {"EIO", KIND_ERROR, EIO},
    {"ENOSPC", KIND_ERROR, ENOSPC},
    {"EINTR", KIND_ERROR, EINTR},
    {"FULL", KIND_FULL, ENOSPC},
    {"SHORT", KIND_SHORT, 0},
    {"KILL", KIND_KILL, 0},
    {"READ", KIND_READ, EIO},
    {"NULL", KIND_NO_MEMORY_ONCE, 0},
    {"NONE", KIND_NO_MEMORY_ANY_MORE, 0},
};

static atomic_long calls, reads, allocations;
static atomic_bool is_counting;
static enum kind wanted_kind;
static int wanted_error;
static long wanted_at;
static const char *log_path;

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("FAULT_AT"), *kind = getenv("FAULT_KIND");

    log_path = getenv("FAULT_LOG");
    wanted_at = at ? strtol(at, NULL, 10) : 0;
    for (size_t i = 0; kind && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(kind, kinds[i].name) == 0) {
            wanted_kind = kinds[i].kind;
            wanted_error = kinds[i].error;
        }
    }
    atomic_store(&is_counting, 1);
}

/* ---- memory ---- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

static int has_memory(void)
{
    long number;

    if (!atomic_load_explicit(&is_counting, memory_order_relaxed))
        return 1;
    number = atomic_fetch_add(&allocations, 1) + 1;
    if ((wanted_kind == KIND_NO_MEMORY_ONCE && number == wanted_at) ||
        (wanted_kind == KIND_NO_MEMORY_ANY_MORE && number >= wanted_at)) {
        errno = ENOMEM;
        return 0;
    }
    return 1;
}

void *malloc(size_t size)
{
    return has_memory() ? __libc_malloc(size) : NULL;
}

void *calloc(size_t count, size_t size)
{
    return has_memory() ? __libc_calloc(count, size) : NULL;
}

void *realloc(void *memory, size_t size)
{
    return has_memory() ? __libc_realloc(memory, size) : NULL;
}

/* As it stands in malloc(3); glibc's own does not ask realloc() above. */
void *reallocarray(void *memory, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(memory, bytes);
}

/* ---- what is done to dumps/ ---- */

static int is_ours(const char *path)
{
    return strncmp(path, "dumps", 5) == 0 && (path[5] == '/' || !path[5]);
}

static int path_of(int fd, char *path, size_t size)
{
    char name[64];
    ssize_t len;

    snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
    len = readlink(name, path, size - 1);
    if (len > 0)
        path[len] = '\0';
    return len > 0;
}

static int is_our_fd(int fd)
{
    char path[4096];
    size_t len;

    if (!path_of(fd, path, sizeof(path)))
        return 0;
    len = strlen(path);
    return strstr(path, "/dumps/") ||
           (len > 6 && !strcmp(path + len - 6, "/dumps"));
}

static int is_source(int fd)
{
    char path[4096];

    return path_of(fd, path, sizeof(path)) && strstr(path, "/var/data.db");
}

static void note(const char *name)
{
    char line[64];
    int fd, len;

    if (!log_path)
        return;
    fd = (int)syscall(SYS_openat, AT_FDCWD, log_path,
                      O_WRONLY | O_APPEND | O_CREAT, 0600);
    len = snprintf(line, sizeof(line), "%s %ld\n", name,
                   atomic_load(&allocations));
    if (fd >= 0 && syscall(SYS_write, fd, line, len) < len)
        abort();
    if (fd >= 0)
        syscall(SYS_close, fd);
}

static int needs_room(const char *name)
{
    static const char *const names[] = {"create", "write", "mkdir", "link",
                                        "symlink"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(name, names[i]) == 0)
            return 1;
    return 0;
}

/* The error that this call is to fail with, 0 for none, -1 for a short write.
 */
static int fault(const char *name)
{
    long number = atomic_fetch_add(&calls, 1) + 1;

    note(name);
    if (wanted_kind == KIND_FULL)
        return number >= wanted_at && needs_room(name) ? ENOSPC : 0;
    if (number != wanted_at)
        return 0;
    if (wanted_kind == KIND_KILL)
        raise(SIGKILL);
    if (wanted_kind == KIND_SHORT)
        return strcmp(name, "write") == 0 ? -1 : 0;
    return wanted_kind == KIND_ERROR ? wanted_error : 0;
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

DIR *opendir(const char *path)
{
    return is_ours(path) && fails("opendir") ? NULL : REAL(opendir)(path);
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

ssize_t pread64(int fd, void *bytes, size_t len, off64_t at)
{
    if (wanted_kind == KIND_READ && is_source(fd) &&
        atomic_fetch_add(&reads, 1) + 1 == wanted_at) {
        errno = EIO;
        return -1;
    }
    return REAL(pread64)(fd, bytes, len, at);
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

int symlink(const char *target, const char *path)
{
    return is_ours(path) && fails("symlink") ? -1 : REAL(symlink)(target, path);
}

int unlink(const char *path)
{
    return is_ours(path) && fails("unlink") ? -1 : REAL(unlink)(path);
}

int mkdir(const char *path, mode_t mode)
{
    return is_ours(path) && fails("mkdir") ? -1 : REAL(mkdir)(path, mode);
}

int rmdir(const char *path)
{
    return is_ours(path) && fails("rmdir") ? -1 : REAL(rmdir)(path);
}
