/*
 * Days are counted by arithmetic, not by libc: timegm silently turns
 * 30 February into 2 March, and both it and gmtime_r speak of seconds. The
 * two conversions are Howard Hinnant's days_from_civil and civil_from_days
 * ("chrono-Compatible Low-Level Date Algorithms"): years begin in March, so
 * that the leap day is the last one, and 400 years make an era of equal
 * length. Years here are positive, so division needs no care about signs.
 */
#include "base/date.h"

#include <assert.h>

enum {
    DAYS_PER_ERA = 146097,
    EPOCH_SHIFT = 719468, /* days from 0000-03-01 to 1970-01-01 */
    DAY_MIN = -719162,    /* 0001-01-01 */
    DAY_MAX = 2932896,    /* 9999-12-31 */
};

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int date_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    assert(1 <= month && month <= 12);
    return days[month - 1] + (month == 2 && is_leap(year));
}

bool date_is_valid(int year, int month, int day)
{
    return DATE_YEAR_MIN <= year && year <= DATE_YEAR_MAX && 1 <= month &&
           month <= 12 && 1 <= day && day <= date_days_in_month(year, month);
}

struct date date_from_ymd(int year, int month, int day)
{
    assert(date_is_valid(year, month, day));

    int y = month <= 2 ? year - 1 : year;
    int era = y / 400;
    int year_of_era = y % 400;
    int month_from_march = (month + 9) % 12;
    int day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    int day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (struct date){era * DAYS_PER_ERA + day_of_era - EPOCH_SHIFT};
}

struct date_ymd date_to_ymd(struct date date)
{
    assert(DAY_MIN <= date.day && date.day <= DAY_MAX);

    int days = date.day + EPOCH_SHIFT;
    int era = days / DAYS_PER_ERA;
    int day_of_era = days % DAYS_PER_ERA;
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                       day_of_era / 146096) /
                      365;
    int day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month_from_march = (5 * day_of_year + 2) / 153;
    int month = (month_from_march + 2) % 12 + 1;
    return (struct date_ymd){
        .year = era * 400 + year_of_era + (month <= 2),
        .month = month,
        .day = day_of_year - (153 * month_from_march + 2) / 5 + 1,
    };
}

/* Reads `len` digits at `at`. */
static bool read_digits(struct str text, size_t at, size_t len, int *value)
{
    struct str digits = {text.ptr + at, len};
    int64_t n;

    if (!str_to_int(digits, 0, 9999, &n))
        return false;
    *value = (int)n;
    return true;
}

bool date_parse(struct str text, struct date *date)
{
    int year, month, day;

    if (text.len != DATE_TEXT_SIZE - 1 || text.ptr[4] != '-' ||
        text.ptr[7] != '-')
        return false;
    if (!read_digits(text, 0, 4, &year) || !read_digits(text, 5, 2, &month) ||
        !read_digits(text, 8, 2, &day) || !date_is_valid(year, month, day))
        return false;
    *date = date_from_ymd(year, month, day);
    return true;
}

