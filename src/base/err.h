/*
 * err.h - how a function says what went wrong.
 *
 * A function that can fail returns bool (or a pointer, NULL on failure) and
 * takes `struct err *err` last. It fills *err when it fails and does not
 * touch it when it succeeds. The caller either adds context and fails in
 * turn, or handles the error and logs it once; never both.
 *
 *     if (!fs_read(path, &text, err))
 *         return err_wrap(err, "loading catalogue");
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

/* What the caller can do about it. http/ and cli/ map these, once each. */
enum err_code {
    ERR_NONE = 0,
    ERR_INPUT,     /* the caller's data is wrong: HTTP 400, exit 2 */
    ERR_STRANGER,  /* no valid key or token: HTTP 401 */
    ERR_DENIED,    /* known, but not allowed: HTTP 403 */
    ERR_NOT_FOUND, /* HTTP 404 */
    ERR_LIMIT,     /* a stated limit was reached: HTTP 413 or 429 */
    ERR_BUSY,      /* try again later: HTTP 503 */
    ERR_UPSTREAM,  /* a source or service failed: HTTP 502 */
    ERR_CORRUPT,   /* one of our own files is damaged: HTTP 500 */
    ERR_SYSTEM,    /* the operating system refused: HTTP 500 */
};

struct err {
    enum err_code code;
    char text[512]; /* one line, no newline; long messages are cut */
};

/* Both return false, so that a failure is one line: return err_set(...). */
bool err_set(struct err *err, enum err_code code, const char *format, ...)
    PRINTF_LIKE(3, 4);
bool err_errno(struct err *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Puts "context: " before the message already there. Returns false. */
bool err_wrap(struct err *err, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
