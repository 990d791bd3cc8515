/*
 * Years are counted from March, so that the leap day is a year's last day and
 * the months before it have a regular pattern (153 days in any five of them).
 */
#include "daycount.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { DAYS_PER_ERA = 146097, EPOCH_SHIFT = 719468 };

int daycount_from(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int era = y / 400;
    int year_of_era = y - era * 400;
    int month_from_march = (month + 9) % 12;
    int day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    int day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * DAYS_PER_ERA + day_of_era - EPOCH_SHIFT;
}

struct civil daycount_civil(int days)
{
    int shifted = days + EPOCH_SHIFT;
    int era = shifted / DAYS_PER_ERA;
    int doe = shifted - era * DAYS_PER_ERA;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int month_from_march = (5 * doy + 2) / 153;
    int month = (month_from_march + 2) % 12 + 1;

    return (struct civil){
        .year = yoe + era * 400 + (month <= 2),
        .month = month,
        .day = doy - (153 * month_from_march + 2) / 5 + 1,
    };
}

int daycount_weekday(int days)
{
    return (days + EPOCH_SHIFT + 2) % 7;
}

int daycount_monday(int days)
{
    return days - daycount_weekday(days);
}

int daycount_month(int days, int months)
{
    struct civil c = daycount_civil(days);
    int count = c.year * 12 + c.month - 1 + months;

    return daycount_from(count / 12, count % 12 + 1, 1);
}

void daycount_write(int days, char text[DAYCOUNT_TEXT])
{
    struct civil c = daycount_civil(days);
    unsigned year = (unsigned)c.year % 10000;
    unsigned month = (unsigned)c.month % 100;
    unsigned day = (unsigned)c.day % 100;

    snprintf(text, DAYCOUNT_TEXT, "%04u-%02u-%02u", year, month, day);
}

static bool read_digits(const char *text, int count, int *value)
{
    *value = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *value = *value * 10 + (text[i] - '0');
    }
    return true;
}

bool daycount_parse(const char *text, int *days)
{
    char again[DAYCOUNT_TEXT];
    int year, month, day;

    if (strlen(text) != DAYCOUNT_TEXT - 1 || text[4] != '-' || text[7] != '-')
        return false;
    if (!read_digits(text, 4, &year) || !read_digits(text + 5, 2, &month) ||
        !read_digits(text + 8, 2, &day))
        return false;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    *days = daycount_from(year, month, day);
    daycount_write(*days, again);
    return strcmp(text, again) == 0;
}

int daycount_yesterday(void)
{
    time_t now = time(NULL);
    struct tm local;

    localtime_r(&now, &local);
    return daycount_from(local.tm_year + 1900, local.tm_mon + 1,
                         local.tm_mday) -
           1;
}
