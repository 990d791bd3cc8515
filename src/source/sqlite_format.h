/*
 * sqlite_format.h - printf() and format() that cannot run for seconds.
 */
#ifndef SOURCE_SQLITE_FORMAT_H
#define SOURCE_SQLITE_FORMAT_H

struct sqlite3;

/* Puts them in the place of SQLite's own: the same results, and an error for
   a width above 1,000 or from an argument. Returns SQLite's status. */
int sqlite_format_install(struct sqlite3 *db);

#endif
