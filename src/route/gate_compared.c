/*
 * "Year over year" and "against the previous quarter" name what is compared
 * with. A dump compares with one time, which its columns and questions say; a
 * dump with a row for each month can be read month over month.
 */
#include <strings.h>

#include "route/reading.h"

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

/* A set of grains, as bits. */
static unsigned bit_of(enum date_grain grain)
{
    return 1u << (unsigned)grain;
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
            return bit_of((enum date_grain)i);
    return 0;
}

/* As many days as a week, a month, a quarter or a year has. */
static unsigned grain_of_days(int64_t days)
{
    if (days == 1)
        return bit_of(DATE_DAY);
    if (days == 7)
        return bit_of(DATE_WEEK);
    if (days >= 28 && days <= 31)
        return bit_of(DATE_MONTH);
    if (days >= 90 && days <= 92)
        return bit_of(DATE_QUARTER);
    return days == 365 || days == 366 ? bit_of(DATE_YEAR) : 0;
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
            return bit_of(shorts[i].grain);
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
    return unit == bit_of(DATE_DAY) ? grain_of_days(count)
           : count == 1             ? unit
                                    : 0;
}

static bool is_compared(const struct plain_words *words, size_t at)
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
    return !is_question || is_compared(words, at) ? unit : 0;
}

static unsigned find_compared(struct str text, bool is_question)
{
    struct plain_words words;
    unsigned found = 0;
    split(text, &words);
    for (size_t i = 0; i < words.count; i++)
        found |= paired_at(&words, i) | before_at(&words, i) |
                 previous_at(&words, i, is_question);
    return found;
}

/* With what the template says that it compares. */
static unsigned find_own(const struct reading *reading)
{
    const struct route_index *index = reading->question->index;
    const struct index_template *record = reading->record;
    unsigned found = 0;
    for (uint32_t i = 0; i < record->example_count; i++) {
        const struct index_example *example =
            &index->examples[record->first_example + i];
        if (example->kind != EXAMPLE_NOT)
            found |= find_compared(index_str(index, example->text), false);
    }
    for (uint32_t i = 0; i < record->column_count; i++)
        found |= find_compared(reading_label(reading, i), false) |
                 find_compared(
                     index_str(index, reading_column(reading, i)->name), false);
    if (found == 0 && reading_has_movement(reading)) {
        struct span span =
            reading->question->request->coverage[reading->template].span;
        found = grain_of_days((int64_t)span.until.day - span.from.day);
    }
    return found;
}

/* The steps of its rows, unless one of them was picked out. */
static unsigned find_steps(const struct reading *reading)
{
    unsigned found = 0;
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        const struct index_column *column = reading_column(reading, i);
        if (column->role == ROUTE_TIME && reading->slots.time_column < 0)
            found |= bit_of((enum date_grain)column->grain);
    }
    return found;
}

static bool may_compare(const struct tokens *tokens)
{
    static const char *const words[] = {
        "year", "quarter", "month", "week", "day", "yoy", "qoq", "mom", "wow"};
    for (size_t i = 0; i < tokens->count; i++)
        for (size_t k = 0; k < COUNT(words); k++)
            if (str_is(tokens->items[i].name, words[k]))
                return true;
    return false;
}

void reading_check_compared(struct reading *reading)
{
    const struct question *question = reading->question;
    if (reading->record->column_count == 0 || !may_compare(&question->tokens))
        return;
    unsigned asked = find_compared(question->tokens.text, true);
    if (asked == 0 || (asked & ~(find_own(reading) | find_steps(reading))) == 0)
        return;
    reading_block(reading, OBSTACLE_PERIOD,
                  "This answer does not compare with the time that was asked "
                  "for.");
}
