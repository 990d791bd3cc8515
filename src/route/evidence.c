/*
 * The nearest example is looked for among all of the template's, not only the
 * one that was matched: what one of them leaves out is not needed to know what
 * is meant.
 */
#include "route/evidence.h"

#include <math.h>

enum { EXAMPLES_LOOKED_AT_MAX = 64 };

/* How much worse the next may explain a question: it counts until the first,
   and is a twin below the second. */
static const double ahead_most = 1, twin_least = 0.05;

/* A common word that this template has not says as much as a rare one: it is
   what the others are about. */
static const double foreign_least = 0.6;

static double capped(double value, double least, double most)
{
    return value < least ? least : value > most ? most : value;
}

static double weight_of(const struct question *question, double idf)
{
    double top = (double)question->index->unknown_idf;
    return top > 0 ? idf / top : 0;
}

static bool is_trend(enum operation op)
{
    return op == OP_TREND || op == OP_COMPARE;
}

/* Values, periods and columns choose a part of the dump; "F&I" in a column
   called "F&I revenue" says what the dump is about. */
static bool is_narrowing(const struct index_token *token)
{
    const uint8_t free = INDEX_TOKEN_VALUE | INDEX_TOKEN_PERIOD |
                         INDEX_TOKEN_NAMED | INDEX_TOKEN_LIGHT;
    if (token->flags & INDEX_TOKEN_CHANGE)
        return true;
    if (token->flags & free)
        return false;
    if (token->kind == TOKEN_CONTENT)
        return true;
    return token->op == OP_NOT || token->op == OP_AVERAGE ||
           token->op == OP_SHARE || token->op == OP_MORE ||
           token->op == OP_LESS;
}

static bool is_measure_named(const struct reading *reading)
{
    for (uint64_t names = reading->view->named; names != 0; names &= names - 1)
        if (reading->view->columns[bits_first(names)] ==
            (uint32_t)reading->measure)
            return true;
    return false;
}

/* What the dump shows beside the measure that was asked for need not be asked
   for. Of the measure itself every word counts ("F&I" of "F&I revenue", where
   the question has "revenue" alone), unless it has as long a name for it. */
static bool is_other_column(const struct reading *reading,
                            const struct index_token *tokens, uint32_t count,
                            uint32_t at)
{
    uint32_t column = tokens[at].column, words = 0;
    if (reading->measure < 0 || column == 0 || !is_measure_named(reading) ||
        !(tokens[at].flags & INDEX_TOKEN_COLUMN) ||
        (tokens[at].flags & INDEX_TOKEN_CHANGE) ||
        reading_column(reading, column - 1)->role != ROUTE_MEASURE)
        return false;
    if (column != (uint32_t)reading->measure + 1)
        return true;
    for (uint32_t i = 0; i < count; i++)
        words += tokens[i].column == column;
    return reading->measure_words >= words;
}

/* Whether the question asks for the order that the dump has, and names nothing
   but what is ordered: "top 5 artists". */
static bool asks_for_stored_order(const struct reading *reading)
{
    const struct tokens *tokens = &reading->question->tokens;
    int column = reading->slots.order_column;
    size_t content = 0;
    bool is_asked = false;
    for (size_t i = 0; i < tokens->count; i++) {
        content += tokens->items[i].kind == TOKEN_CONTENT;
        is_asked = is_asked || reading->became[i] == BECAME_ORDER;
    }
    return is_asked && content == 1 &&
           (column < 0 || column == reading->record->order_column);
}

/* "sell" of "sell best" and of "best-selling" is said by "top", too. */
static bool is_beside_direction(const struct index_token *tokens,
                                uint32_t count, uint32_t at)
{
    return (at > 0 &&
            operator_is_direction((enum operation)tokens[at - 1].op)) ||
           (at + 1 < count &&
            operator_is_direction((enum operation)tokens[at + 1].op));
}

/* The weight of what the question has not; of no interest from `least` on. */
static double weigh_example(const struct reading *reading,
                            const struct index_example *example,
                            bool is_ordered, double least)
{
    const struct question *question = reading->question;
    const struct route_index *index = question->index;
    const struct index_token *tokens = &index->tokens[example->first_token];
    double sum = 0;
    for (uint32_t i = 0; i < example->token_count && sum < least; i++) {
        bool is_change = (tokens[i].flags & INDEX_TOKEN_CHANGE) != 0;
        if (!is_narrowing(&tokens[i]) ||
            (is_change && question->asks_for_change) ||
            question_has_term(question, tokens[i].term) ||
            (is_ordered &&
             is_beside_direction(tokens, example->token_count, i)) ||
            is_other_column(reading, tokens, example->token_count, i))
            continue;
        sum += is_change ? 1
                         : weight_of(question,
                                     (double)index->terms[tokens[i].term].idf);
    }
    return sum;
}

