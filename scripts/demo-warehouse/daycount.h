/*
 * daycount.h - calendar days as one integer: days since 1970-01-01.
 *
 * Proleptic Gregorian, no time zones; good for the years 1 to 9999.
 */
#ifndef DAYCOUNT_H
#define DAYCOUNT_H

#include <stdbool.h>

enum { DAYCOUNT_TEXT = 11, DAYCOUNT_NONE = -1000000 };

struct civil {
    int year;
    int month; /* 1..12 */
    int day;   /* 1..31 */
};

int daycount_from(int year, int month, int day);
struct civil daycount_civil(int days);

/* 0 is Monday, 6 is Sunday. */
int daycount_weekday(int days);

/* The Monday of the week that holds the day. */
int daycount_monday(int days);

/* The first day of the month `months` after the day's own (may be < 0). */
int daycount_month(int days, int months);

/* "YYYY-MM-DD" and a NUL. */
void daycount_write(int days, char text[DAYCOUNT_TEXT]);

/* Reads "YYYY-MM-DD"; false when it is no such day. */
bool daycount_parse(const char *text, int *days);

/* Yesterday by the machine's clock and local time zone. */
int daycount_yesterday(void);

#endif
