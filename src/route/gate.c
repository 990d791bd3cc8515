/*
 * What forbids an answer, whatever the score. Each rule looks at words that
 * neither a slot nor the example explains. Without the gate a long question
 * that differs in one name would score like the right one.
 */
#include "route/evidence.h"

enum { KNOWN_BY_EXAMPLES = 5 };

/* Many who want the same thing say it with and without a "not", and with many
   verbs ("I have no butter", "wipe my list"). Where there are no data that
   could be left out or changed, their examples know better than a rule. */
static bool is_known_by_examples(const struct reading *reading)
{
    return reading->record->column_count == 0 &&
           reading->record->question_count >= KNOWN_BY_EXAMPLES;
}

/* A request begins with its verb; elsewhere "drop" is what sales did. */
static void check_change(struct reading *reading)
{
    const struct question *question = reading->question;
    if (is_known_by_examples(reading))
        return;
    uint64_t words = bits_before(question->tokens.count) &
                     ~question->bits.kinds[TOKEN_NOISE];
    if (words == 0)
        return;
    const struct token *first = &question->tokens.items[bits_first(words)];
    if (first->role == WORD_CHANGE && (words & -words & reading->open) != 0)
        reading_block(reading, OBSTACLE_CHANGE,
                      "\"%.*s\" would change data; questions are only "
                      "answered.",
                      STR_ARG(first->raw));
}

/* In no part of the template; or, where there are no columns that could tell,
   in no template at all. */
static bool is_strange(const struct reading *reading, size_t at)
{
    const struct question *question = reading->question;
    if (question_is_unknown(question, at))
        return true;
    return reading->record->column_count > 0 &&
           view_strength(reading->view, at) == 0;
}

/* "the Mesa and the Oria": what goes on where values were listed is one. */
static bool continues_values(const struct reading *reading, size_t at)
{
    const struct token *tokens = reading->question->tokens.items;
    bool is_joined = false;
    for (size_t i = at; i > 0; i--) {
        uint8_t became = reading->became[i - 1];
        if (became == BECAME_FILTER || became == BECAME_EXCLUSION)
            return is_joined && tokens[i - 1].kind == TOKEN_CONTENT;
        is_joined = is_joined || str_is(tokens[i - 1].word, "and") ||
                    tokens[i - 1].op == OP_OR || tokens[i - 1].op == OP_BOTH;
        if (tokens[i - 1].kind != TOKEN_NOISE && tokens[i - 1].op != OP_OR &&
            tokens[i - 1].op != OP_BOTH)
            return false;
    }
    return false;
}

/* A quotation, code or name, or a word where a value stands: behind "in"; the
   thing itself, as in "which employees"; in a list of values. */
static bool looks_like_value(const struct reading *reading, size_t at)
{
    const struct question_bits *bits = &reading->question->bits;
    if (bits->literals >> at & 1)
        return true;
    return (((bits->placed | bits->asked_for) >> at & 1) != 0 ||
            (reading->chosen != 0 && continues_values(reading, at))) &&
           is_strange(reading, at);
}

/* Without columns nobody can say what a value is: left to the score. */
static void check_unknown(struct reading *reading)
{
    const struct question *question = reading->question;
    uint64_t words = question->bits.kinds[TOKEN_CONTENT] & reading->open;
    if (reading->record->column_count == 0)
        return;
    for (; words != 0; words &= words - 1) {
        size_t i = bits_first(words);
        if (!looks_like_value(reading, i))
            continue;
        struct str raw = question->tokens.items[i].raw;
        if (question_is_unknown(question, i))
            reading_block(reading, OBSTACLE_VALUE,
                          "\"%.*s\" is in none of the stored answers.",
                          STR_ARG(raw));
        else
            reading_block(reading, OBSTACLE_VALUE,
                          "This answer does not cover \"%.*s\".", STR_ARG(raw));
        return;
    }
}

/* A value that is also a word of some template's sentences: "sales" may be a
   department, and seldom is. As a name it is written like one. */
static bool is_common_word(const struct question *question,
                           const struct mention_at *mention)
{
    const struct token *token = &question->tokens.items[mention->start];
    uint32_t term = question->terms[mention->start];
    return mention->count == 1 && !token->is_quoted && !token->is_capital &&
           !token->is_placed && term != MAP_NONE &&
           question->index->terms[term].posting_count > 0;
}

