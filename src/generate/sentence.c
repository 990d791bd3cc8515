/*
 * "{model} leads {region} with {units} units." is true of the first of all
 * rows. Of the first row of a part it may be false: the best region of one
 * model need not be led by that model. So under a filter the template's
 * sentence is used only when the row leads, among all rows, those that share
 * any of the values that the sentence names; else the program's own sentence
 * says what was compared.
 */
#include "generate/sentence.h"

#include <ctype.h>

#include "dump/cell_text.h"
#include "generate/ranking.h"

enum { MEASURES_SHOWN = 4, LABELS_SHOWN = 6 };

struct telling {
    const struct rows *rows;
    const struct sentence_view *view;
    const struct format *format;
    struct columns_meta meta;
    struct buf *out;
    bool is_highest; /* the rows shown begin with the highest */
};

/* ---- the template's sentence ---- */

bool sentence_places(struct str answer,
                     bool (*each)(void *context, struct str name),
                     void *context)
{
    while (answer.len > 0) {
        struct str rest = answer;
        str_cut(&rest, '{');
        if (rest.len == 0 && !str_ends_with(answer, "{"))
            return true;
        if (!memchr(rest.ptr, '}', rest.len))
            return false;
        struct str name = str_cut(&rest, '}');
        if (!each(context, str_trim(name)))
            return false;
        answer = rest;
    }
    return true;
}

static bool is_told(void *context, struct str name)
{
    const struct telling *t = context;
    const struct columns *columns = t->rows->columns;
    int column = columns_find(columns, name);
    uint32_t row = rows_at(t->rows, 0);
    uint32_t code;

    if (column < 0 || columns_is_null(columns, (uint32_t)column, row))
        return false;
    code = columns_code(columns, (uint32_t)column, row);
    return code == COLUMNS_NULL ||
           columns_dictionary(columns, (uint32_t)column, code).len > 0;
}

/* The first row leads those that share this value with it. */
static bool is_led(void *context, struct str name)
{
    const struct telling *t = context;
    int column = columns_find(t->rows->columns, name);
    enum column_role role;

    if (column < 0)
        return false;
    role = columns_column(t->rows->columns, (uint32_t)column).role;
    if (role != COLUMN_DIMENSION && role != COLUMN_TIME)
        return true;
    return ranking_leads(t->rows->columns, t->meta.order_column, t->is_highest,
                         rows_at(t->rows, 0), column);
}

struct mention {
    struct str name;
    bool was_found;
};

static bool look_for(void *context, struct str name)
{
    struct mention *mention = context;

    if (str_equal(mention->name, name))
        mention->was_found = true;
    return true;
}

static bool are_filters_named(const struct telling *t)
{
    for (size_t i = 0; i < t->view->filter_count; i++) {
        struct column column = columns_column(
            t->rows->columns, (uint32_t)t->view->filter_columns[i]);
        struct mention mention = {column.name, false};
        if (!sentence_places(t->meta.answer, look_for, &mention) ||
            !mention.was_found)
            return false;
    }
    return true;
}

/* Rows that were cut off come after those that are there only if all were
   sorted. */
static bool is_first_known(const struct telling *t)
{
    struct rows all = {t->rows->columns, NULL, t->rows->columns->row_count};

    return t->meta.is_complete ||
           (t->view->filter_count == 0 && !t->view->is_reversed &&
            ranking_is_sorted(&all, t->meta.order_column,
                              t->meta.order_descending));
}

/* In a part of the rows, the first of those shown; else, the first of all. */
static bool is_first_alone(const struct telling *t)
{
    int order = t->meta.order_column;
    struct ranking ranking;

    if (!ranking_is_possible(t->rows, order) || !is_first_known(t))
        return false;
    if (t->view->filter_count == 0)
        return ranking_leads(t->rows->columns, order, t->is_highest,
                             rows_at(t->rows, 0), -1);
    ranking = ranking_of(t->rows, order, t->is_highest);
    return ranking.tie_count == 1 && ranking.first[0] == 0;
}

static bool is_answer_true(struct telling *t)
{
    if (t->meta.answer.len == 0 || !sentence_places(t->meta.answer, is_told, t))
        return false;
    if (t->rows->columns->row_count == 1 && t->meta.is_complete)
        return true;
    if (t->view->is_reversed || t->view->is_reordered || !is_first_alone(t))
        return false;
    return t->view->filter_count == 0 ||
           (are_filters_named(t) && sentence_places(t->meta.answer, is_led, t));
}

