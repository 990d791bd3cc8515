/*
 * Tries the longest run of words first. Words are rewritten to the few that
 * period.h takes ("past" and "previous" are "last"), and it is left to
 * period_parse to say what is a period. A number alone is a year only where a
 * time may stand, since it may as well be an amount.
 */
#include "route/when.h"

#include <stdio.h>

enum { WORDS_MAX = 6, TEXT_MAX = 96 };

static const char *const months[] = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december",
};

static int find_month(struct str word)
{
    for (size_t i = 0; i < COUNT(months); i++)
        if (str_is(word, months[i]) ||
            (word.len == 3 && memcmp(word.ptr, months[i], 3) == 0))
            return (int)i + 1;
    return 0;
}

static int find_quarter(struct str word)
{
    return word.len == 2 && word.ptr[0] == 'q' && word.ptr[1] >= '1' &&
                   word.ptr[1] <= '4'
               ? word.ptr[1] - '0'
               : 0;
}

static bool is_year(struct str word)
{
    int64_t year;
    return word.len == 4 && str_to_int(word, 1900, 2099, &year);
}

static bool is_date(struct str word)
{
    return (word.len == 7 || word.len == 10) && word.ptr[4] == '-' &&
           is_year((struct str){word.ptr, 4});
}

static bool is_one_of(struct str word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_is(word, list[i]))
            return true;
    return false;
}

static bool is_grain(struct str word)
{
    static const char *const grains[] = {
        "day",     "days",     "week",      "weeks",    "month",   "months",
        "quarter", "quarters", "year",      "years",    "decade",  "decades",
        "hour",    "hours",    "weekend",   "semester", "century", "night",
        "nights",  "morning",  "afternoon", "evening"};
    return is_one_of(word, grains, COUNT(grains));
}

/* The word that period.h has for this one; empty for words that say nothing. */
static struct str rewrite(struct str word, bool is_first)
{
    static const char *const lasts[] = {"past", "previous", "prior",
                                        "preceding", "trailing"};
    if (is_first && is_one_of(word, lasts, COUNT(lasts)))
        return (struct str)STR("last");
    if (is_first && str_is(word, "current"))
        return (struct str)STR("this");
    if (str_is(word, "the") || str_is(word, "of"))
        return (struct str)STR("");
    int month = find_month(word);
    return month ? str_from(months[month - 1]) : word;
}

static struct str word_at(const struct tokens *tokens, size_t at)
{
    return at < tokens->count ? tokens->items[at].word : (struct str)STR("");
}

static bool begins_period(struct str word)
{
    static const char *const words[] = {
        "last",     "past",  "previous", "prior",     "preceding",
        "trailing", "this",  "today",    "yesterday", "current",
        "since",    "wtd",   "mtd",      "qtd",       "ytd",
        "week",     "month", "quarter",  "year"};
    return is_one_of(word, words, COUNT(words)) || find_month(word) ||
           find_quarter(word) || is_year(word) || is_date(word);
}

/* Whether a time may stand here: behind "in", "for", "of"; or at the end. */
static bool is_time_place(const struct tokens *tokens, size_t at)
{
    static const char *const before[] = {
        "in",  "for",   "during", "of",   "on", "from",  "since",   "year",
        "the", "after", "before", "than", "to", "until", "starting"};
    return at > 0 && is_one_of(word_at(tokens, at - 1), before, COUNT(before));
}

static bool parse_text(const char *text, size_t len, struct period *period)
{
    struct err err;
    return period_parse(period, (struct str){text, len}, &err);
}

static bool set_days(struct date from, struct date until, struct period *period)
{
    *period = (struct period){.kind = PERIOD_FIXED, .fixed = {from, until}};
    return from.day < until.day;
}

/* A day of a month: "10", "3rd"; else 0. */
static int find_day(const struct tokens *tokens, size_t at)
{
    int64_t day;
    if (at >= tokens->count || tokens->items[at].kind != TOKEN_NUMBER ||
        tokens->items[at].word.len > 2 ||
        !str_to_int(tokens->items[at].word, 1, 31, &day))
        return 0;
    return (int)day;
}

/* The year that stands at `at`, or the one in which the month began last. */
static int find_year(const struct tokens *tokens, size_t at, int month,
                     struct date today, size_t *taken)
{
    int64_t year;
    struct date_ymd now = date_to_ymd(today);
    *taken = at < tokens->count && is_year(tokens->items[at].word);
    if (*taken && str_to_int(tokens->items[at].word, 1900, 2099, &year))
        return (int)year;
    return month > now.month ? now.year - 1 : now.year;
}

