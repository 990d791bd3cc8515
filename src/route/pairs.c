/*
 * Pairs the words of a question with those of an example, and measures what is
 * left over. Similar sentences agree in nearly all words; what they do not
 * agree in is what tells the answers apart.
 */
#include <math.h>

#include "route/difference.h"
#include "route/pairs.h"

/* In log odds. Question sets without columns cannot teach them: a dump says
   what it is about in its columns, so a word that is in none of them weighs
   more, and a question without such a word is the more likely meant. */
static const double strange_word_cost = 4;
static const double all_known_gain = 1.75;

/* Filled where it stands: a copy of what was just written costs more than all
   the rest. */
static struct unit *add_unit(struct side *side, uint8_t kind, float weight)
{
    struct unit *unit = &side->units[side->count++];
    unit->kind = kind;
    unit->weight = weight;
    unit->is_shared = unit->is_matched = false;
    unit->is_alike = unit->is_covered = false;
    unit->is_quoted = unit->is_placed = false;
    unit->strength = 0;
    if (kind == TOKEN_CONTENT) {
        side->mass += (double)weight;
        side->content_count++;
    }
    return unit;
}

static void fill_question(const struct reading *reading, struct side *side)
{
    const struct question *question = reading->question;
    for (size_t i = 0; i < question->tokens.count; i++) {
        const struct token *token = &question->tokens.items[i];
        if (token->kind == TOKEN_PART || reading->became[i] != BECAME_NOTHING)
            continue;
        struct unit *unit =
            add_unit(side, (uint8_t)token->kind, question->weights[i]);
        unit->term = question->terms[i];
        unit->hash = question->hashes[i];
        unit->meaning = question->meanings[i];
        unit->letter_pairs = question->letter_pairs[i];
        unit->op = (uint8_t)token->op;
        unit->is_quoted = token->is_quoted || token->is_code;
        unit->is_literal = unit->is_quoted || token->is_capital;
        unit->is_placed = token->is_placed;
        unit->at = (uint8_t)i;
    }
}

static void fill_example(const struct reading *reading, struct side *side)
{
    uint32_t count;
    const struct index_token *tokens = reading_example_tokens(reading, &count);
    const struct index_term *terms = reading->question->index->terms;
    for (uint32_t i = 0; i < count; i++) {
        if (reading->is_example_used[i])
            continue;
        const struct index_term *term = &terms[tokens[i].term];
        struct unit *unit = add_unit(side, tokens[i].kind, term->idf);
        unit->term = tokens[i].term;
        unit->hash = term->hash;
        unit->meaning = term->meaning;
        unit->letter_pairs = term->letter_pairs;
        unit->op = tokens[i].op;
        unit->is_literal = (tokens[i].flags & INDEX_TOKEN_LITERAL) != 0;
        unit->at = (uint8_t)i;
    }
}

static void match_equal(struct side *a, struct side *b)
{
    for (size_t i = 0; i < a->count; i++) {
        struct unit *unit = &a->units[i];
        for (size_t k = 0; k < b->count; k++) {
            struct unit *other = &b->units[k];
            if (other->term != unit->term)
                continue;
            unit->is_shared = other->is_shared = true;
            if (other->is_matched || unit->is_matched)
                continue;
            unit->is_matched = other->is_matched = true;
            unit->partner = (uint8_t)k;
            other->partner = (uint8_t)i;
        }
    }
}

static bool is_name(const struct unit *unit, bool is_number)
{
    return !unit->is_matched &&
           (is_number ? unit->kind == TOKEN_NUMBER
                      : unit->kind == TOKEN_CONTENT && unit->is_literal);
}

/* Where a template's own questions differ in their numbers or names, one
   stands for another. A dump says by its columns what it can tell apart. */
static void match_names(const struct reading *reading, struct side *a,
                        struct side *b, bool is_number)
{
    if (!(reading->record->flags & TEMPLATE_NAMES_VARY) ||
        reading->record->column_count > 0)
        return;
    size_t k = 0;
    for (size_t i = 0; i < a->count; i++) {
        if (!is_name(&a->units[i], is_number))
            continue;
        while (k < b->count && !is_name(&b->units[k], is_number))
            k++;
        if (k == b->count)
            return;
        a->units[i].is_matched = b->units[k].is_matched = true;
        a->units[i].partner = (uint8_t)k;
        b->units[k].partner = (uint8_t)i;
    }
}

/* Dice coefficient of the pairs of neighbouring letters. */
static double likeness(int common, size_t a_len, size_t b_len)
{
    return 2.0 * common / (double)(a_len + b_len - 2);
}

