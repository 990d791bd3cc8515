/*
 * What a question asks for in the way it joins its words, where each word by
 * itself is known: a value beside one that is none here, the number of things
 * per other things, the time that is compared with, the thing that is counted
 * or named. A dump that has all the words need not have that.
 */
#include <strings.h>

#include "route/reading.h"

/* ---- what the template itself says ---- */

typedef bool lead_fn(const struct route_index *index,
                     const struct index_token *token);

static bool is_each(const struct route_index *index,
                    const struct index_token *token)
{
    (void)index;
    return token->op == OP_EACH;
}

static bool is_superlative(const struct route_index *index,
                           const struct index_token *token)
{
    (void)index;
    return operator_is_direction((enum operation)token->op);
}

static bool is_asking_word(struct str word)
{
    return str_is(word, "which") || str_is(word, "what") ||
           str_is(word, "whose") || str_is(word, "who");
}

static bool is_asking(const struct route_index *index,
                      const struct index_token *token)
{
    return is_asking_word(index_str(index, index->terms[token->term].text));
}

static bool is_led(const struct reading *reading,
                   const struct index_example *example, size_t at,
                   lead_fn *is_lead)
{
    uint32_t most = is_lead == is_asking ? 1 : 3; /* "what do customers" */
    const struct route_index *index = reading->question->index;
    const struct index_token *tokens = &index->tokens[example->first_token];
    for (uint32_t i = 0; i < example->token_count; i++)
        if (is_lead(index, &tokens[i]))
            for (uint32_t k = i + 1;
                 k < example->token_count && k <= i + most &&
                 !is_each(index, &tokens[k]);
                 k++)
                if (question_is_term(reading->question, at, tokens[k].term))
                    return true;
    return false;
}

/* Whether the title or a question of the template has the word at `at` shortly
   behind such a word. */
static bool template_says(const struct reading *reading, size_t at,
                          lead_fn *is_lead)
{
    const struct route_index *index = reading->question->index;
    const struct index_template *record = reading->record;
    for (uint32_t i = 0; i < record->example_count; i++) {
        const struct index_example *example =
            &index->examples[record->first_example + i];
        if (example->kind != EXAMPLE_NOT &&
            is_led(reading, example, at, is_lead))
            return true;
    }
    return false;
}

static bool is_skipped(const struct token *token)
{
    return token->kind == TOKEN_NOISE || token->kind == TOKEN_PART;
}

static size_t skip(const struct reading *reading, size_t at)
{
    const struct tokens *tokens = &reading->question->tokens;
    while (at < tokens->count && is_skipped(&tokens->items[at]))
        at++;
    return at;
}

static bool is_role(const struct reading *reading, size_t at,
                    enum route_role role)
{
    size_t taken;
    uint32_t column = reading_find_column(reading, at, &taken);
    return column != MAP_NONE && reading_column(reading, column)->role == role;
}

/* ---- values side by side ---- */

static bool is_chosen(const struct reading *reading, size_t at)
{
    return (reading->chosen >> at & 1) != 0;
}

/* Whether the word at `at` is of a value of the column. */
static bool is_value_of(const struct reading *reading, size_t at,
                        uint32_t column)
{
    const struct question *question = reading->question;
    for (size_t i = 0; i < question->mention_count; i++) {
        const struct mention_at *mention = &question->mentions[i];
        if (at < mention->start || at >= mention->start + mention->count)
            continue;
        for (uint32_t k = 0; k < reading->view->mentions[i].count; k++) {
            const struct index_use *use = &reading->view->mentions[i].uses[k];
            if (use->value != MAP_NONE && use->column == column)
                return true;
        }
    }
    return false;
}

/* A word that says what it is in another way: a slot, a column, or nothing. */
static bool is_placed_word(const struct reading *reading, size_t at)
{
    const struct token *token = &reading->question->tokens.items[at];
    uint8_t became = reading->became[at];
    size_t taken;
    return token->kind != TOKEN_CONTENT || token->role == WORD_LIGHT ||
           token->role == WORD_FOLLOW || token->sense != SENSE_NONE ||
           (became >= BECAME_FILTER && became <= BECAME_PERIOD) ||
           question_is_when(reading->question, at) ||
           reading_find_column(reading, at, &taken) != MAP_NONE;
}

