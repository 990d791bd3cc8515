/*
 * The text is put into small letters and cut into words; the first word picks
 * the reader of the form. The end "including today" is taken off before,
 * since it means the same wherever it may stand. Named periods become spans at
 * once, so that "2025" and "2025-01-01..2025-12-31" are equal without a rule.
 */
#include "query/period.h"

#include <assert.h>
#include <stdio.h>

enum {
    TEXT_MAX = 64,
    YEARS_BACK_MAX = 100,
    NAMED_YEAR_MAX = DATE_YEAR_MAX - 1, /* `until` must be a date too */
};

static const struct calendar civil = {.week_starts = 1,
                                      .fiscal_year_starts = 1};

static const struct grain {
    const char *one;
    const char *many;
    const char *to_date; /* the short word, if there is one */
    int count_max;
} grains[] = {
    [DATE_DAY] = {"day", "days", NULL, YEARS_BACK_MAX * 365},
    [DATE_WEEK] = {"week", "weeks", "wtd", YEARS_BACK_MAX * 52},
    [DATE_MONTH] = {"month", "months", "mtd", YEARS_BACK_MAX * 12},
    [DATE_QUARTER] = {"quarter", "quarters", "qtd", YEARS_BACK_MAX * 4},
    [DATE_YEAR] = {"year", "years", "ytd", YEARS_BACK_MAX},
};

static const char *const month_names[] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December",
};

static char small_letter(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whether `word`, in small letters, is `name` but for its capitals. */
static bool is_name(struct str word, const char *name)
{
    if (word.len != strlen(name))
        return false;
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] != small_letter(name[i]))
            return false;
    return true;
}

static bool find_grain(struct str word, enum date_grain *grain)
{
    for (size_t i = 0; i < COUNT(grains); i++) {
        if (!str_is(word, grains[i].one) && !str_is(word, grains[i].many))
            continue;
        *grain = (enum date_grain)i;
        return true;
    }
    return false;
}

/* Takes `ending` off the text. */
static bool cut_ending(struct str *text, const char *ending)
{
    if (!str_ends_with(*text, ending))
        return false;
    text->len -= strlen(ending);
    return true;
}

/* The word after "last", or the two: "week", "7 days". */
static bool read_last(struct str rest, struct period *out, struct err *err)
{
    bool has_space_behind = str_ends_with(rest, " ");
    struct str word = str_cut(&rest, ' ');
    int64_t count = 1;

    if (word.len > 0 && word.ptr[0] >= '0' && word.ptr[0] <= '9') {
        if (!str_to_int(word, 1, YEARS_BACK_MAX * 365, &count))
            return err_set(err, ERR_INPUT,
                           "\"%.*s\" is not a count from 1 to %d",
                           STR_ARG(word), YEARS_BACK_MAX * 365);
        word = str_cut(&rest, ' ');
    }
    if (has_space_behind || rest.len > 0 || !find_grain(word, &out->grain))
        return err_set(err, ERR_INPUT,
                       "after \"last\", write day, week, month, quarter or "
                       "year, or a count of them: \"last 7 days\"");
    if (count > grains[out->grain].count_max)
        return err_set(err, ERR_INPUT, "at most %d years may be counted back",
                       YEARS_BACK_MAX);
    if (out->includes_today && out->grain != DATE_DAY)
        return err_set(err, ERR_INPUT,
                       "\"last %s\" are complete ones and cannot include "
                       "today; write days, or \"%s to date\"",
                       grains[out->grain].many, grains[out->grain].one);
    out->kind = PERIOD_LAST;
    out->count = (int)count;
    return true;
}

static bool read_this(struct str rest, struct period *out, struct err *err)
{
    if (!find_grain(rest, &out->grain) || out->grain == DATE_DAY)
        return err_set(err, ERR_INPUT,
                       "after \"this\", write week, month, quarter or year");
    out->kind = PERIOD_THIS;
    return true;
}

static bool read_since(struct str rest, struct period *out, struct err *err)
{
    struct date from;

    if (cut_ending(&rest, " to date"))
        out->includes_today = true;
    if (!date_parse(rest, &from))
        return err_set(err, ERR_INPUT,
                       "after \"since\", write a date: \"since 2025-01-31\"");
    out->kind = PERIOD_SINCE;
    out->fixed = (struct span){from, from};
    return true;
}

/* The whole grain that begins on the day given. */
static void set_fixed(struct period *out, int64_t year, int64_t month,
                      enum date_grain grain)
{
    struct date from = date_from_ymd((int)year, (int)month, 1);

