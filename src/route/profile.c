/*
 * Words that the catalogue does not have are read by their meaning, and by
 * their letters: by the runs that they share with words that it has.
 */
#include "route/profile.h"

#include <math.h>

#include "base/exact.h"
#include "base/vector.h"
#include "route/meaning.h"
#include "route/profile_format.h"

const float profile_letters = 2.0F;
const float profile_meaning = 1.3F;
const float profile_neighbours = 0.8F;
const float profile_constant = 0.5F;

size_t profile_runs(struct str term, uint32_t out[PROFILE_RUNS_MAX])
{
    char padded[48];
    size_t count = 0, len = term.len + 2;
    if (len > sizeof(padded) || term.len == 0 || term.ptr[0] == '_' ||
        term.ptr[0] == PROFILE_NUMBER[0])
        return 0;
    padded[0] = padded[len - 1] = ' ';
    memcpy(padded + 1, term.ptr, term.len);
    for (size_t i = 0; i + PROFILE_RUN_MIN <= len; i++) {
        uint32_t hash = 2166136261U;
        for (size_t n = 1; n <= PROFILE_RUN_MAX && i + n <= len; n++) {
            hash = (hash ^ (uint8_t)padded[i + n - 1]) * 16777619U;
            if (n >= PROFILE_RUN_MIN && count < PROFILE_RUNS_MAX)
                out[count++] = hash;
        }
    }
    return count;
}

double profile_square(bool has_meaning)
{
    double letters = (double)profile_letters, meaning = (double)profile_meaning;
    return 1 + letters * letters + (has_meaning ? meaning * meaning : 0);
}

uint32_t profile_hash_pair(uint32_t first, uint32_t second)
{
    uint32_t hash = first * 2654435761U ^ (second * 2246822519U + 374761393U);
    return hash ^ hash >> 15;
}

/* Rows are gathered, and added to the sums all at once. */
enum { ROWS_MAX = 256 };

struct scores {
    const struct route_index *index;
    float *sums;
    size_t stride;
    double square, known, total;
    struct vector_row rows[ROWS_MAX];
    size_t row_count;
    float meaning[MEANING_DIMENSIONS]; /* of words without a row */
    bool has_meaning;
};

static void add_rows(struct scores *scores)
{
    vector_add_rows(scores->sums, scores->stride, scores->rows,
                    scores->row_count);
    scores->row_count = 0;
}

static void add_row(struct scores *scores, uint32_t row, float amount)
{
    if (scores->row_count == ROWS_MAX)
        add_rows(scores);
    scores->rows[scores->row_count++] =
        (struct vector_row){scores->index->row_weights + row * scores->stride,
                            scores->index->rows[row].scale * amount};
}

static uint32_t find_pair(const struct route_index *index, uint32_t first,
                          uint32_t second)
{
    uint32_t mask = index->counts[SECTION_PAIR_SLOTS] - 1;
    uint32_t at = profile_hash_pair(first, second) & mask;
    for (; index->pair_slots[at].row != 0; at = (at + 1) & mask)
        if (index->pair_slots[at].first == first &&
            index->pair_slots[at].second == second)
            return index->pair_slots[at].row;
    return 0;
}

static uint32_t find_run(const struct route_index *index, uint32_t hash)
{
    uint32_t mask = index->counts[SECTION_RUN_SLOTS] - 1;
    uint32_t at = hash & mask;
    for (; index->run_slots[at].row != 0; at = (at + 1) & mask)
        if (index->run_slots[at].hash == hash)
            return index->run_slots[at].row;
    return 0;
}

static float unknown_rarity(const struct route_index *index)
{
    return index->unknown_idf;
}

static void add_letters(struct scores *scores, struct str word)
{
    uint32_t hashes[PROFILE_RUNS_MAX], rows[PROFILE_RUNS_MAX];
    const struct route_index *index = scores->index;
    size_t count = profile_runs(word, hashes);
    double sum = 1e-9, unknown = (double)unknown_rarity(index);
    for (size_t i = 0; i < count; i++) {
        rows[i] = find_run(index, hashes[i]);
        double rarity =
            rows[i] > 0 ? (double)index->rows[rows[i]].rarity : unknown;
        sum += rarity * rarity;
    }
    double share = (double)profile_letters * unknown / sqrt(sum);
    for (size_t i = 0; i < count; i++)
        if (rows[i] > 0)
            add_row(scores, rows[i],
                    (float)((double)index->rows[rows[i]].rarity * share));
}

static void add_meaning(struct scores *scores, uint32_t meaning, double rarity)
{
    const int8_t *vector = meaning_vector(meaning);
    float amount = (float)(rarity * (double)profile_meaning / 127);
    for (size_t i = 0; i < MEANING_DIMENSIONS; i++)
        scores->meaning[i] += amount * (float)vector[i];
    scores->has_meaning = true;
}

/* The rarity of the word. */
static double add_word(struct scores *scores, const struct question *question,
                       size_t at, uint32_t term)
{
    const struct route_index *index = scores->index;
    uint32_t row = term == MAP_NONE ? 0 : index->terms[term].row;
    uint32_t meaning =
        row > 0 ? index->terms[term].meaning : question->meanings[at];
    double rarity = (double)unknown_rarity(index);
    if (row > 0) {
        add_row(scores, row, 1);
        rarity = (double)index->rows[row].rarity;
        scores->known += rarity;
    } else {
        add_letters(scores, question->tokens.items[at].word);
        if (meaning != MAP_NONE)
            add_meaning(scores, meaning, rarity);
    }
    scores->total += rarity;
    scores->square += rarity * rarity * profile_square(meaning != MAP_NONE);
    return rarity;
}

