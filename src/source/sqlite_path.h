/*
 * sqlite_path.h - from what the user wrote to a file that may be opened.
 *
 * Needs no SQLite. Says in the user's terms what SQLite would only call
 * "unable to open database file".
 */
#ifndef SOURCE_SQLITE_PATH_H
#define SOURCE_SQLITE_PATH_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* SQLite's own limit of a path, in bytes. */
enum { SQLITE_PATH_MAX = 512 };

/*
 * The absolute path of `sqlite:///a.db`, `sqlite:a.db` or a bare path, from
 * the arena and followed by a NUL. Fails with ERR_INPUT, or ERR_LIMIT when it
 * is too long.
 */
MUST_CHECK bool sqlite_path_parse(struct arena *arena, struct str url,
                                  struct str *path, struct err *err);

/* Fails unless there is a file that this process may read and that is not
   empty. Looks at it without opening it: closing a file would release the
   locks that SQLite holds on it elsewhere in this process. */
MUST_CHECK bool sqlite_path_check(const char *path, struct err *err);

#endif
