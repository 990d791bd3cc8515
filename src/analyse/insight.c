/*
 * Nothing is said of rows that were cut off, and nothing is added up unless
 * its column says that it may be: a sum of ratios or of distinct counts looks
 * like a number and is none.
 */
#include "analyse/insight.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#include "base/json_write.h"
#include "base/sum.h"
#include "dump/cell_text.h"

enum {
    CELLS_MAX = 20,
    SHARE_ROWS_MIN = 3,
    TOP_ROWS_MIN = 5,   /* for the share of the top three */
    FIFTH_ROWS_MIN = 10 /* for that of the top fifth */
};

struct ranked {
    uint32_t i; /* the row, as shown */
    double value;
};

struct study {
    const struct rows *rows;
    const struct format *format;
    struct buf *out;
    struct column measure;
    uint32_t column; /* of the measure */
    struct cell_names names;
    struct ranked *ranked; /* rows with a value, highest first */
    uint32_t count, null_count;
    double total;
    bool adds_up, has_negative;
    struct buf text; /* of the insight being made */
};

/* ---- writing ---- */

/* RFC 6901: ~ and / are escaped within a name. */
static void add_pointer(struct buf *pointer, uint32_t i, struct str name)
{
    buf_add_text(pointer, "/data/");
    json_write_int(pointer, i);
    buf_add_char(pointer, '/');
    for (size_t c = 0; c < name.len; c++) {
        if (name.ptr[c] == '~')
            buf_add_text(pointer, "~0");
        else if (name.ptr[c] == '/')
            buf_add_text(pointer, "~1");
        else
            buf_add_char(pointer, name.ptr[c]);
    }
}

static void write_cells(struct study *s, uint32_t first, uint32_t count)
{
    struct buf pointer;

    buf_init(&pointer, s->out->max_bytes);
    json_write_open(s->out, "cells", '[');
    for (uint32_t n = 0; n < count && n < CELLS_MAX; n++) {
        buf_clear(&pointer);
        add_pointer(&pointer, s->ranked[first + n].i, s->measure.name);
        json_write_comma(s->out);
        json_write_string(s->out, buf_str(&pointer));
    }
    buf_add_char(s->out, ']');
    if (count > CELLS_MAX)
        json_write_member_int(s->out, "cell_count", count);
    buf_release(&pointer);
}

/* The text is in s->text; the cells are `count` of the ranked ones. */
static void write_insight(struct study *s, const char *kind, uint32_t first,
                          uint32_t count)
{
    json_write_comma(s->out);
    buf_add_char(s->out, '{');
    json_write_member(s->out, "kind", str_from(kind));
    json_write_member(s->out, "text", buf_str(&s->text));
    write_cells(s, first, count);
    buf_add_char(s->out, '}');
    buf_clear(&s->text);
}

static void add_name(struct study *s, uint32_t at)
{
    cell_names_write(s->rows, &s->names, s->ranked[at].i, s->format, &s->text);
}

static void add_value(struct study *s, uint32_t at)
{
    cell_text_cell_phrase(s->rows->columns, s->column,
                          rows_at(s->rows, s->ranked[at].i), s->format,
                          &s->text);
}

/* ---- looking ---- */

static int by_value(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->value != y->value)
        return x->value < y->value ? 1 : -1;
    return (x->i > y->i) - (x->i < y->i);
}

static bool is_measure(const struct columns *columns, int column)
{
    return column >= 0 &&
           columns_column(columns, (uint32_t)column).role == COLUMN_MEASURE;
}

static int find_measure(const struct columns *columns)
{
    struct columns_meta meta = columns_meta(columns);

    if (is_measure(columns, meta.order_column))
        return meta.order_column;
    if (meta.chart.y_count > 0 && is_measure(columns, meta.chart.y[0]))
        return meta.chart.y[0];
    for (uint32_t i = 0; i < columns->column_count; i++)
        if (is_measure(columns, (int)i))
            return (int)i;
    return -1;
}

static void rank(struct study *s)
{
    struct sum sum = {0};

    for (uint32_t i = 0; i < s->rows->count; i++) {
        double value =
            columns_number(s->rows->columns, s->column, rows_at(s->rows, i));
        if (isnan(value)) {
            s->null_count++;
            continue;
        }
        s->ranked[s->count++] = (struct ranked){i, value};
        s->has_negative = s->has_negative || value < 0;
        sum_add(&sum, value);
    }
    s->total = sum_value(&sum);
    qsort(s->ranked, s->count, sizeof(s->ranked[0]), by_value);
}

/* Integers that a double cannot tell apart may be a tie that is none. */
static bool is_distinct(const struct study *s, uint32_t a, uint32_t b)
{
    return s->ranked[a].value != s->ranked[b].value;
}

