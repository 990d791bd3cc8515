/*
 * The words of the text as they stand: no stem, no phrase, since a label or a
 * column's name is as good a text as a question.
 */
#include "route/compared.h"

#include <strings.h>

enum { COMPARED_WORDS_MAX = 64 };

struct plain_words {
    struct str items[COMPARED_WORDS_MAX];
    size_t count;
};

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static void split(struct str text, struct plain_words *words)
{
    words->count = 0;
    for (size_t i = 0; i < text.len && words->count < COMPARED_WORDS_MAX;) {
        size_t start = i;
        while (i < text.len && is_word_char(text.ptr[i]))
            i++;
        if (i > start)
            words->items[words->count++] =
                (struct str){text.ptr + start, i - start};
        else
            i++;
    }
}

static bool is_text(struct str word, const char *text)
{
    return word.len == strlen(text) &&
           strncasecmp(word.ptr, text, word.len) == 0;
}

static bool is_at(const struct plain_words *words, size_t at,
                  const char *const *texts, size_t count)
{
    for (size_t i = 0; at < words->count && i < count; i++)
        if (is_text(words->items[at], texts[i]))
            return true;
    return false;
}

/* "week" or "weeks"; 0 for another word. */
static unsigned unit_at(const struct plain_words *words, size_t at)
{
    static const struct {
        const char *one, *many;
    } units[] = {[DATE_DAY] = {"day", "days"},
                 [DATE_WEEK] = {"week", "weeks"},
                 [DATE_MONTH] = {"month", "months"},
                 [DATE_QUARTER] = {"quarter", "quarters"},
                 [DATE_YEAR] = {"year", "years"}};
    for (size_t i = 0; at < words->count && i < COUNT(units); i++)
        if (is_text(words->items[at], units[i].one) ||
            is_text(words->items[at], units[i].many))
            return compared_bit((enum date_grain)i);
    return 0;
}

unsigned compared_step_of(int64_t days)
{
    if (days == 1)
        return compared_bit(DATE_DAY);
    if (days == 7)
        return compared_bit(DATE_WEEK);
    if (days >= 28 && days <= 31)
        return compared_bit(DATE_MONTH);
    if (days >= 90 && days <= 92)
        return compared_bit(DATE_QUARTER);
    return days == 365 || days == 366 ? compared_bit(DATE_YEAR) : 0;
}

/* "yoy"; "year over year". */
static unsigned paired_at(const struct plain_words *words, size_t at)
{
    static const char *const joints[] = {"over", "on", "upon", "to"};
    static const struct {
        const char *text;
        enum date_grain grain;
    } shorts[] = {{"yoy", DATE_YEAR},
                  {"qoq", DATE_QUARTER},
                  {"mom", DATE_MONTH},
                  {"wow", DATE_WEEK}};
    for (size_t i = 0; i < COUNT(shorts); i++)
        if (is_text(words->items[at], shorts[i].text))
            return compared_bit(shorts[i].grain);
    unsigned unit = unit_at(words, at);
    return is_at(words, at + 1, joints, COUNT(joints)) &&
                   unit_at(words, at + 2) == unit
               ? unit
               : 0;
}

/* "the week before", "7 days earlier". */
static unsigned before_at(const struct plain_words *words, size_t at)
{
    static const char *const behind[] = {"before", "earlier", "prior"};
    unsigned unit = unit_at(words, at);
    int64_t count;
    if (unit == 0 || !is_at(words, at + 1, behind, COUNT(behind)))
        return 0;
    if (at == 0 || !str_to_int(words->items[at - 1], 1, 1000, &count))
        return unit;
    return unit == compared_bit(DATE_DAY) ? compared_step_of(count)
           : count == 1                   ? unit
                                          : 0;
}

static bool is_set_against(const struct plain_words *words, size_t at)
{
    static const char *const joints[] = {"vs",   "versus",   "against",  "than",
                                         "over", "compared", "comparing"};
    static const char *const between[] = {"the",   "same", "with", "to", "its",
                                          "their", "a",    "of",   "in"};
    for (size_t i = at; i > 0; i--) {
        if (is_at(words, i - 1, joints, COUNT(joints)))
            return true;
        if (!is_at(words, i - 1, between, COUNT(between)) &&
            unit_at(words, i - 1) == 0)
            return false;
    }
    return false;
}

/* "the previous quarter", which in a question must be set against something. */
static unsigned previous_at(const struct plain_words *words, size_t at,
                            bool is_question)
{
    static const char *const previous[] = {"previous", "prior", "preceding"};
    static const char *const last[] = {"last", "past"};
    unsigned unit = unit_at(words, at + 1);
    bool is_previous = is_at(words, at, previous, COUNT(previous));
    if (unit == 0 ||
        !(is_previous || (is_question && is_at(words, at, last, COUNT(last)))))
        return 0;
    return !is_question || is_set_against(words, at) ? unit : 0;
}

unsigned compared_find(struct str text, bool is_question)
{
    struct plain_words words;
    unsigned found = 0;
    split(text, &words);
    for (size_t i = 0; i < words.count; i++)
        found |= paired_at(&words, i) | before_at(&words, i) |
                 previous_at(&words, i, is_question);
    return found;
}
