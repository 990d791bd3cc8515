/*
 * "Highest" and "lowest" are directions of numbers. "Top" and "bottom" are the
 * two ends of the rows as they are stored. "Best" and "worst" follow what is
 * good for the measure, where that is known, and the stored order otherwise.
 */
#include <strings.h>

#include "route/reading.h"

struct wish {
    enum turn turn;
    int column; /* -1: that of the stored order */
    size_t at;
};

static bool is_stored_descending(const struct reading *reading)
{
    return (reading->record->flags & TEMPLATE_DESCENDING) != 0;
}

static enum turn stored_turn(const struct reading *reading, bool is_reversed)
{
    return is_stored_descending(reading) != is_reversed ? TURN_DOWN : TURN_UP;
}

/* TURN_NONE: nobody said what is good. */
static enum turn good_turn(const struct reading *reading, int column,
                           bool is_worst)
{
    uint32_t flags = reading_column(reading, (uint32_t)column)->flags;
    if (flags & COLUMN_UP_IS_GOOD)
        return is_worst ? TURN_UP : TURN_DOWN;
    if (flags & COLUMN_DOWN_IS_GOOD)
        return is_worst ? TURN_DOWN : TURN_UP;
    return column == reading->record->order_column
               ? stored_turn(reading, is_worst)
               : TURN_NONE;
}

static bool is_end_word(struct str word)
{
    return str_is(word, "top") || str_is(word, "bottom") ||
           str_is(word, "leading");
}

static enum turn turn_of(const struct reading *reading,
                         const struct token *token, int column)
{
    bool is_low = token->op == OP_MIN || token->op == OP_WORST;
    if (token->op == OP_BEST || token->op == OP_WORST)
        return good_turn(reading, column, is_low);
    if (is_end_word(token->word) && column == reading->record->order_column)
        return stored_turn(reading, is_low);
    return is_low ? TURN_UP : TURN_DOWN;
}

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

/* The column that is named directly behind `at`, or -1. */
static int find_column(const struct reading *reading, size_t at,
                       bool is_measure)
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

/* "by revenue": the measure; "sorted by dealer": any column; or -1. */
static int find_by_column(const struct reading *reading, size_t *by)
{
    const struct question *question = reading->question;
    const uint64_t *operations = question->bits.operations;
    uint64_t words = (operations[OP_EACH] | operations[OP_ORDER]) &
                     bits_before(question->tokens.count - 1);
    for (; words != 0 && reading->view->named != 0; words &= words - 1) {
        size_t i = bits_first(words);
        if (reading->became[i] != BECAME_NOTHING ||
            reading_example_groups(reading, i + 1))
            continue;
        bool is_each = question->tokens.items[i].op == OP_EACH;
        int column = find_column(reading, i + 1, is_each);
        if (column < 0)
            continue;
        *by = i;
        return column;
    }
    return -1;
}

static int only_measure(const struct reading *reading)
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

/* The column of the first of these runs, which it takes out with those that
   begin in it. */
static uint32_t next_name(const struct reading *reading, uint64_t *names)
{
    size_t at = bits_first(*names);
    *names &= ~bits_before(at + reading->view->words[at]);
    return reading->view->columns[at];
}

enum { NAMED_NONE = -1, NAMED_SEVERAL = -2 };

/* The measure that the question names; "selling" is not the name of "sales". Of
   several, the one in the order of
   which the rows are stored, if that is among them. */