static void add_meanings(struct scores *scores)
{
    for (uint32_t i = 0; i < MEANING_DIMENSIONS && scores->has_meaning; i++)
        add_row(scores, 1 + i, scores->meaning[i]);
}

static void add_pair(struct scores *scores, uint32_t first, uint32_t second,
                     double rarities)
{
    scores->square +=
        rarities * (double)profile_neighbours * (double)profile_neighbours;
    uint32_t row = first == MAP_NONE || second == MAP_NONE
                       ? 0
                       : find_pair(scores->index, first, second);
    if (row > 0)
        add_row(scores, row, 1);
}

/* Values and times are slots: they speak for no template. */
static bool is_spoken(const struct question *question, size_t at)
{
    return question->index->counts[SECTION_COLUMNS] == 0 ||
           (!question_is_when(question, at) &&
            !question_is_value(question, at));
}

/* Words of an operator count by themselves. */
static uint32_t find_term(const struct question *question, size_t at)
{
    const struct token *token = &question->tokens.items[at];
    switch (token->kind) {
    case TOKEN_NUMBER:
        return index_find_term(question->index,
                               (struct str)STR(PROFILE_NUMBER));
    case TOKEN_CONTENT:
    case TOKEN_NOISE:
    case TOKEN_OPERATOR:
    case TOKEN_PART:
        return str_equal(token->word, token->term)
                   ? question->terms[at]
                   : index_find_term(question->index, token->word);
    }
    return MAP_NONE;
}

static void add_words(struct scores *scores, const struct question *question)
{
    uint32_t before = MAP_NONE;
    double rarity_before = 0;
    for (size_t i = 0; i < question->tokens.count; i++) {
        if (!is_spoken(question, i))
            continue;
        uint32_t term = find_term(question, i);
        double rarity = add_word(scores, question, i, term);
        if (rarity_before > 0)
            add_pair(scores, before, term, rarity * rarity_before);
        before = term;
        rarity_before = rarity;
    }
}

static void keep_best(const struct question *question, struct profile *profile,
                      const float *sums)
{
    float least = -INFINITY; /* of the best, once there are enough */
    uint32_t count = question->index->counts[SECTION_TEMPLATES];
    for (uint32_t i = 0;; i++) {
        i = (uint32_t)vector_find_above(sums, i, count, least);
        if (i == count)
            return;
        if (!question->request->coverage[i].is_served)
            continue;
        size_t at = profile->best_count < PROFILE_BEST_MAX
                        ? profile->best_count++
                        : PROFILE_BEST_MAX - 1;
        for (; at > 0 && sums[i] > sums[profile->best[at - 1]]; at--)
            profile->best[at] = profile->best[at - 1];
        profile->best[at] = i;
        if (profile->best_count == PROFILE_BEST_MAX)
            least = sums[profile->best[PROFILE_BEST_MAX - 1]];
    }
}

static void sum_best(struct profile *profile)
{
    double total = 0, most = (double)profile->scores[profile->best[0]];
    for (size_t i = 0; i < profile->best_count; i++)
        total += exact_exp((double)profile->scores[profile->best[i]] - most);
    profile->log_total = most + exact_log(total);
}

void profile_read(const struct question *question, struct profile *profile)
{
    const struct route_index *index = question->index;
    memset(profile, 0, sizeof(*profile));
    if (index->counts[SECTION_ROWS] == 0)
        return;
    struct scores scores; /* the rows are not worth clearing */
    scores.index = index;
    scores.stride = index->row_stride;
    scores.square = scores.known = scores.total = 0;
    scores.row_count = 0;
    scores.has_meaning = false;
    memset(scores.meaning, 0, sizeof(scores.meaning));
    scores.sums = ARENA_ARRAY(question->arena, float, scores.stride);
    add_words(&scores, question);
    add_meanings(&scores);
    add_rows(&scores);
    float scale = 1 / sqrtf((float)scores.square + 1e-9F);
    vector_scale(scores.sums, scores.stride, scale);
    add_row(&scores, 0, 1);
    add_rows(&scores);
    profile->scores = scores.sums;
    profile->count = index->counts[SECTION_TEMPLATES];
    profile->known = scores.total > 0 ? scores.known / scores.total : 0;
    keep_best(question, profile, scores.sums);
    if (profile->best_count > 0)
        sum_best(profile);
}

double profile_share(const struct profile *profile, uint32_t template)
{
    if (!profile->scores || profile->best_count == 0)
        return 0;
    double share = (double)profile->scores[template] - profile->log_total;
    return share < 0 ? share : 0;
}

double profile_lead(const struct profile *profile, uint32_t template)
{
    if (!profile->scores || profile->best_count < 2)
        return 0;
    uint32_t other = profile->best[profile->best[0] == template];
    return (double)(profile->scores[template] - profile->scores[other]);
}

double profile_outstanding(const struct profile *profile, uint32_t template)
{
    double sums[4] = {0, 0, 0, 0}; /* one would have to wait for each */
    if (!profile->scores)
        return 0;
    for (size_t i = 0; i < profile->count; i++) {
        double score = (double)profile->scores[i];
        sums[i % 4] += score * score;
    }
    double square =
        (sums[0] + sums[1] + sums[2] + sums[3]) / (double)profile->count;
    double usual = sqrt(square);
    return (double)profile->scores[template] / (usual > 0.05 ? usual : 0.05);
}
