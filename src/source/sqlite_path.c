#include "source/sqlite_path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Replaces %20 and the like; `out` has room for as much as came in. */
static bool decode(struct str text, char *out, size_t *len, struct err *err)
{
    *len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '?' || c == '#')
            return err_set(err, ERR_INPUT,
                           "a sqlite: URL takes no options: write %s for the "
                           "'%c' in a file's name",
                           c == '?' ? "%3F" : "%23", c);
        if (c == '%') {
            int high = i + 2 < text.len ? hex_digit(text.ptr[i + 1]) : -1;
            int low = i + 2 < text.len ? hex_digit(text.ptr[i + 2]) : -1;
            if (high < 0 || low < 0)
                return err_set(err, ERR_INPUT,
                               "a %% in a sqlite: URL must be followed by two "
                               "hexadecimal digits; for the sign itself write "
                               "%%25");
            c = (char)(high * 16 + low);
            i += 2;
        }
        out[(*len)++] = c;
    }
    return true;
}

static bool decode_url(struct arena *arena, struct str rest, struct str *path,
                       struct err *err)
{
    char *out;

    if (str_starts_with(rest, "//") && !str_starts_with(rest, "///"))
        return err_set(err, ERR_INPUT,
                       "a sqlite: URL has no host: write three slashes before "
                       "an absolute path (sqlite:///folder/file.db), none "
                       "before a relative one (sqlite:folder/file.db)");
    if (str_starts_with(rest, "///"))
        rest = str_skip(rest, 2);
    out = arena_alloc(arena, rest.len + 1);
    path->ptr = out;
    return decode(rest, out, &path->len, err);
}

/* Absolute, so that a later change of the working folder changes nothing, and
   so that SQLite takes no name for one of its own (file:, :memory:). */
static bool make_absolute(struct arena *arena, struct str *path,
                          struct err *err)
{
    char folder[PATH_MAX];

    if (path->ptr[0] == '/') {
        *path = arena_str(arena, *path);
        return true;
    }
    if (!getcwd(folder, sizeof(folder)))
        return err_errno(err, "find the working folder");
    *path = arena_printf(arena, "%s/%.*s", folder, STR_ARG(*path));
    return true;
}

bool sqlite_path_parse(struct arena *arena, struct str url, struct str *path,
                       struct err *err)
{
    if (url.len > (size_t)4 * SQLITE_PATH_MAX)
        return err_set(err, ERR_LIMIT,
                       "the path is %zu bytes long: SQLite takes %d", url.len,
                       SQLITE_PATH_MAX);
    *path = url;
    if (str_starts_with(url, "sqlite:") &&
        !decode_url(arena, str_skip(url, strlen("sqlite:")), path, err))
        return false;
    if (path->len == 0)
        return err_set(err, ERR_INPUT, "the path of the database is empty");
    if (memchr(path->ptr, '\0', path->len))
        return err_set(err, ERR_INPUT,
                       "the path of the database holds a NUL byte");
    if (!make_absolute(arena, path, err))
        return false;
    if (path->len > SQLITE_PATH_MAX)
        return err_set(err, ERR_LIMIT,
                       "the path is %zu bytes long and SQLite takes %d: move "
                       "the file nearer to the root (%.100s...)",
                       path->len, SQLITE_PATH_MAX, path->ptr);
    return true;
}

static bool say_why(const char *path, struct err *err)
{
    switch (errno) {
    case ENOENT:
    case ENOTDIR:
        return err_set(err, ERR_NOT_FOUND,
                       "there is no file %.200s: correct the path, or make the "
                       "database first",
                       path);
    case EACCES:
        return err_set(err, ERR_UPSTREAM,
                       "user number %lu may not read %.200s: let it read the "
                       "file, and enter every folder above it",
                       (unsigned long)geteuid(), path);
    default:
        err_errno(err, "look at %.200s", path);
        err->code = ERR_UPSTREAM;
        return false;
    }
}

bool sqlite_path_check(const char *path, struct err *err)
{
    struct stat status;

    if (stat(path, &status) < 0)
        return say_why(path, err);
    if (S_ISDIR(status.st_mode))
        return err_set(err, ERR_UPSTREAM,
                       "%.200s is a folder: name the database file in it",
                       path);
    if (!S_ISREG(status.st_mode))
        return err_set(
            err, ERR_UPSTREAM,
            "%.200s is not an ordinary file: SQLite reads no pipe and "
            "no device",
            path);
    if (faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) < 0)
        return say_why(path, err);
    if (status.st_size == 0)
        return err_set(err, ERR_UPSTREAM,
                       "%.200s is empty (0 bytes), not yet a database: fill it "
                       "first, or correct the path",
                       path);
    return true;
}
