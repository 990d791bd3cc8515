/*
 * index_format.h - the bytes of a route index; for the files of this folder
 * that write and read them.
 *
 * A header, then sections, each an array of one of these structs, aligned to
 * 8 bytes, little-endian. References are indexes into other sections, never
 * pointers, so the bytes are read where they are. Fields are checked when an
 * index is opened, and trusted from then on.
 */
#ifndef ROUTE_INDEX_FORMAT_H
#define ROUTE_INDEX_FORMAT_H

#include "base/map.h"
#include "query/period.h"
#include "route/index.h"
#include "route/profile_format.h"

#define INDEX_MAGIC "RKNROUTE"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "the index is read in place, as little-endian");

enum index_section {
    SECTION_STRINGS, /* char */
    SECTION_TEMPLATES,
    SECTION_COLUMNS,
    SECTION_VALUES, /* struct index_text */
    SECTION_EXAMPLES,
    SECTION_TOKENS,
    SECTION_TERMS,
    SECTION_TERM_SLOTS, /* uint32_t: a hash table of terms, index plus one */
    SECTION_POSTINGS,   /* uint32_t: examples, ascending, of each term */
    SECTION_BAGS,
    SECTION_WORDS,
    SECTION_MENTIONS,
    SECTION_MENTION_SLOTS,
    SECTION_USES,
    SECTION_EXACT,       /* sorted by key */
    SECTION_ID_SLOTS,    /* uint32_t: a hash table of templates by id */
    SECTION_ROWS,        /* of the profile, which may be missing */
    SECTION_ROW_WEIGHTS, /* int8_t: for each row, one for each template, filled
                            up to a multiple of 16 */
    SECTION_PAIR_SLOTS,
    SECTION_RUN_SLOTS,
    SECTION_SYNONYMS,
    SECTION_COUNT,
};

struct index_text {
    uint32_t offset, len; /* in SECTION_STRINGS */
};

struct index_header {
    char magic[8];
    uint32_t layout_version, matcher_version;
    uint64_t size_bytes;
    struct {
        uint64_t offset;
        uint64_t count;
    } sections[SECTION_COUNT];
};

enum index_template_flag {
    TEMPLATE_HAS_PERIOD = 1,
    TEMPLATE_IS_COMPLETE = 2,
    TEMPLATE_DESCENDING = 4,
    TEMPLATE_NAMES_VARY = 8, /* its examples differ in numbers or names */
};

struct index_template {
    struct index_text id, title;
    struct index_text period; /* as period_name writes it */
    uint32_t first_example, example_count;
    uint32_t question_count; /* the first examples */
    uint32_t first_column, column_count;
    uint32_t first_bag, bag_count;
    uint32_t flags;
    int32_t order_column;
};

enum index_column_flag {
    COLUMN_ADDS_UP = 1,
    COLUMN_UP_IS_GOOD = 2,
    COLUMN_DOWN_IS_GOOD = 4,
    COLUMN_IS_DURATION = 8,
    COLUMN_IS_COUNT = 16,
    COLUMN_IS_SHARE = 32,
    COLUMN_IS_MONEY = 64,
};

struct index_column {
    struct index_text name, label;
    uint32_t role;  /* enum route_role */
    uint32_t grain; /* enum date_grain */
    uint32_t flags;
    uint32_t first_value, value_count;
};

enum index_example_kind {
    EXAMPLE_QUESTION,
    EXAMPLE_TITLE,
    EXAMPLE_FIRST_ROW, /* as first_row.h says */
    EXAMPLE_NOT,
};

struct index_example {
    struct index_text text;
    uint32_t template;
    uint32_t kind;
    uint32_t first_token, token_count;
    float norm; /* root of the sum of squared weights of its terms */
};

enum index_token_flag {
    INDEX_TOKEN_VALUE = 1,   /* in a value of a dimension of its template */
    INDEX_TOKEN_COLUMN = 2,  /* in the name of a column of its template */
    INDEX_TOKEN_PERIOD = 4,  /* in words for a period */
    INDEX_TOKEN_LITERAL = 8, /* a quotation, a code, a name by its capital */
    INDEX_TOKEN_NAMED = 16,  /* names a column of its template by itself */
    INDEX_TOKEN_CHANGE = 64, /* speaks of a rise, a fall or a difference */
    INDEX_TOKEN_LIGHT = 32,  /* says so little that it need not be asked for */
};

struct index_token {
    uint32_t term;
    uint8_t kind; /* enum token_kind */
    uint8_t op;   /* enum operation */
    uint8_t flags;
    uint8_t column; /* of its template that it names or has a value of, plus
                       one; 0: none, or one behind the first 254 */
};

