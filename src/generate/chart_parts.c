/*
 * Numbers on axes and in tooltips are written by the browser, in the reader's
 * locale: `ticks.format` takes the options of Intl.NumberFormat, and Chart.js
 * uses it for both. Labels and titles are text, in the project's locale.
 *
 * The palette is that of Okabe and Ito, without black, and further colours of
 * Paul Tol's "muted" scheme.
 */
#include "generate/chart_parts.h"

#include <math.h>

#include "base/json_write.h"
#include "dump/cell_text.h"

static const char *const palette[CHART_SERIES_MAX] = {
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00",
    "#F0E442", "#332288", "#882255", "#117733", "#999933", "#AA4499"};
const char chart_parts_other[] = "#8C8C8C";

void chart_parts_member(struct buf *out, const char *name)
{
    json_write_next_key(out, name);
}

void chart_parts_member_text(struct buf *out, const char *name,
                             const char *text)
{
    json_write_member(out, name, str_from(text));
}

struct column chart_parts_column_at(const struct chart_drawing *d, int column)
{
    return columns_column(d->rows->columns, (uint32_t)column);
}

const char *chart_parts_colour_of(struct chart_drawing *d, uint32_t code)
{
    uint32_t at = code % CHART_SERIES_MAX;

    for (int i = 0; i < CHART_SERIES_MAX && d->is_taken[at]; i++)
        at = (at + 1) % CHART_SERIES_MAX;
    d->is_taken[at] = true;
    return palette[at];
}

