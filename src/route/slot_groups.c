/*
 * What one row of the answer shall stand for. "By dealer", "which dealer" and
 * "top 5 dealers" name it; together with values that are filtered to one, the
 * named columns either tell all rows apart, and then the rows are the answer,
 * or the rows are added up by the one column that was named. The best of the
 * stored rows is never shown as the best of a region that has several.
 */
#include "route/reading.h"

struct asked {
    uint64_t columns; /* named, as bits */
    size_t count;
    uint32_t last;   /* of them */
    size_t at;       /* its word */
    bool is_ranked;  /* the first of them, or the last, is asked for */
    bool is_example; /* the example groups by them too */
    bool has_which;  /* "which dealer": one is the answer, not the ranking */
    uint32_t which;
};

static bool is_dimension(const struct reading *reading, uint32_t column)
{
    enum route_role role = reading_column(reading, column)->role;
    return role == ROUTE_DIMENSION || role == ROUTE_TIME;
}

static uint64_t bit_of(uint32_t column)
{
    return column < 64 ? UINT64_C(1) << column : 0;
}

static void ask_for(struct asked *asked, uint32_t column, size_t at)
{
    if (!(asked->columns & bit_of(column)))
        asked->count++;
    asked->columns |= bit_of(column);
    asked->last = column;
    asked->at = at;
}

/* ---- what the rows are ---- */

static uint64_t all_dimensions(const struct reading *reading)
{
    uint64_t all = 0;
    for (uint32_t i = 0; i < reading->record->column_count; i++)
        if (is_dimension(reading, i))
            all |= bit_of(i);
    return all;
}

static bool is_one_step(const struct reading *reading)
{
    const struct route_slots *slots = &reading->slots;
    if (slots->time_column < 0)
        return false;
    const struct index_column *column =
        reading_column(reading, (uint32_t)slots->time_column);
    struct date end =
        date_add(slots->span.from, 1, (enum date_grain)column->grain);
    return slots->span.until.day <= end.day;
}

/* Columns that have one value in all rows that are shown. */
static uint64_t fixed_columns(const struct reading *reading)
{
    const struct route_slots *slots = &reading->slots;
    uint64_t fixed = 0;
    for (size_t i = 0; i < slots->filter_count; i++)
        if (slots->filters[i].value_count == 1 &&
            !slots->filters[i].is_excluded)
            fixed |= bit_of(slots->filters[i].column);
    if (is_one_step(reading))
        fixed |= bit_of((uint32_t)slots->time_column);
    return fixed;
}

/* Whether no two rows agree in these columns. Where nothing is known of the
   rows, the first dimension alone is taken to tell them apart. */
static bool tells_apart(const struct reading *reading, uint64_t columns)
{
    const struct route_coverage *coverage =
        &reading->question->request->coverage[reading->template];
    uint64_t all = all_dimensions(reading);
    columns |= fixed_columns(reading);
    if (!coverage->implies)
        return (all & ~columns) == 0 || (all & (~all + 1) & columns) != 0;
    if (!coverage->is_distinct)
        return false;
    uint64_t known = columns;
    for (uint32_t i = 0; i < reading->record->column_count && i < 64; i++)
        if (columns & bit_of(i))
            known |= coverage->implies[i];
    return (all & ~known) == 0;
}

/* ---- what is asked for ---- */

/* The first word behind `at` that is not an article. */
static size_t skip_noise(const struct reading *reading, size_t at)
{
    const struct tokens *tokens = &reading->question->tokens;
    while (at < tokens->count && (tokens->items[at].kind == TOKEN_NOISE ||
                                  tokens->items[at].kind == TOKEN_PART))
        at++;
    return at;
}

/* "by vehicle type", where the question has "by vehicle". */
static bool is_longer_name(const struct reading *reading,
                           const struct index_token *tokens, uint32_t count,
                           uint32_t at)
{
    return tokens[at].column > 0 && at + 1 < count &&
           (tokens[at + 1].flags & INDEX_TOKEN_COLUMN) &&
           tokens[at + 1].column == tokens[at].column &&
           !question_has_term(reading->question, tokens[at + 1].term);
}

