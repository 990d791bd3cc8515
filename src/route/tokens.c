/*
 * Words get their meaning in the order number, operator, role: "one" is a
 * number before it is anything else, and a phrase wins over its words.
 */
#include "route/tokens.h"

#include "base/text.h"
#include "route/lexicon.h"
#include "route/signs.h"
#include "route/synonyms.h"
#include "route/words.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t count_digits(struct str word)
{
    size_t count = 0;
    for (size_t i = 0; i < word.len; i++)
        count += is_digit(word.ptr[i]);
    return count;
}

static struct str without_commas(struct str word, struct arena *arena)
{
    if (!memchr(word.ptr, ',', word.len))
        return word;
    char *out = arena_alloc(arena, word.len);
    size_t len = 0;
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] != ',')
            out[len++] = word.ptr[i];
    return (struct str){out, len};
}

static const char *find_unit(struct str unit)
{
    static const struct {
        struct str unit;
        const char *zeros;
    } units[] = {
        {STR("k"), "000"}, {STR("m"), "000000"}, {STR("st"), ""},
        {STR("nd"), ""},   {STR("rd"), ""},      {STR("th"), ""},
    };
    for (size_t i = 0; i < COUNT(units); i++)
        if (str_equal(unit, units[i].unit))
            return units[i].zeros;
    return NULL;
}

/* "1,000", "3.5", "10k", "2nd" as digits. False if it is not a number. */
static bool read_digits(struct str word, struct arena *arena,
                        struct str *digits)
{
    size_t len = 0;
    while (len < word.len && (is_digit(word.ptr[len]) || word.ptr[len] == ',' ||
                              word.ptr[len] == '.' || word.ptr[len] == '-'))
        len++;
    if (len == 0)
        return false;
    *digits = without_commas((struct str){word.ptr, len}, arena);
    if (len == word.len)
        return true;
    const char *zeros = find_unit(str_skip(word, len));
    if (!zeros || memchr(digits->ptr, '.', digits->len))
        return false;
    if (zeros[0] != '\0')
        *digits = arena_printf(arena, "%.*s%s", STR_ARG(*digits), zeros);
    return true;
}

/* "which one", "does one": no number. */
static bool is_counting_one(const struct token *token, bool is_first)
{
    static const char *const before[] = {
        "which", "the", "this", "that",  "every", "each",  "do",
        "does",  "did", "can",  "could", "would", "should"};
    if (!str_is(token->word, "one"))
        return true;
    for (size_t i = 0; !is_first && i < COUNT(before); i++)
        if (str_is(token[-1].word, before[i]))
            return false;
    return true;
}

/* "twenty five", "two hundred": their value, and how many words they take. */
static size_t read_number_words(const struct tokens *tokens, size_t at,
                                int64_t *value)
{
    const struct token *first = &tokens->items[at];
    int number = first->number;
    if (number < 0 || number >= 100 || !is_counting_one(first, at == 0))
        return 0;
    *value = number;
    size_t taken = 1;
    for (; at + taken < tokens->count && taken < 4; taken++) {
        int next = first[taken].number;
        if (next >= 100 && *value < 1000000)
            *value *= next;
        else if (next > 0 && next < 10 && *value >= 20 && *value % 10 == 0)
            *value += next;
        else
            break;
    }
    return taken;
}

static void mark_parts(struct tokens *tokens, size_t at, size_t taken)
{
    for (size_t i = at + 1; i < at + taken; i++)
        tokens->items[i].kind = TOKEN_PART;
    struct token *first = &tokens->items[at];
    const struct str last = tokens->items[at + taken - 1].raw;
    first->raw.len = (size_t)(last.ptr + last.len - first->raw.ptr);
}

static size_t mark_number(struct tokens *tokens, size_t at, struct arena *arena)
{
    struct token *token = &tokens->items[at];
    int64_t value;
    size_t taken = 1;
    if (!read_digits(token->word, arena, &token->word)) {
        taken = read_number_words(tokens, at, &value);
        if (taken == 0)
            return 0;
        token->word = arena_printf(arena, "%lld", (long long)value);
    }
    token->kind = TOKEN_NUMBER;
    token->sense = SENSE_NONE;
    token->signs = 0;
    token->stem = token->name = token->term = token->word;
    mark_parts(tokens, at, taken);
    return taken;
}

