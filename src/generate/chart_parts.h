/*
 * chart_parts.h - what all kinds of charts are put together from: colours,
 * axes, titles and notes. For chart.c alone.
 */
#ifndef GENERATE_CHART_PARTS_H
#define GENERATE_CHART_PARTS_H

#include "generate/chart.h"
#include "generate/chart_grid.h"

enum { CHART_AXES_MAX = 2 };

struct chart_drawing {
    const struct rows *rows;
    const struct chart_spec *spec;
    const struct format *format;
    struct buf *out;
    struct arena *arena;
    struct chart_grid grid;
    bool is_taken[CHART_SERIES_MAX];
    int axis_of[COLUMNS_Y_MAX]; /* of each y; -1: it fits on no axis */
    int axis_y[CHART_AXES_MAX]; /* the y that gives an axis its unit */
    int axis_count;
    struct buf notes; /* the subtitle */
    uint32_t shown;   /* points of a scatter */
};

/* "name": after a comma, if one is due. */
void chart_parts_member(struct buf *out, const char *name);
void chart_parts_member_text(struct buf *out, const char *name,
                             const char *text);

struct column chart_parts_column_at(const struct chart_drawing *d, int column);

/* The colour of what did not find room. */
extern const char chart_parts_other[];

/* A value keeps its colour; who comes second to a colour takes the next. */
const char *chart_parts_colour_of(struct chart_drawing *d, uint32_t code);

/* NaN is null. */
void chart_parts_number(struct buf *out, const struct column *column,
                        double value);

/* What the subtitle says: of a grid, of "200 of 300 shown (Model)", of rows
   that were cut off. */
void chart_parts_note_grid(struct chart_drawing *d);
void chart_parts_note_part(struct chart_drawing *d, uint32_t shown,
                           uint32_t all, struct str label);
void chart_parts_note_incomplete(struct chart_drawing *d);

/* Which y stands on which axis. Before data and options are written. */
void chart_parts_choose_axes(struct chart_drawing *d);

/* The member "options". After all notes. */
void chart_parts_options(struct chart_drawing *d, bool has_legend);

#endif
