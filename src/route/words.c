/*
 * One pass over the bytes with one byte of look-ahead. Bytes above ASCII are
 * letters here: text_plain has made spaces of all other signs. "5%" keeps its
 * sign, so that nobody takes it for 5.
 */
#include "route/words.h"

#include "base/text.h"

struct cutter {
    struct str text;
    size_t at;
    char quote; /* the sign that ends the quotation we are in, or 0 */
    struct arena *arena;
    struct word *words;
    size_t count, max;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}

static bool is_word_char(char c)
{
    return is_digit(c) || is_letter(c);
}

static char peek(const struct cutter *cutter, size_t at)
{
    return at < cutter->text.len ? cutter->text.ptr[at] : ' ';
}

static size_t digits_from(const struct cutter *cutter, size_t at)
{
    size_t count = 0;
    while (is_digit(peek(cutter, at + count)))
        count++;
    return count;
}

/* Whether the sign at `at` holds together what is left and right of it. */
static bool joins(const struct cutter *cutter, size_t start, size_t at)
{
    char before = peek(cutter, at - 1), after = peek(cutter, at + 1);
    switch (peek(cutter, at)) {
    case '\'':
        return is_letter(before) && is_letter(after);
    case '.':
        return is_digit(before) && is_digit(after);
    case ',':
        return is_digit(before) && digits_from(cutter, at + 1) == 3;
    case '-':
        return digits_from(cutter, start) == 4 && is_digit(before) &&
               digits_from(cutter, at + 1) == 2;
    case '%':
        return is_digit(before);
    case '&':
        return at - start <= 2 && is_letter(before) && is_letter(after) &&
               !is_word_char(peek(cutter, at + 2));
    default:
        return false;
    }
}

static void add_word(struct cutter *cutter, struct str raw, struct str word)
{
    if (cutter->count < cutter->max) {
        struct err err;
        struct str folded;
        if (!text_fold(word, cutter->arena, &folded, &err))
            folded = word;
        cutter->words[cutter->count] = (struct word){
            .raw = raw, .folded = folded, .is_quoted = cutter->quote != 0};
    }
    if (cutter->count <= cutter->max)
        cutter->count++;
}

static bool ends_with_any(struct str word, struct str *stem)
{
    static const char *const endings[] = {"'s", "'re", "'ve", "'ll", "'d",
                                          "'m", "'S",  "'RE", "'VE"};
    for (size_t i = 0; i < COUNT(endings); i++) {
        if (!str_ends_with(word, endings[i]))
            continue;
        *stem = (struct str){word.ptr, word.len - strlen(endings[i])};
        return true;
    }
    return false;
}

static struct str without_apostrophes(struct str word, struct arena *arena)
{
    struct str copy = arena_str(arena, word);
    char *out = (char *)copy.ptr;
    size_t len = 0;
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] != '\'')
            out[len++] = word.ptr[i];
    return (struct str){out, len};
}

/* A word with an apostrophe in it. */
static void add_contraction(struct cutter *cutter, struct str raw)
{
    struct str stem = raw;
    if (str_ends_with(raw, "n't") || str_ends_with(raw, "N'T")) {
        stem.len -= 3;
        add_word(cutter, raw, stem);
        add_word(cutter, raw, (struct str)STR("not"));
    } else if (ends_with_any(raw, &stem)) {
        add_word(cutter, raw, stem);
    } else {
        add_word(cutter, raw, without_apostrophes(raw, cutter->arena));
    }
}

static void take_word(struct cutter *cutter)
{
    size_t start = cutter->at, dashes = 0;
    bool has_apostrophe = false;
    while (cutter->at < cutter->text.len) {
        char c = cutter->text.ptr[cutter->at];
        if (!is_word_char(c)) {
            if (c == cutter->quote || !joins(cutter, start, cutter->at))
                break;
            has_apostrophe = has_apostrophe || c == '\'';
            dashes += c == '-';
        }
        cutter->at++;
    }
    struct str raw = {cutter->text.ptr + start, cutter->at - start};
    if (has_apostrophe) {
        add_contraction(cutter, raw);
        return;
    }
    add_word(cutter, raw, raw);
    if (dashes > 0 && cutter->count <= cutter->max)
        cutter->words[cutter->count - 1].is_date = true;
}

/* A single quote opens a quotation only where a word begins, and only if
   another one ends it. */
static bool opens_single(const struct cutter *cutter)
{
    if (cutter->at > 0 && is_word_char(peek(cutter, cutter->at - 1)))
        return false;
    for (size_t i = cutter->at + 1; i < cutter->text.len; i++)
        if (cutter->text.ptr[i] == '\'' && !is_word_char(peek(cutter, i + 1)))
            return i > cutter->at + 1;
    return false;
}

static void take_sign(struct cutter *cutter)
{
    char c = cutter->text.ptr[cutter->at];
    if (cutter->quote != 0 && c == cutter->quote)
        cutter->quote = 0;
    else if (cutter->quote == 0 && c == '"' &&
             memchr(cutter->text.ptr + cutter->at + 1, '"',
                    cutter->text.len - cutter->at - 1))
        cutter->quote = '"';
    else if (cutter->quote == 0 && c == '\'' && opens_single(cutter))
        cutter->quote = '\'';
    cutter->at++;
}

size_t words_cut(struct str plain, struct arena *arena, struct word *words,
                 size_t max)
{
    struct cutter cutter = {
        .text = plain, .arena = arena, .words = words, .max = max};
    while (cutter.at < plain.len && cutter.count <= max) {
        if (is_word_char(plain.ptr[cutter.at]))
            take_word(&cutter);
        else
            take_sign(&cutter);
    }
    return cutter.count;
}
