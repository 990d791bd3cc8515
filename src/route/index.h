/*
 * index.h - everything the router knows about a snapshot, as one object.
 *
 * Built once per snapshot from the templates and from the values that their
 * dimensions take; read in place from then on, by any number of threads. It
 * holds no date and no number of a snapshot: the same templates and values
 * give the same bytes. The bytes carry the version of their layout and of the
 * matcher that they were made for; another version is refused, and the index
 * is then built again. Bytes that are aligned to 8 are read in place, others
 * are copied once.
 */
#ifndef ROUTE_INDEX_H
#define ROUTE_INDEX_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "query/period.h"

enum { ROUTE_INDEX_VERSION = 8, ROUTE_MATCHER_VERSION = 10 };

enum route_role {
    ROUTE_DIMENSION, /* names things: filters, groups */
    ROUTE_MEASURE,   /* a number: orders */
    ROUTE_TIME,      /* a date: spans */
    ROUTE_OTHER,     /* labels and identifiers */
};

struct route_synonym {
    struct str word; /* a column's name, a value, or a word of a question */
    const struct str *others;
    size_t other_count;
};

struct route_column {
    struct str name;   /* "model" */
    struct str label;  /* "Model" */
    struct str entity; /* "model"; empty if none: then the name is used */
    enum route_role role;
    enum date_grain grain;    /* of a time column: what one value stands for */
    bool may_add_up;          /* a measure that can be summed over rows */
    bool up_is_good;          /* a measure: "best" is the highest */
    bool down_is_good;        /* a measure: "best" is the lowest */
    bool is_duration;         /* a measure: "longest" is the highest */
    bool is_count;            /* a measure: a number of things */
    bool is_share;            /* a measure: a part of something, in percent */
    bool is_money;            /* a measure: an amount in a currency */
    const struct str *values; /* a dimension: each distinct value once */
    size_t value_count;
};

/* One template, as the router sees it. All is borrowed while building. */
struct route_template {
    struct str id; /* "sales_analytics/top_models_by_region" */
    struct str title, description;
    struct str answer; /* what is said of the first row; may be empty */
    const struct str *questions;
    size_t question_count; /* at least 1 */
    const struct str *not_questions;
    size_t not_question_count;
    const struct route_synonym *synonyms;
    size_t synonym_count;
    const struct route_column *columns;
    size_t column_count;
    bool has_period;
    struct period period;  /* if has_period */
    bool is_complete;      /* no rows were cut off */
    int order_column;      /* index into columns, or -1 */
    bool order_descending; /* the rows as stored: highest first */
};

struct route_index;

/* Other words of the whole project: "store" for "dealer". */
struct route_synonyms {
    const struct route_synonym *items;
    size_t count;
};

/* Appends the index of these templates, in their order, to `bytes`;
   `synonyms` may be NULL. */
MUST_CHECK bool route_index_build(const struct route_template *templates,
                                  size_t count,
                                  const struct route_synonyms *synonyms,
                                  struct buf *bytes, struct err *err);

/* Opens an index over bytes that outlive it. Checks every offset once, so that
   damaged bytes are ERR_CORRUPT here and never a crash later. */
struct route_index *route_index_open(struct str bytes, struct err *err);
void route_index_close(struct route_index *index);

size_t route_index_template_count(const struct route_index *index);
struct str route_index_id(const struct route_index *index, uint32_t template);
struct str route_index_title(const struct route_index *index,
                             uint32_t template);
struct str route_index_question(const struct route_index *index,
                                uint32_t template, size_t question);
/* Whether the words are those of a title, question, column or value. */
bool route_index_knows(const struct route_index *index, struct str words,
                       struct arena *arena);

/* What a word is in a template that has synonyms for it. Those of a name are
   read as that name; those of a word of its questions are only known to it. */
enum route_use {
    ROUTE_USE_NONE,
    ROUTE_USE_NAME,    /* a column's name or a value, as it is written */
    ROUTE_USE_WORD,    /* a word of its title or questions */
    ROUTE_USE_INEXACT, /* a label, a plural, ...: `exact` is what it is of */
    ROUTE_USE_WORDS,   /* several words of its title and questions */
};

enum route_use route_index_use(const struct route_index *index,
                               uint32_t template, struct str word,
                               struct str *exact, struct arena *arena);

size_t route_index_question_count(const struct route_index *index,
                                  uint32_t template);

#endif