static void check_beside(struct reading *reading, size_t at, uint32_t column)
{
    if (is_placed_word(reading, at) || is_value_of(reading, at, column))
        return;
    reading_block(reading, OBSTACLE_VALUE,
                  "\"%.*s\" is not one of the values of this answer.",
                  STR_ARG(reading->question->tokens.items[at].raw));
}

static void check_pair(struct reading *reading, size_t before, size_t behind)
{
    const struct tokens *tokens = &reading->question->tokens;
    if (behind >= tokens->count)
        return;
    bool is_before = tokens->items[before].kind == TOKEN_CONTENT &&
                     is_chosen(reading, before);
    bool is_behind = tokens->items[behind].kind == TOKEN_CONTENT &&
                     is_chosen(reading, behind);
    if (is_before && !is_behind)
        check_beside(reading, behind, reading->became_column[before]);
    else if (is_behind && !is_before && /* "hybrid units and EV units" */
             !(before > 0 && is_chosen(reading, before - 1)))
        check_beside(reading, before, reading->became_column[behind]);
}

/* "electric, hybrid units": a list before what it is of. In "sales, West" the
   value is a remark behind the rest. */
static uint64_t find_listed(const struct reading *reading)
{
    const struct question_bits *bits = &reading->question->bits;
    uint64_t things = bits->kinds[TOKEN_CONTENT] & ~reading->chosen;
    return bits->commas & reading->chosen >> 1 & things >> 2;
}

/* "electric vs hybrid": where only one of two is a value here, its rows alone
   are no answer. */
static void check_joined(struct reading *reading)
{
    const struct question_bits *bits = &reading->question->bits;
    if (reading->slots.filter_count == 0)
        return;
    uint64_t beside = bits->slashes | find_listed(reading);
    uint64_t joints = bits->signs[SIGN_JOINT] | bits->operations[OP_OR] |
                      bits->operations[OP_BOTH];
    uint64_t words = (beside | (joints & ~UINT64_C(1))) &
                     bits_before(reading->question->tokens.count - 1);
    for (; words != 0; words &= words - 1) {
        size_t i = bits_first(words);
        if (beside >> i & 1)
            check_pair(reading, i, i + 1);
        else
            check_pair(reading, i - 1, skip(reading, i + 1));
    }
}

/* ---- one thing per another ---- */

/* Whether a label, or a column's name, says "per" such a thing. */
static bool column_says_per(const struct reading *reading, size_t at)
{
    const struct route_index *index = reading->question->index;
    struct str stem = reading->question->tokens.items[at].stem;
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        struct str name = index_str(index, reading_column(reading, i)->name);
        ptrdiff_t per = str_find(name, str_from("per_"));
        if (per >= 0 && str_find(name, stem) > per)
            return true;
    }
    return false;
}

/* "per" anything; "for each" of what is a number here. */
static bool is_per(const struct reading *reading, size_t each, size_t at)
{
    const struct question *question = reading->question;
    struct str raw = question->tokens.items[each].raw;
    if (at >= question->tokens.count)
        return false;
    return (question->bits.signs[SIGN_PER] >> each & 1) != 0 ||
           ((str_ends_with(raw, "each") || str_ends_with(raw, "every")) &&
            is_role(reading, at, ROUTE_MEASURE));
}

/* "revenue per employee" divides one by the other, unless the rows are
   employees. */
static void check_ratio(struct reading *reading)
{
    const struct question *question = reading->question;
    const struct question_bits *bits = &question->bits;
    uint64_t words = bits->operations[OP_EACH] & ~UINT64_C(1);
    uint64_t things = bits->kinds[TOKEN_CONTENT] & ~reading->chosen &
                      ~bits->signs[SIGN_TIME_UNIT];
    for (; words != 0; words &= words - 1) {
        size_t i = bits_first(words), at = skip(reading, i + 1);
        if (!is_per(reading, i, at) || !(things >> at & 1) ||
            is_role(reading, at, ROUTE_DIMENSION) ||
            is_role(reading, at, ROUTE_TIME) ||
            template_says(reading, at, is_each) || column_says_per(reading, at))
            continue;
        reading_block(reading, OBSTACLE_GROUP,
                      "This answer does not say what there is per \"%.*s\".",
                      STR_ARG(question->tokens.items[at].raw));
    }
}

