/*
 * Files in every state a user may have them in, and views of files that are
 * written to meanwhile.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source_fixture.h"
#include "test.h"

enum { NOBODY = 65534 };

static const char one_row[] = "CREATE TABLE t(x); INSERT INTO t VALUES(1)";

static void expect_no_source(const char *url, enum err_code code,
                             const char *text)
{
    struct source_options options = {.busy_timeout_ms = 20};
    struct err err = {0};
    struct source *source = source_open(str_from(url), &options, &err);

    assert_null(source);
    if (!strstr(err.text, text) || err.code != code)
        fail_msg("%s: %d '%s'", url, (int)err.code, err.text);
}

static void expect_source(const char *url)
{
    struct err err = {0};
    struct source *source = source_open(str_from(url), NULL, &err);
    struct source_view *view;

    if (!source)
        fail_msg("%s: %s", url, err.text);
    assert_string_equal(source_kind(source), "sqlite");
    view = fixture_view(source, 1);
    fixture_expect(view, "SELECT sum(x) FROM t", "1");
    source_view_close(view);
    source_close(source);
}

TEST(a_source_that_is_of_no_known_kind_is_an_error)
{
    expect_no_source("oracle://host/db", ERR_INPUT,
                     "no kind of source called oracle");
}

TEST(a_file_that_is_missing_is_not_found)
{
    struct fixture fixture = fixture_folder();

    expect_no_source(fixture.path, ERR_NOT_FOUND, "there is no file");
    expect_no_source("/dev/null/x", ERR_NOT_FOUND, "there is no file");
    fixture_free(&fixture);
}

TEST(what_is_no_database_is_an_error_that_says_what_it_is)
{
    struct fixture fixture = fixture_folder();
    char noise[5000];

    expect_no_source(fixture.folder, ERR_UPSTREAM, "is a folder");
    fixture_write(fixture.path, (struct str)STR(""));
    expect_no_source(fixture.path, ERR_UPSTREAM, "is empty");
    memset(noise, 'x', sizeof(noise));
    fixture_write(fixture.path, (struct str){noise, sizeof(noise)});
    expect_no_source(fixture.path, ERR_UPSTREAM, "not an SQLite database");
    fixture_write(fixture.path, (struct str)STR("day;amount\n1;2\n"));
    expect_no_source(fixture.path, ERR_UPSTREAM, "not an SQLite database");
    unlink(fixture.path);
    assert_int_equal(mkfifo(fixture.path, 0600), 0);
    expect_no_source(fixture.path, ERR_UPSTREAM, "not an ordinary file");
    fixture_free(&fixture);
}

TEST(a_file_that_was_cut_short_is_an_error)
{
    struct fixture fixture = fixture_new(
        "CREATE TABLE t(x); WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT "
        "i + 1 FROM c WHERE i < 5000) INSERT INTO t SELECT hex(zeroblob(50)) "
        "FROM c");

    assert_int_equal(truncate(fixture.path, 8192), 0);
    expect_no_source(fixture.path, ERR_UPSTREAM, "is damaged");
    fixture_free(&fixture);
}

TEST(a_name_with_odd_characters_is_found_as_path_and_as_url)
{
    struct fixture fixture = fixture_folder();
    char url[PATH_MAX + 64];

    snprintf(fixture.path, sizeof(fixture.path), "%s/a b?c#d%%41.db",
             fixture.folder);
    fixture_run(&fixture, one_row);
    expect_source(fixture.path);
    snprintf(url, sizeof(url), "sqlite://%s/a%%20b%%3fc%%23d%%2541.db",
             fixture.folder);
    expect_source(url);
    fixture_free(&fixture);
}

TEST(a_relative_path_stays_where_it_was_when_it_was_opened)
{
    struct fixture fixture = fixture_new(one_row);
    char here[PATH_MAX];
    struct err err = {0};
    struct source *source;
    struct source_view *view;

    assert_non_null(getcwd(here, sizeof(here)));
    assert_int_equal(chdir(fixture.folder), 0);
    expect_source("file.db");
    source = source_open((struct str)STR("sqlite:file.db"), NULL, &err);
    assert_int_equal(chdir(here), 0);
    assert_non_null(source);
    view = fixture_view(source, 1);
    fixture_expect(view, "SELECT x FROM t", "1");
    source_view_close(view);
    source_close(source);
    fixture_free(&fixture);
}

/* Becomes a user whom permissions hold, if we are root. */
static void become_nobody(const struct fixture *fixture, mode_t folder_mode)
{
    if (geteuid() == 0) {
        assert_int_equal(chown(fixture->folder, NOBODY, (gid_t)-1), 0);
        assert_int_equal(seteuid(NOBODY), 0);
    }
    assert_int_equal(chmod(fixture->folder, folder_mode), 0);
}

