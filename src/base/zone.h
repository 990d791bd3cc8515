/*
 * zone.h - civil time in a named time zone.
 *
 * A zone is opened by its IANA name (Europe/Berlin, UTC) from the system's
 * time zone files, as they are at that moment. Once open it never changes:
 * any number of threads may read it.
 *
 * Instants are seconds since 1970-01-01T00:00:00Z and are called utc_s. What
 * the clock on the wall shows is a local_s: the seconds from 1970-01-01 00:00
 * to it, as if every day had 86,400 of them. When the clock is put forward,
 * some local times never come (a gap); when it is put back, some come twice
 * (an overlap); zone_resolve says so.
 *
 *     struct zone *zone = zone_open(str_from("Europe/Berlin"), &err);
 *     int64_t local_s = zone_local_s(zone, utc_s);
 *     struct zone_instant noon = zone_resolve(zone, day_s + 12 * 3600);
 *     zone_close(zone);
 */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include "base/date.h"
#include "base/err.h"
#include "base/str.h"

enum { ZONE_NAME_SIZE = 64, ZONE_ABBREVIATION_SIZE = 16 };

struct zone;

/* How often a local time comes. */
enum zone_outcome { ZONE_ONCE, ZONE_GAP, ZONE_OVERLAP };

struct zone_instant {
    enum zone_outcome outcome;
    int64_t utc_s; /* ONCE: the instant. GAP: the first after the gap.
                      OVERLAP: the first of the two */
};

/* NULL with ERR_INPUT for a name that has no file: the message may name the
   zone that was meant. Offsets ("+02:00", "UTC+3") are not names. */
MUST_CHECK struct zone *zone_open(struct str name, struct err *err);
void zone_close(struct zone *zone);

const char *zone_name(const struct zone *zone);

/* Seconds that the clock on the wall is ahead of UTC; negative west of it. */
int32_t zone_offset_s(const struct zone *zone, int64_t utc_s);

/* What the clock on the wall shows at an instant. */
int64_t zone_local_s(const struct zone *zone, int64_t utc_s);

/* The instant at which the clock on the wall first shows local_s or, in a
   gap, first shows something later. */
struct zone_instant zone_resolve(const struct zone *zone, int64_t local_s);

/* Finds the first instant after `after_s`, at `until_s` at the latest, from
   which on another offset holds. */
bool zone_next_change(const struct zone *zone, int64_t after_s, int64_t until_s,
                      int64_t *change_s);

/* "CET", "EDT", "+0545": the zone's own short name at that instant. */
const char *zone_abbreviation(const struct zone *zone, int64_t utc_s,
                              char out[ZONE_ABBREVIATION_SIZE]);

/* The civil day at an instant. */
struct date zone_today(const struct zone *zone, int64_t utc_s);

#endif
