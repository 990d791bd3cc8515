/*
 * period.h - what time a template's rows cover, in words.
 *
 * A period is read once from text and resolved, for each run, against the
 * run's day (`as_of`) to a span of days. It ends before that day, which is not
 * over yet, unless it says "to date" or "including today". With an as_of of
 * Friday 2026-11-20, weeks from Monday and years from January:
 *
 *     yesterday, last day             2026-11-19
 *     last 7 days                     2026-11-13 .. 2026-11-19
 *     last 7 days including today     2026-11-14 .. 2026-11-20
 *     today                           2026-11-20
 *     last week                       2026-11-09 .. 2026-11-15  (complete)
 *     last 2 weeks                    2026-11-02 .. 2026-11-15  (complete)
 *     last month, last 1 month        2026-10-01 .. 2026-10-31
 *     last 2 quarters                 2026-04-01 .. 2026-09-30
 *     last year                       2025-01-01 .. 2025-12-31
 *     this month                      2026-11-01 .. 2026-11-19
 *     month to date, mtd              2026-11-01 .. 2026-11-20
 *     since 2026-03-14                2026-03-14 .. 2026-11-19
 *     since 2026-03-14 to date        2026-03-14 .. 2026-11-20
 *     2025, Q3 2025, March 2025, 2025-03, 2025-03-14
 *     2025-01-01..2025-03-31          the last day belongs to it
 *
 * Capitals do not matter, words stand one space apart. "this" and "to date"
 * know week, month, quarter and year (wtd, mtd, qtd, ytd). "this month
 * including today" is "month to date"; "last 3 months including today" is
 * refused, because months are complete or they are not. At most 100 years may
 * be counted back. "this month" on the first of a month is empty, and so is
 * "since" a day that has not passed.
 *
 * Weeks, quarters and years that are relative to as_of follow the calendar of
 * the house: with a fiscal year from July, "last quarter" in November is July
 * to September, and "year to date" began on 1 July. Periods with a name (2025,
 * Q3 2025) are always those of the civil calendar.
 *
 * A struct period is a plain value, and any thread may use it.
 */
#ifndef QUERY_PERIOD_H
#define QUERY_PERIOD_H

#include "base/date.h"
#include "base/err.h"

enum { PERIOD_NAME_SIZE = 48 };

/* Days from `from` to the one before `until`; empty when they are equal. */
struct span {
    struct date from;
    struct date until; /* exclusive; never before `from` */
};

enum period_kind {
    PERIOD_LAST,  /* the last `count` complete grains */
    PERIOD_THIS,  /* from the start of the current grain */
    PERIOD_SINCE, /* from fixed.from */
    PERIOD_FIXED, /* `fixed`, whatever the day */
};

/* What was asked for, kept so that "last week" and "last 7 days" can be told
   apart. Fields that the kind does not name are zero. */
struct period {
    enum period_kind kind;
    enum date_grain grain; /* LAST, THIS; THIS never has DATE_DAY */
    int count;             /* LAST: at least 1, at most 100 years */
    bool includes_today;   /* THIS, SINCE, and LAST of days */
    struct span fixed;     /* FIXED; SINCE has its `from` twice */
};

/* Fails with ERR_INPUT, leaving *period as it was. */
MUST_CHECK bool period_parse(struct period *period, struct str text,
                             struct err *err);

struct span period_resolve(const struct period *period, struct date as_of,
                           const struct calendar *calendar);

/* Whether both ask for the same: "last day" and "yesterday" do; "last 2
   weeks" and "last 14 days" do not. */
bool period_equal(const struct period *a, const struct period *b);

/* Writes the one text of a period that period_parse reads back as an equal
   one ("Q3 2025" for 2025-07-01..2025-09-30), and returns out. */
const char *period_name(const struct period *period,
                        char out[PERIOD_NAME_SIZE]);

#endif
