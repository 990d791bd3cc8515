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

/* Most conditions on a word hold as often as not, and a machine that guesses
   wrong loses more time than all of a unit takes. So units are filled where
   they stand, also those that are not kept, and lists are made without
   branches. */
static struct unit *next_unit(struct side *side, uint8_t kind, float weight,
                              bool is_kept)
{
    struct unit *unit = &side->units[side->count];
    bool is_content = (kind == TOKEN_CONTENT) & is_kept;
    bool is_noise = kind == TOKEN_NOISE;
    side->content |= (uint64_t)is_content << side->count;
    side->counted |= (uint64_t)(is_kept & !is_noise) << side->count;
    unit->kind = kind;
    unit->weight = weight;
    unit->is_matched = unit->is_alike = unit->is_covered = false;
    unit->is_quoted = unit->is_placed = false;
    unit->strength = unit->partner = 0;
    side->mass += (double)is_content * (double)weight;
    side->content_count += is_content;
    side->count += is_kept;
    return unit;
}

static void fill_question(const struct reading *reading, struct side *side)
{
    const struct question *question = reading->question;
    for (size_t i = 0; i < question->tokens.count; i++) {
        const struct token *token = &question->tokens.items[i];
        bool is_kept = (token->kind != TOKEN_PART) &
                       (reading->became[i] == BECAME_NOTHING);
        struct unit *unit = next_unit(side, (uint8_t)token->kind,
                                      question->weights[i], is_kept);
        unit->term = question->terms[i];
        unit->hash = question->hashes[i];
        unit->meaning = question->meanings[i];
        unit->letter_pairs = question->letter_pairs[i];
        unit->pair_count = question->pair_counts[i];
        unit->len = (uint8_t)token->stem.len;
        unit->op = (uint8_t)token->op;
        unit->is_quoted = token->is_quoted | token->is_code;
        unit->is_literal = unit->is_quoted | token->is_capital;
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
        const struct index_term *term = &terms[tokens[i].term];
        struct unit *unit = next_unit(side, tokens[i].kind, term->idf,
                                      !reading->is_example_used[i]);
        unit->term = tokens[i].term;
        unit->hash = term->hash;
        unit->meaning = term->meaning;
        unit->letter_pairs = term->letter_pairs;
        unit->pair_count = (uint8_t)term->pair_count;
        unit->len = (uint8_t)term->text.len;
        unit->op = tokens[i].op;
        unit->is_literal = (tokens[i].flags & INDEX_TOKEN_LITERAL) != 0;
        unit->at = (uint8_t)i;
    }
}

static void match(struct side *a, struct side *b, size_t i, size_t k)
{
    a->units[i].is_matched = b->units[k].is_matched = true;
    a->units[i].partner = (uint8_t)k;
    b->units[k].partner = (uint8_t)i;
    a->matched |= bits_of(i);
    b->matched |= bits_of(k);
}

/* The example's words that the question may have, as far as bits tell. */
static uint64_t find_shared(const struct question *question,
                            const struct side *b)
{
    uint64_t shared = 0;
    for (size_t k = 0; k < b->count; k++) {
        uint32_t term = b->units[k].term;
        uint64_t bits = question->term_bits[term % QUESTION_TERM_BITS / 64];
        shared |= (bits >> term % 64 & 1) << k;
    }
    return shared;
}

static void match_equal(const struct question *question, struct side *a,
                        struct side *b)
{
    uint64_t shared = find_shared(question, b);
    for (size_t i = 0; i < a->count; i++) {
        const struct unit *unit = &a->units[i];
        uint64_t equal = 0;
        for (uint64_t left = shared; left != 0; left &= left - 1) {
            size_t k = bits_first(left);
            equal |= (uint64_t)(b->units[k].term == unit->term) << k;
        }
        a->equal[i] = equal;
        equal &= ~b->matched;
        if (equal != 0)
            match(a, b, i, bits_first(equal));
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
        match(a, b, i, k);
    }
}

/* "clients" and "customers" are the same, where neither has its own. */
static void match_same(const struct reading *reading, struct side *a,
                       struct side *b)
{
    for (uint64_t left = a->content; left != 0; left &= left - 1) {
        size_t i = bits_first(left);
        const struct unit *unit = &a->units[i];
        if (reading->question->same[unit->at][0] == MAP_NONE)
            continue;
        for (size_t k = 0; k < b->count && !unit->is_matched; k++) {
            const struct unit *other = &b->units[k];
            if (other->is_matched ||
                !question_is_term(reading->question, unit->at, other->term))
                continue;
            match(a, b, i, k);
        }
    }
}