/* ---- shares ---- */

/* Whether the names have a word in common: "units" and "unit_share". */
static bool share_word(struct str a, struct str b)
{
    while (a.len > 0) {
        struct str word = str_cut(&a, '_');
        struct str stem = {word.ptr, word.len > 4 ? word.len - 1 : word.len};
        if (stem.len > 2 && str_find(b, stem) >= 0)
            return true;
    }
    return false;
}

/* Whether a share of this number is among the columns. */
static bool has_share_of(const struct reading *reading, uint32_t measure)
{
    const struct route_index *index = reading->question->index;
    struct str name = index_str(index, reading_column(reading, measure)->name);
    for (uint32_t i = 0; i < reading->record->column_count; i++) {
        const struct index_column *column = reading_column(reading, i);
        if (i != measure && (column->flags & COLUMN_IS_SHARE) &&
            share_word(name, index_str(index, column->name)))
            return true;
    }
    return false;
}

/* "What percentage of our revenue" of a dump that has the share of the units.
 */
static void check_share(struct reading *reading)
{
    const struct question *question = reading->question;
    uint64_t names = reading->view->named & ~reading->view->same;
    uint64_t shares = question->bits.operations[OP_SHARE];
    if (shares == 0)
        return;
    bool is_example =
        reading_example_has(reading, question->terms[bits_first(shares)]);
    for (; names != 0; names &= names - 1) {
        size_t at = bits_first(names);
        uint32_t column = reading->view->columns[at];
        const struct index_column *record = reading_column(reading, column);
        if (record->role != ROUTE_MEASURE ||
            !(record->flags & COLUMN_ADDS_UP) ||
            (is_example && reading_example_has(reading, question->terms[at])) ||
            has_share_of(reading, column))
            continue;
        reading_block(reading, OBSTACLE_OPERATOR,
                      "This answer has no share of \"%.*s\".",
                      STR_ARG(question->tokens.items[at].raw));
    }
}

/* ---- the most of what ---- */

static bool is_of_number(const struct question *question, size_t at)
{
    struct str raw = question->tokens.items[at].raw;
    return (question->bits.signs[SIGN_MOST] >> at & 1) != 0 ||
           str_ends_with(raw, "most") || str_ends_with(raw, "fewest") ||
           str_ends_with(raw, "number of");
}

static bool is_plural(const struct token *token)
{
    return token->kind == TOKEN_CONTENT && !str_equal(token->word, token->name);
}

/* Whether all words of a text are in the question, in whatever form. */
static bool question_says(const struct reading *reading, struct str text)
{
    const struct question *question = reading->question;
    while (text.len > 0) {
        struct str word = str_cut(&text, ' ');
        bool is_said = false;
        for (size_t i = 0; i < question->tokens.count; i++) {
            struct str stem = question->tokens.items[i].stem;
            is_said =
                is_said || (stem.len <= word.len && stem.len > 2 &&
                            strncasecmp(word.ptr, stem.ptr, stem.len) == 0);
        }
        if (!is_said)
            return false;
    }
    return true;
}

/* "sold the most vehicles" is of what is labelled "Vehicles sold". */
static bool is_measure_said(const struct reading *reading)
{
    for (uint32_t i = 0; i < reading->record->column_count; i++)
        if (reading_column(reading, i)->role == ROUTE_MEASURE &&
            question_says(reading, reading_label(reading, i)))
            return true;
    return false;
}

/* "Which depot gets most complaints?" where none of the numbers is that of
   complaints. */
static void check_most(struct reading *reading)
{
    const struct question *question = reading->question;
    const struct tokens *tokens = &question->tokens;
    uint64_t words = question->bits.rankings;
    for (; words != 0; words &= words - 1) {
        size_t i = bits_first(words), at = skip(reading, i + 1), taken;
        if (at >= tokens->count || !is_of_number(question, i) ||
            !is_plural(&tokens->items[at]) || is_chosen(reading, at) ||
            reading_find_column(reading, at, &taken) != MAP_NONE ||
            template_says(reading, at, is_superlative) ||
            is_measure_said(reading))
            continue;
        reading_block(reading, OBSTACLE_DIRECTION,
                      "This answer does not say how many \"%.*s\" there are.",
                      STR_ARG(tokens->items[at].raw));
    }
}