static double sum_of_top(const struct study *s, uint32_t count)
{
    struct sum sum = {0};

    for (uint32_t n = 0; n < count; n++)
        sum_add(&sum, s->ranked[n].value);
    return sum_value(&sum);
}

static void add_of_all(struct study *s)
{
    buf_add_text(&s->text, " of all ");
    cell_text_label(s->measure.label, &s->text);
    buf_add_char(&s->text, '.');
}

/* The share of a month in some months says nothing. */
static bool is_named_by_time(const struct study *s)
{
    for (uint32_t i = 0; i < s->names.count; i++)
        if (columns_column(s->rows->columns, s->names.columns[i]).role ==
            COLUMN_TIME)
            return true;
    return false;
}

static bool has_shares(const struct study *s)
{
    return s->adds_up && !s->has_negative && s->null_count == 0 &&
           s->total > 0 && isfinite(s->total) && s->count >= SHARE_ROWS_MIN &&
           !is_named_by_time(s);
}

/* ---- saying ---- */

static void say_leader(struct study *s)
{
    if (s->names.count == 0 || !is_distinct(s, 0, 1))
        return;
    add_name(s, 0);
    buf_add_text(&s->text, " is highest with ");
    add_value(s, 0);
    buf_add_char(&s->text, '.');
    write_insight(s, "leader", 0, 1);
}

static void say_laggard(struct study *s)
{
    uint32_t last = s->count - 1;

    if (s->names.count == 0 || s->count < 3 || !is_distinct(s, last, last - 1))
        return;
    add_name(s, last);
    buf_add_text(&s->text, " is lowest with ");
    add_value(s, last);
    buf_add_char(&s->text, '.');
    write_insight(s, "laggard", last, 1);
}

static void say_total(struct study *s)
{
    struct buf value;

    if (!s->adds_up || fabs(s->total) > 9007199254740992)
        return;
    buf_init(&value, s->out->max_bytes);
    cell_text_number(&s->measure, s->total, s->format, &value);
    cell_text_phrase(&s->measure, buf_str(&value), &s->text);
    if (s->text.len > 0)
        s->text.ptr[0] = (char)toupper((unsigned char)s->text.ptr[0]);
    buf_add_text(&s->text, " in total");
    buf_release(&value);
    if (s->null_count > 0) {
        buf_add_text(&s->text, "; ");
        cell_text_count(s->null_count, s->format, &s->text);
        buf_add_text(&s->text, s->null_count == 1 ? " row has no value"
                                                  : " rows have no value");
    }
    buf_add_char(&s->text, '.');
    write_insight(s, "total", 0, s->count);
}

static void say_share(struct study *s)
{
    if (!has_shares(s) || s->names.count == 0 || !is_distinct(s, 0, 1))
        return;
    add_name(s, 0);
    buf_add_text(&s->text, " has ");
    cell_text_percent(s->ranked[0].value / s->total, s->format, &s->text);
    add_of_all(s);
    write_insight(s, "share", 0, 1);
}

/* A top that ends within a tie would be another set on another day. */
static void say_concentration(struct study *s)
{
    uint32_t top = s->count >= FIFTH_ROWS_MIN ? (s->count + 4) / 5 : 3;
    double share;

    if (!has_shares(s) || s->count < TOP_ROWS_MIN ||
        !is_distinct(s, top - 1, top))
        return;
    share = sum_of_top(s, top) / s->total;
    if (share < 0.5 || share < 1.5 * top / s->count)
        return;
    buf_add_text(&s->text, "The top ");
    cell_text_count(top, s->format, &s->text);
    buf_add_text(&s->text, " of ");
    cell_text_count(s->count, s->format, &s->text);
    buf_add_text(&s->text, " have ");
    cell_text_percent(share, s->format, &s->text);
    add_of_all(s);
    write_insight(s, "concentration", 0, top);
}

static void say_all(struct study *s)
{
    if (s->count < 2)
        return;
    say_leader(s);
    say_laggard(s);
    say_total(s);
    say_share(s);
    say_concentration(s);
}

void insights_write(const struct rows *rows, const struct format *format,
                    struct buf *out)
{
    int column = find_measure(rows->columns);
    struct study s = {.rows = rows, .format = format, .out = out};
    struct arena *arena;

    buf_add_char(out, '[');
    if (column >= 0 && rows->count > 0 &&
        columns_meta(rows->columns).is_complete) {
        arena = arena_new();
        buf_init(&s.text, out->max_bytes);
        s.column = (uint32_t)column;
        s.measure = columns_column(rows->columns, s.column);
        s.adds_up = s.measure.aggregate == AGGREGATE_SUM;
        s.names = cell_names_choose(rows);
        s.ranked = ARENA_ARRAY(arena, struct ranked, rows->count);
        rank(&s);
        say_all(&s);
        buf_release(&s.text);
        arena_free(arena);
    }
    buf_add_char(out, ']');
}