static int named_measure(const struct reading *reading)
{
    int found = NAMED_NONE;
    bool is_stored = false;
    uint64_t own = reading->view->named & ~reading->view->same;
    for (uint64_t names = own; names != 0;) {
        uint32_t column = next_name(reading, &names);
        if (reading_column(reading, column)->role != ROUTE_MEASURE)
            continue;
        is_stored = is_stored || (int)column == reading->record->order_column;
        found = found == NAMED_NONE || found == (int)column ? (int)column
                                                            : NAMED_SEVERAL;
    }
    return found == NAMED_SEVERAL && is_stored ? reading->record->order_column
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

/* "most metrics below target": two measures side by side, of which nobody can
   say which is meant. */
static bool is_followed_by_measure(const struct reading *reading, size_t at)
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

/* The measure to whose name the operator belongs ("max speed"), the one in
   whose order the rows are stored before others; or -1. */
static int find_own_column(const struct reading *reading, size_t at)
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

static void add_wish(struct reading *reading, struct wish *wish, enum turn turn,
                     size_t at)
{
    if (wish->turn != TURN_NONE && wish->turn != turn)
        reading_block_direction(reading, at);
    wish->turn = turn;
    wish->at = at;
}

/* The word of a fall or a loss, or the count of tokens. */
static size_t find_decline(const struct reading *reading)
{
    const struct tokens *tokens = &reading->question->tokens;
    uint64_t words = reading->question->bits.senses;
    for (; words != 0; words &= words - 1) {
        size_t i = bits_first(words), taken;
        enum word_sense sense = tokens->items[i].sense;
        if ((sense != SENSE_FALL && sense != SENSE_LOSS) ||
            reading->became[i] != BECAME_NOTHING) /* "lost" as a status */
            continue;
        uint32_t column = reading_find_column(reading, i, &taken);
        /* "most lost leads": a measure that counts them. */
        if (column == MAP_NONE || (int)column == reading->record->order_column)
            return i;
    }
    return tokens->count;
}

static bool is_declining(const struct reading *reading)
{
    return find_decline(reading) < reading->question->tokens.count;
}

static bool is_moving(const struct reading *reading)
{
    uint64_t words = reading->question->bits.senses;
    for (; words != 0; words &= words - 1)
        if (reading->question->tokens.items[bits_first(words)].sense ==
            SENSE_RISE)
            return true;
    return is_declining(reading);
}

/* The change whose lowest value is the highest fall: named by the word of the
   fall, or stored with the largest falls first. -1 without one. */
static int find_change(const struct reading *reading)
{
    int column = reading->record->order_column;
    size_t at = find_decline(reading), taken;
    if (column < 0 || at == reading->question->tokens.count ||
        !(reading_column(reading, (uint32_t)column)->flags & COLUMN_UP_IS_GOOD))
        return -1;
    if (reading_find_column(reading, at, &taken) == (uint32_t)column)
        return column;
    return is_stored_descending(reading) ? -1 : column;
}

/* Superlatives of one kind of measure: a stored order need not be by it. */
static bool is_particular(struct str phrase)
{
    static const char *const words[] = {
        "heaviest",   "cheapest",        "priciest",       "costliest",
        "dearest",    "fullest",         "busiest",        "richest",
        "tallest",    "steepest",        "narrowest",      "deepest",
        "widest",     "emptiest",        "rarest",         "thinnest",
        "slimmest",
        "healthiest", "fastest growing", "most expensive", "least expensive"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(phrase, words[i]))
            return true;
    return false;
}

/* Whether the example has these very letters, capitals apart. */
static bool example_says(const struct reading *reading, struct str words)
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

/* "Which region has the most dealers?" counts what is no measure here. */
static bool counts_things(const struct reading *reading, size_t at)
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

/* Nor is "the most robots", where nothing speaks of robots. */
static bool is_unheard(const struct reading *reading, size_t at)
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

/* "most economical": the word behind says what is most, and nothing here does.
 */
static bool is_of_adjective(const struct reading *reading, size_t at)
{
    const struct token *token = &reading->question->tokens.items[at];
    return (str_is(token->word, "most") || str_is(token->word, "least")) &&
           find_ranked(reading, at) == at + 1 && is_unheard(reading, at);
}

/* "The most patients" counts them, and is no order of mean nights, although an
   example asks for the longest. */
static bool is_count_of_mean(const struct reading *reading, size_t at)
{
    const struct tokens *tokens = &reading->question->tokens;
    int column = reading->record->order_column;
    size_t ranked = find_ranked(reading, at), taken;
    struct str phrase = tokens_phrase(tokens, at, reading->question->arena);
    bool is_count = str_ends_with(phrase, "most") ||
                    str_ends_with(phrase, "fewest") ||
                    str_ends_with(phrase, "number of");
    if (!is_count || column < 0 || ranked >= tokens->count ||
        example_says(reading, phrase) ||
        (reading_column(reading, (uint32_t)column)->flags & COLUMN_ADDS_UP))
        return false;
    const struct token *token = &tokens->items[ranked];
    return token->kind == TOKEN_CONTENT &&
           !str_equal(token->name, token->word) &&
           !has_word(reading_label(reading, (uint32_t)column), token->word) &&
           reading_find_column(reading, ranked, &taken) == MAP_NONE;
}

/* "the most cars" of units and revenue: the measure that is a number of things,
   where the dump has one such and speaks of the things; or -1. */
static int find_count(const struct reading *reading, size_t at)
{
    const struct tokens *tokens = &reading->question->tokens;
    size_t ranked = find_ranked(reading, at);
    uint64_t phrase = bits_before(ranked) & ~bits_before(at);
    int found = -1;
    if ((reading->question->bits.signs[SIGN_NUMEROUS] & phrase) == 0 ||
        ranked >= tokens->count ||
        tokens->items[ranked].kind != TOKEN_CONTENT ||
        str_equal(tokens->items[ranked].name, tokens->items[ranked].word) ||
        is_unheard(reading, at))
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

/* Whether the example has the superlative, and the rows as they are stored are
   its answer: rows in the order of days show no day on which most was sold. */
static bool is_of_stored(const struct reading *reading, size_t at)
{
    int column = reading->record->order_column;
    return column >= 0 &&
           reading_column(reading, (uint32_t)column)->role == ROUTE_MEASURE &&
           reading_example_has(reading, reading->question->terms[at]) &&
           reading_says_superlative(reading, reading->example, at);
}

/* "Whose revenue is highest", "units: most". A measure that is named elsewhere,
   as in "earned the most with events", need not be what is most. */
static bool is_right_before(const struct reading *reading, size_t at,
                            int column)
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

/* The measure that a superlative is of, where none stands right behind it. */
static int find_measure(struct reading *reading, size_t i, int by_column)
{
    enum operation op = reading->question->tokens.items[i].op;
    bool is_of_example = is_of_stored(reading, i);
    bool is_good = op == OP_BEST || op == OP_WORST;
    if (by_column >= 0)
        return by_column;
    if (!is_moving(reading) && !(is_good && is_of_example)) {
        int column = named_measure(reading);
        if (column >= 0 && column != reading->record->order_column &&
            !is_right_before(reading, i, column))
            return NAMED_SEVERAL;
        if (column != NAMED_NONE)
            return column;
    }
    if (reading->record->order_column >= 0 && !is_of_example && !is_good &&
        !is_end_word(reading->question->tokens.items[i].word) &&
        is_unheard(reading, i))
        return NAMED_SEVERAL;
    return reading->record->order_column;
}

static void rank_by(struct reading *reading, int column)
{
    if (column >= 0 &&
        reading_column(reading, (uint32_t)column)->role != ROUTE_MEASURE)
        return;
    reading->is_ranked = true;
    reading->measure = column;
}

/* Which end of a duration a word asks for: TURN_UP is the shortest. */
static enum turn speed_turn(struct str word)
{
    if (str_is(word, "fastest") || str_is(word, "quickest") ||
        str_is(word, "shortest"))
        return TURN_UP;
    return str_is(word, "slowest") || str_is(word, "longest") ? TURN_DOWN
                                                              : TURN_NONE;
}

static bool is_length(struct str word)
{
    return str_is(word, "longest") || str_is(word, "shortest");
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

/* The duration that is fast or slow: the one in whose order the rows are
   stored, or the only one; -1 without any. */
static int find_duration(const struct reading *reading, bool is_by_label)
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

static bool read_speed(struct reading *reading, struct wish *wish, size_t i)
{
    const struct token *token = &reading->question->tokens.items[i];
    int column = find_duration(reading, false);
    if (column < 0) /* "Over 7 days late" counts claims, beside "mean_days" */
        column = find_duration(reading, true);
    if (column < 0) {
        reading_block_direction(reading, i);
        return false;
    }
    wish->column = column;
    rank_by(reading, column);
    add_wish(reading, wish, speed_turn(token->word), i);
    return true;
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

/* "worst on time" may mean on_time_rate as well as on_time. */
static bool is_part_of_other(const struct reading *reading, int column)
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

/* "used the least of its budget" may mean budget_used as well as budget. */
static bool is_outnamed(const struct reading *reading, int column)
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

/* "fell the most": the highest fall is the lowest change. */
static bool read_fall(struct reading *reading, struct wish *wish, size_t i)
{
    enum operation op = reading->question->tokens.items[i].op;
    int change = find_change(reading);
    if (change < 0)
        return false;
    wish->column = change;
    add_wish(reading, wish,
             op == OP_MAX || op == OP_WORST ? TURN_UP : TURN_DOWN, i);
    rank_by(reading, change);
    return true;
}

static bool example_moves(const struct reading *reading)
{
    uint32_t count;
    const struct index_token *tokens = reading_example_tokens(reading, &count);
    for (uint32_t i = 0; i < count; i++)
        if (tokens[i].flags & INDEX_TOKEN_CHANGE)
            return true;
    return false;
}

/* What grew most is not what is highest. */
static bool read_movement(struct reading *reading, struct wish *wish, size_t i,
                          enum word_sense way)
{
    int column = reading_find_moved(reading);
    uint32_t term = reading->question->terms[i];
    enum turn turn = TURN_NONE;
    if (way == SENSE_SHIFT) {
        reading_block_direction(reading, i);
        return false;
    }
    if (column < 0 && way == SENSE_FALL)
        column = find_change(reading);
    if (column < 0 && reading_example_has(reading, term) &&
        example_moves(reading) && reading->record->order_column >= 0) {
        reading->became[i] = BECAME_COVERED;
        rank_by(reading, reading->record->order_column);
        return false;
    }
    if (column >= 0)
        turn = reading_movement_turn(reading, i, column, way);
    if (turn == TURN_NONE) {
        reading_block_direction(reading, i);
        return false;
    }
    wish->column = column;
    rank_by(reading, column);
    add_wish(reading, wish, turn, i);
    return true;
}

static void read_said_end(struct reading *reading, struct wish *wish, size_t i,
                          int end)
{
    wish->column = reading->record->order_column;
    rank_by(reading, wish->column);
    add_wish(reading, wish, stored_turn(reading, end < 0), i);
}

/* Whether a word of the question is in the name or the label of a column. */
static bool is_hinted(const struct reading *reading, uint32_t column)
{
    const struct question *question = reading->question;
    struct str label = reading_label(reading, column);
    struct str name = index_str(question->index,
                                reading_column(reading, column)->name);
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

/* "would recommend least" is of the recommend_rate, not of the rating in whose
   order the rows are: the only measure that the question speaks of. */
static int find_meant(const struct reading *reading, int column)
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

/* "earned the most": the only amount of money that adds up; or -1. */
static int find_money(const struct reading *reading)
{
    const uint32_t wanted = COLUMN_IS_MONEY | COLUMN_ADDS_UP;
    int found = -1;
    if (reading->question->bits.signs[SIGN_EARN] == 0)
        return -1;
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        const struct index_column *column = reading_column(reading, i);
        if (column->role != ROUTE_MEASURE ||
            (column->flags & wanted) != wanted)
            continue;
        if (found >= 0)
            return -1;
        found = (int)i;
    }
    return found;
}

/* "costs the least per claim": the number that is one of things per claim;
   NAMED_SEVERAL where the dump has none, NAMED_NONE where none is asked for. */
static int find_ratio(const struct reading *reading, size_t at)
{
    const struct question *question = reading->question;
    const struct question_bits *bits = &question->bits;
    uint64_t per = bits->signs[SIGN_PER] & ~bits_before(at);
    size_t next = bits_first(per) + 1, taken;
    if (per == 0 || next >= question->tokens.count)
        return NAMED_NONE;
    struct str stem = question->tokens.items[next].stem;
    uint32_t named = reading_find_column(reading, next, &taken);
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        struct str name = index_str(question->index,
                                    reading_column(reading, i)->name);
        ptrdiff_t found = str_find(name, (struct str)STR("per_"));
        if (reading_column(reading, i)->role == ROUTE_MEASURE && found >= 0 &&
            begins_word((struct str){name.ptr + found, name.len - (size_t)found},
                        stem))
            return (int)i;
    }
    return named != MAP_NONE &&
                   reading_column(reading, named)->role == ROUTE_MEASURE
               ? NAMED_SEVERAL
               : NAMED_NONE;
}

/* "Where is the share of returning guests lowest": the only share that the dump
   has; NAMED_SEVERAL if there are more, NAMED_NONE if none was asked for. */
static int find_share(const struct reading *reading)
{
    int found = NAMED_NONE;
    if (reading->question->bits.operations[OP_SHARE] == 0)
        return NAMED_NONE;
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        const struct index_column *column = reading_column(reading, i);
        if (column->role != ROUTE_MEASURE || !(column->flags & COLUMN_IS_SHARE))
            continue;
        found = found == NAMED_NONE ? (int)i : NAMED_SEVERAL;
    }
    return found;
}

static bool read_direction(struct reading *reading, struct wish *wish, size_t i,
                           int by_column)
{
    const struct token *token = &reading->question->tokens.items[i];
    bool is_named = named_measure(reading) != NAMED_NONE;
    int share = find_share(reading), ratio = find_ratio(reading, i);
    if (share >= 0)
        by_column = share;
    if (ratio >= 0)
        by_column = ratio;
    if (ratio == NAMED_SEVERAL) {
        reading_block_direction(reading, i);
        return false;
    }
    int end = by_column < 0 ? reading_find_said_end(reading, i, is_named) : 0;
    if (end != 0) {
        read_said_end(reading, wish, i, end);
        return true;
    }
    int column = find_column(reading, i + 1, true);
    bool is_of_example = is_of_stored(reading, i);
    bool is_fall = is_declining(reading);
    if (column < 0 && by_column < 0 && !is_fall)
        column = find_money(reading);
    if (column < 0 && by_column < 0 && !is_fall)
        column = find_count(reading, i);
    if (counts_things(reading, i) || is_followed_by_measure(reading, i) ||
        is_of_adjective(reading, i) ||
        (column < 0 && by_column < 0 && is_count_of_mean(reading, i))) {
        reading_block_direction(reading, i);
        return false;
    }
    if (is_fall && read_fall(reading, wish, i))
        return true;
    struct str phrase =
        tokens_phrase(&reading->question->tokens, i, reading->question->arena);
    if (column < 0 && is_length(phrase) && !example_says(reading, phrase))
        return read_speed(reading, wish, i);
    if (column < 0 && is_particular(phrase) && !example_says(reading, phrase)) {
        reading_block_direction(reading, i);
        return false;
    }
    if (column < 0)
        column = find_measure(reading, i, by_column);
    bool is_assumed = column >= 0 && by_column < 0 && !is_named &&
                      column == reading->record->order_column;
    if (is_of_example && (column == NAMED_NONE || is_fall)) {
        /* As the rows are stored, which the example speaks of. */
        if (reading->record->order_column >= 0)
            reading->became[i] = BECAME_COVERED;
        rank_by(reading, reading->record->order_column);
        return false;
    }
    if (column == NAMED_NONE)
        column = only_measure(reading);
    bool is_good = token->op == OP_BEST || token->op == OP_WORST;
    if (column < 0 || is_fall || is_outnamed(reading, column) ||
        (is_good && is_part_of_other(reading, column))) {
        reading_block_direction(reading, i);
        return false;
    }
    if (is_assumed && !is_good)
        column = find_meant(reading, column);
    enum turn turn = turn_of(reading, token, column);
    /* "most urgent" of rows with the lowest margin first: not the highest. */
    bool is_doubtful = is_assumed && token->op == OP_MAX &&
                       turn != stored_turn(reading, false);
    if (is_doubtful && is_of_example) {
        reading->became[i] = BECAME_COVERED;
        rank_by(reading, column);
        return false;
    }
    if (turn == TURN_NONE || is_doubtful) {
        reading_block_direction(reading, i);
        return false;
    }
    wish->column = column;
    rank_by(reading, column);
    add_wish(reading, wish, turn, i);
    return true;
}

static bool asks_for_dimension(const struct reading *reading)
{
    uint64_t words = reading->question->bits.asked_for & reading->view->named;
    for (; words != 0; words &= words - 1)
        if (reading_column(reading, reading->view->columns[bits_first(words)])
                ->role == ROUTE_DIMENSION)
            return true;
    return false;
}

/* "which insurer has the oldest claim", of a measure "age of the oldest": the
   highest of those. */
static bool read_own(struct reading *reading, struct wish *wish, size_t i,
                     int column)
{
    enum operation op = reading->question->tokens.items[i].op;
    const uint64_t *signs = reading->question->bits.signs;
    bool is_who = (signs[SIGN_WHO] | signs[SIGN_WHOSE]) != 0;
    if ((op != OP_MAX && op != OP_MIN && op != OP_OLDEST) ||
        (!is_who && !asks_for_dimension(reading))) {
        reading_block_direction(reading, i);
        return false;
    }
    wish->column = column;
    rank_by(reading, column);
    add_wish(reading, wish, op == OP_MIN ? TURN_UP : TURN_DOWN, i);
    return true;
}

/* "lowest first" */
static bool read_turn(struct reading *reading, struct wish *wish, size_t i,
                      int by_column)
{
    int column = by_column >= 0 ? by_column : named_measure(reading);
    if (column == NAMED_NONE)
        column = reading->record->order_column;
    if (column == NAMED_SEVERAL)
        reading_block_direction(reading, i);
    if (column < 0)
        return false;
    wish->column = column;
    rank_by(reading, column);
    add_wish(reading, wish,
             reading->question->tokens.items[i].op == OP_ASCENDING ? TURN_UP
                                                                   : TURN_DOWN,
             i);
    return true;
}

/* "longest lead time first": the word behind what was ordered by. */
static void use_first(struct reading *reading, uint32_t column)
{
    const struct tokens *tokens = &reading->question->tokens;
    size_t last = tokens->count;
    while (last > 0 && tokens->items[last - 1].kind == TOKEN_NOISE)
        last--;
    if (last > 1 && str_is(tokens->items[last - 1].word, "first") &&
        reading->became[last - 1] == BECAME_NOTHING) {
        reading->became[last - 1] = BECAME_ORDER;
        reading->became_column[last - 1] = column;
    }
}

static void read_wishes(struct reading *reading, struct wish *wish,
                        int by_column)
{
    const struct tokens *tokens = &reading->question->tokens;
    const struct question_bits *bits = &reading->question->bits;
    uint64_t turns =
        bits->operations[OP_ASCENDING] | bits->operations[OP_DESCENDING];
    uint64_t ages = bits->operations[OP_OLDEST];
    for (uint64_t left = turns | bits->rankings | ages; left != 0;
         left &= left - 1) {
        size_t i = bits_first(left);
        bool is_turn = (turns >> i & 1) != 0;
        int own = find_own_column(reading, i);
        bool is_own = own >= 0 && own != reading->record->order_column &&
                      (bits->signs[SIGN_WHICH] | bits->signs[SIGN_WHO] |
                       bits->signs[SIGN_WHOSE]) != 0;
        /* "top 3 plants with the most downtime": the latter says it. */
        if (is_end_word(tokens->items[i].word) &&
            (bits->rankings & ~bits_before(i + 1)) != 0) {
            reading->became[i] = BECAME_LIMIT;
            continue;
        }
        if (reading->became[i] != BECAME_NOTHING || (own >= 0 && !is_own) ||
            (!is_own && (ages >> i & 1) != 0))
            continue;
        bool is_read = false;
        enum word_sense way =
            is_turn ? SENSE_NONE : reading_find_movement(reading, i);
        if (is_own)
            is_read = read_own(reading, wish, i, own);
        else if (is_turn)
            is_read = read_turn(reading, wish, i, by_column);
        else if (way != SENSE_NONE)
            is_read = read_movement(reading, wish, i, way);
        else if (speed_turn(tokens->items[i].word) != TURN_NONE &&
                 !is_length(tokens->items[i].word))
            is_read = read_speed(reading, wish, i);
        else
            is_read = read_direction(reading, wish, i, by_column);
        if (!is_read)
            continue;
        reading->became[i] = BECAME_ORDER;
        reading->became_column[i] = (uint32_t)wish->column;
    }
}

/* A measure that is named without being ranked by. One that may not be added
   up is what matters. */
static void note_measure(struct reading *reading)
{
    for (uint64_t names = reading->view->named; names != 0;) {
        size_t at = bits_first(names);
        uint32_t column = next_name(reading, &names);
        if (reading_column(reading, column)->role != ROUTE_MEASURE)
            continue;
        reading->measure = (int)column;
        reading->measure_start = at;
        reading->measure_words = reading->view->words[at];
        if (!(reading_column(reading, column)->flags & COLUMN_ADDS_UP))
            return;
    }
}

static void apply_wish(struct reading *reading, const struct wish *wish)
{
    bool is_descending = wish->turn == TURN_DOWN;
    bool is_stored = wish->column == reading->record->order_column &&
                     is_descending == is_stored_descending(reading);
    if (is_stored)
        return;
    if (!(reading->record->flags & TEMPLATE_IS_COMPLETE)) {
        reading_block(reading, OBSTACLE_INCOMPLETE,
                      "The rows of this answer were cut off, so they cannot be "
                      "put in another order.");
        return;
    }
    reading->slots.order_column = wish->column;
    reading->slots.order_descending = is_descending;
}

/* The example's own directions are a matter of its stored order. */
static void use_example(struct reading *reading)
{
    uint32_t count;
    const struct index_token *tokens = reading_example_tokens(reading, &count);
    if (reading->record->order_column < 0)
        return;
    for (uint32_t i = 0; i < count; i++) {
        if (!operator_is_direction((enum operation)tokens[i].op))
            continue;
        reading->is_example_used[i] = true;
        if (i + 1 < count && tokens[i + 1].kind == TOKEN_NUMBER)
            reading->is_example_used[i + 1] = true;
        else if (i > 0 && tokens[i - 1].kind == TOKEN_NUMBER)
            reading->is_example_used[i - 1] = true;
    }
}

void reading_find_order(struct reading *reading)
{
    struct wish wish = {.turn = TURN_NONE, .column = -1};
    size_t by = 0;
    int by_column = find_by_column(reading, &by);
    reading_find_limits(reading);
    if (by_column >= 0) {
        reading->became[by] = BECAME_ORDER;
        reading->became_column[by] = (uint32_t)by_column;
    }
    read_wishes(reading, &wish, by_column);
    if (by_column >= 0 && wish.turn == TURN_NONE) {
        bool is_measure =
            reading_column(reading, (uint32_t)by_column)->role == ROUTE_MEASURE;
        wish = (struct wish){is_measure ? TURN_DOWN : TURN_UP, by_column, by};
        rank_by(reading, by_column);
    }
    if (!reading->is_ranked)
        note_measure(reading);
    reading->is_ranked = reading->is_ranked || reading->slots.limit > 0;
    if (wish.turn != TURN_NONE) {
        apply_wish(reading, &wish);
        use_first(reading, (uint32_t)wish.column);
    }
    if (reading->slots.limit > 0 &&
        !(reading->record->flags & TEMPLATE_IS_COMPLETE))
        reading_block(reading, OBSTACLE_INCOMPLETE,
                      "The rows of this answer were cut off, so a number of "
                      "them cannot be picked out.");
    use_example(reading);
}