/* Whether a measure stands in the question under a name of its own. */
static bool is_number_named(const struct reading *reading)
{
    for (uint64_t names = reading->view->named; names != 0; names &= names - 1)
        if (is_role(reading, bits_first(names), ROUTE_MEASURE))
            return true;
    return false;
}

/* Of which the thing that has the size stands behind. */
static bool is_size(const struct question *question, size_t at)
{
    static const char *const words[] = {"highest", "lowest",   "biggest",
                                        "largest", "smallest", "greatest"};
    struct str phrase = tokens_phrase(&question->tokens, at, question->arena);
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_ends_with(phrase, words[i]))
            return true;
    return false;
}

/* "The lowest average price" of a template that has no such number by name, and
   does not speak of the highest or lowest price itself. */
static void check_ranked(struct reading *reading)
{
    const struct question *question = reading->question;
    const struct tokens *tokens = &question->tokens;
    const struct question_bits *bits = &question->bits;
    uint64_t words = bits->operations[OP_MAX] | bits->operations[OP_MIN];
    for (; words != 0; words &= words - 1) {
        size_t i = bits_first(words), at = skip(reading, i + 1), taken;
        if (!is_size(question, i))
            continue;
        while (at < tokens->count && tokens->items[at].op == OP_AVERAGE)
            at = skip(reading, at + 1);
        if (at >= tokens->count || tokens->items[at].kind != TOKEN_CONTENT ||
            is_number_named(reading) || is_chosen(reading, at) ||
            reading_find_column(reading, at, &taken) != MAP_NONE ||
            template_says(reading, at, is_superlative) ||
            is_measure_said(reading))
            continue;
        reading_block(reading, OBSTACLE_DIRECTION,
                      "This answer has no order in which \"%.*s\" would be "
                      "meant.",
                      STR_ARG(tokens->items[i].raw));
    }
}

/* Whether the title begins with the word: "Sales by country". */
static bool is_titled(const struct reading *reading, uint32_t term)
{
    const struct route_index *index = reading->question->index;
    const struct index_template *record = reading->record;
    if (record->example_count <= record->question_count)
        return false;
    const struct index_example *title =
        &index->examples[record->first_example + record->question_count];
    for (uint32_t i = 0; title->kind == EXAMPLE_TITLE && i < title->token_count;
         i++) {
        const struct index_token *token =
            &index->tokens[title->first_token + i];
        if (token->op == OP_EACH)
            return false;
        if (token->term == term)
            return true;
    }
    return false;
}

/* "Top 3 hotels by nights sold" of rows that are not in that order: behind "by"
   stands no column, and nothing that the template ranks by. */
static void check_ranked_by(struct reading *reading)
{
    const struct question *question = reading->question;
    uint64_t words = question->bits.operations[OP_EACH];
    for (; words != 0 && reading->is_ranked; words &= words - 1) {
        size_t i = bits_first(words), at = skip(reading, i + 1), taken;
        if (at >= question->tokens.count ||
            question->tokens.items[at].kind != TOKEN_CONTENT ||
            is_chosen(reading, at) || question_is_when(question, at) ||
            reading_find_column(reading, i + 1, &taken) != MAP_NONE ||
            reading_find_column(reading, at, &taken) != MAP_NONE ||
            (at + 1 < question->tokens.count &&
             is_role(reading, at + 1, ROUTE_MEASURE)) ||
            template_says(reading, at, is_superlative) ||
            is_titled(reading, question->terms[at]) ||
            (is_per(reading, i, at) && column_says_per(reading, at)))
            continue;
        reading_block(reading, OBSTACLE_GROUP,
                      "This answer is not broken down by \"%.*s\".",
                      STR_ARG(question->tokens.items[at].raw));
    }
}

/* ---- which of what ---- */

/* Whether the template has a column of this name, though it is not known by all
   its other names. */
static bool has_column(const struct reading *reading, struct str name)
{
    const struct route_index *index = reading->question->index;
    for (uint32_t i = 0; i < reading->record->column_count; i++)
        if (str_equal(index_str(index, reading_column(reading, i)->name), name))
            return true;
    return false;
}

