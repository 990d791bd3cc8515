/*
 * Opening trusts nothing: every reference of every record is compared with
 * the count of what it points into, in one pass, before anyone follows it.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/vector.h"
#include "route/difference.h"
#include "route/index_format.h"
#include "route/meaning.h"
#include "route/operators.h"
#include "route/synonyms.h"

static bool is_range(uint64_t first, uint64_t count, uint64_t total)
{
    return first <= total && count <= total - first;
}

static bool is_text(const struct route_index *index, struct index_text text)
{
    return is_range(text.offset, text.len, index->counts[SECTION_STRINGS]);
}

static bool is_weight(float weight)
{
    return weight >= 0 && weight < 1000;
}

static bool check_columns(const struct route_index *index)
{
    for (uint32_t i = 0; i < index->counts[SECTION_COLUMNS]; i++) {
        const struct index_column *column = &index->columns[i];
        if (!is_text(index, column->name) || !is_text(index, column->label) ||
            column->role > ROUTE_OTHER || column->grain > DATE_YEAR ||
            !is_range(column->first_value, column->value_count,
                      index->counts[SECTION_VALUES]))
            return false;
    }
    for (uint32_t i = 0; i < index->counts[SECTION_VALUES]; i++)
        if (!is_text(index, index->values[i]))
            return false;
    return true;
}

static bool check_template(const struct route_index *index,
                           const struct index_template *template)
{
    const uint32_t *counts = index->counts;
    return is_text(index, template->id) && is_text(index, template->title) &&
           is_text(index, template->period) &&
           is_range(template->first_example, template->example_count,
                    counts[SECTION_EXAMPLES]) &&
           template->question_count >= 1 &&
           template->question_count <= template->example_count &&
           is_range(template->first_column, template->column_count,
                    counts[SECTION_COLUMNS]) &&
           is_range(template->first_bag, template->bag_count,
                    counts[SECTION_BAGS]) &&
           template->order_column >= -1 &&
           (template->order_column < 0 ||
            (uint32_t) template->order_column < template->column_count);
}

static bool check_templates(struct route_index *index)
{
    uint32_t count = index->counts[SECTION_TEMPLATES];
    index->periods = memory_array(count, sizeof(*index->periods));
    for (uint32_t i = 0; i < count; i++) {
        const struct index_template *template = &index->templates[i];
        struct err err;
        if (!check_template(index, template))
            return false;
        if ((template->flags & TEMPLATE_HAS_PERIOD) &&
            !period_parse(&index->periods[i],
                          index_str(index, template->period), &err))
            return false;
    }
    return true;
}

static bool check_tokens(const struct route_index *index)
{
    for (uint32_t i = 0; i < index->counts[SECTION_TOKENS]; i++) {
        const struct index_token *token = &index->tokens[i];
        if (token->term >= index->counts[SECTION_TERMS] ||
            token->kind > TOKEN_PART || token->op >= OP_CLASSES)
            return false;
    }
    return true;
}

static bool check_token_columns(const struct route_index *index,
                                const struct index_example *example)
{
    uint32_t count = index->templates[example->template].column_count;
    for (uint32_t i = 0; i < example->token_count; i++)
        if (index->tokens[example->first_token + i].column > count)
            return false;
    return true;
}

static bool check_examples(const struct route_index *index)
{
    for (uint32_t i = 0; i < index->counts[SECTION_EXAMPLES]; i++) {
        const struct index_example *example = &index->examples[i];
        if (!is_text(index, example->text) ||
            example->template >= index->counts[SECTION_TEMPLATES] ||
            example->kind > EXAMPLE_NOT || example->token_count > TOKENS_MAX ||
            !is_range(example->first_token, example->token_count,
                      index->counts[SECTION_TOKENS]) ||
            !is_weight(example->norm) || !check_token_columns(index, example))
            return false;
    }
    return check_tokens(index);
}

static bool check_postings(const struct route_index *index,
                           const struct index_term *term)
{
    if (!is_range(term->first_posting, term->posting_count,
                  index->counts[SECTION_POSTINGS]))
        return false;
    const uint32_t *postings = &index->postings[term->first_posting];
    for (uint32_t i = 1; i < term->posting_count; i++)
        if (postings[i] <= postings[i - 1])
            return false;
    return true;
}

static bool check_terms(const struct route_index *index)
{
    for (uint32_t i = 0; i < index->counts[SECTION_TERMS]; i++) {
        const struct index_term *term = &index->terms[i];
        if (!is_text(index, term->text) || !check_postings(index, term) ||
            !is_weight(term->idf) ||
            (term->row > 0 && term->row >= index->counts[SECTION_ROWS]) ||
            (term->meaning != MAP_NONE && term->meaning >= meaning_count()))
            return false;
    }
    for (uint32_t i = 0; i < index->counts[SECTION_POSTINGS]; i++)
        if (index->postings[i] >= index->counts[SECTION_EXAMPLES])
            return false;
    for (uint32_t i = 0; i < index->counts[SECTION_BAGS]; i++)
        if (index->bags[i].term >= index->counts[SECTION_TERMS])
            return false;
    for (uint32_t i = 0; i < index->counts[SECTION_WORDS]; i++)
        if (!is_text(index, index->words[i].text))
            return false;
    return true;
}

static bool check_use(const struct route_index *index,
                      const struct index_use *use)
{
    if (use->template >= index->counts[SECTION_TEMPLATES])
        return false;
    const struct index_template *template = &index->templates[use->template];
    if (use->column >= template->column_count)
        return false;
    const struct index_column *column =
        &index->columns[template->first_column + use->column];
    return use->value == MAP_NONE || use->value < column->value_count;
}

static bool check_mentions(const struct route_index *index)
{
    for (uint32_t i = 0; i < index->counts[SECTION_USES]; i++)
        if (!check_use(index, &index->uses[i]))
            return false;
    for (uint32_t i = 0; i < index->counts[SECTION_MENTIONS]; i++) {
        const struct index_mention *mention = &index->mentions[i];
        if (!is_text(index, mention->key) ||
            mention->word_count > MENTION_WORDS_MAX ||
            mention->use_count == 0 ||
            !is_range(mention->first_use, mention->use_count,
                      index->counts[SECTION_USES]))
            return false;
    }
    for (uint32_t i = 0; i < index->counts[SECTION_EXACT]; i++) {
        const struct index_exact *exact = &index->exact[i];
        if (!is_text(index, exact->key) ||
            (exact->example != MAP_NONE &&
             exact->example >= index->counts[SECTION_EXAMPLES]))
            return false;
    }
    return true;
}

/* A table that is a power of two, points only to what is there, and has a free
   slot, so that every search ends. */
