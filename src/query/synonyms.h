/*
 * synonyms.h - config/synonyms.yaml: other words for those of the templates.
 *
 *     dealer: [store, retailer]
 *     gross profit: [GP]
 *
 * Wherever a template or a question has a word on the right, the one on the
 * left is meant, in the whole project. A word on the right has one meaning.
 */
#ifndef QUERY_SYNONYMS_H
#define QUERY_SYNONYMS_H

#include "query/template.h"

enum { SYNONYMS_BYTES_MAX = 256 * 1024, SYNONYMS_MAX = 2000 };

struct synonyms_file {
    const struct template_synonym *items;
    size_t count;
    char hash[CRYPTO_SHA256_HEX + 1]; /* of the text; empty without a file */
};

/* Reads the text of the file at `path`; mistakes go to the report. All lives
   in the arena. */
void synonyms_parse(struct str text, struct str path, struct arena *arena,
                    struct report *report, struct synonyms_file *synonyms);

#endif
