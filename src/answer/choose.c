#include "answer/choose.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json_write.h"
#include "generate/chart_choose.h"

enum { ISO_DAY_LENGTH = 10 };

struct route_slots choose_all(void)
{
    return (struct route_slots){
        .order_column = -1, .time_column = -1, .group_column = -1};
}

bool choose_is_all(const struct route_slots *slots)
{
    return slots->filter_count == 0 && slots->order_column < 0 &&
           slots->limit == 0 && slots->time_column < 0 &&
           slots->group_column < 0;
}

/* ---- filters ---- */

static bool is_text_type(enum column_type type)
{
    return type == COLUMN_TEXT || type == COLUMN_DATE ||
           type == COLUMN_TIMESTAMP;
}

/* Numbers and booleans are compared in their JSON form. */
static bool number_equals(const struct columns *columns,
                          const struct column *column, uint32_t i, uint32_t row,
                          struct str value)
{
    char text[32];

    if (columns_is_null(columns, i, row))
        return false;
    if (column->type == COLUMN_BOOLEAN)
        return str_is(value,
                      columns_integer(columns, i, row) ? "true" : "false");
    if (column->type == COLUMN_INTEGER) {
        int len = snprintf(text, sizeof(text), "%lld",
                           (long long)columns_integer(columns, i, row));
        return str_equal(value, (struct str){text, (size_t)len});
    }
    return str_equal(
        value, (struct str){text, json_format_real(
                                      columns_number(columns, i, row), text)});
}

/* The codes that a filter names, as a set; one pass over the dictionary. */
static bool *codes_wanted(const struct columns *columns,
                          const struct route_filter *filter,
                          struct arena *arena)
{
    uint32_t count = columns_dictionary_count(columns, filter->column);
    bool *wanted = ARENA_ARRAY(arena, bool, count + 1);

    for (uint32_t code = 0; code < count; code++)
        for (size_t i = 0; i < filter->value_count; i++)
            if (str_equal(columns_dictionary(columns, filter->column, code),
                          filter->values[i]))
                wanted[code] = true;
    return wanted;
}

struct test {
    const struct route_filter *filter;
    struct column column;
    const uint32_t *codes; /* of a column with a dictionary, of each row; */
    const bool *wanted;    /* and of each code */
};

/* Those rows of the index that pass, in place; returns how many. Written
   without a branch for each row: there are thousands. */
static uint32_t keep_coded(const struct test *test, uint32_t *index,
                           uint32_t count)
{
    bool is_excluded = test->filter->is_excluded;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t row = index[i], code = test->codes[row];
        bool has_value = code != COLUMNS_NULL && test->wanted[code];
        index[kept] = row;
        kept += has_value != is_excluded;
    }
    return kept;
}

static uint32_t keep_numbers(const struct columns *columns,
                             const struct test *test, uint32_t *index,
                             uint32_t count)
{
    const struct route_filter *filter = test->filter;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count; i++) {
        bool has_value = false;
        for (size_t j = 0; j < filter->value_count && !has_value; j++)
            has_value = number_equals(columns, &test->column, filter->column,
                                      index[i], filter->values[j]);
        if (has_value != filter->is_excluded)
            index[kept++] = index[i];
    }
    return kept;
}

static uint32_t keep_filtered(const struct columns *columns,
                              const struct route_filter *filter,
                              struct arena *arena, uint32_t *index,
                              uint32_t count)
{
    struct test test = {.filter = filter,
                        .column = columns_column(columns, filter->column),
                        .codes = columns_codes(columns, filter->column)};

    if (!test.codes)
        return keep_numbers(columns, &test, index, count);
    test.wanted = codes_wanted(columns, filter, arena);
    return keep_coded(&test, index, count);
}

static bool is_in_span(const struct columns *columns,
                       const struct route_slots *slots, uint32_t row)
{
    struct str text;
    struct date date;

    text = columns_text(columns, (uint32_t)slots->time_column, row);
    if (text.len > ISO_DAY_LENGTH) /* a timestamp */
        text.len = ISO_DAY_LENGTH;
    return date_parse(text, &date) && date.day >= slots->span.from.day &&
           date.day < slots->span.until.day;
}

static uint32_t keep_in_span(const struct columns *columns,
                             const struct route_slots *slots, uint32_t *index,
                             uint32_t count)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count; i++)
        if (is_in_span(columns, slots, index[i]))
            index[kept++] = index[i];
    return kept;
}

/* ---- order ---- */

struct sorting {
    const struct columns *columns;
    uint32_t column;
    bool descending, by_text;
};

