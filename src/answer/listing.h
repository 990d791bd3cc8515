/*
 * listing.h - what there is: dumps, questions, entities, as JSON.
 */
#ifndef ANSWER_LISTING_H
#define ANSWER_LISTING_H

#include "answer/served.h"
#include "query/catalogue.h"

/* {"snapshot":..., "dumps":[...], "failed":[...]} */
void listing_write_dumps(const struct served *served, int64_t now_s,
                         struct buf *out);

/* {"categories":[{"name":..., "templates":[...]}], "entities":{...},
   "notes":[...]}. At most 100 values of an entity; "count" tells how many. */
void listing_write_capabilities(const struct served *served,
                                const struct catalogue *catalogue,
                                struct buf *out);

/* {"suggestions":[{"id":..., "question":...}]} for what was typed so far. */
void listing_write_suggestions(const struct served *served, struct str text,
                               size_t limit, struct arena *arena,
                               struct buf *out);

/* The rows of a dump as CSV (RFC 4180), with a line of names; a text that
   begins with = + - @ or a control byte gets a ' before it, so that no
   spreadsheet takes it for a formula. */
void listing_write_csv(const struct rows *rows, struct buf *out);

/* The id that is nearest to one that is not there, or empty. */
struct str listing_nearest(const struct served *served, struct str id);

/* Where an id leads that is not there any more: the new id; empty if it was
   never there. *is_deleted tells that it was, and has no heir. */
struct str listing_forward(const struct served *served, struct str id,
                           bool *is_deleted);

#endif
