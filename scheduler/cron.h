/*
 * cron.h - the five fields of a cron line, and the local times they match.
 *
 *     minute  0-59
 *     hour    0-23
 *     day     1-31
 *     month   1-12, or jan-dec
 *     weekday 0-7, or sun-sat; 0 and 7 are Sunday
 *
 * A field is a list of items with commas between: a value, a range (9-17), or
 * all (*), the last two also with a step (9-17/2, every second one from 9 on).
 * A field is open when one of its items begins with *. Names may be written
 * in capitals. Between fields stand spaces or tabs.
 *
 * When neither day nor weekday is open, a date that matches either is meant,
 * as in Vixie's cron: "0 8 1 * mon" is every first and every Monday.
 * Otherwise both must match.
 *
 * Knows no zone: a local_s is what the clock on the wall shows, in seconds
 * since 1970-01-01 00:00 of that clock (see base/zone.h). A struct cron is a
 * plain value, and any thread may use it.
 */
#ifndef SCHEDULER_CRON_H
#define SCHEDULER_CRON_H

#include "base/err.h"
#include "base/str.h"

/* Bit n of a set stands for the value n. */
struct cron {
    uint64_t minutes;
    uint32_t hours;
    uint32_t days;     /* 1 to 31; CRON_LAST_DAY adds each month's last */
    uint16_t months;   /* 1 to 12 */
    uint8_t weekdays;  /* 0 = Sunday ... 6 = Saturday */
    bool is_either;    /* day or weekday is enough; else both must match */
    bool is_open_time; /* minute or hour is open */
};

enum { CRON_LAST_DAY = 1 << 0 };

/* Fails with ERR_INPUT, leaving *cron as it was, and says at which column what
   was expected. Refuses lines that no day can match, like 30 February. */
MUST_CHECK bool cron_parse(struct cron *cron, struct str text, struct err *err);

/* Reads "mon" or "monday", in any capitals; Sunday is 0. */
bool cron_parse_weekday(struct str word, int *weekday);

/* The first match at or after `from_s`, which must be within the years 1 to
   9900. Some day must match: Feb 29 is found however far it is. */
int64_t cron_next(const struct cron *cron, int64_t from_s);

#endif
