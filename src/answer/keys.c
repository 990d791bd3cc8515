/*
 * Each dimension and time column becomes a column of small numbers, equal where
 * its values are; all that follows is comparing these. One pass for each pair
 * of columns ends at the first row that disagrees, so that only the pairs that
 * do depend on each other are read to their end.
 */
#include "answer/keys.h"

#include <stdlib.h>

enum { KEYS_MAX = 64 }; /* columns that a bit can be had for */

static const uint32_t none_seen = UINT32_MAX;

struct key {
    uint32_t *codes; /* of each row */
    uint32_t code_count;
};

struct ordered {
    double number;
    uint32_t row;
};

static int compare_ordered(const void *left, const void *right)
{
    const struct ordered *a = left, *b = right;
    return (a->number > b->number) - (a->number < b->number);
}

/* Numbers and booleans have no dictionary: their rank is their code. */
static struct key rank_numbers(const struct columns *columns, uint32_t column,
                               struct arena *arena)
{
    uint32_t count = columns->row_count, code = 0;
    struct key key = {ARENA_ARRAY(arena, uint32_t, count + 1), 0};
    struct ordered *items = ARENA_ARRAY(arena, struct ordered, count + 1);
    for (uint32_t row = 0; row < count; row++) {
        bool is_null = columns_is_null(columns, column, row);
        double number = columns_column(columns, column).type == COLUMN_INTEGER
                            ? (double)columns_integer(columns, column, row)
                            : columns_number(columns, column, row);
        items[row] = (struct ordered){is_null ? -1e300 : number, row};
    }
    qsort(items, count, sizeof(*items), compare_ordered);
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0 && items[i].number > items[i - 1].number)
            code++;
        key.codes[items[i].row] = code;
    }
    key.code_count = code + 1;
    return key;
}

static struct key read_key(const struct columns *columns, uint32_t column,
                           struct arena *arena)
{
    uint32_t count = columns_dictionary_count(columns, column);
    if (count == 0)
        return rank_numbers(columns, column, arena);
    struct key key = {ARENA_ARRAY(arena, uint32_t, columns->row_count + 1),
                      count + 1};
    for (uint32_t row = 0; row < columns->row_count; row++) {
        uint32_t code = columns_code(columns, column, row);
        key.codes[row] = code == COLUMNS_NULL ? count : code;
    }
    return key;
}

/* Whether rows that agree in `a` agree in `b`. */
static bool implies(const struct key *a, const struct key *b, uint32_t rows,
                    struct arena *arena)
{
    uint32_t *seen = ARENA_ARRAY(arena, uint32_t, a->code_count + 1);
    for (uint32_t i = 0; i < a->code_count; i++)
        seen[i] = none_seen;
    for (uint32_t row = 0; row < rows; row++) {
        uint32_t *first = &seen[a->codes[row]];
        if (*first == none_seen)
            *first = b->codes[row];
        else if (*first != b->codes[row])
            return false;
    }
    return true;
}

static int compare_hashes(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Two rows that only seem to be equal cost an answer, never its truth. */
static bool are_distinct(const struct key *keys, uint32_t rows,
                         struct arena *arena)
{
    uint64_t *hashes = ARENA_ARRAY(arena, uint64_t, rows + 1);
    for (uint32_t row = 0; row < rows; row++) {
        hashes[row] = 0xcbf29ce484222325u;
        for (uint32_t i = 0; i < KEYS_MAX; i++)
            if (keys[i].codes) {
                hashes[row] ^= keys[i].codes[row];
                hashes[row] *= 0x9e3779b97f4a7c15u;
                hashes[row] ^= hashes[row] >> 29;
            }
    }
    qsort(hashes, rows, sizeof(*hashes), compare_hashes);
    for (uint32_t i = 1; i < rows; i++)
        if (hashes[i] == hashes[i - 1])
            return false;
    return true;
}

void keys_find(const struct columns *columns, struct arena *arena,
               struct route_coverage *coverage)
{
    struct key keys[KEYS_MAX] = {{NULL, 0}};
    struct arena *scratch = arena_new();
    uint64_t *out = ARENA_ARRAY(arena, uint64_t, columns->column_count + 1);
    for (uint32_t i = 0; i < columns->column_count && i < KEYS_MAX; i++) {
        enum column_role role = columns_column(columns, i).role;
        if (role == COLUMN_DIMENSION || role == COLUMN_TIME)
            keys[i] = read_key(columns, i, scratch);
    }
    for (uint32_t a = 0; a < KEYS_MAX; a++)
        for (uint32_t b = 0; b < KEYS_MAX && keys[a].codes; b++)
            if (keys[b].codes &&
                (a == b ||
                 implies(&keys[a], &keys[b], columns->row_count, scratch)))
                out[a] |= UINT64_C(1) << b;
    coverage->implies = out;
    coverage->is_distinct = columns->column_count <= KEYS_MAX &&
                            are_distinct(keys, columns->row_count, scratch);
    arena_free(scratch);
}
