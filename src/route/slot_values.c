/*
 * Values of a template's dimensions become filters. A value that stands in the
 * template's title is part of its name and filters nothing. "except", "not",
 * "without" before a value leaves it out.
 */
#include <strings.h>

#include "route/reading.h"

static const struct index_use *find_values(const struct reading *reading,
                                           const struct mention_at *mention,
                                           uint32_t *count)
{
    size_t at = (size_t)(mention - reading->question->mentions);
    const struct view_mention *here = &reading->view->mentions[at];
    *count = here->value_count;
    return here->uses + here->first_value;
}

static bool is_free(const struct reading *reading,
                    const struct mention_at *mention)
{
    for (uint32_t i = 0; i < mention->count; i++)
        if (reading->became[mention->start + i] != BECAME_NOTHING)
            return false;
    return true;
}

/* Whether the template is named by this word, so that it chooses nothing. */
static bool is_in_title(const struct reading *reading, uint32_t term)
{
    const struct route_index *index = reading->question->index;
    const struct index_template *record = reading->record;
    if (record->example_count <= record->question_count)
        return false;
    const struct index_example *title =
        &index->examples[record->first_example + record->question_count];
    for (uint32_t i = 0; title->kind == EXAMPLE_TITLE && i < title->token_count;
         i++)
        if (index->tokens[title->first_token + i].term == term)
            return true;
    return false;
}

/* "Risk matrix" is short for a title: of its words one is a value, and one says
   what the whole is. */
static bool is_short_title(const struct reading *reading)
{
    const struct question *question = reading->question;
    bool has_whole = false;
    for (size_t i = 0; i < question->tokens.count; i++) {
        if (question->tokens.items[i].kind != TOKEN_CONTENT)
            continue;
        if (!is_in_title(reading, question->terms[i]))
            return false;
        has_whole = has_whole || !question_is_value(question, i);
    }
    return has_whole;
}

/* Whether the text has the value, capitals apart. */
static bool text_names(struct str text, struct str value)
{
    for (size_t i = 0; i + value.len <= text.len; i++)
        if (strncasecmp(text.ptr + i, value.ptr, value.len) == 0)
            return true;
    return false;
}

/* A title may name several values of a column ("Risks and opportunities"): then
   it does not say which of them is meant. */
static bool is_fixed_by_title(const struct reading *reading, uint32_t column)
{
    const struct route_index *index = reading->question->index;
    const struct index_column *record = reading_column(reading, column);
    struct str title = index_str(index, reading->record->title);
    uint32_t named = 0;
    for (uint32_t i = 0; i < record->value_count && i < 64; i++)
        named += text_names(
            title, index_str(index, index->values[record->first_value + i]));
    return named < 2;
}

static bool is_joining(const struct token *token)
{
    return token->kind == TOKEN_NOISE || token->op == OP_OR ||
           token->op == OP_BOTH;
}

static bool is_one_of(struct str word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_is(word, words[i]))
            return true;
    return false;
}

/* "by model, no EVs": the comma makes it a remark on the rows. */
static bool is_remark(const struct reading *reading, size_t at)
{
    const struct tokens *tokens = &reading->question->tokens;
    const char *before = tokens->items[at].raw.ptr;
    while (before > tokens->text.ptr && before[-1] == ' ')
        before--;
    bool is_and = at > 0 && str_is(tokens->items[at - 1].word, "and");
    return (before > tokens->text.ptr && before[-1] == ',') ||
           (is_and && at > 1 && reading->became[at - 2] == BECAME_EXCLUSION);
}

/* "did not sell EVs", "out of Ion 4" say what did not happen; they pick no
   rows. */
static bool leaves_out(const struct reading *reading, size_t at)
{
    const struct token *token = &reading->question->tokens.items[at];
    static const char *const words[] = {"no",     "never", "nobody", "none",
                                        "cannot", "did",   "do",     "does",
                                        "out",    "sold"};
    if (str_is(token->word, "no") && is_remark(reading, at))
        return true;
    return token->op == OP_NOT &&
           !is_one_of(token->word, words, COUNT(words)) &&
           !(str_is(token->word, "with") && str_is(token[1].word, "no"));
}

/* "every factory but Leipzig"; but "but in Leipzig" narrows. */
static bool is_but(const struct reading *reading, size_t at, uint32_t start)
{
    const struct token *tokens = reading->question->tokens.items;
    if (at == 0 || tokens[at].kind == TOKEN_PART ||
        !str_is(tokens[at].word, "but"))
        return false;
    for (size_t i = at + 1; i < start; i++)
        if (tokens[i].role == WORD_PLACE || tokens[i].role == WORD_FOLLOW ||
            tokens[i].kind != TOKEN_NOISE)
            return false;
    return true;
}

