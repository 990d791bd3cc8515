/*
 * insight.h - what is worth saying about rows, each with the cells it is from.
 *
 *     [{"kind":"leader","text":"Ion 4 is highest with 212 units.",
 *       "cells":["/data/0/units"]}, ...]
 *
 * Kinds, and what they need beside two rows with values of one measure:
 *
 *     leader         one row alone is highest; all rows are there
 *     laggard        one row alone is lowest, of at least three
 *     total          the measure may be added up
 *     share          of the leader; at least three rows that add up, none
 *                    negative or without a value, and not named by time
 *     concentration  the same with ten rows or more: the top fifth has half
 *                    of the total or more; from five to nine, the top three;
 *                    and half as much again as an even share would be
 *
 * The measure is the one that the order names, else that of the chart, else
 * the first. Works on part of the rows as on all: `cells` count the rows shown,
 * as JSON pointers into the answer; at most 20 are named, "cell_count" then
 * says how many there are. Pure; any number of threads.
 */
#ifndef ANALYSE_INSIGHT_H
#define ANALYSE_INSIGHT_H

#include "base/format.h"
#include "dump/columns.h"

/* Appends a JSON array. `rows` must be all that match: rows that a question
   limited ("top 5") would give totals of five. */
void insights_write(const struct rows *rows, const struct format *format,
                    struct buf *out);

#endif
