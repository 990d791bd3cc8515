/*
 * route.h - from a question to a decision: hit, clarify or miss.
 *
 * A hit names the template and the slots that choose what part of its dump is
 * shown. Nothing in the question that carries meaning is ignored: each word
 * is a word of the template, a slot, politeness, or a reason not to answer.
 * The decision depends on its inputs alone: no clock, no state, no lock. All
 * it returns lives in the request's arena or in the index.
 */
#ifndef ROUTE_ROUTE_H
#define ROUTE_ROUTE_H

#include "base/arena.h"
#include "base/date.h"
#include "query/period.h"
#include "route/index.h"

enum {
    ROUTE_QUESTION_MAX = 2000, /* bytes; longer ones miss, with a reason */
    ROUTE_CHOICES_MAX = 3,
    ROUTE_ALTERNATIVES_MAX = 3,
    ROUTE_FILTERS_MAX = 8,
};

enum route_status { ROUTE_HIT, ROUTE_CLARIFY, ROUTE_MISS };

/* What the current dump of a template holds; from the manifest. */
struct route_coverage {
    bool is_served;    /* false: listed as failed, never routed to */
    struct date as_of; /* the logical day of the dump */
    struct span span;  /* its period resolved for that day; without a period,
                          the first to the last day of its time column; empty
                          if it has neither */
    const uint64_t *implies; /* of each of its columns, as bits: the dimensions
                                and times that have one value wherever it has
                                one. NULL: not known */
    bool is_distinct;        /* no two rows agree in all dimensions and times */
};

/* The shipped accept is where the golden questions of the demo have no wrong
   answer, with room below; tests/eval tells what it gives elsewhere. */
struct route_settings {
    double accept;  /* a hit at this confidence or more; below 1 */
    double clarify; /* a question back at this confidence or more; above 0 */
    struct calendar calendar;
};

struct route_request {
    struct str question; /* any bytes */
    struct str context;  /* of an earlier answer, or empty; any bytes */
    struct date today;   /* the asker's day, in the project's zone */
    const struct route_coverage *coverage; /* one per template of the index */
    const struct route_settings *settings;
    bool explain; /* fill trace */
};

/* Rows whose column has (or, if excluded, has not) one of the values. */
struct route_filter {
    uint32_t column;
    bool is_excluded;
    const struct str *values;
    size_t value_count;
};

/* In the order in which they apply: rows are filtered and cut to the span,
   then added up by the group, then ordered, then limited. */
struct route_slots {
    struct route_filter filters[ROUTE_FILTERS_MAX];
    size_t filter_count;
    int order_column;      /* -1: as stored */
    bool order_descending; /* if order_column >= 0 */
    uint32_t limit;        /* 0: none */
    int time_column;       /* -1: no span */
    struct span span;      /* rows of time_column in it */
    int group_column;      /* -1: not grouped; else rows are added up by it */
};

/* A question that would hit, and what it would show. */
struct route_choice {
    uint32_t template;
    double confidence; /* probability that this is what was meant, 0..1 */
    struct str question;
    struct str difference; /* what sets it apart from the other choices */
};

/* What became of one word of the question. */
struct route_trace {
    struct str word;
    struct str became; /* "matched", "filter region", "politeness", "unknown" */
};

struct route {
    enum route_status status;
    uint32_t template; /* of a hit */
    double confidence;
    const char *method; /* "exact", "fuzzy" or "context" */
    struct str matched; /* the question or title that it was matched to */
    struct route_slots slots;
    struct str period;  /* the period in words, if the question named one */
    struct str context; /* to be sent back with the next question */
    struct str reason;  /* of a clarify or a miss: one sentence for people */
    struct route_choice choices[ROUTE_CHOICES_MAX]; /* of a clarify */
    size_t choice_count;
    struct route_choice alternatives[ROUTE_ALTERNATIVES_MAX];
    size_t alternative_count;  /* of a hit or a miss */
    struct route_trace *trace; /* if asked for */
    size_t trace_count;
    struct str explanation; /* if asked for: candidates, features, gate */
};

/* Never fails: what cannot be understood is a miss with a reason. */
void route_decide(const struct route_index *index,
                  const struct route_request *request, struct arena *arena,
                  struct route *route);

/* Up to `max` questions that begin like, or resemble, `text`; best first. With
   an empty text, one question per template in order. Returns how many. */
size_t route_suggest(const struct route_index *index, struct str text,
                     struct route_choice *choices, size_t max,
                     const struct route_coverage *coverage,
                     struct arena *arena);

#endif
