/*
 * sqlite_rules.h - what a statement may name: the tables behind the guard.
 *
 * Rules about names and text, in data, with no database in them; the guard
 * itself is in sqlite_guard.c, which asks here from SQLite's own callbacks.
 * All names compare as SQLite compares them: ASCII letters without case.
 */
#ifndef SOURCE_SQLITE_RULES_H
#define SOURCE_SQLITE_RULES_H

#include "base/err.h"
#include "base/str.h"

/* Whether a statement may call the function. */
bool sqlite_rules_knows_function(const char *name);

/* Whether its value depends on the clock or on chance, whatever is given to
   it; date('now') and its like are found when they run. */
bool sqlite_rules_function_varies(const char *name);

/* True of SQLite's own tables: the schema, statistics, pragma_*, dbstat. */
bool sqlite_rules_table_is_internal(const char *name);

/* Whether `name` is what `pattern` says: the same, or, if the pattern ends in
   `*`, begins with what is before it. */
bool sqlite_rules_name_matches(struct str pattern, const char *name);

/* Whether `name` is where the virtual table keeps its data. */
bool sqlite_rules_table_is_shadow(const char *name, const char *virtual_table);

/* Without the white space and the comments at its start. */
struct str sqlite_rules_skip_blank(struct str sql);

/* Whether there is anything but white space and comments. */
bool sqlite_rules_text_is_blank(struct str sql);

/* The line and the column, both from 1, of a byte; columns are characters. */
void sqlite_rules_find_position(struct str sql, size_t offset, int *line,
                                int *column);

/* A piece of a printf() format: text, then at most one conversion. */
struct sqlite_rules_piece {
    struct str text;
    char conversion; /* 0: none, the format ends here */
    char flags[8];
    int width;     /* -1: not given; at most 1,000 */
    int precision; /* likewise */
};

/*
 * Cuts the next piece from *format. Fails with ERR_LIMIT on a width or a
 * precision that is above 1,000 or comes from an argument: SQLite's own
 * printf() would work on it for seconds, where nothing can interrupt it.
 */
MUST_CHECK bool sqlite_rules_cut_piece(struct str *format,
                                       struct sqlite_rules_piece *piece,
                                       struct err *err);

#endif
