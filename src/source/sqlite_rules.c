/*
 * Allowed names are listed and everything else is refused, so that a function
 * which a newer SQLite brings, or an extension adds, is refused until someone
 * has looked at it. Left out on purpose: what reads files or loads code, what
 * tells about the library or the connection, what only virtual tables need,
 * and randomblob(), which no report needs.
 */
#include "source/sqlite_rules.h"

#include <stdlib.h>

enum { FORMAT_NUMBER_MAX = 1000 };

/* All of SQLite's, save those for programs (%p) and for nothing (%n). */
static const char conversions[] = "%diurxXofeEgGcszqQw";

/* In order, as bsearch needs it. */
static const char *const functions[] = {
    "->",
    "->>",
    "abs",
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "avg",
    "ceil",
    "ceiling",
    "char",
    "coalesce",
    "concat",
    "concat_ws",
    "cos",
    "cosh",
    "count",
    "cume_dist",
    "current_date",
    "current_time",
    "current_timestamp",
    "date",
    "datetime",
    "degrees",
    "dense_rank",
    "exp",
    "first_value",
    "floor",
    "format",
    "glob",
    "group_concat",
    "hex",
    "ifnull",
    "iif",
    "instr",
    "json",
    "json_array",
    "json_array_length",
    "json_extract",
    "json_group_array",
    "json_group_object",
    "json_insert",
    "json_object",
    "json_patch",
    "json_quote",
    "json_remove",
    "json_replace",
    "json_set",
    "json_type",
    "json_valid",
    "julianday",
    "lag",
    "last_value",
    "lead",
    "length",
    "like",
    "likelihood",
    "likely",
    "ln",
    "log",
    "log10",
    "log2",
    "lower",
    "ltrim",
    "max",
    "min",
    "mod",
    "nth_value",
    "ntile",
    "nullif",
    "octet_length",
    "percent_rank",
    "pi",
    "pow",
    "power",
    "printf",
    "quote",
    "radians",
    "random",
    "rank",
    "replace",
    "round",
    "row_number",
    "rtrim",
    "sign",
    "sin",
    "sinh",
    "sqrt",
    "strftime",
    "string_agg",
    "substr",
    "substring",
    "sum",
    "tan",
    "tanh",
    "time",
    "timediff",
    "total",
    "trim",
    "trunc",
    "typeof",
    "unhex",
    "unicode",
    "unixepoch",
    "unlikely",
    "upper",
    "zeroblob",
};

static const char *const varying_functions[] = {
    "current_date",
    "current_time",
    "current_timestamp",
    "random",
};

/* What the modules fts3, fts4, fts5 and rtree append to their own name. */
static const char *const shadow_suffixes[] = {
    "_config", "_content", "_data",   "_docsize",  "_idx",  "_node",
    "_parent", "_rowid",   "_segdir", "_segments", "_stat",
};

static const char *const internal_prefixes[] = {"sqlite_", "pragma_"};

static int fold(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

/* strncasecmp() would ask the locale, where I may not be the same as i. */
static int compare(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        int order = fold(a[i]) - fold(b[i]);
        if (order != 0 || !a[i])
            return order;
    }
    return 0;
}

static bool is_same(const char *a, const char *b)
{
    return compare(a, b, SIZE_MAX) == 0;
}

static int compare_names(const void *key, const void *element)
{
    return compare(key, *(const char *const *)element, SIZE_MAX);
}

bool sqlite_rules_knows_function(const char *name)
{
    return bsearch(name, functions, COUNT(functions), sizeof(functions[0]),
                   compare_names) != NULL;
}

bool sqlite_rules_function_varies(const char *name)
{
    for (size_t i = 0; i < COUNT(varying_functions); i++) {
        if (is_same(name, varying_functions[i]))
            return true;
    }
    return false;
}

bool sqlite_rules_table_is_internal(const char *name)
{
    for (size_t i = 0; i < COUNT(internal_prefixes); i++) {
        const char *prefix = internal_prefixes[i];
        if (compare(name, prefix, strlen(prefix)) == 0)
            return true;
    }
    return is_same(name, "dbstat");
}

bool sqlite_rules_name_matches(struct str pattern, const char *name)
{
    size_t len = pattern.len;

    if (len > 0 && pattern.ptr[len - 1] == '*')
        return compare(name, pattern.ptr, len - 1) == 0;
    return strlen(name) == len && compare(name, pattern.ptr, len) == 0;
}

