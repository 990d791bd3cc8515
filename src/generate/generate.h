/*
 * generate.h - from a template and a source to the bytes of a dump.
 *
 * Runs the template's SQL once, decides what each column is, and writes the
 * raw dump (JSON) and its columns (the rows by column, for filtered answers).
 * Both depend on the rows, the template and the project's locale alone: the
 * same rows give the same bytes, whenever and wherever they are made.
 *
 *     struct generated made;
 *     generated_init(&made, dump_bytes);
 *     if (generate_dump(&job, view, 0, &made, &err)) ... made.json ...
 *     generated_release(&made);
 *
 * A job is read-only and may be shared; a reader belongs to one thread.
 */
#ifndef GENERATE_GENERATE_H
#define GENERATE_GENERATE_H

#include "base/format.h"
#include "dump/columns.h"
#include "query/template.h"
#include "source/source.h"

/* Appends a JSON array of what is worth saying about all of the rows. */
typedef void (*generate_insights_fn)(const struct rows *rows,
                                     const struct format *format,
                                     struct buf *out);

struct generate_job {
    const struct template *template;
    struct date as_of; /* the run's logical day; binds :as_of */
    struct span span;  /* what template->period means on that day; binds :from
                          and :until if template->has_period */
    struct str source_name; /* as the dump tells it */
    struct str currency;    /* the project's: of money without a unit */
    /* The project's; the template's own go before. Rows beyond limits.rows
       are cut off, and the dump is then incomplete. */
    struct source_limits limits;
    const struct format *format;
    generate_insights_fn write_insights; /* NULL: none */
};

/* The days of a job, as the parameters of a query; points into itself. */
struct generate_days {
    struct source_parameter parameters[3];
    size_t count;
    char texts[3][DATE_TEXT_SIZE];
};
void generate_bind_days(const struct generate_job *job,
                        struct generate_days *days);

struct generated {
    struct buf json;
    struct buf columns; /* as columns_open reads them */
    uint32_t row_count;
    bool is_complete;
};

/* `max_bytes` bounds each of the two; below 4 GiB. */
void generated_init(struct generated *out, size_t max_bytes);
void generated_release(struct generated *out);

/*
 * Fails with ERR_INPUT when the template and the rows do not fit: the text
 * begins with the file, and names line and column of the header or row and
 * column of the result. ERR_LIMIT when the dump passes its maximum; else what
 * source_query fails with. `out` may be used again after a failure.
 */
MUST_CHECK bool generate_dump(const struct generate_job *job,
                              struct source_view *view, int reader,
                              struct generated *out, struct err *err);

#endif
