/*
 * tokens.h - a question as words, each with its part to play.
 *
 * One token per word of the text, at most TOKENS_MAX. A phrase of several
 * words ("how many") is an operator on its first word; the others are
 * TOKEN_PART. Words of an operator keep their name, because they may also be
 * part of one ("Best Buy").
 *
 *     "What were the Northeast's 3 highest sales?"
 *     what    were    the     northeast  3       highest   sales
 *     noise   noise   noise   content    number  operator  content
 */
#ifndef ROUTE_TOKENS_H
#define ROUTE_TOKENS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "route/operators.h"

enum { TOKENS_MAX = 64 };

enum token_kind {
    TOKEN_CONTENT,
    TOKEN_NOISE,
    TOKEN_NUMBER,
    TOKEN_OPERATOR,
    TOKEN_PART, /* belongs to the operator or number before it */
};

struct token {
    struct str raw;  /* as it stands in the text, accents apart */
    struct str word; /* in small letters; numbers as plain digits */
    struct str stem; /* of the word; of noise, the word itself */
    struct str name; /* of the word without plural: what names are found by */
    struct str term; /* what it is compared by: "sale", "1000", "_max" */
    enum token_kind kind;
    enum operation op;           /* if kind is TOKEN_OPERATOR */
    enum word_role role;         /* of the word by itself */
    enum word_sense sense;       /* of the stem */
    int number;                  /* likewise: 7 of "seven", or -1 */
    struct phrase_range phrases; /* that begin with the word */
    uint32_t signs;              /* of the word: a bit for each enum sign */
    bool may_begin_time;         /* as when_may_begin says of the word */
    bool is_capital;             /* within a sentence */
    bool is_quoted;
    bool is_code;    /* letters and digits mixed */
    bool is_placed;  /* behind "in", "for", "on", ... */
    bool is_synonym; /* meant by another word, which raw is */
    uint8_t place;   /* of the word in the text, before synonyms */
};

struct tokens {
    struct str text; /* the plain text that raw points into */
    struct token items[TOKENS_MAX];
    size_t count;
    bool is_cut; /* there were more words */
};

struct synonyms;

/* Fails with ERR_INPUT if the text is not UTF-8. All lives in the arena.
   `synonyms` may be NULL. */
MUST_CHECK bool tokens_read(struct str text, const struct synonyms *synonyms,
                            struct arena *arena, struct tokens *tokens,
                            struct err *err);

/* The words alone: no phrases, numbers and synonyms; no term, kind and op. */
MUST_CHECK bool tokens_read_words(struct str text, struct arena *arena,
                                  struct tokens *tokens, struct err *err);

/* Reads the same text with other words in the places where `instead`, one for
   each place, is not empty; they are in small letters and outlive the tokens.
 */
void tokens_read_again(struct tokens *tokens, const struct str *instead,
                       const struct synonyms *synonyms, struct arena *arena);

/* Puts another word in the place of one that was mistyped. `word` is in small
   letters and outlives the tokens. */
void tokens_replace(struct tokens *tokens, size_t at, struct str word,
                    struct arena *arena);

/* The stem of a word in small letters. */
struct str tokens_stem(struct str word, struct arena *arena);

/* The words with one space between; the same for "Sales, 2025?" and "sales
   2025". */
struct str tokens_key(const struct tokens *tokens, struct arena *arena);

/* The words of the phrase that begins at `at`, mended where they were mistyped.
 */
struct str tokens_phrase(const struct tokens *tokens, size_t at,
                         struct arena *arena);

/* The names of `count` words from `start`, with one space between. Stems would
   not do: they make one of "finance" and "Financing". */
struct str tokens_names(const struct tokens *tokens, size_t start, size_t count,
                        struct arena *arena);

#endif
