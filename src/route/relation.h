/*
 * relation.h - how two words are related.
 *
 * Meanings put "maximum" and "minimum" near each other, as they put "wage" and
 * "salary". This table (relations.bin, made from WordNet by
 * scripts/make-relations.py) says of some 20,000 stems which are the same thing
 * under another name, and which are not.
 */
#ifndef ROUTE_RELATION_H
#define ROUTE_RELATION_H

#include <stdbool.h>
#include <stdint.h>

/* The first that holds counts. */
enum relation {
    RELATION_NONE,
    RELATION_SAME,    /* "wage", "salary" */
    RELATION_DERIVED, /* "enrol", "enrolment" */
    RELATION_OPPOSITE,
    RELATION_BROADER,  /* of "song": "composition" */
    RELATION_NARROWER, /* of "composition": "song" */
    RELATION_COUNT
};

/* What `other` is to `word`: numbers of meanings (meaning.h). RELATION_NONE if
   either is MAP_NONE, or both are the same. */
enum relation relation_find(uint32_t word, uint32_t other);

/* A bit for each relative, by its number: what rules out most words without a
   look into the table. */
uint64_t relation_bits(uint32_t word);

static inline bool relation_may_be(uint64_t bits, uint32_t other)
{
    return bits >> other % 64 & 1;
}

#endif
