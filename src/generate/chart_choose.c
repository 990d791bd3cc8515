#include "generate/chart_choose.h"

#include "generate/words.h"

enum {
    SLICES_MAX = 7,   /* of a doughnut that nobody asked for */
    SCATTER_MIN = 3,  /* points that are worth a scatter */
    NAMED_POINTS = 30 /* rows of one dimension, too many for bars of two
                         measures */
};

struct roles {
    int time; /* -1: none, or the same day in all rows */
    int dimensions[COLUMNS_MAX];
    int dimension_count;
    int names; /* a label or an identifier; -1: none */
    int measures[COLUMNS_MAX];
    int measure_count;
    int main; /* the measure that the order names, or the first */
};

static struct column column_at(const struct rows *rows, int column)
{
    return columns_column(rows->columns, (uint32_t)column);
}

static bool has_codes(enum column_type type)
{
    return type == COLUMN_TEXT || type == COLUMN_DATE ||
           type == COLUMN_TIMESTAMP;
}

static bool is_number(enum column_type type)
{
    return type == COLUMN_INTEGER || type == COLUMN_DECIMAL ||
           type == COLUMN_REAL;
}

static uint32_t value_count(const struct rows *rows, int column)
{
    return columns_dictionary_count(rows->columns, (uint32_t)column);
}

static void add_role(const struct rows *rows, int i, struct roles *roles)
{
    switch (column_at(rows, i).role) {
    case COLUMN_DIMENSION:
        roles->dimensions[roles->dimension_count++] = i;
        break;
    case COLUMN_MEASURE:
        roles->measures[roles->measure_count++] = i;
        break;
    case COLUMN_TIME:
        if (roles->time < 0 && value_count(rows, i) != 1)
            roles->time = i;
        break;
    case COLUMN_LABEL:
    case COLUMN_IDENTIFIER:
        if (roles->names < 0)
            roles->names = i;
        break;
    }
}

static struct roles roles_of(const struct rows *rows)
{
    struct roles roles = {.time = -1, .names = -1, .main = -1};
    int order = columns_meta(rows->columns).order_column;

    for (uint32_t i = 0; i < rows->columns->column_count; i++)
        add_role(rows, (int)i, &roles);
    if (roles.measure_count > 0)
        roles.main = roles.measures[0];
    if (order >= 0 && column_at(rows, order).role == COLUMN_MEASURE)
        roles.main = order;
    return roles;
}

static bool is_same_kind(const struct column *a, const struct column *b)
{
    return a->format == b->format && str_equal(a->unit, b->unit);
}

/* The main measure, then those that can share its axis. */
static void choose_y(const struct rows *rows, const struct roles *roles,
                     int most, struct chart_spec *spec)
{
    struct column main = column_at(rows, roles->main);

    spec->y[0] = roles->main;
    spec->y_count = 1;
    for (int i = 0; i < roles->measure_count && spec->y_count < most; i++) {
        struct column other = column_at(rows, roles->measures[i]);
        if (roles->measures[i] != roles->main && is_same_kind(&main, &other))
            spec->y[spec->y_count++] = roles->measures[i];
    }
}

static bool adds_up(const struct rows *rows, int measure)
{
    return column_at(rows, measure).aggregate == AGGREGATE_SUM &&
           columns_meta(rows->columns).is_complete;
}

static bool is_share_of_whole(const struct rows *rows,
                              const struct roles *roles)
{
    uint32_t slices = value_count(rows, roles->dimensions[0]);
    bool has_any = false;

    if (roles->measure_count != 1 || slices < 2 || slices > SLICES_MAX ||
        slices != rows->count || !adds_up(rows, roles->main))
        return false;
    for (uint32_t i = 0; i < rows->count; i++) {
        double value = columns_number(rows->columns, (uint32_t)roles->main,
                                      rows_at(rows, i));
        if (!(value >= 0))
            return false;
        has_any = has_any || value > 0;
    }
    return has_any;
}

/* The dimension with fewer values becomes the series. */
static void choose_two(const struct rows *rows, const struct roles *roles,
                       struct chart_spec *spec)
{
    int x = roles->dimensions[0], series = roles->dimensions[1];
    bool is_sum = adds_up(rows, roles->main);

