/*
 * format.h - numbers, money and dates as people of a locale write them.
 *
 * A format is opened for a locale (en_US, de-DE) and a currency (ISO 4217),
 * which takes a few milliseconds; it does not change afterwards, and any
 * number of threads may use it. Dates are written behind a lock of its own,
 * because ICU does not promise that one date formatter serves two threads.
 *
 * Halves are rounded away from zero (2.5 is 3), and what is rounded to zero
 * has no minus. Spaces inside are those of the locale, often no-break spaces.
 * Values are finite. The text stands in the arena, a NUL behind it.
 *
 *                          en_US, USD         de_DE, EUR
 *     integer 1234567      1,234,567          1.234.567
 *     decimal 1234.5, 2    1,234.50           1.234,50
 *     percent 0.123        12.3%              12,3 %
 *     currency 1234.5      $1,234.50          1.234,50 EUR (as its sign)
 *     compact 3412345      3.4M               3,4 Mio.
 *     duration 7500        2 h 5 min          2 h 5 min
 *     date, day            Nov 20, 2026       20.11.2026
 *     date, month          November 2026      November 2026
 *     date, quarter        Q4 2026            Q4 2026
 */
#ifndef BASE_FORMAT_H
#define BASE_FORMAT_H

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"

enum { FORMAT_DIGITS_MAX = 6 };

struct format;

/* NULL with ERR_INPUT when ICU does not know the locale or the currency. */
MUST_CHECK struct format *format_open(struct str locale, struct str currency,
                                      struct err *err);
void format_close(struct format *format);

struct str format_integer(const struct format *format, struct arena *arena,
                          int64_t value);

/* With exactly `digits` of them behind the point, 0 to FORMAT_DIGITS_MAX. */
struct str format_decimal(const struct format *format, struct arena *arena,
                          double value, int digits);

/* A share: 1 is 100 %. With one digit behind the point, unless it is zero. */
struct str format_percent(const struct format *format, struct arena *arena,
                          double ratio);

/* In the format's currency, with as many digits as that has. */
struct str format_currency(const struct format *format, struct arena *arena,
                           double value);

/* In thousands, millions, ... as the locale shortens them, two digits. */
struct str format_compact(const struct format *format, struct arena *arena,
                          double value);

/* The two largest of d, h, min and s; below a minute, to tenths of a second.
   The units are the same in every locale. */
struct str format_duration(const struct format *format, struct arena *arena,
                           double seconds);

/* The date as its locale writes it, or the month, quarter or year it is in; a
   week by the date given. All of the Gregorian calendar, and quarters of the
   civil year. */
struct str format_date(const struct format *format, struct arena *arena,
                       struct date date, enum date_grain grain);

#endif
