/*
 * dumps_folder.h - a dumps folder of its own for a test, with snapshots whose
 * dumps have one row and one column, n.
 *
 *     struct dumps_folder f;
 *     dumps_folder_set_up(&f);
 *     dumps_folder_publish(&f, (int64_t[]){7, 8}, 2, 30);   a/0: 7, a/1: 8
 *     dumps_folder_tear_down(&f);
 */
#ifndef TESTS_DUMPS_FOLDER_H
#define TESTS_DUMPS_FOLDER_H

#include "dump/store.h"

enum { DUMPS_FOLDER_MAX = 16 };

struct dumps_folder {
    char dir[64];
    struct arena *arena;
};

void dumps_folder_set_up(struct dumps_folder *f);
void dumps_folder_tear_down(struct dumps_folder *f);

/* Puts what belongs to a dump of this id. */
struct manifest_dump dumps_folder_put(struct dumps_folder *f,
                                      struct store *store, const char *id,
                                      int64_t n);

/* A manifest of dumps a/0, a/1 ..., put into the store. */
struct manifest dumps_folder_manifest(struct dumps_folder *f,
                                      struct store *store,
                                      const int64_t *values, size_t count);

/* Opens the store, publishes these dumps and closes it; the number. */
int64_t dumps_folder_publish(struct dumps_folder *f, const int64_t *values,
                             size_t count, int64_t keep);

/* A path below the folder, and what is in that file. */
const char *dumps_folder_path(struct dumps_folder *f, const char *name);
struct str dumps_folder_read(struct dumps_folder *f, const char *name);
void dumps_folder_write(struct dumps_folder *f, const char *name,
                        struct str bytes);
/* Changes one byte of the file, counted from its start, or its end if
   negative. */
void dumps_folder_flip(struct dumps_folder *f, const char *name, long at);

/* The name of an object, below the folder. */
const char *dumps_folder_object(struct dumps_folder *f, const char *hash,
                                enum layout_kind kind);

/* How many files (not folders) are below; names with a dot are not counted. */
size_t dumps_folder_count(struct dumps_folder *f, const char *name);

#endif
