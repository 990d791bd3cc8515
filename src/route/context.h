/*
 * context.h - what an answer showed, in a line that can be sent back.
 *
 *     sales/top_models?region=Northeast&model!=Ion 4&limit=5
 *
 * The names of columns, and order (column.asc or column.desc), limit, group,
 * from and until (of a time column, ISO dates, until exclusive). Signs that
 * would be mistaken are written %XX. The server keeps nothing: a follow-up
 * question brings this along, and it is read as carefully as any other input.
 */
#ifndef ROUTE_CONTEXT_H
#define ROUTE_CONTEXT_H

#include "route/reading.h"

enum { CONTEXT_BYTES_MAX = 4000 };

struct str context_write(const struct route_index *index, uint32_t template,
                         const struct route_slots *slots, struct arena *arena);

/* False if it is not the context of a template that is served. Values that the
   template does not have are refused too. */
bool context_read(const struct question *question, struct str context,
                  uint32_t *template, struct route_slots *slots);

/* Whether the words continue something: "and ...", "what about ...", "only
   ...". */
bool context_is_follow_up(const struct question *question);

/* Whether it is too short to be a question, and only leaves out or picks out:
   "without the trucks", "just the first three". Then it is about the answer
   that the context showed, and about no other. */
bool context_is_fragment(const struct question *question);

enum context_fit {
    CONTEXT_APART,   /* words that have nothing to do with that template */
    CONTEXT_BLOCKED, /* a change of it, but not one that can be answered */
    CONTEXT_FITS,
};

/* Reads the question as a change of what the context showed. Fills the reading
   with all slots, old and new; its obstacle says why it cannot be. */
enum context_fit context_apply(const struct question *question,
                               uint32_t template, const struct route_slots *old,
                               struct reading *reading);

#endif
