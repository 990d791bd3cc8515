/*
 * template.h - one question's SQL, as its file declares it.
 *
 * A template is read from text once and is immutable from then on; all of it
 * lives in the arena it was read into. queries/README.md is the manual of the
 * language, written for people; the tables of keys in template_keys.c are its
 * truth.
 */
#ifndef QUERY_TEMPLATE_H
#define QUERY_TEMPLATE_H

#include "base/crypto.h"
#include "query/period.h"
#include "query/report.h"

enum {
    TEMPLATE_BYTES_MAX = 256 * 1024,
    TEMPLATE_QUESTIONS_MAX = 10,
    TEMPLATE_NOT_QUESTIONS_MAX = 50,
    TEMPLATE_COLUMNS_MAX = 200,
    TEMPLATE_CHART_Y_MAX = 4,
    TEMPLATE_SYNONYMS_MAX = 200,
    TEMPLATE_ROWS_MAX = 1000000,
    TEMPLATE_SECONDS_MAX = 3600,
    TEMPLATE_TEXT_MAX = 300, /* bytes of a title or a question */
};

struct template_text {
    struct str text;
    int line, column; /* where it stands in the file */
};

struct template_texts {
    const struct template_text *items;
    size_t count;
};

struct template_synonym {
    struct str word;
    int line, column;
    struct template_texts others;
};

/* What the header says of a column; what it does not say is empty or unset,
   and decided from the rows. Values stand as they were written: generate/
   knows what they mean, and query/ that they are allowed. */
struct template_column {
    struct str name;
    int line, column;
    struct str type, role, entity, label, aggregate, format, unit, direction,
        grain;
    bool is_big;
};

struct template_chart {
    struct str type;      /* empty: chosen from the roles */
    struct str x, series; /* empty: chosen from the roles */
    struct template_texts y;
    int line, column; /* of the value of `chart` */
    int x_line, x_column, series_line, series_column;
    bool is_stacked;
};

enum on_stale { ON_STALE_LABEL, ON_STALE_REFUSE };

struct template
{
    struct str id, category, name;
    struct str path; /* for messages */
    struct str title, description, owner, verified_by, verified_at;
    struct str cadence; /* a cadence's name, or its own text; "daily" if none
                           was given, and then cadence_line is 0 */
    int cadence_line, cadence_column;
    struct str source; /* empty: the project's default */
    int source_line, source_column;
    struct template_texts questions, not_questions;
    const struct template_synonym *synonyms;
    size_t synonym_count;
    bool has_period;
    struct period period; /* its :from, :until stand in the SQL */
    const struct template_column *columns;
    size_t column_count;
    struct str order_column; /* empty: none */
    bool order_descending;
    int order_line, order_column_at;
    struct template_chart chart;
    struct str answer;
    int answer_line, answer_column;
    struct template_texts key;
    struct str refresh_key; /* SQL whose value tells whether the source changed;
                               empty: none */
    int64_t max_age_s;      /* 0: none */
    enum on_stale on_stale;
    int64_t limit_rows, limit_ms; /* 0: the project's */
    struct template_texts formerly;
    struct str sql; /* trimmed; a C string too */
    int sql_line;   /* the line of the file on which the SQL begins */
    bool uses_from, uses_until, uses_as_of; /* parameters that the SQL names */
    bool has_limit;   /* LIMIT or FETCH outside parentheses */
    bool is_complete; /* no row was left out by the SQL: as the header says, or
                         guessed: it has no LIMIT */
    char hash[CRYPTO_SHA256_HEX + 1]; /* of the file's bytes */
};

/*
 * Reads a template. Adds every mistake to `report`, with its place and the
 * nearest known word; returns NULL if there was any. `id` is
 * "<category>/<name>", from the path.
 */
const struct template *template_parse(struct str text, struct str id,
                                      struct str path, struct arena *arena,
                                      struct report *report);

/* What is compared when two questions are: without punctuation and double
   spaces, in small letters, accents kept. Empty for one without words. */
struct str template_question_key(struct str question, struct arena *arena);

#endif
