/*
 * "Highest" and "lowest" are directions of numbers. "Top" and "bottom" are the
 * two ends of the rows as they are stored. "Best" and "worst" follow what is
 * good for the measure, where that is known, and the stored order otherwise.
 */
#include "route/slot_measure.h"

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
        int column = measure_behind(reading, i + 1, is_each);
        if (column < 0)
            continue;
        *by = i;
        return column;
    }
    return -1;
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

/* The measure that a superlative is of, where none stands right behind it. */
static int find_measure(struct reading *reading, size_t i, int by_column)
{
    enum operation op = reading->question->tokens.items[i].op;
    bool is_of_example = is_of_stored(reading, i);
    bool is_good = op == OP_BEST || op == OP_WORST;
    if (by_column >= 0)
        return by_column;
    if (!is_moving(reading) && !(is_good && is_of_example)) {
        int column = measure_named(reading);
        if (column >= 0 && column != reading->record->order_column &&
            !measure_is_before(reading, i, column))
            return MEASURE_SEVERAL;
        if (column != MEASURE_NONE)
            return column;
    }
    if (reading->record->order_column >= 0 && !is_of_example && !is_good &&
        !is_end_word(reading->question->tokens.items[i].word) &&
        measure_is_unheard(reading, i))
        return MEASURE_SEVERAL;
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

/* "Over 7 days late" counts claims, beside "mean_days": names come first. */
static int find_duration(const struct reading *reading)
{
    int column = measure_duration(reading, false);
    return column >= 0 ? column : measure_duration(reading, true);
}

static bool read_speed(struct reading *reading, struct wish *wish, size_t i)
{
    const struct token *token = &reading->question->tokens.items[i];
    int column = find_duration(reading);
    if (column < 0) {
        reading_block_direction(reading, i);
        return false;
    }
    wish->column = column;
    rank_by(reading, column);
    add_wish(reading, wish, speed_turn(token->word), i);
    return true;
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

/* The end of the rows that the measure and the superlative ask for, which may
   be the one that the example speaks of. */
static bool read_measure(struct reading *reading, struct wish *wish, size_t i,
                         int column, bool is_assumed)
{
    const struct token *token = &reading->question->tokens.items[i];
    bool is_good = token->op == OP_BEST || token->op == OP_WORST;
    if (column < 0 || is_declining(reading) ||
        measure_is_outnamed(reading, column) ||
        (is_good && measure_is_part(reading, column))) {
        reading_block_direction(reading, i);
        return false;
    }
    if (is_assumed && !is_good)
        column = measure_meant(reading, column);
    enum turn turn = turn_of(reading, token, column);
    /* "most urgent" of rows with the lowest margin first: not the highest. */
    bool is_doubtful = is_assumed && token->op == OP_MAX &&
                       turn != stored_turn(reading, false);
    if (is_doubtful && is_of_stored(reading, i)) {
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

/* The measure right behind the superlative, or that its words say. */
static int find_said(const struct reading *reading, size_t i, int by_column)
{
    int column = measure_behind(reading, i + 1, true);
    if (column >= 0 || by_column >= 0 || is_declining(reading))
        return column;
    if (measure_is_of_time(reading, i))
        return find_duration(reading);
    column = measure_money(reading);
    return column >= 0 ? column : measure_count(reading, i);
}

/* Superlatives that no order of rows is meant by. */
static bool is_no_order(const struct reading *reading, size_t i, int column,
                        int by_column)
{
    return measure_counts_things(reading, i) || measure_is_paired(reading, i) ||
           measure_is_of_adjective(reading, i) ||
           (column < 0 && by_column < 0 && measure_is_of_mean(reading, i));
}

static bool read_plain(struct reading *reading, struct wish *wish, size_t i,
                       int by_column)
{
    int column = find_said(reading, i, by_column);
    struct str phrase =
        tokens_phrase(&reading->question->tokens, i, reading->question->arena);
    bool is_said = column >= 0;
    bool is_new = !is_said && !measure_example_says(reading, phrase);
    bool is_fall = is_declining(reading);
    bool is_length_asked = is_new && is_length(phrase);
    if (is_no_order(reading, i, column, by_column)) {
        reading_block_direction(reading, i);
        return false;
    }
    if (is_fall && read_fall(reading, wish, i))
        return true;
    if (is_length_asked)
        return read_speed(reading, wish, i);
    if (is_new && measure_is_particular(phrase)) {
        reading_block_direction(reading, i);
        return false;
    }
    if (!is_said)
        column = find_measure(reading, i, by_column);
    if (is_of_stored(reading, i) && (column == MEASURE_NONE || is_fall)) {
        /* As the rows are stored, which the example speaks of. */
        if (reading->record->order_column >= 0)
            reading->became[i] = BECAME_COVERED;
        rank_by(reading, reading->record->order_column);
        return false;
    }
    bool is_assumed = !is_said && column >= 0 && by_column < 0 &&
                      column == reading->record->order_column &&
                      measure_named(reading) == MEASURE_NONE;
    if (column == MEASURE_NONE)
        column = measure_only(reading);
    return read_measure(reading, wish, i, column, is_assumed);
}

/* A share or a ratio comes before all else; then what is said of the first row.
 */
static bool read_direction(struct reading *reading, struct wish *wish, size_t i,
                           int by_column)
{
    int share = measure_share(reading), ratio = measure_ratio(reading, i);
    int derived = ratio != MEASURE_NONE ? ratio : share;
    bool is_named = measure_named(reading) != MEASURE_NONE;
    if (derived == MEASURE_SEVERAL) {
        reading_block_direction(reading, i);
        return false;
    }
    if (derived >= 0)
        return read_measure(reading, wish, i, derived, false);
    int end = by_column < 0 ? reading_find_said_end(reading, i, is_named) : 0;
    if (end == 0)
        return read_plain(reading, wish, i, by_column);
    read_said_end(reading, wish, i, end);
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
    int column = by_column >= 0 ? by_column : measure_named(reading);
    if (column == MEASURE_NONE)
        column = reading->record->order_column;
    if (column == MEASURE_SEVERAL)
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
        int own = measure_own(reading, i);
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
        uint32_t column = measure_next_name(reading, &names);
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