/* Whether a run of words names a value of some other template. */
static bool names_value(const struct question *question,
                        const struct mention_at *mention)
{
    const struct route_index *index = question->index;
    const struct index_mention *record = &index->mentions[mention->mention];
    return index->uses[record->first_use].value != MAP_NONE &&
           !is_common_word(question, mention);
}

static uint64_t words_of(const struct mention_at *mention)
{
    return bits_before(mention->count) << mention->start;
}

static void check_elsewhere(struct reading *reading)
{
    const struct question *question = reading->question;
    for (size_t i = 0; i < question->mention_count; i++) {
        const struct mention_at *mention = &question->mentions[i];
        if ((words_of(mention) & ~reading->open) != 0 ||
            !names_value(question, mention))
            continue;
        const struct token *first = &question->tokens.items[mention->start];
        const struct token *last = first + mention->count - 1;
        struct str raw = {
            first->raw.ptr,
            (size_t)(last->raw.ptr + last->raw.len - first->raw.ptr)};
        reading_block(reading, OBSTACLE_VALUE,
                      "This answer does not cover \"%.*s\".", STR_ARG(raw));
    }
}

/* "suppliers" is a column of other dumps, and this one nowhere speaks of any:
   then it is not about them. */
static void check_columns(struct reading *reading)
{
    const struct question *question = reading->question;
    const struct route_index *index = question->index;
    uint64_t words = question->bits.kinds[TOKEN_CONTENT] &
                     ~question->bits.senses & reading->open;
    if (reading->record->column_count == 0)
        return;
    for (size_t i = 0; i < question->mention_count; i++) {
        const struct mention_at *mention = &question->mentions[i];
        const struct index_use *use =
            &index->uses[index->mentions[mention->mention].first_use];
        if (!(words >> mention->start & 1) || mention->count != 1 ||
            use->value != MAP_NONE ||
            view_strength(reading->view, mention->start) > 0)
            continue;
        reading_block(reading, OBSTACLE_GROUP,
                      "This answer says nothing of \"%.*s\".",
                      STR_ARG(question->tokens.items[mention->start].raw));
    }
}

static void check_numbers(struct reading *reading)
{
    const struct question *question = reading->question;
    uint64_t open = question->bits.kinds[TOKEN_NUMBER] & reading->open;
    if (reading->record->column_count == 0 && reading->crowd > 0)
        return;
    if (open != 0)
        reading_block(reading, OBSTACLE_NUMBER,
                      "This answer knows nothing of \"%.*s\".",
                      STR_ARG(question->tokens.items[bits_first(open)].raw));
    uint32_t count;
    const struct index_token *words = reading_example_tokens(reading, &count);
    const struct route_index *index = reading->question->index;
    for (uint32_t i = 0; i < count; i++)
        if (words[i].kind == TOKEN_NUMBER && !reading->is_example_used[i] &&
            !reading->is_example_matched[i])
            reading_block(
                reading, OBSTACLE_NUMBER,
                "This answer is about %.*s, which was not asked for.",
                STR_ARG(index_str(index, index->terms[words[i].term].text)));
}

/* Whether the words at `at` name a dimension of the template, and no measure.
 */
static bool is_counted(const struct reading *reading, size_t at)
{
    const struct question *question = reading->question;
    bool is_found = false;
    for (size_t i = 0; i < question->mention_count; i++) {
        if (question->mentions[i].start != at)
            continue;
        for (uint32_t k = 0; k < reading->view->mentions[i].count; k++) {
            const struct index_use *use = &reading->view->mentions[i].uses[k];
            if (use->value != MAP_NONE ||
                reading_column(reading, use->column)->role != ROUTE_DIMENSION)
                return false;
            is_found = true;
        }
    }
    return is_found;
}

/* "How many models does each plant have?" counts rows, which no dump says,
   unless the example is about just that. */
static void check_count(struct reading *reading)
{
    const struct question *question = reading->question;
    uint64_t counts = question->bits.operations[OP_COUNT];
    for (; counts != 0; counts &= counts - 1) {
        size_t i = bits_first(counts), next = i + 1;
        while (next < question->tokens.count &&
               question->tokens.items[next].kind == TOKEN_PART)
            next++;
        if (next < question->tokens.count && is_counted(reading, next) &&
            !(reading_example_has(reading, question->terms[i]) &&
              reading_example_has(reading, question->terms[next])))
            reading_block(reading, OBSTACLE_OPERATOR,
                          "This answer does not count \"%.*s\".",
                          STR_ARG(question->tokens.items[next].raw));
    }
}

