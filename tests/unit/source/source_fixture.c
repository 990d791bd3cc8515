#include "source_fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"

struct fixture fixture_folder(void)
{
    const char *parent = getenv("TMPDIR");
    struct fixture fixture;

    snprintf(fixture.folder, sizeof(fixture.folder), "%s/source-XXXXXX",
             parent ? parent : "/tmp");
    assert_non_null(mkdtemp(fixture.folder));
    snprintf(fixture.path, sizeof(fixture.path), "%s/file.db", fixture.folder);
    return fixture;
}

struct fixture fixture_new(const char *script)
{
    struct fixture fixture = fixture_folder();

    fixture_run(&fixture, script);
    return fixture;
}

void fixture_free(struct fixture *fixture)
{
    DIR *folder = opendir(fixture->folder);
    struct dirent *entry;

    assert_non_null(folder);
    while ((entry = readdir(folder))) {
        if (unlinkat(dirfd(folder), entry->d_name, 0) < 0)
            unlinkat(dirfd(folder), entry->d_name, AT_REMOVEDIR);
    }
    closedir(folder);
    assert_int_equal(rmdir(fixture->folder), 0);
}

sqlite3 *fixture_connect(const struct fixture *fixture)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
    sqlite3_busy_timeout(db, 10000);
    return db;
}

void fixture_run(const struct fixture *fixture, const char *script)
{
    sqlite3 *db = fixture_connect(fixture);

    if (sqlite3_exec(db, script, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    sqlite3_close(db);
}

static int skip_dots(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

void fixture_list(const struct fixture *fixture, struct buf *names)
{
    struct dirent **entries;
    int count = scandir(fixture->folder, &entries, skip_dots, alphasort);

    assert_true(count >= 0);
    for (int i = 0; i < count; i++) {
        buf_printf(names, "%s ", entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
}

void fixture_read(const char *path, struct buf *bytes)
{
    FILE *file = fopen(path, "rb");
    char chunk[4096];
    size_t len;

    if (!file)
        fail_msg("cannot read %s", path);
    while ((len = fread(chunk, 1, sizeof(chunk), file)) > 0)
        buf_add_bytes(bytes, chunk, len);
    fclose(file);
}

void fixture_write(const char *path, struct str bytes)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
    fclose(file);
}

struct source *fixture_open(const struct fixture *fixture)
{
    struct err err = {0};
    struct source *source = source_open(str_from(fixture->path), NULL, &err);

    if (!source)
        fail_msg("%s", err.text);
    return source;
}

struct source_view *fixture_view(struct source *source, int readers)
{
    struct err err = {0};
    struct source_view *view = source_view_open(source, readers, &err);

    if (!view)
        fail_msg("%s", err.text);
    return view;
}

struct source_query fixture_query(const char *sql)
{
    return (struct source_query){
        .sql = str_from(sql),
        .limits = {.rows = 100000, .bytes = 1 << 24, .timeout_ms = 20000},
    };
}

static bool keep_names(void *context, const struct source_column *columns,
                       size_t count, struct err *err)
{
    struct answer *answer = context;

    (void)err;
    for (size_t i = 0; i < count; i++)
        buf_printf(&answer->names, "%s%.*s:%.*s", i ? "|" : "",
                   STR_ARG(columns[i].name), STR_ARG(columns[i].declared_type));
    return true;
}

static bool keep_row(void *context, const struct source_value *values,
                     size_t count, struct err *err)
{
    struct answer *answer = context;

    (void)err;
    if (answer->rows.len > 0)
        buf_add_char(&answer->rows, ';');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_add_char(&answer->rows, '|');
        switch (values[i].type) {
        case SOURCE_NULL:
            buf_add_text(&answer->rows, "NULL");
            break;
        case SOURCE_INTEGER:
            buf_printf(&answer->rows, "%lld", (long long)values[i].integer);
            break;
        case SOURCE_REAL:
            buf_printf(&answer->rows, "%.6g", values[i].real);
            break;
        case SOURCE_TEXT:
        case SOURCE_BLOB:
            buf_add(&answer->rows, values[i].text);
            break;
        }
    }
    return true;
}

struct answer fixture_ask(struct source_view *view, int reader,
                          const struct source_query *query)
{
    struct answer answer = {0};
    struct source_sink sink = {keep_names, keep_row, &answer};

    buf_init(&answer.names, 1 << 20);
    buf_init(&answer.rows, 1 << 26);
    answer.ok =
        source_query(view, reader, query, &sink, &answer.outcome, &answer.err);
    return answer;
}

void answer_release(struct answer *answer)
{
    buf_release(&answer->names);
    buf_release(&answer->rows);
}

void fixture_expect(struct source_view *view, const char *sql, const char *rows)
{
    struct source_query query = fixture_query(sql);
    struct answer answer = fixture_ask(view, 0, &query);

    if (!answer.ok)
        fail_msg("%s: %s", sql, answer.err.text);
    assert_string_equal(buf_str(&answer.rows).ptr, rows);
    answer_release(&answer);
}

void fixture_refuse(struct source_view *view, const char *sql,
                    enum err_code code, const char *text)
{
    struct source_query query = fixture_query(sql);
    struct answer answer = fixture_ask(view, 0, &query);

    if (answer.ok)
        fail_msg("%s ran", sql);
    if (!strstr(answer.err.text, text))
        fail_msg("%s: '%s' instead of '%s'", sql, answer.err.text, text);
    if (answer.err.code != code)
        fail_msg("%s: code %d (%s)", sql, (int)answer.err.code,
                 answer.err.text);
    answer_release(&answer);
}