    out->kind = PERIOD_FIXED;
    out->fixed = (struct span){from, date_add(from, 1, grain)};
}

static bool read_year(struct str text, int64_t *year)
{
    return text.len == 4 && str_to_int(text, 1, NAMED_YEAR_MAX, year);
}

/* 2025 and 2025-03. */
static bool read_number(struct str text, struct period *out)
{
    struct str rest = text;
    struct str first = str_cut(&rest, '-');
    int64_t year, month;

    if (!read_year(first, &year))
        return false;
    if (text.len == first.len) {
        set_fixed(out, year, 1, DATE_YEAR);
        return true;
    }
    if (rest.len != 2 || !str_to_int(rest, 1, 12, &month))
        return false;
    set_fixed(out, year, month, DATE_MONTH);
    return true;
}

/* "march 2025" and "q3 2025". */
static bool read_named(struct str text, struct period *out)
{
    struct str rest = text;
    struct str word = str_cut(&rest, ' ');
    int64_t year;

    if (!read_year(rest, &year))
        return false;
    if (word.len == 2 && word.ptr[0] == 'q' && word.ptr[1] >= '1' &&
        word.ptr[1] <= '4') {
        set_fixed(out, year, (word.ptr[1] - '1') * 3 + 1, DATE_QUARTER);
        return true;
    }
    for (int i = 0; i < (int)COUNT(month_names); i++) {
        if (!is_name(word, month_names[i]))
            continue;
        set_fixed(out, year, i + 1, DATE_MONTH);
        return true;
    }
    return false;
}

/* A day, or two of them with ".." between. */
static bool read_days(struct str text, struct period *out, struct err *err)
{
    const struct str dots = STR("..");
    ptrdiff_t at = str_find(text, dots);
    struct str first = {text.ptr, at < 0 ? text.len : (size_t)at};
    struct str last = at < 0 ? first : str_skip(text, first.len + dots.len);
    struct date from, to;

    if (!date_parse(first, &from) || !date_parse(last, &to))
        return err_set(err, ERR_INPUT,
                       "write dates as \"2025-01-01..2025-03-31\"");
    if (to.day < from.day)
        return err_set(err, ERR_INPUT, "its end is before its start");
    if (date_to_ymd(to).year > NAMED_YEAR_MAX)
        return err_set(err, ERR_INPUT, "the last year is %d", NAMED_YEAR_MAX);
    out->kind = PERIOD_FIXED;
    out->fixed = (struct span){from, date_add(to, 1, DATE_DAY)};
    return true;
}

/* Forms that are one word: yesterday, today, mtd. */
static bool read_word(struct str text, struct period *out)
{
    out->includes_today = !str_is(text, "yesterday");
    if (str_is(text, "yesterday") || str_is(text, "today")) {
        out->count = 1;
        return true;
    }
    for (size_t i = 0; i < COUNT(grains); i++) {
        if (!grains[i].to_date || !str_is(text, grains[i].to_date))
            continue;
        out->kind = PERIOD_THIS;
        out->grain = (enum date_grain)i;
        return true;
    }
    out->includes_today = false;
    return false;
}

/* Forms whose first word says how to read the rest. */
static const struct {
    const char *start;
    bool (*read)(struct str rest, struct period *out, struct err *err);
} forms[] = {
    {"last ", read_last},
    {"this ", read_this},
    {"since ", read_since},
};

static bool read_form(struct str text, struct period *out, struct err *err)
{
    struct str whole = text;

    if (read_word(text, out))
        return true;
    out->includes_today = cut_ending(&text, " including today");
    for (size_t i = 0; i < COUNT(forms); i++)
        if (str_starts_with(text, forms[i].start))
            return forms[i].read(str_skip(text, strlen(forms[i].start)), out,
                                 err);
    if (!out->includes_today && cut_ending(&text, " to date")) {
        out->includes_today = true;
        return read_this(text, out, err) ||
               err_set(err, ERR_INPUT,
                       "before \"to date\", write week, month, quarter or "
                       "year, or \"since\" and a date");
    }
    out->includes_today = false;
    if (read_number(whole, out) || read_named(whole, out))
        return true;
    if (whole.len >= DATE_TEXT_SIZE - 1 && whole.ptr[4] == '-')
        return read_days(whole, out, err);
    return err_set(err, ERR_INPUT,
                   "write it like \"last 7 days\", \"last month\", "
                   "\"this year\", \"month to date\", \"March 2025\", "
                   "\"Q3 2025\", \"2025-01-01..2025-03-31\" or "
                   "\"since 2025-01-01\"");
}

