/*
 * date.h - days of the civil calendar, and the text of instants.
 *
 * A struct date is a day of the proleptic Gregorian calendar, from 0001-01-01
 * to 9999-12-31: no hour, no zone. It is a plain value; any thread may use it.
 * Arithmetic that would leave these years stops at their first or last day.
 *
 * An instant is a number of seconds since 1970-01-01T00:00:00Z, without leap
 * seconds, and is called time_s. zone.h leads from one to the other.
 *
 *     struct date day = date_from_ymd(2026, 1, 31);
 *     char text[DATE_TEXT_SIZE];
 *     date_format(date_add(day, 1, DATE_MONTH), text);    "2026-02-28"
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/str.h"

enum {
    DATE_YEAR_MIN = 1,
    DATE_YEAR_MAX = 9999,
    DATE_TEXT_SIZE = sizeof("2026-11-20"),
    DATE_TIME_TEXT_SIZE = sizeof("2026-11-20T09:00:00Z"),
    DATE_DAY_S = 86400,
};

struct date {
    int32_t day; /* since 1970-01-01; -719162 to 2932896 */
};

struct date_ymd {
    int year;  /* 1 to 9999 */
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
};

enum date_grain { DATE_DAY, DATE_WEEK, DATE_MONTH, DATE_QUARTER, DATE_YEAR };

/* How a house counts its weeks and years. */
struct calendar {
    int week_starts;        /* 1 = Monday ... 7 = Sunday, as in ISO 8601 */
    int fiscal_year_starts; /* month, 1 to 12; quarters are counted from it */
};

bool date_is_valid(int year, int month, int day);
int date_days_in_month(int year, int month);

/* The day must be valid. */
struct date date_from_ymd(int year, int month, int day);
struct date_ymd date_to_ymd(struct date date);

/* Reads YYYY-MM-DD, and nothing else. False if it is not a date. */
bool date_parse(struct str text, struct date *date);

/* Writes YYYY-MM-DD, and returns out. */
const char *date_format(struct date date, char out[DATE_TEXT_SIZE]);

/* Monday is 1, Sunday is 7. */
int date_weekday(struct date date);

/* `count` grains later, or earlier when it is negative. Where the month is
   too short, its last day: 31 January and a month is 28 or 29 February. */
struct date date_add(struct date date, int32_t count, enum date_grain grain);

/* The first day of the week, month, quarter or year that holds `date`. */
struct date date_start(struct date date, enum date_grain grain,
                       const struct calendar *calendar);

/* The day of an instant in UTC. */
struct date date_of_time(int64_t time_s);

/* Writes 2026-11-20T09:00:00Z, and returns out. */
const char *date_format_time(int64_t time_s, char out[DATE_TIME_TEXT_SIZE]);

/* Reads what date_format_time writes, and nothing else. */
bool date_parse_time(struct str text, int64_t *time_s);

#endif
