/*
 * Names are compared as they stand in columns and labels; a word that only
 * means the same ("sell" and "sales") names no number.
 */
#include "route/slot_measure.h"

#include <strings.h>

/* "earned the most with events" is not the most events. */
static bool is_apart(struct str word)
{
    static const char *const words[] = {"with",    "from", "for",  "at",
                                        "through", "its",  "their"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(word, words[i]))
            return true;
    return false;
}

int measure_behind(const struct reading *reading, size_t at, bool is_measure)
{
    const struct tokens *tokens = &reading->question->tokens;
    size_t taken;
    for (size_t i = at; i < tokens->count && i < at + 3; i++) {
        uint32_t column = reading_find_column(reading, i, &taken);
        bool is_same = (reading->view->same >> i & 1) != 0;
        if (column != MAP_NONE &&
            (!is_measure ||
             (reading_column(reading, column)->role == ROUTE_MEASURE &&
              !is_same)))
            return (int)column;
        bool is_owner = column != MAP_NONE && is_measure; /* dealer revenue */
        bool is_chosen = reading->became[i] == BECAME_FILTER;
        if ((tokens->items[i].kind == TOKEN_CONTENT && !is_owner &&
             !is_chosen) ||
            is_apart(tokens->items[i].word) ||
            (is_measure && tokens->items[i].op == OP_EACH && i > at))
            return -1;
    }
    return -1;
}

int measure_only(const struct reading *reading)
{
    int found = -1;
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        if (reading_column(reading, i)->role != ROUTE_MEASURE)
            continue;
        if (found >= 0)
            return -1;
        found = (int)i;
    }
    return found;
}

uint32_t measure_next_name(const struct reading *reading, uint64_t *names)
{
    size_t at = bits_first(*names);
    *names &= ~bits_before(at + reading->view->words[at]);
    return reading->view->columns[at];
}

int measure_named(const struct reading *reading)
{
    int found = MEASURE_NONE;
    bool is_stored = false;
    uint64_t own = reading->view->named & ~reading->view->same;
    for (uint64_t names = own; names != 0;) {
        uint32_t column = measure_next_name(reading, &names);
        if (reading_column(reading, column)->role != ROUTE_MEASURE)
            continue;
        is_stored = is_stored || (int)column == reading->record->order_column;
        found = found == MEASURE_NONE || found == (int)column ? (int)column
                                                              : MEASURE_SEVERAL;
    }
    return found == MEASURE_SEVERAL && is_stored ? reading->record->order_column
                                                 : found;
}

static bool is_letter_at(struct str text, size_t at)
{
    return at < text.len && ((text.ptr[at] >= 'a' && text.ptr[at] <= 'z') ||
                             (text.ptr[at] >= 'A' && text.ptr[at] <= 'Z'));
}

static bool has_word(struct str text, struct str word)
{
    for (size_t i = 0; i + word.len <= text.len; i++)
        if ((i == 0 || !is_letter_at(text, i - 1)) &&
            !is_letter_at(text, i + word.len) &&
            strncasecmp(text.ptr + i, word.ptr, word.len) == 0)
            return true;
    return false;
}

static bool begins_word(struct str text, struct str stem)
{
    for (size_t i = 0; i + stem.len <= text.len; i++)
        if ((i == 0 || !is_letter_at(text, i - 1)) &&
            strncasecmp(text.ptr + i, stem.ptr, stem.len) == 0)
            return true;
    return false;
}

bool measure_is_paired(const struct reading *reading, size_t at)
{
    const struct tokens *tokens = &reading->question->tokens;
    size_t taken, i = at + 1;
    while (i < tokens->count && tokens->items[i].kind == TOKEN_PART)
        i++;
    uint32_t column =
        i < tokens->count ? reading_find_column(reading, i, &taken) : MAP_NONE;
    if (column == MAP_NONE || i + taken >= tokens->count)
        return false;
    uint32_t next = reading_find_column(reading, i + taken, &taken);
    return next != MAP_NONE && next != column &&
           reading_column(reading, column)->role == ROUTE_MEASURE &&
           reading_column(reading, next)->role == ROUTE_MEASURE;
}

