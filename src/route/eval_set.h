/*
 * eval_set.h - the questions and indexes of an evaluation, read from tables.
 *
 * Two forms. A pair of tables has answers with their examples, and questions
 * with the expected answer. A golden table has the questions of a project,
 * which are asked of the project's own index. Tables are UTF-8, one line a
 * row, cells separated by tabs. What is read points into the tables.
 */
#ifndef ROUTE_EVAL_SET_H
#define ROUTE_EVAL_SET_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "route/index.h"
#include "route/route.h"

struct eval_group {
    struct route_template *templates;
    size_t count, capacity;
    struct map answers; /* id -> number of the template */
    struct buf bytes;
    const struct route_index *index;
    const struct route_coverage *coverage;
    struct route_index *own_index; /* NULL if the index is borrowed */
};

struct eval_question {
    struct str text;
    struct str context; /* a question asked before it, or empty */
    uint32_t group;
    bool is_answerable;    /* it should be answered */
    const uint32_t *right; /* the templates that may answer it */
    size_t right_count;
};

struct eval_set {
    struct arena *arena;
    struct map group_ids;
    struct eval_group *groups;
    size_t group_count, group_capacity;
    struct eval_question *questions;
    size_t question_count, question_capacity;
};

/* ERR_INPUT with the line if a table is not one. Release it in any case. */
MUST_CHECK bool eval_set_read(struct eval_set *set, struct str index_tsv,
                              struct str queries_tsv, struct err *err);

/*
 * The golden questions of a project, for an index and its coverage, which
 * outlive the set. The first line names the columns: `question`, `expected`
 * (hit, clarify, miss, or not_hit where the last two are both right),
 * `template` (of a hit: the ids that may answer, separated by "|"; of a
 * not_hit: those that need not but may) and, of a follow-up, `context`: the
 * question before. Others are ignored. ERR_INPUT with the line if it is
 * malformed or names a template that the index has not.
 */
MUST_CHECK bool eval_set_read_golden(struct eval_set *set,
                                     const struct route_index *index,
                                     const struct route_coverage *coverage,
                                     struct str golden_tsv, struct err *err);
void eval_set_release(struct eval_set *set);

/* Whether a template may answer the question. */
bool eval_question_allows(const struct eval_question *question,
                          uint32_t template);

#endif
