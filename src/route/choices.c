/*
 * A choice is the asker's own question where it can be mended (a mistyped
 * word, a period that is not covered taken out), so that the rest of what was
 * asked is kept; otherwise one of the template's own questions.
 */
#include "route/choices.h"

#include <limits.h>

struct str choices_describe(const struct question *question, uint32_t template)
{
    const struct route_index *index = question->index;
    const struct index_template *record = &index->templates[template];
    struct str title = index_str(index, record->title);
    struct str period = index_str(index, record->period);
    if (title.len == 0)
        title = index_str(index, record->id);
    return period.len == 0 ? title
                           : arena_printf(question->arena, "%.*s (%.*s)",
                                          STR_ARG(title), STR_ARG(period));
}

/* The text with the words from `start` to before `end` replaced. */
static struct str replace_words(const struct question *question, size_t start,
                                size_t end, struct str with)
{
    const struct tokens *tokens = &question->tokens;
    const char *text = tokens->text.ptr;
    const struct token *last = &tokens->items[end - 1];
    size_t before = (size_t)(tokens->items[start].raw.ptr - text);
    size_t after = (size_t)(last->raw.ptr + last->raw.len - text);
    struct str out = arena_printf(
        question->arena, "%.*s%.*s%.*s", (int)before, text, STR_ARG(with),
        (int)(tokens->text.len - after), text + after);
    return str_trim(out);
}

static bool add_choice(struct route *route, struct route_choice choice)
{
    for (size_t i = 0; i < route->choice_count; i++)
        if (str_equal(route->choices[i].question, choice.question))
            return true;
    if (route->choice_count < ROUTE_CHOICES_MAX)
        route->choices[route->choice_count++] = choice;
    return route->choice_count < ROUTE_CHOICES_MAX;
}

/* Adds a mended text if it would be answered. An empty difference is that of
   the template which answers it. */
static bool try_text(const struct question *question, struct str text,
                     struct str difference, struct route *route)
{
    struct question *other = arena_alloc_raw(question->arena, sizeof(*other));
    struct ranking ranking;
    struct err err;
    if (!question_read(other, question->index, question->request, text,
                       question->arena, &err))
        return false;
    ranking_make(&ranking, other);
    if (ranking.count == 0 || ranking.readings[0]->obstacle != OBSTACLE_NONE ||
        ranking.confidence < question->request->settings->accept)
        return false;
    if (difference.len == 0)
        difference = choices_describe(question, ranking.readings[0]->template);
    add_choice(route,
               (struct route_choice){.template = ranking.readings[0]->template,
                                     .confidence = ranking.confidence,
                                     .question = text,
                                     .difference = difference});
    return true;
}

/* The word as it is written in the value it belongs to: "Northeast". */
static struct str spell_word(const struct question *question, struct str word)
{
    struct token token = {.word = word};
    struct tokens *tokens = ARENA_NEW(question->arena, struct tokens);
    tokens->items[0] = token;
    tokens->count = 1;
    tokens_replace(tokens, 0, word, question->arena);
    const struct route_index *index = question->index;
    uint32_t id = index_find_mention(index, tokens->items[0].name);
    if (id == MAP_NONE)
        return word;
    const struct index_use *use = &index->uses[index->mentions[id].first_use];
    const struct index_template *record = &index->templates[use->template];
    const struct index_column *column =
        &index->columns[record->first_column + use->column];
    if (use->value == MAP_NONE)
        return word;
    return index_str(index, index->values[column->first_value + use->value]);
}

void choices_from_typos(const struct question *question, struct route *route)
{
    for (size_t i = 0; i < question->typo_count; i++) {
        const struct typo *typo = &question->typos[i];
        for (size_t n = 0;
             n < typo->meant_count && route->choice_count < ROUTE_CHOICES_MAX;
             n++) {
            struct str word = spell_word(question, typo->meant[n]);
            struct str text =
                replace_words(question, typo->at, typo->at + 1, word);
            try_text(question, text, word, route);
        }
    }
    if (route->choice_count > 0)
        route->reason = arena_printf(
            question->arena, "\"%.*s\" is not known; something like it is.",
            STR_ARG(question->tokens.items[question->typos[0].at].raw));
}

