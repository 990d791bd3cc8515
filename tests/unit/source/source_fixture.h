/*
 * source_fixture.h - databases in folders of their own, for tests of sources.
 *
 *     struct fixture fixture = fixture_new("CREATE TABLE t(x)");
 *     assert_int_equal(fixture_count(&fixture, "SELECT 1"), 1);
 *     fixture_free(&fixture);
 */
#ifndef SOURCE_FIXTURE_H
#define SOURCE_FIXTURE_H

#include <limits.h>
#include <sqlite3.h>

#include "base/buf.h"
#include "source/source.h"

struct fixture {
    char folder[PATH_MAX - 64];
    char path[PATH_MAX];
};

/* All rows of an answer, as text: columns between `|`, rows between `;`. */
struct answer {
    struct buf names;
    struct buf rows;
    struct source_outcome outcome;
    struct err err;
    bool ok;
};

/* An empty folder, removed with all in it by fixture_free. */
struct fixture fixture_folder(void);
struct fixture fixture_new(const char *script);
void fixture_free(struct fixture *fixture);

/* Runs a script on the file, for writing. */
void fixture_run(const struct fixture *fixture, const char *script);
sqlite3 *fixture_connect(const struct fixture *fixture);

/* The names in the folder, in order, with a space behind each. */
void fixture_list(const struct fixture *fixture, struct buf *names);

/* A file as it is; fails the test if it cannot be read. */
void fixture_read(const char *path, struct buf *bytes);
void fixture_write(const char *path, struct str bytes);

/* A source and a view of it with defaults; the test fails if there is none. */
struct source *fixture_open(const struct fixture *fixture);
struct source_view *fixture_view(struct source *source, int readers);

/* A query with generous limits. */
struct source_query fixture_query(const char *sql);

/* Runs it, and keeps rows or error. answer_release when done. */
struct answer fixture_ask(struct source_view *view, int reader,
                          const struct source_query *query);
void answer_release(struct answer *answer);

/* Fails the test unless the statement gives these rows, or this error. */
void fixture_expect(struct source_view *view, const char *sql,
                    const char *rows);
void fixture_refuse(struct source_view *view, const char *sql,
                    enum err_code code, const char *text);

#endif
