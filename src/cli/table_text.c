#include "cli/table_text.h"

#include <math.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "dump/cell_text.h"

enum {
    CELL_WIDTH_MAX = 40,
    GAP = 2,
    CHART_ROWS_MIN = 2,
    CHART_ROWS_MAX = 40,
    BAR_WIDTH = 40
};

int table_text_width(FILE *out)
{
    struct winsize size;

    if (!isatty(fileno(out)))
        return 0;
    if (ioctl(fileno(out), TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
        return 80;
    return size.ws_col;
}

/* Characters, not bytes; wide and combining ones are counted as one. */
static int width_of(struct str text)
{
    int width = 0;

    for (size_t i = 0; i < text.len; i++)
        width += ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
    return width;
}

/* Control bytes could drive the terminal. */
static void put(struct str text, int width_max, FILE *out)
{
    int width = 0;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool begins = (c & 0xC0) != 0x80;
        if (begins && width == width_max)
            break;
        width += begins;
        fputc(c < 0x20 || c == 0x7F ? ' ' : c, out);
    }
}

static void pad(int count, FILE *out)
{
    for (int i = 0; i < count; i++)
        fputc(' ', out);
}

static void put_cell(struct str text, int width, bool to_the_right, FILE *out)
{
    int own = width_of(text);

    if (own > width)
        own = width;
    if (to_the_right)
        pad(width - own, out);
    put(text, width, out);
    if (!to_the_right)
        pad(width - own, out);
}

/* The texts of all cells that are shown, row by row, the labels first. */
struct sheet {
    struct arena *arena;
    struct str *texts;
    int widths[COLUMNS_MAX];
    bool is_number[COLUMNS_MAX];
    uint32_t column_count, row_count;
};

static struct str cell_of(const struct rows *rows, uint32_t column, uint32_t i,
                          const struct format *format, struct arena *arena)
{
    struct buf text;
    struct str kept;

    buf_init(&text, 64 * 1024);
    if (!cell_text_write(rows->columns, column, rows_at(rows, i), format,
                         &text))
        buf_add_text(&text, "-");
    kept = arena_str(arena, buf_str(&text));
    buf_release(&text);
    return kept;
}

static void fill_column(struct sheet *sheet, const struct rows *rows,
                        uint32_t column, const struct format *format)
{
    struct column described = columns_column(rows->columns, column);

    sheet->is_number[column] = described.type == COLUMN_INTEGER ||
                               described.type == COLUMN_DECIMAL ||
                               described.type == COLUMN_REAL;
    for (uint32_t row = 0; row <= sheet->row_count; row++) {
        struct str text =
            row == 0 ? described.label
                     : cell_of(rows, column, row - 1, format, sheet->arena);
        int width = width_of(text);
        if (width > CELL_WIDTH_MAX)
            width = CELL_WIDTH_MAX;
        if (width > sheet->widths[column])
            sheet->widths[column] = width;
        sheet->texts[(size_t)row * sheet->column_count + column] = text;
    }
}

/* How many columns fit; at least one. */
static uint32_t fitting_columns(const struct sheet *sheet, int width)
{
    int used = 0;

    for (uint32_t i = 0; i < sheet->column_count; i++) {
        used += sheet->widths[i] + (i > 0 ? GAP : 0);
        if (width > 0 && used > width && i > 0)
            return i;
    }
    return sheet->column_count;
}

static void put_row(const struct sheet *sheet, uint32_t row, uint32_t count,
                    FILE *out)
{
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            pad(GAP, out);
        put_cell(sheet->texts[(size_t)row * sheet->column_count + i],
                 sheet->widths[i], sheet->is_number[i], out);
    }
    fputc('\n', out);
}

static void put_rule(const struct sheet *sheet, uint32_t count, FILE *out)
{
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            pad(GAP, out);
        for (int j = 0; j < sheet->widths[i]; j++)
            fputc('-', out);
    }
    fputc('\n', out);
}

void table_text_print(const struct rows *rows, const struct format *format,
                      int width, uint32_t max_rows, FILE *out)
{
    struct sheet sheet = {.arena = arena_new(),
                          .column_count = rows->columns->column_count};
    uint32_t count;

    sheet.row_count = rows->count < max_rows ? rows->count : max_rows;
    sheet.texts =
        ARENA_ARRAY(sheet.arena, struct str,
                    (sheet.row_count + (size_t)1) * sheet.column_count);
    for (uint32_t i = 0; i < sheet.column_count; i++)
        fill_column(&sheet, rows, i, format);
    count = fitting_columns(&sheet, width);
    put_row(&sheet, 0, count, out);
    put_rule(&sheet, count, out);
    for (uint32_t row = 1; row <= sheet.row_count; row++)
        put_row(&sheet, row, count, out);
    if (rows->count > sheet.row_count)
        fprintf(out, "... and %u more rows\n", rows->count - sheet.row_count);
    if (count < sheet.column_count)
        fprintf(out, "(%u more columns: widen the window, or use --json)\n",
                sheet.column_count - count);
    arena_free(sheet.arena);
}

