/*
 * report.h - everything that is wrong, collected instead of stopping at the
 * first: what `reckoner check` prints.
 *
 *     file:line:column: what, expected ..., did you mean ...?
 *
 * Columns count characters from 1. Belongs to one thread; the texts are copied
 * into the arena.
 */
#ifndef QUERY_REPORT_H
#define QUERY_REPORT_H

#include "base/arena.h"

enum { REPORT_MAX = 1000 }; /* mistakes kept; more are counted */

struct report_item {
    struct str file;
    int line, column; /* 0: of the file as a whole */
    struct str text;
    bool is_warning;
};

struct report {
    struct arena *arena; /* where the texts live */
    struct report_item *items;
    size_t count, capacity;
    size_t error_count, warning_count;
};

void report_init(struct report *report, struct arena *arena);

void report_error(struct report *report, struct str file, int line, int column,
                  const char *format, ...) PRINTF_LIKE(5, 6);
void report_warning(struct report *report, struct str file, int line,
                    int column, const char *format, ...) PRINTF_LIKE(5, 6);

/* Adds an error whose text may begin with "file:line:column: ", which becomes
   its place. */
void report_err(struct report *report, struct str file, const struct err *err);

/* Sorts by file, line and column. */
void report_sort(struct report *report);

/* "file:line:column: error: text", without a newline. */
struct str report_line(const struct report_item *item, struct arena *arena);

/* The known word that is nearest to `word`, or empty if none is near. */
struct str report_nearest(struct str word, const char *const *known,
                          size_t count);

/* "one, two, three" */
struct str report_list(const char *const *known, size_t count,
                       struct arena *arena);

/* The end of a message about a word that is not known: the nearest one, or
   all of them. `; did you mean "title"?` */
struct str report_hint(struct str word, const char *const *known, size_t count,
                       struct arena *arena);

/* The text, or as much of its start as a message may quote. */
struct str report_quote(struct str text);

#endif
