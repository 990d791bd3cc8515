/*
 * choices.h - what to ask back, and what to offer instead.
 *
 * Every choice is a question that would be answered at once if it were asked:
 * each is tried before it is offered.
 */
#ifndef ROUTE_CHOICES_H
#define ROUTE_CHOICES_H

#include "route/ranking.h"

/* Fills route->choices from what mistyped words may have meant. */
void choices_from_typos(const struct question *question, struct route *route);

/* Fills route->choices from the ranking, down to the clarify threshold. */
void choices_from_ranking(const struct question *question,
                          const struct ranking *ranking, struct route *route);

/* Fills route->alternatives: questions about something like it. */
void choices_add_alternatives(const struct question *question,
                              const struct ranking *ranking,
                              struct route *route);

/* A template's title, and the time it covers if it says so. */
struct str choices_describe(const struct question *question, uint32_t template);

#endif
