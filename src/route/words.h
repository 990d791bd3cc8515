/*
 * words.h - cuts text into words: what belongs together, before any meaning.
 *
 * Keeps together "1,000.50", "2026-11-19", "F&I" and "O'Brien"; cuts at
 * hyphens otherwise; splits "don't" into "do" and "not"; drops "'s". Takes
 * plain text (text_plain) and does not copy it, except where a word changes.
 */
#ifndef ROUTE_WORDS_H
#define ROUTE_WORDS_H

#include "base/arena.h"
#include "base/str.h"

struct word {
    struct str raw;    /* points into the text */
    struct str folded; /* small letters, contractions resolved */
    bool is_quoted;
    bool is_date; /* 2026-11, 2026-11-19 */
};

/* Fills up to `max` words; returns how many the text has, or max + 1 when there
   are more. */
size_t words_cut(struct str plain, struct arena *arena, struct word *words,
                 size_t max);

#endif