bool period_parse(struct period *period, struct str text, struct err *err)
{
    char letters[TEXT_MAX];
    struct str small = {letters, text.len};
    struct period parsed = {0};

    if (text.len > TEXT_MAX)
        return err_set(err, ERR_INPUT, "bad period: longer than %d bytes",
                       TEXT_MAX);
    for (size_t i = 0; i < text.len; i++)
        letters[i] = small_letter(text.ptr[i]);
    if (!read_form(small, &parsed, err))
        return err_wrap(err, "bad period \"%.*s\"", STR_ARG(text));
    *period = parsed;
    return true;
}

struct span period_resolve(const struct period *period, struct date as_of,
                           const struct calendar *calendar)
{
    struct date until =
        period->includes_today ? date_add(as_of, 1, DATE_DAY) : as_of;
    struct date from = until;

    switch (period->kind) {
    case PERIOD_LAST:
        if (period->grain != DATE_DAY)
            until = date_start(as_of, period->grain, calendar);
        from = date_add(until, -period->count, period->grain);
        break;
    case PERIOD_THIS:
        from = date_start(as_of, period->grain, calendar);
        break;
    case PERIOD_SINCE:
        from = period->fixed.from;
        break;
    case PERIOD_FIXED:
        return period->fixed;
    }
    return (struct span){from, until.day < from.day ? from : until};
}

bool period_equal(const struct period *a, const struct period *b)
{
    return a->kind == b->kind && a->grain == b->grain && a->count == b->count &&
           a->includes_today == b->includes_today &&
           a->fixed.from.day == b->fixed.from.day &&
           a->fixed.until.day == b->fixed.until.day;
}

static bool is_whole(struct span span, enum date_grain grain)
{
    struct date start = date_start(span.from, grain, &civil);

    return start.day == span.from.day &&
           date_add(start, 1, grain).day == span.until.day;
}

static void name_fixed(struct span span, char out[PERIOD_NAME_SIZE])
{
    struct date_ymd ymd = date_to_ymd(span.from);
    char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];

    date_format(span.from, from);
    date_format(date_add(span.until, -1, DATE_DAY), to);
    if (is_whole(span, DATE_YEAR))
        snprintf(out, PERIOD_NAME_SIZE, "%04d", ymd.year);
    else if (is_whole(span, DATE_QUARTER))
        snprintf(out, PERIOD_NAME_SIZE, "Q%d %04d", (ymd.month + 2) / 3,
                 ymd.year);
    else if (is_whole(span, DATE_MONTH))
        snprintf(out, PERIOD_NAME_SIZE, "%s %04d", month_names[ymd.month - 1],
                 ymd.year);
    else if (is_whole(span, DATE_DAY))
        snprintf(out, PERIOD_NAME_SIZE, "%s", from);
    else
        snprintf(out, PERIOD_NAME_SIZE, "%s..%s", from, to);
}

static void name_last(const struct period *period, char out[PERIOD_NAME_SIZE])
{
    const struct grain *grain = &grains[period->grain];

    if (period->grain == DATE_DAY && period->count == 1)
        snprintf(out, PERIOD_NAME_SIZE, "%s",
                 period->includes_today ? "today" : "yesterday");
    else if (period->count == 1)
        snprintf(out, PERIOD_NAME_SIZE, "last %s", grain->one);
    else
        snprintf(out, PERIOD_NAME_SIZE, "last %d %s%s", period->count,
                 grain->many, period->includes_today ? " including today" : "");
}

const char *period_name(const struct period *period, char out[PERIOD_NAME_SIZE])
{
    char from[DATE_TEXT_SIZE];

    switch (period->kind) {
    case PERIOD_LAST:
        name_last(period, out);
        break;
    case PERIOD_THIS:
        snprintf(out, PERIOD_NAME_SIZE,
                 period->includes_today ? "%s to date" : "this %s",
                 grains[period->grain].one);
        break;
    case PERIOD_SINCE:
        snprintf(out, PERIOD_NAME_SIZE, "since %s%s",
                 date_format(period->fixed.from, from),
                 period->includes_today ? " to date" : "");
        break;
    case PERIOD_FIXED:
        name_fixed(period->fixed, out);
        break;
    }
    return out;
}
