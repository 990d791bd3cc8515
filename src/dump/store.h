/*
 * store.h - writing dumps/: objects, then a manifest, then HEAD.
 *
 * One writer at a time, held by a lock that dies with the process. Readers see
 * the snapshot before or the new one, whatever dies, and whenever: nothing
 * that is published is ever changed, and the one name that moves is replaced
 * by rename. What a writer that died left behind is removed by the next one,
 * before it writes, so that a full disk can recover.
 *
 *     struct store *store = store_open(dir, &err);
 *     store_put(store, bytes, LAYOUT_DUMP, &object, &err);
 *     store_publish(store, &manifest, keep, &err);
 *     store_close(store);
 */
#ifndef DUMP_STORE_H
#define DUMP_STORE_H

#include "dump/layout.h"
#include "dump/manifest.h"
#include "dump/sweep.h"

struct store;

/* Makes the folder if need be, takes the lock, and removes what was never
   published. ERR_BUSY while another writer is at work. */
struct store *store_open(const char *dir, struct err *err);

/* Drops what was put and not published. */
void store_close(struct store *store);

/* Keeps the bytes under their hash, which is written to *object. Any thread;
   locks itself. The bytes are on disk, but not yet durable or visible. After a
   failure this store publishes no more: its disk is full, or broken; the text
   says that nothing is published. */
MUST_CHECK bool store_put(struct store *store, struct str bytes,
                          enum layout_kind kind, struct manifest_object *object,
                          struct err *err);

/* What is tidied after a publication. */
struct store_tidying {
    struct sweep_keep keep;
    const struct manifest *before; /* the snapshot that was current, so that
                                      only what differs is linked; or NULL */
};

/* Fails, with the first failure, when something could not be put. Any thread;
   locks itself. */
MUST_CHECK bool store_can_publish(struct store *store, struct err *err);

/*
 * Gives the manifest its number and its place in the chain, makes everything
 * durable and moves HEAD. Until HEAD has moved the old snapshot stands, and
 * what was put can be published again or dropped; a disk that fails just
 * behind that is told as what it is. Then removes the snapshots that need not
 * be kept, and refreshes latest/;
 * troubles in that are told in *aftermath, and the publication stands.
 */
MUST_CHECK bool store_publish(struct store *store, struct manifest *manifest,
                              const struct store_tidying *tidying,
                              struct err *aftermath, struct err *err);

/*
 * Makes what was put the history of the manifest's day, without touching what
 * is current: the manifest has number 0 and stands in history/, in place of
 * one that was made before. It is kept as long as the `keep` of a publication
 * allows.
 */
MUST_CHECK bool store_publish_history(struct store *store,
                                      struct manifest *manifest,
                                      struct err *err);

#endif
