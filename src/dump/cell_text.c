/*
 * The locale knows digits, money and months; what is English here are the few
 * words between them. "1 unit" is made from "Units" by cutting an s, where
 * that is a plural; no more grammar than that is attempted.
 */
#include "dump/cell_text.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/format.h"

enum { NARROW_MAX = 4 }; /* columns tried for a shorter name */

/* ---- numbers ---- */

/* Two digits behind the point, fewer where they are zeros, and more for a
   small number, of which two would leave nothing. */
static int digits_of(double value)
{
    char text[400]; /* the longest double has 309 digits */
    int digits = 2;

    while (digits < FORMAT_DIGITS_MAX && value != 0 &&
           fabs(value) < pow(10, 1 - digits))
        digits++;
    int len = snprintf(text, sizeof(text), "%.*f", digits, value);
    while (digits > 0 && text[--len] == '0')
        digits--;
    return digits;
}

static double seconds_in(struct str unit)
{
    static const struct {
        const char *name;
        double seconds;
    } units[] = {{"milliseconds", 0.001},
                 {"minutes", 60},
                 {"hours", 3600},
                 {"days", 86400},
                 {"weeks", 604800}};

    for (size_t i = 0; i < COUNT(units); i++)
        if (str_is(unit, units[i].name))
            return units[i].seconds;
    return 1;
}

static struct str number_text(const struct column *column, double value,
                              const struct format *format, struct arena *arena)
{
    switch (column->format) {
    case FORMAT_INTEGER:
        return format_decimal(format, arena, value, 0);
    case FORMAT_PERCENT:
        return format_percent(format, arena, value);
    case FORMAT_CURRENCY:
        return format_currency(format, arena, value);
    case FORMAT_COMPACT:
        return format_compact(format, arena, value);
    case FORMAT_DURATION:
        if (!isfinite(value * seconds_in(column->unit)))
            break;
        return format_duration(format, arena, value * seconds_in(column->unit));
    case FORMAT_PLAIN:
    case FORMAT_DECIMAL:
    case FORMAT_DATE:
        break;
    }
    return format_decimal(format, arena, value, digits_of(value));
}

/* Money, shares and spans of time name their unit themselves. */
static void add_unit(const struct column *column, struct buf *out)
{
    if (column->unit.len > 0 && column->format != FORMAT_PERCENT &&
        column->format != FORMAT_CURRENCY && column->format != FORMAT_DURATION)
        buf_printf(out, " %.*s", STR_ARG(column->unit));
}

void cell_text_number(const struct column *column, double value,
                      const struct format *format, struct buf *out)
{
    struct arena *arena;

    if (!isfinite(value)) {
        buf_add_text(out, "(too large)");
        return;
    }
    arena = arena_new();
    buf_add(out, number_text(column, value, format, arena));
    add_unit(column, out);
    arena_free(arena);
}

void cell_text_count(int64_t count, const struct format *format,
                     struct buf *out)
{
    struct arena *arena = arena_new();

    buf_add(out, format_integer(format, arena, count));
    arena_free(arena);
}

void cell_text_percent(double ratio, const struct format *format,
                       struct buf *out)
{
    struct arena *arena = arena_new();

    buf_add(out, format_percent(format, arena, ratio));
    arena_free(arena);
}

void cell_text_date(struct date date, enum date_grain grain,
                    const struct format *format, struct buf *out)
{
    struct arena *arena = arena_new();

    if (grain == DATE_WEEK)
        buf_add_text(out, "week of ");
    buf_add(out, format_date(format, arena, date, grain));
    arena_free(arena);
}

/* ---- cells ---- */

/* A quarter that does not start in January, April, July or October is a
   house's own: its month says more than a wrong number would. */
static enum date_grain shown_grain(const struct column *column,
                                   struct date date)
{
    struct date_ymd ymd = date_to_ymd(date);

    if (column->role != COLUMN_TIME)
        return DATE_DAY;
    if (column->grain == DATE_QUARTER && ymd.month % 3 != 1)
        return DATE_MONTH;
    if (column->grain == DATE_YEAR && ymd.month != 1)
        return DATE_MONTH;
    return column->grain;
}

