/*
 * Every candidate example is read; a template keeps its best reading. A reading
 * with an obstacle is moved behind those without: it cannot be the answer, but
 * it may be worth asking back about.
 */
#include "route/ranking.h"

#include <math.h>

#include "base/exact.h"
#include "route/candidates.h"
#include "route/evidence.h"
#include "route/named.h"

/* In log odds. */
static const double obstacle_cost = 3.0;
static const double exact_score = 9.0;
static const double against_least = 1.0; /* a not_question that is meant */

struct entry {
    struct view *view;
    struct reading *best;
    double second;  /* the score of its second best example */
    double against; /* the score of its best not_question */
};

struct board {
    const struct profile *profile;
    struct entry entries[CANDIDATES_MAX + NAMED_MAX];
    size_t count;
    struct reading *spare;
    struct {
        uint32_t template, example;
        double score; /* hindered */
    } read[CANDIDATES_MAX + NAMED_MAX];
    size_t read_count;
};

double ranking_probability(double log_odds)
{
    return 1 / (1 + exp(-log_odds));
}

/* A period that is not covered is used up all the same, and costs more: its
   words are not missed in the score. */
static double hindered(const struct reading *reading, double score)
{
    double cost = reading->obstacle == OBSTACLE_NONE     ? 0
                  : reading->obstacle == OBSTACLE_PERIOD ? 2 * obstacle_cost
                                                         : obstacle_cost;
    return score - cost;
}

/* Not cleared: reading_make does that. Until then its `question` is NULL. */
static struct reading *new_reading(struct arena *arena)
{
    struct reading *reading = arena_alloc_raw(arena, sizeof(*reading));
    reading->question = NULL;
    reading->obstacle = OBSTACLE_NONE;
    reading->score = -1e9;
    return reading;
}

static struct entry *get_entry(struct board *board, uint32_t template,
                               const struct question *question)
{
    for (size_t i = 0; i < board->count; i++)
        if (board->entries[i].best->template == template)
            return &board->entries[i];
    struct entry *entry = &board->entries[board->count++];
    *entry = (struct entry){view_new(question, template),
                            new_reading(question->arena), -1e9, -1e9};
    entry->best->template = template;
    return entry;
}

/* A title counts like a question where nothing was learnt about titles. */
static bool is_like_kind(const struct route_index *index,
                         const struct index_example *a,
                         const struct index_example *b)
{
    bool is_learnt = fabs(feature_weights[FEATURE_IS_TITLE]) > 0;
    if (a->kind == b->kind)
        return true;
    return a->kind != EXAMPLE_NOT && b->kind != EXAMPLE_NOT && !is_learnt &&
           index->templates[a->template].column_count > 0;
}

/* Whether two examples of a template are the same words: a title is often one
   of its questions. */
static bool says_same(const struct route_index *index, uint32_t first,
                      uint32_t second)
{
    const struct index_example *a = &index->examples[first];
    const struct index_example *b = &index->examples[second];
    return a->token_count == b->token_count && is_like_kind(index, a, b) &&
           str_equal(index_str(index, a->text), index_str(index, b->text)) &&
           memcmp(&index->tokens[a->first_token],
                  &index->tokens[b->first_token],
                  a->token_count * sizeof(struct index_token)) == 0;
}

/* Whether the same words were read before: then only the score counts, which
   is no better than the best. */
static bool was_read(struct board *board, struct entry *entry,
                     const struct route_index *index, uint32_t example)
{
    uint32_t template = index->examples[example].template;
    for (size_t i = 0; i < board->read_count; i++) {
        if (board->read[i].template != template ||
            !says_same(index, board->read[i].example, example))
            continue;
        if (index->examples[example].kind != EXAMPLE_NOT &&
            board->read[i].score > entry->second)
            entry->second = board->read[i].score;
        return true;
    }
    return false;
}

static void read_example(struct board *board, const struct question *question,
                         const struct candidate *candidate)
{
    uint32_t example = candidate->example;
    const struct index_example *record = &question->index->examples[example];
    struct entry *entry = get_entry(board, record->template, question);
    struct reading *reading = board->spare;
    if (was_read(board, entry, question->index, example) ||
        (record->kind != EXAMPLE_NOT && !question_heeds(question, record)))
        return;
    reading_make(reading, entry->view, example);
    board->read[board->read_count].template = record->template;
    reading->cosine = (double)candidate->cosine;
    board->read[board->read_count].example = example;
    board->read[board->read_count++].score = hindered(reading, reading->score);
    if (record->kind == EXAMPLE_NOT) {
        if (reading->score > entry->against && reading_is_against(reading))
            entry->against = reading->score;
        return;
    }
    double score = hindered(reading, reading->score);
    double best = hindered(entry->best, entry->best->score);
    if (score <= best) {
        if (score > entry->second)
            entry->second = score;
        return;
    }
    entry->second = best;
    board->spare = entry->best;
    entry->best = reading;
}

