/*
 * Every form but "every" becomes a struct cron, which knows local times only.
 * What a clock change does is decided here, in two ways of turning local times
 * into instants:
 *
 * A stated time L runs at the first instant at which the clock has shown L or
 * something later. That instant never decreases as L grows, so the next run is
 * found by going through the local matches after the clock's present reading
 * until one lies in the future; only in the second pass of an overlap is the
 * first of them not the one.
 *
 * A run by interval is looked for in one stretch of constant offset after the
 * other, since inside a stretch local time is UTC plus a number.
 */
#include "scheduler/cadence.h"

#include <assert.h>
#include <strings.h>

enum {
    MINUTE_S = 60,
    HOUR_S = 60 * MINUTE_S,
    WEEK_S = 7 * DATE_DAY_S,
    MONTHLY_DAY_MAX = 28, /* every month has one */
    QUOTED_MAX = 60,
};

struct reader {
    struct str text; /* all of it, for columns */
    struct str rest;
    struct err *err;
};

static struct str next_word(struct reader *reader)
{
    struct str *rest = &reader->rest;
    struct str word;

    while (rest->len > 0 && (rest->ptr[0] == ' ' || rest->ptr[0] == '\t'))
        *rest = str_skip(*rest, 1);
    word = (struct str){rest->ptr, 0};
    while (word.len < rest->len && word.ptr[word.len] != ' ' &&
           word.ptr[word.len] != '\t')
        word.len++;
    *rest = str_skip(*rest, word.len);
    return word;
}

static bool is_word(struct str word, const char *name)
{
    return word.len == strlen(name) &&
           strncasecmp(word.ptr, name, word.len) == 0;
}

static int quoted_len(struct str s)
{
    return s.len < QUOTED_MAX ? (int)s.len : QUOTED_MAX;
}

/* Returns false, for `return expected(...)`. */
static bool expected(struct reader *reader, struct str word, const char *what)
{
    size_t column = (size_t)(word.ptr - reader->text.ptr) + 1;

    if (word.len == 0)
        return err_set(reader->err, ERR_INPUT,
                       "column %zu: expected %s, found the end", column, what);
    return err_set(reader->err, ERR_INPUT,
                   "column %zu: expected %s, found \"%.*s\"", column, what,
                   quoted_len(word), word.ptr);
}

/* Reads "06:30", which is the last word. */
static bool read_time(struct reader *reader, struct cron *cron)
{
    struct str word = next_word(reader), minute = word, behind;
    struct str hour = str_cut(&minute, ':');
    int64_t h, m;

    if (hour.len != 2 || minute.len != 2 || !str_to_int(hour, 0, 23, &h) ||
        !str_to_int(minute, 0, 59, &m))
        return expected(reader, word, "a time from 00:00 to 23:59");
    behind = next_word(reader);
    if (behind.len > 0)
        return expected(reader, behind, "nothing after the time");
    cron->hours = UINT32_C(1) << h;
    cron->minutes = UINT64_C(1) << m;
    return true;
}

static bool read_every(struct reader *reader, struct cadence *out)
{
    static const char what[] = "a number with m, h or d, up to a week: 15m";
    struct str word = next_word(reader), number = word, behind;
    int64_t unit_s = 0, count;

    switch (word.len > 0 ? word.ptr[word.len - 1] : '\0') {
    case 'm':
    case 'M':
        unit_s = MINUTE_S;
        break;
    case 'h':
    case 'H':
        unit_s = HOUR_S;
        break;
    case 'd':
    case 'D':
        unit_s = DATE_DAY_S;
        break;
    default:
        return expected(reader, word, what);
    }
    number.len--;
    if (!str_to_int(number, 1, WEEK_S / unit_s, &count))
        return expected(reader, word, what);
    behind = next_word(reader);
    if (behind.len > 0)
        return expected(reader, behind, "nothing after it");
    *out = (struct cadence){.period_s = count * unit_s};
    return true;
}

static bool read_daily(struct reader *reader, struct cadence *out)
{
    return read_time(reader, &out->cron);
}

static bool read_weekly(struct reader *reader, struct cadence *out)
{
    struct str word = next_word(reader);
    int weekday;

    if (!cron_parse_weekday(word, &weekday))
        return expected(reader, word, "a weekday such as sunday or sun");
    out->cron.weekdays = (uint8_t)(1 << weekday);
    return read_time(reader, &out->cron);
}