static void write_text_cell(const struct column *column, struct str text,
                            const struct format *format, struct buf *out)
{
    struct date date;

    if (column->type == COLUMN_DATE && column->format != FORMAT_PLAIN &&
        date_parse(text, &date))
        cell_text_date(date, shown_grain(column, date), format, out);
    else
        buf_add(out, text);
}

static void write_integer_cell(const struct column *column, int64_t value,
                               const struct format *format, struct buf *out)
{
    if (column->format == FORMAT_PLAIN) {
        buf_printf(out, "%" PRId64, value);
        add_unit(column, out);
    } else if (column->format == FORMAT_INTEGER) {
        cell_text_count(value, format, out);
        add_unit(column, out);
    } else {
        cell_text_number(column, (double)value, format, out);
    }
}

bool cell_text_write(const struct columns *columns, uint32_t column,
                     uint32_t row, const struct format *format, struct buf *out)
{
    struct column c = columns_column(columns, column);

    if (columns_is_null(columns, column, row))
        return false;
    switch (c.type) {
    case COLUMN_INTEGER:
        write_integer_cell(&c, columns_integer(columns, column, row), format,
                           out);
        break;
    case COLUMN_BOOLEAN:
        buf_add_text(out, columns_integer(columns, column, row) ? "yes" : "no");
        break;
    case COLUMN_DECIMAL:
    case COLUMN_REAL:
        cell_text_number(&c, columns_number(columns, column, row), format, out);
        break;
    case COLUMN_TEXT:
    case COLUMN_DATE:
    case COLUMN_TIMESTAMP:
        write_text_cell(&c, columns_text(columns, column, row), format, out);
        break;
    }
    return true;
}

/* ---- phrases ---- */

void cell_text_label(struct str label, struct buf *out)
{
    bool is_word = label.len > 1 && islower((unsigned char)label.ptr[1]) != 0;

    if (label.len == 0)
        return;
    buf_add_char(out, is_word ? (char)tolower((unsigned char)label.ptr[0])
                              : label.ptr[0]);
    buf_add(out, str_skip(label, 1));
}

static bool is_plural(struct str label)
{
    return label.len > 3 && str_ends_with(label, "s") &&
           !str_ends_with(label, "ss") && !str_ends_with(label, "us") &&
           !str_ends_with(label, "is");
}

/* "vehicles built" counts vehicles; "change" counts nothing. */
static bool has_plural(struct str label)
{
    while (label.len > 0)
        if (is_plural(str_cut(&label, ' ')))
            return true;
    return false;
}

static bool is_count(const struct column *column)
{
    return column->type == COLUMN_INTEGER && column->unit.len == 0 &&
           has_plural(column->label) &&
           (column->format == FORMAT_INTEGER ||
            column->format == FORMAT_COMPACT);
}

void cell_text_phrase(const struct column *column, struct str value,
                      struct buf *out)
{
    struct str label = column->label;

    if (value.len == 0) {
        buf_add_text(out, "no ");
        cell_text_label(label, out);
    } else if (is_count(column)) {
        if ((str_is(value, "1") || str_is(value, "-1")) && is_plural(label))
            label.len--;
        buf_add(out, value);
        buf_add_char(out, ' ');
        cell_text_label(label, out);
    } else {
        cell_text_label(label, out);
        buf_add_text(out, " of ");
        buf_add(out, value);
    }
}

void cell_text_cell_phrase(const struct columns *columns, uint32_t column,
                           uint32_t row, const struct format *format,
                           struct buf *out)
{
    struct column c = columns_column(columns, column);
    struct buf value;

    buf_init(&value, out->max_bytes);
    cell_text_write(columns, column, row, format, &value);
    cell_text_phrase(&c, buf_str(&value), out);
    buf_release(&value);
}

/* ---- names of rows ---- */

static bool is_same_cell(const struct columns *columns, uint32_t column,
                         uint32_t a, uint32_t b)
{
    enum column_type type = columns_column(columns, column).type;

    if (type == COLUMN_TEXT || type == COLUMN_DATE || type == COLUMN_TIMESTAMP)
        return columns_code(columns, column, a) ==
               columns_code(columns, column, b);
    if (columns_is_null(columns, column, a))
        return columns_is_null(columns, column, b);
    return columns_number(columns, column, a) ==
           columns_number(columns, column, b);
}

