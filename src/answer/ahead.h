/*
 * ahead.h - the answers to the templates' own questions, made before anyone
 * asks.
 *
 * The questions that templates name are those that people are shown and that
 * programs send. What they come to is made by the same way as for any asker,
 * once for each snapshot and day, and kept with it; so the first who asks one
 * is answered like the second. Half of the memory for kept answers may be
 * taken; the first question of every template comes before any second one.
 *
 *     struct ahead *ahead = ahead_new();
 *     while (ahead_step(ahead, served, now_s))       now and then
 *         ...;
 *     ahead_free(ahead);
 *
 * One thread at a time.
 */
#ifndef ANSWER_AHEAD_H
#define ANSWER_AHEAD_H

#include "answer/served.h"

struct ahead;

struct ahead *ahead_new(void);
void ahead_free(struct ahead *ahead);

/* Answers some questions of what is served now, less than a millisecond of
   them as a rule. True if there are more. Holds the snapshot only until they
   are all answered. */
bool ahead_step(struct ahead *ahead, struct served *served, int64_t now_s);

#endif
