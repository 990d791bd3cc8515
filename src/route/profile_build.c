/*
 * Multinomial logistic regression over words, neighbours and runs of letters,
 * by stochastic gradient descent. Chosen over nearest neighbours (12 points
 * worse with five examples an answer) and over one-against-all machines with a
 * margin (2 points). The order is fixed by a generator with a fixed seed, and
 * all arithmetic is addition, multiplication and division: the same examples,
 * the same bytes.
 *
 * Costs features times templates: beyond matrix_max there is no profile.
 */
#include "route/profile_build.h"

#include <math.h>
#include <stdlib.h>

#include "base/exact.h"
#include "base/memory.h"
#include "base/vector.h"
#include "route/meaning.h"
#include "route/profile_format.h"

static const size_t matrix_max = 12U << 20; /* weights */
static const double strictness = 40;        /* inverse regularisation */
static const double first_step = 4;
/* Features: one that all have, one for each dimension of meaning, then one for
   each run, word and pair. */
enum { FIRST_MEANING = 1, FIRST_RUN = FIRST_MEANING + MEANING_DIMENSIONS };
enum { VISITS = 45000, EPOCHS_MIN = 8, EPOCHS_MAX = 225 };

struct value {
    uint32_t feature;
    float amount;
};

/* A word or a pair of neighbours, as features. */
struct unit {
    uint32_t first_value, value_count;
    uint32_t first, second; /* terms; second: MAP_NONE of a word */
    uint32_t meaning;       /* of a word; MAP_NONE: none */
    float rarity, square;   /* square: the sum of the squared amounts */
};

struct document {
    uint32_t template;
    float weight; /* 1 on average */
    uint32_t first_part, part_count;
    float scale;
    float meaning[MEANING_DIMENSIONS]; /* of its words together */
};

struct maker {
    struct builder *builder;
    struct arena *arena;
    uint32_t term_count, class_count, feature_count;
    size_t stride;
    uint32_t *term_counts; /* documents that have the term */
    uint32_t *term_units;  /* unit plus one */
    struct map runs;       /* hash -> number of the run */
    struct map pairs;      /* two terms -> unit */
    struct buf run_counts; /* uint32_t: documents that have the run */
    struct buf units, documents, values;
    struct buf parts; /* uint32_t: the units of the documents */
    float *matrix;    /* `stride` weights for each feature */
    double *chances;  /* of each class */
};

static struct str term_text(const struct maker *maker, uint32_t term)
{
    return maker->builder->terms.entries[term].key;
}

static struct unit *unit_at(const struct maker *maker, uint32_t unit)
{
    return (struct unit *)(void *)maker->units.ptr + unit;
}

static uint32_t count_of(const struct buf *buf, size_t size)
{
    return (uint32_t)(buf->len / size);
}

/* Rounded, like the index's other weights. */
static float rarity_of(const struct maker *maker, double count)
{
    double total = (double)count_of(&maker->documents, sizeof(struct document));
    return (float)(floor(exact_log(1 + total / (count + 0.5)) * 256 + 0.5) /
                   256);
}

/* The number of a key, and whether it is new. */
static uint32_t number_key(struct maker *maker, struct map *map,
                           const uint32_t *key, size_t words, bool *is_new)
{
    struct str text = {(const char *)key, words * sizeof(*key)};
    uint32_t id = map_get(map, text);
    *is_new = id == MAP_NONE;
    if (*is_new)
        id = map_add(map, arena_str(maker->arena, text), map->count, NULL);
    return id;
}

static void count_runs(struct maker *maker, uint32_t term)
{
    uint32_t hashes[PROFILE_RUNS_MAX], zero = 0;
    size_t count = profile_runs(term_text(maker, term), hashes);
    for (size_t i = 0; i < count; i++) {
        bool is_new;
        uint32_t id = number_key(maker, &maker->runs, &hashes[i], 1, &is_new);
        if (is_new)
            buf_add_bytes(&maker->run_counts, &zero, sizeof(zero));
        ((uint32_t *)(void *)maker->run_counts.ptr)[id] +=
            maker->term_counts[term];
    }
}

static void add_value(struct maker *maker, struct unit *unit, uint32_t feature,
                      double amount)
{
    struct value value = {feature, (float)amount};
    buf_add_bytes(&maker->values, &value, sizeof(value));
    unit->value_count++;
}