static double compare_letters(struct str a, struct str b)
{
    uint64_t used = 0;
    int common = 0;
    for (size_t i = 0; i + 1 < a.len; i++)
        for (size_t k = 0; k + 1 < b.len; k++)
            if (!(used >> k & 1) && memcmp(a.ptr + i, b.ptr + k, 2) == 0) {
                used |= 1ULL << k;
                common++;
                break;
            }
    return likeness(common, a.len, b.len);
}

static struct str unit_text(const struct reading *reading,
                            const struct unit *unit, bool is_question)
{
    const struct question *question = reading->question;
    return is_question ? question->tokens.items[unit->at].stem
                       : index_str(question->index,
                                   question->index->terms[unit->term].text);
}

/* Whether two words are nearly the same. Each bit that only one has is a pair
   that is not common, which nearly always says enough. */
static bool are_alike(struct str a, uint64_t a_pairs, struct str b,
                      uint64_t b_pairs)
{
    static const double alike_least = 0.6;
    if (a.len < 3 || b.len < 3 || a.len > 40 || b.len > 40)
        return false;
    int only_a = __builtin_popcountll(a_pairs & ~b_pairs);
    int only_b = __builtin_popcountll(b_pairs & ~a_pairs);
    int most = (int)a.len - 1 - only_a, other = (int)b.len - 1 - only_b;
    if (other < most)
        most = other;
    return likeness(most, a.len, b.len) >= alike_least &&
           compare_letters(a, b) >= alike_least;
}

static bool is_open(const struct unit *unit)
{
    return unit->kind == TOKEN_CONTENT && !unit->is_matched && !unit->is_alike;
}

static void match_alike(const struct reading *reading, struct side *a,
                        struct side *b)
{
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count && is_open(&a->units[i]); k++) {
            if (is_open(&b->units[k]) &&
                are_alike(unit_text(reading, &a->units[i], true),
                          a->units[i].letter_pairs,
                          unit_text(reading, &b->units[k], false),
                          b->units[k].letter_pairs))
                a->units[i].is_alike = b->units[k].is_alike = true;
        }
}

/* What the dump's columns and synonyms speak of is not missing. */
static void match_covered(const struct reading *reading, struct side *a,
                          double *strange)
{
    double missing = 0, mentioned = 0;
    for (size_t i = 0; i < a->count; i++) {
        struct unit *unit = &a->units[i];
        if (unit->is_matched || unit->kind == TOKEN_NOISE)
            continue;
        if (unit->term != MAP_NONE)
            unit->strength = (uint8_t)index_bag_strength(
                reading->question->index, reading->template, unit->term);
        unit->is_covered = unit->strength == 2 && unit->kind != TOKEN_NUMBER &&
                           unit->op != OP_NOT;
        missing += (double)unit->weight;
        mentioned += unit->strength > 0 ? (double)unit->weight : 0;
    }
    *strange = missing > 0 ? 1 - mentioned / missing : 0;
}

struct left {
    double mass, left_mass, heaviest;
    double count, left_count, numbers, literals, unknown, placed, quoted;
    double operators;
};

/* A word of a dump's columns counts as found, but for a little. */
static double missing_weight(const struct unit *unit)
{
    return (double)unit->weight * (unit->is_covered ? 0.15 : 1.0);
}

static struct left measure_left(const struct side *side, double *features,
                                enum feature operators)
{
    struct left left = {0};
    for (size_t i = 0; i < side->count; i++) {
        const struct unit *unit = &side->units[i];
        if (unit->is_matched)
            continue;
        if (unit->kind == TOKEN_NUMBER)
            left.numbers++;
        if (unit->kind == TOKEN_OPERATOR && !unit->is_covered) {
            features[operators + unit->op] = 1;
            left.operators++;
        }
        if (unit->kind != TOKEN_CONTENT)
            continue;
        left.literals += unit->is_literal && !unit->is_covered;
        left.unknown += unit->term == MAP_NONE;
        left.placed += unit->term == MAP_NONE && unit->is_placed;
        left.quoted += unit->is_quoted && !unit->is_covered;
        left.mass += missing_weight(unit);
        left.count += unit->is_covered ? 0 : 1;
        if (unit->is_alike)
            continue;
        left.left_mass += missing_weight(unit);
        left.left_count += unit->is_covered ? 0 : 1;
        if (missing_weight(unit) > left.heaviest)
            left.heaviest = missing_weight(unit);
    }
    return left;
}

/* One says most; further ones a little more. */
static double some(double count)
{
    return count < 1 ? 0 : 0.5 + (count < 3 ? count : 3) / 6;
}

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

