#include "scheduler/outbox.h"

#include <stdlib.h>

#include "base/db.h"
#include "base/memory.h"
#include "scheduler/planner.h"

struct outbox {
    struct db *db;
};

/* What was told stays, without its body: it is what "once" is held against. */
static const char *const steps[] = {
    "CREATE TABLE messages("
    " id INTEGER PRIMARY KEY AUTOINCREMENT, hook TEXT NOT NULL,"
    " event TEXT NOT NULL, once TEXT NOT NULL, body TEXT NOT NULL,"
    " attempt INTEGER NOT NULL DEFAULT 0, not_before_s INTEGER NOT NULL,"
    " is_done INTEGER NOT NULL DEFAULT 0, UNIQUE(hook, once));"
    "CREATE INDEX messages_waiting ON messages(is_done, not_before_s)",
};

struct outbox *outbox_open(const char *path, struct err *err)
{
    struct db *db = db_open(path, err);
    struct outbox *outbox;

    if (!db)
        return NULL;
    if (!db_migrate(db, "outbox", steps, COUNT(steps), err)) {
        db_close(db);
        return NULL;
    }
    outbox = MEMORY_NEW(struct outbox);
    outbox->db = db;
    return outbox;
}

void outbox_close(struct outbox *outbox)
{
    if (!outbox)
        return;
    db_close(outbox->db);
    free(outbox);
}

bool outbox_add(struct outbox *outbox, const struct outbox_message *message,
                struct str once, int64_t now_s, struct err *err)
{
    struct db_query *q = db_prepare(
        outbox->db, "INSERT OR IGNORE INTO messages(hook, event, once, body,"
                    " not_before_s) VALUES (?, ?, ?, ?, ?)");

    db_bind_text(q, 1, message->hook);
    db_bind_text(q, 2, message->event);
    db_bind_text(q, 3, once);
    db_bind_text(q, 4, message->body);
    db_bind_int(q, 5, now_s);
    return db_done(q, err);
}

bool outbox_next(struct outbox *outbox, int64_t now_s, struct arena *arena,
                 struct outbox_message *message, struct err *err)
{
    struct db_query *q = db_prepare(
        outbox->db, "SELECT id, hook, event, body, attempt FROM messages"
                    " WHERE is_done = 0 AND not_before_s <= ? ORDER BY"
                    " not_before_s, id LIMIT 1");

    *message = (struct outbox_message){0};
    db_bind_int(q, 1, now_s);
    if (db_step(q))
        *message =
            (struct outbox_message){.id = db_int(q, 0),
                                    .hook = arena_str(arena, db_text(q, 1)),
                                    .event = arena_str(arena, db_text(q, 2)),
                                    .body = arena_str(arena, db_text(q, 3)),
                                    .attempt = db_int(q, 4)};
    return db_finish(q, err);
}

bool outbox_done(struct outbox *outbox, int64_t id, struct err *err)
{
    struct db_query *q = db_prepare(
        outbox->db, "UPDATE messages SET is_done = 1, body = '' WHERE id = ?");

    db_bind_int(q, 1, id);
    return db_done(q, err);
}

bool outbox_later(struct outbox *outbox, const struct outbox_message *message,
                  int64_t now_s, struct err *err)
{
    struct db_query *q =
        db_prepare(outbox->db, "UPDATE messages SET attempt = attempt + 1,"
                               " not_before_s = ? WHERE id = ?");

    db_bind_int(q, 1,
                now_s + planner_backoff_s(message->hook, OUTBOX_RETRY_S,
                                          message->attempt + 1));
    db_bind_int(q, 2, message->id);
    return db_done(q, err);
}