/* How many pairs of neighbouring letters two words have in common. */
static int count_common(struct str a, struct str b)
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
    return common;
}

/* Whether so many in common are six of ten (Dice). */
static bool is_likeness(int common, const struct unit *a, const struct unit *b)
{
    return 20 * common >= 6 * (a->len + b->len - 2);
}

/* The most pairs that two words can have in common: each bit that only one of
   them has is a pair that the other has not. */
static int most_common(const struct unit *a, const struct unit *b)
{
    int both = bits_count(a->letter_pairs & b->letter_pairs);
    int x = a->len - 1 - (a->pair_count - both);
    int y = b->len - 1 - (b->pair_count - both);
    return x < y ? x : y;
}

static struct str unit_text(const struct reading *reading,
                            const struct unit *unit, bool is_question)
{
    const struct question *question = reading->question;
    return is_question ? question->tokens.items[unit->at].stem
                       : index_str(question->index,
                                   question->index->terms[unit->term].text);
}

static bool are_alike(const struct reading *reading, const struct unit *a,
                      const struct unit *b)
{
    if (!is_likeness(most_common(a, b), a, b))
        return false;
    struct str x = unit_text(reading, a, true);
    struct str y = unit_text(reading, b, false);
    return x.len >= INDEX_ALIKE_MIN && y.len >= INDEX_ALIKE_MIN &&
           x.len <= INDEX_ALIKE_MAX && y.len <= INDEX_ALIKE_MAX &&
           is_likeness(count_common(x, y), a, b);
}

static bool is_open(const struct unit *unit)
{
    return (unit->kind == TOKEN_CONTENT) & !(unit->is_matched | unit->is_alike);
}

static size_t list_open(struct side *side, struct unit *open[TOKENS_MAX])
{
    size_t count = 0;
    uint64_t left = side->content & pairs_missing(side);
    for (; left != 0; left &= left - 1)
        open[count++] = &side->units[bits_first(left)];
    return count;
}

static void match_alike(const struct reading *reading, struct side *a,
                        struct side *b)
{
    struct unit *x[TOKENS_MAX], *y[TOKENS_MAX];
    size_t n = list_open(a, x), m = list_open(b, y);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++)
            if (are_alike(reading, x[i], y[k]) && !x[i]->is_alike &&
                !y[k]->is_alike)
                x[i]->is_alike = y[k]->is_alike = true;
}

