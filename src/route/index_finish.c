/*
 * The second half of building an index: weights, postings sorted by counting,
 * hash tables, and one header in front of all of it.
 */
#include "base/memory.h"
#include "route/index_builder.h"
#include "route/lexicon.h"
#include "route/meaning.h"
#include "route/profile_build.h"

#include <math.h>
#include <stdlib.h>

void builder_add(struct builder *builder, enum index_section section,
                 const void *record, size_t size)
{
    buf_add_bytes(&builder->sections[section], record, size);
}

struct index_text builder_text(struct builder *builder, struct str text)
{
    struct buf *strings = &builder->sections[SECTION_STRINGS];
    struct index_text out = {(uint32_t)strings->len, (uint32_t)text.len};
    buf_add(strings, text);
    return out;
}

/* Rounded, so that the last bit of a machine's logarithm does not matter. */
static float round_weight(double weight)
{
    return (float)(floor(weight * 256 + 0.5) / 256);
}

/* Of a stem, or of a word as it is spoken. */
static uint32_t find_meaning(struct builder *builder, struct str word)
{
    struct lexeme lexeme;
    uint32_t meaning = meaning_find(map_hash(word));
    if (meaning != MAP_NONE)
        return meaning;
    lexicon_look_up(word, builder->scratch, &lexeme);
    return meaning_find(map_hash(lexeme.stem));
}

static void mark_words(const struct builder *builder,
                       const struct index_example *example,
                       struct index_term *terms)
{
    const struct index_token *tokens =
        (const void *)builder->sections[SECTION_TOKENS].ptr;
    for (uint32_t i = 0; i < example->token_count; i++)
        if (tokens[example->first_token + i].kind == TOKEN_CONTENT)
            terms[tokens[example->first_token + i].term].is_topic = 1;
}

static void mark_topics(const struct builder *builder, struct index_term *terms)
{
    const struct buf *bags = &builder->sections[SECTION_BAGS];
    const struct index_bag *bag = (const void *)bags->ptr;
    const struct index_example *examples =
        (const void *)builder->sections[SECTION_EXAMPLES].ptr;
    for (size_t i = 0; i < bags->len / sizeof(*bag); i++)
        if (bag[i].is_strong)
            terms[bag[i].term].is_topic = 1;
    for (uint32_t i = 0; i < builder->example_count; i++)
        if (examples[i].kind != EXAMPLE_QUESTION)
            mark_words(builder, &examples[i], terms);
}

static void add_terms(struct builder *builder)
{
    uint32_t count = builder->terms.count;
    struct index_term *terms = MEMORY_ARRAY(struct index_term, count);
    const struct pair *pairs = (const void *)builder->pairs.ptr;
    size_t pair_count = builder->pairs.len / sizeof(*pairs);
    uint32_t *postings = MEMORY_ARRAY(uint32_t, pair_count);
    uint32_t *next = MEMORY_ARRAY(uint32_t, count);
    for (size_t i = 0; i < pair_count; i++)
        terms[pairs[i].key].posting_count++;
    for (uint32_t i = 0, first = 0; i < count; i++) {
        terms[i].text = builder_text(builder, builder->terms.entries[i].key);
        terms[i].hash = map_hash(builder->terms.entries[i].key);
        terms[i].meaning = find_meaning(builder, builder->terms.entries[i].key);
        uint8_t letter_count;
        terms[i].letter_pairs =
            index_letter_pairs(builder->terms.entries[i].key, &letter_count);
        terms[i].pair_count = letter_count;
        terms[i].first_posting = next[i] = first;
        terms[i].idf = round_weight(
            log(1 + builder->example_count / (terms[i].posting_count + 0.5)));
        first += terms[i].posting_count;
    }
    mark_topics(builder, terms);
    for (size_t i = 0; i < pair_count; i++)
        postings[next[pairs[i].key]++] = pairs[i].value;
    builder_add(builder, SECTION_TERMS, terms, count * sizeof(*terms));
    builder_add(builder, SECTION_POSTINGS, postings,
                pair_count * sizeof(*postings));
    free(next);
    free(postings);
    free(terms);
}

static void add_norms(struct builder *builder)
{
    struct index_example *examples =
        (void *)builder->sections[SECTION_EXAMPLES].ptr;
    const struct index_term *terms =
        (const void *)builder->sections[SECTION_TERMS].ptr;
    const struct pair *pairs = (const void *)builder->pairs.ptr;
    double *sums = MEMORY_ARRAY(double, builder->example_count);
    for (size_t i = 0; i < builder->pairs.len / sizeof(*pairs); i++) {
        double idf = (double)terms[pairs[i].key].idf;
        sums[pairs[i].value] += idf * idf;
    }
    for (uint32_t i = 0; i < builder->example_count; i++)
        examples[i].norm = round_weight(sqrt(sums[i]));
    free(sums);
}

