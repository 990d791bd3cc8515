/*
 * catalogue_checks.h - what templates say of each other and of the settings.
 */
#ifndef QUERY_CATALOGUE_CHECKS_H
#define QUERY_CATALOGUE_CHECKS_H

#include "query/catalogue.h"

/* Questions that are claimed twice or disowned by their own template, and ids
   that are claimed as former ones. The time is in proportion to the texts. */
void catalogue_check_claims(const struct catalogue *catalogue,
                            struct report *report);

/* Sources and cadences that are not among the settings, which were read from
   `path`, or are defaults because there `is_missing` such a file. */
void catalogue_check_settings(const struct catalogue *catalogue,
                              struct str path, bool is_missing,
                              struct report *report);

#endif
