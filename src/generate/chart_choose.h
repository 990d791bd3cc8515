/*
 * chart_choose.h - which chart shows these columns.
 */
#ifndef GENERATE_CHART_CHOOSE_H
#define GENERATE_CHART_CHOOSE_H

#include "dump/columns.h"
#include "generate/place.h"

/*
 * From the roles alone: time -> line; two dimensions -> grouped bars, stacked
 * where the measure adds up; one dimension -> bars, or a doughnut of at most
 * seven shares of a whole; two measures -> scatter. CHART_NONE if nothing fits.
 */
struct chart_spec chart_choose(const struct rows *rows);

/* What the template declares, completed from the roles; an error with its
   place if the columns cannot be shown like that. */
MUST_CHECK bool chart_choose_declared(const struct template *template,
                                      const struct gathered *gathered,
                                      const struct rows *rows,
                                      struct chart_spec *spec, struct err *err);

#endif