/* The "not" that stands before a value, or -1. */
static ptrdiff_t find_negation(const struct reading *reading, uint32_t start)
{
    const struct token *tokens = reading->question->tokens.items;
    for (uint32_t i = start; i > 0 && start - i < 5; i--) {
        const struct token *before = &tokens[i - 1];
        if (before->kind == TOKEN_PART)
            continue;
        if (leaves_out(reading, i - 1) || is_but(reading, i - 1, start))
            return (ptrdiff_t)i - 1;
        if (before->kind != TOKEN_NOISE)
            return -1;
    }
    return -1;
}

/* The words of a value of this template that stands at `at`, or 0. */
static uint32_t count_value_words(const struct reading *reading, size_t at)
{
    const struct question *question = reading->question;
    for (size_t i = 0; i < question->mention_count; i++) {
        uint32_t count;
        if (question->mentions[i].start != at)
            continue;
        find_values(reading, &question->mentions[i], &count);
        if (count > 0)
            return question->mentions[i].count;
    }
    return 0;
}

static bool stands_behind(struct str words)
{
    static const char *const ends[] = {"excluded", "excepted",   "omitted",
                                       "ignored",  "left out",   "left aside",
                                       "included", "considered", "counted"};
    for (size_t i = 0; i < COUNT(ends); i++)
        if (str_ends_with(words, ends[i]))
            return true;
    return false;
}

/* The "excluded" that stands behind a value or a list of them, or -1. */
static ptrdiff_t find_exclusion(const struct reading *reading, size_t end)
{
    const struct tokens *tokens = &reading->question->tokens;
    for (size_t i = end; i < tokens->count && i < end + 8;) {
        const struct token *token = &tokens->items[i];
        uint32_t taken = count_value_words(reading, i);
        if (token->op == OP_NOT)
            return stands_behind(
                       tokens_phrase(tokens, i, reading->question->arena))
                       ? (ptrdiff_t)i
                       : -1;
        if (taken == 0 && !is_joining(token))
            return -1;
        i += taken > 0 ? taken : 1;
    }
    return -1;
}

/* The column of the value that this one continues ("A, B and C"), or -1. */
static ptrdiff_t find_list(const struct reading *reading, uint32_t start)
{
    for (uint32_t i = start; i > 0 && start - i < 4; i--) {
        uint8_t became = reading->became[i - 1];
        if (became == BECAME_FILTER || became == BECAME_EXCLUSION)
            return (ptrdiff_t)i - 1;
        if (!is_joining(&reading->question->tokens.items[i - 1]))
            return -1;
    }
    return -1;
}

static struct route_filter *get_filter(struct reading *reading, uint32_t column,
                                       bool is_excluded)
{
    struct route_slots *slots = &reading->slots;
    for (size_t i = 0; i < slots->filter_count; i++)
        if (slots->filters[i].column == column &&
            slots->filters[i].is_excluded == is_excluded)
            return &slots->filters[i];
    if (slots->filter_count == ROUTE_FILTERS_MAX)
        return NULL;
    struct route_filter *filter = &slots->filters[slots->filter_count++];
    *filter =
        (struct route_filter){.column = column, .is_excluded = is_excluded};
    return filter;
}

static bool filter_has(const struct route_filter *filter, struct str value)
{
    for (size_t i = 0; i < filter->value_count; i++)
        if (str_equal(filter->values[i], value))
            return true;
    return false;
}

static void add_value(struct reading *reading, const struct index_use *use,
                      bool is_excluded)
{
    const struct route_index *index = reading->question->index;
    const struct index_column *column = reading_column(reading, use->column);
    struct str value =
        index_str(index, index->values[column->first_value + use->value]);
    struct route_filter *filter = get_filter(reading, use->column, is_excluded);
    if (!filter) {
        reading_block(reading, OBSTACLE_AMBIGUOUS,
                      "The question names more columns than can be filtered.");
        return;
    }
    if (filter_has(filter, value))
        return;
    struct str *values = ARENA_ARRAY(reading->question->arena, struct str,
                                     filter->value_count + 1);
    if (filter->value_count > 0)
        memcpy(values, filter->values, filter->value_count * sizeof(*values));
    values[filter->value_count++] = value;
    filter->values = values;
}

static void use_joints(struct reading *reading, uint32_t from, uint32_t until)
{
    for (uint32_t i = from; i < until; i++)
        if (reading->question->tokens.items[i].op == OP_OR ||
            reading->question->tokens.items[i].op == OP_BOTH)
            reading->became[i] = BECAME_FILTER;
}

static void use_value(struct reading *reading, const struct mention_at *mention,
                      const struct index_use *use)
{
    ptrdiff_t negation = find_negation(reading, mention->start);
    if (negation < 0)
        negation = find_exclusion(reading, mention->start + mention->count);
    ptrdiff_t before = find_list(reading, mention->start);
    bool is_excluded = negation >= 0;
    if (before >= 0 && reading->became_column[before] == use->column) {
        is_excluded =
            is_excluded || reading->became[before] == BECAME_EXCLUSION;
        use_joints(reading, (uint32_t)before, mention->start);
    }
    if (mention->start > 0 &&
        reading->question->tokens.items[mention->start - 1].op == OP_BOTH)
        use_joints(reading, mention->start - 1, mention->start);
    if (negation >= 0)
        reading->became[negation] = BECAME_EXCLUSION;
    add_value(reading, use, is_excluded);
    for (uint32_t i = mention->start; i < mention->start + mention->count;
         i++) {
        reading->became[i] = is_excluded ? BECAME_EXCLUSION : BECAME_FILTER;
        reading->became_column[i] = use->column;
    }
}

