/*
 * How many rows: "top 5", "5 best", "5 components with the most repairs". The
 * second best is no row that a limit can show, nor are -1 rows any number.
 */
#include "route/reading.h"

static bool is_ordinal(const struct token *token)
{
    static const char *const ends[] = {"st", "nd", "rd", "th"};
    if (token->signs >> SIGN_ORDINAL & 1)
        return true;
    for (size_t i = 0; token->kind == TOKEN_NUMBER && i < COUNT(ends); i++)
        if (token->raw.len > 2 && token->raw.ptr[0] <= '9' &&
            str_ends_with(token->raw, ends[i]))
            return true;
    return false;
}

/* "top -1": the sign stands before the word. */
static bool is_negative(const struct reading *reading, size_t at)
{
    const char *text = reading->question->tokens.text.ptr;
    const char *word = reading->question->tokens.items[at].raw.ptr;
    return word > text && word[-1] == '-' &&
           (word == text + 1 || word[-2] == ' ');
}

static bool read_limit(struct reading *reading, size_t at)
{
    const struct token *token = &reading->question->tokens.items[at];
    int64_t limit;
    if (at >= reading->question->tokens.count || token->kind != TOKEN_NUMBER ||
        reading->became[at] != BECAME_NOTHING || is_ordinal(token) ||
        is_negative(reading, at) || !str_to_int(token->word, 1, 1000, &limit))
        return false;
    reading->slots.limit = (uint32_t)limit;
    reading->became[at] = BECAME_LIMIT;
    return true;
}

void reading_block_direction(struct reading *reading, size_t at)
{
    reading_block(reading, OBSTACLE_DIRECTION,
                  "This answer has no order in which \"%.*s\" would be meant.",
                  STR_ARG(reading->question->tokens.items[at].raw));
}

/* "the second best" is one row that is not the first. */
static bool is_behind_ordinal(const struct reading *reading, size_t at)
{
    const struct token *tokens = reading->question->tokens.items;
    size_t before = at;
    while (before > 0 && tokens[before - 1].kind == TOKEN_PART)
        before--;
    return before > 0 && is_ordinal(&tokens[before - 1]);
}

/* "5 components with the most repairs": a number of what is ranked. */
static void read_counted(struct reading *reading)
{
    const struct question_bits *bits = &reading->question->bits;
    uint64_t numbers = bits->kinds[TOKEN_NUMBER] & reading->view->named >> 1 &
                       ~(bits->kinds[TOKEN_OPERATOR] << 1);
    size_t taken;
    for (; numbers != 0; numbers &= numbers - 1) {
        size_t i = bits_first(numbers);
        uint32_t column = reading_find_column(reading, i + 1, &taken);
        if (reading_column(reading, column)->role == ROUTE_DIMENSION &&
            (bits->rankings & ~bits_before(i + 2)) != 0)
            read_limit(reading, i);
    }
}

/* "top 5", "5 best", "the top selling 5", "first 3". */
static void read_ends(struct reading *reading)
{
    const struct question_bits *bits = &reading->question->bits;
    uint64_t ends = bits->signs[SIGN_FIRST] | bits->rankings;
    uint64_t before_times = bits->signs[SIGN_TIME_UNIT] >> 2;
    for (; ends != 0; ends &= ends - 1) {
        size_t i = bits_first(ends);
        bool is_first = (bits->signs[SIGN_FIRST] >> i & 1) != 0;
        if (!is_first && is_behind_ordinal(reading, i))
            reading_block_direction(reading, i);
        if (is_first && (reading->record->order_column < 0 ||
                         (before_times >> i & 1) != 0)) /* "first 5 days" */
            continue;
        bool has_limit = read_limit(reading, i + 1) ||
                         (!is_first && i > 0 && read_limit(reading, i - 1));
        if (has_limit && is_first)
            reading->became[i] = BECAME_LIMIT;
    }
}

/* "Four will do", "five are enough": behind all else, and of rows in an order.
 */
static void read_enough(struct reading *reading)
{
    static const char *const ends[][2] = {
        {"will", "do"}, {"would", "do"}, {"is", "enough"},   {"are", "enough"},
        {"is", "fine"}, {"are", "fine"}, {"will", "suffice"}};
    const struct tokens *tokens = &reading->question->tokens;
    if (tokens->count < 4 || reading->record->order_column < 0)
        return;
    size_t at = tokens->count - 3;
    if (tokens->items[at].kind != TOKEN_NUMBER)
        return;
    for (size_t i = 0; i < COUNT(ends); i++) {
        if (!str_is(tokens->items[at + 1].word, ends[i][0]) ||
            !str_is(tokens->items[at + 2].word, ends[i][1]) ||
            !read_limit(reading, at))
            continue;
        reading->became[at + 1] = BECAME_LIMIT;
        reading->became[at + 2] = BECAME_LIMIT;
        return;
    }
}

/* "..., five of them", "a list of ten": behind all else, likewise. */
static void read_listed(struct reading *reading)
{
    const struct tokens *tokens = &reading->question->tokens;
    const struct token *last = &tokens->items[tokens->count - 1];
    if (tokens->count < 4 || reading->record->order_column < 0 ||
        !str_is(last[-1].word, "of"))
        return;
    if (str_is(last->word, "them"))
        read_limit(reading, tokens->count - 3);
    else if (str_is(last[-2].word, "list"))
        read_limit(reading, tokens->count - 1);
}

void reading_find_limits(struct reading *reading)
{
    read_ends(reading);
    if (reading->slots.limit == 0)
        read_listed(reading);
    if (reading->slots.limit == 0)
        read_enough(reading);
    if (reading->slots.limit == 0)
        read_counted(reading);
}
