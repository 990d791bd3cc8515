/*
 * A GTimeZone is a row of intervals, each with one offset. GLib tells which
 * interval holds an instant and what its offset is; gaps and overlaps follow
 * from asking, for a local time, in which intervals it would be a true time.
 * g_time_zone_adjust_time would answer too, but by rules of its own.
 *
 * GLib also takes "UTC+3" (with the sign of POSIX), "Z", absolute paths, and
 * "right/UTC", which counts leap seconds. None of these is an IANA name, so
 * names are looked at first, and must be those of a time zone file.
 */
#include "base/zone.h"

#include <errno.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/memory.h"

/* No offset is larger, so a local time is within this of its UTC reading. */
enum { OFFSET_MAX_S = 26 * 3600 };

static const char default_folder[] = "/usr/share/zoneinfo";

struct zone {
    GTimeZone *intervals;
    char name[ZONE_NAME_SIZE];
};

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+' ||
           c == '/';
}

static bool looks_like_name(struct str name)
{
    static const char *const others[] = {"right/", "posix/", "posixrules",
                                         "localtime", "Factory"};

    if (name.len == 0 || name.len >= ZONE_NAME_SIZE || name.ptr[0] == '/')
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (!is_name_char(name.ptr[i]))
            return false;
    for (size_t i = 0; i < COUNT(others); i++)
        if (str_starts_with(name, others[i]))
            return false;
    return true;
}

static FILE *open_file(const char *name)
{
    const char *folder = getenv("TZDIR");
    char path[4096];

    snprintf(path, sizeof(path), "%s/%s", folder ? folder : default_folder,
             name);
    return fopen(path, "re");
}

/* GLib writes a warning on stderr for a file that is not a zone's. */
static bool has_file(const char *name)
{
    char magic[4] = {0};
    FILE *file = open_file(name);

    if (!file && errno == ENOMEM)
        memory_is_out("time zone");
    if (!file)
        return false;
    size_t count = fread(magic, 1, sizeof(magic), file);
    fclose(file);
    return count == sizeof(magic) && memcmp(magic, "TZif", sizeof(magic)) == 0;
}

/* Lower is nearer: 0 when only capitals differ, else edits; above 2 is far. */
static int name_distance(struct str a, struct str b)
{
    if (a.len == b.len && strncasecmp(a.ptr, b.ptr, a.len) == 0)
        return 0;
    return str_distance(a, b, 2);
}

/* The nearest name in the system's table of zones, whose third column they
   are. Empty when none is near, or there is no table. */
static void find_nearest(struct str name, char out[ZONE_NAME_SIZE])
{
    FILE *file = open_file("zone.tab");
    char line[512];
    int best = 3;

    out[0] = '\0';
    while (file && fgets(line, sizeof(line), file)) {
        struct str rest = str_trim(str_from(line));
        str_cut(&rest, '\t');
        str_cut(&rest, '\t');
        struct str known = str_cut(&rest, '\t');
        int distance = name_distance(name, known);
        if (distance >= best || known.len >= ZONE_NAME_SIZE)
            continue;
        best = distance;
        memcpy(out, known.ptr, known.len);
        out[known.len] = '\0';
    }
    if (file)
        fclose(file);
}

static bool refuse(struct str name, struct err *err)
{
    char nearest[ZONE_NAME_SIZE];
    int len = name.len < ZONE_NAME_SIZE ? (int)name.len : ZONE_NAME_SIZE;

    find_nearest(name, nearest);
    if (nearest[0] != '\0')
        return err_set(err, ERR_INPUT,
                       "unknown time zone \"%.*s\": did you mean \"%s\"?", len,
                       name.ptr, nearest);
    return err_set(err, ERR_INPUT,
                   "unknown time zone \"%.*s\": write an IANA name such as "
                   "\"Europe/Berlin\" or \"UTC\"",
                   len, name.ptr);
}

