/*
 * project.h - the project that a command works on, loaded and judged.
 */
#ifndef CLI_PROJECT_H
#define CLI_PROJECT_H

#include "cli/command.h"
#include "query/catalogue.h"

struct project {
    const struct catalogue *catalogue;
    struct report report;
};

/* Loads it, checks cadences too, and sets the log's level. Mistakes are in the
   report; nothing is printed. */
void project_load(struct invocation *call, struct project *project);

/* A mistake of the configuration: one of a template stops only that. */
bool project_is_mistaken(const struct report_item *item);

/* The same without reading the templates, as catalogue_list does: for commands
   that show what was published. */
void project_list(struct invocation *call, struct project *project);

/* Prints the mistakes of the configuration, if any, on stderr: with them no
   command can work. Mistakes in templates are only counted. */
bool project_is_usable(const struct invocation *call,
                       const struct project *project);

/* Prints every line of the report. */
void project_print_report(const struct invocation *call,
                          const struct project *project, bool with_warnings);

#endif
