/*
 * Numbers on axes and in tooltips are written by the browser, in the reader's
 * locale: `ticks.format` takes the options of Intl.NumberFormat, and Chart.js
 * uses it for both. Labels and titles are text, in the project's locale.
 *
 * The palette is that of Okabe and Ito, without black, and further colours of
 * Paul Tol's "muted" scheme.
 */
#include "generate/chart.h"

#include <inttypes.h>
#include <math.h>

#include "base/json_write.h"
#include "dump/cell_text.h"
#include "generate/chart_grid.h"

static const char *const palette[CHART_SERIES_MAX] = {
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00",
    "#F0E442", "#332288", "#882255", "#117733", "#999933", "#AA4499"};
static const char other_colour[] = "#8C8C8C";

enum { AXES_MAX = 2 };

struct drawing {
    const struct rows *rows;
    const struct chart_spec *spec;
    const struct format *format;
    struct buf *out;
    struct arena *arena;
    struct chart_grid grid;
    bool is_taken[CHART_SERIES_MAX];
    int axis_of[COLUMNS_Y_MAX]; /* of each y; -1: it fits on no axis */
    int axis_y[AXES_MAX];       /* the y that gives an axis its unit */
    int axis_count;
    struct buf notes; /* the subtitle */
};

static void member(struct buf *out, const char *name)
{
    json_write_comma(out);
    json_write_key(out, name);
}

static void member_text(struct buf *out, const char *name, const char *text)
{
    json_write_member(out, name, str_from(text));
}

static struct column column_at(const struct drawing *d, int column)
{
    return columns_column(d->rows->columns, (uint32_t)column);
}

/* A value keeps its colour; who comes second to a colour takes the next. */
static const char *colour_of(struct drawing *d, uint32_t code)
{
    uint32_t at = code % CHART_SERIES_MAX;

    for (int i = 0; i < CHART_SERIES_MAX && d->is_taken[at]; i++)
        at = (at + 1) % CHART_SERIES_MAX;
    d->is_taken[at] = true;
    return palette[at];
}

static void write_number(struct buf *out, const struct column *column,
                         double value)
{
    if (isnan(value))
        buf_add_text(out, "null");
    else if (column->type == COLUMN_INTEGER && fabs(value) <= 9007199254740992)
        json_write_int(out, (int64_t)value);
    else
        json_write_real(out, value);
}

/* ---- notes ---- */

static void note(struct drawing *d)
{
    if (d->notes.len > 0)
        buf_add_text(&d->notes, "; ");
}

static void note_part(struct drawing *d, uint32_t shown, uint32_t all,
                      struct str label)
{
    note(d);
    cell_text_count(shown, d->format, &d->notes);
    buf_add_text(&d->notes, " of ");
    cell_text_count(all, d->format, &d->notes);
    buf_printf(&d->notes, " shown (%.*s)", STR_ARG(label));
}

static void note_other(struct drawing *d, uint32_t count)
{
    note(d);
    cell_text_count(count, d->format, &d->notes);
    buf_add_text(&d->notes, " more in Other");
}

static void note_grid(struct drawing *d)
{
    const struct chart_grid *grid = &d->grid;
    bool has_slices = d->spec->type == CHART_DOUGHNUT;

    if (grid->has_other)
        note_other(d, (has_slices ? grid->labels_all : grid->series_all) -
                          CHART_SERIES_MAX + 1);
    else if (grid->series_count < grid->series_all)
        note_part(d, grid->series_count, grid->series_all,
                  column_at(d, d->spec->series).label);
    if (grid->label_count < grid->labels_all && !has_slices)
        note_part(d, grid->label_count, grid->labels_all,
                  column_at(d, d->spec->x).label);
    if (!columns_meta(d->rows->columns).is_complete) {
        note(d);
        buf_add_text(&d->notes, "not all rows");
    }
}

/* ---- axes ---- */

static bool is_same_kind(const struct column *a, const struct column *b)
{
    return a->format == b->format && str_equal(a->unit, b->unit);
}

