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

static double sum_content(const struct side *side)
{
    double sum = 0;
    for (uint64_t left = side->content; left != 0; left &= left - 1)
        sum += (double)side->words[bits_first(left)].weight;
    return sum;
}

static void sort_kinds(struct side *side, const uint64_t *kinds)
{
    side->content = side->kept & kinds[TOKEN_CONTENT];
    side->counted = side->kept & ~kinds[TOKEN_NOISE];
    side->numbers = side->kept & kinds[TOKEN_NUMBER];
    side->operators = side->kept & kinds[TOKEN_OPERATOR];
    side->matched = side->alike = side->covered = 0;
    side->mass = sum_content(side);
}

static void fill_question(const struct reading *reading, struct side *side)
{
    const struct question *question = reading->question;
    const struct question_bits *bits = &question->bits;
    side->words = question->words;
    side->kept =
        ~bits->kinds[TOKEN_PART] &
        bits_equal(reading->became, question->tokens.count, BECAME_NOTHING);
    side->literals = bits->literals;
    side->placed = bits->placed;
    side->quoted = bits->quoted;
    side->strange = bits->strange;
    sort_kinds(side, bits->kinds);
}

static uint32_t difference_word(const struct index_token *token, uint32_t hash)
{
    uint32_t word = token->flags & INDEX_TOKEN_LITERAL ? DIFFERENCE_NAME : hash;
    return token->kind == TOKEN_NUMBER ? DIFFERENCE_NUMBER : word;
}

/* Most conditions on a word hold as often as not, and a machine that guesses
   wrong loses more time than all of a word takes. So words are filled in also
   where they are not kept, and lists are made without branches. */
static void fill_example(const struct reading *reading, struct side *side,
                         struct pair_word words[TOKENS_MAX])
{
    uint32_t count;
    const struct index_token *tokens = reading_example_tokens(reading, &count);
    const struct pair_term *terms = reading->question->index->pairs;
    uint64_t kinds[TOKEN_PART + 1] = {0}, literals = 0;
    side->words = words;
    side->kept = bits_equal(reading->is_example_used, count, false);
    for (uint32_t i = 0; i < count; i++) {
        words[i] = terms[tokens[i].term].word;
        words[i].different = difference_word(&tokens[i], words[i].hash);
        words[i].kind = tokens[i].kind;
        words[i].op = tokens[i].op;
        kinds[tokens[i].kind] |= bits_of(i);
        literals |= (uint64_t)((tokens[i].flags & INDEX_TOKEN_LITERAL) != 0)
                    << i;
    }
    side->literals = literals & kinds[TOKEN_CONTENT];
    side->placed = side->quoted = side->strange = 0;
    sort_kinds(side, kinds);
}

static void match(struct side *a, struct side *b, size_t i, size_t k)
{
    a->partner[i] = (uint8_t)k;
    b->partner[k] = (uint8_t)i;
    a->matched |= bits_of(i);
    b->matched |= bits_of(k);
}

/* The example's words that the question may have, as far as bits tell. */
static uint64_t find_shared(const struct question *question,
                            const struct side *b)
{
    uint64_t shared = 0;
    for (uint64_t left = b->kept; left != 0; left &= left - 1) {
        size_t k = bits_first(left);
        uint32_t term = b->words[k].term;
        uint64_t bits = question->term_bits[term % QUESTION_TERM_BITS / 64];
        shared |= (bits >> term % 64 & 1) << k;
    }
    return shared;
}

static void match_equal(const struct question *question, struct side *a,
                        struct side *b)
{
    uint64_t met = 0;
    memset(a->equal, 0, question->tokens.count * sizeof(a->equal[0]));
    for (uint64_t left = find_shared(question, b); left != 0;
         left &= left - 1) {
        size_t k = bits_first(left);
        uint32_t term = b->words[k].term;
        for (uint64_t words = a->kept; words != 0; words &= words - 1) {
            size_t i = bits_first(words);
            uint64_t is_equal = a->words[i].term == term;
            a->equal[i] |= is_equal << k;
            met |= is_equal << i;
        }
    }
    a->met = met;
    for (; met != 0; met &= met - 1) {
        size_t i = bits_first(met);
        uint64_t equal = a->equal[i] & ~b->matched;
        if (equal != 0)
            match(a, b, i, bits_first(equal));
    }
}

