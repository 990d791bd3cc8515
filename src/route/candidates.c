/*
 * Examples are gone through in windows of WINDOW numbers, small enough that
 * their sums stay in the nearest cache. In each window the postings of one word
 * after the other are added up, so that a sum does not depend on windows. Only
 * sums that can still be among the best are looked at twice.
 */
#include "route/candidates.h"

#include <math.h>

#include "base/vector.h"

enum { WINDOW = 4096 };

struct window {
    uint32_t first;     /* example */
    uint32_t room;      /* sums that may be read; 0 behind the last example */
    float sums[WINDOW]; /* 0: shares no word */
};

struct query_term {
    uint32_t term;
    uint32_t df;
    const uint32_t *next, *end; /* of its postings */
    float weight;
};

struct finder {
    const struct question *question;
    struct query_term terms[TOKENS_MAX]; /* rarest first */
    size_t term_count;
    double norm;  /* the length of the question */
    double share; /* a sum below so much of the example's length is not near
                     enough */
    struct candidate near[CANDIDATES_NEAR_MAX + 1];
    uint32_t near_templates[CANDIDATES_NEAR_MAX + 1];
    size_t near_count;
    uint32_t template; /* that examples were last taken of */
    size_t same_count; /* of the near ones */
    struct candidate best[PROFILE_BEST_MAX]; /* of the profile's templates */
    struct window window;
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
    terms[at] = (struct query_term){.term = term, .df = df};
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

static size_t cut_terms(const struct query_term *terms, size_t count)
{
    size_t kept = 0;
    uint32_t total = 0;
    while (kept < count &&
           (kept == 0 || total + terms[kept].df <= CANDIDATE_POSTINGS_MAX))
        total += terms[kept++].df;
    return kept;
}

static void start_terms(struct finder *finder)
{
    const struct route_index *index = finder->question->index;
    for (size_t i = 0; i < finder->term_count; i++) {
        struct query_term *term = &finder->terms[i];
        const struct index_term *record = &index->terms[term->term];
        uint32_t count = term->df < CANDIDATE_POSTINGS_MAX
                             ? term->df
                             : CANDIDATE_POSTINGS_MAX;
        term->next = &index->postings[record->first_posting];
        term->end = term->next + count;
        term->weight = record->idf * record->idf;
    }
}

/* The first posting behind the window. */
static const uint32_t *find_end(const struct query_term *term, uint32_t first)
{
    const uint32_t *end = term->end;
    if (term->next == end || end[-1] - first < WINDOW)
        return end;
    for (end = term->next; *end - first < WINDOW;)
        end++;
    return end;
}

static void add_postings(struct window *window, struct query_term *term)
{
    const uint32_t *end = find_end(term, window->first);
    const float weight = term->weight;
    for (const uint32_t *next = term->next; next < end; next++)
        window->sums[*next - window->first] += weight;
    term->next = end;
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
static void thin_out(struct finder *finder, uint32_t template)
{
    size_t i = finder->near_count - 1;
    while (finder->near_templates[i] != template)
        i--;
    finder->near_count--;
    for (; i < finder->near_count; i++) {
        finder->near[i] = finder->near[i + 1];
        finder->near_templates[i] = finder->near_templates[i + 1];
    }
}

/* The examples of a template come one after the other. */
static void count_same(struct finder *finder, uint32_t template)
{
    finder->same_count = finder->template == template ? finder->same_count : 0;
    finder->template = template;
    if (finder->same_count == CANDIDATES_OF_ONE_MAX)
        thin_out(finder, template);
    else
        finder->same_count++;
    if (finder->near_count <= CANDIDATES_NEAR_MAX)
        return;
    finder->near_count = CANDIDATES_NEAR_MAX;
    finder->same_count -=
        finder->near_templates[CANDIDATES_NEAR_MAX] == template;
}

/* For one that is better than the last, if there are enough. */
static void insert(struct finder *finder, struct candidate candidate,
                   uint32_t template)
{
    struct candidate *near = finder->near;
    size_t at = finder->near_count;
    for (; at > 0 && is_better(&candidate, &near[at - 1]); at--) {
        near[at] = near[at - 1];
        finder->near_templates[at] = finder->near_templates[at - 1];
    }
    near[at] = candidate;
    finder->near_templates[at] = template;
    finder->near_count++;
    count_same(finder, template);
}

static float cosine_of(const struct question *question, double norm,
                       uint32_t example, float sum)
{
    double length = norm * (double)question->index->norms[example];
    return length > 0 ? (float)((double)sum / length) : 0;
}

/* What the last of the near ones leaves to hope for, and a little less: the
   arithmetic of the bound is not exact. */
static void raise_share(struct finder *finder)
{
    if (finder->near_count < CANDIDATES_NEAR_MAX)
        return;
    double cosine = (double)finder->near[CANDIDATES_NEAR_MAX - 1].cosine;
    finder->share = cosine * finder->norm * (1 - 1e-5);
}

static void take_near(struct finder *finder, uint32_t example, float sum)
{
    const struct question *question = finder->question;
    struct candidate candidate = {
        example, cosine_of(question, finder->norm, example, sum)};
    const struct candidate *last = &finder->near[CANDIDATES_NEAR_MAX - 1];
    if (finder->near_count == CANDIDATES_NEAR_MAX &&
        !is_better(&candidate, last))
        return;
    uint32_t template = question->index->examples[example].template;
    if (!question->request->coverage[template].is_served)
        return;
    insert(finder, candidate, template);
    raise_share(finder);
}

/* Most are too far away, which takes no division to see. */
static void take_window(struct finder *finder)
{
    const struct window *window = &finder->window;
    const float *norms = &finder->question->index->norms[window->first];
    uint32_t which = 0;
    for (size_t i = 0;; i += VECTOR_GROUP) {
        i = vector_find_reaching(window->sums, norms, i, window->room,
                                 (float)finder->share, &which);
        if (i == window->room)
            return;
        for (; which != 0; which &= which - 1) {
            size_t at = i + bits_first(which);
            take_near(finder, window->first + (uint32_t)at, window->sums[at]);
        }
    }
}

/* The nearest question of a template that the profile speaks for, as far as
   this window goes. */
static void take_template(struct finder *finder, uint32_t template,
                          struct candidate *best)
{
    const struct question *question = finder->question;
    const struct window *window = &finder->window;
    const struct index_template *record = &question->index->templates[template];
    for (uint32_t i = 0; i < record->question_count; i++) {
        uint32_t example = record->first_example + i;
        uint32_t at = example - window->first;
        if (at >= window->room)
            continue;
        float cosine =
            cosine_of(question, finder->norm, example, window->sums[at]);
        if (cosine > best->cosine)
            *best = (struct candidate){example, cosine};
    }
}

/* The first example that any word has yet to add to; MAP_NONE at the end. */
static uint32_t find_next(const struct finder *finder)
{
    uint32_t next = MAP_NONE;
    for (size_t i = 0; i < finder->term_count; i++)
        if (finder->terms[i].next < finder->terms[i].end &&
            *finder->terms[i].next < next)
            next = *finder->terms[i].next;
    return next;
}

static void start_window(struct finder *finder, uint32_t next)
{
    struct window *window = &finder->window;
    uint32_t first = next / WINDOW * WINDOW;
    uint32_t left = finder->question->index->counts[SECTION_EXAMPLES] - first;
    window->first = first;
    window->room = left < WINDOW
                       ? (left + VECTOR_GROUP - 1) / VECTOR_GROUP * VECTOR_GROUP
                       : WINDOW;
    memset(window->sums, 0, window->room * sizeof(window->sums[0]));
}

static void go_through(struct finder *finder, const struct profile *profile)
{
    uint32_t next;
    while ((next = find_next(finder)) != MAP_NONE) {
        start_window(finder, next);
        for (size_t i = 0; i < finder->term_count; i++)
            add_postings(&finder->window, &finder->terms[i]);
        take_window(finder);
        for (size_t i = 0; i < profile->best_count; i++)
            take_template(finder, profile->best[i], &finder->best[i]);
    }
}

static bool has_template(const struct question *question,
                         const struct candidate *out, size_t count,
                         uint32_t template)
{
    for (size_t i = 0; i < count; i++)
        if (template_of(question, &out[i]) == template)
            return true;
    return false;
}

size_t candidates_find(const struct question *question,
                       const struct profile *profile,
                       struct candidate out[CANDIDATES_MAX])
{
    struct finder finder; /* 20 KB: only what is used is filled */
    finder.question = question;
    finder.share = 0;
    finder.near_count = 0;
    finder.template = MAP_NONE;
    finder.same_count = 0;
    finder.term_count = collect_terms(question, finder.terms, &finder.norm);
    finder.term_count = cut_terms(finder.terms, finder.term_count);
    start_terms(&finder);
    for (size_t i = 0; i < profile->best_count; i++) {
        uint32_t template = profile->best[i];
        finder.best[i].example =
            question->index->templates[template].first_example;
        finder.best[i].cosine = 0;
    }
    go_through(&finder, profile);
    size_t found = finder.near_count;
    memcpy(out, finder.near, found * sizeof(*out));
    for (size_t i = 0; i < profile->best_count; i++)
        if (!has_template(question, out, found, profile->best[i]))
            out[found++] = finder.best[i];
    return found;
}
