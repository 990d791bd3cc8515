/*
 * dump_json.h - the raw dump: one JSON object, in one order of keys.
 */
#ifndef GENERATE_DUMP_JSON_H
#define GENERATE_DUMP_JSON_H

#include "generate/generate.h"

/* Appends the dump of these columns, all rows. offsets[i] gets where row i
   begins; row_count + 1 of them, as columns_set_row_offsets takes them. */
void dump_json_write(const struct generate_job *job,
                     const struct columns *columns, uint32_t *offsets,
                     struct buf *out);

/* What a column is, as an element of `columns`, with a comma if one is
   needed. */
void dump_json_column(const struct column *column, struct buf *out);

/* One cell, in the form that its column has throughout. */
void dump_json_cell(const struct columns *columns, const struct column *column,
                    uint32_t i, uint32_t row, struct buf *out);

#endif
