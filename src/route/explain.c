/*
 * One line per word, one per candidate. Features are named in one table, so
 * that a feature without a name does not build.
 */
#include "route/explain.h"

#include "base/buf.h"
#include "route/evidence.h"

static const char *const feature_names[FEATURE_QUESTION_OPERATORS] = {
    [FEATURE_BIAS] = "bias",
    [FEATURE_QUESTION_MISSING] = "question's weight missing",
    [FEATURE_EXAMPLE_MISSING] = "example's weight missing",
    [FEATURE_QUESTION_MISSING_COUNT] = "question's words missing",
    [FEATURE_EXAMPLE_MISSING_COUNT] = "example's words missing",
    [FEATURE_QUESTION_LEFT] = "question's weight left",
    [FEATURE_EXAMPLE_LEFT] = "example's weight left",
    [FEATURE_QUESTION_LEFT_COUNT] = "question's words left",
    [FEATURE_EXAMPLE_LEFT_COUNT] = "example's words left",
    [FEATURE_QUESTION_HEAVIEST] = "question's heaviest word left",
    [FEATURE_EXAMPLE_HEAVIEST] = "example's heaviest word left",
    [FEATURE_UNKNOWN_COUNT] = "unknown words",
    [FEATURE_STRANGE] = "missing and mentioned nowhere",
    [FEATURE_SUBSTITUTIONS] = "substituted words",
    [FEATURE_COSINE] = "cosine",
    [FEATURE_SEQUENCE] = "common sequence",
    [FEATURE_NEIGHBOURS] = "common neighbours",
    [FEATURE_LENGTHS] = "difference of lengths",
    [FEATURE_RAW_OVERLAP] = "overlap of all words",
    [FEATURE_SAME_CONTENT] = "same words",
    [FEATURE_SAME_ALL] = "same words, numbers and operators",
    [FEATURE_QUESTION_NUMBERS] = "question's numbers missing",
    [FEATURE_EXAMPLE_NUMBERS] = "example's numbers missing",
    [FEATURE_QUESTION_LITERALS] = "question's names missing",
    [FEATURE_EXAMPLE_LITERALS] = "example's names missing",
    [FEATURE_PLACED] = "unknown words where a value stands",
    [FEATURE_QUOTED] = "question's quotations missing",
    [FEATURE_NAMES_DIFFER] = "other names",
    [FEATURE_HEAD_SAME] = "same first word",
    [FEATURE_QUESTION_HEAD] = "question's first word missing",
    [FEATURE_EXAMPLE_HEAD] = "example's first word missing",
    [FEATURE_QUESTION_SECOND] = "question's second word missing",
    [FEATURE_EXAMPLE_SECOND] = "example's second word missing",
    [FEATURE_INVERSIONS] = "words in another order",
    [FEATURE_SHARED] = "words in common",
    [FEATURE_LEFT] = "none left",
    [FEATURE_LEFT + 1] = "left: none, one",
    [FEATURE_LEFT + 2] = "left: none, several",
    [FEATURE_LEFT + 3] = "left: one, none",
    [FEATURE_LEFT + 4] = "left: one, one",
    [FEATURE_LEFT + 5] = "left: one, several",
    [FEATURE_LEFT + 6] = "left: several, none",
    [FEATURE_LEFT + 7] = "left: several, one",
    [FEATURE_LEFT + 8] = "left: several, several",
    [FEATURE_QUESTION_FAR] = "question's weight without a near meaning",
    [FEATURE_EXAMPLE_FAR] = "example's weight without a near meaning",
    [FEATURE_QUESTION_FAR_COUNT] = "question's words without a near meaning",
    [FEATURE_EXAMPLE_FAR_COUNT] = "example's words without a near meaning",
    [FEATURE_QUESTION_NEAREST] = "nearest meaning of question's words left",
    [FEATURE_EXAMPLE_NEAREST] = "nearest meaning of example's words left",
    [FEATURE_KNOWN_COUNT] = "words left that other templates have",
    [FEATURE_QUESTION_INSERTED] = "inserted in the question",
    [FEATURE_EXAMPLE_INSERTED] = "inserted in the example",
    [FEATURE_REPLACED_NEAR] = "replaced by a near meaning",
    [FEATURE_REPLACED_FAR] = "replaced by another meaning",
    [FEATURE_IS_TITLE] = "is a title",
    [FEATURE_BREVITY] = "brevity",
};

