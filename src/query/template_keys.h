/*
 * template_keys.h - the keys of a template's header, and what each may be.
 */
#ifndef QUERY_TEMPLATE_KEYS_H
#define QUERY_TEMPLATE_KEYS_H

#include "query/fields.h"

/* A template while its header is read. */
struct template_draft {
    struct template template; /* first: the tables' offsets are its own */
    struct {
        int line, column;
    } period; /* where it stands; 0 if it does not */
    bool
        is_completeness_said; /* template.is_complete is what the header says */
};

/* Reads the header into draft; reports every mistake in it. */
void template_keys_read(const struct fields_reader *reader,
                        const struct yaml_node *header,
                        struct template_draft *draft);

/* The i-th key of a header, in the order of the manual; NULL after the last. */
const char *template_keys_name(size_t i);

#endif
