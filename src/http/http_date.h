/*
 * http_date.h - instants as HTTP writes them: "Sun, 06 Nov 1994 08:49:37 GMT".
 *
 * Pure functions, but for http_date_now, which each thread remembers the text
 * of a second for.
 */
#ifndef HTTP_HTTP_DATE_H
#define HTTP_HTTP_DATE_H

#include "base/str.h"

enum { HTTP_DATE_LEN = sizeof("Sun, 06 Nov 1994 08:49:37 GMT") - 1 };

/* Writes an IMF-fixdate (RFC 9110, 5.6.7) and a NUL behind it. False, and
   nothing is written, if the time is before 1970 or after 9999. */
bool http_date_write(int64_t time_s, char out[HTTP_DATE_LEN + 1]);

/* Now, without a NUL: for the header Date. */
void http_date_now(char out[HTTP_DATE_LEN]);

#endif