/* At most two kinds of numbers share a chart; a third is left out. */
static void choose_axes(struct drawing *d)
{
    for (int y = 0; y < d->spec->y_count; y++) {
        struct column column = column_at(d, d->spec->y[y]);
        d->axis_of[y] = -1;
        for (int a = 0; a < d->axis_count && d->axis_of[y] < 0; a++) {
            struct column other = column_at(d, d->spec->y[d->axis_y[a]]);
            if (is_same_kind(&column, &other))
                d->axis_of[y] = a;
        }
        if (d->axis_of[y] >= 0)
            continue;
        if (d->axis_count < AXES_MAX) {
            d->axis_of[y] = d->axis_count;
            d->axis_y[d->axis_count++] = y;
            continue;
        }
        note(d);
        buf_printf(&d->notes, "without %.*s", STR_ARG(column.label));
    }
}

/* Two digits behind the point, or more where all values are small. */
static int digits_of(const struct drawing *d, int column)
{
    double largest = 0;

    for (uint32_t i = 0; i < d->rows->count; i++) {
        double value = fabs(columns_number(d->rows->columns, (uint32_t)column,
                                           rows_at(d->rows, i)));
        if (value > largest)
            largest = value;
    }
    return largest >= 1 || largest == 0 ? 2 : largest >= 0.01 ? 4 : 6;
}

/* Both bounds are given, because Chart.js sets the lower one itself and Intl
   refuses bounds that cross. */
static void write_intl(struct buf *out, const struct column *column, int digits)
{
    switch (column->format) {
    case FORMAT_INTEGER:
        buf_add_text(out, "{\"minimumFractionDigits\":0,"
                          "\"maximumFractionDigits\":0}");
        return;
    case FORMAT_PERCENT:
        buf_add_text(out, "{\"style\":\"percent\","
                          "\"minimumFractionDigits\":0,"
                          "\"maximumFractionDigits\":1}");
        return;
    case FORMAT_CURRENCY:
        buf_add_text(out, "{\"style\":\"currency\",\"currency\":");
        json_write_string(out, column->unit);
        buf_add_text(out, ",\"minimumFractionDigits\":0,"
                          "\"maximumFractionDigits\":2}");
        return;
    case FORMAT_COMPACT:
        buf_add_text(out, "{\"notation\":\"compact\","
                          "\"minimumFractionDigits\":0,"
                          "\"maximumFractionDigits\":1}");
        return;
    case FORMAT_PLAIN:
    case FORMAT_DECIMAL:
    case FORMAT_DURATION:
    case FORMAT_DATE:
        break;
    }
    buf_printf(out,
               "{\"minimumFractionDigits\":0,"
               "\"maximumFractionDigits\":%d}",
               digits);
}

static void write_title(struct drawing *d, const struct column *column)
{
    bool is_said =
        column->unit.len == column->label.len &&
        strncasecmp(column->unit.ptr, column->label.ptr, column->unit.len) == 0;
    bool has_unit = column->unit.len > 0 && !is_said &&
                    column->format != FORMAT_CURRENCY &&
                    column->format != FORMAT_PERCENT;
    struct str title =
        has_unit ? arena_printf(d->arena, "%.*s (%.*s)", STR_ARG(column->label),
                                STR_ARG(column->unit))
                 : column->label;

    member(d->out, "title");
    buf_add_char(d->out, '{');
    json_write_member_bool(d->out, "display", true);
    json_write_member(d->out, "text", title);
    buf_add_char(d->out, '}');
}

static void write_number_axis(struct drawing *d, int index)
{
    struct column column = column_at(d, index);

    member_text(d->out, "type", "linear");
    write_title(d, &column);
    member(d->out, "ticks");
    buf_add_text(d->out, "{\"format\":");
    write_intl(d->out, &column, digits_of(d, index));
    buf_add_char(d->out, '}');
}

static void write_y_axis(struct drawing *d, int axis)
{
    member(d->out, axis == 0 ? "y" : "y1");
    buf_add_char(d->out, '{');
    write_number_axis(d, d->spec->y[d->axis_y[axis]]);
    member_text(d->out, "position", axis == 0 ? "left" : "right");
    if (d->spec->type != CHART_LINE && d->spec->type != CHART_SCATTER)
        json_write_member_bool(d->out, "beginAtZero", true);
    if (d->spec->type == CHART_STACKED_BAR)
        json_write_member_bool(d->out, "stacked", true);
    if (axis == 1)
        buf_add_text(d->out, ",\"grid\":{\"drawOnChartArea\":false}");
    buf_add_char(d->out, '}');
}