static int compare_values(const struct sorting *s, uint32_t a, uint32_t b)
{
    double x, y;

    if (s->by_text)
        return str_compare(columns_text(s->columns, s->column, a),
                           columns_text(s->columns, s->column, b));
    x = columns_number(s->columns, s->column, a);
    y = columns_number(s->columns, s->column, b);
    if (x == y) {
        int64_t m = columns_integer(s->columns, s->column, a);
        int64_t n = columns_integer(s->columns, s->column, b);
        return (m > n) - (m < n);
    }
    return x < y ? -1 : 1;
}

static int compare_rows(const void *left, const void *right, void *context)
{
    const struct sorting *s = context;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    bool null_a = columns_is_null(s->columns, s->column, a);
    bool null_b = columns_is_null(s->columns, s->column, b);
    int order;

    if (null_a != null_b)
        return null_a ? 1 : -1;
    order = null_a ? 0 : compare_values(s, a, b);
    if (order == 0)
        return (a > b) - (a < b);
    return s->descending ? -order : order;
}

struct rows choose_rows(const struct columns *columns,
                        const struct route_slots *slots, struct arena *arena,
                        uint32_t *match_count)
{
    uint32_t *index = ARENA_ARRAY(arena, uint32_t, columns->row_count + 1);
    uint32_t count = columns->row_count;

    for (uint32_t row = 0; row < count; row++)
        index[row] = row;
    for (size_t i = 0; i < slots->filter_count; i++)
        count = keep_filtered(columns, &slots->filters[i], arena, index, count);
    if (slots->time_column >= 0)
        count = keep_in_span(columns, slots, index, count);
    if (slots->order_column >= 0 && count > 1) {
        uint32_t column = (uint32_t)slots->order_column;
        struct sorting sorting = {
            columns, column, slots->order_descending,
            is_text_type(columns_column(columns, column).type)};
        qsort_r(index, count, sizeof(index[0]), compare_rows, &sorting);
    }
    *match_count = count;
    if (slots->limit > 0 && count > slots->limit)
        count = slots->limit;
    return (struct rows){columns, index, count};
}

/* ---- what may be done ---- */

static bool is_summable(const struct columns *columns, uint32_t i)
{
    struct column column = columns_column(columns, i);
    return column.role == COLUMN_MEASURE && column.aggregate == AGGREGATE_SUM;
}

static bool has_summable(const struct columns *columns)
{
    for (uint32_t i = 0; i < columns->column_count; i++)
        if (is_summable(columns, i))
            return true;
    return false;
}

bool choose_is_allowed(const struct columns *columns,
                       const struct route_slots *slots, struct err *err)
{
    struct columns_meta meta = columns_meta(columns);

    if (!meta.is_complete && (slots->order_column >= 0 || slots->limit > 0 ||
                              slots->group_column >= 0))
        return err_set(err, ERR_INPUT,
                       "\"%.*s\" holds only some of the rows, so they cannot "
                       "be ranked or added up truly",
                       STR_ARG(meta.title));
    if (slots->group_column >= 0 &&
        (!has_summable(columns) ||
         !is_text_type(
             columns_column(columns, (uint32_t)slots->group_column).type)))
        return err_set(err, ERR_INPUT,
                       "the figures of \"%.*s\" cannot be added up",
                       STR_ARG(meta.title));
    if (slots->group_column >= 0 && slots->order_column >= 0 &&
        !is_summable(columns, (uint32_t)slots->order_column))
        return err_set(err, ERR_INPUT,
                       "\"%.*s\" cannot be added up and then ordered by that",
                       STR_ARG(meta.title));
    return true;
}

/* ---- adding up ---- */

struct grouping {
    const struct columns *from;
    struct column columns[COLUMNS_MAX]; /* [0] is the group */
    uint32_t sources[COLUMNS_MAX];
    uint32_t count;
    int order; /* which of them the declared order means, or -1 */
};

static struct grouping plan_grouping(const struct columns *columns,
                                     const struct route_slots *slots)
{
    struct grouping g = {.from = columns, .count = 1, .order = -1};
    int declared = slots->order_column >= 0
                       ? slots->order_column
                       : columns_meta(columns).order_column;

    g.sources[0] = (uint32_t)slots->group_column;
    g.columns[0] = columns_column(columns, g.sources[0]);
    for (uint32_t i = 0; i < columns->column_count; i++) {
        struct column column = columns_column(columns, i);
        if (column.role != COLUMN_MEASURE || column.aggregate != AGGREGATE_SUM)
            continue;
        if ((int)i == declared)
            g.order = (int)g.count;
        g.columns[g.count] = column;
        g.sources[g.count++] = i;
    }
    return g;
}

/* One group's sums so far; cells[0] is its name. */
struct sums {
    struct cell cells[COLUMNS_MAX];
};

