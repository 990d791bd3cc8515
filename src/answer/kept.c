/*
 * Eight tables with a lock each, so that threads rarely meet. In each a
 * ring of entries beside the hash chains: a hand goes round it to make room,
 * and spares once what was asked for since it came by (the "clock"). A list
 * by last use would be changed at every question.
 *
 * "Asked for before" is an array of short hashes, one for each slot: a few
 * false ones only mean that something is kept one question too early or late.
 * Who does not find an answer asks there next, when it has made one; the slot
 * is fetched from memory meanwhile.
 */
#include "answer/kept.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"

enum {
    SHARDS = 8,
    CHAINS = 1024,        /* of a shard */
    SEEN_SLOTS = 1 << 16, /* of the table */
    SHARE = 2, /* an answer may take this part of its shard at most */
};

/* In one allocation: the entry, the key, the body. */
struct entry {
    struct kept kept; /* first: a kept is its entry */
    atomic_int holders, byte_holders;
    struct entry *chain, *next, *previous; /* in the table */
    struct hash hash;
    struct str key;
    size_t size;
    bool was_used; /* since the hand came by */
};

struct shard {
    pthread_mutex_t lock;
    struct entry *chains[CHAINS];
    struct entry *hand; /* into the ring; NULL: it is empty */
    size_t count, bytes;
};

struct kept_table {
    size_t max_bytes; /* of a shard */
    struct shard shards[SHARDS];
    atomic_ushort seen[SEEN_SLOTS];
};

struct kept *kept_retain(struct kept *kept)
{
    atomic_fetch_add(&((struct entry *)kept)->holders, 1);
    return kept;
}

void kept_hold_bytes(struct kept *kept)
{
    atomic_fetch_add(&((struct entry *)kept)->byte_holders, 1);
}

void kept_drop_bytes(struct kept *kept)
{
    if (atomic_fetch_sub(&((struct entry *)kept)->byte_holders, 1) == 1)
        free(kept);
}

void kept_release(struct kept *kept)
{
    if (!kept || atomic_fetch_sub(&((struct entry *)kept)->holders, 1) != 1)
        return;
    for (size_t i = 0; i < KEPT_SENDERS_MAX; i++)
        if (kept->forms[i])
            kept->forms[i]->free(kept->forms[i]);
    kept_drop_bytes(kept);
}

struct kept_table *kept_table_new(size_t max_bytes)
{
    struct kept_table *table = MEMORY_NEW(struct kept_table);

    table->max_bytes = max_bytes / SHARDS;
    for (size_t i = 0; i < SHARDS; i++)
        pthread_mutex_init(&table->shards[i].lock, NULL);
    return table;
}

static struct hash hash_key(struct str key)
{
    return hash_bytes(key, 0);
}

static struct shard *shard_of(struct kept_table *table, struct hash hash)
{
    return &table->shards[hash.high % SHARDS];
}

static struct entry **chain_of(struct shard *shard, struct hash hash)
{
    return &shard->chains[hash.low % CHAINS];
}

/* With the lock held. */
static struct entry *look_up(struct shard *shard, struct hash hash,
                             struct str key)
{
    struct entry *entry = *chain_of(shard, hash);

    while (entry &&
           (entry->hash.high != hash.high || !str_equal(entry->key, key)))
        entry = entry->chain;
    return entry;
}

/* With the lock held. */
static void take_out(struct shard *shard, struct entry *entry)
{
    struct entry **link = chain_of(shard, entry->hash);

    while (*link != entry)
        link = &(*link)->chain;
    *link = entry->chain;
    if (shard->hand == entry)
        shard->hand = entry->next == entry ? NULL : entry->next;
    entry->previous->next = entry->next;
    entry->next->previous = entry->previous;
    shard->count--;
    shard->bytes -= entry->size;
    kept_release(&entry->kept);
}

static void put_in(struct shard *shard, struct entry *entry)
{
    struct entry **chain = chain_of(shard, entry->hash);

    entry->chain = *chain;
    *chain = entry;
    if (!shard->hand) {
        shard->hand = entry->next = entry->previous = entry;
    } else {
        entry->next = shard->hand;
        entry->previous = shard->hand->previous;
        entry->previous->next = entry;
        entry->next->previous = entry;
    }
    shard->count++;
    shard->bytes += entry->size;
}

static void make_room(struct shard *shard, size_t max_bytes)
{
    while (shard->hand && shard->bytes > max_bytes) {
        struct entry *entry = shard->hand;
        shard->hand = entry->next;
        if (entry->was_used)
            entry->was_used = false;
        else
            take_out(shard, entry);
    }
}