/* "over 10" compares; "over the last week" does not. */
static bool needs_number(struct str word)
{
    return str_is(word, "over") || str_is(word, "after") ||
           str_is(word, "before");
}

static bool has_number_behind(const struct tokens *tokens, size_t at)
{
    return at < tokens->count && (count_digits(tokens->items[at].word) > 0 ||
                                  tokens->items[at].number > 0);
}

static size_t mark_operator(struct tokens *tokens, size_t at)
{
    struct str words[8];
    size_t count = 0, taken;
    if (tokens->items[at].phrases.count == 0)
        return 0;
    for (; count < COUNT(words) && at + count < tokens->count; count++)
        words[count] = tokens->items[at + count].word;
    struct token *token = &tokens->items[at];
    enum operation op =
        operator_find_among(token->phrases, words, count, &taken);
    if (op == OP_NONE)
        return 0;
    if (taken == 1 && needs_number(token->word) &&
        !has_number_behind(tokens, at + 1)) {
        bool is_over = str_is(token->word, "over");
        token->kind = is_over ? TOKEN_NOISE : TOKEN_CONTENT;
        token->role = is_over ? WORD_PLACE : WORD_PLAIN;
        return 1;
    }
    token->kind = TOKEN_OPERATOR;
    token->op = op;
    token->term = operator_term(op);
    mark_parts(tokens, at, taken);
    return taken;
}

static bool is_capital_at(struct str word, size_t at)
{
    return at < word.len && word.ptr[at] >= 'A' && word.ptr[at] <= 'Z';
}

/* "Dr Rahimi", and not "MR scans". */
static bool is_before_name(const struct tokens *tokens, size_t at)
{
    struct str title = tokens->items[at].raw;
    return is_capital_at(title, 0) && !is_capital_at(title, 1) &&
           at + 1 < tokens->count &&
           is_capital_at(tokens->items[at + 1].raw, 0);
}

static size_t mark_token(struct tokens *tokens, size_t at, struct arena *arena)
{
    struct token *token = &tokens->items[at];
    token->term = token->stem;
    if (token->is_quoted) {
        struct str digits;
        if (read_digits(token->word, arena, &digits))
            token->kind = TOKEN_NUMBER;
        return 1;
    }
    size_t taken = mark_number(tokens, at, arena);
    if (taken == 0)
        taken = mark_operator(tokens, at);
    if (taken > 0)
        return taken;
    bool is_plain = token->role == WORD_PLAIN || token->role == WORD_CHANGE ||
                    token->role == WORD_LIGHT ||
                    (token->role == WORD_TITLE && !is_before_name(tokens, at));
    token->kind = is_plain ? TOKEN_CONTENT : TOKEN_NOISE;
    /* "doing" is not the "do" of every question. */
    if (token->role == WORD_LIGHT &&
        operator_word_role(token->stem) == WORD_NOISE)
        token->term = token->word;
    return 1;
}

static void mark_places(struct tokens *tokens)
{
    bool is_behind = false;
    for (size_t i = 0; i < tokens->count; i++) {
        struct token *token = &tokens->items[i];
        token->is_placed = is_behind && token->kind == TOKEN_CONTENT;
        if (token->role == WORD_PLACE)
            is_behind = true;
        else if (!(token->signs >> SIGN_ARTICLE & 1))
            is_behind = false;
    }
}

/* Capitals say nothing at the start, nor where nearly all words have them. */
static void mark_capitals(struct tokens *tokens)
{
    size_t capitals = 0, letters = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        struct token *token = &tokens->items[i];
        if (token->kind != TOKEN_CONTENT)
            continue;
        letters++;
        char c = token->raw.ptr[0];
        token->is_capital = c >= 'A' && c <= 'Z' && i > 0;
        capitals += c >= 'A' && c <= 'Z';
    }
    for (size_t i = 0;
         letters > 3 && capitals * 4 >= letters * 3 && i < tokens->count; i++)
        tokens->items[i].is_capital = false;
}