struct zone *zone_open(struct str name, struct err *err)
{
    struct zone *zone = MEMORY_NEW(struct zone);
    bool is_known = false;

    if (looks_like_name(name)) {
        memcpy(zone->name, name.ptr, name.len);
        is_known = has_file(zone->name);
    }
    if (is_known)
        zone->intervals = g_time_zone_new_identifier(zone->name);
    if (zone->intervals)
        return zone;
    if (is_known)
        err_set(err, ERR_SYSTEM, "time zone \"%s\" cannot be read", zone->name);
    else
        refuse(name, err);
    free(zone);
    return NULL;
}

void zone_close(struct zone *zone)
{
    if (!zone)
        return;
    g_time_zone_unref(zone->intervals);
    free(zone);
}

const char *zone_name(const struct zone *zone)
{
    return zone->name;
}

static int find_interval(const struct zone *zone, int64_t utc_s)
{
    return g_time_zone_find_interval(zone->intervals, G_TIME_TYPE_UNIVERSAL,
                                     utc_s);
}

static int32_t interval_offset_s(const struct zone *zone, int interval)
{
    return g_time_zone_get_offset(zone->intervals, interval);
}

int32_t zone_offset_s(const struct zone *zone, int64_t utc_s)
{
    return interval_offset_s(zone, find_interval(zone, utc_s));
}

int64_t zone_local_s(const struct zone *zone, int64_t utc_s)
{
    return utc_s + zone_offset_s(zone, utc_s);
}

/* The first instant of the interval after `interval`, which holds low_s;
   high_s is in a later one. */
static int64_t interval_end_s(const struct zone *zone, int interval,
                              int64_t low_s, int64_t high_s)
{
    while (high_s - low_s > 1) {
        int64_t middle_s = low_s + (high_s - low_s) / 2;
        if (find_interval(zone, middle_s) > interval)
            high_s = middle_s;
        else
            low_s = middle_s;
    }
    return high_s;
}

struct zone_instant zone_resolve(const struct zone *zone, int64_t local_s)
{
    int first = find_interval(zone, local_s - OFFSET_MAX_S);
    int last = find_interval(zone, local_s + OFFSET_MAX_S);
    struct zone_instant found = {.outcome = ZONE_GAP};
    int before = first; /* the last interval whose end local_s lies behind */

    for (int i = first; i <= last; i++) {
        int64_t utc_s = local_s - interval_offset_s(zone, i);
        int holder = find_interval(zone, utc_s);
        if (holder > i) {
            before = i;
        } else if (holder == i && found.outcome == ZONE_GAP) {
            found = (struct zone_instant){ZONE_ONCE, utc_s};
        } else if (holder == i) {
            found.outcome = ZONE_OVERLAP;
        }
    }
    if (found.outcome == ZONE_GAP)
        found.utc_s = interval_end_s(zone, before, local_s - OFFSET_MAX_S,
                                     local_s + OFFSET_MAX_S);
    return found;
}

bool zone_next_change(const struct zone *zone, int64_t after_s, int64_t until_s,
                      int64_t *change_s)
{
    int last = find_interval(zone, until_s);
    int64_t from_s = after_s;

    for (int i = find_interval(zone, from_s); i < last; i++) {
        int64_t end_s = interval_end_s(zone, i, from_s, until_s);
        if (interval_offset_s(zone, i) != interval_offset_s(zone, i + 1)) {
            *change_s = end_s;
            return true;
        }
        from_s = end_s;
    }
    return false;
}

const char *zone_abbreviation(const struct zone *zone, int64_t utc_s,
                              char out[ZONE_ABBREVIATION_SIZE])
{
    snprintf(out, ZONE_ABBREVIATION_SIZE, "%s",
             g_time_zone_get_abbreviation(zone->intervals,
                                          find_interval(zone, utc_s)));
    return out;
}

struct date zone_today(const struct zone *zone, int64_t utc_s)
{
    return date_of_time(zone_local_s(zone, utc_s));
}