static void heed_not_questions(struct board *board)
{
    for (size_t i = 0; i < board->count; i++) {
        struct entry *entry = &board->entries[i];
        if (!entry->best->question || entry->against <= entry->best->score ||
            entry->against <= against_least)
            continue;
        entry->best->is_told = true;
        reading_block(entry->best, OBSTACLE_NOT_THIS,
                      "This answer is known not to be about that.");
    }
}

static double capped(double value, double least, double most)
{
    return value < least ? least : value > most ? most : value;
}

static double weigh(const double *values, const double *weights,
                    const double *more, double crowd, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += values[i] * (weights[i] + crowd * more[i]);
    return sum;
}

void ranking_fill_features(const struct reading *reading, double second,
                           const struct profile *profile,
                           double values[RANK_FEATURES])
{
    double score = hindered(reading, reading->score);
    uint32_t template = reading->template;
    values[RANK_BIAS] = 1;
    values[RANK_PAIR] = reading->score;
    values[RANK_SECOND] = second > -1e8 ? capped(score - second, 0, 4) : 0;
    values[RANK_SHARE] = capped(profile_share(profile, template), -10, 0);
    values[RANK_LEAD] = capped(profile_lead(profile, template), -5, 5);
    values[RANK_COSINE] = reading->cosine;
}

static void rank_entries(const struct board *board)
{
    bool has_profile = board->profile->scores != NULL;
    const double(*weights)[RANK_FEATURES] = rank_weights[has_profile];
    for (size_t i = 0; i < board->count; i++) {
        struct reading *reading = board->entries[i].best;
        double values[RANK_FEATURES];
        if (!reading->question)
            continue;
        ranking_fill_features(reading, board->entries[i].second, board->profile,
                              values);
        bool has_columns = reading->record->column_count > 0;
        reading->rank = weigh(
            values, has_columns ? column_rank_weights[has_profile] : weights[0],
            weights[1], reading->crowd, RANK_FEATURES);
    }
}

static double rank_of(const struct reading *reading)
{
    return hindered(reading, reading->rank);
}

static void sort_board(const struct board *board, struct ranking *ranking)
{
    for (size_t i = 0; i < board->count; i++) {
        const struct reading *reading = board->entries[i].best;
        if (!reading->question)
            continue;
        size_t at = ranking->count;
        while (at > 0 && rank_of(ranking->readings[at - 1]) < rank_of(reading))
            at--;
        if (at == RANKING_MAX)
            continue;
        if (ranking->count < RANKING_MAX)
            ranking->count++;
        for (size_t k = ranking->count - 1; k > at; k--)
            ranking->readings[k] = ranking->readings[k - 1];
        ranking->readings[at] = reading;
    }
}

static double count_unknown(const struct reading *reading,
                            const struct profile *profile)
{
    double count = (double)reading->question->tokens.count;
    return profile->scores ? (1 - profile->known) * capped(count, 0, 12) / 6
                           : 0;
}

static void fill_lead(const struct reading *best, const struct reading *next,
                      const struct profile *profile,
                      double values[LEAD_FEATURES])
{
    const double most = LEAD_MARGIN_MAX;
    double margin = next ? rank_of(best) - rank_of(next) : most;
    double ahead = next ? best->score - next->score : most;
    double questions = best->record->question_count;
    double words = (double)best->question->tokens.count;
    values[LEAD_BIAS] = 1;
    values[LEAD_RANK] = best->rank;
    values[LEAD_MARGIN] = capped(margin, 0, most);
    values[LEAD_PAIR] = best->score;
    values[LEAD_SHARE] = capped(profile_share(profile, best->template), -10, 0);
    values[LEAD_KNOWN] = profile->known;
    values[LEAD_UNKNOWN] = count_unknown(best, profile);
    values[LEAD_COSINE] = best->cosine;
    values[LEAD_COSINE_AHEAD] = best->cosine - (next ? next->cosine : 0);
    values[LEAD_PAIR_AHEAD] = capped(ahead, -most, most);
    values[LEAD_PROFILE_AHEAD] =
        capped(profile_lead(profile, best->template), -5, 5);
    double examples = exact_log(capped(questions, 1, LEAD_EXAMPLES_MAX));
    values[LEAD_EXAMPLES] = examples;
    values[LEAD_OUTSTANDING] = profile_outstanding(profile, best->template) /
                               5 * (questions > 1 ? examples : 1);
    values[LEAD_WORDS] = exact_log(capped(words, 1, 12));
}

