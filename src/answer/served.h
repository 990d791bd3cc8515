/*
 * served.h - a snapshot made ready for questions: its dumps, its route index,
 * and what each dump covers.
 *
 * Immutable and counted, like the snapshot it holds; any thread may retain,
 * use and release it.
 */
#ifndef ANSWER_SERVED_H
#define ANSWER_SERVED_H

#include "base/format.h"
#include "base/zone.h"
#include "dump/snapshot.h"
#include "query/settings.h"
#include "route/route.h"

struct kept_table;
struct standing_table;

/* What answering needs of a project; outlives everything that is served. */
struct served_project {
    const struct settings *settings;
    const struct zone *zone;
    const struct format *format;
};

struct served {
    struct snapshot *snapshot;
    struct route_index *index;
    struct route_coverage *coverage;    /* one for each template of the index */
    const struct snapshot_dump **dumps; /* likewise */
    struct kept_table *kept; /* answers asked for again; locks itself */
    struct standing_table *standings; /* likewise; what all of them say */
    struct err problem; /* why it is not the newest; ERR_NONE if it is */
    const struct served_project *project;
};

/* Takes over the snapshot, also when it fails: ERR_CORRUPT when its index was
   made for another matcher or does not belong to its dumps. */
struct served *served_open(struct snapshot *snapshot,
                           const struct served_project *project,
                           struct err *err);
/* A past snapshot, for showing dumps: it has no index, and no question can be
   asked of it. Takes over the snapshot. */
struct served *served_open_past(struct snapshot *snapshot,
                                const struct served_project *project);
struct served *served_retain(struct served *served);
void served_release(struct served *served);

/* Opens zone and format for the settings; close when nothing is served any
   more. */
MUST_CHECK bool served_project_open(struct served_project *project,
                                    const struct settings *settings,
                                    struct err *err);
void served_project_close(struct served_project *project);

#endif