void kept_table_free(struct kept_table *table)
{
    if (!table)
        return;
    for (size_t i = 0; i < SHARDS; i++) {
        while (table->shards[i].hand)
            take_out(&table->shards[i], table->shards[i].hand);
        pthread_mutex_destroy(&table->shards[i].lock);
    }
    free(table);
}

static atomic_ushort *seen_slot(struct kept_table *table, struct hash hash)
{
    return &table->seen[hash.low % SEEN_SLOTS];
}

struct kept *kept_find(struct kept_table *table, struct str key, int64_t now_s)
{
    struct hash hash = hash_key(key);
    struct kept *found = NULL;
    struct shard *shard;
    struct entry *entry;

    if (!table)
        return NULL;
    shard = shard_of(table, hash);
    __builtin_prefetch(chain_of(shard, hash));
    __builtin_prefetch(seen_slot(table, hash));
    pthread_mutex_lock(&shard->lock);
    entry = look_up(shard, hash, key);
    if (entry && now_s >= entry->kept.until_s) {
        take_out(shard, entry);
    } else if (entry) {
        entry->was_used = true;
        found = kept_retain(&entry->kept);
    }
    pthread_mutex_unlock(&shard->lock);
    return found;
}

bool kept_is_wanted(struct kept_table *table, struct str key)
{
    struct hash hash = hash_key(key);
    unsigned short mark = (unsigned short)(hash.high >> 48 | 1);
    atomic_ushort *slot;

    if (!table || key.len > KEPT_KEY_MAX || table->max_bytes == 0)
        return false;
    slot = seen_slot(table, hash);
    if (atomic_load_explicit(slot, memory_order_relaxed) == mark)
        return true;
    atomic_store_explicit(slot, mark, memory_order_relaxed);
    return false;
}

static bool has_packed_part(const struct answer_body *body)
{
    for (size_t i = 0; i < body->part_count; i++)
        if (body->parts[i].packed)
            return true;
    return false;
}

static void write_body(const struct answer_body *body, struct buf *out)
{
    if (has_packed_part(body)) {
        gzip_join(body->parts, body->part_count, out);
        return;
    }
    for (size_t i = 0; i < body->part_count; i++)
        buf_add(out, body->parts[i].bytes);
}

static struct entry *make_entry(struct str key,
                                const struct kept_source *source, size_t size)
{
    struct entry *entry = memory_array(1, size);
    char *at;
    struct buf body;

    at = (char *)(entry + 1);
    memcpy(at, key.ptr, key.len);
    entry->key = (struct str){at, key.len};
    at += key.len;
    buf_init_at(&body, at, size - sizeof(*entry) - key.len);
    write_body(source->body, &body);
    entry->kept.body = buf_str(&body);
    entry->kept.is_gzip = has_packed_part(source->body);
    memcpy(entry->kept.tag, source->body->tag, ANSWER_TAG_SIZE);
    entry->kept.expires_at_s = source->body->expires_at_s;
    entry->kept.until_s = source->until_s;
    entry->kept.status = source->status;
    entry->holders = 2; /* the table and the caller */
    entry->byte_holders = 1;
    entry->size = size;
    entry->hash = hash_key(key);
    return entry;
}

struct kept *kept_add(struct kept_table *table, struct str key,
                      const struct kept_source *source)
{
    const struct answer_body *body = source->body;
    size_t size = sizeof(struct entry) + key.len + 1 +
                  gzip_join_size(body->parts, body->part_count);
    struct entry *entry, *other;
    struct shard *shard;

    if (size > table->max_bytes / SHARE)
        return NULL;
    entry = make_entry(key, source, size);
    shard = shard_of(table, entry->hash);
    pthread_mutex_lock(&shard->lock);
    other = look_up(shard, entry->hash, key);
    if (other)
        take_out(shard, other);
    put_in(shard, entry);
    make_room(shard, table->max_bytes);
    pthread_mutex_unlock(&shard->lock);
    return &entry->kept;
}

size_t kept_size(const struct kept *kept)
{
    return ((const struct entry *)kept)->size;
}

void kept_count(struct kept_table *table, size_t *count, size_t *bytes)
{
    *count = *bytes = 0;
    for (size_t i = 0; table && i < SHARDS; i++) {
        struct shard *shard = &table->shards[i];
        pthread_mutex_lock(&shard->lock);
        *count += shard->count;
        *bytes += shard->bytes;
        pthread_mutex_unlock(&shard->lock);
    }
}