static double weigh_unasked(const struct reading *reading, bool is_ordered)
{
    const struct question *question = reading->question;
    const struct route_index *index = question->index;
    const struct index_template *record = reading->record;
    double least = 1e9;
    for (uint32_t i = 0;
         i < record->example_count && i < EXAMPLES_LOOKED_AT_MAX && least > 0;
         i++) {
        const struct index_example *example =
            &index->examples[record->first_example + i];
        if (!question_heeds(question, example))
            continue;
        double sum = weigh_example(reading, example, is_ordered, least);
        least = sum < least ? sum : least;
    }
    return least;
}

double evidence_unasked(const struct reading *reading)
{
    return weigh_unasked(reading, false);
}

static bool looks_like_name(const struct token *token)
{
    return token->is_quoted || token->is_capital || token->is_placed;
}

/* The words of a value, or of a period, are one word together. */
static bool is_of_name(uint8_t became)
{
    return became == BECAME_FILTER || became == BECAME_EXCLUSION ||
           became == BECAME_PERIOD;
}

static double count_names(const struct reading *reading)
{
    uint64_t columns = 0;
    for (size_t i = 0; i < reading->question->tokens.count; i++)
        if (reading->became[i] == BECAME_FILTER ||
            reading->became[i] == BECAME_EXCLUSION)
            columns |= UINT64_C(1) << (reading->became_column[i] & 63);
    return __builtin_popcountll(columns) + (reading->when_used >= 0);
}

/* Operators that say what is asked for as much as a word does: "top models" is
   near "top selling models". */
static bool is_telling(const struct reading *reading, size_t at)
{
    enum operation op = reading->question->tokens.items[at].op;
    return is_trend(op) || op == OP_SHARE || op == OP_AVERAGE ||
           (operator_is_direction(op) &&
            reading_example_has(reading, reading->question->terms[at]));
}

/* Whether a question, the title or a column of the template has the word. */
static bool says_elsewhere(const struct reading *reading, size_t at)
{
    const struct question *question = reading->question;
    if (question->terms[at] != MAP_NONE &&
        reading_template_has(reading, question->terms[at]))
        return true;
    for (size_t i = 0; i < SAME_MAX && question->same[at][i] != MAP_NONE; i++)
        if (reading_template_has(reading, question->same[at][i]))
            return true;
    return false;
}

/* Whether some dump is about it; that one asks with it says less. */
static bool is_topic(const struct question *question, size_t at)
{
    const struct index_term *terms = question->index->terms;
    if (question->terms[at] == MAP_NONE && !question_is_unknown(question, at))
        return true;
    if (question->terms[at] != MAP_NONE &&
        (terms[question->terms[at]].is_topic ||
         question_is_value(question, at)))
        return true;
    for (size_t i = 0; i < SAME_MAX && question->same[at][i] != MAP_NONE; i++)
        if (terms[question->same[at][i]].is_topic)
            return true;
    return false;
}

static void measure_words(const struct reading *reading, double *features)
{
    const struct question *question = reading->question;
    double explained = count_names(reading);
    for (size_t i = 0; i < question->tokens.count; i++) {
        const struct token *token = &question->tokens.items[i];
        uint8_t became = reading->became[i];
        double weight = weight_of(question, (double)question->weights[i]);
        bool is_open = became == BECAME_NOTHING || became == BECAME_ALIKE;
        features[EVIDENCE_CORRECTED] += question->is_corrected[i];
        if (token->kind != TOKEN_CONTENT && !is_telling(reading, i))
            continue;
        if (is_open && token->sense != SENSE_NONE &&
            reading_has_movement(reading))
            explained++;
        else if (!is_open)
            explained += !is_of_name(became);
        else if (token->kind != TOKEN_CONTENT)
            continue;
        else if (says_elsewhere(reading, i))
            features[EVIDENCE_MENTIONED] += weight;
        else if (token->role == WORD_LIGHT && !looks_like_name(token))
            continue;
        else if (is_topic(question, i))
            features[EVIDENCE_FOREIGN] += capped(weight, foreign_least, 1);
        else
            features[EVIDENCE_STRANGE] += weight;
    }
    features[EVIDENCE_EXPLAINED] = capped(explained, 0, 2);
    features[EVIDENCE_MORE] = capped(explained - 2, 0, 2);
    features[EVIDENCE_ALL] =
        explained >= 2 && features[EVIDENCE_MENTIONED] +
                                  features[EVIDENCE_STRANGE] +
                                  features[EVIDENCE_FOREIGN] <
                              0.01;
}

