/*
 * Each field becomes a set of bits, and the next match is found from the
 * largest unit down: months that do not match are skipped whole, then days,
 * and inside a day the next hour and minute are one bit operation each. A
 * search minute by minute would take four million steps to reach a leap day.
 */
#include "scheduler/cron.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <strings.h>

#include "base/date.h"

enum field_id { MINUTE, HOUR, DAY, MONTH, WEEKDAY, FIELD_COUNT };

static const char *const month_names[] = {"jan", "feb", "mar", "apr",
                                          "may", "jun", "jul", "aug",
                                          "sep", "oct", "nov", "dec"};
static const char *const weekday_names[] = {"sunday",    "monday",   "tuesday",
                                            "wednesday", "thursday", "friday",
                                            "saturday"};

static const struct field {
    const char *name;
    const char *expected;
    int min, max;
} fields[FIELD_COUNT] = {
    [MINUTE] = {"minute", "a minute from 0 to 59", 0, 59},
    [HOUR] = {"hour", "an hour from 0 to 23", 0, 23},
    [DAY] = {"day", "a day from 1 to 31", 1, 31},
    [MONTH] = {"month", "a month from 1 to 12 or jan to dec", 1, 12},
    [WEEKDAY] = {"weekday", "a weekday from 0 to 7 or sun to sat", 0, 7},
};

/* Where reading has come to, and what has been read. */
struct reader {
    struct str text;
    size_t at;
    enum field_id field;
    uint64_t sets[FIELD_COUNT];
    bool is_open[FIELD_COUNT];
    struct err *err;
};

/* Returns false, for `return fail(...)`. */
PRINTF_LIKE(3, 4)
static bool fail(struct reader *reader, size_t at, const char *format, ...)
{
    char reason[256];
    va_list args;

    va_start(args, format);
    vsnprintf(reason, sizeof(reason), format, args);
    va_end(args);
    return err_set(reader->err, ERR_INPUT, "column %zu: %s", at + 1, reason);
}

static char peek(const struct reader *reader)
{
    return reader->at < reader->text.len ? reader->text.ptr[reader->at] : '\0';
}