static void add_letters(struct maker *maker, struct unit *unit, uint32_t term)
{
    uint32_t hashes[PROFILE_RUNS_MAX], ids[PROFILE_RUNS_MAX];
    double rarities[PROFILE_RUNS_MAX], sum = 0;
    const uint32_t *counts = (const void *)maker->run_counts.ptr;
    size_t count = profile_runs(term_text(maker, term), hashes);
    for (size_t i = 0; i < count; i++) {
        bool is_new;
        ids[i] = number_key(maker, &maker->runs, &hashes[i], 1, &is_new);
        rarities[i] = (double)rarity_of(maker, counts[ids[i]]);
        sum += rarities[i] * rarities[i];
    }
    double share = (double)(profile_letters * unit->rarity) / sqrt(sum + 1e-9);
    for (size_t i = 0; i < count; i++)
        add_value(maker, unit, FIRST_RUN + ids[i], rarities[i] * share);
}

static void add_word(struct maker *maker, uint32_t term)
{
    struct unit unit = {.first_value =
                            count_of(&maker->values, sizeof(struct value)),
                        .first = term,
                        .second = MAP_NONE,
                        .rarity = rarity_of(maker, maker->term_counts[term])};
    const struct index_term *terms =
        (const void *)maker->builder->sections[SECTION_TERMS].ptr;
    unit.meaning = terms[term].meaning;
    unit.square = unit.rarity * unit.rarity *
                  (float)profile_square(unit.meaning != MAP_NONE);
    add_value(maker, &unit, maker->feature_count++, (double)unit.rarity);
    add_letters(maker, &unit, term);
    buf_add_bytes(&maker->units, &unit, sizeof(unit));
    maker->term_units[term] = count_of(&maker->units, sizeof(unit));
}

static void add_pair(struct maker *maker, uint32_t a, uint32_t b)
{
    bool is_new;
    uint32_t key[2] = {a, b};
    number_key(maker, &maker->pairs, key, 2, &is_new);
    if (!is_new)
        return;
    double x = (double)unit_at(maker, maker->term_units[a] - 1)->rarity;
    double y = (double)unit_at(maker, maker->term_units[b] - 1)->rarity;
    double amount = (double)profile_neighbours * sqrt(x * y);
    struct unit unit = {.first_value =
                            count_of(&maker->values, sizeof(struct value)),
                        .first = a,
                        .second = b,
                        .meaning = MAP_NONE,
                        .square = (float)(amount * amount)};
    add_value(maker, &unit, maker->feature_count++, amount);
    buf_add_bytes(&maker->units, &unit, sizeof(unit));
}

typedef void document_fn(struct maker *maker, uint32_t template,
                         const uint32_t *terms, size_t count);

/* The words of an example stand together. */
static void each_document(struct maker *maker, document_fn *fn)
{
    const struct builder *builder = maker->builder;
    const struct index_example *examples =
        (const void *)builder->sections[SECTION_EXAMPLES].ptr;
    const struct pair *spoken = (const void *)builder->spoken.ptr;
    size_t total = count_of(&builder->spoken, sizeof(*spoken));
    for (size_t i = 0; i < total;) {
        uint32_t terms[TOKENS_MAX], example = spoken[i].key;
        size_t count = 0;
        for (; i < total && spoken[i].key == example; i++)
            terms[count++] = spoken[i].value;
        fn(maker, examples[example].template, terms, count);
    }
}

static void count_terms(struct maker *maker, uint32_t template,
                        const uint32_t *terms, size_t count)
{
    struct document document = {.template = template};
    buf_add_bytes(&maker->documents, &document, sizeof(document));
    for (size_t i = 0; i < count; i++) {
        size_t before = 0;
        while (before < i && terms[before] != terms[i])
            before++;
        maker->term_counts[terms[i]] += before == i;
    }
}

static void add_pairs(struct maker *maker, uint32_t template,
                      const uint32_t *terms, size_t count)
{
    (void)template;
    for (size_t i = 0; i + 1 < count; i++)
        add_pair(maker, terms[i], terms[i + 1]);
}

static void add_meaning(const struct unit *unit, float *sums)
{
    if (unit->meaning == MAP_NONE)
        return;
    const int8_t *vector = meaning_vector(unit->meaning);
    for (size_t i = 0; i < MEANING_DIMENSIONS; i++)
        sums[i] += unit->rarity * profile_meaning / 127 * (float)vector[i];
}