static bool is_one_column(const struct index_use *uses, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++)
        if (uses[i].column != uses[0].column)
            return false;
    return true;
}

static void read_mention(struct reading *reading,
                         const struct mention_at *mention)
{
    uint32_t count;
    const struct index_use *uses = find_values(reading, mention, &count);
    if (count == 0 || !is_free(reading, mention) ||
        (is_in_title(reading, reading->question->terms[mention->start]) &&
         (is_fixed_by_title(reading, uses[0].column) ||
          is_short_title(reading))))
        return;
    if (!is_one_column(uses, count)) {
        struct str first = reading_label(reading, uses[0].column);
        struct str second = reading_label(reading, uses[count - 1].column);
        reading_block(
            reading, OBSTACLE_AMBIGUOUS,
            "\"%.*s\" is a value of both %.*s and %.*s.",
            STR_ARG(reading->question->tokens.items[mention->start].raw),
            STR_ARG(first), STR_ARG(second));
        return;
    }
    use_value(reading, mention, &uses[0]);
}

/* "Northeast versus Midwest" compares what is shown side by side. */
static void use_comparison(struct reading *reading)
{
    for (size_t i = 0; i < reading->slots.filter_count; i++) {
        if (reading->slots.filters[i].value_count < 2)
            continue;
        for (size_t k = 0; k < reading->question->tokens.count; k++)
            if (reading->question->tokens.items[k].op == OP_COMPARE ||
                reading->question->tokens.items[k].op == OP_BETWEEN)
                reading->became[k] = BECAME_FILTER;
    }
}

/* "Risks and opportunities" are all there is. */
static void drop_full_filters(struct reading *reading)
{
    struct route_slots *slots = &reading->slots;
    size_t kept = 0;
    for (size_t i = 0; i < slots->filter_count; i++) {
        const struct route_filter *filter = &slots->filters[i];
        const struct index_column *column =
            reading_column(reading, filter->column);
        bool is_full = !filter->is_excluded && filter->value_count > 1 &&
                       filter->value_count == column->value_count;
        if (!is_full)
            slots->filters[kept++] = slots->filters[i];
    }
    slots->filter_count = kept;
}

static void copy_slots(const struct reading *reading)
{
    struct view_slots *slots = &reading->view->slots;
    size_t words = reading->question->tokens.count;
    size_t filters = reading->slots.filter_count;
    memcpy(slots->became, reading->became, words);
    memcpy(slots->became_column, reading->became_column,
           words * sizeof(slots->became_column[0]));
    memcpy(slots->filters, reading->slots.filters,
           filters * sizeof(slots->filters[0]));
    slots->filter_count = filters;
    reading->view->is_filtered = true;
}

static void take_slots(struct reading *reading)
{
    const struct view_slots *slots = &reading->view->slots;
    size_t words = reading->question->tokens.count;
    memcpy(reading->became, slots->became, words);
    memcpy(reading->became_column, slots->became_column,
           words * sizeof(slots->became_column[0]));
    memcpy(reading->slots.filters, slots->filters,
           slots->filter_count * sizeof(slots->filters[0]));
    reading->slots.filter_count = slots->filter_count;
}

/* Only times are read by what the example says, too. Without one, the next
   example of the template takes what this one found. */
static void find_filters(struct reading *reading)
{
    const struct question *question = reading->question;
    bool is_shared = question->when_count == 0;
    if (!reading->view->has_values)
        return;
    if (is_shared && reading->view->is_filtered) {
        take_slots(reading);
        return;
    }
    for (size_t i = 0; i < question->mention_count; i++)
        read_mention(reading, &question->mentions[i]);
    if (reading->slots.filter_count > 0) {
        use_comparison(reading);
        drop_full_filters(reading);
    }
    if (is_shared && reading->obstacle == OBSTACLE_NONE)
        copy_slots(reading);
}

void reading_find_values(struct reading *reading)
{
    find_filters(reading);
    if (reading->slots.filter_count > 0 &&
        !(reading->record->flags & TEMPLATE_IS_COMPLETE))
        reading_block(reading, OBSTACLE_INCOMPLETE,
                      "The rows of this answer were cut off, so a part of them "
                      "cannot be picked out.");
    if (!reading_example_flags(reading, INDEX_TOKEN_VALUE))
        return;
    uint32_t count;
    const struct index_token *tokens = reading_example_tokens(reading, &count);
    for (uint32_t i = 0; i < count; i++)
        if ((tokens[i].flags & INDEX_TOKEN_VALUE) &&
            !is_in_title(reading, tokens[i].term))
            reading->is_example_used[i] = true;
}
