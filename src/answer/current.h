/*
 * current.h - what is served now, and taking up what was published since.
 *
 * Readers get a counted reference; taking up a new snapshot opens and checks
 * it first and then swaps a pointer, so that no request waits for it or sees
 * half of it. A damaged snapshot is refused: the one before stays, and
 * `problem` says so. Locks itself.
 */
#ifndef ANSWER_CURRENT_H
#define ANSWER_CURRENT_H

#include "answer/served.h"

struct current;

/* Opens the newest whole snapshot in `dumps`, if there is one. Fails only when
   out of memory; what is wrong is told by current_problem. */
struct current *current_open(const char *dumps,
                             const struct served_project *project);
void current_close(struct current *current);

/* What is served now, to be released; NULL when nothing is. */
struct served *current_get(struct current *current);

/* Looks whether HEAD has moved, and takes up what it names. Returns true when
   something else is served than before. */
bool current_refresh(struct current *current);

/* Why what is published is not served; false if all is well. */
bool current_problem(struct current *current, struct err *problem);

#endif