/* ---- charts ---- */

static int find_role(const struct columns *columns, enum column_role role)
{
    for (uint32_t i = 0; i < columns->column_count; i++)
        if (columns_column(columns, i).role == role)
            return (int)i;
    return -1;
}

/* The measure that the rows are ordered by, that the chart shows, or the
   first. */
static int find_measure(const struct columns *columns)
{
    struct columns_meta meta = columns_meta(columns);

    if (meta.order_column >= 0 &&
        columns_column(columns, (uint32_t)meta.order_column).role ==
            COLUMN_MEASURE)
        return meta.order_column;
    if (meta.chart.type != CHART_NONE && meta.chart.y_count > 0)
        return meta.chart.y[0];
    return find_role(columns, COLUMN_MEASURE);
}

static double largest(const struct rows *rows, int column)
{
    double most = 0;

    for (uint32_t i = 0; i < rows->count; i++) {
        double value =
            columns_number(rows->columns, (uint32_t)column, rows_at(rows, i));
        if (fabs(value) > most)
            most = fabs(value);
    }
    return most;
}

static int at_most(int value, int most)
{
    return value < most ? value : most;
}

/* Eighths of a character make short bars comparable. */
static void put_bar(double share, int width, FILE *out)
{
    static const char *const eighths[] = {"",  "▏", "▎", "▍",
                                          "▌", "▋", "▊", "▉"};
    int units = (int)lround(share * width * 8);

    for (int i = 0; i < units / 8; i++)
        fputs("█", out);
    fputs(eighths[units % 8], out);
}

static void print_bars(const struct rows *rows, int measure,
                       const struct format *format, double most, int columns,
                       FILE *out)
{
    struct arena *arena = arena_new();
    struct cell_names names = cell_names_choose(rows);
    struct str *labels = ARENA_ARRAY(arena, struct str, rows->count);
    int width = 0, bar;

    for (uint32_t i = 0; i < rows->count; i++) {
        struct buf text;
        buf_init(&text, 64 * 1024);
        cell_names_write(rows, &names, i, format, &text);
        labels[i] = arena_str(arena, buf_str(&text));
        buf_release(&text);
        if (width_of(labels[i]) > width)
            width = width_of(labels[i]);
    }
    width = at_most(width, at_most(columns / 2, CELL_WIDTH_MAX));
    bar = at_most(columns - width - GAP, BAR_WIDTH);
    for (uint32_t i = 0; i < rows->count; i++) {
        double value =
            columns_number(rows->columns, (uint32_t)measure, rows_at(rows, i));
        put_cell(labels[i], width, false, out);
        fputs("  ", out);
        if (value > 0)
            put_bar(value / most, bar, out);
        else if (value < 0)
            fputs("(below zero)", out);
        fputc('\n', out);
    }
    arena_free(arena);
}

static void print_line(const struct rows *rows, int measure, double most,
                       FILE *out)
{
    static const char *const levels[] = {"▁", "▂", "▃", "▄",
                                         "▅", "▆", "▇", "█"};

    for (uint32_t i = 0; i < rows->count; i++) {
        double value =
            columns_number(rows->columns, (uint32_t)measure, rows_at(rows, i));
        if (isnan(value))
            fputc(' ', out);
        else
            fputs(levels[value > 0 ? (int)(value / most * 7.0 + 0.5) : 0], out);
    }
    fputc('\n', out);
}

void table_text_chart(const struct rows *rows, const struct format *format,
                      int width, FILE *out)
{
    int measure = find_measure(rows->columns);
    int time = find_role(rows->columns, COLUMN_TIME);
    int dimension = find_role(rows->columns, COLUMN_DIMENSION);
    double most;

    if (measure < 0 || rows->count < CHART_ROWS_MIN ||
        rows->count > CHART_ROWS_MAX)
        return;
    most = largest(rows, measure);
    if (!(most > 0))
        return;
    fprintf(out, "\n%.*s\n",
            STR_ARG(columns_column(rows->columns, (uint32_t)measure).label));
    if (time >= 0 && dimension < 0)
        print_line(rows, measure, most, out);
    else
        print_bars(rows, measure, format, most, width, out);
}
