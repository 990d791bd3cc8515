#include "generate/gather.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"

void gathered_init(struct gathered *rows)
{
    *rows = (struct gathered){.arena = arena_new()};
}

void gathered_release(struct gathered *rows)
{
    free(rows->values);
    arena_free(rows->arena);
    *rows = (struct gathered){0};
}

static bool check_name(struct str name, size_t number, struct err *err)
{
    if (name.len == 0)
        return err_set(err, ERR_INPUT,
                       "column %zu has no name: give it one with AS", number);
    if (!str_is_utf8(name, NULL) || memchr(name.ptr, '\0', name.len))
        return err_set(err, ERR_INPUT,
                       "the name of column %zu is not UTF-8 text", number);
    return true;
}

static bool check_names(const struct source_column *columns, size_t count,
                        struct err *err)
{
    struct map names;
    bool ok = true;

    map_init(&names);
    for (size_t i = 0; ok && i < count; i++) {
        bool is_new;
        ok = check_name(columns[i].name, i + 1, err);
        if (!ok)
            break;
        map_add(&names, columns[i].name, (uint32_t)i, &is_new);
        if (!is_new)
            ok = err_set(err, ERR_INPUT,
                         "two columns are called %.*s: rename one with AS",
                         STR_ARG(columns[i].name));
    }
    map_release(&names);
    return ok;
}

static bool take_columns(void *context, const struct source_column *columns,
                         size_t count, struct err *err)
{
    struct gathered *rows = context;

    if (count == 0 || count > COLUMNS_MAX)
        return err_set(err, ERR_INPUT, "%zu columns; a dump has 1 to %d", count,
                       COLUMNS_MAX);
    if (!check_names(columns, count, err))
        return false;
    rows->columns = ARENA_ARRAY(rows->arena, struct source_column, count);
    rows->column_count = (uint32_t)count;
    for (size_t i = 0; i < count; i++) {
        rows->columns[i].name = arena_str(rows->arena, columns[i].name);
        rows->columns[i].declared_type =
            arena_str(rows->arena, columns[i].declared_type);
    }
    return true;
}

static bool take_text(struct gathered *rows, struct str text, struct held *held,
                      const char **what)
{
    size_t bad;

    if (!str_is_utf8(text, &bad)) {
        *what = "text that is not UTF-8";
        return false;
    }
    if (text.len > 0 && memchr(text.ptr, '\0', text.len)) {
        *what = "text with a NUL in it";
        return false;
    }
    held->as.text = arena_str(rows->arena, text).ptr;
    held->len = (uint32_t)text.len;
    held->type = HELD_TEXT;
    return true;
}

static bool take_value(struct gathered *rows, const struct source_value *value,
                       struct held *held, const char **what)
{
    switch (value->type) {
    case SOURCE_NULL:
        *held = (struct held){.type = HELD_NULL};
        return true;
    case SOURCE_INTEGER:
        *held =
            (struct held){.as.integer = value->integer, .type = HELD_INTEGER};
        return true;
    case SOURCE_REAL:
        /* -0.0 becomes 0.0: nobody means the difference. */
        *held = (struct held){.as.real = value->real + 0.0, .type = HELD_REAL};
        *what = "a number that is not finite";
        return isfinite(value->real) != 0;
    case SOURCE_TEXT:
        return take_text(rows, value->text, held, what);
    case SOURCE_BLOB:
        break;
    }
    *what = "a BLOB: select it as text, with hex() or CAST";
    return false;
}

static void make_room(struct gathered *rows)
{
    if (rows->row_count < rows->row_capacity)
        return;
    rows->row_capacity = rows->row_capacity ? rows->row_capacity * 2 : 64;
    rows->values = memory_grow(rows->values,
                               (size_t)rows->row_capacity * rows->column_count,
                               sizeof(struct held));
}

static bool take_row(void *context, const struct source_value *values,
                     size_t count, struct err *err)
{
    struct gathered *rows = context;
    struct held *held;
    const char *what = NULL;

    make_room(rows);
    held = &rows->values[(size_t)rows->row_count * rows->column_count];
    for (size_t i = 0; i < count; i++)
        if (!take_value(rows, &values[i], &held[i], &what))
            return err_set(err, ERR_INPUT, "row %" PRIu32 ", column %.*s: %s",
                           rows->row_count + 1, STR_ARG(rows->columns[i].name),
                           what);
    rows->row_count++;
    return true;
}

struct source_sink gathered_sink(struct gathered *rows)
{
    return (struct source_sink){take_columns, take_row, rows};
}

int gathered_find(const struct gathered *rows, struct str name)
{
    for (uint32_t i = 0; i < rows->column_count; i++)
        if (str_equal(rows->columns[i].name, name))
            return (int)i;
    return -1;
}

struct str gathered_nearest(const struct gathered *rows, struct str name)
{
    struct str nearest = {"", 0};
    int best = name.len < 6 ? 2 : 3;

    for (uint32_t i = 0; i < rows->column_count; i++) {
        int distance = str_distance(rows->columns[i].name, name, best);
        if (distance < best || (distance == best && nearest.len == 0)) {
            best = distance;
            nearest = rows->columns[i].name;
        }
    }
    return nearest;
}
