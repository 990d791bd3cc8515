/*
 * Looking things up in an index that was checked when it was opened.
 */
#include "route/index_format.h"

#include <assert.h>

#include "base/hash.h"

const size_t index_record_bytes[SECTION_COUNT] = {
    [SECTION_STRINGS] = 1,
    [SECTION_TEMPLATES] = sizeof(struct index_template),
    [SECTION_COLUMNS] = sizeof(struct index_column),
    [SECTION_VALUES] = sizeof(struct index_text),
    [SECTION_EXAMPLES] = sizeof(struct index_example),
    [SECTION_TOKENS] = sizeof(struct index_token),
    [SECTION_TERMS] = sizeof(struct index_term),
    [SECTION_TERM_SLOTS] = sizeof(uint32_t),
    [SECTION_POSTINGS] = sizeof(uint32_t),
    [SECTION_BAGS] = sizeof(struct index_bag),
    [SECTION_WORDS] = sizeof(struct index_word),
    [SECTION_MENTIONS] = sizeof(struct index_mention),
    [SECTION_MENTION_SLOTS] = sizeof(uint32_t),
    [SECTION_USES] = sizeof(struct index_use),
    [SECTION_EXACT] = sizeof(struct index_exact),
    [SECTION_ID_SLOTS] = sizeof(uint32_t),
    [SECTION_ROWS] = sizeof(struct index_row),
    [SECTION_ROW_WEIGHTS] = 1,
    [SECTION_PAIR_SLOTS] = sizeof(struct index_pair_slot),
    [SECTION_RUN_SLOTS] = sizeof(struct index_run_slot),
    [SECTION_SYNONYMS] = sizeof(struct index_synonym),
};

size_t route_index_template_count(const struct route_index *index)
{
    return index->counts[SECTION_TEMPLATES];
}

struct str route_index_id(const struct route_index *index, uint32_t template)
{
    assert(template <index->counts[SECTION_TEMPLATES]);
    return index_str(index, index->templates[template].id);
}

struct str route_index_title(const struct route_index *index, uint32_t template)
{
    assert(template <index->counts[SECTION_TEMPLATES]);
    return index_str(index, index->templates[template].title);
}

size_t route_index_question_count(const struct route_index *index,
                                  uint32_t template)
{
    assert(template <index->counts[SECTION_TEMPLATES]);
    return index->templates[template].question_count;
}

struct str route_index_question(const struct route_index *index,
                                uint32_t template, size_t question)
{
    assert(question < route_index_question_count(index, template));
    const struct index_template *record = &index->templates[template];
    return index_str(index,
                     index->examples[record->first_example + question].text);
}

uint32_t index_letters(struct str word)
{
    uint32_t letters = 0;
    for (size_t i = 0; i < word.len; i++) {
        unsigned char c = (unsigned char)word.ptr[i];
        letters |= c >= 'a' && c <= 'z' ? 1U << (c - 'a') : 1U << (26 + c % 6);
    }
    return letters;
}

uint64_t index_letter_pairs(struct str word, uint8_t *count)
{
    uint64_t pairs = 0;
    for (size_t i = 0; i + 1 < word.len; i++) {
        uint32_t first = (unsigned char)word.ptr[i];
        uint32_t second = (unsigned char)word.ptr[i + 1];
        pairs |= 1ULL << ((first * 31 + second) * 2654435761U >> 26);
    }
    *count = word.len < INDEX_ALIKE_MIN || word.len > INDEX_ALIKE_MAX
                 ? UINT8_MAX
                 : (uint8_t)__builtin_popcountll(pairs);
    return *count == UINT8_MAX ? 0 : pairs;
}

uint32_t index_find_template(const struct route_index *index, struct str id)
{
    uint32_t mask = index->counts[SECTION_ID_SLOTS] - 1;
    for (uint32_t i = map_hash(id) & mask; index->id_slots[i] != 0;
         i = (i + 1) & mask) {
        uint32_t found = index->id_slots[i] - 1;
        if (str_equal(index_str(index, index->templates[found].id), id))
            return found;
    }
    return MAP_NONE;
}