static void add_part(struct maker *maker, struct document *document,
                     uint32_t unit)
{
    buf_add_bytes(&maker->parts, &unit, sizeof(unit));
    document->part_count++;
    document->scale += unit_at(maker, unit)->square;
    add_meaning(unit_at(maker, unit), document->meaning);
}

/* Fills the documents again, now that units have their numbers. */
static void add_parts(struct maker *maker, uint32_t template,
                      const uint32_t *terms, size_t count)
{
    struct document document = {.template = template,
                                .first_part =
                                    count_of(&maker->parts, sizeof(uint32_t))};
    uint32_t words =
        count_of(&maker->units, sizeof(struct unit)) - maker->pairs.count;
    for (size_t i = 0; i < count; i++) {
        bool is_new;
        uint32_t key[2] = {terms[i], i + 1 < count ? terms[i + 1] : 0};
        add_part(maker, &document, maker->term_units[terms[i]] - 1);
        if (i + 1 < count)
            add_part(maker, &document,
                     words + number_key(maker, &maker->pairs, key, 2, &is_new));
    }
    document.scale = 1 / sqrtf(document.scale + 1e-9F);
    buf_add_bytes(&maker->documents, &document, sizeof(document));
}

static void make_units(struct maker *maker)
{
    each_document(maker, count_terms);
    for (uint32_t i = 0; i < maker->term_count; i++)
        if (maker->term_counts[i] > 0)
            count_runs(maker, i);
    maker->feature_count = FIRST_RUN + maker->runs.count;
    for (uint32_t i = 0; i < maker->term_count; i++)
        if (maker->term_counts[i] > 0)
            add_word(maker, i);
    each_document(maker, add_pairs);
    buf_clear(&maker->documents);
    each_document(maker, add_parts);
}

typedef void value_fn(struct maker *maker, uint32_t feature, float amount,
                      float *sums);

static void score_value(struct maker *maker, uint32_t feature, float amount,
                        float *sums)
{
    vector_add_scaled(sums, maker->stride,
                      maker->matrix + feature * maker->stride, amount);
}

static void learn_value(struct maker *maker, uint32_t feature, float amount,
                        float *sums)
{
    vector_add_scaled(maker->matrix + feature * maker->stride, maker->stride,
                      sums, amount);
}

static void each_value(struct maker *maker, const struct document *document,
                       float scale, value_fn *fn, float *sums)
{
    const uint32_t *parts = (const void *)maker->parts.ptr;
    const struct value *values = (const void *)maker->values.ptr;
    fn(maker, 0, scale * profile_constant, sums);
    for (uint32_t i = 0; i < MEANING_DIMENSIONS; i++)
        fn(maker, FIRST_MEANING + i,
           scale * document->scale * document->meaning[i], sums);
    for (uint32_t i = 0; i < document->part_count; i++) {
        const struct unit *unit =
            unit_at(maker, parts[document->first_part + i]);
        for (uint32_t k = 0; k < unit->value_count; k++) {
            const struct value *value = &values[unit->first_value + k];
            fn(maker, value->feature, scale * document->scale * value->amount,
               sums);
        }
    }
}

/* From scores to what is missing of the right class and too much of others. */
static void find_errors(const struct maker *maker, uint32_t right,
                        double factor, float *sums)
{
    double most = -1e30, total = 0;
    for (uint32_t i = 0; i < maker->class_count; i++)
        if (factor * (double)sums[i] > most)
            most = factor * (double)sums[i];
    for (uint32_t i = 0; i < maker->class_count; i++) {
        maker->chances[i] = exact_exp(factor * (double)sums[i] - most);
        total += maker->chances[i];
    }
    for (uint32_t i = 0; i < maker->class_count; i++)
        sums[i] = (float)((i == right) - maker->chances[i] / total);
}

/* The matrix is kept divided by *factor, so that shrinking all of it is one
   multiplication. */
static void visit(struct maker *maker, const struct document *document,
                  double step, double shrinking, double *factor, float *sums)
{
    memset(sums, 0, maker->stride * sizeof(*sums));
    each_value(maker, document, 1, score_value, sums);
    find_errors(maker, document->template, *factor, sums);
    *factor *= 1 - step * shrinking;
    each_value(maker, document, (float)(step / *factor) * document->weight,
               learn_value, sums);
}

