/*
 * reading.h - a question read against one example of one template.
 *
 * First the slots: the words that choose what part of the template's dump is
 * shown (values, periods, order, limit, grouping). They are used up, on both
 * sides. Then the words that are left are paired, and their differences become
 * features. Last the gate says whether any difference forbids an answer,
 * whatever the score. A template without columns has no slots.
 */
#ifndef ROUTE_READING_H
#define ROUTE_READING_H

#include "route/features.h"
#include "route/view.h"

enum became {
    BECAME_NOTHING, /* not (yet) explained */
    BECAME_FILTER,
    BECAME_EXCLUSION,
    BECAME_GROUP,
    BECAME_ORDER,
    BECAME_LIMIT,
    BECAME_PERIOD,
    BECAME_MATCHED, /* a word of the example */
    BECAME_ALIKE,   /* nearly one */
    BECAME_COVERED, /* a word of the template's columns or synonyms */
};

/* Why an answer would be wrong; the first one found counts. */
enum obstacle {
    OBSTACLE_NONE,
    OBSTACLE_CHANGE,     /* the question asks to change data */
    OBSTACLE_PERIOD,     /* another time than the dump covers */
    OBSTACLE_VALUE,      /* a value that is in no dump, or not in this one */
    OBSTACLE_AMBIGUOUS,  /* a value of two columns */
    OBSTACLE_GROUP,      /* not by what the dump has */
    OBSTACLE_SUM,        /* added up, the example is about less */
    OBSTACLE_DIRECTION,  /* reversed, or of a measure that is not there */
    OBSTACLE_INCOMPLETE, /* rows were cut off */
    OBSTACLE_NEGATION,
    OBSTACLE_NUMBER,
    OBSTACLE_OPERATOR, /* average, share, ... that the dump has not */
    OBSTACLE_BREVITY,  /* too few words to say which answer is meant */
    OBSTACLE_NOT_THIS, /* like one of its not_questions */
};

enum { READING_DIFFERENCES_MAX = 160 };

struct reading {
    const struct question *question;
    struct view *view;
    const struct index_template *record;
    uint32_t template;
    uint32_t example;
    uint8_t became[TOKENS_MAX];         /* enum became, of each word */
    uint32_t became_column[TOKENS_MAX]; /* of a filter, group or order */
    bool is_example_used[TOKENS_MAX];
    bool is_example_matched[TOKENS_MAX];
    struct route_slots slots;
    int when_used;  /* the period that was covered, or -1 */
    bool is_ranked; /* the first rows, or the last, are asked for */
    int measure;    /* that they are ranked by, or that is named, or -1 */
    size_t measure_start, measure_words; /* of the tokens that name it */
    enum obstacle obstacle;
    struct str reason; /* why, if is_told; ask reading_reason */
    bool is_told;      /* reasons are written down as they are found */
    double features[FEATURE_COUNT];
    uint32_t differences[READING_DIFFERENCES_MAX]; /* keys */
    size_t difference_count;
    double crowd;  /* 0: its template has one example; towards 1: many */
    double cosine; /* of the example; set by who found it */
    double score;  /* log odds that the two ask for the same */
    double rank;   /* log odds that the template is meant; from ranking_make */
    uint64_t open; /* words that nothing explains, as bits; for the gate */
    uint64_t chosen; /* words that became a filter or an exclusion; likewise */
};

/* Fills the reading up to its score and obstacle. The view is that of the
   example's template. */
void reading_make(struct reading *reading, struct view *view, uint32_t example);

/* Why the obstacle is one, as a sentence; empty without one. Most readings are
   never asked, so it is worked out when they are. */
struct str reading_reason(const struct reading *reading);

/* The parts, in their order. */
void reading_find_slots(struct reading *reading);
void reading_pair_words(struct reading *reading);
void reading_check(struct reading *reading);
void reading_check_scope(struct reading *reading);
void reading_check_compared(struct reading *reading);

/* Remembers the first obstacle; its reason is made like printf. */
void reading_block(struct reading *reading, enum obstacle obstacle,
                   const char *format, ...) PRINTF_LIKE(3, 4);

/* For the parts: */
static inline const struct index_column *
reading_column(const struct reading *reading, uint32_t column)
{
    return &reading->question->index
                ->columns[reading->record->first_column + column];
}

static inline const struct index_token *
reading_example_tokens(const struct reading *reading, uint32_t *count)
{
    const struct route_index *index = reading->question->index;
    const struct index_example *example = &index->examples[reading->example];
    *count = example->token_count;
    return &index->tokens[example->first_token];
}

struct str reading_label(const struct reading *reading, uint32_t column);
bool reading_example_has(const struct reading *reading, uint32_t term);

/* Whether the template has the word in its questions, title or columns. */
bool reading_template_has(const struct reading *reading, uint32_t term);

/* Whether the template speaks of any change. */
static inline bool reading_has_movement(const struct reading *reading)
{
    return view_has_movement(reading->view);
}

/* Whether the example too has "by" or "per" before the word at `at`. */
bool reading_example_groups(const struct reading *reading, size_t at);

/* Whether a row is asked for each step of this time column: "monthly", "by
   month". */
bool reading_asks_for_steps(const struct reading *reading, int column);

/* Whether a column is of people, or of firms that act like them: "who". */
bool reading_is_of_people(const struct reading *reading, uint32_t column);

/* Whether "which" asks for another dimension than this column. */
bool reading_is_which(const struct reading *reading, uint32_t column);

/* The longest run of words at `at` that names a column; MAP_NONE if none does.
 *taken is its length. */
static inline uint32_t reading_find_column(const struct reading *reading,
                                           size_t at, size_t *taken)
{
    if (reading->view->columns[at] != MAP_NONE)
        *taken = reading->view->words[at];
    return reading->view->columns[at];
}

/* The days that a period of the question names, for this template's dump. */
struct span reading_resolve(const struct reading *reading,
                            const struct when *when);

/* Whether the title or a question of the template has the word. */
bool reading_asks_with(const struct reading *reading, uint32_t term);

/* Whether a not_question was meant: the question has a word of it that the
   template has nowhere else. */
bool reading_is_against(const struct reading *reading);

/* For other files of the slots. */
void reading_find_periods(struct reading *reading);
void reading_find_values(struct reading *reading);
void reading_find_groups(struct reading *reading);
void reading_find_limits(struct reading *reading);
void reading_find_order(struct reading *reading);
void reading_block_direction(struct reading *reading, size_t at);

/* Whether the example has the superlative at `at`, or one as general: "the most
   incidents" is not "incidents that last the longest". */
bool reading_says_superlative(const struct reading *reading, uint32_t example,
                              size_t at);

/* Whether the superlative at `at` means the end of the rows that stands first,
   by what the template says of its first row: 1; the other end: -1; else 0. If
   the question names a measure, it must say all that the sentence says. */
int reading_find_said_end(const struct reading *reading, size_t at,
                          bool is_named);

enum turn { TURN_NONE, TURN_UP, TURN_DOWN }; /* lowest first, highest first */

/* The movement that the superlative at `at` is of: SENSE_RISE of "grew most".
 */
enum word_sense reading_find_movement(const struct reading *reading, size_t at);

/* The measure of a change, or -1. */
int reading_find_moved(const struct reading *reading);

/* The order of a change that the superlative at `at` asks for; TURN_NONE if
   nobody can say. */
enum turn reading_movement_turn(const struct reading *reading, size_t at,
                                int column, enum word_sense way);

#endif