static bool check_slots(const uint32_t *slots, uint32_t count, uint32_t entries)
{
    bool has_free = false;
    if (count == 0 || (count & (count - 1)) != 0)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        if (slots[i] > entries)
            return false;
        has_free = has_free || slots[i] == 0;
    }
    return has_free;
}

static bool locate_sections(struct route_index *index)
{
    const struct index_header *header = (const void *)index->bytes.ptr;
    const void *starts[SECTION_COUNT];
    for (int i = 0; i < SECTION_COUNT; i++) {
        uint64_t offset = header->sections[i].offset;
        uint64_t count = header->sections[i].count;
        if (offset % 8 != 0 || offset > index->bytes.len ||
            count > (index->bytes.len - offset) / index_record_bytes[i] ||
            count >= UINT32_MAX)
            return false;
        starts[i] = index->bytes.ptr + offset;
        index->counts[i] = (uint32_t)count;
    }
    index->strings = starts[SECTION_STRINGS];
    index->templates = starts[SECTION_TEMPLATES];
    index->columns = starts[SECTION_COLUMNS];
    index->values = starts[SECTION_VALUES];
    index->examples = starts[SECTION_EXAMPLES];
    index->tokens = starts[SECTION_TOKENS];
    index->terms = starts[SECTION_TERMS];
    index->term_slots = starts[SECTION_TERM_SLOTS];
    index->postings = starts[SECTION_POSTINGS];
    index->bags = starts[SECTION_BAGS];
    index->words = starts[SECTION_WORDS];
    index->mentions = starts[SECTION_MENTIONS];
    index->mention_slots = starts[SECTION_MENTION_SLOTS];
    index->uses = starts[SECTION_USES];
    index->exact = starts[SECTION_EXACT];
    index->id_slots = starts[SECTION_ID_SLOTS];
    index->rows = starts[SECTION_ROWS];
    index->row_weights = starts[SECTION_ROW_WEIGHTS];
    index->pair_slots = starts[SECTION_PAIR_SLOTS];
    index->run_slots = starts[SECTION_RUN_SLOTS];
    index->synonym_texts = starts[SECTION_SYNONYMS];
    index->row_stride =
        ((size_t)index->counts[SECTION_TEMPLATES] + 15) / 16 * 16;
    return true;
}

static bool is_power_of_two(uint32_t count)
{
    return count > 0 && (count & (count - 1)) == 0;
}

