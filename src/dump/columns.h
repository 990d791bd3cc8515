/*
 * columns.h - the rows of a dump, by column, read in place.
 *
 * The bytes of a .cols object are the memory layout: little-endian, every part
 * at an offset, text dictionary-coded. columns_open checks them once; from
 * then on reading is arithmetic, from any number of threads. Generation makes
 * the same bytes first and works on them too, so that a whole dump and a
 * filtered answer come from the same code.
 *
 * dumps/README.md describes the bytes.
 */
#ifndef DUMP_COLUMNS_H
#define DUMP_COLUMNS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"

enum {
    COLUMNS_VERSION = 1,
    COLUMNS_MAX = 200, /* columns of one dump */
    COLUMNS_ROWS_MAX = 1000000,
    COLUMNS_Y_MAX = 4, /* measures of one chart */
};

/* The code of NULL; too large for an enum of C17. */
#define COLUMNS_NULL UINT32_MAX

enum column_type {
    COLUMN_INTEGER,   /* int64; JSON number, or string if is_big */
    COLUMN_DECIMAL,   /* a decimal fraction; JSON number */
    COLUMN_REAL,      /* double; JSON number */
    COLUMN_TEXT,      /* UTF-8 */
    COLUMN_BOOLEAN,   /* 0 or 1; JSON true or false */
    COLUMN_DATE,      /* YYYY-MM-DD, also of years before 1970 */
    COLUMN_TIMESTAMP, /* text of an instant, as the source gave it */
};

enum column_role {
    COLUMN_DIMENSION,  /* names things: filters and groups */
    COLUMN_MEASURE,    /* a number that is compared */
    COLUMN_TIME,       /* a date with a grain */
    COLUMN_LABEL,      /* text that is only shown */
    COLUMN_IDENTIFIER, /* a key: shown, never charted or added up */
};

enum column_aggregate {
    AGGREGATE_NONE,
    AGGREGATE_SUM,
    AGGREGATE_MIN,
    AGGREGATE_MAX
};

enum column_format {
    FORMAT_PLAIN,
    FORMAT_INTEGER,
    FORMAT_DECIMAL,
    FORMAT_PERCENT,
    FORMAT_CURRENCY,
    FORMAT_COMPACT,
    FORMAT_DURATION,
    FORMAT_DATE
};

enum column_direction {
    DIRECTION_NONE,
    DIRECTION_UP_IS_GOOD,
    DIRECTION_DOWN_IS_GOOD
};

struct column {
    struct str name;   /* as in the SQL */
    struct str label;  /* for people */
    struct str entity; /* what a dimension names; may be empty */
    struct str unit;   /* a currency code, "days", ...; may be empty */
    enum column_type type;
    enum column_role role;
    enum column_aggregate aggregate;
    enum column_format format;
    enum column_direction direction;
    enum date_grain grain; /* of COLUMN_TIME */
    bool is_big;
};

enum chart_type {
    CHART_NONE,
    CHART_LINE,
    CHART_BAR,
    CHART_GROUPED_BAR,
    CHART_STACKED_BAR,
    CHART_DOUGHNUT,
    CHART_SCATTER
};

/* Which columns a chart shows; indexes into the columns, -1 for none. */
struct chart_spec {
    enum chart_type type;
    int x;
    int y[COLUMNS_Y_MAX];
    int y_count;
    int series; /* a dimension whose values become series */
};

/* What is said of the rows as a whole. */
struct columns_meta {
    struct str id, title, description;
    struct str answer;   /* the template of the sentence; may be empty */
    struct str sentence; /* the sentence of the whole, unfiltered rows */
    struct str period;   /* in words; empty if none */
    bool is_complete;    /* no rows were cut off */
    int order_column;    /* -1: none declared */
    bool order_descending;
    struct chart_spec chart;
};

/* One value, on its way in. */
struct cell {
    bool is_null;
    int64_t integer; /* COLUMN_INTEGER, COLUMN_BOOLEAN */
    double number;   /* COLUMN_DECIMAL, COLUMN_REAL */
    struct str text; /* the other types */
};

/* Making: columns first, then row by row, then the bytes. Copies all it is
   given. One thread. */
struct columns_builder;
struct columns_builder *columns_builder_new(const struct column *columns,
                                            uint32_t column_count);
void columns_builder_free(struct columns_builder *builder);

/* `cells` has one value for each column. */
void columns_builder_add_row(struct columns_builder *builder,
                             const struct cell *cells);

/* Appends the bytes; may be called again with other meta. ERR_LIMIT when they
   pass bytes->max_bytes. Row ranges are empty until they are set. */
MUST_CHECK bool columns_builder_finish(const struct columns_builder *builder,
                                       const struct columns_meta *meta,
                                       struct buf *bytes, struct err *err);

/* Where in the raw dump the JSON of row i stands: from offsets[i] up to
   offsets[i + 1] - 1, where a comma or a bracket follows. row_count + 1
   offsets, growing. */
void columns_set_row_offsets(struct buf *bytes, const uint32_t *offsets,
                             uint32_t row_count);

/* Reading in place. `bytes` must outlive it and be aligned to 8. */
struct columns {
    const unsigned char *bytes;
    uint32_t column_count;
    uint32_t row_count;
};

/* Fails with ERR_CORRUPT on any offset, size or code that does not fit. */
MUST_CHECK bool columns_open(struct str bytes, struct columns *columns,
                             struct err *err);

struct columns_meta columns_meta(const struct columns *columns);
struct column columns_column(const struct columns *columns, uint32_t column);

/* The index of the column of this name, or -1. */
int columns_find(const struct columns *columns, struct str name);

bool columns_is_null(const struct columns *columns, uint32_t column,
                     uint32_t row);
/* Of a number or boolean; NaN for NULL. */
double columns_number(const struct columns *columns, uint32_t column,
                      uint32_t row);
/* Of COLUMN_INTEGER or COLUMN_BOOLEAN, exactly; 0 for NULL. */
int64_t columns_integer(const struct columns *columns, uint32_t column,
                        uint32_t row);
/* Of text, date or timestamp; empty for NULL. */
struct str columns_text(const struct columns *columns, uint32_t column,
                        uint32_t row);

/* Text, dates and timestamps have a dictionary, in order of first appearance.
   0 for other types. */
uint32_t columns_dictionary_count(const struct columns *columns,
                                  uint32_t column);
struct str columns_dictionary(const struct columns *columns, uint32_t column,
                              uint32_t code);
/* The code in a row, COLUMNS_NULL for NULL. */
uint32_t columns_code(const struct columns *columns, uint32_t column,
                      uint32_t row);

/* The codes of all rows, for who looks at many; NULL without a dictionary. */
const uint32_t *columns_codes(const struct columns *columns, uint32_t column);

/* The JSON of a row, in the raw dump that these columns belong to. */
struct str columns_row_json(const struct columns *columns, struct str raw,
                            uint32_t row);

/* Some of the rows, in some order: what a filtered answer shows. */
struct rows {
    const struct columns *columns;
    const uint32_t *index; /* NULL: all, as stored */
    uint32_t count;
};

static inline uint32_t rows_at(const struct rows *rows, uint32_t i)
{
    return rows->index ? rows->index[i] : i;
}

#endif