static bool is_to(struct str word)
{
    return str_is(word, "to") || str_is(word, "until") ||
           str_is(word, "through") || str_is(word, "and");
}

/* "3 November 2026", "November 3", "1 to 7 November": how many words. */
static size_t parse_day(const struct tokens *tokens, size_t at,
                        struct date today, struct period *period)
{
    int first = find_day(tokens, at), last = first, month;
    size_t next = at + 1, taken;
    if (first && next + 1 < tokens->count && is_to(tokens->items[next].word) &&
        find_day(tokens, next + 1)) {
        last = find_day(tokens, next + 1);
        next += 2;
    }
    if (first && str_is(word_at(tokens, next), "of"))
        next++;
    month = find_month(word_at(tokens, first ? next : at));
    if (!first) {
        first = last = find_day(tokens, at + 1);
        next = at + 1;
    }
    if (!month || !first)
        return 0;
    int year = find_year(tokens, next + 1, month, today, &taken);
    if (!date_is_valid(year, month, first) || !date_is_valid(year, month, last))
        return 0;
    struct date from = date_from_ymd(year, month, first);
    struct date until = date_add(date_from_ymd(year, month, last), 1, DATE_DAY);
    if (!set_days(from, until, period))
        return 0;
    return next + 1 + taken - at;
}

static const char *const parts[] = {"first", "second", "third", "fourth"};

/* "first half of 2026", "third quarter of 2026", "the third quarter", which is
   the last one that has begun: how many words. */
static size_t parse_part(const struct tokens *tokens, size_t at,
                         struct date today, struct period *period)
{
    bool is_half = str_is(word_at(tokens, at + 1), "half");
    size_t next = at + 2, taken;
    if (!is_half && !str_is(word_at(tokens, at + 1), "quarter"))
        return 0;
    int length = is_half ? 6 : 3, part = 0;
    while (part < 12 / length && !str_is(tokens->items[at].word, parts[part]))
        part++;
    if (part == 12 / length)
        return 0;
    while (str_is(word_at(tokens, next), "of") ||
           str_is(word_at(tokens, next), "in"))
        next++;
    int year = find_year(tokens, next, part * length + 1, today, &taken);
    if (!taken && (is_half || next > at + 2))
        return 0;
    struct date from = date_from_ymd(year, part * length + 1, 1);
    set_days(from, date_add(from, length, DATE_MONTH), period);
    return next + taken - at;
}

/* 0 for Monday; -1 for another word. */
static int find_weekday(struct str word)
{
    static const char *const days[] = {"monday",   "tuesday", "wednesday",
                                       "thursday", "friday",  "saturday",
                                       "sunday"};
    for (size_t i = 0; i < COUNT(days); i++)
        if (str_is(word, days[i]))
            return (int)i;
    return -1;
}

bool when_is_weekday(struct str word)
{
    return find_weekday(word) >= 0;
}

/* "on Monday", "since Monday": the last one before today. Today's own name may
   be either of two days. */
static size_t parse_weekday(const struct tokens *tokens, size_t at,
                            struct date today, struct period *period)
{
    int day = find_weekday(word_at(tokens, at));
    if (day < 0 || !is_time_place(tokens, at))
        return 0;
    int back = (date_weekday(today) - 1 - day + 7) % 7;
    struct date from = {today.day - back};
    return back > 0 && set_days(from, date_add(from, 1, DATE_DAY), period);
}

/* "July and August 2026": months that follow each other, as one time. */
static size_t parse_months(const struct tokens *tokens, size_t at,
                           struct date today, struct period *period)
{
    int first = find_month(word_at(tokens, at));
    int second = find_month(word_at(tokens, at + 2));
    size_t taken;
    if (!first || second != first % 12 + 1 ||
        !str_is(word_at(tokens, at + 1), "and"))
        return 0;
    int year = find_year(tokens, at + 3, second, today, &taken);
    struct date from =
        date_from_ymd(first < second ? year : year - 1, first, 1);
    set_days(from, date_add(from, 2, DATE_MONTH), period);
    return 3 + taken;
}

/* "March" or "Q3": the last one that has begun. */
static bool parse_yearless(struct str word, struct date today,
                           struct period *period)
{
    int month = find_month(word), quarter = find_quarter(word);
    if (!month && !quarter)
        return false;
    struct date_ymd now = date_to_ymd(today);
    int first = month ? month : quarter * 3 - 2;
    int year = first > now.month ? now.year - 1 : now.year;
    char text[TEXT_MAX];
    int len =
        month ? snprintf(text, sizeof(text), "%s %d", months[month - 1], year)
              : snprintf(text, sizeof(text), "Q%d %d", quarter, year);
    return parse_text(text, (size_t)len, period);
}

