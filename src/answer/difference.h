/*
 * difference.h - how a dump changed between two snapshots, and when it did:
 * the use cases behind `reckoner diff`, `reckoner history` and their URLs.
 *
 * Reads from disk: not for a thread that must not wait.
 */
#ifndef ANSWER_DIFFERENCE_H
#define ANSWER_DIFFERENCE_H

#include "base/buf.h"
#include "dump/change.h"
#include "dump/past.h"
#include "query/template.h"

struct difference_request {
    const char *dumps;
    struct str id;
    struct str from, to; /* a number or a day; empty: the current one, and the
                            one before it that differs */
    const struct template_text *key; /* names of the columns, or NULL */
    size_t key_count;
};

/* Called for each row that differs, with its JSON; the one that is not there
   is empty. */
typedef void difference_row_fn(void *context, enum change_kind kind,
                               struct str before, struct str after);

struct difference_total {
    struct str column;
    double before, after;
};

struct difference {
    int64_t from_number, to_number; /* 0: a day that was made later */
    struct date from_day, to_day;
    struct manifest_change change;   /* unknown: the columns are not the same */
    struct difference_total *totals; /* of columns that may be added up */
    size_t total_count;
};

/* ERR_NOT_FOUND when one of the two is not kept. */
MUST_CHECK bool difference_find(const struct difference_request *request,
                                difference_row_fn *tell, void *context,
                                struct arena *arena,
                                struct difference *difference, struct err *err);

/* {"id":...,"from":{...},"to":{...},"rows_added":...,"added":[...],...}; at
   most `max_rows` rows of each kind, "cut" tells that there are more. */
MUST_CHECK bool difference_write(const struct difference_request *request,
                                 size_t max_rows, struct buf *out,
                                 struct err *err);

/* {"id":...,"snapshots":[...]} */
void difference_write_history(struct str id, const struct past_list *list,
                              struct buf *out);

#endif