/* The question without its period, and without the "in" before it. */
static bool try_without_period(const struct question *question,
                               const struct reading *reading,
                               struct route *route)
{
    if (reading->obstacle != OBSTACLE_PERIOD || question->when_count != 1)
        return false;
    size_t start = question->whens[0].start;
    size_t end = start + question->whens[0].count;
    while (start > 0 &&
           (question->tokens.items[start - 1].role == WORD_PLACE ||
            question->tokens.items[start - 1].role == WORD_NOISE) &&
           question->tokens.items[start - 1].kind == TOKEN_NOISE)
        start--;
    /* From the middle of a sentence it would leave a hole. */
    if ((start == 0) == (end == question->tokens.count))
        return false;
    struct str text = replace_words(question, start, end, (struct str){"", 0});
    return try_text(question, text, (struct str){"", 0}, route);
}

/* The example with its own value of a column replaced by the asker's: "... in
   the Northeast?" becomes "... in the Midwest?". False without such a value. */
static bool put_value(const struct question *question,
                      const struct reading *reading, struct str *text)
{
    const struct route_filter *filter = &reading->slots.filters[0];
    const struct route_index *index = question->index;
    if (reading->slots.filter_count != 1 || filter->value_count != 1 ||
        filter->is_excluded)
        return false;
    const struct index_column *column = reading_column(reading, filter->column);
    if (str_find(*text, filter->values[0]) >= 0)
        return false;
    bool has_byte[UCHAR_MAX + 1] = {false}; /* rules out most values */
    for (size_t i = 0; i < text->len; i++)
        has_byte[(unsigned char)text->ptr[i]] = true;
    for (uint32_t i = 0; i < column->value_count; i++) {
        struct str value =
            index_str(index, index->values[column->first_value + i]);
        bool may_have = value.len > 0 && has_byte[(unsigned char)*value.ptr];
        ptrdiff_t at = may_have ? str_find(*text, value) : -1;
        if (at < 0)
            continue;
        struct str rest = str_skip(*text, (size_t)at + value.len);
        *text =
            arena_printf(question->arena, "%.*s%.*s%.*s", (int)at, text->ptr,
                         STR_ARG(filter->values[0]), STR_ARG(rest));
        return true;
    }
    return false;
}

/* One of the template's own questions that is answered today, for the asker's
   value if it names one. */
static bool find_question(const struct question *question,
                          const struct reading *reading, struct str *text)
{
    const struct route_index *index = question->index;
    uint32_t count = reading->record->question_count;
    for (uint32_t i = 0; i < count && i < 4; i++) {
        *text = route_index_question(index, reading->template, i);
        if (put_value(question, reading, text) &&
            ranking_would_hit(question, *text, reading->template))
            return true;
    }
    const struct index_example *example = &index->examples[reading->example];
    *text = index_str(index, example->text);
    if (example->kind == EXAMPLE_QUESTION &&
        ranking_would_hit(question, *text, reading->template))
        return true;
    for (uint32_t i = 0; i < count && i < 3; i++) {
        *text = route_index_question(index, reading->template, i);
        if (ranking_would_hit(question, *text, reading->template))
            return true;
    }
    return false;
}

void choices_from_ranking(const struct question *question,
                          const struct ranking *ranking, struct route *route)
{
    /* Less than asking back at all needs: the others are there to compare. */
    double least = question->request->settings->clarify / 10;
    for (size_t i = 0; i < ranking->count; i++) {
        const struct reading *reading = ranking->readings[i];
        double confidence = ranking_probability(reading->rank);
        struct str text;
        if ((i > 0 && confidence < least) ||
            reading->obstacle == OBSTACLE_CHANGE ||
            reading->obstacle == OBSTACLE_NOT_THIS ||
            route->choice_count == ROUTE_CHOICES_MAX)
            continue;
        if (try_without_period(question, reading, route) ||
            !find_question(question, reading, &text))
            continue;
        add_choice(route,
                   (struct route_choice){.template = reading->template,
                                         .confidence = confidence,
                                         .question = text,
                                         .difference = choices_describe(
                                             question, reading->template)});
    }
}

static bool is_offered(const struct route *route, uint32_t template)
{
    for (size_t i = 0; i < route->choice_count; i++)
        if (route->choices[i].template == template)
            return true;
    return route->status == ROUTE_HIT && route->template == template;
}

void choices_add_alternatives(const struct question *question,
                              const struct ranking *ranking,
                              struct route *route)
{
    for (size_t i = 0; i < ranking->count; i++) {
        const struct reading *reading = ranking->readings[i];
        if (is_offered(route, reading->template) ||
            route->alternative_count == ROUTE_ALTERNATIVES_MAX)
            continue;
        route->alternatives[route->alternative_count++] = (struct route_choice){
            .template = reading->template,
            .confidence = ranking_probability(reading->rank),
            .question =
                route_index_question(question->index, reading->template, 0),
            .difference = choices_describe(question, reading->template)};
    }
}