/* Of words that the template does not explain. */
static double open_cost(const double *features)
{
    return features[EVIDENCE_STRANGE] + features[EVIDENCE_FOREIGN] +
           features[EVIDENCE_MENTIONED] * 0.75;
}

static double total_cost(const double *features)
{
    return open_cost(features) + features[EVIDENCE_UNASKED] * 1.5;
}

/* Returns the total cost; a part of it if that is `enough`. */
static double measure_reading(const struct reading *reading, bool is_ordered,
                              double enough, double features[EVIDENCE_FEATURES])
{
    memset(features, 0, EVIDENCE_FEATURES * sizeof(*features));
    measure_words(reading, features);
    if (total_cost(features) < enough)
        features[EVIDENCE_UNASKED] = weigh_unasked(reading, is_ordered);
    return total_cost(features);
}

/* What forbids it is something that the costs show: a word that it has not. A
   period or an order is not among them, and rules it out for good. */
static bool is_rival(const struct reading *reading)
{
    return reading->obstacle == OBSTACLE_NONE ||
           reading->obstacle == OBSTACLE_OPERATOR ||
           reading->obstacle == OBSTACLE_VALUE;
}

/* "How long do patients wait?" is less than "How long do urgent patients
   wait?", and sounds the same once the value is left out. */
static bool lacks_value(const struct reading *reading)
{
    uint32_t count;
    const struct index_token *tokens = reading_example_tokens(reading, &count);
    bool has_value = false;
    for (uint32_t i = 0; i < count; i++)
        has_value = has_value || (tokens[i].flags & INDEX_TOKEN_VALUE) != 0;
    return has_value && reading->slots.filter_count == 0;
}

/* "Revenue by customer", of last month or of last year: nothing in the question
   says which. How many examples each has must not decide. Nor is one meant that
   another explains better. */
static bool is_twin(const struct reading *best, const struct reading *other,
                    double ahead, double unasked)
{
    static const double near = 0.5, near_value = 3; /* log odds */
    static const double unasked_most = 0.4;
    double least = best->score - (lacks_value(best) ? near_value : near);
    if (other->obstacle != OBSTACLE_NONE)
        return ahead < 0 && unasked > unasked_most;
    return ahead < 0 || (ahead < twin_least && other->score > least);
}

/* One that explains more of the question's words than what is first, by this
   much at least, is put before it: sentences are alike for other reasons, too.
   That less of it was not asked for is no reason. */
static const double open_least = 0.35, cost_least = 0.2;

/* Its sentences speak for it by as much less as they spoke for the former. */
static void put_first(struct ranking *ranking, size_t at)
{
    static const double lead_weight = 0.5;
    const struct reading *former = ranking->readings[0];
    const struct reading *first = ranking->readings[at];
    double behind = capped(former->score - first->score, 0, 1e9) +
                    capped(former->rank - first->rank, 0, 1e9);
    double base = log(ranking->by_words / (1 - ranking->by_words));
    ranking->by_words = ranking_probability(base - lead_weight * behind);
    for (size_t i = at; i > 0; i--)
        ranking->readings[i] = ranking->readings[i - 1];
    ranking->readings[0] = first;
}

static double measure_first(const struct ranking *ranking, double *features)
{
    const struct reading *first = ranking->readings[0];
    return measure_reading(first, asks_for_stored_order(first), 1e9, features);
}

/* The one that shall be first; 0 to leave it as it is. */
static size_t find_first(const struct ranking *ranking, double cost,
                         double open_most)
{
    double features[EVIDENCE_FEATURES];
    size_t best = 0;
    double least = cost - cost_least;
    for (size_t i = 1; i < ranking->count; i++) {
        const struct reading *reading = ranking->readings[i];
        if (reading->obstacle != OBSTACLE_NONE ||
            reading->record->column_count == 0)
            continue;
        memset(features, 0, sizeof(features));
        measure_words(reading, features);
        if (open_cost(features) > open_most)
            continue;
        features[EVIDENCE_UNASKED] = weigh_unasked(reading, false);
        double other = total_cost(features);
        if (other >= least)
            continue;
        least = other;
        best = i;
    }
    return best;
}