/* "Which models have no forecast?" asks for their names, where the dump has
   their number; unless its author asks so, too. */
static void check_names(struct reading *reading)
{
    const uint32_t *terms = reading->question->terms;
    const struct tokens *tokens = &reading->question->tokens;
    uint64_t which = reading->question->bits.signs[SIGN_WHICH] &
                     reading->view->named >> 1; /* a column stands behind it */
    for (; which != 0; which &= which - 1) {
        size_t i = bits_first(which), taken;
        uint32_t column = reading_find_column(reading, i + 1, &taken);
        if (column != MAP_NONE &&
            reading_column(reading, column)->role == ROUTE_MEASURE &&
            !(reading_example_has(reading, terms[i]) &&
              reading_example_has(reading, terms[i + 1])))
            reading_block(reading, OBSTACLE_GROUP,
                          "This answer does not name each \"%.*s\".",
                          STR_ARG(tokens->items[i + 1].raw));
    }
}

/* "What does a repair cost", and not "cost of repairs". */
static bool asks_of_deeds(const struct reading *reading)
{
    const struct route_index *index = reading->question->index;
    struct str text = index_str(index, index->examples[reading->example].text);
    return str_find(text, (struct str)STR(" do ")) >= 0 ||
           str_find(text, (struct str)STR(" does ")) >= 0;
}

/* "What does a battery cost?" asks for its price, not for what claims about it
   did cost. */
static void check_price(struct reading *reading)
{
    const struct question *question = reading->question;
    const struct question_bits *bits = &question->bits;
    if (bits->signs[SIGN_COST] == 0 || reading->record->column_count == 0)
        return;
    size_t last = question->tokens.count;
    while (last > 0 && question->tokens.items[last - 1].kind == TOKEN_NOISE)
        last--;
    if (last == 0 || !(bits->signs[SIGN_COST] >> (last - 1) & 1) ||
        (bits->signs[SIGN_DO] & bits_before(last - 1)) == 0)
        return;
    if (!reading_example_has(reading, question->terms[last - 1]) ||
        !asks_of_deeds(reading))
        reading_block(reading, OBSTACLE_OPERATOR,
                      "This answer does not say what something costs.");
}

/* "Why" asks for what a template must have been made for. */
static void check_cause(struct reading *reading)
{
    const struct question *question = reading->question;
    uint64_t why = question->bits.signs[SIGN_WHY];
    if (reading->record->column_count == 0)
        return;
    for (; why != 0; why &= why - 1)
        if (!reading_example_has(reading, question->terms[bits_first(why)]))
            reading_block(reading, OBSTACLE_OPERATOR,
                          "This answer does not say why.");
}

/* What grew or fell is not to be seen in rows that do not speak of it. */
static void check_movement(struct reading *reading)
{
    const struct question *question = reading->question;
    uint64_t directions = question->bits.directions;
    uint64_t words = directions | (question->bits.senses & reading->open);
    if (reading->record->column_count == 0)
        return;
    for (; words != 0; words &= words - 1) {
        size_t i = bits_first(words);
        bool is_moving = (directions >> i & 1) != 0 ||
                         (question->tokens.items[i].sense != SENSE_LOSS &&
                          is_strange(reading, i));
        if (is_moving && !reading_has_movement(reading))
            reading_block(reading, OBSTACLE_OPERATOR,
                          "\"%.*s\" is not what this answer shows.",
                          STR_ARG(question->tokens.items[i].raw));
    }
}

/* Operators that change which number is asked for. */
static bool is_decisive(enum operation op, bool has_columns)
{
    switch (op) {
    case OP_NOT:
        return true;
    case OP_AVERAGE:
    case OP_MAX:
    case OP_MIN:
    case OP_BEST:
    case OP_WORST:
    case OP_SHARE:
    case OP_TREND:
    case OP_NEWEST:
    case OP_OLDEST:
    case OP_MORE:
    case OP_LESS:
    case OP_AT_LEAST:
    case OP_AT_MOST:
    case OP_BETWEEN:
        return has_columns;
    case OP_NONE:
    case OP_COUNT:
    case OP_SUM:
    case OP_OR:
    case OP_BOTH:
    case OP_DISTINCT:
    case OP_EACH:
    case OP_ALL:
    case OP_COMPARE:
    case OP_ORDER:
    case OP_ASCENDING:
    case OP_DESCENDING:
    case OP_CLASSES:
        return false;
    }
    return false;
}

