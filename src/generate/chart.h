/*
 * chart.h - rows as a Chart.js configuration (version 4), usable as it stands.
 *
 * Plain JSON, without functions: axis titles, units through Intl options, a
 * palette that colour-blind people can tell apart, in which a value keeps its
 * colour whether it is shown with others or alone. At most CHART_SERIES_MAX
 * series or slices and CHART_LABELS_MAX labels: the rest is folded into
 * "Other" where values may be added up (aggregate sum, no rows cut off), and
 * else left out, which the subtitle says.
 */
#ifndef GENERATE_CHART_H
#define GENERATE_CHART_H

#include "base/format.h"
#include "dump/columns.h"

enum {
    CHART_SERIES_MAX = 12,
    CHART_LABELS_MAX = 200,
    CHART_POINTS_MAX = 1000, /* of a line, or of a scatter */
};

/* Appends the configuration; null if there is nothing that could be drawn
   truly, such as two values for one place that may not be added up. */
void chart_write(const struct rows *rows, const struct chart_spec *spec,
                 const struct format *format, struct buf *out);

#endif