static bool take(struct reader *reader, char c)
{
    if (reader->at == reader->text.len || peek(reader) != c)
        return false;
    reader->at++;
    return true;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_spaces(struct reader *reader)
{
    while (is_space(peek(reader)))
        reader->at++;
}

static struct str take_word(struct reader *reader)
{
    struct str word = str_skip(reader->text, reader->at);
    size_t len = 0;

    while (len < word.len && !is_space(word.ptr[len]) &&
           !memchr(",-/*", word.ptr[len], 4))
        len++;
    word.len = len;
    reader->at += len;
    return word;
}

bool cron_parse_weekday(struct str word, int *weekday)
{
    for (int i = 0; i < (int)COUNT(weekday_names); i++) {
        if (word.len != 3 && word.len != strlen(weekday_names[i]))
            continue;
        if (strncasecmp(word.ptr, weekday_names[i], word.len) != 0)
            continue;
        *weekday = i;
        return true;
    }
    return false;
}

static bool parse_month(struct str word, int *month)
{
    for (int i = 0; i < (int)COUNT(month_names); i++) {
        if (word.len != 3 || strncasecmp(word.ptr, month_names[i], 3) != 0)
            continue;
        *month = i + 1;
        return true;
    }
    return false;
}

static bool read_value(struct reader *reader, int *value)
{
    const struct field *field = &fields[reader->field];
    size_t start = reader->at;
    struct str word = take_word(reader);
    int64_t number;

    if (str_to_int(word, field->min, field->max, &number)) {
        *value = (int)number;
        return true;
    }
    if (reader->field == MONTH && parse_month(word, value))
        return true;
    if (reader->field == WEEKDAY && word.len == 3 &&
        cron_parse_weekday(word, value))
        return true;
    if (word.len == 0)
        return fail(reader, start, "expected %s", field->expected);
    return fail(reader, start, "\"%.*s\" is not %s",
                word.len < 40 ? (int)word.len : 40, word.ptr, field->expected);
}

/* What may follow "*" and ranges. */
static bool read_step(struct reader *reader, bool is_single, int *step)
{
    int max = fields[reader->field].max;
    size_t start = reader->at;
    struct str word;
    int64_t number;

    *step = 1;
    if (!take(reader, '/'))
        return true;
    if (is_single)
        return fail(reader, start,
                    "a step needs a range or *: write \"5-%d/10\"", max);
    word = take_word(reader);
    if (!str_to_int(word, 1, max, &number))
        return fail(reader, start + 1, "expected a step from 1 to %d", max);
    *step = (int)number;
    return true;
}

/* "*", "7", "9-17", and the first and last with a step. */
static bool read_item(struct reader *reader)
{
    int low = fields[reader->field].min, high = fields[reader->field].max;
    size_t start = reader->at;
    bool is_single = false;
    int step;

    if (take(reader, '*')) {
        reader->is_open[reader->field] = true;
    } else {
        if (!read_value(reader, &low))
            return false;
        is_single = !take(reader, '-');
        high = low;
        if (!is_single && !read_value(reader, &high))
            return false;
    }
    if (high < low)
        return fail(reader, start,
                    "a range may not run backwards: write it as two, with a "
                    "comma");
    if (!read_step(reader, is_single, &step))
        return false;
    for (int i = low; i <= high; i += step)
        reader->sets[reader->field] |= UINT64_C(1) << i;
    return true;
}

static bool read_field(struct reader *reader)
{
    do {
        if (!read_item(reader))
            return false;
    } while (take(reader, ','));
    if (reader->at < reader->text.len && !is_space(peek(reader)))
        return fail(reader, reader->at,
                    "expected a comma or a space after the %s field",
                    fields[reader->field].name);
    return true;
}

static bool read_fields(struct reader *reader)
{
    for (int i = 0; i < FIELD_COUNT; i++) {
        skip_spaces(reader);
        if (reader->at == reader->text.len)
            return fail(reader, reader->at,
                        "expected five fields (minute hour day month "
                        "weekday), found %d",
                        i);
        reader->field = (enum field_id)i;
        if (!read_field(reader))
            return false;
    }
    skip_spaces(reader);
    if (reader->at < reader->text.len)
        return fail(reader, reader->at,
                    "expected nothing after the five fields");
    return true;
}

/* Of days alone: a weekday comes in every month. */
static bool can_match(const struct cron *cron)
{
    const int leap_year = 2000;

    for (int month = 1; month <= 12; month++) {
        int count = date_days_in_month(leap_year, month);
        uint64_t days = (UINT64_C(1) << (count + 1)) - 1;
        if ((cron->months >> month & 1) && (cron->days & days))
            return true;
    }
    return cron->is_either;
}

bool cron_parse(struct cron *cron, struct str text, struct err *err)
{
    struct reader reader = {.text = text, .err = err};
    struct cron parsed;

    if (!read_fields(&reader))
        return false;
    parsed = (struct cron){
        .minutes = reader.sets[MINUTE],
        .hours = (uint32_t)reader.sets[HOUR],
        .days = (uint32_t)reader.sets[DAY],
        .months = (uint16_t)reader.sets[MONTH],
        .weekdays = (reader.sets[WEEKDAY] | reader.sets[WEEKDAY] >> 7) & 0x7F,
        .is_either = !reader.is_open[DAY] && !reader.is_open[WEEKDAY],
        .is_open_time = reader.is_open[MINUTE] || reader.is_open[HOUR],
    };
    if (!can_match(&parsed))
        return err_set(err, ERR_INPUT,
                       "never runs: none of these months has such a day");
    *cron = parsed;
    return true;
}

/* The lowest bit at or above `from`, or -1. */
static int next_bit(uint64_t set, int from)
{
    uint64_t rest = from < 64 ? set >> from << from : 0;

    return rest ? __builtin_ctzll(rest) : -1;
}

/* The first minute of the day at or after `from` that matches, or -1. */
static int next_minute(const struct cron *cron, int from)
{
    int hour = next_bit(cron->hours, from / 60);
    int minute = from % 60;

    if (hour < 0)
        return -1;
    if (hour == from / 60) {
        minute = next_bit(cron->minutes, minute);
        if (minute >= 0)
            return hour * 60 + minute;
        hour = next_bit(cron->hours, hour + 1);
    }
    return hour < 0 ? -1 : hour * 60 + next_bit(cron->minutes, 0);
}

static bool is_day(const struct cron *cron, struct date date, int day,
                   bool is_last)
{
    bool by_day =
        (cron->days >> day & 1) || (is_last && (cron->days & CRON_LAST_DAY));
    bool by_weekday = cron->weekdays >> (date_weekday(date) % 7) & 1;

    return cron->is_either ? by_day || by_weekday : by_day && by_weekday;
}

/* The first day at or after `date` that matches. */
static struct date next_day(const struct cron *cron, struct date date)
{
    for (;;) {
        struct date_ymd ymd = date_to_ymd(date);
        int last = date_days_in_month(ymd.year, ymd.month);

        if (cron->months >> ymd.month & 1) {
            for (int day = ymd.day; day <= last; day++, date.day++)
                if (is_day(cron, date, day, day == last))
                    return date;
        } else {
            date.day += last - ymd.day + 1;
        }
        assert(ymd.year < DATE_YEAR_MAX);
    }
}

int64_t cron_next(const struct cron *cron, int64_t from_s)
{
    struct date today = date_of_time(from_s);
    int64_t second = from_s - (int64_t)today.day * DATE_DAY_S;
    int minute = (int)(second + 59) / 60;
    struct date date = next_day(cron, today);

    /* The day is over, or this minute was its last match. */
    if (date.day == today.day) {
        minute = minute < 24 * 60 ? next_minute(cron, minute) : -1;
        if (minute >= 0)
            return (int64_t)date.day * DATE_DAY_S + minute * 60;
        date.day++;
        date = next_day(cron, date);
    }
    return (int64_t)date.day * DATE_DAY_S + next_minute(cron, 0) * 60;
}