static bool is_low(enum operation op)
{
    return op == OP_MIN || op == OP_WORST;
}

static bool is_high(enum operation op)
{
    return op == OP_MAX || op == OP_BEST;
}

/* Operators that turn a question into another one, rather than add to it. */
static bool are_opposite(enum operation a, enum operation b)
{
    static const enum operation pairs[][2] = {
        {OP_MORE, OP_LESS},    {OP_AT_LEAST, OP_AT_MOST},
        {OP_MORE, OP_AT_MOST}, {OP_AT_LEAST, OP_LESS},
        {OP_OR, OP_BOTH},      {OP_ASCENDING, OP_DESCENDING},
        {OP_AVERAGE, OP_SUM},  {OP_AVERAGE, OP_MAX},
        {OP_AVERAGE, OP_MIN},  {OP_NEWEST, OP_OLDEST}};
    if ((is_low(a) && is_high(b)) || (is_high(a) && is_low(b)))
        return true;
    for (size_t i = 0; i < COUNT(pairs); i++)
        if ((a == pairs[i][0] && b == pairs[i][1]) ||
            (a == pairs[i][1] && b == pairs[i][0]))
            return true;
    return false;
}

static void check_opposite(struct reading *reading, size_t at)
{
    const struct token *token = &reading->question->tokens.items[at];
    uint32_t count;
    const struct index_token *words = reading_example_tokens(reading, &count);
    for (uint32_t k = 0; k < count; k++)
        if (words[k].op != OP_NONE && !reading->is_example_used[k] &&
            !reading->is_example_matched[k] &&
            are_opposite(token->op, (enum operation)words[k].op))
            reading_block(reading, OBSTACLE_OPERATOR,
                          "This answer says \"%s\" where the question says "
                          "\"%.*s\".",
                          operator_name((enum operation)words[k].op),
                          STR_ARG(token->raw));
}

static void check_opposites(struct reading *reading)
{
    uint64_t words = reading->question->bits.operators & reading->open;
    for (; words != 0; words &= words - 1)
        check_opposite(reading, bits_first(words));
}

/* "compare revenue with the previous month": a dump of one time cannot. */
static bool compares_times(const struct reading *reading,
                           const struct token *token)
{
    return token->op == OP_COMPARE && reading->when_used >= 0 &&
           reading->record->column_count > 0 && !reading_has_movement(reading);
}

/* "versus budget" sets what is shown against something else; "compare the
   dealers" does not. */
static bool is_against(const struct reading *reading, size_t at)
{
    const struct question_bits *bits = &reading->question->bits;
    return (bits->operations[OP_COMPARE] & bits->signs[SIGN_AGAINST] &
            bits_of(at)) != 0;
}

static void check_operator(struct reading *reading, size_t at)
{
    const struct token *token = &reading->question->tokens.items[at];
    bool has_columns = reading->record->column_count > 0;
    if (is_decisive(token->op, has_columns) || compares_times(reading, token) ||
        (has_columns && is_against(reading, at) &&
         !reading_has_movement(reading)))
        reading_block(
            reading,
            token->op == OP_NOT ? OBSTACLE_NEGATION : OBSTACLE_OPERATOR,
            "\"%.*s\" is not what this answer shows.", STR_ARG(token->raw));
}

static void check_operators(struct reading *reading)
{
    const struct question_bits *bits = &reading->question->bits;
    uint64_t open = bits->kinds[TOKEN_OPERATOR] & reading->open;
    if (is_known_by_examples(reading))
        return;
    for (; open != 0; open &= open - 1)
        check_operator(reading, bits_first(open));
    uint32_t count;
    const struct index_token *words = reading_example_tokens(reading, &count);
    for (uint32_t i = 0; i < count; i++)
        if (words[i].op == OP_NOT && !reading->is_example_used[i] &&
            !reading->is_example_matched[i])
            reading_block(reading, OBSTACLE_NEGATION,
                          "This answer leaves something out that was not left "
                          "out in the question.");
}