static void write_scales(struct drawing *d)
{
    struct column x = column_at(d, d->spec->x);

    member(d->out, "scales");
    buf_add_text(d->out, "{\"x\":{");
    if (d->spec->type == CHART_SCATTER) {
        write_number_axis(d, d->spec->x);
    } else {
        member_text(d->out, "type", "category");
        write_title(d, &x);
        if (d->spec->type == CHART_STACKED_BAR)
            json_write_member_bool(d->out, "stacked", true);
    }
    buf_add_char(d->out, '}');
    for (int axis = 0; axis < d->axis_count; axis++)
        write_y_axis(d, axis);
    buf_add_char(d->out, '}');
}

/* ---- options ---- */

static void write_plugin(struct drawing *d, const char *name, struct str text)
{
    member(d->out, name);
    buf_add_char(d->out, '{');
    json_write_member_bool(d->out, "display", true);
    json_write_member(d->out, "text", text);
    buf_add_char(d->out, '}');
}

static void write_options(struct drawing *d, bool has_legend)
{
    member(d->out, "options");
    buf_add_char(d->out, '{');
    json_write_member_bool(d->out, "responsive", true);
    if (d->spec->type == CHART_LINE)
        buf_add_text(d->out, ",\"interaction\":{\"mode\":\"index\","
                             "\"intersect\":false}");
    member(d->out, "plugins");
    buf_add_char(d->out, '{');
    write_plugin(d, "title", columns_meta(d->rows->columns).title);
    if (d->notes.len > 0)
        write_plugin(d, "subtitle", buf_str(&d->notes));
    member(d->out, "legend");
    buf_add_text(d->out,
                 has_legend ? "{\"display\":true}" : "{\"display\":false}");
    buf_add_char(d->out, '}');
    if (d->spec->type != CHART_DOUGHNUT)
        write_scales(d);
    buf_add_char(d->out, '}');
}

/* ---- data ---- */

static void write_labels(struct drawing *d)
{
    member(d->out, "labels");
    buf_add_char(d->out, '[');
    for (uint32_t i = 0; i < d->grid.label_count; i++) {
        json_write_comma(d->out);
        json_write_string(d->out, d->grid.labels[i]);
    }
    buf_add_char(d->out, ']');
}

static void write_values(struct drawing *d, const struct column *column,
                         const double *values)
{
    member(d->out, "data");
    buf_add_char(d->out, '[');
    for (uint32_t i = 0; i < d->grid.label_count; i++) {
        json_write_comma(d->out);
        write_number(d->out, column, values[i]);
    }
    buf_add_char(d->out, ']');
}

static void write_look(struct drawing *d, const char *colour)
{
    member_text(d->out, "borderColor", colour);
    member_text(d->out, "backgroundColor", colour);
    if (d->spec->type == CHART_LINE)
        buf_add_text(d->out, ",\"borderWidth\":2,\"pointRadius\":2,"
                             "\"spanGaps\":false");
}

static void write_dataset(struct drawing *d, uint32_t s)
{
    const struct chart_series *series = &d->grid.series[s];
    int y = d->spec->series >= 0 ? 0 : (int)s;
    struct column column = column_at(d, d->spec->y[y]);

    json_write_comma(d->out);
    buf_add_char(d->out, '{');
    json_write_member(d->out, "label", series->name);
    write_values(d, &column, series->values);
    write_look(d, series->is_other ? other_colour : colour_of(d, series->code));
    if (d->axis_count > 1)
        member_text(d->out, "yAxisID", d->axis_of[y] == 0 ? "y" : "y1");
    buf_add_char(d->out, '}');
}

static bool is_drawn(const struct drawing *d, uint32_t series)
{
    return d->spec->series >= 0 || d->axis_of[series] >= 0;
}

