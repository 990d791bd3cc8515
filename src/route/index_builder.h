/*
 * index_builder.h - a route index while it is being made.
 *
 * index_build.c gathers what the templates say; index_finish.c sorts it and
 * writes the bytes. One thread.
 */
#ifndef ROUTE_INDEX_BUILDER_H
#define ROUTE_INDEX_BUILDER_H

#include "base/arena.h"
#include "base/buf.h"
#include "route/index_format.h"
#include "route/synonyms.h"

struct pair {
    uint32_t key, value;
};

struct use_entry {
    uint32_t mention;
    struct index_use use;
};

struct builder {
    struct arena *keep;        /* keys of maps */
    struct arena *scratch;     /* of one template */
    struct synonyms *synonyms; /* of the project; or NULL */
    struct buf sections[SECTION_COUNT];
    struct buf pairs;    /* struct pair: term, example */
    struct buf spoken;   /* struct pair: example, term of each word that is no
                            value and no period */
    struct buf uses;     /* struct use_entry */
    struct buf mentions; /* struct index_mention */
    struct map ids, terms, mention_ids, words, exact;
    uint32_t example_count;
    const struct route_template *templates; /* all of them */
    size_t template_count;
    /* Of the template at hand: */
    const struct route_template *template;
    uint32_t template_id;
    struct map own; /* key -> INDEX_TOKEN_VALUE or _COLUMN, and the column plus
                       one times 256 */
    struct map bag; /* stems -> is_strong */
};

void builder_add(struct builder *builder, enum index_section section,
                 const void *record, size_t size);
struct index_text builder_text(struct builder *builder, struct str text);

/* Notes that the text names a column, or a value of one, of the template at
   hand. */
MUST_CHECK bool builder_mention(struct builder *builder, struct str text,
                                uint32_t column, uint32_t value,
                                struct err *err);

/* Notes the synonyms that other templates give to the entities of the template
   at hand. Only after all names of its own. */
MUST_CHECK bool builder_share_synonyms(struct builder *builder,
                                       struct err *err);

/* Appends the whole index to bytes. ERR_LIMIT if it does not fit. */
MUST_CHECK bool builder_finish(struct builder *builder, struct buf *bytes,
                               struct err *err);

#endif