static bool read_monthly(struct reader *reader, struct cadence *out)
{
    struct str word = next_word(reader);
    int64_t day = 0;

    if (is_word(word, "last"))
        out->cron.days = CRON_LAST_DAY;
    else if (str_to_int(word, 1, MONTHLY_DAY_MAX, &day))
        out->cron.days = UINT32_C(1) << day;
    else
        return expected(reader, word, "a day from 1 to 28, or last");
    return read_time(reader, &out->cron);
}

/* To add a form: one function above, one row here, one row in the tests. */
static const struct {
    const char *word;
    bool (*read)(struct reader *reader, struct cadence *out);
} forms[] = {
    {"every", read_every},
    {"daily", read_daily},
    {"weekly", read_weekly},
    {"monthly", read_monthly},
};

static const struct {
    const char *word;
    const char *line;
} shortcuts[] = {
    {"@hourly", "0 * * * *"},   {"@daily", "0 0 * * *"},
    {"@midnight", "0 0 * * *"}, {"@weekly", "0 0 * * 0"},
    {"@monthly", "0 0 1 * *"},  {"@yearly", "0 0 1 1 *"},
    {"@annually", "0 0 1 1 *"},
};

static bool read_shortcut(struct reader *reader, struct str word,
                          struct cadence *out)
{
    struct str behind = next_word(reader);

    for (size_t i = 0; i < COUNT(shortcuts); i++) {
        if (!is_word(word, shortcuts[i].word))
            continue;
        if (behind.len > 0)
            return expected(reader, behind, "nothing after it");
        return cron_parse(&out->cron, str_from(shortcuts[i].line), reader->err);
    }
    return expected(reader, word,
                    "@hourly, @daily, @weekly, @monthly or @yearly");
}

static bool read_cadence(struct reader *reader, struct cadence *out)
{
    struct str word = next_word(reader);
    char first = word.len > 0 ? word.ptr[0] : '\0';

    if (first == '@')
        return read_shortcut(reader, word, out);
    for (size_t i = 0; i < COUNT(forms); i++)
        if (is_word(word, forms[i].word))
            return forms[i].read(reader, out);
    if (first == '*' || (first >= '0' && first <= '9'))
        return cron_parse(&out->cron, reader->text, reader->err);
    return expected(reader, word,
                    "\"every 15m\", \"daily 06:30\", \"weekly sunday 06:30\", "
                    "\"monthly 1 06:30\" or five cron fields");
}

bool cadence_parse(struct cadence *cadence, struct str text,
                   const struct zone *zone, struct err *err)
{
    struct reader reader = {.text = text, .rest = text, .err = err};
    struct cadence parsed = {
        .cron = {.days = ~UINT32_C(1), .months = 0x1FFE, .weekdays = 0x7F}};

    if (!read_cadence(&reader, &parsed))
        return err_wrap(err, "bad cadence \"%.*s\"", quoted_len(text),
                        text.ptr);
    parsed.zone = zone;
    *cadence = parsed;
    return true;
}

static int64_t next_stated(const struct cadence *cadence, int64_t after_s)
{
    int64_t local_s = zone_local_s(cadence->zone, after_s);

    for (;;) {
        int64_t run_s;
        local_s = cron_next(&cadence->cron, local_s + 1);
        run_s = zone_resolve(cadence->zone, local_s).utc_s;
        if (run_s > after_s)
            return run_s;
    }
}

static int64_t next_by_interval(const struct cadence *cadence, int64_t after_s)
{
    int64_t from_s = after_s + 1;

    for (;;) {
        int32_t offset_s = zone_offset_s(cadence->zone, from_s);
        int64_t run_s = cron_next(&cadence->cron, from_s + offset_s) - offset_s;
        int64_t change_s;
        if (!zone_next_change(cadence->zone, from_s, run_s, &change_s))
            return run_s;
        from_s = change_s;
    }
}

int64_t cadence_next(const struct cadence *cadence, int64_t after_s)
{
    assert(0 <= after_s && after_s <= CADENCE_AFTER_MAX_S);

    if (cadence->period_s > 0)
        return (after_s / cadence->period_s + 1) * cadence->period_s;
    if (cadence->cron.is_open_time)
        return next_by_interval(cadence, after_s);
    return next_stated(cadence, after_s);
}