int measure_own(const struct reading *reading, size_t at)
{
    const struct route_index *index = reading->question->index;
    const struct token *token = &reading->question->tokens.items[at];
    bool is_article = (token->signs >> SIGN_ARTICLE & 1) != 0; /* "the most" */
    bool has_more = at + 1 < reading->question->tokens.count;
    struct str word = is_article && has_more ? token[1].word : token->word;
    int found = -1;
    if (str_is(word, "most") || str_is(word, "least")) /* "days at most" */
        return -1;
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        const struct index_column *column = reading_column(reading, i);
        if (column->role != ROUTE_MEASURE ||
            (!has_word(index_str(index, column->name), word) &&
             !has_word(reading_label(reading, i), word)))
            continue;
        if (found < 0 || (int)i == reading->record->order_column)
            found = (int)i;
    }
    return found;
}

bool measure_is_particular(struct str phrase)
{
    static const char *const words[] = {
        "heaviest",       "cheapest",   "priciest",        "costliest",
        "dearest",        "fullest",    "busiest",         "richest",
        "tallest",        "steepest",   "narrowest",       "deepest",
        "widest",         "emptiest",   "rarest",          "thinnest",
        "slimmest",       "healthiest", "fastest growing", "most expensive",
        "least expensive"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(phrase, words[i]))
            return true;
    return false;
}

bool measure_example_says(const struct reading *reading, struct str words)
{
    const struct route_index *index = reading->question->index;
    struct str text = index_str(index, index->examples[reading->example].text);
    for (size_t i = 0; i + words.len <= text.len; i++)
        if (strncasecmp(text.ptr + i, words.ptr, words.len) == 0)
            return true;
    return false;
}

/* The first word with a meaning behind a superlative. */
static size_t find_ranked(const struct reading *reading, size_t at)
{
    const struct tokens *tokens = &reading->question->tokens;
    size_t i = at + 1;
    while (i < tokens->count && (tokens->items[i].kind == TOKEN_NOISE ||
                                 tokens->items[i].kind == TOKEN_PART))
        i++;
    return i;
}

/* "the highest dealer revenue": the measure of the thing before it. */
static bool is_owner(const struct reading *reading, size_t at)
{
    size_t taken = 0;
    if (reading_find_column(reading, at, &taken) == MAP_NONE ||
        at + taken >= reading->question->tokens.count)
        return false;
    uint32_t owned = reading_find_column(reading, at + taken, &taken);
    return owned != MAP_NONE &&
           reading_column(reading, owned)->role == ROUTE_MEASURE;
}

bool measure_counts_things(const struct reading *reading, size_t at)
{
    const struct token *tokens = reading->question->tokens.items;
    size_t ranked = find_ranked(reading, at), taken;
    if (ranked >= reading->question->tokens.count || at == 0 ||
        tokens[ranked].kind != TOKEN_CONTENT ||
        reading->became[ranked] != BECAME_NOTHING || is_owner(reading, ranked))
        return false;
    uint32_t column = reading_find_column(reading, ranked, &taken);
    return column != MAP_NONE &&
           reading_column(reading, column)->role == ROUTE_DIMENSION &&
           (str_is(tokens[at - 1].word, "the") ||
            str_is(tokens[at].word, "the") || str_is(tokens[at].word, "most") ||
            str_is(tokens[at].word, "fewest")) &&
           reading_is_which(reading, column);
}

bool measure_is_unheard(const struct reading *reading, size_t at)
{
    const struct question *question = reading->question;
    size_t ranked = find_ranked(reading, at), taken;
    if (ranked >= question->tokens.count ||
        question->tokens.items[ranked].kind != TOKEN_CONTENT ||
        reading->became[ranked] != BECAME_NOTHING ||
        reading_find_column(reading, ranked, &taken) != MAP_NONE)
        return false;
    return question_strength(question, reading->template, ranked) == 0;
}

bool measure_is_of_adjective(const struct reading *reading, size_t at)
{
    const struct token *token = &reading->question->tokens.items[at];
    return (str_is(token->word, "most") || str_is(token->word, "least")) &&
           find_ranked(reading, at) == at + 1 &&
           measure_is_unheard(reading, at);
}

