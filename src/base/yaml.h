/*
 * yaml.h - a YAML document as a tree that knows where everything stood.
 *
 * One document of mappings, sequences and scalars. Anchors, aliases, tags,
 * further documents and equal keys in one mapping are refused: they surprise
 * people, and cost without limit. Scalars are text; who asks decides what they
 * mean. The tree lives in the arena it was parsed into.
 */
#ifndef BASE_YAML_H
#define BASE_YAML_H

#include "base/arena.h"

enum yaml_kind { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };

struct yaml_pair {
    struct str key;
    int key_line, key_column;
    const struct yaml_node *value;
};

struct yaml_node {
    enum yaml_kind kind;
    int line, column; /* from 1, in the file the text came from */
    struct str text;  /* of a scalar */
    bool is_quoted;   /* a scalar in quotes or a block: always text */
    const struct yaml_node **items; /* of a sequence */
    const struct yaml_pair *pairs;  /* of a mapping, in their order */
    size_t count;
};

struct yaml_place {
    const char *file; /* for messages */
    int first_line;   /* the line of the file on which the text begins */
};

/*
 * Parses at most 1 MiB, 64 levels and 100,000 nodes. An empty text gives an
 * empty mapping. Fails with ERR_INPUT, "file:line:column: what".
 */
const struct yaml_node *yaml_parse(struct str text, struct yaml_place place,
                                   struct arena *arena, struct err *err);

/* The value of a key, or NULL; NULL too if node is not a mapping. */
const struct yaml_node *yaml_get(const struct yaml_node *node, const char *key);

/* True for an absent node and for a plain scalar that is empty, ~ or null. */
bool yaml_is_null(const struct yaml_node *node);

#endif