static uint64_t find_names(const struct side *side, bool is_number)
{
    return pairs_missing(side) &
           (is_number ? side->numbers : side->content & side->literals);
}

/* Where a template's own questions differ in their numbers or names, one
   stands for another. A dump says by its columns what it can tell apart. */
static void match_names(const struct reading *reading, struct side *a,
                        struct side *b, bool is_number)
{
    if (!(reading->record->flags & TEMPLATE_NAMES_VARY) ||
        reading->record->column_count > 0)
        return;
    uint64_t x = find_names(a, is_number), y = find_names(b, is_number);
    for (; x != 0 && y != 0; x &= x - 1, y &= y - 1)
        match(a, b, bits_first(x), bits_first(y));
}

/* "clients" and "customers" are the same, where neither has its own. */
static void match_same(const struct reading *reading, struct side *a,
                       struct side *b)
{
    const struct question *question = reading->question;
    uint64_t left = a->content & ~a->matched;
    for (; left != 0; left &= left - 1) {
        size_t i = bits_first(left);
        if (question->same[i][0] == MAP_NONE)
            continue;
        for (uint64_t others = pairs_missing(b); others != 0;
             others &= others - 1) {
            size_t k = bits_first(others);
            if (!question_is_term(question, i, b->words[k].term))
                continue;
            match(a, b, i, k);
            break;
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
static bool is_likeness(int common, const struct pair_word *a,
                        const struct pair_word *b)
{
    return 20 * common >= 6 * (a->len + b->len - 2);
}

/* The most pairs that two words can have in common: each bit that only one of
   them has is a pair that the other has not. */
static int most_common(const struct pair_word *a, const struct pair_word *b)
{
    int both = bits_count(a->letter_pairs & b->letter_pairs);
    int x = a->len - 1 - (a->pair_count - both);
    int y = b->len - 1 - (b->pair_count - both);
    return x < y ? x : y;
}

static bool are_alike(const struct reading *reading, const struct side *a,
                      size_t i, const struct side *b, size_t k)
{
    const struct question *question = reading->question;
    const struct pair_word *word = &a->words[i], *other = &b->words[k];
    if (!is_likeness(most_common(word, other), word, other))
        return false;
    struct str x = question->tokens.items[i].stem;
    struct str y =
        index_str(question->index, question->index->terms[other->term].text);
    return x.len >= INDEX_ALIKE_MIN && y.len >= INDEX_ALIKE_MIN &&
           x.len <= INDEX_ALIKE_MAX && y.len <= INDEX_ALIKE_MAX &&
           is_likeness(count_common(x, y), word, other);
}

/* Content that is neither matched nor alike. */
static uint64_t find_open(const struct side *side)
{
    return side->content & pairs_missing(side) & ~side->alike;
}

static void match_alike(const struct reading *reading, struct side *a,
                        struct side *b)
{
    for (uint64_t x = find_open(a); x != 0; x &= x - 1) {
        size_t i = bits_first(x);
        for (uint64_t y = find_open(b); y != 0; y &= y - 1) {
            size_t k = bits_first(y);
            if (!are_alike(reading, a, i, b, k))
                continue;
            a->alike |= bits_of(i);
            b->alike |= bits_of(k);
            break;
        }
    }
}

/* What the dump's columns and synonyms speak of is not missing. */
static void match_covered(const struct reading *reading, struct side *a,
                          double *strange)
{
    double missing = 0, mentioned = 0;
    uint64_t left = pairs_missing(a) & a->counted, strong = 0;
    for (; left != 0; left &= left - 1) {
        size_t i = bits_first(left);
        const struct pair_word *word = &a->words[i];
        a->strength[i] = (uint8_t)view_strength(reading->view, i);
        bool is_covered = (a->strength[i] == 2) & (word->op != OP_NOT);
        strong |= (uint64_t)is_covered << i;
        missing += (double)word->weight;
        mentioned += a->strength[i] > 0 ? (double)word->weight : 0;
    }
    a->covered = strong & ~a->numbers;
    *strange = missing > 0 ? 1 - mentioned / missing : 0;
}

struct left {
    double mass, left_mass, heaviest;
    int count, left_count, numbers, literals, unknown, placed, quoted;
    int operators;
};

static void weigh_left(const struct side *side, uint64_t content,
                       struct left *left)
{
    for (; content != 0; content &= content - 1) {
        size_t i = bits_first(content);
        /* A word of a dump's columns counts as found, but for a little. */
        double weight = (double)side->words[i].weight *
                        (side->covered >> i & 1 ? 0.15 : 1.0);
        double other = side->alike >> i & 1 ? 0 : weight;
        left->mass += weight;
        left->left_mass += other;
        left->heaviest = left->heaviest > other ? left->heaviest : other;
    }
}

/* Returns the operators that were found as bits. */
static uint64_t measure_left(const struct side *side, struct left *left)
{
    uint64_t missing = pairs_missing(side) & side->counted;
    uint64_t content = missing & side->content, bare = ~side->covered;
    uint64_t strange = content & side->strange;
    uint64_t found = missing & side->operators & bare, operators = 0;
    *left = (struct left){
        .count = bits_count(content & bare),
        .left_count = bits_count(content & bare & ~side->alike),
        .numbers = bits_count(missing & side->numbers),
        .literals = bits_count(content & bare & side->literals),
        .unknown = bits_count(strange),
        .placed = bits_count(strange & side->placed),
        .quoted = bits_count(content & bare & side->quoted),
        .operators = bits_count(found),
    };
    weigh_left(side, content, left);
    for (; found != 0; found &= found - 1)
        operators |= bits_of(side->words[bits_first(found)].op);
    return operators;
}

/* Up to 6 words, of 6: a division takes longer than all the counting. */
static double of_six(int count)
{
    static const double sixths[] = {0,       1.0 / 6, 2.0 / 6, 3.0 / 6,
                                    4.0 / 6, 5.0 / 6, 1};
    return sixths[count < 6 ? count : 6];
}

/* One says most; further ones a little more. */
static double some(int count)
{
    return count < 1 ? 0 : 0.5 + of_six(count < 3 ? count : 3);
}

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : 0;
}

/* By bits: a zero stands where the longest common sequence grows (Hyyrö). */
static double common_sequence(const struct side *a, const struct side *b)
{
    uint64_t row = ~0ULL, counted = b->counted;
    int total = bits_count(counted) + bits_count(a->counted);
    for (uint64_t left = a->counted & a->met; left != 0; left &= left - 1) {
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
    uint64_t met_twice = a->counted & a->met;
    int n = bits_count(a->counted), m = bits_count(counted);
    size_t common = 0;
    if ((met_twice & (met_twice - 1)) == 0)
        return 0;
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
    double all = bits_count(a->kept) + bits_count(b->kept);
    return share(common, all - common);
}

/* Of the weights of some words. */
static double sum_squares(const struct side *side, uint64_t words)
{
    double sum = 0;
    for (; words != 0; words &= words - 1) {
        double weight = (double)side->words[bits_first(words)].weight;
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
static int step(int count)
{
    return count < 2 ? count : 2;
}

static void fill_left(double *features, const struct left *q,
                      const struct left *e, const struct side *a,
                      const struct side *b)
{
    features[FEATURE_QUESTION_MISSING] = share(q->mass, a->mass);
    features[FEATURE_EXAMPLE_MISSING] = share(e->mass, b->mass);
    features[FEATURE_QUESTION_MISSING_COUNT] = of_six(q->count);
    features[FEATURE_EXAMPLE_MISSING_COUNT] = of_six(e->count);
    features[FEATURE_QUESTION_LEFT] = share(q->left_mass, a->mass);
    features[FEATURE_EXAMPLE_LEFT] = share(e->left_mass, b->mass);
    features[FEATURE_QUESTION_LEFT_COUNT] = of_six(q->left_count);
    features[FEATURE_EXAMPLE_LEFT_COUNT] = of_six(e->left_count);
    features[FEATURE_UNKNOWN_COUNT] = of_six(q->unknown);
    int both = q->left_count < e->left_count ? q->left_count : e->left_count;
    features[FEATURE_SUBSTITUTIONS] = of_six(both);
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

static void fill_heads(double *features, const struct side *a,
                       const struct side *b)
{
    uint64_t x = a->content, y = b->content;
    uint64_t x_left = pairs_left(a), y_left = pairs_left(b);
    uint64_t first = x & -x, other = y & -y;
    features[FEATURE_HEAD_SAME] =
        (first & a->matched) != 0 && other != 0 &&
        bits_of(a->partner[bits_first(first)]) == other;
    features[FEATURE_QUESTION_HEAD] = (first & x_left) != 0;
    features[FEATURE_EXAMPLE_HEAD] = (other & y_left) != 0;
    x -= first;
    y -= other;
    features[FEATURE_QUESTION_SECOND] = (x & -x & x_left) != 0;
    features[FEATURE_EXAMPLE_SECOND] = (y & -y & y_left) != 0;
}

static void fill_order(double *features, const struct side *a)
{
    uint8_t partners[TOKENS_MAX];
    size_t count = 0, inverted = 0;
    uint64_t met = a->matched & a->counted;
    int shared = bits_count(met & a->content);
    for (; met != 0; met &= met - 1)
        partners[count++] = a->partner[bits_first(met)];
    for (size_t i = 1; i < count; i++)
        for (size_t k = 0; k < i; k++)
            inverted += partners[k] > partners[i];
    double pairs = (double)count * (double)(count > 0 ? count - 1 : 0) / 2;
    features[FEATURE_INVERSIONS] = share((double)inverted, pairs);
    features[FEATURE_SHARED] = (double)(shared < 8 ? shared : 8) / 8;
}

/* Returns which of the operators' features are 1: bit 0 is that of the first.
 */
static uint64_t fill_operators(double *features, uint64_t of_question,
                               uint64_t of_example)
{
    uint64_t operators = of_question | of_example << OP_CLASSES;
    for (uint64_t left = operators; left != 0; left &= left - 1)
        features[FEATURE_QUESTION_OPERATORS + bits_first(left)] = 1;
    return operators;
}

/* Returns the operators as fill_operators does. */
static uint64_t fill_features(struct reading *reading, struct side *a,
                              struct side *b)
{
    double *features = reading->features; /* all 0 until now */
    struct left q, e;
    uint64_t of_question = measure_left(a, &q),
             of_example = measure_left(b, &e);
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
    double n = bits_count(a->content), m = bits_count(b->content);
    features[FEATURE_LENGTHS] = share(fabs(n - m), n + m);
    features[FEATURE_RAW_OVERLAP] = raw_overlap(a, b);
    features[FEATURE_IS_TITLE] =
        index->examples[reading->example].kind == EXAMPLE_TITLE;
    features[FEATURE_BREVITY] = 1 / (1 + n);
    return fill_operators(features, of_question, of_example);
}

static void note(struct reading *reading, uint64_t words, enum became became)
{
    for (; words != 0; words &= words - 1)
        reading->became[bits_first(words)] = (uint8_t)became;
}

static void note_matches(struct reading *reading, const struct side *a,
                         const struct side *b)
{
    note(reading, a->alike, BECAME_ALIKE);
    note(reading, a->covered, BECAME_COVERED);
    note(reading, a->matched, BECAME_MATCHED);
    for (uint64_t left = b->matched; left != 0; left &= left - 1)
        reading->is_example_matched[bits_first(left)] = true;
}

static size_t list_words(const struct side *side, uint64_t words,
                         uint32_t out[TOKENS_MAX])
{
    size_t count = 0;
    for (; words != 0; words &= words - 1)
        out[count++] = side->words[bits_first(words)].different;
    return count;
}

static struct pair_alone find_alone(const struct reading *reading,
                                    const struct pair_word *word)
{
    if (word->different == word->hash)
        return reading->question->index->pairs[word->term].alone;
    return difference_alone(difference_in_example(word->different));
}

/* The words that only one side has, those of the question looked up before. */
static double weigh_alone(struct reading *reading, const struct side *a,
                          const struct side *b)
{
    const struct pair_alone *alone = reading->question->alone;
    bool has_columns = reading->record->column_count > 0;
    double sum = 0;
    for (uint64_t left = pairs_left(a); left != 0; left &= left - 1) {
        const struct pair_alone *word = &alone[bits_first(left)];
        pairs_note_difference(reading, word->key);
        sum += (double)(has_columns ? word->weight_of_columns : word->weight);
    }
    for (uint64_t left = pairs_left(b); left != 0; left &= left - 1) {
        struct pair_alone word =
            find_alone(reading, &b->words[bits_first(left)]);
        pairs_note_difference(reading, word.key);
        sum += (double)(has_columns ? word.weight_of_columns : word.weight);
    }
    return sum;
}

/* What was learnt about the words that only one side has. */
static double weigh_differences(struct reading *reading, const struct side *a,
                                const struct side *b)
{
    uint32_t x[TOKENS_MAX], y[TOKENS_MAX];
    double sum = weigh_alone(reading, a, b);
    size_t n = list_words(a, pairs_left(a) & (a->content | a->operators), x);
    size_t m = list_words(b, pairs_left(b) & (b->content | b->operators), y);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++)
            pairs_add_difference(reading, difference_between(x[i], y[k]), &sum);
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
    double strange = 0;
    if ((pairs_left(side) & side->counted) == 0)
        return all_known_gain;
    for (uint64_t left = find_open(side); left != 0; left &= left - 1)
        strange += side->strength[bits_first(left)] == 0;
    return -strange_word_cost * strange;
}

/* Four sums side by side: one would have to wait for each addition. Of the
   operators, which come last, nearly all are 0; `operators` tells which of
   them are 1. */
static double weigh(const double *features, uint64_t operators,
                    const double *weights)
{
    enum {
        FIRST = FEATURE_QUESTION_OPERATORS,
        DENSE = (FIRST + 3) / 4 * 4,
        LAST = FEATURE_COUNT / 4 * 4
    };
    typedef double two __attribute__((vector_size(2 * sizeof(double))));
    two low = {0, 0}, high = {0, 0}, x, y;
    for (size_t i = 0; i < DENSE; i += 4) {
        memcpy(&x, features + i, sizeof(x));
        memcpy(&y, weights + i, sizeof(y));
        low += y * x;
        memcpy(&x, features + i + 2, sizeof(x));
        memcpy(&y, weights + i + 2, sizeof(y));
        high += y * x;
    }
    double sums[] = {low[0], low[1], high[0], high[1]};
    for (operators &= ~bits_before(DENSE - FIRST); operators != 0;
         operators &= operators - 1) {
        size_t i = FIRST + bits_first(operators);
        sums[i < LAST ? i % 4 : 0] += weights[i];
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

static double weigh_features(const struct reading *reading, uint64_t operators)
{
    const double *features = reading->features;
    if (reading->record->column_count > 0)
        return weigh(features, operators, column_weights);
    double sum = weigh(features, operators, feature_weights);
    return reading->crowd > 0
               ? sum +
                     reading->crowd * weigh(features, operators, crowd_weights)
               : sum;
}

void reading_pair_words(struct reading *reading)
{
    struct side a, b; /* only what is used is filled */
    struct pair_word words[TOKENS_MAX];
    fill_question(reading, &a);
    fill_example(reading, &b, words);
    match_equal(reading->question, &a, &b);
    match_same(reading, &a, &b);
    match_names(reading, &a, &b, true);
    match_names(reading, &a, &b, false);
    match_alike(reading, &a, &b);
    double strange;
    match_covered(reading, &a, &strange);
    uint64_t operators = fill_features(reading, &a, &b);
    reading->features[FEATURE_STRANGE] = strange;
    if (reading->record->column_count == 0) {
        pairs_measure_meaning(reading, &a, &b);
        pairs_measure_runs(reading, &a, &b);
    }
    reading->crowd = crowd(reading);
    reading->score = weigh_features(reading, operators) +
                     (1 - reading->crowd) * weigh_differences(reading, &a, &b);
    if (reading->record->column_count > 0)
        reading->score += weigh_strange(&a);
    note_matches(reading, &a, &b);
}
