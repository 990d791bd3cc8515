/*
 * standing.h - what every answer from a dump says of it, written once.
 *
 * Between the question and the rows most of an answer's text is the same
 * whoever asks: the dump's id and sentence, how fresh it is, its receipt. It
 * is written for the first question that needs it, and copied from then on.
 * What changes with time or question stands between the parts, never in one.
 *
 *     const struct standing *standing = standing_find(table, template);
 *     if (!standing) ... write the parts ...
 *         standing = standing_keep(table, template, &written);
 *     buf_add(out, standing_part(standing, STANDING_ROUTE));
 *
 * A table belongs to one served snapshot, takes a bounded number of bytes, and
 * goes with it; any thread may use it at any time.
 */
#ifndef ANSWER_STANDING_H
#define ANSWER_STANDING_H

#include "base/str.h"

/* In the order of an answer; the last stands by itself. */
enum standing_part {
    STANDING_STATUS,  /* ,"status":"hit","answer":"..."         of all rows */
    STANDING_ROUTE,   /* ,"route":{"id":"...","confidence": */
    STANDING_SLOTS,   /* ,"entities":{},..."limit":null         of all rows */
    STANDING_FRESH,   /* ,"freshness":{...,"stale": */
    STANDING_RECEIPT, /* ,"error":...},"change":...,"usage":...,"receipt":... */
    STANDING_CHOICE,  /* {"id":"...","title":"...","question": */
    STANDING_PARTS,
};

struct standing {
    const char *text;
    uint32_t starts[STANDING_PARTS + 1]; /* of each part, and the end */
};

static inline struct str standing_part(const struct standing *standing,
                                       enum standing_part part)
{
    return (struct str){standing->text + standing->starts[part],
                        standing->starts[part + 1] - standing->starts[part]};
}

struct standing_table;

/* For `count` templates; `max_bytes` for all they say, above which nothing
   more is kept. */
struct standing_table *standing_table_new(size_t count, size_t max_bytes);
void standing_table_free(struct standing_table *table);

/* NULL if there is none. */
const struct standing *standing_find(const struct standing_table *table,
                                     uint32_t template);

/* Copies it into the table, and returns what stands there; what it was given,
   when there is no room. */
const struct standing *standing_keep(struct standing_table *table,
                                     uint32_t template,
                                     const struct standing *written);

#endif
