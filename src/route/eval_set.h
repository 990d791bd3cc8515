/*
 * eval_set.h - the questions and indexes of an evaluation, read from tables.
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
    struct route_index *index;
    struct route_coverage *coverage;
};

struct eval_question {
    struct str expected; /* empty for MISS */
    struct str text;
    uint32_t group;
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
void eval_set_release(struct eval_set *set);

#endif
