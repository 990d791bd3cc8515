/*
 * view.h - a question as one template sees it.
 *
 * What depends on the template alone is the same for all of its examples, of
 * which up to sixteen are read: it is worked out once. Lives in the request's
 * arena, with the readings that are made with it.
 */
#ifndef ROUTE_VIEW_H
#define ROUTE_VIEW_H

#include "route/question.h"

struct view_mention {
    const struct index_use *uses; /* of the template */
    uint32_t count;
    uint32_t first_value, value_count; /* the first of them in a row */
};

/* The slots that values fill. */
struct view_slots {
    uint8_t became[TOKENS_MAX];
    uint32_t became_column[TOKENS_MAX];
    struct route_filter filters[ROUTE_FILTERS_MAX];
    size_t filter_count;
};

struct view {
    const struct question *question;
    const struct index_template *record;
    uint32_t template;
    struct view_mention *mentions; /* one for each of the question's */
    uint32_t columns[TOKENS_MAX];  /* named by the longest run of words from
                                      there; MAP_NONE */
    uint8_t words[TOKENS_MAX];     /* of that run */
    uint64_t named;                /* the words where such a run begins */
    uint64_t same;                 /* of these, that only mean the same */
    bool has_values;               /* any run names a value */
    uint64_t weighed;              /* the words whose strength is known */
    uint8_t strengths[TOKENS_MAX];
    bool is_movement_known, has_movement;
    bool is_filtered; /* the slots are known: the same for all examples */
    struct view_slots slots;
};

struct view *view_new(const struct question *question, uint32_t template);

/* question_strength of the word. */
int view_strength(struct view *view, size_t token);

/* Whether the template speaks of any change. */
bool view_has_movement(struct view *view);

#endif
