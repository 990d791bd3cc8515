/*
 * Bars, lines and slices are drawn from a grid of labels and series; points
 * straight from the rows. What cannot be drawn truly becomes bars, and what
 * those cannot show either is null: no chart is better than a wrong one.
 */
#include "generate/chart.h"

#include <math.h>

#include "base/json_write.h"
#include "dump/cell_text.h"
#include "generate/chart_parts.h"

/* ---- data ---- */

static void write_labels(struct chart_drawing *d)
{
    chart_parts_member(d->out, "labels");
    buf_add_char(d->out, '[');
    for (uint32_t i = 0; i < d->grid.label_count; i++) {
        json_write_comma(d->out);
        json_write_string(d->out, d->grid.labels[i]);
    }
    buf_add_char(d->out, ']');
}

static void write_values(struct chart_drawing *d, const struct column *column,
                         const double *values)
{
    chart_parts_member(d->out, "data");
    buf_add_char(d->out, '[');
    for (uint32_t i = 0; i < d->grid.label_count; i++) {
        json_write_comma(d->out);
        chart_parts_number(d->out, column, values[i]);
    }
    buf_add_char(d->out, ']');
}

static void write_look(struct chart_drawing *d, const char *colour)
{
    chart_parts_member_text(d->out, "borderColor", colour);
    chart_parts_member_text(d->out, "backgroundColor", colour);
    if (d->spec->type == CHART_LINE)
        buf_add_text(d->out, ",\"borderWidth\":2,\"pointRadius\":2,"
                             "\"spanGaps\":false");
}

static void write_dataset(struct chart_drawing *d, uint32_t s)
{
    const struct chart_series *series = &d->grid.series[s];
    int y = d->spec->series >= 0 ? 0 : (int)s;
    struct column column = chart_parts_column_at(d, d->spec->y[y]);

    json_write_comma(d->out);
    buf_add_char(d->out, '{');
    json_write_member(d->out, "label", series->name);
    write_values(d, &column, series->values);
    write_look(d, series->is_other ? chart_parts_other
                                   : chart_parts_colour_of(d, series->code));
    if (d->axis_count > 1)
        chart_parts_member_text(d->out, "yAxisID",
                                d->axis_of[y] == 0 ? "y" : "y1");
    buf_add_char(d->out, '}');
}

static bool is_drawn(const struct chart_drawing *d, uint32_t series)
{
    return d->spec->series >= 0 || d->axis_of[series] >= 0;
}

/* Bars, lines. Returns how many datasets there are. */
static uint32_t write_datasets(struct chart_drawing *d)
{
    uint32_t count = 0;

    chart_parts_member(d->out, "datasets");
    buf_add_char(d->out, '[');
    for (uint32_t s = 0; s < d->grid.series_count; s++) {
        if (!is_drawn(d, s))
            continue;
        write_dataset(d, s);
        count++;
    }
    buf_add_char(d->out, ']');
    return count;
}

static void write_slices(struct chart_drawing *d)
{
    struct column column = chart_parts_column_at(d, d->spec->y[0]);

    buf_add_text(d->out, ",\"datasets\":[{");
    json_write_member(d->out, "label", column.label);
    write_values(d, &column, d->grid.series[0].values);
    chart_parts_member(d->out, "backgroundColor");
    buf_add_char(d->out, '[');
    for (uint32_t i = 0; i < d->grid.label_count; i++) {
        bool is_other = d->grid.has_other && i + 1 == d->grid.label_count;
        json_write_comma(d->out);
        json_write_string(d->out,
                          str_from(is_other ? chart_parts_other
                                            : chart_parts_colour_of(
                                                  d, d->grid.label_codes[i])));
    }
    buf_add_text(d->out, "]}]");
}

/* ---- kinds ---- */

static void begin(struct chart_drawing *d, const char *type)
{
    buf_add_char(d->out, '{');
    chart_parts_member_text(d->out, "type", type);
    chart_parts_member(d->out, "data");
    buf_add_char(d->out, '{');
}

static void draw_grid(struct chart_drawing *d)
{
    uint32_t count;

    chart_parts_choose_axes(d);
    chart_parts_note_grid(d);
    begin(d, d->spec->type == CHART_LINE ? "line" : "bar");
    write_labels(d);
    count = write_datasets(d);
    buf_add_char(d->out, '}');
    chart_parts_options(d, count > 1);
    buf_add_char(d->out, '}');
}

static void draw_doughnut(struct chart_drawing *d)
{
    chart_parts_note_grid(d);
    begin(d, "doughnut");
    write_labels(d);
    write_slices(d);
    buf_add_char(d->out, '}');
    chart_parts_options(d, true);
    buf_add_char(d->out, '}');
}

/* Shares of a whole: no part below zero, all of them there. Looks at the rows,
   since a slice may hold several. */
static bool are_shares(const struct chart_drawing *d)
{
    bool has_any = false;

    if (!columns_meta(d->rows->columns).is_complete ||
        chart_parts_column_at(d, d->spec->y[0]).aggregate != AGGREGATE_SUM)
        return false;
    for (uint32_t i = 0; i < d->rows->count; i++) {
        double value = columns_number(d->rows->columns, (uint32_t)d->spec->y[0],
                                      rows_at(d->rows, i));
        if (value < 0)
            return false;
        has_any = has_any || value > 0;
    }
    return has_any;
}

/* ---- scatter ---- */