static void add_uses(struct builder *builder)
{
    struct index_mention *mentions = (void *)builder->mentions.ptr;
    size_t mention_count = builder->mentions.len / sizeof(*mentions);
    const struct use_entry *entries = (const void *)builder->uses.ptr;
    size_t use_count = builder->uses.len / sizeof(*entries);
    struct index_use *uses = MEMORY_ARRAY(struct index_use, use_count);
    for (size_t i = 0; i < use_count; i++)
        mentions[entries[i].mention].use_count++;
    uint32_t first = 0;
    for (size_t i = 0; i < mention_count; i++) {
        mentions[i].first_use = first;
        first += mentions[i].use_count;
        mentions[i].use_count = 0;
    }
    for (size_t i = 0; i < use_count; i++) {
        struct index_mention *mention = &mentions[entries[i].mention];
        uses[mention->first_use + mention->use_count++] = entries[i].use;
    }
    builder_add(builder, SECTION_MENTIONS, mentions, builder->mentions.len);
    builder_add(builder, SECTION_USES, uses, use_count * sizeof(*uses));
    free(uses);
}

static void add_slots(struct builder *builder, enum index_section section,
                      const struct map *map)
{
    uint32_t count = 16;
    while (count < map->count * 2)
        count *= 2;
    uint32_t *slots = MEMORY_ARRAY(uint32_t, count);
    for (uint32_t i = 0; i < map->count; i++) {
        uint32_t slot = map_hash(map->entries[i].key) & (count - 1);
        while (slots[slot] != 0)
            slot = (slot + 1) & (count - 1);
        slots[slot] = i + 1;
    }
    builder_add(builder, section, slots, count * sizeof(*slots));
    free(slots);
}

struct exact_entry {
    struct str key;
    uint32_t example;
};

static int compare_exact(const void *a, const void *b)
{
    return str_compare(((const struct exact_entry *)a)->key,
                       ((const struct exact_entry *)b)->key);
}

static void sort_exact(struct builder *builder)
{
    struct index_exact *records = (void *)builder->sections[SECTION_EXACT].ptr;
    uint32_t count = builder->exact.count;
    struct exact_entry *entries = MEMORY_ARRAY(struct exact_entry, count);
    for (uint32_t i = 0; i < count; i++)
        entries[i] = (struct exact_entry){builder->exact.entries[i].key,
                                          records[i].example};
    qsort(entries, count, sizeof(*entries), compare_exact);
    for (uint32_t i = 0; i < count; i++)
        records[i] = (struct index_exact){builder_text(builder, entries[i].key),
                                          entries[i].example};
    free(entries);
}

static void add_words(struct builder *builder)
{
    for (uint32_t i = 0; i < builder->words.count; i++) {
        struct str word = builder->words.entries[i].key;
        struct index_word record = {builder_text(builder, word),
                                    index_letters(word)};
        builder_add(builder, SECTION_WORDS, &record, sizeof(record));
    }
}

static void finish_sections(struct builder *builder)
{
    add_terms(builder);
    add_norms(builder);
    add_uses(builder);
    add_words(builder);
    sort_exact(builder);
    add_slots(builder, SECTION_TERM_SLOTS, &builder->terms);
    add_slots(builder, SECTION_MENTION_SLOTS, &builder->mention_ids);
    add_slots(builder, SECTION_ID_SLOTS, &builder->ids);
    profile_build(builder);
}

static bool has_overflowed(const struct builder *builder)
{
    for (int i = 0; i < SECTION_COUNT; i++)
        if (buf_overflowed(&builder->sections[i]))
            return true;
    return buf_overflowed(&builder->pairs) || buf_overflowed(&builder->uses) ||
           buf_overflowed(&builder->mentions);
}

static void write_sections(const struct builder *builder, struct buf *bytes)
{
    struct index_header header = {.layout_version = ROUTE_INDEX_VERSION,
                                  .matcher_version = ROUTE_MATCHER_VERSION};
    uint64_t at = sizeof(header);
    memcpy(header.magic, INDEX_MAGIC, sizeof(header.magic));
    for (int i = 0; i < SECTION_COUNT; i++) {
        header.sections[i].offset = at;
        header.sections[i].count =
            builder->sections[i].len / index_record_bytes[i];
        at += (builder->sections[i].len + 7) / 8 * 8;
    }
    header.size_bytes = at;
    buf_add_bytes(bytes, &header, sizeof(header));
    for (int i = 0; i < SECTION_COUNT; i++) {
        struct str section = buf_str(&builder->sections[i]);
        buf_add(bytes, section);
        buf_add_bytes(bytes, "\0\0\0\0\0\0\0", (8 - section.len % 8) % 8);
    }
}

bool builder_finish(struct builder *builder, struct buf *bytes, struct err *err)
{
    if (!has_overflowed(builder))
        finish_sections(builder);
    if (has_overflowed(builder))
        return err_set(err, ERR_LIMIT, "route index: more than 4 GB");
    write_sections(builder, bytes);
    if (buf_overflowed(bytes))
        return err_set(err, ERR_LIMIT,
                       "route index: more than the %zu bytes allowed",
                       bytes->max_bytes);
    return true;
}