struct index_term {
    struct index_text text;
    uint32_t first_posting, posting_count;
    float idf;
    uint32_t row;          /* of the profile; 0: none */
    uint32_t hash;         /* of the text */
    uint32_t pair_count;   /* bits of letter_pairs */
    uint64_t letter_pairs; /* of the text */
    uint32_t meaning;      /* MAP_NONE: none is known */
    uint32_t is_topic;     /* of a title, a column, a synonym or a
                              not_question: not only a way of asking */
};

/* What a template's columns, synonyms and description speak of. */
struct index_bag {
    uint32_t term;
    uint32_t is_strong; /* of a column or a synonym: the dump has it */
};

/* A word that a mistyped one may have meant. */
struct index_word {
    struct index_text text;
    uint32_t letters; /* a bit for each letter in it */
};

/* A phrase without plurals that names a value or a column. */
struct index_mention {
    struct index_text key;
    uint32_t word_count;
    uint32_t first_use, use_count; /* sorted by template */
};

struct index_use {
    uint32_t template;
    uint32_t column; /* of the template */
    uint32_t value;  /* of the column; MAP_NONE: the column itself */
};

struct index_exact {
    struct index_text key;
    uint32_t example; /* MAP_NONE: several templates claim it */
};

/* What a project also says for a word of its templates. */
struct index_synonym {
    struct index_text other, meant;
};

enum { MENTION_WORDS_MAX = 6, TYPO_LETTERS_MIN = 4, INDEX_MOVEMENTS_MAX = 64 };

struct route_index {
    struct str bytes;
    void *copy; /* of bytes that were not aligned, or NULL */
    const char *strings;
    const struct index_template *templates;
    const struct index_column *columns;
    const struct index_text *values;
    const struct index_example *examples;
    const struct index_token *tokens;
    const struct index_term *terms;
    const uint32_t *term_slots;
    const uint32_t *postings;
    const struct index_bag *bags;
    const struct index_word *words;
    const struct index_mention *mentions;
    const uint32_t *mention_slots;
    const struct index_use *uses;
    const struct index_exact *exact;
    const uint32_t *id_slots;
    const struct index_row *rows;
    const int8_t *row_weights;
    const struct index_pair_slot *pair_slots;
    const struct index_run_slot *run_slots;
    const struct index_synonym *synonym_texts;
    size_t row_stride;
    uint32_t counts[SECTION_COUNT];
    struct synonyms *synonyms; /* NULL: none */
    struct period *periods;    /* of each template that has one */
    uint64_t *bag_bits;        /* of each template: of its bag's terms, by their
                                  lowest bits */
    uint64_t *asked_bits;      /* likewise: of its title's and questions' */
    float unknown_idf;         /* of a word that no example has */
    uint32_t movements[INDEX_MOVEMENTS_MAX]; /* terms that speak of a change */
    size_t movement_count;
    uint32_t mention_words; /* of the longest mention */
};

extern const size_t index_record_bytes[SECTION_COUNT];

/* Bits of the letters a to z in a word; other bytes share the rest. */
uint32_t index_letters(struct str word);

/* Only words of these lengths can be nearly alike. */
enum { INDEX_ALIKE_MIN = 3, INDEX_ALIKE_MAX = 40 };

/* A bit for each pair of neighbouring letters in a word; some share one. *count
   is how many bits, or too many for any likeness if the length is another. */
uint64_t index_letter_pairs(struct str word, uint8_t *count);

static inline struct str index_str(const struct route_index *index,
                                   struct index_text text)
{
    return (struct str){index->strings + text.offset, text.len};
}

/* Each MAP_NONE if there is none. */
uint32_t index_find_template(const struct route_index *index, struct str id);
uint32_t index_find_term(const struct route_index *index, struct str term);
uint32_t index_find_mention(const struct route_index *index, struct str key);

/* The same, for who knows the key's hash. */
uint32_t index_find_hashed_term(const struct route_index *index,
                                struct str term, uint32_t hash);
uint32_t index_find_hashed_mention(const struct route_index *index,
                                   struct str key, uint32_t hash);

/* The entry of exactly this key, or the first one behind it. */
uint32_t index_lower_exact(const struct route_index *index, struct str key);

/* The uses of a mention in one template. */
const struct index_use *index_find_uses(const struct route_index *index,
                                        const struct index_mention *mention,
                                        uint32_t template, uint32_t *count);

int index_look_in_bag(const struct route_index *index, uint32_t template,
                      uint32_t term);

/* 0 if the template does not speak of the term, 1 if it does in passing, 2 if
   its dump has it. */
static inline int index_bag_strength(const struct route_index *index,
                                     uint32_t template, uint32_t term)
{
    bool may_have = (index->bag_bits[template] >> term % 64 & 1) != 0;
    return may_have ? index_look_in_bag(index, template, term) : 0;
}

#endif