/* Bars, lines. Returns how many datasets there are. */
static uint32_t write_datasets(struct drawing *d)
{
    uint32_t count = 0;

    member(d->out, "datasets");
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

static void write_slices(struct drawing *d)
{
    struct column column = column_at(d, d->spec->y[0]);

    buf_add_text(d->out, ",\"datasets\":[{");
    json_write_member(d->out, "label", column.label);
    write_values(d, &column, d->grid.series[0].values);
    member(d->out, "backgroundColor");
    buf_add_char(d->out, '[');
    for (uint32_t i = 0; i < d->grid.label_count; i++) {
        bool is_other = d->grid.has_other && i + 1 == d->grid.label_count;
        json_write_comma(d->out);
        json_write_string(
            d->out, str_from(is_other ? other_colour
                                      : colour_of(d, d->grid.label_codes[i])));
    }
    buf_add_text(d->out, "]}]");
}

/* ---- kinds ---- */

static void begin(struct drawing *d, const char *type)
{
    buf_add_char(d->out, '{');
    member_text(d->out, "type", type);
    member(d->out, "data");
    buf_add_char(d->out, '{');
}

static void draw_grid(struct drawing *d)
{
    uint32_t count;

    choose_axes(d);
    note_grid(d);
    begin(d, d->spec->type == CHART_LINE ? "line" : "bar");
    write_labels(d);
    count = write_datasets(d);
    buf_add_char(d->out, '}');
    write_options(d, count > 1);
    buf_add_char(d->out, '}');
}

static void draw_doughnut(struct drawing *d)
{
    note_grid(d);
    begin(d, "doughnut");
    write_labels(d);
    write_slices(d);
    buf_add_char(d->out, '}');
    write_options(d, true);
    buf_add_char(d->out, '}');
}

/* Shares of a whole: no part below zero, all of them there. Looks at the rows,
   since a slice may hold several. */
static bool are_shares(const struct drawing *d)
{
    bool has_any = false;

    if (!columns_meta(d->rows->columns).is_complete ||
        column_at(d, d->spec->y[0]).aggregate != AGGREGATE_SUM)
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

static uint32_t write_points(struct drawing *d)
{
    struct column x = column_at(d, d->spec->x);
    struct column y = column_at(d, d->spec->y[0]);
    uint32_t drawn = 0, all = 0;

    member(d->out, "data");
    buf_add_char(d->out, '[');
    for (uint32_t i = 0; i < d->rows->count; i++) {
        uint32_t row = rows_at(d->rows, i);
        double at = columns_number(d->rows->columns, (uint32_t)d->spec->x, row);
        double value =
            columns_number(d->rows->columns, (uint32_t)d->spec->y[0], row);
        if (isnan(at) || isnan(value) || all++ >= CHART_POINTS_MAX)
            continue;
        json_write_comma(d->out);
        buf_add_text(d->out, "{\"x\":");
        write_number(d->out, &x, at);
        buf_add_text(d->out, ",\"y\":");
        write_number(d->out, &y, value);
        buf_add_char(d->out, '}');
        drawn++;
    }
    buf_add_char(d->out, ']');
    if (drawn < all)
        note_part(d, drawn, all, (struct str)STR("points"));
    return drawn;
}

static void draw_scatter(struct drawing *d)
{
    struct column y = column_at(d, d->spec->y[0]);

    choose_axes(d);
    begin(d, "scatter");
    buf_add_text(d->out, "\"datasets\":[{");
    json_write_member(d->out, "label", y.label);
    write_points(d);
    write_look(d, palette[0]);
    buf_add_text(d->out, "}]}");
    if (!columns_meta(d->rows->columns).is_complete) {
        note(d);
        buf_add_text(&d->notes, "not all rows");
    }
    write_options(d, false);
    buf_add_char(d->out, '}');
}

/* ---- all ---- */

static void draw(struct drawing *d)
{
    struct chart_spec bars = *d->spec;

    if (d->spec->type == CHART_SCATTER) {
        draw_scatter(d);
        return;
    }
    if (chart_grid_make(d->rows, d->spec, d->format, d->arena, &d->grid)) {
        if (d->spec->type != CHART_DOUGHNUT) {
            draw_grid(d);
            return;
        }
        if (are_shares(d)) {
            draw_doughnut(d);
            return;
        }
    }
    bars.type = CHART_BAR;
    d->spec = &bars;
    if (bars.series < 0 &&
        chart_grid_make(d->rows, &bars, d->format, d->arena, &d->grid))
        draw_grid(d);
    else
        buf_add_text(d->out, "null");
}

void chart_write(const struct rows *rows, const struct chart_spec *spec,
                 const struct format *format, struct buf *out)
{
    struct drawing d = {
        .rows = rows, .spec = spec, .format = format, .out = out};

    if (spec->type == CHART_NONE || spec->x < 0 || spec->y_count == 0 ||
        rows->count == 0) {
        buf_add_text(out, "null");
        return;
    }
    d.arena = arena_new();
    buf_init(&d.notes, out->max_bytes);
    draw(&d);
    buf_release(&d.notes);
    arena_free(d.arena);
}