static bool add_up(struct cell *cell, const struct grouping *g, uint32_t i,
                   uint32_t row, struct err *err)
{
    uint32_t source = g->sources[i];

    if (columns_is_null(g->from, source, row))
        return true;
    if (cell->is_null)
        *cell = (struct cell){0};
    cell->number += columns_number(g->from, source, row);
    if (__builtin_add_overflow(cell->integer,
                               columns_integer(g->from, source, row),
                               &cell->integer))
        return err_set(err, ERR_LIMIT, "the sum of %.*s is too large",
                       STR_ARG(g->columns[i].name));
    return true;
}

static struct sums *start_group(const struct grouping *g, uint32_t row,
                                struct arena *arena)
{
    struct sums *sums = ARENA_NEW(arena, struct sums);
    struct cell *name = &sums->cells[0];

    name->is_null = columns_is_null(g->from, g->sources[0], row);
    name->text = columns_text(g->from, g->sources[0], row);
    name->integer = columns_integer(g->from, g->sources[0], row);
    name->number = columns_number(g->from, g->sources[0], row);
    for (uint32_t i = 1; i < g->count; i++)
        sums->cells[i].is_null = true;
    return sums;
}

static struct sums **collect(const struct grouping *g, const struct rows *rows,
                             struct arena *arena, uint32_t *count,
                             struct err *err)
{
    uint32_t codes = columns_dictionary_count(g->from, g->sources[0]);
    struct sums **by_code = ARENA_ARRAY(arena, struct sums *, codes + 1);
    struct sums **groups = ARENA_ARRAY(arena, struct sums *, codes + 1);

    *count = 0;
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = rows_at(rows, i);
        uint32_t code = columns_code(g->from, g->sources[0], row);
        struct sums **slot = &by_code[code == COLUMNS_NULL ? codes : code];
        if (!*slot)
            groups[(*count)++] = *slot = start_group(g, row, arena);
        for (uint32_t c = 1; c < g->count; c++)
            if (!add_up(&(*slot)->cells[c], g, c, row, err))
                return NULL;
    }
    return groups;
}

struct group_order {
    int column;
    bool is_integer, descending;
};

static int compare_groups(const void *left, const void *right, void *context)
{
    const struct group_order *o = context;
    const struct cell *a = &(*(struct sums *const *)left)->cells[o->column];
    const struct cell *b = &(*(struct sums *const *)right)->cells[o->column];
    int order;

    if (a->is_null != b->is_null)
        return a->is_null ? 1 : -1;
    if (o->is_integer)
        order = (a->integer > b->integer) - (a->integer < b->integer);
    else
        order = (a->number > b->number) - (a->number < b->number);
    return o->descending ? -order : order;
}

static void sort_groups(const struct grouping *g,
                        const struct route_slots *slots, struct sums **groups,
                        uint32_t count)
{
    struct group_order order = {.column = g->order, .descending = true};

    if (g->order < 0 || count < 2)
        return;
    order.is_integer = g->columns[g->order].type == COLUMN_INTEGER;
    if (slots->order_column >= 0)
        order.descending = slots->order_descending;
    else if (columns_meta(g->from).order_column >= 0)
        order.descending = columns_meta(g->from).order_descending;
    qsort_r(groups, count, sizeof(groups[0]), compare_groups, &order);
}

static bool write_groups(const struct grouping *g,
                         const struct route_slots *slots, struct sums **groups,
                         uint32_t count, struct buf *bytes, struct err *err)
{
    struct columns_builder *builder = columns_builder_new(g->columns, g->count);
    struct columns_meta meta = columns_meta(g->from);
    struct columns columns;
    bool ok;

    if (slots->limit > 0 && count > slots->limit)
        count = slots->limit;
    for (uint32_t i = 0; i < count; i++)
        columns_builder_add_row(builder, groups[i]->cells);
    meta.answer = (struct str){"", 0};
    meta.order_column = g->order;
    meta.order_descending = slots->order_column >= 0 ? slots->order_descending
                                                     : meta.order_descending;
    meta.chart = (struct chart_spec){.type = CHART_NONE, .x = -1, .series = -1};
    ok = columns_builder_finish(builder, &meta, bytes, err) &&
         columns_open(buf_str(bytes), &columns, err);
    if (ok) {
        struct rows all = {&columns, NULL, columns.row_count};
        meta.chart = chart_choose(&all);
        buf_clear(bytes);
        ok = columns_builder_finish(builder, &meta, bytes, err);
    }
    columns_builder_free(builder);
    return ok;
}

bool choose_group(const struct columns *columns, const struct rows *rows,
                  const struct route_slots *slots, struct arena *arena,
                  struct buf *bytes, struct err *err)
{
    struct grouping g = plan_grouping(columns, slots);
    struct sums **groups;
    uint32_t count;

    groups = collect(&g, rows, arena, &count, err);
    if (!groups)
        return false;
    sort_groups(&g, slots, groups, count);
    return write_groups(&g, slots, groups, count, bytes, err);
}
