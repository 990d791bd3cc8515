/*
 * A number travels as a double, in JSON and in most programs that read it. So
 * an integer beyond 2^53 is refused unless its column is `big`, which makes
 * the whole column strings; and a decimal with more digits than a double can
 * hold is refused, since it would come back as another number.
 */
#include "generate/typing.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json_write.h"
#include "generate/words.h"

static const int64_t exact_max = (int64_t)1 << 53;

/* ---- deciding ---- */

struct census {
    uint32_t integers, reals, texts;
    uint32_t first_number, first_text; /* rows */
    bool are_dates;                    /* all texts, as far as seen */
};

static struct census count_types(const struct gathered *rows, uint32_t column)
{
    struct census census = {.are_dates = true};
    struct date date;

    for (uint32_t row = 0; row < rows->row_count; row++) {
        const struct held *value = gathered_at(rows, row, column);
        if (value->type == HELD_NULL)
            continue;
        if (value->type == HELD_TEXT) {
            if (census.texts++ == 0)
                census.first_text = row;
            census.are_dates =
                census.are_dates && date_parse(held_text(value), &date);
            continue;
        }
        if (census.integers + census.reals == 0)
            census.first_number = row;
        if (value->type == HELD_INTEGER)
            census.integers++;
        else
            census.reals++;
    }
    return census;
}

static bool has_word(struct str text, const char *word)
{
    size_t len = strlen(word);

    for (size_t i = 0; i + len <= text.len; i++)
        if (strncasecmp(text.ptr + i, word, len) == 0)
            return true;
    return false;
}

/* Of a column without a single value. */
static enum column_type type_of_nothing(struct str declared,
                                        const struct typing_hint *hint)
{
    static const struct {
        const char *word;
        enum column_type type;
    } words[] = {{"int", COLUMN_INTEGER},  {"real", COLUMN_REAL},
                 {"floa", COLUMN_REAL},    {"doub", COLUMN_REAL},
                 {"numeric", COLUMN_REAL}, {"decimal", COLUMN_REAL}};

    if (hint->is_date || (declared.len == 4 && has_word(declared, "date")))
        return COLUMN_DATE;
    for (size_t i = 0; i < COUNT(words); i++)
        if (has_word(declared, words[i].word))
            return words[i].type;
    return hint->is_number ? COLUMN_REAL : COLUMN_TEXT;
}

/* A column that the schema calls real stays real while its values happen to be
   whole. */
static bool is_declared_real(struct str declared)
{
    struct typing_hint none = {0};

    return type_of_nothing(declared, &none) == COLUMN_REAL;
}

static bool complain_of_mixture(const struct gathered *rows, uint32_t column,
                                const struct census *census, struct err *err)
{
    return err_set(err, ERR_INPUT,
                   "column %.*s has a number in row %" PRIu32
                   " and text in row %" PRIu32 ": state its type",
                   STR_ARG(rows->columns[column].name),
                   census->first_number + 1, census->first_text + 1);
}

bool typing_decide(const struct gathered *rows, uint32_t column,
                   const struct typing_hint *hint, struct typing *typing,
                   struct err *err)
{
    struct str declared = rows->columns[column].declared_type;
    struct census census = count_types(rows, column);
    uint32_t numbers = census.integers + census.reals;

    typing->is_big = hint->is_big;
    if (hint->has_type || hint->is_big) {
        typing->type = hint->has_type ? hint->type : COLUMN_INTEGER;
        return true;
    }
    if (numbers > 0 && census.texts > 0)
        return complain_of_mixture(rows, column, &census, err);
    if (numbers > 0)
        typing->type = census.reals > 0 || is_declared_real(declared)
                           ? COLUMN_REAL
                           : COLUMN_INTEGER;
    else if (census.texts > 0)
        typing->type = census.are_dates ? COLUMN_DATE : COLUMN_TEXT;
    else
        typing->type = type_of_nothing(declared, hint);
    return true;
}

/* ---- converting ---- */

static struct str value_text(const struct held *value, struct arena *arena)
{
    char text[32];

    if (value->type == HELD_TEXT)
        return held_text(value);
    if (value->type == HELD_INTEGER)
        return arena_printf(arena, "%" PRId64, value->as.integer);
    json_format_real(value->as.real, text);
    return arena_printf(arena, "%s", text);
}

/* Reads [-]digits[.digits]; counts the digits that matter. */
static bool read_decimal(struct str text, double *number, int *digits)
{
    bool has_point = false, is_number = false;
    char copy[64];

    *digits = 0;
    if (text.len == 0 || text.len >= sizeof(copy))
        return false;
    for (size_t i = text.ptr[0] == '-' ? 1 : 0; i < text.len; i++) {
        if (text.ptr[i] == '.' && !has_point && is_number) {
            has_point = true;
            is_number = false;
            continue;
        }
        if (!isdigit((unsigned char)text.ptr[i]))
            return false;
        is_number = true;
        if (*digits > 0 || text.ptr[i] != '0')
            ++*digits;
    }
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    *number = strtod(copy, NULL) + 0.0;
    return is_number;
}