/* Whether the word names a column, or what one counts, of other templates
   alone. */
static bool names_others(const struct reading *reading, size_t at)
{
    const struct question *question = reading->question;
    const struct route_index *index = question->index;
    bool is_found = false;
    for (size_t i = 0; i < question->mention_count; i++) {
        const struct mention_at *mention = &question->mentions[i];
        const struct index_mention *record = &index->mentions[mention->mention];
        if (mention->start != at)
            continue;
        for (uint32_t k = 0; k < record->use_count; k++) {
            const struct index_use *use = &index->uses[record->first_use + k];
            const struct index_template *there =
                &index->templates[use->template];
            const struct index_column *column =
                &index->columns[there->first_column + use->column];
            if (use->value != MAP_NONE || column->role == ROUTE_TIME)
                continue;
            if (has_column(reading, index_str(index, column->name)))
                return false;
            is_found = true;
        }
    }
    return is_found;
}

/* The thing behind "which", "which of our", "what". */
static size_t find_thing(const struct question *question, size_t at)
{
    uint64_t passed = question->bits.signs[SIGN_OF_THE];
    while (at < question->tokens.count && (passed >> at & 1))
        at++;
    return at;
}

/* "Which customers have open complaints?" cannot be told from rows that are
   not customers. */
static void check_which(struct reading *reading)
{
    const struct question *question = reading->question;
    uint64_t asking = question->bits.asking;
    uint64_t which = question->bits.signs[SIGN_WHICH];
    uint64_t things = question->bits.kinds[TOKEN_CONTENT] & ~reading->chosen &
                      ~reading->view->named;
    for (; asking != 0; asking &= asking - 1) {
        size_t at = find_thing(question, bits_first(asking) + 1);
        bool is_which = (which >> (at - 1) & 1) != 0 &&
                        at < question->tokens.count &&
                        question->tokens.items[at].role != WORD_LIGHT &&
                        view_strength(reading->view, at) < 2; /* a synonym */
        if (at >= question->tokens.count || !(things >> at & 1) ||
            (!is_which && !names_others(reading, at)) ||
            template_says(reading, at, is_asking))
            continue;
        reading_block(reading, OBSTACLE_GROUP,
                      "This answer does not name \"%.*s\".",
                      STR_ARG(question->tokens.items[at].raw));
    }
}

bool reading_is_of_people(const struct reading *reading, uint32_t column)
{
    static const char *const names[] = {
        "agent",      "buyer",    "client",  "customer", "dealer",
        "driver",     "employee", "manager", "member",   "owner",
        "person",     "rep",      "seller",  "supplier", "team",
        "technician", "user",     "vendor",  "worker",   "salesperson"};
    struct str name = index_str(reading->question->index,
                                reading_column(reading, column)->name);
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(name, names[i]))
            return true;
    return false;
}

/* Whether the rows are of people, or of firms that act like them. */
static bool is_of_people(const struct reading *reading)
{
    for (uint32_t i = 0; i < reading->record->column_count; i++)
        if (reading_is_of_people(reading, i))
            return true;
    return false;
}

static bool names_things(const struct reading *reading)
{
    uint64_t words = reading->view->named;
    for (; words != 0; words &= words - 1)
        if (is_role(reading, bits_first(words), ROUTE_DIMENSION))
            return true;
    return false;
}

/* "Who has open complaints?" asks for people or firms. A template that can name
   them says so, or the question names its column. */
static void check_who(struct reading *reading)
{
    const struct question *question = reading->question;
    uint64_t who = question->bits.signs[SIGN_WHO];
    if (who == 0 || names_things(reading) || is_of_people(reading))
        return;
    for (; who != 0; who &= who - 1)
        if (!reading_asks_with(reading, question->terms[bits_first(who)]))
            reading_block(reading, OBSTACLE_GROUP,
                          "This answer does not say who it is about.");
}

void reading_check_scope(struct reading *reading)
{
    if (reading->record->column_count == 0)
        return;
    check_joined(reading);
    check_ratio(reading);
    check_share(reading);
    check_most(reading);
    check_ranked(reading);
    check_ranked_by(reading);
    check_which(reading);
    check_who(reading);
}