/* "{days} days" has the unit already: what is written ends with the words that
   follow, which are skipped. */
static void skip_unit(const struct telling *t, uint32_t column,
                      struct str *rest)
{
    struct str unit = columns_column(t->rows->columns, column).unit;
    struct str written = buf_str(t->out);

    if (unit.len == 0 || rest->len <= unit.len || rest->ptr[0] != ' ' ||
        written.len < unit.len ||
        memcmp(rest->ptr + 1, unit.ptr, unit.len) != 0 ||
        memcmp(written.ptr + written.len - unit.len, unit.ptr, unit.len) != 0)
        return;
    *rest = str_skip(*rest, unit.len + 1);
}

static void write_answer(struct telling *t)
{
    struct str rest = t->meta.answer;

    while (rest.len > 0) {
        buf_add(t->out, str_cut(&rest, '{'));
        if (rest.len == 0)
            break;
        struct str name = str_trim(str_cut(&rest, '}'));
        uint32_t column = (uint32_t)columns_find(t->rows->columns, name);
        cell_text_write(t->rows->columns, column, rows_at(t->rows, 0),
                        t->format, t->out);
        skip_unit(t, column, &rest);
    }
}

/* ---- our own ---- */

static void join(struct buf *out, size_t i, size_t count, const char *separator)
{
    if (i > 0)
        buf_add_text(out, i + 1 == count ? " and " : separator);
}

static void write_filters(const struct telling *t, const char *before,
                          const char *after)
{
    size_t count = t->view->filter_count;

    if (count == 0)
        return;
    buf_add_text(t->out, before);
    for (size_t i = 0; i < count; i++) {
        join(t->out, i, count, ", ");
        buf_add(t->out, t->view->filters[i]);
    }
    buf_add_text(t->out, after);
}

static void tell_nothing(const struct telling *t)
{
    buf_add_text(t->out, "No rows");
    write_filters(t, " for ", "");
    if (t->view->filter_count == 0 && t->meta.period.len > 0)
        buf_printf(t->out, " (%.*s)", STR_ARG(t->meta.period));
    buf_add_char(t->out, '.');
}

/* Then the row's name begins with "no". */
static bool is_first_null(const struct telling *t, uint32_t i,
                          const struct cell_names *names)
{
    return columns_is_null(t->rows->columns, names->columns[0],
                           rows_at(t->rows, i));
}

/* "Ion 4, Northeast: 212 units, revenue of $9,116.00." */
static void tell_row(const struct telling *t, uint32_t i,
                     const struct cell_names *names)
{
    const struct columns *columns = t->rows->columns;
    size_t start = t->out->len, shown = 0;

    cell_names_write(t->rows, names, i, t->format, t->out);
    for (uint32_t c = 0; c < columns->column_count; c++) {
        if (columns_column(columns, c).role != COLUMN_MEASURE ||
            shown == MEASURES_SHOWN)
            continue;
        if (shown > 0 || names->count > 0)
            buf_add_text(t->out, shown++ == 0 ? ": " : ", ");
        else
            shown++;
        cell_text_cell_phrase(columns, c, rows_at(t->rows, i), t->format,
                              t->out);
    }
    if (t->out->len > start &&
        (names->count == 0 || is_first_null(t, i, names)))
        t->out->ptr[start] = (char)toupper((unsigned char)t->out->ptr[start]);
    buf_add_char(t->out, '.');
}

static void tell_one(const struct telling *t)
{
    struct cell_names names = cell_names_choose(t->rows);
    tell_row(t, 0, &names);
}

static void tell_names(const struct telling *t, const struct ranking *ranking,
                       const struct cell_names *names)
{
    uint32_t named = ranking->tie_count < RANKING_NAMED_MAX ? ranking->tie_count
                                                            : RANKING_NAMED_MAX;
    uint32_t more = ranking->tie_count - named;

    for (uint32_t i = 0; i < named; i++) {
        join(t->out, i, more > 0 ? named + 1 : named,
             names->count > 1 ? "; " : ", ");
        cell_names_write(t->rows, names, ranking->first[i], t->format, t->out);
    }
    if (more > 0) {
        buf_add_text(t->out, " and ");
        cell_text_count(more, t->format, t->out);
        buf_add_text(t->out, " more");
    }
}