/* Writes the words rewritten; returns the length, 0 if they do not fit. */
static size_t join_words(const struct tokens *tokens, size_t at, size_t count,
                         char text[TEXT_MAX])
{
    size_t len = 0;
    for (size_t i = at; i < at + count; i++) {
        struct str word = rewrite(tokens->items[i].word, i == at);
        if (word.len == 0)
            continue;
        if (len + word.len + 1 >= TEXT_MAX)
            return 0;
        if (len > 0)
            text[len++] = ' ';
        memcpy(text + len, word.ptr, word.len);
        len += word.len;
    }
    return len;
}

static bool parse_words(const struct tokens *tokens, size_t at, size_t count,
                        struct date today, struct period *period)
{
    char text[TEXT_MAX];
    struct str first = tokens->items[at].word;
    struct str last = tokens->items[at + count - 1].word;
    if (str_is(last, "the") || str_is(last, "of"))
        return false;
    if (count == 1 && is_year(first) && !is_time_place(tokens, at) && at > 0 &&
        at + 1 < tokens->count)
        return false;
    if (count == 1 && (find_month(first) || find_quarter(first)))
        return (find_quarter(first) || is_time_place(tokens, at)) &&
               parse_yearless(first, today, period);
    if (count == 2 && str_is(first, "year") && is_year(last))
        return parse_text(last.ptr, last.len, period);
    size_t len = join_words(tokens, at, count, text);
    return len > 0 && parse_text(text, len, period);
}

/* "from 2025-01-01 to 2025-03-31", "between March 2025 and May 2025": how many
   words, or 0. */
static size_t parse_range(const struct tokens *tokens, size_t at,
                          struct date today, struct period *period)
{
    struct period from, until;
    if (!str_is(word_at(tokens, at), "from") &&
        !str_is(word_at(tokens, at), "between"))
        return 0;
    for (size_t middle = at + 2; middle <= at + 4; middle++) {
        struct str word = word_at(tokens, middle);
        if (!str_is(word, "to") && !str_is(word, "and") &&
            !str_is(word, "until") && !str_is(word, "through"))
            continue;
        if (!parse_words(tokens, at + 1, middle - at - 1, today, &from))
            return 0;
        for (size_t n = 3; n >= 1; n--) {
            if (middle + n >= tokens->count ||
                !parse_words(tokens, middle + 1, n, today, &until) ||
                from.kind != PERIOD_FIXED || until.kind != PERIOD_FIXED ||
                until.fixed.until.day <= from.fixed.from.day)
                continue;
            *period = from;
            period->fixed.until = until.fixed.until;
            return middle + 1 + n - at;
        }
        return 0;
    }
    return 0;
}

static const char *const unreadable[] = {"next", "coming",   "upcoming", "last",
                                         "past", "previous", "this"};

/* "next week", "tomorrow", "2 years ago", "last decade": how many words. */
static size_t find_unknown(const struct tokens *tokens, size_t at)
{
    struct str word = word_at(tokens, at);
    if (str_is(word, "tomorrow") || str_is(word, "tonight"))
        return 1;
    size_t behind = tokens->items[at].kind == TOKEN_NUMBER ? at + 1 : at;
    if (behind > at && is_grain(word_at(tokens, behind)) &&
        str_is(word_at(tokens, behind + 1), "ago"))
        return 3;
    if (!is_one_of(word, unreadable, COUNT(unreadable)))
        return 0;
    behind = at + 1;
    if (behind < tokens->count && tokens->items[behind].kind == TOKEN_NUMBER)
        behind++;
    return is_grain(word_at(tokens, behind)) ? behind + 1 - at : 0;
}

static const struct {
    const char *first, *second; /* of the words before */
    enum when_side side;
} sides[] = {{"since", NULL, WHEN_FROM},      {"starting", "in", WHEN_FROM},
             {"starting", NULL, WHEN_FROM},   {"beginning", "in", WHEN_FROM},
             {"after", NULL, WHEN_AFTER},     {"later", "than", WHEN_AFTER},
             {"before", NULL, WHEN_BEFORE},   {"prior", "to", WHEN_BEFORE},
             {"earlier", "than", WHEN_BEFORE}};

/* The side that the words before a period ask for; *taken is how many they are.
 */
static enum when_side find_side(const struct tokens *tokens, size_t at,
                                size_t *taken)
{
    for (size_t i = 0; i < COUNT(sides); i++) {
        *taken = sides[i].second ? 2 : 1;
        if (str_is(word_at(tokens, at), sides[i].first) &&
            (!sides[i].second ||
             str_is(word_at(tokens, at + 1), sides[i].second)))
            return sides[i].side;
    }
    *taken = 0;
    return WHEN_WHOLE;
}

