/*
 * synonyms.h - other words that a project uses for the words of its templates.
 *
 * "Store" is read as "dealer" wherever it stands, in questions and in
 * templates alike, so that both say the same. Words are found as names are:
 * without case and plural; the longest run of words wins, and what is put in
 * its place is not looked up again. Quoted words stay as they are. Immutable
 * once made; any thread may read them. Freed by who made them.
 */
#ifndef ROUTE_SYNONYMS_H
#define ROUTE_SYNONYMS_H

#include "route/index.h"
#include "route/tokens.h"

enum { SYNONYM_WORDS_MAX = 6 };

/* Copies what it needs. NULL if there are none. The first claim to a run of
   words counts; texts that are not UTF-8 or too long are left out. */
struct synonyms *synonyms_new(const struct route_synonym *items, size_t count);
void synonyms_free(struct synonyms *synonyms);

/* Puts the words that are meant in the place of others. `synonyms` may be
   NULL. The tokens are words as yet, not phrases and numbers. */
void synonyms_apply(const struct synonyms *synonyms, struct tokens *tokens,
                    struct arena *arena);

#endif
