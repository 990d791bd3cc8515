/*
 * gather.h - the rows of a source, held until it is known what they are.
 *
 * What no dump can carry is refused on arrival, with row and column: BLOBs,
 * text that is not UTF-8 or has a NUL in it, numbers that are not finite,
 * columns without a name or with that of another. One thread.
 */
#ifndef GENERATE_GATHER_H
#define GENERATE_GATHER_H

#include "dump/columns.h"
#include "source/source.h"

enum held_type { HELD_NULL, HELD_INTEGER, HELD_REAL, HELD_TEXT };

/* One value; 16 bytes, since there may be millions. */
struct held {
    union {
        int64_t integer;
        double real;
        const char *text;
    } as;
    uint32_t len; /* of text */
    enum held_type type;
};

struct gathered {
    struct arena *arena;
    struct source_column *columns;
    uint32_t column_count, row_count, row_capacity;
    struct held *values; /* row by row */
};

void gathered_init(struct gathered *rows);
void gathered_release(struct gathered *rows);

/* Where source_query is to send its rows. */
struct source_sink gathered_sink(struct gathered *rows);

static inline const struct held *gathered_at(const struct gathered *rows,
                                             uint32_t row, uint32_t column)
{
    return &rows->values[(size_t)row * rows->column_count + column];
}

static inline struct str held_text(const struct held *value)
{
    return (struct str){value->as.text, value->len};
}

/* The index of the column of this name, or -1. */
int gathered_find(const struct gathered *rows, struct str name);

/* The name that is nearest to a misspelt one; empty if none is near. */
struct str gathered_nearest(const struct gathered *rows, struct str name);

#endif
