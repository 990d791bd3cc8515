/*
 * Written by hand: a date stands in the head of every reply, and gmtime takes
 * a lock that all threads share.
 */
#include "http/http_date.h"

#include "base/date.h"

#include <time.h>

static const int64_t year_10000_s = INT64_C(253402300800);

static void put_pair(char *out, int64_t value)
{
    out[0] = (char)('0' + value / 10 % 10);
    out[1] = (char)('0' + value % 10);
}

bool http_date_write(int64_t time_s, char out[HTTP_DATE_LEN + 1])
{
    static const char days[7][4] = {"Mon", "Tue", "Wed", "Thu",
                                    "Fri", "Sat", "Sun"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr",
                                       "May", "Jun", "Jul", "Aug",
                                       "Sep", "Oct", "Nov", "Dec"};
    struct date day = date_of_time(time_s);
    struct date_ymd ymd = date_to_ymd(day);

    if (time_s < 0 || time_s >= year_10000_s)
        return false;
    memcpy(out, "Day, 00 Mon 0000 00:00:00 GMT", HTTP_DATE_LEN + 1);
    memcpy(out, days[date_weekday(day) - 1], 3);
    put_pair(out + 5, ymd.day);
    memcpy(out + 8, months[ymd.month - 1], 3);
    put_pair(out + 12, ymd.year / 100);
    put_pair(out + 14, ymd.year % 100);
    put_pair(out + 17, time_s / 3600 % 24);
    put_pair(out + 20, time_s / 60 % 60);
    put_pair(out + 23, time_s % 60);
    return true;
}

void http_date_now(char out[HTTP_DATE_LEN])
{
    static _Thread_local char text[HTTP_DATE_LEN + 1];
    static _Thread_local int64_t second = -1;
    int64_t now = (int64_t)time(NULL);

    if (now != second && http_date_write(now, text))
        second = now;
    memcpy(out, text, HTTP_DATE_LEN);
}
