#include "generate/describe.h"

#include <ctype.h>
#include <stdlib.h>

#include "generate/typing.h"
#include "generate/words.h"

static const struct template_column *
declared_of(const struct template *template, struct str name)
{
    static const struct template_column nothing = {0};

    for (size_t i = 0; i < template->column_count; i++)
        if (str_equal(template->columns[i].name, name))
            return &template->columns[i];
    return &nothing;
}

static struct place place_of(const struct generate_job *job,
                             const struct template_column *declared)
{
    return (struct place){job->template, declared->line, declared->column};
}

static bool check_declared(const struct generate_job *job,
                           const struct gathered *rows, struct err *err)
{
    for (size_t i = 0; i < job->template->column_count; i++) {
        const struct template_column *declared = &job->template->columns[i];
        if (place_find_column(place_of(job, declared), "columns", rows,
                              declared->name, err) < 0)
            return false;
    }
    return true;
}

/* ---- labels ---- */

struct str describe_label(struct str name, struct arena *arena)
{
    struct str label = arena_str(arena, name);
    char *text = arena_alloc(arena, name.len + 1);

    memcpy(text, label.ptr, label.len);
    for (size_t i = 0; i < name.len; i++)
        if (text[i] == '_')
            text[i] = ' ';
    if (str_is(name, "id") || str_ends_with(name, "_id"))
        memcpy(text + name.len - 2, "ID", 2);
    if (name.len > 0)
        text[0] = (char)toupper((unsigned char)text[0]);
    return (struct str){text, name.len};
}

/* ---- words of the header ---- */

/* The value of a word, or `otherwise` if the header does not say. The words
   were checked when the template was read. */
static int word_or(enum words words, struct str word, int otherwise)
{
    int value = word.len > 0 ? words_value(words, word) : -1;
    return value >= 0 ? value : otherwise;
}

static bool is_number_type(enum column_type type)
{
    return type == COLUMN_INTEGER || type == COLUMN_DECIMAL ||
           type == COLUMN_REAL;
}

static struct typing_hint hint_of(const struct template_column *declared)
{
    int type = word_or(WORDS_TYPE, declared->type, -1);

    return (struct typing_hint){
        .has_type = type >= 0,
        .type = type >= 0 ? (enum column_type)type : COLUMN_TEXT,
        .is_big = declared->is_big,
        .is_number = str_is(declared->role, "measure"),
        .is_date = str_is(declared->role, "time"),
    };
}

/* ---- roles ---- */

static bool is_year_name(struct str name)
{
    return str_is(name, "year") || str_ends_with(name, "_year");
}

static enum column_role role_by_name(struct str name, enum column_type type)
{
    if (str_is(name, "id") || str_ends_with(name, "_id"))
        return COLUMN_IDENTIFIER;
    if (type == COLUMN_INTEGER && is_year_name(name))
        return COLUMN_LABEL; /* not a number that is compared */
    switch (type) {
    case COLUMN_INTEGER:
    case COLUMN_DECIMAL:
    case COLUMN_REAL:
        return COLUMN_MEASURE;
    case COLUMN_DATE:
        return COLUMN_TIME;
    case COLUMN_TEXT:
        return COLUMN_DIMENSION;
    case COLUMN_BOOLEAN:
    case COLUMN_TIMESTAMP:
        break;
    }
    return COLUMN_LABEL;
}

static bool check_role(struct place place, const struct column *column,
                       struct err *err)
{
    const char *type = words_name(WORDS_TYPE, (int)column->type);

    if (column->role == COLUMN_MEASURE && !is_number_type(column->type))
        return place_err(place, err,
                         "column %.*s is a measure, but its values are of "
                         "type %s",
                         STR_ARG(column->name), type);
    if (column->role == COLUMN_TIME && column->type != COLUMN_DATE)
        return place_err(place, err,
                         "column %.*s is time, but its values are of type %s; "
                         "return days as YYYY-MM-DD, of a month its first",
                         STR_ARG(column->name), type);
    if (column->role == COLUMN_DIMENSION && column->type != COLUMN_TEXT &&
        column->type != COLUMN_DATE)
        return place_err(place, err,
                         "column %.*s is a dimension, but its values are of "
                         "type %s; state type: text, or role: label",
                         STR_ARG(column->name), type);
    return true;
}

/* ---- grain ---- */