static void become_who_we_are(const struct fixture *fixture)
{
    assert_int_equal(chmod(fixture->folder, 0700), 0);
    assert_int_equal(seteuid(getuid()), 0);
}

TEST(a_file_without_permission_is_an_error_that_names_the_user)
{
    struct fixture fixture = fixture_new(one_row);

    assert_int_equal(chmod(fixture.path, 0), 0);
    become_nobody(&fixture, 0500);
    expect_no_source(fixture.path, ERR_UPSTREAM, "may not read");
    chmod(fixture.folder, 0);
    expect_no_source(fixture.path, ERR_UPSTREAM, "may not read");
    become_who_we_are(&fixture);
    fixture_free(&fixture);
}

TEST(a_file_in_a_folder_that_is_read_only_works)
{
    struct fixture fixture = fixture_new(one_row);

    assert_int_equal(chmod(fixture.path, 0444), 0);
    become_nobody(&fixture, 0500);
    expect_source(fixture.path);
    become_who_we_are(&fixture);
    fixture_free(&fixture);
}

TEST(a_wal_file_in_a_folder_that_is_read_only_works_or_says_what_to_do)
{
    struct fixture fixture = fixture_new(one_row);
    char beside[PATH_MAX + 8];
    sqlite3 *writer;

    fixture_run(&fixture, "PRAGMA journal_mode=WAL");
    assert_int_equal(chmod(fixture.path, 0444), 0);
    become_nobody(&fixture, 0500);
    expect_no_source(fixture.path, ERR_UPSTREAM, "WAL mode");
    become_who_we_are(&fixture);

    assert_int_equal(chmod(fixture.path, 0644), 0);
    writer = fixture_connect(&fixture);
    assert_int_equal(sqlite3_exec(writer, "UPDATE t SET x = x", 0, 0, 0),
                     SQLITE_OK);
    snprintf(beside, sizeof(beside), "%s-wal", fixture.path);
    assert_int_equal(chmod(beside, 0644), 0);
    snprintf(beside, sizeof(beside), "%s-shm", fixture.path);
    assert_int_equal(chmod(beside, 0644), 0);
    become_nobody(&fixture, 0500);
    expect_source(fixture.path);
    become_who_we_are(&fixture);
    sqlite3_close(writer);
    fixture_free(&fixture);
}

TEST(a_file_that_stays_locked_is_busy)
{
    struct fixture fixture = fixture_new(one_row);
    sqlite3 *writer = fixture_connect(&fixture);

    assert_int_equal(sqlite3_exec(writer, "BEGIN EXCLUSIVE", 0, 0, 0),
                     SQLITE_OK);
    expect_no_source(fixture.path, ERR_BUSY, "stays locked");
    assert_int_equal(sqlite3_exec(writer, "COMMIT", 0, 0, 0), SQLITE_OK);
    expect_source(fixture.path);
    sqlite3_close(writer);
    fixture_free(&fixture);
}

