/*
 * Sums are kept in a small hash table in the arena, sized by the postings that
 * will be touched, so that nothing depends on the number of examples.
 */
#include "route/candidates.h"

#include <math.h>

struct sum {
    uint32_t example_plus_one;
    float weight;
};

struct sums {
    struct sum *slots;
    uint32_t mask;
};

struct query_term {
    uint32_t term;
    uint32_t df;
};

/* Keeps the terms sorted by how rare they are. */
static size_t add_term(const struct question *question,
                       struct query_term terms[TOKENS_MAX], size_t count,
                       uint32_t term)
{
    uint32_t df = question->index->terms[term].posting_count;
    for (size_t i = 0; i < count; i++)
        if (terms[i].term == term)
            return count;
    if (count == TOKENS_MAX)
        return count;
    size_t at = count;
    for (; at > 0 && terms[at - 1].df > df; at--)
        terms[at] = terms[at - 1];
    terms[at] = (struct query_term){term, df};
    return count + 1;
}

/* The question's terms once each, rarest first; returns how many. */
static size_t collect_terms(const struct question *question,
                            struct query_term terms[TOKENS_MAX], double *norm)
{
    size_t count = 0;
    double sum = 0;
    for (size_t i = 0; i < question->tokens.count; i++) {
        enum token_kind kind = question->tokens.items[i].kind;
        uint32_t term = question->terms[i];
        if (kind == TOKEN_NOISE || kind == TOKEN_PART)
            continue;
        double weight = (double)question->weights[i];
        sum += weight * weight;
        if (term != MAP_NONE)
            count = add_term(question, terms, count, term);
        for (size_t k = 0; k < SAME_MAX && question->same[i][k] != MAP_NONE;
             k++)
            count = add_term(question, terms, count, question->same[i][k]);
    }
    *norm = sqrt(sum);
    return count;
}

static size_t cut_terms(const struct query_term *terms, size_t count,
                        uint32_t *total)
{
    size_t kept = 0;
    *total = 0;
    while (kept < count &&
           (kept == 0 || *total + terms[kept].df <= CANDIDATE_POSTINGS_MAX))
        *total += terms[kept++].df;
    return kept;
}

static void add_weight(struct sums *sums, uint32_t example, float weight)
{
    uint32_t at = example * 2654435761U & sums->mask;
    while (sums->slots[at].example_plus_one != 0 &&
           sums->slots[at].example_plus_one != example + 1)
        at = (at + 1) & sums->mask;
    sums->slots[at].example_plus_one = example + 1;
    sums->slots[at].weight += weight;
}

static void add_postings(struct sums *sums, const struct route_index *index,
                         uint32_t term)
{
    const struct index_term *record = &index->terms[term];
    float weight = record->idf * record->idf;
    uint32_t count = record->posting_count;
    if (count > CANDIDATE_POSTINGS_MAX)
        count = CANDIDATE_POSTINGS_MAX;
    for (uint32_t i = 0; i < count; i++)
        add_weight(sums, index->postings[record->first_posting + i], weight);
}

static bool is_better(const struct candidate *a, const struct candidate *b)
{
    return a->cosine > b->cosine ||
           (a->cosine >= b->cosine && a->example < b->example);
}

static uint32_t template_of(const struct question *question,
                            const struct candidate *candidate)
{
    return question->index->examples[candidate->example].template;
}

/* Takes out the last example of a template that has too many. */
static size_t thin_out(const struct question *question, struct candidate *out,
                       size_t count, uint32_t template)
{
    size_t same = 0;
    for (size_t i = 0; i < count; i++) {
        same += template_of(question, &out[i]) == template;
        if (same <= CANDIDATES_OF_ONE_MAX)
            continue;
        memmove(out + i, out + i + 1, (count - i - 1) * sizeof(*out));
        return count - 1;
    }
    return count;
}

static size_t insert(const struct question *question, struct candidate *out,
                     size_t count, struct candidate candidate)
{
    if (count == CANDIDATES_NEAR_MAX && !is_better(&candidate, &out[count - 1]))
        return count;
    size_t at = count++;
    for (; at > 0 && is_better(&candidate, &out[at - 1]); at--)
        out[at] = out[at - 1];
    out[at] = candidate;
    count = thin_out(question, out, count, template_of(question, &candidate));
    return count > CANDIDATES_NEAR_MAX ? CANDIDATES_NEAR_MAX : count;
}

static float find_sum(const struct sums *sums, uint32_t example)
{
    uint32_t at = example * 2654435761U & sums->mask;
    while (sums->slots[at].example_plus_one != 0 &&
           sums->slots[at].example_plus_one != example + 1)
        at = (at + 1) & sums->mask;
    return sums->slots[at].weight;
}

static float cosine_of(const struct question *question, double norm,
                       uint32_t example, float sum)
{
    double length = norm * (double)question->index->examples[example].norm;
    return length > 0 ? (float)((double)sum / length) : 0;
}

static bool is_served(const struct question *question, uint32_t example)
{
    uint32_t template = question->index->examples[example].template;
    return question->request->coverage[template].is_served;
}

static size_t take_near(const struct question *question,
                        const struct sums *sums, double norm,
                        struct candidate *out)
{
    size_t found = 0;
    for (uint32_t i = 0; i <= sums->mask; i++) {
        if (sums->slots[i].example_plus_one == 0)
            continue;
        uint32_t example = sums->slots[i].example_plus_one - 1;
        float cosine =
            cosine_of(question, norm, example, sums->slots[i].weight);
        if (is_served(question, example))
            found = insert(question, out, found,
                           (struct candidate){example, cosine});
    }
    return found;
}

/* The nearest question of a template that has no candidate yet. */
static size_t take_template(const struct question *question,
                            const struct sums *sums, double norm,
                            uint32_t template, struct candidate *out,
                            size_t count)
{
    const struct index_template *record = &question->index->templates[template];
    struct candidate best = {record->first_example, -1};
    for (size_t i = 0; i < count; i++)
        if (template_of(question, &out[i]) == template)
            return count;
    for (uint32_t i = 0; i < record->question_count; i++) {
        uint32_t example = record->first_example + i;
        float cosine =
            cosine_of(question, norm, example, find_sum(sums, example));
        if (cosine > best.cosine)
            best = (struct candidate){example, cosine};
    }
    out[count] = best;
    return count + 1;
}

size_t candidates_find(const struct question *question,
                       const struct profile *profile,
                       struct candidate out[CANDIDATES_MAX])
{
    struct query_term terms[TOKENS_MAX];
    struct candidate near[CANDIDATES_NEAR_MAX + 1];
    double norm;
    uint32_t total, slots = 64;
    size_t count = collect_terms(question, terms, &norm);
    count = cut_terms(terms, count, &total);
    if (total > CANDIDATE_POSTINGS_MAX)
        total = CANDIDATE_POSTINGS_MAX;
    while (slots < total * 2)
        slots *= 2;
    struct sums sums = {ARENA_ARRAY(question->arena, struct sum, slots),
                        slots - 1};
    for (size_t i = 0; i < count; i++)
        add_postings(&sums, question->index, terms[i].term);
    size_t found = take_near(question, &sums, norm, near);
    memcpy(out, near, found * sizeof(*out));
    for (size_t i = 0; i < profile->best_count; i++)
        found =
            take_template(question, &sums, norm, profile->best[i], out, found);
    return found;
}
