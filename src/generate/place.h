/*
 * place.h - errors that say where in a template's file the mistake stands.
 */
#ifndef GENERATE_PLACE_H
#define GENERATE_PLACE_H

#include "generate/gather.h"
#include "query/template.h"

struct place {
    const struct template *template;
    int line, column; /* 0: of the file as a whole */
};

/* "file:line:column: text", ERR_INPUT. Returns false. */
bool place_err(struct place place, struct err *err, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* The index of the column that the template means by `name`; -1 with an error
   that names the nearest one, if there is none. `what` is "chart" or so. */
int place_find_column(struct place place, const char *what,
                      const struct gathered *rows, struct str name,
                      struct err *err);

#endif