static bool check_profile(const struct route_index *index)
{
    uint32_t rows = index->counts[SECTION_ROWS];
    bool has_free_pair = false, has_free_run = false;
    if (rows == 0)
        return true;
    if (rows <= MEANING_DIMENSIONS ||
        index->counts[SECTION_ROW_WEIGHTS] != rows * index->row_stride ||
        !is_power_of_two(index->counts[SECTION_PAIR_SLOTS]) ||
        !is_power_of_two(index->counts[SECTION_RUN_SLOTS]))
        return false;
    for (uint32_t i = 0; i < index->counts[SECTION_PAIR_SLOTS]; i++) {
        has_free_pair = has_free_pair || index->pair_slots[i].row == 0;
        if (index->pair_slots[i].row >= rows)
            return false;
    }
    for (uint32_t i = 0; i < index->counts[SECTION_RUN_SLOTS]; i++) {
        has_free_run = has_free_run || index->run_slots[i].row == 0;
        if (index->run_slots[i].row >= rows)
            return false;
    }
    for (uint32_t i = 0; i < rows; i++)
        if (!is_weight(index->rows[i].scale) ||
            !is_weight(index->rows[i].rarity))
            return false;
    return has_free_pair && has_free_run;
}

static bool check_synonyms(const struct route_index *index)
{
    for (uint32_t i = 0; i < index->counts[SECTION_SYNONYMS]; i++)
        if (!is_text(index, index->synonym_texts[i].other) ||
            !is_text(index, index->synonym_texts[i].meant))
            return false;
    return true;
}

static struct synonyms *open_synonyms(const struct route_index *index)
{
    uint32_t count = index->counts[SECTION_SYNONYMS];
    struct route_synonym *items = MEMORY_ARRAY(struct route_synonym, count);
    struct str *others = MEMORY_ARRAY(struct str, count);
    for (uint32_t i = 0; i < count; i++) {
        others[i] = index_str(index, index->synonym_texts[i].other);
        items[i] = (struct route_synonym){
            .word = index_str(index, index->synonym_texts[i].meant),
            .others = &others[i],
            .other_count = 1};
    }
    struct synonyms *synonyms = synonyms_new(items, count);
    free(others);
    free(items);
    return synonyms;
}

static bool check_all(struct route_index *index)
{
    return locate_sections(index) && check_columns(index) &&
           check_templates(index) && check_examples(index) &&
           check_terms(index) && check_mentions(index) &&
           check_slots(index->term_slots, index->counts[SECTION_TERM_SLOTS],
                       index->counts[SECTION_TERMS]) &&
           check_slots(index->id_slots, index->counts[SECTION_ID_SLOTS],
                       index->counts[SECTION_TEMPLATES]) &&
           check_slots(index->mention_slots,
                       index->counts[SECTION_MENTION_SLOTS],
                       index->counts[SECTION_MENTIONS]) &&
           check_profile(index) && check_synonyms(index);
}

static bool check_header(struct str bytes, struct err *err)
{
    struct index_header header;
    if (bytes.len < sizeof(header))
        return err_set(err, ERR_CORRUPT, "route index: too short");
    memcpy(&header, bytes.ptr, sizeof(header));
    if (memcmp(header.magic, INDEX_MAGIC, sizeof(header.magic)) != 0)
        return err_set(err, ERR_CORRUPT, "route index: not one");
    if (header.layout_version != ROUTE_INDEX_VERSION ||
        header.matcher_version != ROUTE_MATCHER_VERSION)
        return err_set(err, ERR_CORRUPT,
                       "route index: version %u.%u, expected %d.%d",
                       header.layout_version, header.matcher_version,
                       ROUTE_INDEX_VERSION, ROUTE_MATCHER_VERSION);
    if (header.size_bytes != bytes.len)
        return err_set(err, ERR_CORRUPT, "route index: cut off");
    return true;
}

static struct str align_bytes(struct route_index *index, struct str bytes)
{
    if ((uintptr_t)bytes.ptr % 8 == 0)
        return bytes;
    index->copy = memory_bytes(bytes.len);
    memcpy(index->copy, bytes.ptr, bytes.len);
    return (struct str){index->copy, bytes.len};
}

static uint64_t lowest_bit(uint32_t term)
{
    return UINT64_C(1) << term % 64;
}