/* "and later", "onwards" */
static size_t count_onwards(const struct tokens *tokens, size_t at)
{
    size_t first =
        str_is(word_at(tokens, at), "and") || str_is(word_at(tokens, at), "or");
    struct str word = word_at(tokens, at + first);
    if (first)
        return str_is(word, "later") || str_is(word, "after") ||
                       str_is(word, "onwards")
                   ? 2
                   : 0;
    if (str_is(word, "on") && at + 1 == tokens->count)
        return 1;
    return str_is(word, "onwards") || str_is(word, "onward");
}

static size_t parse_special(const struct tokens *tokens, size_t at,
                            struct date today, struct period *period)
{
    size_t count = parse_day(tokens, at, today, period);
    if (count == 0)
        count = parse_part(tokens, at, today, period);
    if (count == 0)
        count = parse_weekday(tokens, at, today, period);
    return count > 0 ? count : parse_months(tokens, at, today, period);
}

static size_t parse_longest(const struct tokens *tokens, size_t at,
                            struct date today, struct period *period)
{
    if (str_is(word_at(tokens, at), "last") &&
        str_is(word_at(tokens, at + 1), "night"))
        return parse_text("yesterday", 9, period) ? 2 : 0;
    size_t room = tokens->count - at;
    for (size_t n = room < WORDS_MAX ? room : WORDS_MAX;
         n > 0 && begins_period(word_at(tokens, at)); n--)
        if (parse_words(tokens, at, n, today, period))
            return n;
    return 0;
}

/* "since July 2026", "July 2026 onwards", "before March": how many words. */
static size_t find_open(const struct tokens *tokens, size_t at,
                        struct date today, struct when *when)
{
    size_t before;
    when->side = find_side(tokens, at, &before);
    if (before == 0 && str_is(word_at(tokens, at), "from"))
        before = 1;
    if (at + before >= tokens->count)
        return 0;
    size_t count =
        before > 0 ? parse_special(tokens, at + before, today, &when->period)
                   : 0;
    if (count == 0)
        count = parse_longest(tokens, at + before, today, &when->period);
    size_t behind = count ? count_onwards(tokens, at + before + count) : 0;
    if (count == 0 || when->period.kind == PERIOD_SINCE ||
        (when->side == WHEN_WHOLE && behind == 0))
        return 0;
    if (when->side == WHEN_WHOLE)
        when->side = WHEN_FROM;
    return before + count + behind;
}

/* "until July", "by July": whether July itself belongs to it is not said. */
static bool is_vague(const struct tokens *tokens, size_t at)
{
    static const char *const words[] = {"until",  "till",  "by",  "through",
                                        "around", "about", "near"};
    return at > 0 && is_one_of(word_at(tokens, at - 1), words, COUNT(words));
}

static size_t find_at(const struct tokens *tokens, size_t at, struct date today,
                      struct when *when)
{
    *when = (struct when){.start = at, .is_known = true};
    when->count = parse_range(tokens, at, today, &when->period);
    if (when->count == 0 && !is_vague(tokens, at))
        when->count = parse_special(tokens, at, today, &when->period);
    if (when->count == 0)
        when->count = find_open(tokens, at, today, when);
    if (when->count > 0)
        return when->count;
    when->side = WHEN_WHOLE;
    when->count = parse_longest(tokens, at, today, &when->period);
    when->is_known = when->count > 0 && !is_vague(tokens, at);
    if (when->count > 0)
        return when->count;
    when->count = find_unknown(tokens, at);
    return when->count;
}

bool when_may_begin(struct str word)
{
    static const char *const words[] = {"from", "between", "tomorrow",
                                        "tonight"};
    bool may = begins_period(word) || is_one_of(word, parts, COUNT(parts)) ||
               is_one_of(word, unreadable, COUNT(unreadable)) ||
               is_one_of(word, words, COUNT(words)) || when_is_weekday(word);
    for (size_t i = 0; i < COUNT(sides); i++)
        may = may || str_is(word, sides[i].first);
    return may;
}

size_t when_find(const struct tokens *tokens, struct date today,
                 struct when out[WHEN_MAX])
{
    size_t found = 0;
    for (size_t at = 0; at < tokens->count && found < WHEN_MAX;) {
        const struct token *token = &tokens->items[at];
        bool may_begin = !token->is_quoted &&
                         (token->kind == TOKEN_NUMBER || token->may_begin_time);
        size_t taken = may_begin ? find_at(tokens, at, today, &out[found]) : 0;
        found += taken > 0;
        at += taken > 0 ? taken : 1;
    }
    return found;
}
