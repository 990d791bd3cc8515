/*
 * settings_values.h - reading the values that only settings have; each is a
 * fields_fn for a row of the table in settings.c.
 */
#ifndef QUERY_SETTINGS_VALUES_H
#define QUERY_SETTINGS_VALUES_H

#include "query/fields.h"
#include "query/settings.h"

/* A decimal from 0 to 1: a double. */
void settings_ratio(const struct fields_reader *reader,
                    const struct field *field, const struct yaml_node *value,
                    void *out);

/* A list of texts: settings->hosts and its count. */
void settings_texts(const struct fields_reader *reader,
                    const struct field *field, const struct yaml_node *value,
                    void *out);

/* One of field->words: an int, its position from 1. The position itself may
   be written too. */
void settings_position(const struct fields_reader *reader,
                       const struct field *field, const struct yaml_node *value,
                       void *out);

/* A name, en_US, EUR, Europe/Berlin: a struct str each. */
void settings_name(const struct fields_reader *reader,
                   const struct field *field, const struct yaml_node *value,
                   void *out);
void settings_locale(const struct fields_reader *reader,
                     const struct field *field, const struct yaml_node *value,
                     void *out);
void settings_currency(const struct fields_reader *reader,
                       const struct field *field, const struct yaml_node *value,
                       void *out);
void settings_zone(const struct fields_reader *reader,
                   const struct field *field, const struct yaml_node *value,
                   void *out);

/* settings->sources and its count. */
void settings_sources(const struct fields_reader *reader,
                      const struct field *field, const struct yaml_node *value,
                      void *out);

/* settings->cadences: those of the file replace those of the same name. */
void settings_cadences(const struct fields_reader *reader,
                       const struct field *field, const struct yaml_node *value,
                       void *out);

/* settings->hooks and its count. */
void settings_hooks(const struct fields_reader *reader,
                    const struct field *field, const struct yaml_node *value,
                    void *out);

#endif
