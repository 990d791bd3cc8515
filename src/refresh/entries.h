/*
 * entries.h - what the router is told of each dump: its template's words, its
 * columns, and the values that its dimensions take.
 */
#ifndef REFRESH_ENTRIES_H
#define REFRESH_ENTRIES_H

#include "dump/columns.h"
#include "query/synonyms.h"
#include "route/index.h"

/* Describes one dump. Borrows from both, and from the arena. */
struct route_template entries_describe(const struct template *template,
                                       const struct columns *columns,
                                       struct arena *arena);

/* The words of the whole project. */
struct route_synonyms entries_synonyms(const struct synonyms_file *synonyms,
                                       struct arena *arena);

/* True if the router is told the same of both. */
bool entries_are_equal(const struct template *template, const struct columns *a,
                       const struct columns *b, struct arena *arena);

#endif