static double capped(double value, double max)
{
    return (value < max ? value : max) / max;
}

static bool is_counted(const struct unit *unit)
{
    return unit->kind != TOKEN_NOISE;
}

/* The terms of what is counted and shared, in order: no other can be part of
   anything common. *total is how many are counted. */
static size_t shared_terms(const struct side *side, uint32_t out[TOKENS_MAX],
                           double *total)
{
    size_t count = 0;
    for (size_t i = 0; i < side->count; i++) {
        const struct unit *unit = &side->units[i];
        if (!is_counted(unit))
            continue;
        ++*total;
        if (unit->is_shared)
            out[count++] = unit->term;
    }
    return count;
}

static double common_sequence(const struct side *a, const struct side *b)
{
    uint32_t x[TOKENS_MAX], y[TOKENS_MAX];
    double total = 0;
    size_t n = shared_terms(a, x, &total), m = shared_terms(b, y, &total);
    uint8_t lengths[TOKENS_MAX + 1];
    memset(lengths, 0, m + 1);
    for (size_t i = 0; i < n; i++) {
        uint8_t diagonal = 0;
        for (size_t k = 0; k < m; k++) {
            uint8_t above = lengths[k + 1];
            if (x[i] == y[k])
                lengths[k + 1] = (uint8_t)(diagonal + 1);
            else if (lengths[k] > above)
                lengths[k + 1] = lengths[k];
            diagonal = above;
        }
    }
    return share(2.0 * lengths[m], total);
}

/* Those of which both are shared; *total is how many there are. */
static size_t neighbours_of(const struct side *side, uint64_t out[TOKENS_MAX],
                            double *total)
{
    size_t count = 0;
    const struct unit *before = NULL;
    for (size_t i = 0; i < side->count; i++) {
        const struct unit *unit = &side->units[i];
        if (!is_counted(unit))
            continue;
        *total += before != NULL;
        if (before && before->is_shared && unit->is_shared)
            out[count++] = (uint64_t)before->term << 32 | unit->term;
        before = unit;
    }
    return count;
}

static double common_neighbours(const struct side *a, const struct side *b)
{
    uint64_t x[TOKENS_MAX], y[TOKENS_MAX];
    double common = 0, total = 0;
    size_t n = neighbours_of(a, x, &total), m = neighbours_of(b, y, &total);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++)
            if (x[i] == y[k]) {
                common++;
                y[k] = 0;
                break;
            }
    return share(2 * common, total);
}

static double raw_overlap(const struct side *a, const struct side *b)
{
    double common = 0;
    for (size_t i = 0; i < a->count; i++)
        common += a->units[i].is_matched;
    return share(common, (double)(a->count + b->count) - common);
}

static double cosine(const struct side *a, const struct side *b)
{
    double common = 0, n = 0, m = 0;
    for (size_t i = 0; i < a->count; i++) {
        double weight = (double)a->units[i].weight;
        if (!is_counted(&a->units[i]))
            continue;
        n += weight * weight;
        common += a->units[i].is_matched ? weight * weight : 0;
    }
    for (size_t i = 0; i < b->count; i++)
        if (is_counted(&b->units[i]))
            m += (double)b->units[i].weight * (double)b->units[i].weight;
    return n > 0 && m > 0 ? common / sqrt(n * m) : 0;
}

/* 0, 1, or 2 for more. */
static int step(double count)
{
    return count < 1 ? 0 : count < 2 ? 1 : 2;
}

static void fill_left(double *features, const struct left *q,
                      const struct left *e, const struct side *a,
                      const struct side *b)
{
    features[FEATURE_QUESTION_MISSING] = share(q->mass, a->mass);
    features[FEATURE_EXAMPLE_MISSING] = share(e->mass, b->mass);
    features[FEATURE_QUESTION_MISSING_COUNT] = capped(q->count, 6);
    features[FEATURE_EXAMPLE_MISSING_COUNT] = capped(e->count, 6);
    features[FEATURE_QUESTION_LEFT] = share(q->left_mass, a->mass);
    features[FEATURE_EXAMPLE_LEFT] = share(e->left_mass, b->mass);
    features[FEATURE_QUESTION_LEFT_COUNT] = capped(q->left_count, 6);
    features[FEATURE_EXAMPLE_LEFT_COUNT] = capped(e->left_count, 6);
    features[FEATURE_UNKNOWN_COUNT] = capped(q->unknown, 6);
    double both = q->left_count < e->left_count ? q->left_count : e->left_count;
    features[FEATURE_SUBSTITUTIONS] = capped(both, 6);
    features[FEATURE_QUESTION_NUMBERS] = some(q->numbers);
    features[FEATURE_EXAMPLE_NUMBERS] = some(e->numbers);
    features[FEATURE_QUESTION_LITERALS] = some(q->literals);
    features[FEATURE_EXAMPLE_LITERALS] = some(e->literals);
    features[FEATURE_PLACED] = some(q->placed);
    features[FEATURE_QUOTED] = some(q->quoted);
    features[FEATURE_NAMES_DIFFER] = q->literals > 0 && e->literals > 0;
    features[FEATURE_LEFT + 3 * step(q->left_count) + step(e->left_count)] = 1;
    bool is_same = q->count + e->count < 1;
    features[FEATURE_SAME_CONTENT] = is_same;
    features[FEATURE_SAME_ALL] =
        is_same && q->numbers + e->numbers + q->operators + e->operators < 1;
}