/* Two or four digits, with zeros in front; returns where to go on. */
static char *put_digits(char *out, int value, int len)
{
    for (int i = len - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return out + len;
}

const char *date_format(struct date date, char out[DATE_TEXT_SIZE])
{
    struct date_ymd ymd = date_to_ymd(date);
    char *end = put_digits(out, ymd.year, 4);

    *end++ = '-';
    end = put_digits(end, ymd.month, 2);
    *end++ = '-';
    end = put_digits(end, ymd.day, 2);
    *end = '\0';
    return out;
}

int date_weekday(struct date date)
{
    /* 0001-01-01 was a Monday. */
    return (date.day - DAY_MIN) % 7 + 1;
}

static struct date clamp_day(int64_t day)
{
    if (day < DAY_MIN)
        return (struct date){DAY_MIN};
    return (struct date){day > DAY_MAX ? DAY_MAX : (int32_t)day};
}

static struct date add_months(struct date date, int64_t count)
{
    struct date_ymd ymd = date_to_ymd(date);
    int64_t months = (int64_t)ymd.year * 12 + ymd.month - 1 + count;

    if (months < DATE_YEAR_MIN * 12)
        return (struct date){DAY_MIN};
    if (months >= (DATE_YEAR_MAX + 1) * 12)
        return (struct date){DAY_MAX};
    int year = (int)(months / 12);
    int month = (int)(months % 12) + 1;
    int last = date_days_in_month(year, month);
    return date_from_ymd(year, month, ymd.day < last ? ymd.day : last);
}

struct date date_add(struct date date, int32_t count, enum date_grain grain)
{
    int64_t n = count;

    switch (grain) {
    case DATE_DAY:
        return clamp_day(date.day + n);
    case DATE_WEEK:
        return clamp_day(date.day + 7 * n);
    case DATE_MONTH:
        return add_months(date, n);
    case DATE_QUARTER:
        return add_months(date, 3 * n);
    case DATE_YEAR:
        return add_months(date, 12 * n);
    }
    assert(false);
    return date;
}

/* The first day of a group of `length` months, counted from month `origin`. */
static struct date start_of_months(struct date date, int length, int origin)
{
    struct date_ymd ymd = date_to_ymd(date);
    int months_in = (ymd.month - origin + 12) % length;

    return add_months((struct date){date.day - ymd.day + 1}, -months_in);
}

struct date date_start(struct date date, enum date_grain grain,
                       const struct calendar *calendar)
{
    int week_starts = calendar->week_starts;
    int year_starts = calendar->fiscal_year_starts;

    assert(1 <= week_starts && week_starts <= 7);
    assert(1 <= year_starts && year_starts <= 12);
    switch (grain) {
    case DATE_DAY:
        return date;
    case DATE_WEEK:
        return clamp_day(date.day - (date_weekday(date) - week_starts + 7) % 7);
    case DATE_MONTH:
        return start_of_months(date, 1, 1);
    case DATE_QUARTER:
        return start_of_months(date, 3, year_starts);
    case DATE_YEAR:
        return start_of_months(date, 12, year_starts);
    }
    assert(false);
    return date;
}

struct date date_of_time(int64_t time_s)
{
    int64_t day = time_s / DATE_DAY_S - (time_s % DATE_DAY_S < 0);
    return clamp_day(day);
}

const char *date_format_time(int64_t time_s, char out[DATE_TIME_TEXT_SIZE])
{
    struct date day = date_of_time(time_s);
    int64_t left = time_s - (int64_t)day.day * DATE_DAY_S;
    int second_of_day = left < 0             ? 0
                        : left >= DATE_DAY_S ? DATE_DAY_S - 1
                                             : (int)left;
    char *end;

    date_format(day, out);
    end = out + DATE_TEXT_SIZE - 1;
    *end++ = 'T';
    end = put_digits(end, second_of_day / 3600, 2);
    *end++ = ':';
    end = put_digits(end, second_of_day / 60 % 60, 2);
    *end++ = ':';
    end = put_digits(end, second_of_day % 60, 2);
    *end++ = 'Z';
    *end = '\0';
    return out;
}

bool date_parse_time(struct str text, int64_t *time_s)
{
    struct date date;
    int hour, minute, second;

    if (text.len != DATE_TIME_TEXT_SIZE - 1 || text.ptr[10] != 'T' ||
        text.ptr[13] != ':' || text.ptr[16] != ':' || text.ptr[19] != 'Z')
        return false;
    if (!date_parse((struct str){text.ptr, 10}, &date) ||
        !read_digits(text, 11, 2, &hour) ||
        !read_digits(text, 14, 2, &minute) ||
        !read_digits(text, 17, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *time_s =
        (int64_t)date.day * DATE_DAY_S + hour * 3600 + minute * 60 + second;
    return true;
}