uint32_t index_find_term(const struct route_index *index, struct str term)
{
    return index_find_hashed_term(index, term, map_hash(term));
}

uint32_t index_find_hashed_term(const struct route_index *index,
                                struct str term, uint32_t hash)
{
    uint32_t mask = index->counts[SECTION_TERM_SLOTS] - 1;
    for (uint32_t i = hash & mask; index->term_slots[i] != 0;
         i = (i + 1) & mask) {
        uint32_t found = index->term_slots[i] - 1;
        if (index->terms[found].hash == hash &&
            str_equal(index_str(index, index->terms[found].text), term))
            return found;
    }
    return MAP_NONE;
}

uint32_t index_find_mention(const struct route_index *index, struct str key)
{
    return index_find_hashed_mention(index, key, map_hash(key));
}

uint32_t index_find_hashed_mention(const struct route_index *index,
                                   struct str key, uint32_t hash)
{
    uint32_t mask = index->counts[SECTION_MENTION_SLOTS] - 1;
    for (uint32_t i = hash & mask; index->mention_slots[i] != 0;
         i = (i + 1) & mask) {
        uint32_t found = index->mention_slots[i] - 1;
        if (str_equal(index_str(index, index->mentions[found].key), key))
            return found;
    }
    return MAP_NONE;
}

uint32_t index_lower_exact(const struct route_index *index, struct str key)
{
    uint32_t low = 0, high = index->counts[SECTION_EXACT];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct str there = index_str(index, index->exact[middle].key);
        if (str_compare(there, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t index_exact_bit(const struct route_index *index, struct str key)
{
    return (size_t)hash_bytes(key, 0).low & (index->exact_bit_count - 1);
}

/* Nearly all questions are none of those. */
uint32_t index_find_exact(const struct route_index *index, struct str key)
{
    size_t bit = index_exact_bit(index, key);
    if (!(index->exact_bits[bit / 64] >> bit % 64 & 1))
        return MAP_NONE;
    uint32_t at = index_lower_exact(index, key);
    bool is_there = at < index->counts[SECTION_EXACT] &&
                    str_equal(index_str(index, index->exact[at].key), key);
    return is_there ? at : MAP_NONE;
}

/* Where the uses are if all templates use the mention alike, as they do with
   the columns that a company has everywhere; else MAP_NONE. */
static uint32_t guess_use(const struct route_index *index,
                          const struct index_mention *mention,
                          uint32_t template)
{
    const struct index_use *uses = &index->uses[mention->first_use];
    uint32_t at = (uint32_t)((uint64_t)mention->use_count * template /
                             index->counts[SECTION_TEMPLATES]);
    if (uses[at].template != template)
        return MAP_NONE;
    while (at > 0 && uses[at - 1].template == template)
        at--;
    return at;
}

const struct index_use *index_find_uses(const struct route_index *index,
                                        const struct index_mention *mention,
                                        uint32_t template, uint32_t *count)
{
    const struct index_use *uses = &index->uses[mention->first_use];
    uint32_t low = guess_use(index, mention, template);
    uint32_t room = low == MAP_NONE ? mention->use_count : 0;
    low = low == MAP_NONE ? 0 : low;
    while (room > 0) { /* without a branch that the machine would guess */
        uint32_t half = room / 2;
        bool is_before = uses[low + half].template <template;
        low += is_before ? half + 1 : 0;
        room = is_before ? room - half - 1 : half;
    }
    *count = 0;
    while (low + *count < mention->use_count &&
           uses[low + *count].template == template)
        (*count)++;
    return uses + low;
}

int index_look_in_bag(const struct route_index *index, uint32_t template,
                      uint32_t term)
{
    const struct index_template *record = &index->templates[template];
    const struct index_bag *bag = &index->bags[record->first_bag];
    uint32_t low = 0, room = record->bag_count;
    while (room > 0) {
        uint32_t half = room / 2;
        bool is_before = bag[low + half].term < term;
        low += is_before ? half + 1 : 0;
        room = is_before ? room - half - 1 : half;
    }
    if (low == record->bag_count || bag[low].term != term)
        return 0;
    return bag[low].is_strong ? 2 : 1;
}