/* Copies a file and its journal while a write is under way. */
static void copy_in_the_middle(const struct fixture *from,
                               const struct fixture *to)
{
    static const char *const suffixes[] = {"", "-journal"};
    struct buf bytes;

    buf_init(&bytes, 1 << 26);
    for (size_t i = 0; i < COUNT(suffixes); i++) {
        char path[PATH_MAX + 16];
        buf_clear(&bytes);
        snprintf(path, sizeof(path), "%s%s", from->path, suffixes[i]);
        fixture_read(path, &bytes);
        snprintf(path, sizeof(path), "%s%s", to->path, suffixes[i]);
        fixture_write(path, buf_str(&bytes));
    }
    buf_release(&bytes);
}

TEST(a_file_left_in_the_middle_of_a_write_says_what_to_do)
{
    struct fixture fixture = fixture_new(one_row);
    struct fixture copy = fixture_folder();
    sqlite3 *writer = fixture_connect(&fixture);

    assert_int_equal(
        sqlite3_exec(writer,
                     "PRAGMA cache_size = 2; PRAGMA cache_spill = 1; BEGIN;"
                     "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                     "FROM c WHERE i < 2000) INSERT INTO t SELECT "
                     "zeroblob(1000) FROM c",
                     0, 0, 0),
        SQLITE_OK);
    copy_in_the_middle(&fixture, &copy);
    expect_no_source(copy.path, ERR_UPSTREAM, "in the middle of a write");
    fixture_run(&copy, "PRAGMA quick_check");
    expect_source(copy.path);
    sqlite3_close(writer);
    fixture_free(&fixture);
    fixture_free(&copy);
}

TEST(a_source_makes_no_files_beside_a_file_in_rollback_mode)
{
    struct fixture fixture = fixture_new(one_row);
    struct buf names;

    expect_source(fixture.path);
    buf_init(&names, 1000);
    fixture_list(&fixture, &names);
    assert_string_equal(names.ptr, "file.db ");
    buf_release(&names);
    fixture_free(&fixture);
}

TEST(a_view_keeps_its_state_while_others_write)
{
    struct fixture fixture = fixture_new(one_row);
    struct source *source;
    struct source_view *old, *new;

    fixture_run(&fixture, "PRAGMA journal_mode=WAL");
    source = fixture_open(&fixture);
    old = fixture_view(source, 2);
    fixture_run(&fixture, "INSERT INTO t VALUES(2); CREATE TABLE u(y)");
    new = fixture_view(source, 2);
    assert_int_equal(source_view_readers(old), 2);
    assert_int_equal(source_view_readers(new), 2);
    fixture_expect(old, "SELECT sum(x) FROM t", "1");
    fixture_refuse(old, "SELECT y FROM u", ERR_INPUT, "no such table");
    fixture_expect(new, "SELECT sum(x) FROM t", "3");
    fixture_expect(new, "SELECT count(*) FROM u", "0");
    source_view_close(old);
    source_view_close(new);
    source_close(source);
    fixture_free(&fixture);
}

TEST(a_file_that_was_replaced_is_seen_by_the_next_view)
{
    struct fixture fixture = fixture_new(one_row);
    struct fixture other = fixture_new("CREATE TABLE t(x);"
                                       "INSERT INTO t VALUES(50)");
    struct source *source = fixture_open(&fixture);
    struct source_view *old = fixture_view(source, 2), *new;

    assert_int_equal(rename(other.path, fixture.path), 0);
    new = fixture_view(source, 2);
    fixture_expect(old, "SELECT x FROM t", "1");
    fixture_expect(new, "SELECT x FROM t", "50");
    source_view_close(old);
    source_view_close(new);
    source_close(source);
    fixture_free(&fixture);
    fixture_free(&other);
}

TEST(a_view_with_many_readers_reads_with_each)
{
    struct fixture fixture = fixture_new(one_row);
    struct source *source = fixture_open(&fixture);
    struct source_view *view = fixture_view(source, 64);
    struct source_query query = fixture_query("SELECT x FROM t");

    assert_int_equal(source_view_readers(view), 64);
    for (int i = 0; i < 64; i++) {
        struct answer answer = fixture_ask(view, i, &query);
        assert_true(answer.ok);
        answer_release(&answer);
    }
    source_view_close(view);
    source_close(source);
    fixture_free(&fixture);
}

