/*
 * What the words are that only one side has, and where they stand: "height"
 * where the example has "earnings" asks for something else; "wage" where it
 * has "salary" does not; "in English" where it has nothing narrows it down.
 */
#include "route/meaning.h"
#include "route/pairs.h"
#include "route/relation.h"

enum { LEFT_MAX = 8 };
static const double near_enough = 0.55;

struct left {
    const struct pair_word *words[LEFT_MAX];
    double nearest[LEFT_MAX]; /* the other side's nearest word, 0 to 1 */
    bool is_near[LEFT_MAX];   /* has a partner in meaning */
    size_t count;
};

static void collect_left(const struct side *side, struct left *left)
{
    uint64_t words = side->content & pairs_left(side);
    left->count = 0;
    for (; words != 0 && left->count < LEFT_MAX; words &= words - 1) {
        left->nearest[left->count] = 0;
        left->is_near[left->count] = false;
        left->words[left->count++] = &side->words[bits_first(words)];
    }
}

static void compare_left(struct left *a, struct left *b,
                         double likeness[LEFT_MAX][LEFT_MAX])
{
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++) {
            double value =
                meaning_compare(a->words[i]->meaning, b->words[k]->meaning);
            likeness[i][k] = value;
            if (value > a->nearest[i])
                a->nearest[i] = value;
            if (value > b->nearest[k])
                b->nearest[k] = value;
        }
}

/* Joins the nearest two, again and again. */
static void join_left(struct left *a, struct left *b,
                      double likeness[LEFT_MAX][LEFT_MAX])
{
    for (;;) {
        double best = near_enough;
        size_t x = 0, y = 0;
        for (size_t i = 0; i < a->count; i++)
            for (size_t k = 0; k < b->count; k++)
                if (!a->is_near[i] && !b->is_near[k] && likeness[i][k] > best) {
                    best = likeness[i][k];
                    x = i;
                    y = k;
                }
        if (best <= near_enough)
            return;
        a->is_near[x] = b->is_near[y] = true;
    }
}

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

static double capped(double value, double max)
{
    return (value < max ? value : max) / max;
}

static void sum_left(const struct left *left, double *mass, double *count,
                     double *nearest, double *known)
{
    *mass = *count = *nearest = *known = 0;
    for (size_t i = 0; i < left->count; i++) {
        *nearest += left->nearest[i];
        *known += left->words[i]->term != MAP_NONE;
        if (left->is_near[i])
            continue;
        *mass += (double)left->words[i]->weight;
        *count += 1;
    }
    *nearest = share(*nearest, (double)left->count);
}

static uint8_t first_relation(uint8_t a, uint8_t b)
{
    return a == RELATION_NONE || (b != RELATION_NONE && b < a) ? b : a;
}

/* One third for each word, up to three. */
static void add_relation(double *features, uint8_t relation)
{
    if (relation != RELATION_NONE && features[relation] < 0.9)
        features[relation] += 1.0 / 3;
}

/* Of each word left the first relation to one of the other side; the example's
   words are always seen from the question's. */
static void relate_left(double *features, const struct left *a,
                        const struct left *b)
{
    uint8_t of_question[LEFT_MAX] = {0}, of_example[LEFT_MAX] = {0};
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++) {
            uint32_t other = b->words[k]->meaning;
            if (!relation_may_be(a->words[i]->relatives, other))
                continue;
            uint8_t found = (uint8_t)relation_find(a->words[i]->meaning, other);
            of_question[i] = first_relation(of_question[i], found);
            of_example[k] = first_relation(of_example[k], found);
        }
    for (size_t i = 0; i < a->count; i++)
        add_relation(&features[FEATURE_QUESTION_RELATED], of_question[i]);
    for (size_t k = 0; k < b->count; k++)
        add_relation(&features[FEATURE_EXAMPLE_RELATED], of_example[k]);
    if (a->count == 1 && b->count == 1)
        features[FEATURE_ALONE + of_question[0]] = 1;
}

void pairs_measure_meaning(struct reading *reading, const struct side *a,
                           const struct side *b)
{
    struct left x, y;
    double likeness[LEFT_MAX][LEFT_MAX], mass, count, nearest, known;
    double *features = reading->features;
    collect_left(a, &x);
    collect_left(b, &y);
    compare_left(&x, &y, likeness);
    join_left(&x, &y, likeness);
    relate_left(features, &x, &y);
    sum_left(&x, &mass, &count, &nearest, &known);
    features[FEATURE_QUESTION_FAR] = share(mass, a->mass);
    features[FEATURE_QUESTION_FAR_COUNT] = capped(count, 6);
    features[FEATURE_QUESTION_NEAREST] = nearest;
    features[FEATURE_KNOWN_COUNT] = capped(known, 6);
    sum_left(&y, &mass, &count, &nearest, &known);
    features[FEATURE_EXAMPLE_FAR] = share(mass, b->mass);
    features[FEATURE_EXAMPLE_FAR_COUNT] = capped(count, 6);
    features[FEATURE_EXAMPLE_NEAREST] = nearest;
}

/* Words left in a row, between two that both sides have. */
struct run {
    const struct pair_word *words[LEFT_MAX];
    size_t count;
};

/* Of the words from `first` to before `end`. */
static struct run find_run(const struct side *side, size_t first, size_t end)
{
    struct run run = {.count = 0};
    uint64_t words = bits_before(end) & ~bits_before(first);
    words &= side->counted & pairs_left(side);
    for (; words != 0 && run.count < LEFT_MAX; words &= words - 1)
        run.words[run.count++] = &side->words[bits_first(words)];
    return run;
}