/* The n-th word of content, from 0, or NULL. */
static const struct unit *nth_content(const struct side *side, size_t n)
{
    for (size_t i = 0; i < side->count; i++)
        if (side->units[i].kind == TOKEN_CONTENT && n-- == 0)
            return &side->units[i];
    return NULL;
}

static bool is_missing(const struct unit *unit)
{
    return unit && !unit->is_matched && !unit->is_alike && !unit->is_covered;
}

static void fill_heads(double *features, const struct side *a,
                       const struct side *b)
{
    const struct unit *x = nth_content(a, 0), *y = nth_content(b, 0);
    features[FEATURE_HEAD_SAME] =
        x && y && x->is_matched && &b->units[x->partner] == y;
    features[FEATURE_QUESTION_HEAD] = is_missing(x);
    features[FEATURE_EXAMPLE_HEAD] = is_missing(y);
    features[FEATURE_QUESTION_SECOND] = is_missing(nth_content(a, 1));
    features[FEATURE_EXAMPLE_SECOND] = is_missing(nth_content(b, 1));
}

static void fill_order(double *features, const struct side *a)
{
    double pairs = 0, inverted = 0, shared = 0;
    for (size_t i = 0; i < a->count; i++) {
        const struct unit *unit = &a->units[i];
        if (!unit->is_matched || unit->kind == TOKEN_NOISE)
            continue;
        shared += unit->kind == TOKEN_CONTENT;
        for (size_t k = 0; k < i; k++) {
            if (!a->units[k].is_matched || a->units[k].kind == TOKEN_NOISE)
                continue;
            pairs++;
            inverted += a->units[k].partner > unit->partner;
        }
    }
    features[FEATURE_INVERSIONS] = share(inverted, pairs);
    features[FEATURE_SHARED] = capped(shared, 8);
}

static void fill_features(struct reading *reading, struct side *a,
                          struct side *b)
{
    double *features = reading->features; /* all 0 until now */
    struct left q = measure_left(a, features, FEATURE_QUESTION_OPERATORS);
    struct left e = measure_left(b, features, FEATURE_EXAMPLE_OPERATORS);
    const struct route_index *index = reading->question->index;
    double top = (double)index->unknown_idf;
    fill_left(features, &q, &e, a, b);
    fill_heads(features, a, b);
    fill_order(features, a);
    features[FEATURE_BIAS] = 1;
    features[FEATURE_QUESTION_HEAVIEST] = share(q.heaviest, top);
    features[FEATURE_EXAMPLE_HEAVIEST] = share(e.heaviest, top);
    features[FEATURE_COSINE] = cosine(a, b);
    features[FEATURE_SEQUENCE] = common_sequence(a, b);
    features[FEATURE_NEIGHBOURS] = common_neighbours(a, b);
    double n = (double)a->content_count, m = (double)b->content_count;
    features[FEATURE_LENGTHS] = share(fabs(n - m), n + m);
    features[FEATURE_RAW_OVERLAP] = raw_overlap(a, b);
    features[FEATURE_IS_TITLE] =
        index->examples[reading->example].kind == EXAMPLE_TITLE;
    features[FEATURE_BREVITY] = 1 / (1 + n);
}

static void note_matches(struct reading *reading, const struct side *a,
                         const struct side *b)
{
    for (size_t i = 0; i < a->count; i++) {
        const struct unit *unit = &a->units[i];
        if (unit->is_matched)
            reading->became[unit->at] = BECAME_MATCHED;
        else if (unit->is_covered)
            reading->became[unit->at] = BECAME_COVERED;
        else if (unit->is_alike)
            reading->became[unit->at] = BECAME_ALIKE;
    }
    for (size_t i = 0; i < b->count; i++)
        reading->is_example_matched[b->units[i].at] = b->units[i].is_matched;
}