bool measure_is_of_mean(const struct reading *reading, size_t at)
{
    const struct tokens *tokens = &reading->question->tokens;
    int column = reading->record->order_column;
    size_t ranked = find_ranked(reading, at), taken;
    struct str phrase = tokens_phrase(tokens, at, reading->question->arena);
    bool is_count = str_ends_with(phrase, "most") ||
                    str_ends_with(phrase, "fewest") ||
                    str_ends_with(phrase, "number of");
    if (!is_count || column < 0 || ranked >= tokens->count ||
        measure_example_says(reading, phrase) ||
        (reading_column(reading, (uint32_t)column)->flags & COLUMN_ADDS_UP))
        return false;
    const struct token *token = &tokens->items[ranked];
    return token->kind == TOKEN_CONTENT &&
           !str_equal(token->name, token->word) &&
           !has_word(reading_label(reading, (uint32_t)column), token->word) &&
           reading_find_column(reading, ranked, &taken) == MAP_NONE;
}

int measure_count(const struct reading *reading, size_t at)
{
    const struct tokens *tokens = &reading->question->tokens;
    size_t ranked = find_ranked(reading, at);
    uint64_t phrase = bits_before(ranked) & ~bits_before(at);
    int found = -1;
    if ((reading->question->bits.signs[SIGN_NUMEROUS] & phrase) == 0 ||
        ranked >= tokens->count ||
        tokens->items[ranked].kind != TOKEN_CONTENT ||
        str_equal(tokens->items[ranked].name, tokens->items[ranked].word) ||
        measure_is_unheard(reading, at))
        return -1;
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        const struct index_column *column = reading_column(reading, i);
        if (column->role != ROUTE_MEASURE ||
            !(column->flags & COLUMN_ADDS_UP) ||
            !(column->flags & COLUMN_IS_COUNT))
            continue;
        if (found >= 0)
            return -1;
        found = (int)i;
    }
    return found;
}

bool measure_is_before(const struct reading *reading, size_t at, int column)
{
    const struct tokens *tokens = &reading->question->tokens;
    uint64_t names = reading->view->named & bits_before(at);
    for (; names != 0; names &= names - 1) {
        size_t i = bits_first(names), end = i + reading->view->words[i];
        while (end < at && (tokens->items[end].kind == TOKEN_NOISE ||
                            tokens->items[end].kind == TOKEN_PART ||
                            reading->became[end] == BECAME_FILTER))
            end++;
        if (end == at && reading->view->columns[i] == (uint32_t)column)
            return true;
    }
    return false;
}

static bool is_duration(const struct reading *reading, uint32_t column,
                        bool is_by_label)
{
    static const char *const words[] = {
        "day",    "days",    "hour", "hours", "minute",  "minutes",
        "second", "seconds", "time", "times", "duration"};
    struct str name = is_by_label
                          ? reading_label(reading, column)
                          : index_str(reading->question->index,
                                      reading_column(reading, column)->name);
    if (reading_column(reading, column)->role != ROUTE_MEASURE)
        return false;
    if (reading_column(reading, column)->flags & COLUMN_IS_DURATION)
        return true;
    for (size_t i = 0; i < COUNT(words); i++)
        if (has_word(name, str_from(words[i])))
            return true;
    return false;
}

int measure_duration(const struct reading *reading, bool is_by_label)
{
    int found = -1, order = reading->record->order_column;
    if (order >= 0 && is_duration(reading, (uint32_t)order, is_by_label))
        return order;
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        if (!is_duration(reading, i, is_by_label))
            continue;
        if (found >= 0)
            return -1;
        found = (int)i;
    }
    return found;
}

static bool question_has(const struct reading *reading, struct str word)
{
    const struct tokens *tokens = &reading->question->tokens;
    for (size_t i = 0; i < tokens->count; i++)
        if (str_equal(tokens->items[i].word, word) ||
            str_equal(tokens->items[i].name, word))
            return true;
    return false;
}

bool measure_is_part(const struct reading *reading, int column)
{
    const struct route_index *index = reading->question->index;
    struct str name =
        index_str(index, reading_column(reading, (uint32_t)column)->name);
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        struct str other = index_str(index, reading_column(reading, i)->name);
        if ((int)i != column && other.len > name.len &&
            reading_column(reading, i)->role == ROUTE_MEASURE &&
            str_find(other, name) == 0)
            return true;
    }
    return false;
}