/* A template with many examples is not the likelier answer to a question that
   is like none: the more it has, the less each of them says. */
static void balance(struct maker *maker)
{
    struct document *documents = (void *)maker->documents.ptr;
    uint32_t count = count_of(&maker->documents, sizeof(*documents));
    float *sizes =
        arena_array(maker->arena, maker->class_count + 1, sizeof(*sizes));
    for (uint32_t i = 0; i < count; i++)
        sizes[documents[i].template] += 1;
    float total = 0;
    for (uint32_t i = 0; i < count; i++) {
        documents[i].weight = 1 / sizes[documents[i].template];
        total += documents[i].weight;
    }
    for (uint32_t i = 0; i < count; i++)
        documents[i].weight *= (float)count / total;
}

/* In another order each time. Every document once a round comes closer to the
   best weights than as many drawn at random: as close as five times as many. */
static void shuffle(uint32_t *order, uint32_t count, uint64_t *random)
{
    for (uint32_t i = count; i > 1; i--) {
        *random = *random * 6364136223846793005U + 1442695040888963407U;
        uint32_t other = (uint32_t)((*random >> 33) % i);
        uint32_t swapped = order[other];
        order[other] = order[i - 1];
        order[i - 1] = swapped;
    }
}

static double learn(struct maker *maker)
{
    balance(maker);
    const struct document *documents = (const void *)maker->documents.ptr;
    uint32_t count = count_of(&maker->documents, sizeof(struct document));
    uint32_t epochs = VISITS / count;
    epochs = epochs < EPOCHS_MIN   ? EPOCHS_MIN
             : epochs > EPOCHS_MAX ? EPOCHS_MAX
                                   : epochs;
    double shrinking = 1 / (strictness * count), factor = 1;
    float *sums = arena_array(maker->arena, maker->stride, sizeof(*sums));
    uint32_t *order = ARENA_ARRAY(maker->arena, uint32_t, count);
    uint64_t random = 1, total = (uint64_t)epochs * count;
    for (uint32_t i = 0; i < count; i++)
        order[i] = i;
    for (uint64_t i = 0; i < total; i++) {
        if (i % count == 0)
            shuffle(order, count, &random);
        double step = first_step * (1 - (double)i / (double)total);
        visit(maker, &documents[order[i % count]], step, shrinking, &factor,
              sums);
    }
    return factor;
}

/* Writes a row as bytes; returns its number. */
static uint32_t write_row(struct maker *maker, const float *sums, double factor,
                          float rarity)
{
    int8_t bytes[1 << 14];
    float most = 1e-9F;
    for (uint32_t i = 0; i < maker->class_count; i++)
        if (fabsf(sums[i]) > most)
            most = fabsf(sums[i]);
    memset(bytes, 0, maker->stride);
    for (uint32_t i = 0; i < maker->class_count; i++)
        bytes[i] = (int8_t)floorf(sums[i] / most * 127 + 0.5F);
    struct index_row row = {(float)(factor * (double)most / 127), rarity};
    struct builder *builder = maker->builder;
    uint32_t number = count_of(&builder->sections[SECTION_ROWS], sizeof(row));
    builder_add(builder, SECTION_ROWS, &row, sizeof(row));
    builder_add(builder, SECTION_ROW_WEIGHTS, bytes, maker->stride);
    return number;
}

static uint32_t write_unit(struct maker *maker, const struct unit *unit,
                           double factor, float *sums)
{
    const struct value *values = (const void *)maker->values.ptr;
    float meaning[MEANING_DIMENSIONS] = {0};
    memset(sums, 0, maker->stride * sizeof(*sums));
    add_meaning(unit, meaning);
    for (uint32_t i = 0; i < MEANING_DIMENSIONS; i++)
        score_value(maker, FIRST_MEANING + i, meaning[i], sums);
    for (uint32_t k = 0; k < unit->value_count; k++)
        score_value(maker, values[unit->first_value + k].feature,
                    values[unit->first_value + k].amount, sums);
    return write_row(maker, sums, factor, unit->rarity);
}

static uint32_t table_size(uint32_t count)
{
    uint32_t size = 16;
    while (size < count * 2)
        size *= 2;
    return size;
}

