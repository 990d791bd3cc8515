/*
 * Two passes over the rows. The first finds labels, series and their totals,
 * so that it is known what is shown; the second fills a grid of that size, so
 * that many labels times many series never exist.
 */
#include "generate/chart_grid.h"

#include <math.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/sum.h"
#include "dump/cell_text.h"
#include "generate/chart.h"

enum { CLIP_BYTES = 60, NOT_SHOWN = -1 };

/* The different values of one column, among the rows shown. */
struct axis {
    struct str *names;
    struct str *keys; /* sorts them: a date as it is stored */
    uint32_t *codes;
    struct sum *totals;
    uint32_t count;
    uint32_t *of_row; /* for each row shown, which */
    int32_t *slot;    /* where it is shown, or NOT_SHOWN */
};

struct str chart_grid_clip(struct str text, struct arena *arena)
{
    size_t len = CLIP_BYTES;

    if (text.len <= CLIP_BYTES)
        return text;
    while (len > 0 && ((unsigned char)text.ptr[len] & 0xC0) == 0x80)
        len--;
    return arena_printf(arena, "%.*s\xE2\x80\xA6", (int)len, text.ptr);
}

static bool has_codes(const struct column *column)
{
    return column->type == COLUMN_TEXT || column->type == COLUMN_DATE ||
           column->type == COLUMN_TIMESTAMP;
}

static struct str cell_name(const struct rows *rows, uint32_t column,
                            uint32_t row, const struct format *format,
                            struct arena *arena)
{
    struct buf text;
    struct str name;

    buf_init(&text, SIZE_MAX / 4);
    cell_text_name(rows->columns, column, row, format, &text);
    name = arena_str(arena, buf_str(&text));
    buf_release(&text);
    return name;
}

static void axis_room(struct axis *axis, uint32_t most, uint32_t row_count,
                      struct arena *arena)
{
    axis->names = ARENA_ARRAY(arena, struct str, most);
    axis->keys = ARENA_ARRAY(arena, struct str, most);
    axis->codes = ARENA_ARRAY(arena, uint32_t, most);
    axis->totals = ARENA_ARRAY(arena, struct sum, most);
    axis->slot = ARENA_ARRAY(arena, int32_t, most);
    axis->of_row = ARENA_ARRAY(arena, uint32_t, row_count);
}

static uint32_t axis_add(struct axis *axis, struct map *map, struct str name,
                         struct str key, uint32_t code)
{
    bool is_new;
    uint32_t at = map_add(map, name, axis->count, &is_new);

    if (!is_new)
        return at;
    axis->names[at] = name;
    axis->keys[at] = key;
    axis->codes[at] = code == COLUMNS_NULL ? at : code;
    axis->count++;
    return at;
}

/* A text that occurs often is written once: `seen` is by code. */
static void axis_of_column(const struct rows *rows, int column,
                           const struct format *format, struct arena *arena,
                           struct axis *axis)
{
    uint32_t col = (uint32_t)column;
    struct column c = columns_column(rows->columns, col);
    uint32_t *seen = ARENA_ARRAY(
        arena, uint32_t, columns_dictionary_count(rows->columns, col) + 1);
    struct map map;

    map_init(&map);
    axis_room(axis, rows->count, rows->count, arena);
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = rows_at(rows, i);
        uint32_t code = has_codes(&c) ? columns_code(rows->columns, col, row)
                                      : COLUMNS_NULL;
        if (code != COLUMNS_NULL && seen[code] > 0) {
            axis->of_row[i] = seen[code] - 1;
            continue;
        }
        axis->of_row[i] =
            axis_add(axis, &map, cell_name(rows, col, row, format, arena),
                     has_codes(&c) ? columns_text(rows->columns, col, row)
                                   : (struct str){"", 0},
                     code);
        if (code != COLUMNS_NULL)
            seen[code] = axis->of_row[i] + 1;
    }
    map_release(&map);
}

/* Each row for itself, by its full name. */
static void axis_of_rows(const struct rows *rows, const struct format *format,
                         struct arena *arena, struct axis *axis)
{
    struct cell_names names = cell_names_choose(rows);
    struct buf text;

    buf_init(&text, SIZE_MAX / 4);
    axis_room(axis, rows->count, rows->count, arena);
    for (uint32_t i = 0; i < rows->count; i++) {
        buf_clear(&text);
        if (i < CHART_LABELS_MAX)
            cell_names_write(rows, &names, i, format, &text);
        axis->names[i] = arena_str(arena, buf_str(&text));
        axis->codes[i] = axis->of_row[i] = i;
    }
    axis->count = rows->count;
    buf_release(&text);
}

/* ---- what is shown ---- */

struct ranked {
    uint32_t at;
    double total;
    struct str key;
};

static int by_key(const void *a, const void *b)
{
    return str_compare(((const struct ranked *)a)->key,
                       ((const struct ranked *)b)->key);
}