static uint8_t flags_of(const struct index_token *tokens, uint32_t count)
{
    uint8_t flags = 0;
    for (uint32_t i = 0; i < count; i++) {
        bool decides = tokens[i].kind == TOKEN_NUMBER || tokens[i].op == OP_NOT;
        flags |= tokens[i].flags;
        flags |= decides ? INDEX_EXAMPLE_DECIDES : 0;
    }
    return flags;
}

static void fill_exact(struct route_index *index)
{
    uint32_t count = index->counts[SECTION_EXACT];
    index->exact_bit_count = 64;
    while (index->exact_bit_count < (size_t)count * 8)
        index->exact_bit_count *= 2;
    index->exact_bits = MEMORY_ARRAY(uint64_t, index->exact_bit_count / 64);
    for (uint32_t i = 0; i < count; i++) {
        size_t bit =
            index_exact_bit(index, index_str(index, index->exact[i].key));
        index->exact_bits[bit / 64] |= UINT64_C(1) << bit % 64;
    }
}

/* What is looked at for many templates or examples at a time. */
static void fill_summaries(struct route_index *index)
{
    uint32_t count = index->counts[SECTION_TEMPLATES];
    index->bag_bits = MEMORY_ARRAY(uint64_t, count + 1);
    index->asked_bits = MEMORY_ARRAY(uint64_t, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        const struct index_template *record = &index->templates[i];
        for (uint32_t k = 0; k < record->bag_count; k++)
            index->bag_bits[i] |=
                lowest_bit(index->bags[record->first_bag + k].term);
    }
    index->example_flags =
        MEMORY_ARRAY(uint8_t, index->counts[SECTION_EXAMPLES] + 1);
    index->norms =
        MEMORY_ARRAY(float, index->counts[SECTION_EXAMPLES] + VECTOR_GROUP);
    for (uint32_t i = 0; i < index->counts[SECTION_EXAMPLES]; i++) {
        const struct index_example *example = &index->examples[i];
        const struct index_token *tokens = &index->tokens[example->first_token];
        uint64_t bits = 0;
        index->example_flags[i] = flags_of(tokens, example->token_count);
        index->norms[i] = example->norm;
        for (uint32_t k = 0; k < example->token_count; k++)
            bits |= lowest_bit(tokens[k].term);
        if (example->kind != EXAMPLE_NOT)
            index->asked_bits[example->template] |= bits;
    }
}

static void fill_pairs(struct route_index *index)
{
    uint32_t count = index->counts[SECTION_TERMS];
    difference_prepare();
    index->pairs = MEMORY_ARRAY(struct pair_term, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        const struct index_term *term = &index->terms[i];
        index->pairs[i] = (struct pair_term){
            .word = {.term = i,
                     .hash = term->hash,
                     .meaning = term->meaning,
                     .different = term->hash,
                     .letter_pairs = term->letter_pairs,
                     .weight = term->idf,
                     .len = (uint8_t)term->text.len,
                     .pair_count = (uint8_t)term->pair_count},
            .alone = difference_alone(difference_in_example(term->hash))};
    }
}

static void find_movements(struct route_index *index)
{
    for (size_t i = 0; i < sense_word_count; i++) {
        uint32_t term = index_find_term(index, str_from(sense_words[i].stem));
        if (term == MAP_NONE || sense_words[i].sense == SENSE_LOSS)
            continue;
        assert(index->movement_count < INDEX_MOVEMENTS_MAX);
        index->movements[index->movement_count++] = term;
    }
}

struct route_index *route_index_open(struct str bytes, struct err *err)
{
    if (!check_header(bytes, err))
        return NULL;
    struct route_index *index = MEMORY_NEW(struct route_index);
    index->bytes = align_bytes(index, bytes);
    if (!check_all(index)) {
        route_index_close(index);
        err_set(err, ERR_CORRUPT, "route index: a reference is out of range");
        return NULL;
    }
    index->synonyms = open_synonyms(index);
    index->unknown_idf =
        logf(1.0F + 2.0F * (float)index->counts[SECTION_EXAMPLES]);
    fill_summaries(index);
    fill_pairs(index);
    fill_exact(index);
    find_movements(index);
    for (uint32_t i = 0; i < index->counts[SECTION_MENTIONS]; i++)
        if (index->mentions[i].word_count > index->mention_words)
            index->mention_words = index->mentions[i].word_count;
    return index;
}

void route_index_close(struct route_index *index)
{
    if (!index)
        return;
    synonyms_free(index->synonyms);
    free(index->periods);
    free(index->bag_bits);
    free(index->asked_bits);
    free(index->norms);
    free(index->pairs);
    free(index->example_flags);
    free(index->exact_bits);
    free(index->copy);
    free(index);
}