static struct str describe_word(const struct question *question,
                                const struct reading *reading, size_t at)
{
    static const char *const names[] = {
        [BECAME_NOTHING] = "unknown",   [BECAME_FILTER] = "filter",
        [BECAME_EXCLUSION] = "exclude", [BECAME_GROUP] = "group by",
        [BECAME_ORDER] = "order by",    [BECAME_LIMIT] = "limit",
        [BECAME_PERIOD] = "period",     [BECAME_MATCHED] = "matched",
        [BECAME_ALIKE] = "alike",       [BECAME_COVERED] = "column"};
    const struct token *token = &question->tokens.items[at];
    uint8_t became = reading ? reading->became[at] : BECAME_NOTHING;
    if (became == BECAME_NOTHING && token->kind == TOKEN_NOISE)
        return (struct str)STR("politeness");
    if (became == BECAME_NOTHING && token->kind == TOKEN_PART)
        return (struct str)STR("part of the phrase");
    if (became == BECAME_NOTHING && question->terms[at] != MAP_NONE)
        return (struct str)STR("not matched");
    if (became == BECAME_FILTER || became == BECAME_EXCLUSION ||
        became == BECAME_GROUP || became == BECAME_ORDER)
        return arena_printf(
            question->arena, "%s %.*s", names[became],
            STR_ARG(reading_label(reading, reading->became_column[at])));
    if (question->is_corrected[at] || token->is_synonym)
        return arena_printf(question->arena, "%s (as \"%.*s\")", names[became],
                            STR_ARG(token->word));
    return str_from(names[became]);
}

static void fill_trace(const struct question *question,
                       const struct reading *reading, struct route *route)
{
    size_t count = question->tokens.count;
    route->trace = ARENA_ARRAY(question->arena, struct route_trace, count + 1);
    route->trace_count = count;
    for (size_t i = 0; i < count; i++)
        route->trace[i] = (struct route_trace){
            question->tokens.items[i].raw, describe_word(question, reading, i)};
}

static void add_features(struct buf *buf, const struct reading *reading)
{
    for (int i = 1; i < FEATURE_COUNT; i++) {
        double value = reading->features[i];
        if (value * value < 1e-9)
            continue;
        if (i >= FEATURE_EXAMPLE_OPERATORS)
            buf_printf(
                buf, "    only the example has: %s",
                operator_name((enum operation)(i - FEATURE_EXAMPLE_OPERATORS)));
        else if (i >= FEATURE_QUESTION_OPERATORS)
            buf_printf(buf, "    only the question has: %s",
                       operator_name(
                           (enum operation)(i - FEATURE_QUESTION_OPERATORS)));
        else
            buf_printf(buf, "    %s: %.2f", feature_names[i], value);
        buf_printf(buf, " (%+.2f)\n",
                   value * (reading->record->column_count > 0
                                ? column_weights[i]
                                : feature_weights[i] +
                                      reading->crowd * crowd_weights[i]));
    }
}

static void add_evidence(struct buf *buf, const struct ranking *ranking)
{
    double features[EVIDENCE_FEATURES];
    if (ranking->count == 0 || ranking->is_exact ||
        ranking->readings[0]->record->column_count == 0)
        return;
    evidence_measure(ranking, features);
    for (int i = 1; i < EVIDENCE_FEATURES; i++)
        if (features[i] * features[i] > 1e-9)
            buf_printf(buf, "    %s: %.2f (%+.2f)\n",
                       evidence_name((enum evidence_feature)i), features[i],
                       features[i] * evidence_weight((enum evidence_feature)i));
}

void explain_decision(const struct question *question,
                      const struct ranking *ranking,
                      const struct reading *reading, struct route *route)
{
    struct buf buf;
    buf_init(&buf, 1 << 16);
    fill_trace(question, reading, route);
    buf_printf(&buf, "%zu candidates, confidence %.3f\n",
               ranking->candidate_count, ranking->confidence);
    add_evidence(&buf, ranking);
    for (size_t i = 0; i < ranking->count; i++) {
        const struct reading *other = ranking->readings[i];
        const struct route_index *index = question->index;
        buf_printf(
            &buf, "%zu. %.*s, score %+.2f, rank %+.2f, matched to \"%.*s\"\n",
            i + 1, STR_ARG(route_index_id(index, other->template)),
            other->score, other->rank,
            STR_ARG(index_str(index, index->examples[other->example].text)));
        if (other->obstacle != OBSTACLE_NONE)
            buf_printf(&buf, "    cannot be: %.*s\n",
                       STR_ARG(reading_reason(other)));
        add_features(&buf, other);
    }
    route->explanation = arena_str(question->arena, buf_str(&buf));
    buf_release(&buf);
}
