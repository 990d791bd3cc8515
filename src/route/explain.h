/*
 * explain.h - why the router decided as it did, for people.
 */
#ifndef ROUTE_EXPLAIN_H
#define ROUTE_EXPLAIN_H

#include "route/ranking.h"

/* Fills route->trace and route->explanation. `reading` is what the decision
   rests on, or NULL. */
void explain_decision(const struct question *question,
                      const struct ranking *ranking,
                      const struct reading *reading, struct route *route);

#endif