bool reading_example_groups(const struct reading *reading, size_t at)
{
    uint32_t count;
    const struct index_token *tokens = reading_example_tokens(reading, &count);
    uint32_t term = reading->question->terms[at];
    for (uint32_t i = 0; i + 1 < count; i++)
        if (tokens[i].op == OP_EACH)
            for (uint32_t k = i + 1; k < count && k < i + 4; k++)
                if (tokens[k].term == term &&
                    !is_longer_name(reading, tokens, count, k))
                    return true;
    return false;
}

static void use_group(struct reading *reading, size_t by, size_t at,
                      size_t taken, uint32_t column)
{
    reading->became[by] = BECAME_GROUP;
    reading->became_column[by] = column;
    for (size_t i = at; i < at + taken; i++) {
        reading->became[i] = BECAME_GROUP;
        reading->became_column[i] = column;
    }
}

static bool is_dimension_use(const struct route_index *index,
                             const struct index_use *use)
{
    const struct index_template *there = &index->templates[use->template];
    return use->value == MAP_NONE &&
           index->columns[there->first_column + use->column].role ==
               ROUTE_DIMENSION;
}

/* Whether the word is the name of what any template can group by. */
static bool names_dimension(const struct question *question, size_t at)
{
    const struct route_index *index = question->index;
    for (size_t i = 0; i < question->mention_count; i++) {
        if (question->mentions[i].start != at)
            continue;
        const struct index_mention *record =
            &index->mentions[question->mentions[i].mention];
        for (uint32_t k = 0; k < record->use_count; k++)
            if (is_dimension_use(index, &index->uses[record->first_use + k]))
                return true;
    }
    return false;
}

static void block_by(struct reading *reading, size_t at)
{
    reading_block(reading, OBSTACLE_GROUP,
                  "This answer is not broken down by \"%.*s\".",
                  STR_ARG(reading->question->tokens.items[at].raw));
}

/* "by plant and week": the words behind the first column. */
static void read_more_groups(struct reading *reading, struct asked *asked,
                             size_t by, size_t at)
{
    const struct tokens *tokens = &reading->question->tokens;
    size_t taken;
    while (at < tokens->count && (str_is(tokens->items[at].word, "and") ||
                                  tokens->items[at].op == OP_BOTH)) {
        size_t next = skip_noise(reading, at + 1);
        if (next < tokens->count && tokens->items[next].op == OP_EACH)
            next = skip_noise(reading, next + 1);
        if (next >= tokens->count || reading->became[next] != BECAME_NOTHING)
            return;
        uint32_t column = reading_find_column(reading, next, &taken);
        if (column == MAP_NONE && names_dimension(reading->question, next) &&
            !reading_example_has(reading, reading->question->terms[next]))
            block_by(reading, next);
        if (column == MAP_NONE || !is_dimension(reading, column))
            return;
        asked->is_example =
            asked->is_example && reading_example_groups(reading, next);
        ask_for(asked, column, next);
        if (!asked->is_example)
            use_group(reading, by, next, taken, column);
        at = next + taken;
    }
}

/* The step that a word asks for: "weekly", and "week" behind "each". */
static bool find_step(struct str word, enum date_grain *grain)
{
    static const struct {
        const char *adverb, *noun;
        enum date_grain grain;
    } steps[] = {{"daily", "day", DATE_DAY},
                 {"weekly", "week", DATE_WEEK},
                 {"monthly", "month", DATE_MONTH},
                 {"quarterly", "quarter", DATE_QUARTER},
                 {"yearly", "year", DATE_YEAR}};
    for (size_t i = 0; i < COUNT(steps); i++) {
        if (!str_is(word, steps[i].adverb) && !str_is(word, steps[i].noun))
            continue;
        *grain = steps[i].grain;
        return true;
    }
    return false;
}