static int by_total(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->total != y->total)
        return x->total < y->total ? 1 : -1;
    return (x->at > y->at) - (x->at < y->at);
}

static struct ranked *ranked_of(const struct axis *axis, struct arena *arena)
{
    struct ranked *ranked = ARENA_ARRAY(arena, struct ranked, axis->count);

    for (uint32_t i = 0; i < axis->count; i++)
        ranked[i] =
            (struct ranked){i, sum_value(&axis->totals[i]), axis->keys[i]};
    return ranked;
}

/* Time runs from left to right, and its newest end is shown. */
static uint32_t show_times(struct axis *axis, uint32_t most,
                           struct arena *arena)
{
    struct ranked *ranked = ranked_of(axis, arena);
    uint32_t skipped = axis->count > most ? axis->count - most : 0;

    qsort(ranked, axis->count, sizeof(ranked[0]), by_key);
    for (uint32_t i = 0; i < axis->count; i++)
        axis->slot[ranked[i].at] =
            i < skipped ? NOT_SHOWN : (int32_t)(i - skipped);
    return axis->count - skipped;
}

static uint32_t show_first(struct axis *axis, uint32_t most)
{
    for (uint32_t i = 0; i < axis->count; i++)
        axis->slot[i] = i < most ? (int32_t)i : NOT_SHOWN;
    return axis->count < most ? axis->count : most;
}

/* The largest keep their order among themselves; the rest shares the last
   slot. */
static uint32_t show_largest(struct axis *axis, uint32_t most,
                             struct arena *arena)
{
    struct ranked *ranked = ranked_of(axis, arena);
    int32_t next = 0;

    qsort(ranked, axis->count, sizeof(ranked[0]), by_total);
    for (uint32_t i = 0; i < axis->count; i++)
        axis->slot[ranked[i].at] = i + 1 < most ? 0 : NOT_SHOWN;
    for (uint32_t i = 0; i < axis->count; i++)
        axis->slot[i] = axis->slot[i] == 0 ? next++ : (int32_t)most - 1;
    return most;
}

/* ---- filling ---- */

struct filling {
    const struct rows *rows;
    const struct chart_spec *spec;
    const struct format *format;
    struct arena *arena;
    struct chart_grid *grid;
    struct axis labels, series;
    struct sum *sums; /* one for each cell */
    uint8_t *counts;  /* 0, 1, or 2 for more */
    bool may_merge;   /* aggregate of the measure, over complete rows */
};

static enum column_aggregate aggregate_of(const struct filling *f, int y)
{
    return columns_column(f->rows->columns, (uint32_t)y).aggregate;
}

static bool adds_up(const struct filling *f)
{
    return f->may_merge && aggregate_of(f, f->spec->y[0]) == AGGREGATE_SUM;
}

static void add_totals(struct filling *f, struct axis *axis)
{
    for (uint32_t i = 0; i < f->rows->count; i++) {
        double value = columns_number(f->rows->columns, (uint32_t)f->spec->y[0],
                                      rows_at(f->rows, i));
        if (!isnan(value))
            sum_add(&axis->totals[axis->of_row[i]], value);
    }
}

/* False if the second value of a cell may not be put to the first. */
static bool put(struct filling *f, enum column_aggregate aggregate, size_t cell,
                double value)
{
    double old = f->sums[cell].total;

    if (f->counts[cell] == 0) {
        f->sums[cell] = (struct sum){value, 0};
    } else if (!f->may_merge || aggregate == AGGREGATE_NONE) {
        return false;
    } else if (aggregate == AGGREGATE_SUM) {
        sum_add(&f->sums[cell], value);
    } else if (aggregate == AGGREGATE_MIN ? value < old : value > old) {
        f->sums[cell].total = value;
    }
    f->counts[cell] = f->counts[cell] == 0 ? 1 : 2;
    return true;
}

static bool fill_row(struct filling *f, uint32_t i)
{
    const struct chart_spec *spec = f->spec;
    int32_t label = f->labels.slot[f->labels.of_row[i]];

    if (label < 0)
        return true;
    for (int y = 0; y < spec->y_count; y++) {
        int32_t series =
            spec->series < 0 ? y : f->series.slot[f->series.of_row[i]];
        double value = columns_number(f->rows->columns, (uint32_t)spec->y[y],
                                      rows_at(f->rows, i));
        if (series < 0 || isnan(value))
            continue;
        if (!put(f, aggregate_of(f, spec->y[y]),
                 (size_t)series * f->grid->label_count + (size_t)label, value))
            return false;
    }
    return true;
}

static void take_values(struct filling *f)
{
    size_t count = f->grid->label_count;

    for (uint32_t s = 0; s < f->grid->series_count; s++) {
        double *values = ARENA_ARRAY(f->arena, double, count);
        for (size_t i = 0; i < count; i++)
            values[i] = f->counts[s * count + i] == 0 ? (double)NAN
                        : f->counts[s * count + i] == 1
                            ? f->sums[s * count + i].total
                            : sum_value(&f->sums[s * count + i]);
        f->grid->series[s].values = values;
    }
}

