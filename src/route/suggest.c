/*
 * Questions that begin with what was typed stand together in the table of
 * exact questions, which is sorted. What is left of the room goes to questions
 * that resemble it.
 */
#include "route/candidates.h"
#include "route/choices.h"

struct suggestions {
    const struct question *question;
    struct route_choice *choices;
    size_t count, max;
};

static void add_suggestion(struct suggestions *suggestions, uint32_t example,
                           double confidence)
{
    const struct question *question = suggestions->question;
    const struct route_index *index = question->index;
    const struct index_example *record = &index->examples[example];
    struct str text = index_str(index, record->text);
    if (suggestions->count == suggestions->max ||
        record->kind != EXAMPLE_QUESTION ||
        !question->request->coverage[record->template].is_served)
        return;
    for (size_t i = 0; i < suggestions->count; i++)
        if (str_equal(suggestions->choices[i].question, text))
            return;
    suggestions->choices[suggestions->count++] = (struct route_choice){
        .template = record->template,
        .confidence = confidence,
        .question = text,
        .difference = choices_describe(question, record->template)};
}

static void add_prefixed(struct suggestions *suggestions, struct str key)
{
    enum { LOOKED_AT_MAX = 200 };
    const struct route_index *index = suggestions->question->index;
    uint32_t first = index_lower_exact(index, key);
    for (uint32_t i = first;
         i < index->counts[SECTION_EXACT] && i - first < LOOKED_AT_MAX; i++) {
        struct str there = index_str(index, index->exact[i].key);
        if (there.len < key.len ||
            !str_equal((struct str){there.ptr, key.len}, key))
            return;
        if (index->exact[i].example != MAP_NONE)
            add_suggestion(suggestions, index->exact[i].example, 1);
    }
}

static void add_resembling(struct suggestions *suggestions)
{
    const struct question *question = suggestions->question;
    struct candidate candidates[CANDIDATES_MAX];
    struct profile profile = {.best_count = 0};
    size_t count = candidates_find(question, &profile, candidates);
    for (size_t i = 0; i < count; i++) {
        uint32_t example = candidates[i].example;
        const struct index_example *record =
            &question->index->examples[example];
        if (record->kind == EXAMPLE_TITLE || record->kind == EXAMPLE_FIRST_ROW)
            example =
                question->index->templates[record->template].first_example;
        if (record->kind != EXAMPLE_NOT)
            add_suggestion(suggestions, example, (double)candidates[i].cosine);
    }
}

static void add_in_order(struct suggestions *suggestions)
{
    const struct route_index *index = suggestions->question->index;
    for (uint32_t i = 0; i < index->counts[SECTION_TEMPLATES] &&
                         suggestions->count < suggestions->max;
         i++)
        add_suggestion(suggestions, index->templates[i].first_example, 0);
}

size_t route_suggest(const struct route_index *index, struct str text,
                     struct route_choice *choices, size_t max,
                     const struct route_coverage *coverage, struct arena *arena)
{
    static const struct route_settings settings = {.accept = 1, .clarify = 1};
    struct route_request request = {.question = text,
                                    .coverage = coverage,
                                    .settings = &settings,
                                    .today = {0}};
    struct question *question = ARENA_NEW(arena, struct question);
    struct suggestions suggestions = {question, choices, 0, max};
    struct err err;
    if (text.len > ROUTE_QUESTION_MAX ||
        !question_read(question, index, &request, text, arena, &err))
        return 0;
    if (question->tokens.count == 0) {
        add_in_order(&suggestions);
        return suggestions.count;
    }
    add_prefixed(&suggestions, tokens_key(&question->tokens, arena));
    add_resembling(&suggestions);
    return suggestions.count;
}