static bool read_integer(struct str text, int64_t *integer)
{
    double number;
    int digits;

    if (!read_decimal(text, &number, &digits) ||
        memchr(text.ptr, '.', text.len))
        return false;
    /* Texts in an arena end in NUL. */
    errno = 0;
    *integer = strtoll(text.ptr, NULL, 10);
    return errno == 0;
}

/* What is wrong with a value; NULL if nothing. */
static const char *to_integer(const struct held *value, bool is_big,
                              struct cell *cell)
{
    switch (value->type) {
    case HELD_INTEGER:
        cell->integer = value->as.integer;
        break;
    case HELD_REAL:
        if (!(value->as.real >= -(double)exact_max &&
              value->as.real <= (double)exact_max) ||
            value->as.real != (double)(int64_t)value->as.real)
            return "is not an integer";
        cell->integer = (int64_t)value->as.real;
        break;
    case HELD_TEXT:
        if (!read_integer(held_text(value), &cell->integer))
            return "is not an integer";
        break;
    case HELD_NULL:
        break;
    }
    if (cell->integer == INT64_MIN)
        return "is the one integer that cannot be stored";
    if (!is_big && (cell->integer > exact_max || cell->integer < -exact_max))
        return "is beyond 2^53: declare the column with big: true";
    return NULL;
}

static const char *to_number(const struct held *value, bool is_decimal,
                             struct cell *cell)
{
    int digits;

    switch (value->type) {
    case HELD_INTEGER:
        if (value->as.integer > exact_max || value->as.integer < -exact_max)
            return "is beyond 2^53, and would be rounded";
        cell->number = (double)value->as.integer;
        break;
    case HELD_REAL:
        cell->number = value->as.real;
        break;
    case HELD_TEXT:
        if (!is_decimal)
            return "is not a number";
        if (!read_decimal(held_text(value), &cell->number, &digits))
            return "is not a decimal";
        if (digits > 15)
            return "has more than 15 digits, and would be rounded";
        break;
    case HELD_NULL:
        break;
    }
    return NULL;
}

static const char *to_boolean(const struct held *value, struct cell *cell)
{
    if (value->type == HELD_INTEGER &&
        (value->as.integer == 0 || value->as.integer == 1)) {
        cell->integer = value->as.integer;
        return NULL;
    }
    if (value->type != HELD_TEXT || (!str_is(held_text(value), "true") &&
                                     !str_is(held_text(value), "false")))
        return "is not a boolean (0, 1, 'true' or 'false')";
    cell->integer = str_is(held_text(value), "true");
    return NULL;
}

static const char *to_date(const struct held *value, struct cell *cell)
{
    struct date date;

    if (value->type != HELD_TEXT || !date_parse(held_text(value), &date))
        return "is not a date (YYYY-MM-DD)";
    cell->text = held_text(value);
    return NULL;
}

/* A date, then a clock: the rest is as the source gave it. */
static const char *to_timestamp(const struct held *value, struct cell *cell)
{
    struct str text = held_text(value);
    struct date date;

    if (value->type != HELD_TEXT || text.len < sizeof("2026-11-20T09:00") - 1 ||
        !date_parse((struct str){text.ptr, 10}, &date) ||
        (text.ptr[10] != 'T' && text.ptr[10] != ' ') ||
        !isdigit((unsigned char)text.ptr[11]) ||
        !isdigit((unsigned char)text.ptr[12]) || text.ptr[13] != ':')
        return "is not a timestamp (YYYY-MM-DDTHH:MM...)";
    cell->text = text;
    return NULL;
}

static const char *convert(const struct gathered *rows,
                           const struct held *value, struct typing typing,
                           struct cell *cell)
{
    switch (typing.type) {
    case COLUMN_INTEGER:
        return to_integer(value, typing.is_big, cell);
    case COLUMN_DECIMAL:
    case COLUMN_REAL:
        return to_number(value, typing.type == COLUMN_DECIMAL, cell);
    case COLUMN_BOOLEAN:
        return to_boolean(value, cell);
    case COLUMN_DATE:
        return to_date(value, cell);
    case COLUMN_TIMESTAMP:
        return to_timestamp(value, cell);
    case COLUMN_TEXT:
        break;
    }
    cell->text = value_text(value, rows->arena);
    return NULL;
}

bool typing_cell(const struct gathered *rows, uint32_t row, uint32_t column,
                 struct typing typing, struct cell *cell, struct err *err)
{
    const struct held *value = gathered_at(rows, row, column);
    const char *wrong;
    struct str text;

    *cell = (struct cell){.is_null = value->type == HELD_NULL};
    if (cell->is_null)
        return true;
    wrong = convert(rows, value, typing, cell);
    if (!wrong)
        return true;
    text = value_text(value, rows->arena);
    return err_set(err, ERR_INPUT, "row %" PRIu32 ", column %.*s: '%.*s%s' %s",
                   row + 1, STR_ARG(rows->columns[column].name),
                   (int)(text.len > 40 ? 40 : text.len), text.ptr,
                   text.len > 40 ? "..." : "", wrong);
}