static bool fill(struct filling *f)
{
    size_t cells = (size_t)f->grid->label_count * f->grid->series_count;

    f->sums = ARENA_ARRAY(f->arena, struct sum, cells);
    f->counts = ARENA_ARRAY(f->arena, uint8_t, cells);
    for (uint32_t i = 0; i < f->rows->count; i++)
        if (!fill_row(f, i))
            return false;
    take_values(f);
    return true;
}

/* ---- putting it together ---- */

static void name_labels(struct filling *f)
{
    struct chart_grid *grid = f->grid;

    grid->labels = ARENA_ARRAY(f->arena, struct str, grid->label_count);
    grid->label_codes = ARENA_ARRAY(f->arena, uint32_t, grid->label_count);
    for (uint32_t i = 0; i < f->labels.count; i++) {
        int32_t slot = f->labels.slot[i];
        if (slot < 0)
            continue;
        grid->labels[slot] = chart_grid_clip(f->labels.names[i], f->arena);
        grid->label_codes[slot] = f->labels.codes[i];
    }
}

static void show_labels(struct filling *f)
{
    const struct chart_spec *spec = f->spec;
    bool is_time =
        columns_column(f->rows->columns, (uint32_t)spec->x).type == COLUMN_DATE;
    uint32_t most =
        spec->type == CHART_LINE ? CHART_POINTS_MAX : CHART_LABELS_MAX;

    bool is_folded =
        spec->type == CHART_DOUGHNUT && f->labels.count > CHART_SERIES_MAX;

    f->grid->labels_all = f->labels.count;
    if (is_folded) {
        add_totals(f, &f->labels);
        f->grid->label_count =
            show_largest(&f->labels, CHART_SERIES_MAX, f->arena);
        f->grid->has_other = true;
    } else if (is_time) {
        f->grid->label_count = show_times(&f->labels, most, f->arena);
    } else {
        f->grid->label_count = show_first(&f->labels, most);
    }
    name_labels(f);
    if (is_folded)
        f->grid->labels[CHART_SERIES_MAX - 1] = (struct str)STR("Other");
}

static void name_series(struct filling *f)
{
    struct chart_grid *grid = f->grid;

    grid->series =
        ARENA_ARRAY(f->arena, struct chart_series, grid->series_count);
    for (uint32_t i = 0; i < f->series.count; i++) {
        int32_t slot = f->series.slot[i];
        if (slot < 0)
            continue;
        grid->series[slot] = (struct chart_series){
            .name = chart_grid_clip(f->series.names[i], f->arena),
            .code = f->series.codes[i]};
    }
    if (grid->has_other)
        grid->series[CHART_SERIES_MAX - 1] =
            (struct chart_series){.name = STR("Other"), .is_other = true};
}

static void show_series(struct filling *f)
{
    struct chart_grid *grid = f->grid;

    axis_of_column(f->rows, f->spec->series, f->format, f->arena, &f->series);
    grid->series_all = f->series.count;
    if (f->series.count > CHART_SERIES_MAX && adds_up(f)) {
        add_totals(f, &f->series);
        grid->series_count =
            show_largest(&f->series, CHART_SERIES_MAX, f->arena);
        grid->has_other = true;
    } else {
        grid->series_count = show_first(&f->series, CHART_SERIES_MAX);
    }
    name_series(f);
}

static void show_measures(struct filling *f)
{
    struct chart_grid *grid = f->grid;

    grid->series_all = grid->series_count = (uint32_t)f->spec->y_count;
    grid->series =
        ARENA_ARRAY(f->arena, struct chart_series, grid->series_count);
    for (uint32_t i = 0; i < grid->series_count; i++)
        grid->series[i] = (struct chart_series){
            .name =
                columns_column(f->rows->columns, (uint32_t)f->spec->y[i]).label,
            .code = i};
}

bool chart_grid_make(const struct rows *rows, const struct chart_spec *spec,
                     const struct format *format, struct arena *arena,
                     struct chart_grid *grid)
{
    struct filling f = {.rows = rows,
                        .spec = spec,
                        .format = format,
                        .arena = arena,
                        .grid = grid,
                        .may_merge = columns_meta(rows->columns).is_complete};
    bool is_time =
        columns_column(rows->columns, (uint32_t)spec->x).type == COLUMN_DATE;

    *grid = (struct chart_grid){0};
    if (spec->series >= 0)
        show_series(&f);
    else
        show_measures(&f);
    axis_of_column(rows, spec->x, format, arena, &f.labels);
    show_labels(&f);
    if (fill(&f))
        return true;
    /* Bars that would stand on one another can stand side by side. */
    if (spec->series >= 0 || is_time || spec->type != CHART_BAR)
        return false;
    axis_of_rows(rows, format, arena, &f.labels);
    show_labels(&f);
    return fill(&f);
}