static bool is_constant(const struct rows *rows, uint32_t column)
{
    for (uint32_t i = 1; i < rows->count; i++)
        if (!is_same_cell(rows->columns, column, rows_at(rows, 0),
                          rows_at(rows, i)))
            return false;
    return true;
}

static void add_role(const struct rows *rows, enum column_role role,
                     bool with_constant, struct cell_names *names)
{
    for (uint32_t i = 0; i < rows->columns->column_count; i++)
        if (columns_column(rows->columns, i).role == role &&
            (with_constant || !is_constant(rows, i)))
            names->columns[names->count++] = i;
}

static int compare_keys(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Whether these two columns (or one, twice) tell all rows apart. `keys` has
   room for one a row. */
static bool is_telling(const struct rows *rows, uint32_t a, uint32_t b,
                       uint64_t *keys)
{
    uint64_t most = columns_dictionary_count(rows->columns, a) + (uint64_t)1;

    if (a != b)
        most *= columns_dictionary_count(rows->columns, b) + (uint64_t)1;
    if (most < rows->count)
        return false; /* as mostly; the sorting is for the others */
    for (uint32_t i = 0; i < rows->count; i++) {
        uint32_t row = rows_at(rows, i);
        keys[i] = (uint64_t)columns_code(rows->columns, a, row) << 32 |
                  columns_code(rows->columns, b, row);
    }
    qsort(keys, rows->count, sizeof(keys[0]), compare_keys);
    for (uint32_t i = 1; i < rows->count; i++)
        if (keys[i] == keys[i - 1])
            return false;
    return true;
}

static bool narrow_to(struct cell_names *names, uint32_t a, uint32_t b)
{
    names->columns[0] = a;
    names->columns[1] = b;
    names->count = a == b ? 1 : 2;
    return true;
}

/* One column, or two, if that is enough: of "Ion 4, EV" the first. */
static bool narrow(const struct rows *rows, struct cell_names *names,
                   uint64_t *keys)
{
    uint32_t count = names->count < NARROW_MAX ? names->count : NARROW_MAX;

    for (uint32_t i = 0; i < count; i++)
        if (is_telling(rows, names->columns[i], names->columns[i], keys))
            return narrow_to(names, names->columns[i], names->columns[i]);
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t j = i + 1; j < count; j++)
            if (is_telling(rows, names->columns[i], names->columns[j], keys))
                return narrow_to(names, names->columns[i], names->columns[j]);
    return false;
}

static void drop_attributes(const struct rows *rows, struct cell_names *names)
{
    struct arena *arena;

    if (names->count < 2 || rows->count < 2)
        return;
    arena = arena_new();
    narrow(rows, names, ARENA_ARRAY(arena, uint64_t, rows->count));
    arena_free(arena);
}

static void add_others(const struct rows *rows, bool with_constant,
                       struct cell_names *names)
{
    static const enum column_role others[] = {COLUMN_LABEL, COLUMN_IDENTIFIER};

    for (size_t i = 0; i < COUNT(others) && names->count == 0; i++)
        add_role(rows, others[i], with_constant, names);
}

struct cell_names cell_names_choose(const struct rows *rows)
{
    struct cell_names names = {.count = 0};

    add_role(rows, COLUMN_DIMENSION, false, &names);
    add_role(rows, COLUMN_TIME, false, &names);
    drop_attributes(rows, &names);
    add_others(rows, false, &names);
    if (names.count > 0)
        return names;
    add_role(rows, COLUMN_DIMENSION, true, &names);
    add_role(rows, COLUMN_TIME, true, &names);
    add_others(rows, true, &names);
    return names;
}

void cell_text_name(const struct columns *columns, uint32_t column,
                    uint32_t row, const struct format *format, struct buf *out)
{
    struct column c = columns_column(columns, column);
    size_t start = out->len;

    if (!cell_text_write(columns, column, row, format, out))
        cell_text_phrase(&c, (struct str){"", 0}, out);
    else if (out->len == start)
        buf_add_text(out, "(empty)");
}

void cell_names_write(const struct rows *rows, const struct cell_names *names,
                      uint32_t i, const struct format *format, struct buf *out)
{
    for (uint32_t j = 0; j < names->count; j++) {
        if (j > 0)
            buf_add_text(out, ", ");
        cell_text_name(rows->columns, names->columns[j], rows_at(rows, i),
                       format, out);
    }
}
