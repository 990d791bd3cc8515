/*
 * signs.h - what rules look for in the words of a question.
 *
 * "Which", "per", "week": a rule that asks whether a word is one of its list
 * would compare letters for each example anew. So the lists stand here, a word
 * is looked up once, and a question has the places of each sign as bits.
 */
#ifndef ROUTE_SIGNS_H
#define ROUTE_SIGNS_H

#include "base/str.h"

enum sign {
    SIGN_WHICH,
    SIGN_WHAT,
    SIGN_WHOSE,
    SIGN_WHO,
    SIGN_WHY,
    SIGN_OF_THE,  /* between "which" and what is asked for */
    SIGN_ARTICLE, /* between a preposition and a value */
    SIGN_AND,
    SIGN_JOINT,   /* joins values */
    SIGN_AGAINST, /* sets something against something else */
    SIGN_COST,
    SIGN_DO,
    SIGN_OUT, /* "ran out of", "sold out" */
    SIGN_PER,
    SIGN_MOST,     /* a superlative of numbers of things */
    SIGN_NUMEROUS, /* one of nothing else */
    SIGN_FIRST,
    SIGN_ORDINAL,
    SIGN_WAY,       /* "up" or "down" */
    SIGN_EARN,      /* speaks of money that came in */
    SIGN_GOING,     /* a verb before those */
    SIGN_ADVERB,    /* a word in "ly" */
    SIGN_TIME_UNIT, /* "weeks" too */
    SIGN_COMPARED,  /* the same, or "yoy" */
    SIGN_COUNT
};

/* The signs that a word is, as bits; `name` is the word without plural. */
uint32_t signs_of(struct str word, struct str name);

#endif