/* Returns the cost of what is first then, and fills its features. */
static double choose_first(struct ranking *ranking, double *features)
{
    double cost = measure_first(ranking, features);
    double open_most = open_cost(features) - open_least;
    if (open_most < 0 || !is_rival(ranking->readings[0]))
        return cost;
    size_t first = find_first(ranking, cost, open_most);
    if (first == 0)
        return cost;
    put_first(ranking, first);
    return measure_first(ranking, features);
}

/* Fills what the others say of the first, which has this cost. */
static void compare(const struct ranking *ranking, double cost,
                    double *features)
{
    double next[EVIDENCE_FEATURES], ahead = ahead_most, twin = 0;
    bool is_ordered = asks_for_stored_order(ranking->readings[0]);
    for (size_t i = 1; i < ranking->count; i++) {
        if (!is_rival(ranking->readings[i]))
            continue;
        /* A little more than can matter: sums of doubles are not exact. */
        double enough = cost + (ahead > twin_least ? ahead : twin_least) + 0.01;
        double by =
            measure_reading(ranking->readings[i], is_ordered, enough, next) -
            cost;
        if (is_twin(ranking->readings[0], ranking->readings[i], by,
                    features[EVIDENCE_UNASKED]))
            twin = 1;
        ahead = by < ahead ? by : ahead;
    }
    features[EVIDENCE_BIAS] = 1;
    features[EVIDENCE_COMPLETE] =
        cost < 0.01 && features[EVIDENCE_EXPLAINED] >= 1;
    features[EVIDENCE_TWIN] = twin;
    /* Who says all and nothing else may say it in other words than anybody. */
    bool is_whole = features[EVIDENCE_COMPLETE] > 0 &&
                    features[EVIDENCE_ALL] > 0 && twin <= 0;
    features[EVIDENCE_BASE] =
        capped(log(ranking->by_words / (1 - ranking->by_words)),
               is_whole ? -0.5 : -3, 6);
    features[EVIDENCE_CORRECTED] = capped(features[EVIDENCE_CORRECTED], 0, 2);
    features[EVIDENCE_AHEAD] = capped(ahead, -1, ahead_most);
}

void evidence_measure(const struct ranking *ranking,
                      double features[EVIDENCE_FEATURES])
{
    double cost = measure_first(ranking, features);
    compare(ranking, cost, features);
}

/* In log odds. Fitted with signs and least weights given, then rounded; what
   they were fitted on and with what result: tests/eval/README.md. */
static const double weights[EVIDENCE_FEATURES] = {
    [EVIDENCE_BIAS] = -1.20,     [EVIDENCE_BASE] = 0.35,
    [EVIDENCE_STRANGE] = -1.2,   [EVIDENCE_FOREIGN] = -2.3,
    [EVIDENCE_MENTIONED] = -1.5, [EVIDENCE_UNASKED] = -3.9,
    [EVIDENCE_EXPLAINED] = 0.8,  [EVIDENCE_MORE] = 1.4,
    [EVIDENCE_ALL] = 0.8,        [EVIDENCE_COMPLETE] = 0.3,
    [EVIDENCE_AHEAD] = 1.3,      [EVIDENCE_TWIN] = -4.0,
    [EVIDENCE_CORRECTED] = -0.1,
};

double evidence_confidence(struct ranking *ranking)
{
    double features[EVIDENCE_FEATURES], sum = 0;
    if (ranking->count == 0 || ranking->readings[0]->record->column_count == 0)
        return ranking->by_words;
    double cost = choose_first(ranking, features);
    compare(ranking, cost, features);
    for (int i = 0; i < EVIDENCE_FEATURES; i++)
        sum += weights[i] * features[i];
    return ranking_probability(sum);
}

double evidence_weight(enum evidence_feature feature)
{
    return weights[feature];
}

const char *evidence_name(enum evidence_feature feature)
{
    static const char *const names[EVIDENCE_FEATURES] = {
        [EVIDENCE_BIAS] = "bias",
        [EVIDENCE_BASE] = "by the sentences alone",
        [EVIDENCE_STRANGE] = "words that it has nowhere",
        [EVIDENCE_FOREIGN] = "words that others are about",
        [EVIDENCE_MENTIONED] = "words that it has elsewhere",
        [EVIDENCE_UNASKED] = "not asked for",
        [EVIDENCE_EXPLAINED] = "words explained",
        [EVIDENCE_MORE] = "more words explained",
        [EVIDENCE_ALL] = "all words explained",
        [EVIDENCE_COMPLETE] = "and nothing else said",
        [EVIDENCE_AHEAD] = "ahead of the next",
        [EVIDENCE_TWIN] = "another one reads as well",
        [EVIDENCE_CORRECTED] = "words corrected",
    };
    return names[feature];
}
