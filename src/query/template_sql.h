/*
 * template_sql.h - what a template's SQL says of itself, without a parser.
 *
 * Looks at words, parameters and parentheses outside strings, quoted names
 * and comments. It says nothing about whether the SQL is right: the source
 * does, when it prepares it.
 */
#ifndef QUERY_TEMPLATE_SQL_H
#define QUERY_TEMPLATE_SQL_H

#include "query/report.h"

struct template_sql {
    struct str text;  /* without white space on either side */
    int line, column; /* where it begins */
    bool uses_from, uses_until, uses_as_of;
    int span_line, span_column; /* of the first :from or :until */
    bool has_limit;
    int limit_line, limit_column;
};

/* Scans `sql->text`, which begins at sql->line and sql->column, and fills the
   rest. Reports parameters that are not bound, text without an end, a second
   statement, and SQL that is empty. */
void template_sql_scan(struct template_sql *sql, struct str path,
                       struct report *report);

#endif
