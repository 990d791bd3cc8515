/*
 * latest.h - dumps/latest/: the current dumps under their names, for people
 * and static hosts. Made after publication, by the one writer.
 */
#ifndef DUMP_LATEST_H
#define DUMP_LATEST_H

#include "base/map.h"
#include "dump/manifest.h"

struct latest {
    const char *dir;
    const struct manifest *manifest; /* what HEAD names, with its checksum */
    const char *checksum;
    const struct manifest *before; /* the one that it follows; or NULL */
    const struct map *written;     /* hashes of the objects that are new, or
                                      were written again */
};

/*
 * Makes latest/ a set of hard links to the dumps of the manifest. Where it is
 * as it was made for the one before, only what differs is touched; a folder
 * that somebody changed since is made again, and so is everything when `before`
 * is not given.
 */
bool latest_link(const struct latest *latest, struct err *err);

#endif