static void write_units(struct maker *maker, double factor, float *sums)
{
    struct index_term *terms =
        (void *)maker->builder->sections[SECTION_TERMS].ptr;
    uint32_t count = count_of(&maker->units, sizeof(struct unit));
    uint32_t size = table_size(maker->pairs.count);
    struct index_pair_slot *slots =
        arena_array(maker->arena, size, sizeof(*slots));
    for (uint32_t i = 0; i < count; i++) {
        const struct unit *unit = unit_at(maker, i);
        uint32_t row = write_unit(maker, unit, factor, sums);
        if (unit->second == MAP_NONE) {
            terms[unit->first].row = row;
            continue;
        }
        uint32_t at = profile_hash_pair(unit->first, unit->second) & (size - 1);
        while (slots[at].row != 0)
            at = (at + 1) & (size - 1);
        slots[at] = (struct index_pair_slot){unit->first, unit->second, row};
    }
    builder_add(maker->builder, SECTION_PAIR_SLOTS, slots,
                size * sizeof(*slots));
}

static void write_runs(struct maker *maker, double factor)
{
    const uint32_t *counts = (const void *)maker->run_counts.ptr;
    uint32_t size = table_size(maker->runs.count);
    struct index_run_slot *slots =
        arena_array(maker->arena, size, sizeof(*slots));
    for (uint32_t i = 0; i < maker->runs.count; i++) {
        uint32_t hash;
        memcpy(&hash, maker->runs.entries[i].key.ptr, sizeof(hash));
        uint32_t row =
            write_row(maker, maker->matrix + (FIRST_RUN + i) * maker->stride,
                      factor, rarity_of(maker, counts[i]));
        uint32_t at = hash & (size - 1);
        while (slots[at].row != 0)
            at = (at + 1) & (size - 1);
        slots[at] = (struct index_run_slot){hash, row};
    }
    builder_add(maker->builder, SECTION_RUN_SLOTS, slots,
                size * sizeof(*slots));
}

static void write_profile(struct maker *maker, double factor)
{
    float *sums = arena_array(maker->arena, maker->stride, sizeof(*sums));
    vector_add_scaled(sums, maker->stride, maker->matrix, profile_constant);
    write_row(maker, sums, factor, 0);
    for (uint32_t i = 0; i < MEANING_DIMENSIONS; i++)
        write_row(maker, maker->matrix + (FIRST_MEANING + i) * maker->stride,
                  factor, 0);
    write_units(maker, factor, sums);
    write_runs(maker, factor);
}

static void init_maker(struct maker *maker, struct builder *builder)
{
    *maker = (struct maker){.builder = builder, .arena = arena_new()};
    map_init(&maker->runs);
    map_init(&maker->pairs);
    struct buf *bufs[] = {&maker->run_counts, &maker->units, &maker->documents,
                          &maker->values, &maker->parts};
    for (size_t i = 0; i < COUNT(bufs); i++)
        buf_init(bufs[i], SIZE_MAX / 2);
    maker->term_count = builder->terms.count;
    maker->term_counts =
        ARENA_ARRAY(maker->arena, uint32_t, maker->term_count + 1);
    maker->term_units =
        ARENA_ARRAY(maker->arena, uint32_t, maker->term_count + 1);
    maker->class_count = count_of(&builder->sections[SECTION_TEMPLATES],
                                  sizeof(struct index_template));
    maker->stride = ((size_t)maker->class_count + 15) / 16 * 16;
    maker->chances = ARENA_ARRAY(maker->arena, double, maker->stride);
}

static void release_maker(struct maker *maker)
{
    map_release(&maker->runs);
    map_release(&maker->pairs);
    buf_release(&maker->run_counts);
    buf_release(&maker->units);
    buf_release(&maker->documents);
    buf_release(&maker->values);
    buf_release(&maker->parts);
    free(maker->matrix);
    arena_free(maker->arena);
}

void profile_build(struct builder *builder)
{
    struct maker maker;
    /* Every template has at least a handful of features of its own. */
    size_t classes = builder->sections[SECTION_TEMPLATES].len /
                     sizeof(struct index_template);
    if (classes < 2 || classes > PROFILE_CLASSES_MAX)
        return;
    init_maker(&maker, builder);
    make_units(&maker);
    if (maker.feature_count * maker.stride <= matrix_max) {
        maker.matrix = memory_array(maker.feature_count * maker.stride,
                                    sizeof(*maker.matrix));
        write_profile(&maker, learn(&maker));
    }
    release_maker(&maker);
}