/* "were not sold" and "ran out of" both negate, and not the same. */
static void check_running_out(struct reading *reading)
{
    const struct question *question = reading->question;
    const struct route_index *index = question->index;
    uint64_t words =
        question->bits.operations[OP_NOT] & ~question->bits.signs[SIGN_OUT];
    for (; words != 0; words &= words - 1) {
        size_t i = bits_first(words);
        if (reading->became[i] != BECAME_MATCHED)
            continue;
        struct str text =
            index_str(index, index->examples[reading->example].text);
        if (str_find(text, str_from("out of")) >= 0 ||
            str_find(text, str_from("sold out")) >= 0)
            reading_block(reading, OBSTACLE_NEGATION,
                          "\"%.*s\" is not what this answer shows.",
                          STR_ARG(question->tokens.items[i].raw));
    }
}

static bool is_elsewhere(const struct reading *reading, uint32_t term)
{
    const struct route_index *index = reading->question->index;
    const struct index_term *record = &index->terms[term];
    for (uint32_t i = 0; i < record->posting_count && i < 256; i++) {
        uint32_t example = index->postings[record->first_posting + i];
        const struct index_example *there = &index->examples[example];
        if (there->template != reading->template && there->kind != EXAMPLE_NOT)
            return true;
    }
    return false;
}

/* The words of the example, slots included, noise apart. */
static size_t count_words(const struct reading *reading)
{
    uint32_t count;
    size_t words = 0;
    const struct index_token *tokens = reading_example_tokens(reading, &count);
    for (uint32_t i = 0; i < count; i++)
        words += tokens[i].kind != TOKEN_NOISE;
    return words;
}

/* One word that several templates have is no question yet, unless it is all
   that the example says too. */
static void check_brevity(struct reading *reading)
{
    const struct question *question = reading->question;
    const uint64_t *kinds = question->bits.kinds;
    uint64_t words = bits_before(question->tokens.count) &
                     ~(kinds[TOKEN_NOISE] | kinds[TOKEN_PART]);
    uint64_t light = question->bits.light & reading->open; /* "EV numbers" */
    if ((words & ~light) != 0)
        words &= ~light;
    bool is_one = words != 0 && (words & (words - 1)) == 0;
    if (!is_one || reading->record->column_count == 0 ||
        (words & kinds[TOKEN_CONTENT]) == 0)
        return;
    size_t at = bits_first(words);
    if (count_words(reading) == 1 || question->terms[at] == MAP_NONE ||
        !is_elsewhere(reading, question->terms[at]))
        return;
    reading_block(reading, OBSTACLE_BREVITY,
                  "More than one answer is about \"%.*s\".",
                  STR_ARG(question->tokens.items[at].raw));
}

/* How many templates have a value that is named by these words. */
static size_t count_having(const struct question *question,
                           const struct mention_at *mention)
{
    const struct route_index *index = question->index;
    const struct index_mention *record = &index->mentions[mention->mention];
    size_t count = 0;
    uint32_t last = MAP_NONE;
    for (uint32_t i = 0; i < record->use_count; i++) {
        const struct index_use *use = &index->uses[record->first_use + i];
        count += use->value != MAP_NONE && use->template != last;
        last = use->value != MAP_NONE ? use->template : last;
    }
    return count;
}

/* Whether one of the words is what a dump is about, or is asked of this one
   alone: not "stand" of "where do we stand". */
static bool says_topic(const struct reading *reading, uint64_t words)
{
    const struct question *question = reading->question;
    const struct index_term *terms = question->index->terms;
    for (; words != 0; words &= words - 1) {
        size_t i = bits_first(words);
        uint32_t term = question->terms[i];
        if (question->tokens.items[i].kind != TOKEN_CONTENT ||
            term == MAP_NONE || terms[term].is_topic ||
            question->same[i][0] != MAP_NONE || !is_elsewhere(reading, term))
            return true;
    }
    return false;
}

/* "What do A and B bring in?" is a question of its own to who wrote it. */
static bool is_example_bare(const struct reading *reading)
{
    uint32_t count;
    const struct index_token *tokens = reading_example_tokens(reading, &count);
    for (uint32_t i = 0; i < count; i++)
        if (tokens[i].kind == TOKEN_CONTENT &&
            !(tokens[i].flags & (INDEX_TOKEN_VALUE | INDEX_TOKEN_LIGHT)))
            return false;
    return true;
}

/* "How is Villa Serena doing" names a thing, and nothing that is asked of it.
 */