bool reading_asks_for_steps(const struct reading *reading, int column)
{
    const struct tokens *tokens = &reading->question->tokens;
    uint32_t wanted = reading_column(reading, (uint32_t)column)->grain;
    enum date_grain grain;
    for (size_t i = 0; i < tokens->count; i++) {
        size_t before = i;
        while (before > 0 && tokens->items[before - 1].kind == TOKEN_PART)
            before--;
        bool is_step = (tokens->items[i].signs >> SIGN_ADVERB & 1) != 0 ||
                       (before > 0 && tokens->items[before - 1].op == OP_EACH);
        if (is_step && find_step(tokens->items[i].word, &grain) &&
            (uint32_t)grain == wanted)
            return true;
    }
    return false;
}

/* Whether the template has the word otherwise than in a period. */
static bool says_step(const struct reading *reading, uint32_t term)
{
    const struct route_index *index = reading->question->index;
    const struct index_template *record = reading->record;
    for (uint32_t i = 0; i < record->example_count; i++) {
        const struct index_example *example =
            &index->examples[record->first_example + i];
        const struct index_token *tokens = &index->tokens[example->first_token];
        for (uint32_t k = 0; k < example->token_count; k++)
            if (example->kind != EXAMPLE_NOT && tokens[k].term == term &&
                !(tokens[k].flags & INDEX_TOKEN_PERIOD))
                return true;
    }
    return false;
}

static void read_group(struct reading *reading, struct asked *asked, size_t by)
{
    const struct tokens *tokens = &reading->question->tokens;
    size_t at = skip_noise(reading, by + 1), taken = 0;
    if (at >= tokens->count || reading->became[at] != BECAME_NOTHING)
        return;
    uint32_t column = reading_find_column(reading, at, &taken);
    if (column != MAP_NONE && is_dimension(reading, column)) {
        bool is_example = reading_example_groups(reading, at);
        asked->is_example =
            is_example && (asked->count == 0 || asked->is_example);
        if (!is_example)
            use_group(reading, by, at, taken, column);
        ask_for(asked, column, at);
        read_more_groups(reading, asked, by, at + taken);
        return;
    }
    enum date_grain grain;
    uint32_t term = reading->question->terms[at];
    if (column == MAP_NONE && tokens->items[at].kind == TOKEN_CONTENT &&
        (find_step(tokens->items[at].name, &grain) ? !says_step(reading, term)
         : names_dimension(reading->question, at)
             ? !reading_example_groups(reading, at)
             : !reading_example_has(reading, term)))
        block_by(reading, at);
}

/* Whether the example has the adverb before the same word: the "daily rate" is
   not daily. */
static bool says_adverb(const struct reading *reading, uint32_t term)
{
    uint32_t count;
    const struct index_token *tokens = reading_example_tokens(reading, &count);
    for (uint32_t i = 0; i < count; i++)
        if (tokens[i].term == term && !(tokens[i].flags & INDEX_TOKEN_PERIOD) &&
            (i + 1 == count || tokens[i + 1].kind != TOKEN_CONTENT ||
             question_has_term(reading->question, tokens[i + 1].term)))
            return true;
    return false;
}

/* "weekly" is by week: of a template whose rows are weeks, or which says so
   itself. */
static void read_adverb(struct reading *reading, struct asked *asked, size_t at)
{
    const struct token *token = &reading->question->tokens.items[at];
    enum date_grain grain;
    if (!find_step(token->word, &grain))
        return;
    for (uint32_t k = 0; k < reading->record->column_count; k++) {
        const struct index_column *column = reading_column(reading, k);
        if (column->role == ROUTE_TIME && column->grain == (uint32_t)grain) {
            ask_for(asked, k, at);
            return;
        }
    }
    if (!says_adverb(reading, reading->question->terms[at]))
        block_by(reading, at);
}

/* "which of our dealers", "which EV model": the dimension that is asked for,
   within a few words. */
static bool read_which(const struct reading *reading, struct asked *asked,
                       size_t at)
{
    const struct tokens *tokens = &reading->question->tokens;
    uint64_t behind = ~bits_before(at + 1);
    bool is_what = !(reading->question->bits.signs[SIGN_WHICH] >> at & 1);
    size_t taken;
    if ((reading->view->named & behind) == 0)
        return false;
    for (size_t i = at + 1; i < tokens->count && i < at + 5; i++) {
        if (operator_is_direction(tokens->items[i].op) ||
            (is_what && tokens->items[i].kind == TOKEN_NOISE))
            return false;
        uint32_t column = reading_find_column(reading, i, &taken);
        if (column == MAP_NONE || reading->became[i] == BECAME_FILTER)
            continue;
        if (!is_dimension(reading, column))
            return false;
        ask_for(asked, column, i);
        asked->which = column;
        return true;
    }
    return false;
}

