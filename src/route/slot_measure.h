/*
 * slot_measure.h - which number of a dump a superlative is of.
 *
 * Each function reads one way of saying it: a name behind the superlative or
 * before it, a share, one thing per another, money that was earned, a number of
 * things, a duration. slot_order.c asks them in turn. None changes anything;
 * columns are counted within the template.
 */
#ifndef ROUTE_SLOT_MEASURE_H
#define ROUTE_SLOT_MEASURE_H

#include "route/reading.h"

enum { MEASURE_NONE = -1, MEASURE_SEVERAL = -2 };

/* The column that is named directly behind `at`, or -1. */
int measure_behind(const struct reading *reading, size_t at, bool is_measure);

int measure_only(const struct reading *reading);

/* The column of the first of these runs, which it takes out with those that
   begin in it. */
uint32_t measure_next_name(const struct reading *reading, uint64_t *names);

/* The measure that the question names; "selling" is not the name of "sales". Of
   several, the one in the order of
   which the rows are stored, if that is among them. */
int measure_named(const struct reading *reading);

/* "most metrics below target": two measures side by side, of which nobody can
   say which is meant. */
bool measure_is_paired(const struct reading *reading, size_t at);

/* The measure to whose name the operator belongs ("max speed"), the one in
   whose order the rows are stored before others; or -1. */
int measure_own(const struct reading *reading, size_t at);

/* Superlatives of one kind of measure: a stored order need not be by it. */
bool measure_is_particular(struct str phrase);

/* Whether the example has these very letters, capitals apart. */
bool measure_example_says(const struct reading *reading, struct str words);

/* "Which region has the most dealers?" counts what is no measure here. */
bool measure_counts_things(const struct reading *reading, size_t at);

/* Nor is "the most robots", where nothing speaks of robots. */
bool measure_is_unheard(const struct reading *reading, size_t at);

/* "most economical": the word behind says what is most, and nothing here does.
 */
bool measure_is_of_adjective(const struct reading *reading, size_t at);

/* "The most patients" counts them, and is no order of mean nights, although an
   example asks for the longest. */
bool measure_is_of_mean(const struct reading *reading, size_t at);

/* "the most cars" of units and revenue: the measure that is a number of things,
   where the dump has one such and speaks of the things; or -1. */
int measure_count(const struct reading *reading, size_t at);

/* "Whose revenue is highest", "units: most". A measure that is named elsewhere,
   as in "earned the most with events", need not be what is most. */
bool measure_is_before(const struct reading *reading, size_t at, int column);

/* The duration that is fast or slow: the one in whose order the rows are
   stored, or the only one; -1 without any. */
int measure_duration(const struct reading *reading, bool is_by_label);

/* "worst on time" may mean on_time_rate as well as on_time. */
bool measure_is_part(const struct reading *reading, int column);

/* "used the least of its budget" may mean budget_used as well as budget. */
bool measure_is_outnamed(const struct reading *reading, int column);

/* "would recommend least" is of the recommend_rate, not of the rating in whose
   order the rows are: the only measure that the question speaks of. */
int measure_meant(const struct reading *reading, int column);

/* "takes the least time", "the most days" */
bool measure_is_of_time(const struct reading *reading, size_t at);

/* "earned the most": the only amount of money that adds up; or -1. */
int measure_money(const struct reading *reading);

/* "costs the least per claim": the number that is one of things per claim;
   MEASURE_SEVERAL where the dump has none, MEASURE_NONE where none is asked
   for. */
int measure_ratio(const struct reading *reading, size_t at);

/* "Where is the share of returning guests lowest": the only share that the dump
   has; MEASURE_SEVERAL if there are more, MEASURE_NONE if none was asked for.
 */
int measure_share(const struct reading *reading);

#endif