static void fill_token(struct token *token, const struct word *word,
                       struct arena *arena)
{
    struct lexeme lexeme;
    lexicon_look_up(word->folded, arena, &lexeme);
    *token = (struct token){.raw = word->raw,
                            .word = word->folded,
                            .stem = lexeme.stem,
                            .name = lexeme.name,
                            .role = lexeme.role,
                            .sense = lexeme.sense,
                            .number = lexeme.number,
                            .phrases = lexeme.phrases,
                            .signs = lexeme.signs,
                            .may_begin_time = lexeme.may_begin_time,
                            .is_quoted = word->is_quoted};
    if (token->role == WORD_NOISE || token->role == WORD_PLACE)
        token->stem = word->folded;
    if (token->role == WORD_NOISE)
        token->name = word->folded;
    size_t digits = count_digits(word->folded);
    token->is_code = digits > 0 && digits < word->folded.len && !word->is_date;
}

static void read_words(struct tokens *tokens, const struct str *instead,
                       struct arena *arena)
{
    struct word words[TOKENS_MAX];
    size_t count = words_cut(tokens->text, arena, words, TOKENS_MAX);
    tokens->is_cut = count > TOKENS_MAX;
    tokens->count = tokens->is_cut ? TOKENS_MAX : count;
    for (size_t i = 0; i < tokens->count; i++) {
        if (instead && instead[i].len > 0)
            words[i].folded = instead[i];
        fill_token(&tokens->items[i], &words[i], arena);
        tokens->items[i].place = (uint8_t)i;
    }
}

static void read_plain(struct tokens *tokens, const struct str *instead,
                       const struct synonyms *synonyms, struct arena *arena)
{
    read_words(tokens, instead, arena);
    synonyms_apply(synonyms, tokens, arena);
    for (size_t i = 0; i < tokens->count;)
        i += mark_token(tokens, i, arena);
    mark_places(tokens);
    mark_capitals(tokens);
}

static bool take_text(struct tokens *tokens, struct str text,
                      struct arena *arena, struct err *err)
{
    tokens->count = 0;
    tokens->is_cut = false;
    return text_plain(text, arena, &tokens->text, err);
}

bool tokens_read(struct str text, const struct synonyms *synonyms,
                 struct arena *arena, struct tokens *tokens, struct err *err)
{
    if (!take_text(tokens, text, arena, err))
        return false;
    read_plain(tokens, NULL, synonyms, arena);
    return true;
}

bool tokens_read_words(struct str text, struct arena *arena,
                       struct tokens *tokens, struct err *err)
{
    if (!take_text(tokens, text, arena, err))
        return false;
    read_words(tokens, NULL, arena);
    return true;
}

void tokens_read_again(struct tokens *tokens, const struct str *instead,
                       const struct synonyms *synonyms, struct arena *arena)
{
    read_plain(tokens, instead, synonyms, arena);
}

void tokens_replace(struct tokens *tokens, size_t at, struct str word,
                    struct arena *arena)
{
    struct token *token = &tokens->items[at];
    struct lexeme lexeme;
    lexicon_look_up(word, arena, &lexeme);
    token->word = word;
    token->stem = token->term = lexeme.stem;
    token->sense = operator_sense(lexeme.stem);
    token->name = lexeme.name;
}

struct str tokens_stem(struct str word, struct arena *arena)
{
    struct lexeme lexeme;
    lexicon_look_up(word, arena, &lexeme);
    return lexeme.stem;
}

static struct str join(const struct tokens *tokens, size_t start, size_t count,
                       bool takes_names, struct arena *arena)
{
    size_t room = 1;
    for (size_t i = start; i < start + count; i++)
        room += 1 + (takes_names ? tokens->items[i].name.len
                                 : tokens->items[i].word.len);
    char *out = arena_alloc_raw(arena, room);
    size_t len = 0;
    for (size_t i = start; i < start + count; i++) {
        const struct token *token = &tokens->items[i];
        struct str part = takes_names ? token->name : token->word;
        if (i > start)
            out[len++] = ' ';
        if (part.len > 0)
            memcpy(out + len, part.ptr, part.len);
        len += part.len;
    }
    return (struct str){out, len};
}

struct str tokens_key(const struct tokens *tokens, struct arena *arena)
{
    return join(tokens, 0, tokens->count, false, arena);
}

struct str tokens_names(const struct tokens *tokens, size_t start, size_t count,
                        struct arena *arena)
{
    return join(tokens, start, count, true, arena);
}

struct str tokens_phrase(const struct tokens *tokens, size_t at,
                         struct arena *arena)
{
    size_t count = 1;
    while (at + count < tokens->count &&
           tokens->items[at + count].kind == TOKEN_PART)
        count++;
    return join(tokens, at, count, false, arena);
}
