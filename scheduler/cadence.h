/*
 * cadence.h - how often a job runs, and when it runs next.
 *
 * People write a cadence in one of these forms, in any capitals:
 *
 *     every 15m                 m, h or d; up to a week
 *     daily 06:30
 *     weekly sunday 06:30       or sun
 *     monthly 1 06:30           a day from 1 to 28, or "last"
 *     30 6 * * mon-fri          five fields; see cron.h
 *     @hourly @daily @midnight @weekly @monthly @yearly @annually
 *
 * All of them are in the local time of a named zone, except "every", which
 * counts elapsed time from 1970-01-01T00:00:00Z: "every 1d" is midnight UTC.
 *
 * When the clock changes, what matters is whether minute and hour are both
 * stated (daily, weekly, monthly, and cron lines without * in those fields):
 *
 * - A run at a stated time happens once for each time, at the instant the
 *   clock on the wall first shows it or something later. When the clock is put
 *   forward over it, that is the end of the gap, where all the times that were
 *   skipped make one run, together with one stated for that very minute. When
 *   the clock is put back, it is the first of the two.
 * - A run by interval (* in minute or hour, as in "0 * * * *") happens at each
 *   instant at which the clock on the wall shows a time that matches: never in
 *   a gap, and both times in an overlap.
 *
 * A cadence is a plain value that borrows its zone: the zone must stay open.
 * Any thread may use it. Nothing here reads a clock; the caller passes it in.
 */
#ifndef SCHEDULER_CADENCE_H
#define SCHEDULER_CADENCE_H

#include "base/zone.h"
#include "scheduler/cron.h"

/* 9892-03-15: cadence_next is not asked about later times. */
#define CADENCE_AFTER_MAX_S INT64_C(250000000000)

struct cadence {
    const struct zone *zone;
    int64_t period_s; /* "every": 60 to a week; 0 in the other forms */
    struct cron cron; /* the other forms */
};

/* Reads one cadence. Fails with ERR_INPUT, leaving *cadence as it was, and
   says at which column what was expected. */
MUST_CHECK bool cadence_parse(struct cadence *cadence, struct str text,
                              const struct zone *zone, struct err *err);

/* The first run strictly after `after_s` (0 to CADENCE_AFTER_MAX_S), both in
   seconds since the epoch. */
int64_t cadence_next(const struct cadence *cadence, int64_t after_s);

#endif