/* What the dump's columns and synonyms speak of is not missing. */
static void match_covered(const struct reading *reading, struct side *a,
                          double *strange)
{
    double missing = 0, mentioned = 0;
    uint64_t left = pairs_missing(a) & a->counted;
    for (; left != 0; left &= left - 1) {
        struct unit *unit = &a->units[bits_first(left)];
        unit->strength = (uint8_t)view_strength(reading->view, unit->at);
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
    uint32_t numbers = 0, literals = 0, unknown = 0, placed = 0, quoted = 0;
    uint32_t count = 0, left_count = 0, operator_count = 0;
    uint64_t missing = pairs_missing(side) & side->counted;
    for (; missing != 0; missing &= missing - 1) {
        const struct unit *unit = &side->units[bits_first(missing)];
        bool is_bare = !unit->is_covered;
        bool is_content = unit->kind == TOKEN_CONTENT;
        bool is_strange = is_content & (unit->term == MAP_NONE);
        bool is_left = is_content & !unit->is_alike;
        double weight = missing_weight(unit);
        numbers += unit->kind == TOKEN_NUMBER;
        literals += is_content & unit->is_literal & is_bare;
        unknown += is_strange;
        placed += is_strange & unit->is_placed;
        quoted += is_content & unit->is_quoted & is_bare;
        count += is_content & is_bare;
        left_count += is_left & is_bare;
        left.mass += is_content * weight;
        left.left_mass += is_left * weight;
        double other = is_left * weight;
        left.heaviest = left.heaviest > other ? left.heaviest : other;
        if ((unit->kind == TOKEN_OPERATOR) & is_bare) {
            features[operators + unit->op] = 1;
            operator_count++;
        }
    }
    left.numbers = numbers;
    left.literals = literals;
    left.unknown = unknown;
    left.placed = placed;
    left.quoted = quoted;
    left.count = count;
    left.left_count = left_count;
    left.operators = operator_count;
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

/* By bits: a zero stands where the longest common sequence grows (Hyyrö). */
static double common_sequence(const struct side *a, const struct side *b)
{
    uint64_t row = ~0ULL, counted = b->counted;
    int total = bits_count(counted) + bits_count(a->counted);
    for (uint64_t left = a->counted; left != 0; left &= left - 1) {
        uint64_t met = row & a->equal[bits_first(left)] & counted;
        row = (row + met) | (row - met);
    }
    return share(2.0 * bits_count(~row & counted), (double)total);
}

/* For each bit the next counted one: the sum carries it over what is not
   counted. */
static uint64_t next_counted(uint64_t bits, uint64_t counted)
{
    uint64_t next = bits << 1, gaps = ~counted;
    return (next | (gaps + (next & gaps))) & counted;
}

static double common_neighbours(const struct side *a, const struct side *b)
{
    uint64_t counted = b->counted, before = 0, taken = 0;
    int n = bits_count(a->counted), m = bits_count(counted);
    size_t common = 0;
    for (uint64_t left = a->counted; left != 0; left &= left - 1) {
        uint64_t here = a->equal[bits_first(left)] & counted;
        uint64_t met = next_counted(before, counted) & here & ~taken;
        met &= -met;
        taken |= met;
        common += met != 0;
        before = here;
    }
    double total = (double)(n > 0 ? n - 1 : 0) + (double)(m > 0 ? m - 1 : 0);
    return share(2.0 * (double)common, total);
}

static double raw_overlap(const struct side *a, const struct side *b)
{
    double common = bits_count(a->matched);
    return share(common, (double)(a->count + b->count) - common);
}

/* Of the weights of some units. */
static double sum_squares(const struct side *side, uint64_t units)
{
    double sum = 0;
    for (; units != 0; units &= units - 1) {
        double weight = (double)side->units[bits_first(units)].weight;
        sum += weight * weight;
    }
    return sum;
}

static double cosine(const struct side *a, const struct side *b)
{
    double n = sum_squares(a, a->counted), m = sum_squares(b, b->counted);
    double common = sum_squares(a, a->counted & a->matched);
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

/* The unit of the lowest bit, or NULL. */
static const struct unit *first_of(const struct side *side, uint64_t bits)
{
    return bits != 0 ? &side->units[bits_first(bits)] : NULL;
}

static bool is_missing(const struct unit *unit)
{
    return unit && !unit->is_matched && !unit->is_alike && !unit->is_covered;
}

static void fill_heads(double *features, const struct side *a,
                       const struct side *b)
{
    uint64_t a_words = a->content, b_words = b->content;
    const struct unit *x = first_of(a, a_words), *y = first_of(b, b_words);
    features[FEATURE_HEAD_SAME] =
        x && y && x->is_matched && &b->units[x->partner] == y;
    features[FEATURE_QUESTION_HEAD] = is_missing(x);
    features[FEATURE_EXAMPLE_HEAD] = is_missing(y);
    features[FEATURE_QUESTION_SECOND] =
        is_missing(first_of(a, a_words & (a_words - 1)));
    features[FEATURE_EXAMPLE_SECOND] =
        is_missing(first_of(b, b_words & (b_words - 1)));
}

static void fill_order(double *features, const struct side *a)
{
    uint8_t partners[TOKENS_MAX];
    size_t count = 0, inverted = 0;
    uint64_t met = a->matched & a->counted;
    int shared = bits_count(met & a->content);
    for (; met != 0; met &= met - 1)
        partners[count++] = a->units[bits_first(met)].partner;
    for (size_t i = 1; i < count; i++)
        for (size_t k = 0; k < i; k++)
            inverted += partners[k] > partners[i];
    double pairs = (double)count * (double)(count > 0 ? count - 1 : 0) / 2;
    features[FEATURE_INVERSIONS] = share((double)inverted, pairs);
    features[FEATURE_SHARED] = capped((double)shared, 8);
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
        uint8_t became = unit->is_alike ? BECAME_ALIKE : BECAME_NOTHING;
        became = unit->is_covered ? BECAME_COVERED : became;
        reading->became[unit->at] = unit->is_matched ? BECAME_MATCHED : became;
    }
    for (size_t i = 0; i < b->count; i++)
        reading->is_example_matched[b->units[i].at] = b->units[i].is_matched;
}

static bool is_substitute(const struct unit *unit)
{
    return pairs_is_left(unit) &
           ((unit->kind == TOKEN_CONTENT) | (unit->kind == TOKEN_OPERATOR));
}

void pairs_add_difference(struct reading *reading, uint32_t key, double *sum)
{
    if (reading->difference_count < READING_DIFFERENCES_MAX)
        reading->differences[reading->difference_count++] = key;
    if (reading->record->column_count > 0)
        key ^= DIFFERENCE_OF_COLUMNS;
    *sum += difference_weight(key);
}

/* The words that only this side has; those that can stand for another come
   again in `substitutes`. */
struct different {
    uint32_t words[TOKENS_MAX + 1], substitutes[TOKENS_MAX + 1];
    size_t count, substitute_count;
};

static void list_different(const struct side *side, struct different *out)
{
    out->count = out->substitute_count = 0;
    for (uint64_t left = pairs_missing(side); left != 0; left &= left - 1) {
        const struct unit *unit = &side->units[bits_first(left)];
        uint32_t word = pairs_word(unit);
        out->words[out->count] = word;
        out->count += pairs_is_left(unit);
        out->substitutes[out->substitute_count] = word;
        out->substitute_count += is_substitute(unit);
    }
}

/* What was learnt about the words that only one side has. */
static double weigh_differences(struct reading *reading, const struct side *a,
                                const struct side *b)
{
    struct different x, y;
    double sum = 0;
    list_different(a, &x);
    list_different(b, &y);
    for (size_t i = 0; i < x.count; i++)
        pairs_add_difference(reading, difference_in_question(x.words[i]), &sum);
    for (size_t i = 0; i < y.count; i++)
        pairs_add_difference(reading, difference_in_example(y.words[i]), &sum);
    for (size_t i = 0; i < x.substitute_count; i++)
        for (size_t k = 0; k < y.substitute_count; k++)
            pairs_add_difference(
                reading, difference_between(x.substitutes[i], y.substitutes[k]),
                &sum);
    return reading->record->column_count > 0
               ? sum
               : sum + pairs_weigh_places(reading, a, b);
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
    uint64_t missing = pairs_missing(side) & side->counted;
    double strange = 0;
    bool is_any = false;
    for (; missing != 0; missing &= missing - 1) {
        const struct unit *unit = &side->units[bits_first(missing)];
        strange += is_open(unit) & (unit->strength == 0);
        is_any |= pairs_is_left(unit);
    }
    return is_any ? -strange_word_cost * strange : all_known_gain;
}

/* Four sums side by side: one would have to wait for each addition. */
static double weigh(const double *features, const double *weights)
{
    typedef double two __attribute__((vector_size(2 * sizeof(double))));
    two low = {0, 0}, high = {0, 0}, x, y;
    size_t i = 0;
    for (; i < FEATURE_COUNT / 4 * 4; i += 4) {
        memcpy(&x, features + i, sizeof(x));
        memcpy(&y, weights + i, sizeof(y));
        low += y * x;
        memcpy(&x, features + i + 2, sizeof(x));
        memcpy(&y, weights + i + 2, sizeof(y));
        high += y * x;
    }
    for (i = FEATURE_COUNT / 4 * 4; i < FEATURE_COUNT; i++)
        low[0] += weights[i] * features[i];
    return (low[0] + low[1]) + (high[0] + high[1]);
}

static double weigh_features(const struct reading *reading)
{
    if (reading->record->column_count > 0)
        return weigh(reading->features, column_weights);
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
    a.content = b.content = a.counted = b.counted = 0;
    a.matched = b.matched = 0;
    fill_question(reading, &a);
    fill_example(reading, &b);
    match_equal(reading->question, &a, &b);
    match_same(reading, &a, &b);
    match_names(reading, &a, &b, true);
    match_names(reading, &a, &b, false);
    match_alike(reading, &a, &b);
    double strange;
    match_covered(reading, &a, &strange);
    fill_features(reading, &a, &b);
    reading->features[FEATURE_STRANGE] = strange;
    if (reading->record->column_count == 0) {
        pairs_measure_meaning(reading, &a, &b);
        pairs_measure_runs(reading, &a, &b);
    }
    reading->crowd = crowd(reading);
    reading->score = weigh_features(reading) +
                     (1 - reading->crowd) * weigh_differences(reading, &a, &b);
    if (reading->record->column_count > 0)
        reading->score += weigh_strange(&a);
    note_matches(reading, &a, &b);
}