static int compare_days(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* The days of a column, sorted. */
static int32_t *sorted_days(const struct gathered *rows, uint32_t column,
                            size_t *count)
{
    int32_t *days = ARENA_ARRAY(rows->arena, int32_t, rows->row_count + 1);
    struct date date;

    *count = 0;
    for (uint32_t row = 0; row < rows->row_count; row++) {
        const struct held *value = gathered_at(rows, row, column);
        if (value->type == HELD_TEXT && date_parse(held_text(value), &date))
            days[(*count)++] = date.day;
    }
    qsort(days, *count, sizeof(days[0]), compare_days);
    return days;
}

/* The least distance between two different days; 0 if there are not two. */
static int32_t least_gap(const int32_t *days, size_t count)
{
    int32_t least = 0;

    for (size_t i = 1; i < count; i++) {
        int32_t gap = days[i] - days[i - 1];
        if (gap > 0 && (least == 0 || gap < least))
            least = gap;
    }
    return least;
}

static bool are_first_days(const int32_t *days, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (date_to_ymd((struct date){days[i]}).day != 1)
            return false;
    return true;
}

static bool are_weeks(const int32_t *days, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if ((days[i] - days[0]) % 7 != 0)
            return false;
    return true;
}

/* By how far apart the days are. One day alone is a day. */
static enum date_grain guess_grain(const struct gathered *rows, uint32_t column)
{
    size_t count;
    int32_t *days = sorted_days(rows, column, &count);
    int32_t gap = least_gap(days, count);

    if (gap >= 28 && are_first_days(days, count))
        return gap >= 365 ? DATE_YEAR : gap >= 90 ? DATE_QUARTER : DATE_MONTH;
    return gap >= 7 && are_weeks(days, count) ? DATE_WEEK : DATE_DAY;
}

/* ---- formats ---- */

static enum column_format format_of(const struct column *column)
{
    switch (column->type) {
    case COLUMN_INTEGER:
        return column->role == COLUMN_MEASURE ? FORMAT_INTEGER : FORMAT_PLAIN;
    case COLUMN_DECIMAL:
    case COLUMN_REAL:
        return column->role == COLUMN_MEASURE ? FORMAT_DECIMAL : FORMAT_PLAIN;
    case COLUMN_DATE:
        return FORMAT_DATE;
    case COLUMN_TEXT:
    case COLUMN_BOOLEAN:
    case COLUMN_TIMESTAMP:
        break;
    }
    return FORMAT_PLAIN;
}

/* Money in the project's currency is FORMAT_CURRENCY; in any other it is a
   decimal with a unit, since a locale's format knows one currency. */
static void settle_currency(const struct generate_job *job,
                            struct column *column)
{
    if (column->format != FORMAT_CURRENCY)
        return;
    if (column->unit.len == 0)
        column->unit = job->currency;
    else if (!str_equal(column->unit, job->currency))
        column->format = FORMAT_DECIMAL;
}

static bool check_format(struct place place, const struct column *column,
                         struct err *err)
{
    bool is_number = is_number_type(column->type);
    bool fits = column->format == FORMAT_PLAIN ||
                (column->format == FORMAT_DATE ? column->type == COLUMN_DATE
                                               : is_number);

    return fits || place_err(place, err,
                             "column %.*s has values of type %s; format %s is "
                             "not for them",
                             STR_ARG(column->name),
                             words_name(WORDS_TYPE, (int)column->type),
                             words_name(WORDS_FORMAT, (int)column->format));
}

/* ---- all of it ---- */

static void fill_column(const struct generate_job *job,
                        const struct gathered *rows, uint32_t i,
                        const struct template_column *declared,
                        struct column *column)
{
    column->label = declared->label.len > 0
                        ? declared->label
                        : describe_label(column->name, rows->arena);
    column->entity = declared->entity;
    column->unit = declared->unit;
    column->role = (enum column_role)word_or(
        WORDS_ROLE, declared->role,
        (int)role_by_name(column->name, column->type));
    column->aggregate = (enum column_aggregate)word_or(
        WORDS_AGGREGATE, declared->aggregate, AGGREGATE_NONE);
    column->format = (enum column_format)word_or(WORDS_FORMAT, declared->format,
                                                 (int)format_of(column));
    column->direction = (enum column_direction)word_or(
        WORDS_DIRECTION, declared->direction, DIRECTION_NONE);
    if (column->role == COLUMN_TIME)
        column->grain = (enum date_grain)word_or(WORDS_GRAIN, declared->grain,
                                                 (int)guess_grain(rows, i));
    settle_currency(job, column);
}

bool describe_columns(const struct generate_job *job,
                      const struct gathered *rows, struct column *columns,
                      struct err *err)
{
    if (!check_declared(job, rows, err))
        return false;
    for (uint32_t i = 0; i < rows->column_count; i++) {
        struct str name = rows->columns[i].name;
        const struct template_column *declared =
            declared_of(job->template, name);
        struct typing_hint hint = hint_of(declared);
        struct typing typing;

        if (!typing_decide(rows, i, &hint, &typing, err))
            return err_wrap(err, "%.*s", STR_ARG(job->template->path));
        columns[i] = (struct column){
            .name = name, .type = typing.type, .is_big = typing.is_big};
        fill_column(job, rows, i, declared, &columns[i]);
        if (!check_role(place_of(job, declared), &columns[i], err) ||
            !check_format(place_of(job, declared), &columns[i], err))
            return false;
    }
    return true;
}
