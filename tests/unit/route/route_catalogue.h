/*
 * route_catalogue.h - a small company's templates for tests of the router.
 *
 * Read from tests/data/route_catalogue.txt: one keyword and its value a line,
 * a blank line after each template. All of it lives in one arena.
 */
#ifndef ROUTE_CATALOGUE_H
#define ROUTE_CATALOGUE_H

#include "base/arena.h"
#include "route/route.h"

struct catalogue {
    struct arena *arena;
    struct route_template *templates;
    size_t count;
    struct buf bytes;
    struct route_index *index;
    const uint64_t **implies; /* of each template, or NULL */
    struct route_coverage *coverage;
    struct route_settings settings;
};

/* The whole file; false if it is not there. */
bool catalogue_read_file(const char *path, struct arena *arena,
                         struct str *text);

/* The day on which the tests ask: Friday 2026-11-20. */
struct date catalogue_today(void);

/* Aborts if the file is damaged. All templates are served, as of today. */
void catalogue_open(struct catalogue *catalogue, const char *path);
void catalogue_close(struct catalogue *catalogue);

/* Asks, with an empty context. What comes back lives in the arena. */
void catalogue_ask(const struct catalogue *catalogue, struct str question,
                   struct str context, struct arena *arena,
                   struct route *route);

/* "hit id?context", "clarify: first choice" or "miss". */
struct str catalogue_answer(const struct catalogue *catalogue,
                            struct str question, struct str context,
                            struct arena *arena);

#endif