    choose_y(rows, roles, 1, spec);
    spec->x = x;
    spec->type = CHART_BAR;
    if (roles->dimension_count > 2 && !is_sum)
        return;
    if (value_count(rows, series) > value_count(rows, x)) {
        spec->x = series;
        series = x;
    }
    spec->series = series;
    spec->type = is_sum ? CHART_STACKED_BAR : CHART_GROUPED_BAR;
}

static void choose_time(const struct rows *rows, const struct roles *roles,
                        struct chart_spec *spec)
{
    bool has_series = roles->dimension_count > 0;

    if (roles->dimension_count > 1 && !adds_up(rows, roles->main))
        return;
    spec->type = CHART_LINE;
    spec->x = roles->time;
    choose_y(rows, roles, has_series ? 1 : COLUMNS_Y_MAX, spec);
    if (has_series)
        spec->series = roles->dimensions[0];
}

static void choose_scatter(const struct roles *roles, struct chart_spec *spec)
{
    spec->type = CHART_SCATTER;
    spec->x = roles->measures[0];
    spec->y[0] = roles->measures[1];
    spec->y_count = 1;
}

static void choose_one(const struct rows *rows, const struct roles *roles,
                       struct chart_spec *spec)
{
    if (roles->measure_count == 2 && rows->count > NAMED_POINTS) {
        choose_scatter(roles, spec);
        return;
    }
    choose_y(rows, roles, COLUMNS_Y_MAX, spec);
    spec->x = roles->dimensions[0];
    spec->type = is_share_of_whole(rows, roles) ? CHART_DOUGHNUT : CHART_BAR;
}

struct chart_spec chart_choose(const struct rows *rows)
{
    struct chart_spec spec = {.type = CHART_NONE, .x = -1, .series = -1};
    struct roles roles = roles_of(rows);

    if (roles.measure_count == 0)
        return spec;
    if (roles.time >= 0)
        choose_time(rows, &roles, &spec);
    else if (roles.dimension_count >= 2)
        choose_two(rows, &roles, &spec);
    else if (roles.dimension_count == 1)
        choose_one(rows, &roles, &spec);
    else if (roles.measure_count == 2 && rows->count >= SCATTER_MIN)
        choose_scatter(&roles, &spec);
    else if (roles.names >= 0 && rows->count > 1) {
        choose_y(rows, &roles, COLUMNS_Y_MAX, &spec);
        spec.x = roles.names;
        spec.type = CHART_BAR;
    }
    return spec;
}

/* ---- declared ---- */

struct declaring {
    const struct template *template;
    const struct gathered *gathered;
    const struct rows *rows;
    struct err *err;
};

static struct place place_at(const struct declaring *d, int line, int column)
{
    const struct template_chart *chart = &d->template->chart;
    return (struct place){d->template, line ? line : chart->line,
                          line ? column : chart->column};
}

static bool declare_y(const struct declaring *d, struct chart_spec *spec)
{
    const struct template_texts *y = &d->template->chart.y;

    for (size_t i = 0; i < y->count && i < COLUMNS_Y_MAX; i++) {
        struct place place = place_at(d, y->items[i].line, y->items[i].column);
        int column = place_find_column(place, "chart", d->gathered,
                                       y->items[i].text, d->err);
        if (column < 0)
            return false;
        if (!is_number(column_at(d->rows, column).type))
            return place_err(
                place, d->err, "chart: y needs numbers, and %.*s is of type %s",
                STR_ARG(y->items[i].text),
                words_name(WORDS_TYPE, (int)column_at(d->rows, column).type));
        spec->y[i] = column;
        spec->y_count = (int)i + 1;
    }
    return true;
}

static bool declare_x(const struct declaring *d, struct chart_spec *spec)
{
    const struct template_chart *chart = &d->template->chart;
    struct place place = place_at(d, chart->x_line, chart->x_column);

    if (chart->x.len == 0)
        return true;
    spec->x = place_find_column(place, "chart", d->gathered, chart->x, d->err);
    return spec->x >= 0;
}

static bool declare_series(const struct declaring *d, struct chart_spec *spec)
{
    const struct template_chart *chart = &d->template->chart;
    struct place place = place_at(d, chart->series_line, chart->series_column);

    if (chart->series.len == 0)
        return true;
    spec->series =
        place_find_column(place, "chart", d->gathered, chart->series, d->err);
    if (spec->series < 0)
        return false;
    return has_codes(column_at(d->rows, spec->series).type) ||
           place_err(place, d->err,
                     "chart: series needs text, and %.*s is "
                     "of type %s",
                     STR_ARG(chart->series),
                     words_name(WORDS_TYPE,
                                (int)column_at(d->rows, spec->series).type));
}