/* "dealer and model with the most days": the words behind the first. */
static void read_joined(const struct reading *reading, struct asked *asked,
                        size_t at)
{
    const struct tokens *tokens = &reading->question->tokens;
    size_t taken;
    while (at + 1 < tokens->count && str_is(tokens->items[at].word, "and")) {
        size_t next = skip_noise(reading, at + 1);
        if (next >= tokens->count || reading->became[next] != BECAME_NOTHING)
            return;
        uint32_t column = reading_find_column(reading, next, &taken);
        if (column == MAP_NONE || !is_dimension(reading, column))
            return;
        ask_for(asked, column, next);
        at = next + taken;
    }
}

static bool is_behind_at(const struct reading *reading, size_t at)
{
    const struct token *tokens = reading->question->tokens.items;
    size_t i = at;
    while (i > 0 && tokens[i - 1].kind == TOKEN_NOISE &&
           (tokens[i - 1].signs >> SIGN_ARTICLE & 1))
        i--;
    return i > 0 && (str_is(tokens[i - 1].word, "at") ||
                     str_is(tokens[i - 1].word, "in"));
}

/* Of a ranking without "which": the first dimension that is named, for each of
   the values that are compared. */
static void read_subject(struct reading *reading, struct asked *asked)
{
    const struct route_slots *slots = &reading->slots;
    size_t taken;
    for (size_t i = 0; i < slots->filter_count; i++)
        if (slots->filters[i].value_count > 1 && !slots->filters[i].is_excluded)
            ask_for(asked, slots->filters[i].column, 0);
    for (size_t i = 0; i < reading->question->tokens.count; i++) {
        if (reading->became[i] != BECAME_NOTHING ||
            is_behind_at(reading, i)) /* "stocks at the plants" */
            continue;
        uint32_t column = reading_find_column(reading, i, &taken);
        if (column == MAP_NONE || !is_dimension(reading, column) ||
            (fixed_columns(reading) & bit_of(column)))
            continue;
        ask_for(asked, column, i);
        read_joined(reading, asked, i + taken);
        return;
    }
}

/* "the depot with the fewest late parcels", "product that earns the least": it
   is which depot and which product, if it is one. */
static bool is_described(const struct reading *reading, size_t at)
{
    static const char *const links[] = {"with",  "that",  "who",
                                        "whose", "where", "having"};
    const struct tokens *tokens = &reading->question->tokens;
    if (!(reading->view->named >> at & 1))
        return false;
    size_t next = at + reading->view->words[at];
    const struct token *last = &tokens->items[next - 1];
    for (size_t i = 0; next < tokens->count && i < COUNT(links); i++)
        if (str_is(tokens->items[next].word, links[i]))
            return str_equal(last->word, last->name);
    return false;
}

/* "Who sold the most": which of the people, or of the firms, that it has. */
static void read_who(struct reading *reading, struct asked *asked)
{
    uint32_t found = MAP_NONE;
    if (reading->question->bits.signs[SIGN_WHO] == 0)
        return;
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        if (reading_column(reading, i)->role != ROUTE_DIMENSION ||
            !reading_is_of_people(reading, i))
            continue;
        if (found != MAP_NONE)
            return;
        found = i;
    }
    if (found == MAP_NONE)
        return;
    ask_for(asked, found, bits_first(reading->question->bits.signs[SIGN_WHO]));
    asked->has_which = true;
    asked->which = found;
}

bool reading_is_which(const struct reading *reading, uint32_t column)
{
    uint64_t asking = reading->question->bits.asking;
    for (; asking != 0; asking &= asking - 1) {
        struct asked asked = {.columns = 0};
        if (read_which(reading, &asked, bits_first(asking)) &&
            asked.last != column)
            return true;
    }
    return false;
}

