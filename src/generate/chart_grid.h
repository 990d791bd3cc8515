/*
 * chart_grid.h - rows laid out for a chart: labels by series.
 *
 * Decides which labels and series are shown, folds or leaves out the rest, and
 * meets the case that several rows fall on one place: they are added up only
 * if the measure and the dump allow it. Lives in an arena.
 */
#ifndef GENERATE_CHART_GRID_H
#define GENERATE_CHART_GRID_H

#include "base/format.h"
#include "dump/columns.h"

struct chart_series {
    struct str name;
    uint32_t code;  /* of its value in the series column; for its colour */
    bool is_other;  /* what did not find room */
    double *values; /* one for each label; NaN: nothing there */
};

struct chart_grid {
    struct str *labels;
    uint32_t *label_codes; /* as code of a series */
    uint32_t label_count;
    struct chart_series *series;
    uint32_t series_count;
    uint32_t labels_all, series_all; /* how many there were */
    bool has_other;
};

/* False if two rows fall on one place and may not be added up. For spec types
   with one series a measure (no spec->series), series stand for spec->y. */
MUST_CHECK bool chart_grid_make(const struct rows *rows,
                                const struct chart_spec *spec,
                                const struct format *format,
                                struct arena *arena, struct chart_grid *grid);

/* Text that fits beside a bar: cut at 60 bytes, never within a character. */
struct str chart_grid_clip(struct str text, struct arena *arena);

#endif
