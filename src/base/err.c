#include "base/err.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool err_set(struct err *err, enum err_code code, const char *format, ...)
{
    assert(code != ERR_NONE);

    va_list args;
    va_start(args, format);
    err->code = code;
    vsnprintf(err->text, sizeof(err->text), format, args);
    va_end(args);
    return false;
}

bool err_errno(struct err *err, const char *format, ...)
{
    int saved_errno = errno;
    size_t len;

    va_list args;
    va_start(args, format);
    err->code = ERR_SYSTEM;
    vsnprintf(err->text, sizeof(err->text), format, args);
    va_end(args);

    len = strlen(err->text);
    snprintf(err->text + len, sizeof(err->text) - len, ": %s",
             strerror(saved_errno));
    return false;
}

bool err_wrap(struct err *err, const char *format, ...)
{
    char context[sizeof(err->text)];
    char cause[sizeof(err->text)];

    assert(err->code != ERR_NONE);

    va_list args;
    va_start(args, format);
    vsnprintf(context, sizeof(context), format, args);
    va_end(args);

    memcpy(cause, err->text, sizeof(cause));
    snprintf(err->text, sizeof(err->text), "%.240s: %.260s", context, cause);
    return false;
}
