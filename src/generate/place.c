#include "generate/place.h"

#include <stdarg.h>
#include <stdio.h>

bool place_err(struct place place, struct err *err, const char *format, ...)
{
    char text[sizeof(err->text)];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (place.line == 0)
        return err_set(err, ERR_INPUT, "%.*s: %s",
                       STR_ARG(place.template->path), text);
    return err_set(err, ERR_INPUT, "%.*s:%d:%d: %s",
                   STR_ARG(place.template->path), place.line, place.column,
                   text);
}

int place_find_column(struct place place, const char *what,
                      const struct gathered *rows, struct str name,
                      struct err *err)
{
    int column = gathered_find(rows, name);
    struct str nearest;

    if (column >= 0)
        return column;
    nearest = gathered_nearest(rows, name);
    if (nearest.len > 0)
        place_err(place, err,
                  "%s: the SQL returns no column %.*s, did you mean %.*s?",
                  what, STR_ARG(name), STR_ARG(nearest));
    else
        place_err(place, err, "%s: the SQL returns no column %.*s", what,
                  STR_ARG(name));
    return -1;
}
