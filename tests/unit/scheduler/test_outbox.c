#include "scheduler/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"

struct place {
    char dir[64], path[80];
    struct arena *arena;
    struct outbox *outbox;
};

static void begin(struct place *p)
{
    struct err err = {0};

    snprintf(p->dir, sizeof(p->dir), "/tmp/test_outbox.XXXXXX");
    assert_non_null(mkdtemp(p->dir));
    snprintf(p->path, sizeof(p->path), "%s/state.db", p->dir);
    p->arena = arena_new();
    p->outbox = outbox_open(p->path, &err);
    assert_non_null(p->outbox);
}

static void end(struct place *p)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char path[96];

    outbox_close(p->outbox);
    for (size_t i = 0; i < COUNT(ends); i++) {
        snprintf(path, sizeof(path), "%s%s", p->path, ends[i]);
        unlink(path);
    }
    rmdir(p->dir);
    arena_free(p->arena);
}

static void add(struct place *p, const char *hook, const char *once)
{
    struct outbox_message message = {
        .hook = str_from(hook), .event = STR("e"), .body = str_from(once)};
    struct err err = {0};

    assert_true(outbox_add(p->outbox, &message, str_from(once), 1000, &err));
}

static struct outbox_message next(struct place *p, int64_t now_s)
{
    struct outbox_message message;
    struct err err = {0};

    assert_true(outbox_next(p->outbox, now_s, p->arena, &message, &err));
    return message;
}

TEST(outbox_holds_one_message_of_a_name_for_each_hook)
{
    struct err err = {0};
    struct place p;
    int count = 0;

    begin(&p);
    add(&p, "a", "run/1");
    add(&p, "a", "run/1");
    add(&p, "b", "run/1");
    for (int64_t id; (id = next(&p, 1000).id) > 0; count++)
        assert_true(outbox_done(p.outbox, id, &err));
    assert_int_equal(count, 2);
    /* Neither when it was told. */
    add(&p, "a", "run/1");
    assert_int_equal(next(&p, 1000).id, 0);
    end(&p);
}

TEST(outbox_waits_longer_after_every_failure)
{
    struct outbox_message message;
    struct err err = {0};
    struct place p;

    begin(&p);
    add(&p, "a", "run/1");
    message = next(&p, 1000);
    assert_true(outbox_later(p.outbox, &message, 1000, &err));
    assert_int_equal(next(&p, 1004).id, 0);
    message = next(&p, 1007);
    assert_int_equal(message.attempt, 1);
    assert_true(outbox_later(p.outbox, &message, 1007, &err));
    assert_int_equal(next(&p, 1016).id, 0);
    assert_int_equal(next(&p, 1020).attempt, 2);
    end(&p);
}
