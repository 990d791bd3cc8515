/*
 * sqlite_clock.h - whether a statement depends on the clock or the machine.
 *
 * A template gives the same rows for the same data and the same day, on every
 * machine: it may read neither the clock (date('now')) nor the machine's time
 * zone (datetime(x, 'localtime'), datetime(x, 'utc')). The first is noted by an
 * operating system layer that connections are opened with, the second by a
 * function that SQLite asks for local time: so what is put together while the
 * statement runs is found, too. What stands in the text as it is, is found
 * there, with its place, before anything runs.
 *
 * Notes belong to the thread that runs the statement.
 */
#ifndef SOURCE_SQLITE_CLOCK_H
#define SOURCE_SQLITE_CLOCK_H

#include "base/err.h"
#include "base/str.h"

enum sqlite_clock_use {
    SQLITE_CLOCK_UNUSED,
    SQLITE_CLOCK_TIME, /* what time it is, or chance */
    SQLITE_CLOCK_ZONE, /* the machine's time zone */
};

/* The name of the operating system layer. */
const char *sqlite_clock_vfs(void);

/* Forgets what was noted. If `forbids`, SQLite has no local time to give. */
void sqlite_clock_watch(bool forbids);
void sqlite_clock_note(enum sqlite_clock_use use);
enum sqlite_clock_use sqlite_clock_noted(void);

/* The first argument in the text that is 'now', 'localtime' or 'utc', or that
   is missing, of a function of dates; *offset is where it stands, in bytes. */
enum sqlite_clock_use sqlite_clock_find(struct str sql, size_t *offset);

/* ERR_INPUT with what to write instead; `place` follows the text. Returns
   false. */
bool sqlite_clock_refuse(enum sqlite_clock_use use, const char *place,
                         struct err *err);

#endif
