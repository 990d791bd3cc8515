/*
 * A template is weighed by the words of the question that its values, columns,
 * synonyms and sentences have. Only those that have a name at all are weighed.
 */
#include "route/named.h"

enum { TALLIES_MAX = 32, NAME_USES_MAX = 512 };

struct tally {
    uint32_t template;
    uint64_t covered; /* tokens, as bits */
    double weight;
};

struct tallies {
    struct tally items[TALLIES_MAX];
    size_t count;
    uint64_t templates; /* of those, by their lowest bits */
};

_Static_assert(TOKENS_MAX <= 64, "a token is a bit");

static void tally(struct tallies *tallies, uint32_t template, uint64_t covered)
{
    uint64_t lowest = bits_of(template % 64);
    size_t known = (tallies->templates & lowest) != 0 ? tallies->count : 0;
    for (size_t i = 0; i < known; i++)
        if (tallies->items[i].template == template) {
            tallies->items[i].covered |= covered;
            return;
        }
    tallies->templates |= lowest;
    tallies->items[tallies->count++] =
        (struct tally){.template = template, .covered = covered};
}

/* When there is room for no more templates, those there are looked up. */
static void tally_known(const struct route_index *index,
                        struct tallies *tallies,
                        const struct index_mention *record, uint64_t covered)
{
    for (size_t i = 0; i < tallies->count; i++) {
        uint32_t count;
        index_find_uses(index, record, tallies->items[i].template, &count);
        if (count > 0)
            tallies->items[i].covered |= covered;
    }
}

/* Rare names first, since there is room for so many templates only. */
static void tally_names(const struct question *question,
                        struct tallies *tallies, bool is_rare)
{
    const struct route_index *index = question->index;
    for (size_t i = 0; i < question->mention_count; i++) {
        const struct mention_at *mention = &question->mentions[i];
        const struct index_mention *record = &index->mentions[mention->mention];
        uint64_t covered = ((UINT64_C(1) << mention->count) - 1)
                           << mention->start;
        bool is_short = record->use_count <= TALLIES_MAX / 2;
        if (record->use_count > NAME_USES_MAX || is_short != is_rare)
            continue;
        uint32_t at = 0;
        for (; at < record->use_count && tallies->count < TALLIES_MAX; at++) {
            uint32_t template = index->uses[record->first_use + at].template;
            if (question->request->coverage[template].is_served)
                tally(tallies, template, covered);
        }
        if (at < record->use_count)
            tally_known(index, tallies, record, covered);
    }
}

static void weigh(const struct question *question, struct tally *tally)
{
    const uint64_t *kinds = question->bits.kinds;
    uint64_t bag = question->index->bag_bits[tally->template];
    uint64_t words = bits_before(question->tokens.count) &
                     ~(kinds[TOKEN_NOISE] | kinds[TOKEN_PART]);
    for (; words != 0; words &= words - 1) {
        size_t i = bits_first(words);
        bool may_have = (bag & question->lowest[i]) != 0;
        if ((tally->covered >> i & 1) ||
            (may_have && question_strength(question, tally->template, i) > 0))
            tally->weight += (double)question->weights[i];
    }
}

/* The one that has most of the question's words and least of others. */
static uint32_t nearest_example(const struct question *question,
                                uint32_t template)
{
    enum { LOOKED_AT_MAX = 32 };
    const struct route_index *index = question->index;
    const struct index_template *record = &index->templates[template];
    uint32_t best = record->first_example;
    double most = -1e9;
    for (uint32_t i = 0; i < record->example_count && i < LOOKED_AT_MAX; i++) {
        const struct index_example *example =
            &index->examples[record->first_example + i];
        const struct index_token *tokens = &index->tokens[example->first_token];
        double sum = 0;
        if (!question_heeds(question, example))
            continue;
        for (uint32_t k = 0; k < example->token_count; k++)
            if (tokens[k].kind != TOKEN_NOISE &&
                !(tokens[k].flags & (INDEX_TOKEN_VALUE | INDEX_TOKEN_PERIOD)))
                sum +=
                    (double)index->terms[tokens[k].term].idf *
                    (question_has_term(question, tokens[k].term) ? 1.0 : -0.3);
        if (sum > most) {
            most = sum;
            best = record->first_example + i;
        }
    }
    return best;
}

static bool is_candidate(const struct question *question,
                         const struct candidate *candidates, size_t count,
                         uint32_t template)
{
    for (size_t i = 0; i < count; i++)
        if (question->index->examples[candidates[i].example].template ==
            template)
            return true;
    return false;
}

size_t named_find(const struct question *question, struct candidate *candidates,
                  size_t count)
{
    struct tallies tallies;
    tallies.count = 0;
    tallies.templates = 0;
    tally_names(question, &tallies, true);
    tally_names(question, &tallies, false);
    for (size_t i = 0; i < tallies.count; i++)
        weigh(question, &tallies.items[i]);
    for (size_t n = 0; n < NAMED_MAX; n++) {
        struct tally *best = NULL;
        for (size_t i = 0; i < tallies.count; i++)
            if (!best || tallies.items[i].weight > best->weight)
                best = &tallies.items[i];
        if (!best || best->weight <= 0)
            return count;
        if (!is_candidate(question, candidates, count, best->template))
            candidates[count++] = (struct candidate){
                nearest_example(question, best->template), 0};
        best->weight = 0;
    }
    return count;
}
