#include "base/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fs.h"
#include "test.h"

struct place {
    char dir[64], path[80];
};

static void make_place(struct place *place)
{
    snprintf(place->dir, sizeof(place->dir), "/tmp/test_db.XXXXXX");
    assert_non_null(mkdtemp(place->dir));
    snprintf(place->path, sizeof(place->path), "%s/state.db", place->dir);
}

static void remove_place(const struct place *place)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    char path[96];

    for (size_t i = 0; i < COUNT(ends); i++) {
        snprintf(path, sizeof(path), "%s%s", place->path, ends[i]);
        unlink(path);
    }
    rmdir(place->dir);
}

static const char *const steps[] = {
    "CREATE TABLE a(x INTEGER); INSERT INTO a VALUES (1)",
    "INSERT INTO a VALUES (2)", "INSERT INTO nowhere VALUES (3)"};

static int64_t total(struct db *db)
{
    struct db_query *q = db_prepare(db, "SELECT sum(x) FROM a");
    struct err err = {0};
    int64_t sum = -1;

    if (db_step(q))
        sum = db_int(q, 0);
    return db_finish(q, &err) ? sum : -1;
}

TEST(db_migrate_runs_each_step_once_and_all_or_none)
{
    struct place place;
    struct err err = {0};
    struct db *db;

    make_place(&place);
    db = db_open(place.path, &err);
    assert_non_null(db);
    assert_true(db_migrate(db, "part", steps, 1, &err));
    assert_int_equal(total(db), 1);
    assert_true(db_migrate(db, "part", steps, 1, &err));
    assert_int_equal(total(db), 1);
    assert_false(db_migrate(db, "part", steps, 3, &err));
    assert_int_equal(total(db), 1);
    assert_true(db_migrate(db, "part", steps, 2, &err));
    assert_int_equal(total(db), 3);
    db_close(db);
    remove_place(&place);
}

TEST(db_migrate_refuses_a_file_of_a_newer_version)
{
    struct place place;
    struct err err = {0};
    struct db *db;

    make_place(&place);
    db = db_open(place.path, &err);
    assert_true(db_migrate(db, "part", steps, 2, &err));
    assert_false(db_migrate(db, "part", steps, 1, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    db_close(db);
    remove_place(&place);
}

TEST(db_open_says_that_a_file_is_no_database)
{
    static const char text[] = "this is not a database, but it is long enough "
                               "to be taken for one at first sight, perhaps";
    struct place place;
    struct err err = {0};

    make_place(&place);
    assert_true(fs_replace(place.path, str_from(text), &err));
    assert_null(db_open(place.path, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    remove_place(&place);
}

TEST(db_end_without_success_leaves_nothing)
{
    struct place place;
    struct err err = {0};
    struct db *db;

    make_place(&place);
    db = db_open(place.path, &err);
    assert_true(db_migrate(db, "part", steps, 1, &err));
    assert_true(db_begin(db, &err));
    assert_true(db_run(db, "INSERT INTO a VALUES (40)", &err));
    assert_false(db_end(db, false, &err));
    assert_int_equal(total(db), 1);
    db_close(db);
    remove_place(&place);
}

TEST(db_finish_tells_of_a_statement_that_cannot_be)
{
    struct place place;
    struct err err = {0};
    struct db_query *q;
    struct db *db;

    make_place(&place);
    db = db_open(place.path, &err);
    q = db_prepare(db, "SELECT x FROM nowhere WHERE y = ?");
    db_bind_text(q, 1, str_from("z"));
    assert_false(db_step(q));
    assert_false(db_finish(q, &err));
    assert_non_null(strstr(err.text, "no such table"));
    db_close(db);
    remove_place(&place);
}
