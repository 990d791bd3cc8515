/*
 * prune.h - removing the files of a folder that nobody needs any more.
 */
#ifndef DUMP_PRUNE_H
#define DUMP_PRUNE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* A file that is gone already is no failure. */
MUST_CHECK bool prune_file(const char *path, struct err *err);

/* Removes the files for whose name `keeps` says no, and the folder itself if
   none is left. A folder that is not there is no failure. */
MUST_CHECK bool prune_folder(const char *folder,
                             bool (*keeps)(const void *data, struct str name),
                             const void *data, struct arena *arena,
                             struct err *err);

#endif
