/*
 * lexicon.h - what can be said of a word by itself, worked out once.
 *
 * Stem, plural, part of a phrase, number: each takes a few hundred
 * instructions, and the same few hundred words stand in all questions. Each
 * thread remembers the words that it met last; what is said of a word never
 * depends on that.
 */
#ifndef ROUTE_LEXICON_H
#define ROUTE_LEXICON_H

#include "base/arena.h"
#include "base/str.h"
#include "route/operators.h"

struct lexeme {
    struct str stem; /* by Snowball; the word itself if shorter than 3 */
    struct str name; /* without plural */
    enum word_role role;
    enum word_sense sense;       /* of the stem; of noise, of the word itself */
    int number;                  /* of "seven"; -1 if it is none */
    struct phrase_range phrases; /* that begin with the word */
    uint32_t signs;              /* as signs_of says */
    bool may_begin_time;         /* as when_may_begin says */
};

/* `word` is in small letters; stem and name point into it or the arena. */
void lexicon_look_up(struct str word, struct arena *arena,
                     struct lexeme *lexeme);

#endif
