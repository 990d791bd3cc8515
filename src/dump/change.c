/*
 * Each row becomes two texts: its key and its whole. A map from keys to wholes
 * of the rows before, then one pass over the rows after.
 */
#include "dump/change.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/map.h"

struct row_texts {
    struct str *keys, *wholes;
    uint32_t count;
};

static void add_value(struct buf *out, const struct columns *columns,
                      uint32_t column, uint32_t row)
{
    struct column described = columns_column(columns, column);
    double number = columns_number(columns, column, row);
    int64_t integer = columns_integer(columns, column, row);
    struct str text = columns_text(columns, column, row);

    buf_add_char(out, columns_is_null(columns, column, row) ? '0' : '1');
    switch (described.type) {
    case COLUMN_INTEGER:
    case COLUMN_BOOLEAN:
        buf_add_bytes(out, &integer, sizeof(integer));
        break;
    case COLUMN_DECIMAL:
    case COLUMN_REAL:
        buf_add_bytes(out, &number, sizeof(number));
        break;
    case COLUMN_TEXT:
    case COLUMN_DATE:
    case COLUMN_TIMESTAMP:
        buf_add_bytes(out, &text.len, sizeof(text.len));
        buf_add(out, text);
        break;
    }
}

static bool have_same_columns(const struct columns *a, const struct columns *b)
{
    if (a->column_count != b->column_count)
        return false;
    for (uint32_t i = 0; i < a->column_count; i++) {
        struct column first = columns_column(a, i),
                      second = columns_column(b, i);
        if (!str_equal(first.name, second.name) || first.type != second.type)
            return false;
    }
    return true;
}

static struct row_texts describe_rows(const struct columns *columns,
                                      const uint32_t *key, size_t key_count,
                                      struct arena *arena)
{
    struct row_texts rows = {
        .keys = ARENA_ARRAY(arena, struct str, columns->row_count),
        .wholes = ARENA_ARRAY(arena, struct str, columns->row_count),
        .count = columns->row_count};
    struct buf text;

    buf_init(&text, SIZE_MAX / 2);
    for (uint32_t row = 0; row < rows.count; row++) {
        buf_clear(&text);
        for (uint32_t i = 0; i < columns->column_count; i++)
            add_value(&text, columns, i, row);
        rows.wholes[row] = arena_str(arena, buf_str(&text));
        rows.keys[row] = rows.wholes[row];
        if (key_count == 0)
            continue;
        buf_clear(&text);
        for (size_t i = 0; i < key_count; i++)
            add_value(&text, columns, key[i], row);
        rows.keys[row] = arena_str(arena, buf_str(&text));
    }
    buf_release(&text);
    return rows;
}

/* Maps keys to rows; false if two rows have the same key. */
static bool map_rows(const struct row_texts *rows, struct map *map)
{
    for (uint32_t i = 0; i < rows->count; i++) {
        bool was_added;
        map_add(map, rows->keys[i], i, &was_added);
        if (!was_added)
            return false;
    }
    return true;
}

struct telling {
    change_row_fn *tell; /* or NULL */
    void *context;
};

static void tell(const struct telling *telling, enum change_kind kind,
                 uint32_t before_row, uint32_t after_row)
{
    if (telling->tell)
        telling->tell(telling->context, kind, before_row, after_row);
}

static struct manifest_change compare_by_key(const struct row_texts *before,
                                             const struct row_texts *after,
                                             const struct map *old_rows,
                                             const struct map *new_rows,
                                             const struct telling *telling)
{
    struct manifest_change change = {.is_known = true};

    for (uint32_t i = 0; i < after->count; i++) {
        uint32_t old = map_get(old_rows, after->keys[i]);
        if (old == MAP_NONE) {
            change.rows_added++;
            tell(telling, CHANGE_ADDED, 0, i);
        } else if (!str_equal(before->wholes[old], after->wholes[i])) {
            change.rows_changed++;
            tell(telling, CHANGE_CHANGED, old, i);
        }
    }
    for (uint32_t i = 0; i < before->count; i++) {
        if (map_get(new_rows, before->keys[i]) != MAP_NONE)
            continue;
        change.rows_removed++;
        tell(telling, CHANGE_REMOVED, i, 0);
    }
    return change;
}

/* Rows as a bag: equal ones cancel out. */
static struct manifest_change compare_wholes(const struct row_texts *before,
                                             const struct row_texts *after,
                                             const struct telling *telling,
                                             struct arena *arena)
{
    struct manifest_change change = {.is_known = true};
    uint32_t *counts = ARENA_ARRAY(arena, uint32_t, before->count);
    struct map slots;

    map_init(&slots);
    for (uint32_t i = 0; i < before->count; i++)
        counts[map_add(&slots, before->wholes[i], i, NULL)]++;
    for (uint32_t i = 0; i < after->count; i++) {
        uint32_t slot = map_get(&slots, after->wholes[i]);
        if (slot != MAP_NONE && counts[slot] > 0) {
            counts[slot]--;
            continue;
        }
        change.rows_added++;
        tell(telling, CHANGE_ADDED, 0, i);
    }
    for (uint32_t i = 0; i < before->count; i++) {
        uint32_t slot = map_get(&slots, before->wholes[i]);
        if (counts[slot] == 0)
            continue;
        counts[slot]--;
        change.rows_removed++;
        tell(telling, CHANGE_REMOVED, i, 0);
    }
    map_release(&slots);
    return change;
}

/* The columns of the key; false if one of them is not there. */
static bool find_key(const struct columns *columns, const struct str *key,
                     size_t key_count, uint32_t *found)
{
    for (size_t i = 0; i < key_count; i++) {
        int column = columns_find(columns, key[i]);
        if (column < 0)
            return false;
        found[i] = (uint32_t)column;
    }
    return true;
}

struct manifest_change change_between(const struct columns *before,
                                      const struct columns *after,
                                      const struct str *key, size_t key_count)
{
    return change_walk(before, after, key, key_count, NULL, NULL);
}

struct manifest_change change_walk(const struct columns *before,
                                   const struct columns *after,
                                   const struct str *key, size_t key_count,
                                   change_row_fn *tell_row, void *context)
{
    const struct telling telling = {tell_row, context};
    struct manifest_change change = {0};
    struct row_texts old, new;
    struct map old_rows, new_rows;
    struct arena *arena;
    uint32_t *found;

    if (!have_same_columns(before, after))
        return change;
    arena = arena_new();
    found = ARENA_ARRAY(arena, uint32_t, key_count + 1);
    if (!find_key(after, key, key_count, found))
        key_count = 0;
    old = describe_rows(before, found, key_count, arena);
    new = describe_rows(after, found, key_count, arena);
    map_init(&old_rows);
    map_init(&new_rows);
    if (key_count > 0 && map_rows(&old, &old_rows) && map_rows(&new, &new_rows))
        change = compare_by_key(&old, &new, &old_rows, &new_rows, &telling);
    else
        change = compare_wholes(&old, &new, &telling, arena);
    map_release(&new_rows);
    map_release(&old_rows);
    arena_free(arena);
    return change;
}