static void check_bare_name(struct reading *reading)
{
    const struct question *question = reading->question;
    const uint64_t *kinds = question->bits.kinds;
    uint64_t words =
        bits_before(question->tokens.count) &
        ~(kinds[TOKEN_NOISE] | kinds[TOKEN_PART] | question->bits.light);
    uint64_t chosen = words & reading->chosen;
    if (chosen == 0 || is_example_bare(reading) ||
        says_topic(reading, words & ~chosen))
        return;
    for (size_t i = 0; i < question->mention_count; i++) {
        const struct mention_at *mention = &question->mentions[i];
        if (mention->start != bits_first(chosen) ||
            count_having(question, mention) < 2)
            continue;
        const struct token *first = &question->tokens.items[mention->start];
        const struct token *last = first + mention->count - 1;
        reading_block(reading, OBSTACLE_BREVITY,
                      "More than one answer is about \"%.*s\".",
                      (int)(last->raw.ptr + last->raw.len - first->raw.ptr),
                      first->raw.ptr);
        return;
    }
}

bool reading_template_has(const struct reading *reading, uint32_t term)
{
    const struct route_index *index = reading->question->index;
    if (index_bag_strength(index, reading->template, term) == 2)
        return true;
    return reading_asks_with(reading, term);
}

/* Whether the question has a word of the template that this example lacks. */
static bool has_other_own(const struct reading *reading)
{
    const struct question *question = reading->question;
    for (size_t i = 0; i < question->tokens.count; i++)
        if (question->tokens.items[i].kind == TOKEN_CONTENT &&
            reading->became[i] != BECAME_MATCHED &&
            question->terms[i] != MAP_NONE &&
            reading_template_has(reading, question->terms[i]))
            return true;
    return false;
}

bool reading_is_against(const struct reading *reading)
{
    uint32_t count;
    bool has_foreign = false;
    const struct index_token *words = reading_example_tokens(reading, &count);
    for (uint32_t i = 0; i < count; i++) {
        if (words[i].kind != TOKEN_CONTENT ||
            words[i].flags & INDEX_TOKEN_LIGHT ||
            reading_template_has(reading, words[i].term))
            continue;
        if (reading->is_example_matched[i])
            return true;
        has_foreign = true;
    }
    return !has_foreign && !has_other_own(reading);
}

/* Sums are worked out here, and nobody wrote the question that they answer. So
   the example must be about no less than the question: "duplicated claims",
   added up by dealer, are not the claims by dealer. And what it lists, as in
   "electric and hybrid cars", is not added up over. */
static void check_sums(struct reading *reading)
{
    uint32_t count, listed = 0;
    const struct index_token *tokens = reading_example_tokens(reading, &count);
    const uint8_t named = INDEX_TOKEN_COLUMN | INDEX_TOKEN_PERIOD;
    bool is_narrower = false;
    if (reading->slots.group_column < 0)
        return;
    for (uint32_t i = 0; i < count; i++) {
        bool is_met =
            reading->is_example_used[i] || reading->is_example_matched[i];
        if (tokens[i].kind != TOKEN_CONTENT || tokens[i].flags & named)
            continue;
        if (tokens[i].flags & INDEX_TOKEN_VALUE)
            listed += is_met;
        else if (!is_met)
            is_narrower = true;
    }
    is_narrower = is_narrower && evidence_unasked(reading) > 0;
    if (is_narrower || listed > 1)
        reading_block(reading, OBSTACLE_SUM,
                      "This answer would have to be added up to fit.");
}

static void find_open(struct reading *reading)
{
    reading->open = reading->chosen = 0;
    for (size_t i = 0; i < reading->question->tokens.count; i++) {
        uint8_t became = reading->became[i];
        bool is_open = became == BECAME_NOTHING || became == BECAME_ALIKE;
        bool is_chosen = became == BECAME_FILTER || became == BECAME_EXCLUSION;
        reading->open |= (uint64_t)is_open << i;
        reading->chosen |= (uint64_t)is_chosen << i;
    }
}

void reading_check(struct reading *reading)
{
    static void (*const checks[])(struct reading *) = {
        check_change,        check_columns,
        check_unknown,       check_elsewhere,
        check_numbers,       check_opposites,
        check_operators,     check_running_out,
        check_count,         check_names,
        check_price,         check_cause,
        check_movement,      check_sums,
        reading_check_scope, reading_check_compared,
        check_brevity,       check_bare_name};
    find_open(reading);
    for (size_t i = 0; i < COUNT(checks) && reading->obstacle == OBSTACLE_NONE;
         i++)
        checks[i](reading);
}
