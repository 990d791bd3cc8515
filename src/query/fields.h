/*
 * fields.h - reading a mapping by a table of its keys.
 *
 * A row names a key, the function that reads its value, and where in a struct
 * the value goes. Every mistake is reported with its place, and leaves its
 * field as it was; reading goes on, so that all mistakes are found at once.
 *
 *     static const struct field fields[] = {
 *         {"title", fields_text, offsetof(struct template, title), .max = 300},
 *         {"on_stale", fields_word, ..., .words = (const char *[]){...}},
 *     };
 *     fields_read(&reader, node, fields, COUNT(fields), template);
 */
#ifndef QUERY_FIELDS_H
#define QUERY_FIELDS_H

#include "base/yaml.h"
#include "query/template.h"

enum { NAME_MAX_BYTES = 128 };

struct fields_reader {
    struct str path; /* for messages */
    struct arena *arena;
    struct report *report;
};

struct field;

/* Reads `value` into the member at `out`. */
typedef void (*fields_fn)(const struct fields_reader *reader,
                          const struct field *field,
                          const struct yaml_node *value, void *out);

struct field {
    const char *name;
    fields_fn read;
    size_t offset; /* of the member, in the struct */
    const char *const
        *words;       /* fields_word: what is allowed, NULL at the end */
    int64_t min, max; /* numbers: bounds; texts: bytes; lists: elements */
};

/* A text of one line: a struct str. */
void fields_text(const struct fields_reader *reader, const struct field *field,
                 const struct yaml_node *value, void *out);

/* A text that may have several lines: a struct str. */
void fields_paragraph(const struct fields_reader *reader,
                      const struct field *field, const struct yaml_node *value,
                      void *out);

/* One of field->words: a struct str. */
void fields_word(const struct fields_reader *reader, const struct field *field,
                 const struct yaml_node *value, void *out);

/* true or false: a bool. */
void fields_flag(const struct fields_reader *reader, const struct field *field,
                 const struct yaml_node *value, void *out);

/* A whole number within the bounds: an int64_t. */
void fields_number(const struct fields_reader *reader,
                   const struct field *field, const struct yaml_node *value,
                   void *out);

/* A duration like 36h, in seconds within the bounds: an int64_t. */
void fields_duration(const struct fields_reader *reader,
                     const struct field *field, const struct yaml_node *value,
                     void *out);

/* A list of texts, or one text: a struct template_texts, none twice. */
void fields_texts(const struct fields_reader *reader, const struct field *field,
                  const struct yaml_node *value, void *out);

/* Reads a mapping into the struct at `out`; unknown keys are reported. */
void fields_read(const struct fields_reader *reader,
                 const struct yaml_node *mapping, const struct field *fields,
                 size_t count, void *out);

/* Pieces for readers of other shapes. The first is false, and has complained,
   unless the value is of that kind; no value counts as an empty list or
   mapping, and `value->count` is then 0. */
bool fields_is_kind(const struct fields_reader *reader, const char *name,
                    const struct yaml_node *value, enum yaml_kind kind);
bool fields_take_text(const struct fields_reader *reader,
                      const struct field *field, const struct yaml_node *value,
                      struct template_text *text);
/* As fields_texts, but equal elements are the caller's to find. */
bool fields_take_texts(const struct fields_reader *reader,
                       const struct field *field, const struct yaml_node *value,
                       struct template_texts *texts);
void fields_complain(const struct fields_reader *reader,
                     const struct yaml_node *value, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* A mapping from words to other words, of at most `max`; they and their
 *count. `name` is for messages. */
const struct template_synonym *
fields_synonyms(const struct fields_reader *reader, const char *name,
                const struct yaml_node *value, size_t max, size_t *count);

/* True for a name: small letters, digits and _, at least one. */
bool fields_is_name(struct str text);

/* True for the form of a currency: three capital letters. */
bool fields_is_currency(struct str text);

#endif
