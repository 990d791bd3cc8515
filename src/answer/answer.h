/*
 * answer.h - a question, answered: the one use case behind every face.
 *
 * HTTP, the command line and whatever comes later parse their input, call
 * this, and show what comes back. All that an answer points to lives in the
 * arena or in the served snapshot, which must be held until it was shown.
 */
#ifndef ANSWER_ANSWER_H
#define ANSWER_ANSWER_H

#include "answer/result.h"
#include "answer/served.h"

enum { ANSWER_PARTS_MAX = 3, ANSWER_TAG_SIZE = 33 };

struct answer_request {
    struct str question;
    struct str context; /* of the answer before, or empty */
    bool has_as_of;
    struct date as_of; /* the asker's day; else it is taken from now_s */
    int64_t now_s;
    bool explain;
    bool wants_rows; /* answer->rows is needed, beside the body */
};

/* JSON, in parts that follow one another, and what its faces need to know. */
struct answer_body {
    struct gzip_part parts[ANSWER_PARTS_MAX];
    size_t part_count;
    char tag[ANSWER_TAG_SIZE]; /* names the content */
    int64_t expires_at_s;      /* 0: unknown */
};

struct answer {
    struct answer_body body;
    const struct route *route;
    const struct snapshot_dump *dump; /* of a hit */
    struct str sentence;              /* of a hit */
    struct rows rows;                 /* of a hit, if wanted: what is shown */
    bool is_stale;
};

struct kept;

/* Never fails: what goes wrong with a question is its answer. */
void answer_question(const struct served *served,
                     const struct answer_request *request, struct arena *arena,
                     struct answer *answer);

/*
 * The same, for who can send a gzip member: an answer that is kept ready, to be
 * released (see kept.h), or NULL and *answer filled. The same question of the
 * same day with the same context has the same answer on a snapshot.
 */
struct kept *answer_question_kept(const struct served *served,
                                  const struct answer_request *request,
                                  struct arena *arena, struct answer *answer);

/* Makes the answer to a question that may be asked, and keeps it if it is a
   hit. Returns how many bytes that took; 0 if nothing was kept. */
size_t answer_ahead(const struct served *served,
                    const struct answer_request *request, struct arena *arena);

/* Keeps an answer if its key was asked for before; to be released, or NULL.
   The key must hold all that the answer depends on besides the snapshot. */
struct kept *answer_keep(const struct served *served, struct str key,
                         const struct answer *answer, int64_t now_s);

/*
 * The JSON of a dump, for who needs it unpacked: kept when it was asked for
 * before, and then to be released; NULL otherwise.
 */
struct kept *answer_raw(const struct served *served,
                        const struct snapshot_dump *dump);

/* For who cannot be sent a gzip member: the stored rows of the body, unpacked,
   if they are kept. To be released after the body was sent, or NULL. */
struct kept *answer_unpack(const struct served *served, struct answer *answer);

/*
 * One dump by its id, whole or a part of it:
 * {"id":..., "freshness":..., "change":..., "receipt":..., "result":...}.
 * ERR_NOT_FOUND for an id that is not there, ERR_INPUT for slots that may not
 * be applied, ERR_BUSY for a dump that is too old to be shown.
 */
MUST_CHECK bool answer_dump(const struct served *served,
                            const struct snapshot_dump *dump,
                            const struct route_slots *slots, int64_t now_s,
                            struct arena *arena, struct answer *answer,
                            struct err *err);

/* Whether a dump is past its max_age. */
bool answer_is_stale(const struct manifest_dump *entry, int64_t now_s);

#endif