bool measure_is_outnamed(const struct reading *reading, int column)
{
    const struct route_index *index = reading->question->index;
    struct str name =
        index_str(index, reading_column(reading, (uint32_t)column)->name);
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        struct str rest = index_str(index, reading_column(reading, i)->name);
        if (reading_column(reading, i)->role != ROUTE_MEASURE ||
            rest.len <= name.len || str_find(rest, name) < 0)
            continue;
        bool has_all = true;
        while (rest.len > 0)
            has_all = question_has(reading, str_cut(&rest, '_')) && has_all;
        if (has_all)
            return true;
    }
    return false;
}

/* Whether a word of the question is in the name or the label of a column. */
static bool is_hinted(const struct reading *reading, uint32_t column)
{
    const struct question *question = reading->question;
    struct str label = reading_label(reading, column);
    struct str name =
        index_str(question->index, reading_column(reading, column)->name);
    uint64_t words =
        question->bits.kinds[TOKEN_CONTENT] & ~reading->view->named;
    for (; words != 0; words &= words - 1) {
        size_t i = bits_first(words);
        struct str stem = question->tokens.items[i].stem;
        if (reading->became[i] == BECAME_NOTHING && stem.len > 4 &&
            (begins_word(name, stem) || begins_word(label, stem)))
            return true;
    }
    return false;
}

int measure_meant(const struct reading *reading, int column)
{
    int found = -1;
    if (is_hinted(reading, (uint32_t)column))
        return column;
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        if (reading_column(reading, i)->role != ROUTE_MEASURE ||
            !is_hinted(reading, i))
            continue;
        if (found >= 0)
            return column;
        found = (int)i;
    }
    return found >= 0 ? found : column;
}

bool measure_is_of_time(const struct reading *reading, size_t at)
{
    static const char *const words[] = {"time", "days", "hours", "minutes"};
    size_t ranked = find_ranked(reading, at);
    if (ranked >= reading->question->tokens.count)
        return false;
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(reading->question->tokens.items[ranked].word, words[i]))
            return true;
    return false;
}

int measure_money(const struct reading *reading)
{
    const uint32_t wanted = COLUMN_IS_MONEY | COLUMN_ADDS_UP;
    int found = -1;
    if (reading->question->bits.signs[SIGN_EARN] == 0)
        return -1;
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        const struct index_column *column = reading_column(reading, i);
        if (column->role != ROUTE_MEASURE || (column->flags & wanted) != wanted)
            continue;
        if (found >= 0)
            return -1;
        found = (int)i;
    }
    return found;
}

int measure_ratio(const struct reading *reading, size_t at)
{
    const struct question *question = reading->question;
    const struct question_bits *bits = &question->bits;
    uint64_t per = bits->signs[SIGN_PER] & ~bits_before(at);
    if (per == 0 || bits_first(per) + 1 >= question->tokens.count)
        return MEASURE_NONE;
    size_t next = bits_first(per) + 1, taken;
    struct str stem = question->tokens.items[next].stem;
    struct str second = next + 1 < question->tokens.count
                            ? question->tokens.items[next + 1].stem
                            : stem; /* "per sold night" */
    uint32_t named = reading_find_column(reading, next, &taken);
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        struct str name =
            index_str(question->index, reading_column(reading, i)->name);
        ptrdiff_t found = str_find(name, (struct str)STR("per_"));
        if (reading_column(reading, i)->role == ROUTE_MEASURE && found >= 0 &&
            (begins_word(str_skip(name, (size_t)found), stem) ||
             begins_word(str_skip(name, (size_t)found), second)))
            return (int)i;
    }
    return named != MAP_NONE &&
                   reading_column(reading, named)->role == ROUTE_MEASURE
               ? MEASURE_SEVERAL
               : MEASURE_NONE;
}

int measure_share(const struct reading *reading)
{
    int found = MEASURE_NONE;
    if (reading->question->bits.operations[OP_SHARE] == 0)
        return MEASURE_NONE;
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        const struct index_column *column = reading_column(reading, i);
        if (column->role != ROUTE_MEASURE || !(column->flags & COLUMN_IS_SHARE))
            continue;
        found = found == MEASURE_NONE ? (int)i : MEASURE_SEVERAL;
    }
    return found;
}