static enum chart_type declared_type(const struct template_chart *chart,
                                     const struct chart_spec *chosen)
{
    int type = words_value(WORDS_CHART, chart->type);
    enum chart_type wanted = type < 0 ? chosen->type : (enum chart_type)type;

    if (wanted == CHART_BAR && chart->is_stacked)
        return CHART_STACKED_BAR;
    if (wanted == CHART_BAR && chart->series.len > 0)
        return CHART_GROUPED_BAR;
    return wanted;
}

/* What the header left open. */
static void complete(const struct declaring *d, struct chart_spec *spec)
{
    struct roles roles = roles_of(d->rows);
    bool is_scatter = spec->type == CHART_SCATTER;
    bool is_grouped =
        spec->type == CHART_GROUPED_BAR || spec->type == CHART_STACKED_BAR;

    if (spec->x < 0 && is_scatter && roles.measure_count > 1)
        spec->x = roles.measures[0] == spec->y[0] && spec->y_count > 0
                      ? roles.measures[1]
                      : roles.measures[0];
    else if (spec->x < 0 && !is_scatter)
        spec->x = roles.time >= 0 && spec->type != CHART_DOUGHNUT ? roles.time
                  : roles.dimension_count > 0 ? roles.dimensions[0]
                                              : roles.names;
    if (is_grouped && spec->series < 0 && spec->y_count < 2)
        for (int i = 0; i < roles.dimension_count && spec->series < 0; i++)
            if (roles.dimensions[i] != spec->x)
                spec->series = roles.dimensions[i];
    for (int i = 0; spec->y_count == 0 && i < roles.measure_count; i++)
        if (roles.measures[i] != spec->x &&
            (!is_scatter ? roles.measures[i] == roles.main : true))
            spec->y[spec->y_count++] = roles.measures[i];
}

static const char *objection(const struct declaring *d,
                             const struct chart_spec *spec)
{
    enum column_aggregate aggregate;

    if (spec->x < 0)
        return "no column for x; name one";
    if (spec->y_count == 0)
        return "no measure for y; name one";
    aggregate = column_at(d->rows, spec->y[0]).aggregate;
    if (spec->type == CHART_SCATTER &&
        !is_number(column_at(d->rows, spec->x).type))
        return "a scatter needs a number for x";
    if (spec->y_count > 1 &&
        (spec->series >= 0 || spec->type == CHART_DOUGHNUT ||
         spec->type == CHART_SCATTER))
        return "only one y goes with a series, a doughnut or a scatter";
    if (spec->type == CHART_DOUGHNUT && spec->series >= 0)
        return "a doughnut has no series";
    if ((spec->type == CHART_DOUGHNUT || spec->type == CHART_STACKED_BAR) &&
        aggregate != AGGREGATE_SUM)
        return "doughnuts and stacked bars add their parts up: that needs "
               "aggregate: sum for y";
    return NULL;
}

bool chart_choose_declared(const struct template *template,
                           const struct gathered *gathered,
                           const struct rows *rows, struct chart_spec *spec,
                           struct err *err)
{
    const struct template_chart *chart = &template->chart;
    struct declaring d = {template, gathered, rows, err};
    const char *wrong;

    *spec = chart_choose(rows);
    if (chart->type.len == 0 && chart->x.len == 0 && chart->series.len == 0 &&
        chart->y.count == 0 && !chart->is_stacked)
        return true;
    struct chart_spec declared = {.x = -1, .series = -1};
    declared.type = declared_type(chart, spec);
    if (declared.type == CHART_NONE && chart->type.len == 0)
        declared.type = chart->series.len > 0 ? CHART_GROUPED_BAR : CHART_BAR;
    if (!declare_x(&d, &declared) || !declare_y(&d, &declared) ||
        !declare_series(&d, &declared))
        return false;
    *spec = declared;
    if (declared.type == CHART_NONE)
        return true;
    complete(&d, spec);
    wrong = objection(&d, spec);
    return !wrong || place_err(place_at(&d, 0, 0), err, "chart: %s", wrong);
}
