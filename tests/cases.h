/*
 * cases.h - files of cases in tests/cases/: an input and the lines of the
 * report on it.
 *
 * A case is "=== its name", the input, and one ">>> " line for each mistake.
 */
#ifndef CASES_H
#define CASES_H

#include "query/report.h"

typedef void (*cases_fn)(struct str input, struct arena *arena,
                         struct report *report);

/* Runs every case, fails at the first that differs; returns their number. */
size_t cases_run(const char *path, cases_fn run);

/* The whole file; fails the test if there is none. */
struct str cases_read(const char *path, struct arena *arena);

/* The whole report as ">>> " lines, in order. */
struct str cases_report(struct report *report, struct arena *arena);

#endif