static void find_asked(struct reading *reading, struct asked *asked)
{
    const struct question *question = reading->question;
    const struct question_bits *bits = &question->bits;
    asked->is_ranked = reading->is_ranked;
    for (uint64_t by = bits->operations[OP_EACH]; by != 0; by &= by - 1)
        if (reading->became[bits_first(by)] == BECAME_NOTHING)
            read_group(reading, asked, bits_first(by));
    uint64_t adverbs = bits->signs[SIGN_ADVERB];
    for (; adverbs != 0; adverbs &= adverbs - 1)
        read_adverb(reading, asked, bits_first(adverbs));
    uint64_t asking = bits->asking & bits_before(question->tokens.count - 1);
    for (; asking != 0; asking &= asking - 1) {
        size_t i = bits_first(asking);
        if (asked->is_ranked ||
            !reading_example_has(reading, question->terms[i + 1]))
            asked->has_which =
                read_which(reading, asked, i) || asked->has_which;
    }
    if (asked->is_ranked && !asked->has_which)
        read_who(reading, asked);
    if (asked->is_ranked && !asked->has_which) {
        size_t before = asked->count;
        read_subject(reading, asked);
        if (asked->count > before && is_described(reading, asked->at)) {
            asked->has_which = true;
            asked->which = asked->last;
        }
    }
}

/* ---- what is done ---- */

/* The measure that is asked for; all of them where none is. */
static bool adds_up(const struct reading *reading)
{
    bool has_measure = false;
    if (reading->measure >= 0)
        return (reading_column(reading, (uint32_t)reading->measure)->flags &
                COLUMN_ADDS_UP) != 0;
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        const struct index_column *column = reading_column(reading, i);
        if (column->role != ROUTE_MEASURE)
            continue;
        if (!(column->flags & COLUMN_ADDS_UP))
            return false;
        has_measure = true;
    }
    return has_measure;
}

static bool order_adds_up(const struct reading *reading)
{
    int column = reading->slots.order_column;
    return column < 0 || (reading_column(reading, (uint32_t)column)->flags &
                          COLUMN_ADDS_UP) != 0;
}

/* Whether the example ranks the same things, so that its author says that the
   rows are what was meant. */
static bool example_ranks(const struct reading *reading, size_t at)
{
    uint32_t count;
    const struct index_token *tokens = reading_example_tokens(reading, &count);
    for (uint32_t i = 0; i < count; i++)
        if (operator_is_direction((enum operation)tokens[i].op))
            return reading_example_has(reading, reading->question->terms[at]);
    return false;
}

/* Whether what is asked for has a row for each of several times. */
static bool has_times(const struct reading *reading, uint64_t columns)
{
    const uint64_t *implies =
        reading->question->request->coverage[reading->template].implies;
    uint64_t known = columns | fixed_columns(reading);
    for (uint32_t i = 0; implies && i < reading->record->column_count && i < 64;
         i++)
        if (columns & bit_of(i))
            known |= implies[i];
    for (uint32_t i = 0; i < reading->record->column_count; i++)
        if (reading_column(reading, i)->role == ROUTE_TIME &&
            !(known & bit_of(i)))
            return true;
    return false;
}

/* Whether the rows are shown as they are, because an example ranks them. It
   does not say so of the first three depots, where a depot has several rows. */
static bool are_rows_meant(const struct reading *reading,
                           const struct asked *asked)
{
    return asked->is_ranked && reading->slots.limit == 0 &&
           !has_times(reading, asked->columns) &&
           example_ranks(reading, asked->at);
}

/* "Failure patterns by model", with a row for each model and component: the
   rows say it, if none of them is to be the first, and no mean of them is
   asked for. */
static bool is_beside_others(const struct reading *reading,
                             const struct asked *asked)
{
    return !asked->is_ranked && !asked->has_which &&
           reading->slots.order_column < 0 && reading->measure < 0;
}

