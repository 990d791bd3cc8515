/*
 * The decision, from the outside in: what is no question at all; what
 * continues an earlier one; what is clear; what is worth asking back about;
 * and what is not known here.
 */
#include "base/memory.h"
#include "route/choices.h"
#include "route/context.h"
#include "route/explain.h"
#include "route/ranking.h"
#include "route/spelling.h"

static const double follow_up_confidence = 0.9;

static void miss(struct route *route, struct str reason)
{
    route->status = ROUTE_MISS;
    if (route->reason.len == 0)
        route->reason = reason;
}

static struct str describe_period(const struct question *question,
                                  const struct reading *reading)
{
    static const char *const sides[] = {[WHEN_WHOLE] = "",
                                        [WHEN_FROM] = "since ",
                                        [WHEN_AFTER] = "after ",
                                        [WHEN_BEFORE] = "before "};
    char name[PERIOD_NAME_SIZE], from[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
    if (reading->when_used < 0)
        return (struct str){"", 0};
    const struct when *when = &question->whens[reading->when_used];
    struct span span = reading_resolve(reading, when);
    return arena_printf(question->arena, "%s%s (%s to %s)", sides[when->side],
                        period_name(&when->period, name),
                        date_format(span.from, from),
                        date_format(date_add(span.until, -1, DATE_DAY), last));
}

static void hit(struct route *route, const struct question *question,
                const struct reading *reading, double confidence,
                const char *method)
{
    const struct route_index *index = question->index;
    route->status = ROUTE_HIT;
    route->template = reading->template;
    route->confidence = confidence;
    route->method = method;
    route->matched = index_str(index, index->examples[reading->example].text);
    route->slots = reading->slots;
    route->period = describe_period(question, reading);
    route->context = context_write(index, reading->template, &reading->slots,
                                   question->arena);
}

/* "Since the summer" is not about "since". */
static bool is_subject(const struct question *question, size_t at)
{
    const struct token *token = &question->tokens.items[at];
    return token->kind == TOKEN_CONTENT && question_is_unknown(question, at) &&
           !question_is_when(question, at) && token->role != WORD_LIGHT &&
           !token->may_begin_time;
}

static struct str unknown_words(const struct question *question)
{
    for (size_t i = 0; i < question->tokens.count; i++)
        if (is_subject(question, i))
            return arena_printf(question->arena,
                                "None of the stored answers is about \"%.*s\".",
                                STR_ARG(question->tokens.items[i].raw));
    return (struct str)STR("None of the stored answers fits this question.");
}

/* Why the reading is no hit, for who never saw "this answer": it is named. */
static struct str name_reason(const struct question *question,
                              const struct reading *reading)
{
    static const struct str subject = STR("his answer");
    struct str reason = reading_reason(reading);
    struct str title = index_str(question->index, reading->record->title);
    const char *at = memmem(reason.ptr, reason.len, subject.ptr, subject.len);
    if (title.len == 0 || !at || at == reason.ptr)
        return reason;
    size_t before = (size_t)(at - reason.ptr) - 1, after = before + 1;
    after += subject.len;
    return arena_printf(question->arena, "%.*s\"%.*s\"%.*s", (int)before,
                        reason.ptr, STR_ARG(title), (int)(reason.len - after),
                        reason.ptr + after);
}

static void ask_back(struct route *route, const struct question *question,
                     const struct ranking *ranking)
{
    const struct reading *best = ranking->readings[0];
    choices_from_ranking(question, ranking, route);
    if (route->choice_count == 0) {
        struct str reason = name_reason(question, best);
        miss(route, reason.len > 0 ? reason : unknown_words(question));
        return;
    }
    route->status = ROUTE_CLARIFY;
    route->confidence = ranking->confidence;
    if (best->obstacle != OBSTACLE_NONE)
        route->reason = name_reason(question, best);
    else if (route->choice_count > 1)
        route->reason = (struct str)STR("More than one answer may be meant.");
    else
        route->reason = (struct str)STR(
            "There is an answer to something like this question.");
}

/* Whether each word is a slot or a word of the template: too little was said
   for a high score, but nothing that it does not know. */
static bool explains_all(const struct reading *reading)
{
    size_t content = 0;
    if (reading->obstacle != OBSTACLE_NONE)
        return false;
    for (size_t i = 0; i < reading->question->tokens.count; i++) {
        enum token_kind kind = reading->question->tokens.items[i].kind;
        if (kind == TOKEN_NOISE || kind == TOKEN_PART)
            continue;
        if (reading->became[i] == BECAME_NOTHING ||
            reading->became[i] == BECAME_ALIKE)
            return false;
        content += kind == TOKEN_CONTENT;
    }
    return content > 1;
}

static bool is_typo(const struct question *question, size_t at)
{
    for (size_t i = 0; i < question->typo_count; i++)
        if (question->typos[i].at == at)
            return true;
    return false;
}

/* Whether all that is not understood may be mistyped. */
static bool explains_all_but_typos(const struct reading *reading)
{
    const struct question *question = reading->question;
    size_t explained = 0;
    for (size_t i = 0; i < question->tokens.count; i++) {
        bool is_open = reading->became[i] == BECAME_NOTHING ||
                       reading->became[i] == BECAME_ALIKE;
        if (question->tokens.items[i].kind != TOKEN_CONTENT)
            continue;
        if (is_open && !is_typo(question, i))
            return false;
        explained += !is_open;
    }
    return question->typo_count > 0 && explained > 0;
}

/* Whether all but one word is understood, and that one is in no template and
   does not stand where a value would: "a league table of dealer revenue". */
static bool explains_all_but_one(const struct reading *reading)
{
    const struct question *question = reading->question;
    size_t explained = 0, values = 0, open = 0;
    if (reading->obstacle != OBSTACLE_NONE ||
        reading->record->column_count == 0)
        return false;
    for (size_t i = 0; i < question->tokens.count; i++) {
        const struct token *token = &question->tokens.items[i];
        if (token->kind != TOKEN_CONTENT || token->role == WORD_LIGHT)
            continue;
        values += reading->became[i] == BECAME_FILTER;
        if (reading->became[i] != BECAME_NOTHING &&
            reading->became[i] != BECAME_ALIKE)
            explained++;
        else if (question_is_unknown(question, i))
            open++;
        else
            return false;
    }
    return open == 1 && explained > 1 && explained > values;
}

/* A mistyped word of a dump's question may be one that chooses other rows. */
static bool may_be_another(const struct question *question,
                           const struct reading *reading)
{
    return question->typo_count > 0 && reading->record->column_count > 0;
}

static bool is_clear(const struct question *question,
                     const struct ranking *ranking)
{
    return ranking->count > 0 &&
           ranking->readings[0]->obstacle == OBSTACLE_NONE &&
           !may_be_another(question, ranking->readings[0]) &&
           ranking->confidence >= question->request->settings->accept;
}

static bool is_same_filter(const struct route_filter *a,
                           const struct route_filter *b)
{
    if (a->column != b->column || a->is_excluded != b->is_excluded ||
        a->value_count != b->value_count)
        return false;
    for (size_t i = 0; i < a->value_count; i++)
        if (!str_equal(a->values[i], b->values[i]))
            return false;
    return true;
}

static bool is_same_answer(const struct reading *a, const struct reading *b)
{
    const struct route_slots *x = &a->slots, *y = &b->slots;
    if (a->template != b->template || x->filter_count != y->filter_count ||
        x->order_column != y->order_column ||
        x->order_descending != y->order_descending || x->limit != y->limit ||
        x->time_column != y->time_column ||
        x->group_column != y->group_column ||
        x->span.from.day != y->span.from.day ||
        x->span.until.day != y->span.until.day)
        return false;
    for (size_t i = 0; i < x->filter_count; i++)
        if (!is_same_filter(&x->filters[i], &y->filters[i]))
            return false;
    return true;
}

/* Whether it is one of our own words that decide what is shown: if an answer
   was refused for it, that may be what was meant. */
static bool is_decisive(struct str word)
{
    enum word_role role = operator_word_role(word);
    return spelling_has(word) && role != WORD_NOISE && role != WORD_PLACE &&
           role != WORD_LIGHT;
}

/* A word that says nothing, or that the reading makes something of. */
static bool is_used(const struct reading *reading, size_t at)
{
    const struct token *token = &reading->question->tokens.items[at];
    return token->kind == TOKEN_NOISE || token->kind == TOKEN_PART ||
           token->role == WORD_LIGHT ||
           (reading->became[at] != BECAME_NOTHING &&
            reading->became[at] != BECAME_ALIKE);
}

/* A mistyped word that may have been meant as several is that one with which
   the question has an answer, if there is only one: "in lat month" is not "in
   flat month". Returns the question to go on with, and its ranking. */
static const struct question *mend(const struct question *question,
                                   struct ranking *ranking)
{
    static const double serious_least = 0.1;
    const struct question *mended = question;
    struct ranking best;
    const struct typo *typo = &question->typos[0];
    if (question->typo_count != 1 || typo->may_be_right || ranking->count == 0)
        return question;
    const struct token *token = &question->tokens.items[typo->at];
    bool is_name = token->is_placed || token->is_capital;
    for (size_t i = 0; i < typo->meant_count + typo->rival_count; i++) {
        if (is_name && operator_word_role(typo->meant[i]) == WORD_NOISE)
            continue;
        struct question *other =
            arena_alloc_raw(question->arena, sizeof(*other));
        struct ranking its;
        question_mend(other, question, typo, typo->meant[i]);
        ranking_make(&its, other);
        bool is_answer = is_clear(other, &its) &&
                         is_used(its.readings[0], other->typos[0].at);
        if (!is_answer && its.confidence >= serious_least &&
            is_decisive(typo->meant[i]))
            return question;
        if (!is_answer)
            continue;
        if (question_may_be_other(question, typo->at, typo->meant[i]))
            return question;
        if (i >= typo->meant_count && mended == question)
            return question;
        if (mended != question &&
            !is_same_answer(best.readings[0], its.readings[0]))
            return question;
        mended = other;
        best = its;
    }
    if (mended != question)
        *ranking = best;
    return mended;
}

static void decide_fresh(struct route *route, const struct question *question,
                         const struct ranking *ranking)
{
    const struct route_settings *settings = question->request->settings;
    const struct reading *best = ranking->count ? ranking->readings[0] : NULL;
    if (is_clear(question, ranking)) {
        hit(route, question, best, ranking->confidence,
            ranking->is_exact ? "exact" : "fuzzy");
        return;
    }
    choices_from_typos(question, route);
    if (route->choice_count > 0) {
        route->status = ROUTE_CLARIFY;
        return;
    }
    if (best && best->obstacle == OBSTACLE_CHANGE) {
        miss(route, reading_reason(best));
        return;
    }
    if (best && (ranking->confidence >= settings->clarify ||
                 ranking->by_words >= settings->clarify ||
                 explains_all_but_typos(best) || explains_all_but_one(best) ||
                 explains_all(best)))
        ask_back(route, question, ranking);
    else
        miss(route, unknown_words(question));
}

static enum context_fit decide_follow_up(struct route *route,
                                         const struct question *question,
                                         struct reading *reading)
{
    uint32_t template;
    struct route_slots old;
    if (!context_read(question, question->request->context, &template, &old))
        return CONTEXT_APART;
    enum context_fit fit = context_apply(question, template, &old, reading);
    if (fit == CONTEXT_FITS) {
        route->choice_count = 0;
        route->reason = (struct str){"", 0};
        hit(route, question, reading, follow_up_confidence, "context");
    }
    return fit;
}

/* A change of the former answer that cannot be made: why, and what else there
   is. */
static void decide_blocked(struct route *route, const struct question *question,
                           const struct reading *reading)
{
    struct str text =
        route_index_question(question->index, reading->template, 0);
    miss(route, reading_reason(reading));
    if (reading->obstacle == OBSTACLE_CHANGE ||
        !ranking_would_hit(question, text, reading->template))
        return;
    route->status = ROUTE_CLARIFY;
    route->choices[route->choice_count++] = (struct route_choice){
        .template = reading->template,
        .confidence = follow_up_confidence,
        .question = text,
        .difference = choices_describe(question, reading->template)};
}

/* A fragment is about the answer before, also where it does not fit that. */
static void decide_fragment(struct route *route,
                            const struct question *question,
                            const struct reading *reading)
{
    static const struct str reason = STR("The earlier answer cannot be changed "
                                         "in this way.");
    if (!reading->record) {
        miss(route, (struct str)STR("This continues an earlier question, whose "
                                    "answer is not known here."));
        return;
    }
    if (reading->obstacle == OBSTACLE_NONE)
        route->reason = reason;
    decide_blocked(route, question, reading);
}

/* A question that stands by itself is read afresh; one that begins like a
   continuation is one, if its context has anything to do with it. */
static void decide(struct route *route, const struct question *question)
{
    struct ranking ranking = {.count = 0};
    struct reading *follow_up =
        arena_alloc_raw(question->arena, sizeof(*follow_up));
    const struct reading *used = follow_up;
    follow_up->record = NULL; /* until it is read */
    bool is_fragment =
        question->request->context.len > 0 && context_is_fragment(question);
    bool continues = is_fragment || context_is_follow_up(question);
    enum context_fit fit = continues
                               ? decide_follow_up(route, question, follow_up)
                               : CONTEXT_APART;
    if (fit == CONTEXT_BLOCKED)
        decide_blocked(route, question, follow_up);
    else if (fit == CONTEXT_APART && is_fragment)
        decide_fragment(route, question, follow_up);
    else if (fit == CONTEXT_APART) {
        ranking_make(&ranking, question);
        question = mend(question, &ranking);
        used = ranking.count > 0 ? ranking.readings[0] : NULL;
        decide_fresh(route, question, &ranking);
        if (route->status != ROUTE_HIT && !continues &&
            decide_follow_up(route, question, follow_up) == CONTEXT_FITS)
            used = follow_up;
        else if (route->status == ROUTE_MISS && continues &&
                 question->request->context.len == 0)
            route->reason = (struct str)STR("This continues an earlier "
                                            "question, but none was sent "
                                            "along.");
    }
    choices_add_alternatives(question, &ranking, route);
    if (question->request->explain)
        explain_decision(question, &ranking, used && used->record ? used : NULL,
                         route);
}

static bool is_change(const struct question *question)
{
    for (size_t i = 0; i < question->tokens.count; i++) {
        const struct token *token = &question->tokens.items[i];
        if (token->role == WORD_CHANGE && token->kind == TOKEN_CONTENT)
            return true;
        if (token->kind != TOKEN_NOISE)
            return false;
    }
    return false;
}

void route_decide(const struct route_index *index,
                  const struct route_request *request, struct arena *arena,
                  struct route *route)
{
    struct question *question = arena_alloc_raw(arena, sizeof(*question));
    struct err err;
    question->tokens.count = 0;
    memory_clear(route, sizeof(*route));
    route->status = ROUTE_MISS;
    route->method = "";
    route->slots.order_column = -1;
    route->slots.time_column = -1;
    route->slots.group_column = -1;
    if (request->question.len > ROUTE_QUESTION_MAX)
        miss(route, arena_printf(arena, "A question may have %d bytes.",
                                 ROUTE_QUESTION_MAX));
    else if (!question_read(question, index, request, request->question, arena,
                            &err))
        miss(route, arena_printf(arena, "This is not text: %s.", err.text));
    else if (question->tokens.count == 0)
        miss(route, (struct str)STR("There are no words in this question."));
    else if (question->tokens.is_cut)
        miss(route,
             arena_printf(arena, "A question may have %d words.", TOKENS_MAX));
    else
        decide(route, question);
    if (route->status == ROUTE_MISS && question->tokens.count > 0 &&
        is_change(question))
        route->reason = (struct str)STR(
            "Questions are answered here; nothing is ever changed.");
}