static double run_likeness(const struct run *a, const struct run *b)
{
    double best = 0;
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++) {
            double value =
                meaning_compare(a->words[i]->meaning, b->words[k]->meaning);
            best = value > best ? value : best;
        }
    return best;
}

static void measure_run(double *features, const struct run *a,
                        const struct run *b)
{
    const double third = 1.0 / 3;
    if (a->count == 0 && b->count == 0)
        return;
    enum feature feature = b->count == 0   ? FEATURE_QUESTION_INSERTED
                           : a->count == 0 ? FEATURE_EXAMPLE_INSERTED
                           : run_likeness(a, b) > near_enough - 0.1
                               ? FEATURE_REPLACED_NEAR
                               : FEATURE_REPLACED_FAR;
    if (features[feature] < 0.9)
        features[feature] += third;
}

static void measure_between(struct reading *reading, const struct side *a,
                            size_t first, size_t end, const struct side *b,
                            size_t other, size_t until)
{
    struct run x = find_run(a, first, end), y = find_run(b, other, until);
    measure_run(reading->features, &x, &y);
}

void pairs_measure_runs(struct reading *reading, const struct side *a,
                        const struct side *b)
{
    size_t first = 0, other = 0;
    uint64_t met = a->matched & a->counted;
    for (; met != 0; met &= met - 1) {
        size_t i = bits_first(met), until = a->partner[i];
        if (until < other)
            continue;
        measure_between(reading, a, first, i, b, other, until);
        first = i + 1;
        other = until + 1;
    }
    measure_between(reading, a, first, TOKENS_MAX, b, other, TOKENS_MAX);
}

enum place {
    BEFORE_IN_QUESTION = 3,
    BEFORE_IN_EXAMPLE,
    BEHIND_IN_QUESTION,
    BEHIND_IN_EXAMPLE,
    FIRST_WORDS
};

/* Of operators. */
struct operator_places {
    uint32_t with, before, behind;
};

static const struct operator_places places_in_question = {10, 12, 14};
static const struct operator_places places_in_example = {11, 13, 15};

enum { END = 0x31, CONTENT = 0x32, LEFT = 0x33, NUMBER = 0x34 };

/* What a word beside another is: the word itself if it says how, not what. */
static uint32_t neighbour(const struct side *side, size_t at)
{
    const struct pair_word *word = &side->words[at];
    switch ((enum token_kind)word->kind) {
    case TOKEN_CONTENT:
        return pairs_left(side) >> at & 1 ? LEFT : CONTENT;
    case TOKEN_NUMBER:
        return NUMBER;
    case TOKEN_NOISE:
    case TOKEN_OPERATOR:
    case TOKEN_PART:
        break;
    }
    return word->hash;
}

static uint32_t neighbour_before(const struct side *side, size_t at)
{
    uint64_t words = side->kept & bits_before(at);
    return words != 0 ? neighbour(side, bits_last(words)) : END;
}

static uint32_t neighbour_behind(const struct side *side, size_t at)
{
    uint64_t words = side->kept & ~bits_before(at + 1);
    return words != 0 ? neighbour(side, bits_first(words)) : END;
}

static double weigh_side(struct reading *reading, const struct side *side,
                         enum place before, enum place behind)
{
    double sum = 0;
    uint64_t words = side->content & pairs_left(side);
    for (; words != 0; words &= words - 1) {
        size_t i = bits_first(words);
        pairs_add_difference(
            reading, difference_at(neighbour_before(side, i), before), &sum);
        pairs_add_difference(
            reading, difference_at(neighbour_behind(side, i), behind), &sum);
    }
    return sum;
}

/* Two words that together are a difference, in this order. */
static void add_two(struct reading *reading, uint32_t word, uint32_t other,
                    double *sum)
{
    pairs_add_difference(reading, difference_mix(word, other), sum);
}

/* Operators left, with the operators that both sides have, and with what stands
   beside them: "how many for each" is not "how many", but the names of each are
   the names. */
static double weigh_operators(struct reading *reading, const struct side *side,
                              const struct operator_places *places)
{
    double sum = 0;
    uint64_t left = side->operators & pairs_left(side);
    uint64_t shared = side->operators & side->matched;
    for (; left != 0; left &= left - 1) {
        size_t i = bits_first(left);
        uint32_t word = side->words[i].hash;
        uint32_t with = difference_at(word, places->with);
        for (uint64_t others = shared; others != 0; others &= others - 1)
            add_two(reading, with, side->words[bits_first(others)].hash, &sum);
        if (shared == 0)
            add_two(reading, with, END, &sum);
        add_two(reading, difference_at(word, places->before),
                neighbour_before(side, i), &sum);
        add_two(reading, difference_at(word, places->behind),
                neighbour_behind(side, i), &sum);
    }
    return sum;
}

static uint32_t first_word(const struct side *side)
{
    if (side->kept == 0)
        return END;
    const struct pair_word *word = &side->words[bits_first(side->kept)];
    return word->kind == TOKEN_CONTENT ? CONTENT : word->hash;
}

/* How each side begins: "which", "how many", "are". */
static double weigh_firsts(struct reading *reading, const struct side *a,
                           const struct side *b)
{
    double sum = 0;
    add_two(reading, difference_at(first_word(a), FIRST_WORDS), first_word(b),
            &sum);
    return sum;
}

double pairs_weigh_places(struct reading *reading, const struct side *a,
                          const struct side *b)
{
    return weigh_side(reading, a, BEFORE_IN_QUESTION, BEHIND_IN_QUESTION) +
           weigh_side(reading, b, BEFORE_IN_EXAMPLE, BEHIND_IN_EXAMPLE) +
           weigh_operators(reading, a, &places_in_question) +
           weigh_operators(reading, b, &places_in_example) +
           weigh_firsts(reading, a, b);
}