void chart_parts_number(struct buf *out, const struct column *column,
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

static void note(struct chart_drawing *d)
{
    if (d->notes.len > 0)
        buf_add_text(&d->notes, "; ");
}

void chart_parts_note_part(struct chart_drawing *d, uint32_t shown,
                           uint32_t all, struct str label)
{
    note(d);
    cell_text_count(shown, d->format, &d->notes);
    buf_add_text(&d->notes, " of ");
    cell_text_count(all, d->format, &d->notes);
    buf_printf(&d->notes, " shown (%.*s)", STR_ARG(label));
}

static void note_other(struct chart_drawing *d, uint32_t count)
{
    note(d);
    cell_text_count(count, d->format, &d->notes);
    buf_add_text(&d->notes, " more in Other");
}

void chart_parts_note_incomplete(struct chart_drawing *d)
{
    if (columns_meta(d->rows->columns).is_complete)
        return;
    note(d);
    buf_add_text(&d->notes, "not all rows");
}

void chart_parts_note_grid(struct chart_drawing *d)
{
    const struct chart_grid *grid = &d->grid;
    bool has_slices = d->spec->type == CHART_DOUGHNUT;

    if (grid->has_other)
        note_other(d, (has_slices ? grid->labels_all : grid->series_all) -
                          CHART_SERIES_MAX + 1);
    else if (grid->series_count < grid->series_all)
        chart_parts_note_part(d, grid->series_count, grid->series_all,
                              chart_parts_column_at(d, d->spec->series).label);
    if (grid->label_count < grid->labels_all && !has_slices)
        chart_parts_note_part(d, grid->label_count, grid->labels_all,
                              chart_parts_column_at(d, d->spec->x).label);
    chart_parts_note_incomplete(d);
}

/* ---- axes ---- */

static bool is_same_kind(const struct column *a, const struct column *b)
{
    return a->format == b->format && str_equal(a->unit, b->unit);
}

/* At most two kinds of numbers share a chart; a third is left out. */
void chart_parts_choose_axes(struct chart_drawing *d)
{
    for (int y = 0; y < d->spec->y_count; y++) {
        struct column column = chart_parts_column_at(d, d->spec->y[y]);
        d->axis_of[y] = -1;
        for (int a = 0; a < d->axis_count && d->axis_of[y] < 0; a++) {
            struct column other =
                chart_parts_column_at(d, d->spec->y[d->axis_y[a]]);
            if (is_same_kind(&column, &other))
                d->axis_of[y] = a;
        }
        if (d->axis_of[y] >= 0)
            continue;
        if (d->axis_count < CHART_AXES_MAX) {
            d->axis_of[y] = d->axis_count;
            d->axis_y[d->axis_count++] = y;
            continue;
        }
        note(d);
        buf_printf(&d->notes, "without %.*s", STR_ARG(column.label));
    }
}

/* Two digits behind the point, or more where all values are small. */
static int digits_of(const struct chart_drawing *d, int column)
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

/* "Lead time (days)" needs no second unit. */
static bool is_said(const struct column *column)
{
    struct str label = column->label, unit = column->unit;

    for (size_t i = 0; i + unit.len <= label.len; i++)
        if (strncasecmp(label.ptr + i, unit.ptr, unit.len) == 0)
            return true;
    return false;
}

static void write_title(struct chart_drawing *d, const struct column *column)
{
    bool has_unit = column->unit.len > 0 && !is_said(column) &&
                    column->format != FORMAT_CURRENCY &&
                    column->format != FORMAT_PERCENT;
    struct str title =
        has_unit ? arena_printf(d->arena, "%.*s (%.*s)", STR_ARG(column->label),
                                STR_ARG(column->unit))
                 : column->label;

    chart_parts_member(d->out, "title");
    buf_add_char(d->out, '{');
    json_write_member_bool(d->out, "display", true);
    json_write_member(d->out, "text", title);
    buf_add_char(d->out, '}');
}

static void write_number_axis(struct chart_drawing *d, int index)
{
    struct column column = chart_parts_column_at(d, index);

    chart_parts_member_text(d->out, "type", "linear");
    write_title(d, &column);
    chart_parts_member(d->out, "ticks");
    buf_add_text(d->out, "{\"format\":");
    write_intl(d->out, &column, digits_of(d, index));
    if (column.format == FORMAT_INTEGER)
        buf_add_text(d->out, ",\"precision\":0");
    buf_add_char(d->out, '}');
}

static void write_y_axis(struct chart_drawing *d, int axis)
{
    chart_parts_member(d->out, axis == 0 ? "y" : "y1");
    buf_add_char(d->out, '{');
    write_number_axis(d, d->spec->y[d->axis_y[axis]]);
    chart_parts_member_text(d->out, "position", axis == 0 ? "left" : "right");
    if (d->spec->type != CHART_LINE && d->spec->type != CHART_SCATTER)
        json_write_member_bool(d->out, "beginAtZero", true);
    if (d->spec->type == CHART_STACKED_BAR)
        json_write_member_bool(d->out, "stacked", true);
    if (axis == 1)
        buf_add_text(d->out, ",\"grid\":{\"drawOnChartArea\":false}");
    buf_add_char(d->out, '}');
}

static void write_scales(struct chart_drawing *d)
{
    struct column x = chart_parts_column_at(d, d->spec->x);

    chart_parts_member(d->out, "scales");
    buf_add_text(d->out, "{\"x\":{");
    if (d->spec->type == CHART_SCATTER) {
        write_number_axis(d, d->spec->x);
    } else {
        chart_parts_member_text(d->out, "type", "category");
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

static void write_plugin(struct chart_drawing *d, const char *name,
                         struct str text)
{
    chart_parts_member(d->out, name);
    buf_add_char(d->out, '{');
    json_write_member_bool(d->out, "display", true);
    json_write_member(d->out, "text", text);
    buf_add_char(d->out, '}');
}

void chart_parts_options(struct chart_drawing *d, bool has_legend)
{
    chart_parts_member(d->out, "options");
    buf_add_char(d->out, '{');
    json_write_member_bool(d->out, "responsive", true);
    if (d->spec->type == CHART_LINE)
        buf_add_text(d->out, ",\"interaction\":{\"mode\":\"index\","
                             "\"intersect\":false}");
    chart_parts_member(d->out, "plugins");
    buf_add_char(d->out, '{');
    write_plugin(d, "title", columns_meta(d->rows->columns).title);
    if (d->notes.len > 0)
        write_plugin(d, "subtitle", buf_str(&d->notes));
    chart_parts_member(d->out, "legend");
    buf_add_text(d->out,
                 has_legend ? "{\"display\":true}" : "{\"display\":false}");
    buf_add_char(d->out, '}');
    if (d->spec->type != CHART_DOUGHNUT)
        write_scales(d);
    buf_add_char(d->out, '}');
}