bool sqlite_rules_table_is_shadow(const char *name, const char *virtual_table)
{
    size_t len = strlen(virtual_table);

    if (compare(name, virtual_table, len) != 0)
        return false;
    for (size_t i = 0; i < COUNT(shadow_suffixes); i++) {
        if (is_same(name + len, shadow_suffixes[i]))
            return true;
    }
    return false;
}

/* Without the comment or the white space at its start; the same if there is
   neither. SQLite, too, takes a comment without an end as one. */
static struct str skip_one(struct str sql)
{
    ptrdiff_t end;

    if (str_starts_with(sql, "--")) {
        end = str_find(sql, (struct str)STR("\n"));
        return str_skip(sql, end < 0 ? sql.len : (size_t)end + 1);
    }
    if (str_starts_with(sql, "/*")) {
        sql = str_skip(sql, 2);
        end = str_find(sql, (struct str)STR("*/"));
        return str_skip(sql, end < 0 ? sql.len : (size_t)end + 2);
    }
    return str_skip(sql, sql.len > 0 && memchr(" \t\n\f\r", sql.ptr[0], 5));
}

struct str sqlite_rules_skip_blank(struct str sql)
{
    for (;;) {
        struct str rest = skip_one(sql);
        if (rest.len == sql.len)
            return sql;
        sql = rest;
    }
}

bool sqlite_rules_text_is_blank(struct str sql)
{
    return sqlite_rules_skip_blank(sql).len == 0;
}

void sqlite_rules_find_position(struct str sql, size_t offset, int *line,
                                int *column)
{
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < offset && i < sql.len; i++) {
        if (sql.ptr[i] == '\n') {
            ++*line;
            *column = 1;
        } else if (((unsigned char)sql.ptr[i] & 0xc0) != 0x80) {
            ++*column;
        }
    }
}

/* Cuts the digits of a width or a precision; none are -1. */
static bool cut_number(struct str *format, int *number, struct err *err)
{
    *number = -1;
    if (format->len > 0 && format->ptr[0] == '*')
        return err_set(err, ERR_LIMIT,
                       "printf() and format() take no '*': write the width as "
                       "a number");
    while (format->len > 0 && format->ptr[0] >= '0' && format->ptr[0] <= '9') {
        *number = (*number < 0 ? 0 : *number) * 10 + (format->ptr[0] - '0');
        if (*number > FORMAT_NUMBER_MAX)
            return err_set(err, ERR_LIMIT,
                           "printf() and format() take widths up to %d",
                           FORMAT_NUMBER_MAX);
        *format = str_skip(*format, 1);
    }
    return true;
}

static void cut_flags(struct str *format, char flags[8])
{
    size_t count = 0;

    while (format->len > 0 && memchr("-+ #0,!", format->ptr[0], 7)) {
        char flag[2] = {format->ptr[0], '\0'};
        if (!strchr(flags, flag[0]))
            flags[count++] = flag[0];
        *format = str_skip(*format, 1);
    }
}

bool sqlite_rules_cut_piece(struct str *format,
                            struct sqlite_rules_piece *piece, struct err *err)
{
    ptrdiff_t percent = str_find(*format, (struct str)STR("%"));

    *piece = (struct sqlite_rules_piece){.width = -1, .precision = -1};
    if (percent < 0 || (size_t)percent + 1 == format->len) {
        piece->text = *format;
        *format = str_skip(*format, format->len);
        return true;
    }
    piece->text = (struct str){format->ptr, (size_t)percent};
    *format = str_skip(*format, (size_t)percent + 1);
    cut_flags(format, piece->flags);
    if (!cut_number(format, &piece->width, err))
        return false;
    if (format->len > 0 && format->ptr[0] == '.') {
        *format = str_skip(*format, 1);
        if (!cut_number(format, &piece->precision, err))
            return false;
        if (piece->precision < 0)
            piece->precision = 0;
    }
    while (format->len > 0 && format->ptr[0] == 'l')
        *format = str_skip(*format, 1);
    if (format->len == 0 ||
        !memchr(conversions, format->ptr[0], sizeof(conversions) - 1))
        return err_set(err, ERR_INPUT,
                       "printf() and format() know no such conversion: see "
                       "the list at sqlite.org/printf.html");
    piece->conversion = format->ptr[0];
    *format = str_skip(*format, 1);
    return true;
}