static void add_up(struct reading *reading, const struct asked *asked)
{
    struct str label = reading_label(reading, asked->last);
    bool is_complete = (reading->record->flags & TEMPLATE_IS_COMPLETE) != 0;
    if (asked->count > 1)
        reading_block(reading, OBSTACLE_GROUP,
                      "This answer can be added up by one column only.");
    else if (!asked->has_which && are_rows_meant(reading, asked))
        return;
    else if (is_complete && adds_up(reading) && order_adds_up(reading))
        reading->slots.group_column = (int)asked->last;
    else if (are_rows_meant(reading, asked) ||
             (is_complete && is_beside_others(reading, asked)))
        return;
    else if (!is_complete)
        reading_block(reading, OBSTACLE_INCOMPLETE,
                      "The rows of this answer were cut off, so they cannot be "
                      "added up by %.*s.",
                      STR_ARG(label));
    else
        reading_block(reading, OBSTACLE_GROUP,
                      "The numbers of this answer cannot be added up by %.*s.",
                      STR_ARG(label));
}

/* "Which region has the highest profit by dealer?": a dealer is in one region,
   so that its rows would show the region of the best dealer. */
static void prefer_which(const struct reading *reading, struct asked *asked)
{
    const uint64_t *implies =
        reading->question->request->coverage[reading->template].implies;
    for (uint32_t i = 0; implies && i < reading->record->column_count; i++)
        if (i != asked->which && (asked->columns & bit_of(i)) &&
            (implies[i] & bit_of(asked->which))) {
            asked->columns &= ~bit_of(i);
            asked->count--;
            asked->last = asked->which;
        }
}

/* Whether the example speaks of a measure that may not be added up. */
static bool is_measure_known(const struct reading *reading)
{
    if (reading->measure < 0 || adds_up(reading))
        return true;
    for (size_t i = 0; i < reading->measure_words; i++)
        if (!reading_example_has(
                reading, reading->question->terms[reading->measure_start + i]))
            return false;
    return true;
}

/* "Top 2 depots per week": two rows, or two depots, or two of each week. */
static bool is_cut_in_parts(const struct reading *reading,
                            const struct asked *asked)
{
    uint64_t open = asked->columns & ~fixed_columns(reading);
    return reading->slots.limit > 0 && (open & (open - 1)) != 0;
}

/* "What do guests complain about most?" of rows for each hotel and topic: the
   first row need not be the first topic. */
static bool is_vague(const struct reading *reading)
{
    uint64_t dimensions = all_dimensions(reading) & ~fixed_columns(reading);
    int column = reading->measure;
    const struct token *tokens = reading->question->tokens.items;
    uint64_t what = reading->question->bits.signs[SIGN_WHAT];
    uint64_t rankings = reading->question->bits.rankings;
    if (what == 0 || rankings == 0 ||
        reading_example_has(reading,
                            reading->question->terms[bits_first(rankings)]) ||
        str_is(tokens[bits_first(what) + 1].word, "about") ||
        reading->slots.limit > 0 || column < 0 ||
        !(reading_column(reading, (uint32_t)column)->flags & COLUMN_ADDS_UP))
        return false;
    for (uint64_t left = dimensions; left != 0; left &= left - 1)
        if (tells_apart(reading, left & (~left + 1)))
            return false;
    return dimensions != 0;
}

void reading_find_groups(struct reading *reading)
{
    struct asked asked = {.is_example = false};
    find_asked(reading, &asked);
    if (asked.is_ranked && asked.has_which)
        prefer_which(reading, &asked);
    if (is_cut_in_parts(reading, &asked))
        reading_block(reading, OBSTACLE_GROUP,
                      "The first few of each are not what this answer shows.");
    if (asked.is_ranked && asked.count == 0 && is_vague(reading))
        reading_block(reading, OBSTACLE_GROUP,
                      "This answer has a row for more than one thing together; "
                      "say by which one it shall be added up.");
    if (asked.count == 0 || tells_apart(reading, asked.columns))
        return;
    bool is_time = asked.count == 1 &&
                   reading_column(reading, asked.last)->role == ROUTE_TIME;
    /* Rows that name a day or what the example says are shown as they are,
       unless one of them is to be the first. */
    if (!asked.is_ranked &&
        (is_time || (asked.is_example && is_measure_known(reading))))
        return;
    add_up(reading, &asked);
}
