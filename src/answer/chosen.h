/*
 * chosen.h - parts of dumps that are asked for again, kept in the table of
 * kept answers.
 *
 * "In Oslo" is asked in many words and on many days, and means the same rows
 * each time. Choosing them and telling about them costs more than all else of
 * an answer; so what was made is kept under what was chosen.
 */
#ifndef ANSWER_CHOSEN_H
#define ANSWER_CHOSEN_H

#include "answer/choose.h"

struct kept_table;

struct chosen {
    struct str sentence;
    struct str json; /* the `result` of the answer */
};

/* Names the rows that slots choose of a template's dump, and nothing else does;
   empty if the slots are too many. In the arena. */
struct str chosen_key(uint32_t template, const struct route_slots *slots,
                      struct arena *arena);

/* What is kept under the key, copied into the arena. False if nothing is. */
bool chosen_find(struct kept_table *table, struct str key, struct arena *arena,
                 struct chosen *chosen);

/* Keeps it, if the key was asked for before. */
void chosen_keep(struct kept_table *table, struct str key,
                 const struct chosen *chosen);

#endif