static double count_strange(const struct side *side)
{
    double count = 0;
    for (size_t i = 0; i < side->count; i++)
        count += is_open(&side->units[i]) && side->units[i].strength == 0;
    return count;
}

static bool is_substitute(const struct unit *unit)
{
    return pairs_is_left(unit) &&
           (unit->kind == TOKEN_CONTENT || unit->kind == TOKEN_OPERATOR);
}

void pairs_add_difference(struct reading *reading, uint32_t key, double *sum)
{
    if (reading->difference_count < READING_DIFFERENCES_MAX)
        reading->differences[reading->difference_count++] = key;
    *sum += difference_weight(key);
}

/* What was learnt about the words that only one side has. */
static double weigh_differences(struct reading *reading, const struct side *a,
                                const struct side *b)
{
    uint32_t words[TOKENS_MAX]; /* of substitutes of the example */
    size_t count = 0;
    double sum = 0;
    for (size_t i = 0; i < a->count; i++)
        if (pairs_is_left(&a->units[i]))
            pairs_add_difference(
                reading, difference_in_question(pairs_word(&a->units[i])),
                &sum);
    for (size_t i = 0; i < b->count; i++) {
        if (!pairs_is_left(&b->units[i]))
            continue;
        uint32_t word = pairs_word(&b->units[i]);
        pairs_add_difference(reading, difference_in_example(word), &sum);
        if (is_substitute(&b->units[i]))
            words[count++] = word;
    }
    for (size_t i = 0; i < a->count && count > 0; i++) {
        if (!is_substitute(&a->units[i]))
            continue;
        uint32_t word = pairs_word(&a->units[i]);
        for (size_t k = 0; k < count; k++)
            pairs_add_difference(reading, difference_between(word, words[k]), &sum);
    }
    return sum + pairs_weigh_places(reading, a, b);
}

/* 0 for a template with one example, towards 1 for many; what questions about
   data differ in was learnt from single examples, so 0 for those. */
static double crowd(const struct reading *reading)
{
    const struct index_template *record = reading->record;
    if (record->column_count > 0)
        return 0;
    double count = record->question_count + (record->title.len > 0 ? 1 : 0);
    return 1 - 1 / count;
}

static double weigh_strange(const struct side *side)
{
    double count = count_strange(side), others = 0;
    for (size_t i = 0; i < side->count; i++)
        others +=
            side->units[i].kind != TOKEN_NOISE && pairs_is_left(&side->units[i]);
    return others < 1 ? all_known_gain : -strange_word_cost * count;
}

/* Four sums side by side: one would have to wait for each addition. */
static double weigh(const double *features, const double *weights)
{
    double a = 0, b = 0, c = 0, d = 0;
    size_t i = 0;
    for (; i < FEATURE_COUNT / 4 * 4; i += 4) {
        a += weights[i] * features[i];
        b += weights[i + 1] * features[i + 1];
        c += weights[i + 2] * features[i + 2];
        d += weights[i + 3] * features[i + 3];
    }
    for (i = FEATURE_COUNT / 4 * 4; i < FEATURE_COUNT; i++)
        a += weights[i] * features[i];
    return (a + b) + (c + d);
}

static double weigh_features(const struct reading *reading)
{
    double sum = weigh(reading->features, feature_weights);
    return reading->crowd > 0
               ? sum + reading->crowd * weigh(reading->features, crowd_weights)
               : sum;
}

void reading_pair_words(struct reading *reading)
{
    struct side a, b; /* 10 KB: only what is used is filled */
    a.count = b.count = a.content_count = b.content_count = 0;
    a.mass = b.mass = 0;
    fill_question(reading, &a);
    fill_example(reading, &b);
    match_equal(&a, &b);
    match_names(reading, &a, &b, true);
    match_names(reading, &a, &b, false);
    match_alike(reading, &a, &b);
    double strange;
    match_covered(reading, &a, &strange);
    fill_features(reading, &a, &b);
    reading->features[FEATURE_STRANGE] = strange;
    pairs_measure_meaning(reading, &a, &b);
    pairs_measure_runs(reading, &a, &b);
    reading->crowd = crowd(reading);
    reading->score = weigh_features(reading) +
                     (1 - reading->crowd) * weigh_differences(reading, &a, &b);
    if (reading->record->column_count > 0)
        reading->score += weigh_strange(&a);
    note_matches(reading, &a, &b);
}