static bool is_point(const struct chart_drawing *d, uint32_t row)
{
    return !columns_is_null(d->rows->columns, (uint32_t)d->spec->x, row) &&
           !columns_is_null(d->rows->columns, (uint32_t)d->spec->y[0], row);
}

static void write_point(struct chart_drawing *d, uint32_t row)
{
    struct column x = chart_parts_column_at(d, d->spec->x);
    struct column y = chart_parts_column_at(d, d->spec->y[0]);

    json_write_comma(d->out);
    buf_add_text(d->out, "{\"x\":");
    chart_parts_number(
        d->out, &x,
        columns_number(d->rows->columns, (uint32_t)d->spec->x, row));
    buf_add_text(d->out, ",\"y\":");
    chart_parts_number(
        d->out, &y,
        columns_number(d->rows->columns, (uint32_t)d->spec->y[0], row));
    buf_add_char(d->out, '}');
}

/* The points of one value of the series; all of them for COLUMNS_NULL without
   a series. */
static void write_cloud(struct chart_drawing *d, struct str name, uint32_t code)
{
    json_write_comma(d->out);
    buf_add_char(d->out, '{');
    json_write_member(d->out, "label", name);
    chart_parts_member(d->out, "data");
    buf_add_char(d->out, '[');
    for (uint32_t i = 0; i < d->rows->count && d->shown < CHART_POINTS_MAX;
         i++) {
        uint32_t row = rows_at(d->rows, i);
        bool is_here = d->spec->series < 0 ||
                       columns_code(d->rows->columns, (uint32_t)d->spec->series,
                                    row) == code;
        if (!is_here || !is_point(d, row))
            continue;
        write_point(d, row);
        d->shown++;
    }
    buf_add_char(d->out, ']');
    write_look(d, chart_parts_colour_of(d, d->spec->series < 0 ? 0 : code));
    buf_add_char(d->out, '}');
}

static struct str cloud_name(struct chart_drawing *d, uint32_t row)
{
    struct buf text;
    struct str name;

    buf_init(&text, d->out->max_bytes);
    cell_text_name(d->rows->columns, (uint32_t)d->spec->series, row, d->format,
                   &text);
    name = chart_grid_clip(arena_str(d->arena, buf_str(&text)), d->arena);
    buf_release(&text);
    return name;
}

/* Up to the most that are drawn, in order of appearance. */
static uint32_t write_clouds(struct chart_drawing *d)
{
    uint32_t codes[CHART_SERIES_MAX];
    uint32_t count = 0;

    for (uint32_t i = 0; i < d->rows->count && count < CHART_SERIES_MAX; i++) {
        uint32_t row = rows_at(d->rows, i), s = 0;
        uint32_t code =
            columns_code(d->rows->columns, (uint32_t)d->spec->series, row);
        while (s < count && codes[s] != code)
            s++;
        if (s < count || !is_point(d, row))
            continue;
        codes[count++] = code;
        write_cloud(d, cloud_name(d, row), code);
    }
    return count;
}

static void note_points(struct chart_drawing *d)
{
    uint32_t all = 0;

    for (uint32_t i = 0; i < d->rows->count; i++)
        all += is_point(d, rows_at(d->rows, i));
    if (d->shown < all)
        chart_parts_note_part(d, d->shown, all, (struct str)STR("points"));
    chart_parts_note_incomplete(d);
}

static void draw_scatter(struct chart_drawing *d)
{
    uint32_t count = 1;

    chart_parts_choose_axes(d);
    begin(d, "scatter");
    buf_add_text(d->out, "\"datasets\":[");
    if (d->spec->series < 0)
        write_cloud(d, chart_parts_column_at(d, d->spec->y[0]).label,
                    COLUMNS_NULL);
    else
        count = write_clouds(d);
    buf_add_text(d->out, "]}");
    note_points(d);
    chart_parts_options(d, count > 1);
    buf_add_char(d->out, '}');
}

/* ---- all ---- */

/* Whether it was drawn as it was meant. */
static bool draw(struct chart_drawing *d)
{
    if (d->spec->type == CHART_SCATTER) {
        draw_scatter(d);
        return true;
    }
    if (!chart_grid_make(d->rows, d->spec, d->format, d->arena, &d->grid))
        return false;
    if (d->spec->type != CHART_DOUGHNUT)
        draw_grid(d);
    else if (are_shares(d))
        draw_doughnut(d);
    else
        return false;
    return true;
}

static void draw_bars_or_nothing(struct chart_drawing *d)
{
    if (d->spec->series < 0 &&
        chart_grid_make(d->rows, d->spec, d->format, d->arena, &d->grid))
        draw_grid(d);
    else
        buf_add_text(d->out, "null");
}

void chart_write(const struct rows *rows, const struct chart_spec *spec,
                 const struct format *format, struct buf *out)
{
    struct chart_spec bars = *spec;
    struct chart_drawing d = {
        .rows = rows, .spec = spec, .format = format, .out = out};

    if (spec->type == CHART_NONE || spec->x < 0 || spec->y_count == 0 ||
        rows->count == 0) {
        buf_add_text(out, "null");
        return;
    }
    d.arena = arena_new();
    buf_init(&d.notes, out->max_bytes);
    bars.type = CHART_BAR;
    if (!draw(&d)) {
        d.spec = &bars;
        draw_bars_or_nothing(&d);
    }
    buf_release(&d.notes);
    arena_free(d.arena);
}