/* One that commits until it is told to stop, or has done its share. */
struct writer {
    const struct fixture *fixture;
    atomic_bool must_stop;
    int commit_count;
    bool failed;
};

enum { COMMITS_MAX = 20000, VIEWS = 300 };

static void *write_on(void *context)
{
    struct writer *writer = context;
    sqlite3 *db;

    if (sqlite3_open(writer->fixture->path, &db) != SQLITE_OK)
        return NULL;
    sqlite3_busy_timeout(db, 60000);
    sqlite3_exec(db, "PRAGMA synchronous=OFF", 0, 0, 0);
    while (!atomic_load(&writer->must_stop) && !writer->failed &&
           writer->commit_count < COMMITS_MAX) {
        writer->failed = sqlite3_exec(db,
                                      "BEGIN IMMEDIATE;"
                                      "INSERT INTO t SELECT max(x) + 1 FROM t;"
                                      "UPDATE total SET x = x + 1;"
                                      "COMMIT",
                                      0, 0, 0) != SQLITE_OK;
        writer->commit_count++;
    }
    sqlite3_close(db);
    return NULL;
}

/* What a reader sees must be one state by itself: the rows are as many as the
   total says. */
static void read_pair(struct source_view *view, int reader, struct buf *out)
{
    struct source_query query =
        fixture_query("SELECT count(*), sum(t.x), "
                      "count(*) = (SELECT x FROM total) FROM t");
    struct answer answer = fixture_ask(view, reader, &query);

    if (!answer.ok)
        fail_msg("%s", answer.err.text);
    buf_clear(out);
    buf_add(out, buf_str(&answer.rows));
    assert_true(str_ends_with(buf_str(out), "|1"));
    answer_release(&answer);
}

static int compare_readers(struct source *source)
{
    struct source_view *view = fixture_view(source, 2);
    int readers = source_view_readers(view);
    struct buf first, other;

    buf_init(&first, 1000);
    buf_init(&other, 1000);
    read_pair(view, 0, &first);
    for (int i = 1; i < readers; i++) {
        read_pair(view, i, &other);
        assert_string_equal(first.ptr, other.ptr);
    }
    read_pair(view, 0, &other);
    assert_string_equal(first.ptr, other.ptr);
    buf_release(&first);
    buf_release(&other);
    source_view_close(view);
    return readers;
}

static void read_while_written(const char *mode)
{
    struct fixture fixture =
        fixture_new("CREATE TABLE t(x); INSERT INTO t VALUES(1);"
                    "CREATE TABLE total(x); INSERT INTO total VALUES(1)");
    struct writer writer = {.fixture = &fixture};
    struct source *source;
    pthread_t thread;
    int with_two = 0;

    fixture_run(&fixture, mode);
    source = fixture_open(&fixture);
    assert_int_equal(pthread_create(&thread, NULL, write_on, &writer), 0);
    for (int i = 0; i < VIEWS; i++)
        with_two += compare_readers(source) == 2;
    atomic_store(&writer.must_stop, true);
    pthread_join(thread, NULL);
    print_message("             %d views during %d commits, %d of them with "
                  "two readers\n",
                  VIEWS, writer.commit_count, with_two);
    assert_false(writer.failed);
    assert_true(writer.commit_count > 0);
    assert_true(with_two > 0);
    source_close(source);
    fixture_free(&fixture);
}

TEST(readers_of_a_view_agree_while_a_wal_file_is_written)
{
    read_while_written("PRAGMA journal_mode=WAL");
}

TEST(readers_of_a_view_agree_while_a_rollback_file_is_written)
{
    read_while_written("PRAGMA journal_mode=DELETE");
}