static const char *verb_of(const struct telling *t, bool is_tie)
{
    if (t->is_highest && !t->view->is_reversed)
        return is_tie ? " lead with " : " leads with ";
    if (t->is_highest)
        return is_tie ? " are highest with " : " is highest with ";
    return is_tie ? " are lowest with " : " is lowest with ";
}

static void tell_missing(const struct telling *t, uint32_t null_count)
{
    if (null_count == 0)
        return;
    buf_add_text(t->out, "; ");
    cell_text_count(null_count, t->format, t->out);
    buf_add_text(t->out,
                 null_count == 1 ? " row has no value" : " rows have no value");
}

/* "Ion 4 and Volt S lead with 212 units each." False if that cannot be said.
 */
static bool tell_first(const struct telling *t)
{
    int order = t->meta.order_column;
    struct cell_names names;
    struct ranking ranking;

    if (!ranking_is_possible(t->rows, order) || !is_first_known(t))
        return false;
    ranking = ranking_of(t->rows, order, t->is_highest);
    names = cell_names_choose(t->rows);
    if (ranking.tie_count == 0 || names.count == 0 ||
        (t->view->is_limited && ranking.tie_count == t->rows->count))
        return false;
    bool is_measure = columns_column(t->rows->columns, (uint32_t)order).role ==
                      COLUMN_MEASURE;
    if (!is_measure && ranking.tie_count > 1)
        return false;
    write_filters(t, "", ": ");
    if (!is_measure) {
        tell_row(t, ranking.first[0], &names);
        return true;
    }
    tell_names(t, &ranking, &names);
    buf_add_text(t->out, verb_of(t, ranking.tie_count > 1));
    cell_text_cell_phrase(t->rows->columns, (uint32_t)order,
                          rows_at(t->rows, ranking.first[0]), t->format,
                          t->out);
    if (ranking.tie_count > 1)
        buf_add_text(t->out, " each");
    tell_missing(t, ranking.null_count);
    buf_add_char(t->out, '.');
    return true;
}

/* Without an order, a series over time still has a newest row. */
static bool tell_latest(const struct telling *t)
{
    struct cell_names names;
    struct ranking ranking;
    int time = -1;

    for (uint32_t i = 0; time < 0 && i < t->rows->columns->column_count; i++)
        if (columns_column(t->rows->columns, i).role == COLUMN_TIME)
            time = (int)i;
    if (time < 0 || t->meta.order_column >= 0 || !t->meta.is_complete ||
        t->view->is_limited)
        return false;
    ranking = ranking_of(t->rows, time, true);
    names = cell_names_choose(t->rows);
    if (ranking.tie_count != 1)
        return false;
    write_filters(t, "", ": ");
    buf_add_text(t->out, "Latest of ");
    cell_text_count(t->rows->count, t->format, t->out);
    buf_add_text(t->out, ": ");
    tell_row(t, ranking.first[0], &names);
    return true;
}

/* "40 rows: Region, Model, Units." */
static void tell_shape(const struct telling *t)
{
    const struct columns *columns = t->rows->columns;

    write_filters(t, "", ": ");
    cell_text_count(t->rows->count, t->format, t->out);
    buf_add_text(t->out, t->meta.is_complete ? " rows: "
                                             : " rows, not all there are: ");
    for (uint32_t i = 0; i < columns->column_count; i++) {
        if (i == LABELS_SHOWN) {
            buf_add_text(t->out, ", ...");
            break;
        }
        if (i > 0)
            buf_add_text(t->out, ", ");
        buf_add(t->out, columns_column(columns, i).label);
    }
    buf_add_char(t->out, '.');
}

void sentence_write(const struct rows *rows, const struct sentence_view *view,
                    const struct format *format, struct buf *out)
{
    struct telling t = {rows, view, format, columns_meta(rows->columns),
                        out,  false};

    if (view->is_reordered) {
        t.meta.order_column = view->order_column;
        t.meta.order_descending = view->order_descending;
    }
    t.is_highest = t.meta.order_descending != view->is_reversed;
    if (rows->count == 0)
        tell_nothing(&t);
    else if (is_answer_true(&t))
        write_answer(&t);
    else if (rows->count == 1)
        tell_one(&t);
    else if (!tell_first(&t) && !tell_latest(&t))
        tell_shape(&t);
}
