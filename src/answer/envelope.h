/*
 * envelope.h - the head of an answer: everything but the rows.
 *
 * Written straight into a buffer, in one order of members, with no clock and
 * no chance in it: the same decision on the same snapshot gives the same
 * bytes.
 */
#ifndef ANSWER_ENVELOPE_H
#define ANSWER_ENVELOPE_H

#include "answer/served.h"
#include "answer/standing.h"

/* Writes what stands in every hit on the template's dump; the text lives where
   `out` does. */
void envelope_write_standing(const struct served *served, uint32_t template,
                             struct standing *standing, struct buf *out);

/* {"query":...,"status":"hit",...,"result":   - the rows and a } follow. */
struct envelope_hit {
    struct str question;
    const struct route *route;
    const struct snapshot_dump *dump;
    const struct served *served;
    const struct standing *standing;
    struct str sentence; /* of the rows that were chosen */
    bool is_stale;
    bool explain;
};
void envelope_write_hit(const struct envelope_hit *hit, struct buf *out);

/* The whole answer of a question that was not a hit. */
void envelope_write_other(struct str question, const struct route *route,
                          const struct served *served, bool explain,
                          struct buf *out);

/* The members of a question that would be answered: id, title, question. */
void envelope_write_choice(const struct route_choice *choice,
                           const struct served *served, struct buf *out);

/* Members that answers and dumps share, each with a comma before it where one
   is needed. */
void envelope_write_freshness(const struct snapshot_dump *dump, bool is_stale,
                              struct buf *out);
void envelope_write_receipt(const struct served *served,
                            const struct snapshot_dump *dump, struct buf *out);

#endif
