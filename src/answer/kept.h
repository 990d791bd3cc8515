/*
 * kept.h - answers that are asked for again and again, kept as they are sent.
 *
 * A bounded table that belongs to one served snapshot and goes with it: what
 * it holds can never be an answer of another one. An answer is kept when its
 * key is asked for the second time, so that questions which come once cost no
 * memory. When the table is full, what was not asked for lately goes first.
 *
 *     struct kept *kept = kept_find(table, key, now_s);
 *     if (!kept && kept_is_wanted(table, key))
 *         kept = kept_add(table, key, &made);
 *     ... kept->body ...
 *     kept_release(kept);
 *
 * Locks itself; what is kept is immutable and counted.
 */
#ifndef ANSWER_KEPT_H
#define ANSWER_KEPT_H

#include <stdatomic.h>

#include "answer/answer.h"

enum { KEPT_SENDERS_MAX = 64, KEPT_KEY_MAX = 2048 };

/* What a sender makes of a kept answer for itself, to send it faster. */
struct kept_form {
    void (*free)(struct kept_form *form);
};

struct kept {
    struct str body; /* one gzip member, or the bytes as they are */
    bool is_gzip;    /* the first: a stored dump is in it */
    char tag[ANSWER_TAG_SIZE];
    int64_t expires_at_s; /* as of an answer_body */
    int64_t until_s;      /* from then on it says something untrue */
    enum route_status status;
    /* One for each sender, touched by that sender's thread alone until the
       last release. */
    struct kept_form *forms[KEPT_SENDERS_MAX];
};

struct kept_table;

/* `max_bytes` of answers; 0: nothing is kept. */
struct kept_table *kept_table_new(size_t max_bytes);
void kept_table_free(struct kept_table *table);

/* To be released; NULL if there is none, or it is not true any more. Without a
   table (of a past snapshot, which is looked at once) nothing is ever kept. */
struct kept *kept_find(struct kept_table *table, struct str key, int64_t now_s);

/* Whether it is worth keeping what belongs to this key; remembers that it was
   asked for. */
bool kept_is_wanted(struct kept_table *table, struct str key);

/* What is known of an answer that is to be kept. */
struct kept_source {
    const struct answer_body *body;
    enum route_status status;
    int64_t until_s;
};

/* Joins the body's parts and keeps it. To be released; NULL when it is too
   large to be kept. */
struct kept *kept_add(struct kept_table *table, struct str key,
                      const struct kept_source *source);

/* What it takes of the table's bytes. */
size_t kept_size(const struct kept *kept);

/* How many answers the table holds, and how many bytes they take. */
void kept_count(struct kept_table *table, size_t *count, size_t *bytes);

struct kept *kept_retain(struct kept *kept);
void kept_release(struct kept *kept);

/* The bytes alone may be held longer than the forms: by what a form has given
   to a library that still sends it. */
void kept_hold_bytes(struct kept *kept);
void kept_drop_bytes(struct kept *kept);

#endif