double ranking_is_large(const struct reading *reading)
{
    const struct route_index *index = reading->question->index;
    double count = index->counts[SECTION_TEMPLATES];
    bool is_alone = reading->crowd <= 0 && reading->record->column_count == 0;
    return is_alone ? capped((count - 64) / 64, 0, 1) : 0;
}

static double compute_confidence(const struct ranking *ranking,
                                 const struct profile *profile)
{
    if (ranking->count == 0)
        return 0;
    const struct reading *best = ranking->readings[0];
    double values[LEAD_FEATURES];
    fill_lead(best, ranking->count > 1 ? ranking->readings[1] : NULL, profile,
              values);
    bool has_profile = profile->scores != NULL;
    bool has_columns = best->record->column_count > 0;
    const double(*weights)[LEAD_FEATURES] = lead_weights[has_profile];
    double odds = weigh(
        values, has_columns ? column_lead_weights[has_profile] : weights[0],
        weights[1], best->crowd, LEAD_FEATURES);
    for (size_t i = 0; i < LEAD_FEATURES; i++)
        odds += ranking_is_large(best) * values[i] * weights[2][i];
    return ranking_probability(odds);
}

/* The example that is this very question, or MAP_NONE. */
static uint32_t find_exact(const struct question *question)
{
    const struct route_index *index = question->index;
    struct str key = tokens_key(&question->tokens, question->arena);
    uint32_t at = index_lower_exact(index, key);
    if (at == index->counts[SECTION_EXACT] ||
        !str_equal(index_str(index, index->exact[at].key), key))
        return MAP_NONE;
    uint32_t example = index->exact[at].example;
    if (example == MAP_NONE ||
        !question->request->coverage[index->examples[example].template]
             .is_served)
        return MAP_NONE;
    return example;
}

static bool rank_exact(struct ranking *ranking, const struct question *question)
{
    uint32_t example = find_exact(question);
    if (example == MAP_NONE)
        return false;
    struct reading *reading =
        arena_alloc_raw(question->arena, sizeof(*reading));
    uint32_t template = question->index->examples[example].template;
    reading_make(reading, view_new(question, template), example);
    if (reading->obstacle != OBSTACLE_NONE)
        return false;
    reading->score = reading->rank = exact_score;
    ranking->readings[ranking->count++] = reading;
    ranking->confidence = ranking->by_words = ranking_probability(exact_score);
    ranking->is_exact = true;
    return true;
}

void ranking_make(struct ranking *ranking, const struct question *question)
{
    memset(ranking, 0, sizeof(*ranking));
    if (rank_exact(ranking, question))
        return;
    struct candidate candidates[CANDIDATES_MAX + NAMED_MAX];
    struct profile profile;
    profile_read(question, &profile);
    ranking->candidate_count = named_find(
        question, candidates, candidates_find(question, &profile, candidates));
    struct board board; /* 1 KB: only what is used is filled */
    board.profile = &profile;
    board.count = board.read_count = 0;
    board.spare = new_reading(question->arena);
    for (size_t i = 0; i < ranking->candidate_count; i++)
        read_example(&board, question, &candidates[i]);
    heed_not_questions(&board);
    rank_entries(&board);
    sort_board(&board, ranking);
    ranking->by_words = compute_confidence(ranking, &profile);
    ranking->confidence = evidence_confidence(ranking);
}

bool ranking_would_hit(const struct question *question, struct str text,
                       uint32_t template)
{
    struct question *other = arena_alloc_raw(question->arena, sizeof(*other));
    struct ranking ranking;
    struct err err;
    if (!question_read(other, question->index, question->request, text,
                       question->arena, &err) ||
        other->tokens.is_cut)
        return false;
    ranking_make(&ranking, other);
    return ranking.count > 0 && ranking.readings[0]->template == template &&
           ranking.readings[0]->obstacle == OBSTACLE_NONE &&
           ranking.confidence >= question->request->settings->accept;
}
