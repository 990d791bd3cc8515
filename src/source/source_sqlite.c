/*
 * SQLite, read-only by its own means (see sqlite_guard.c), one state at a time.
 *
 * A view holds one connection per reader, each in a read transaction of its
 * own. SQLite has no way to say "the state that this one sees" in this build,
 * so a further connection reads PRAGMA data_version before the first and after
 * the last has begun: if it did not change, there was nothing between them.
 *
 * `immutable` is never used: on a file that others write it returns wrong rows
 * without an error. Nor is the file opened by other means than SQLite's:
 * closing it would release SQLite's locks in the whole process.
 */
#include <assert.h>
#include <sqlite3.h>

#include "base/arena.h"
#include "source/source_kind.h"
#include "source/sqlite_clock.h"
#include "source/sqlite_guard.h"
#include "source/sqlite_path.h"

enum {
    VIEW_ATTEMPTS_MAX = 6,
    /* A writer that waits for our first reader lets no second one in: do not
       wait for each other, but start again. */
    FOLLOWER_TIMEOUT_MS = 50,
};

struct sqlite_source {
    struct arena *arena;
    struct str path;
    struct source_options options;
};

struct sqlite_reader {
    sqlite3 *db;
    struct sqlite_guard guard;
};

struct sqlite_view {
    const struct sqlite_source *source;
    struct sqlite_reader *readers;
    int reader_count;
    struct sqlite_guard_tables tables;
};

/*
 * What SQLite says, in our words where a user can do something.
 */

static bool say_open_error(const char *path, sqlite3 *db, int status,
                           struct err *err)
{
    int extended = db ? sqlite3_extended_errcode(db) : status;
    const char *text = db ? sqlite3_errmsg(db) : sqlite3_errstr(status);

    if (extended == SQLITE_READONLY_ROLLBACK)
        return err_set(
            err, ERR_UPSTREAM,
            "%.200s was left in the middle of a write: let a program "
            "that may write open it once (sqlite3 FILE 'PRAGMA "
            "quick_check')",
            path);
    switch (status & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_set(
            err, ERR_BUSY,
            "%.200s stays locked by another program: try again when it "
            "has written, or put the database into WAL mode",
            path);
    case SQLITE_NOTADB:
        return err_set(err, ERR_UPSTREAM,
                       "%.200s is not an SQLite database (or it is encrypted): "
                       "correct the path",
                       path);
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
        return err_set(
            err, ERR_UPSTREAM,
            "%.200s cannot be opened: if it is in WAL mode, its folder "
            "must be writable for this user, or another program "
            "keep it open; else switch it with PRAGMA "
            "journal_mode=DELETE (%s)",
            path, text);
    case SQLITE_CORRUPT:
        return err_set(err, ERR_UPSTREAM,
                       "%.200s is damaged: look at it with PRAGMA "
                       "integrity_check, or restore it (%s)",
                       path, text);
    default:
        return err_set(err, ERR_UPSTREAM, "%.200s cannot be read: %s", path,
                       text);
    }
}

/*
 * Connections.
 */

static int run_script(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

static sqlite3 *connect_file(const struct sqlite_source *source,
                             struct err *err)
{
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
    sqlite3 *db = NULL;
    int status;

    if (!sqlite_path_check(source->path.ptr, err))
        return NULL;
    status = sqlite3_open_v2(source->path.ptr, &db, flags, sqlite_clock_vfs());
    if (status == SQLITE_OK)
        status = sqlite_guard_configure(db, &source->options);
    if (status == SQLITE_OK)
        return db;
    say_open_error(source->path.ptr, db, status, err);
    sqlite3_close(db);
    return NULL;
}

/* A read transaction, and a first read, without which it would not begin. */
static int begin(sqlite3 *db)
{
    int status = run_script(db, "BEGIN");

    if (status == SQLITE_OK)
        status = run_script(db, "SELECT 1 FROM sqlite_schema LIMIT 1");
    return status;
}

static int read_version(sqlite3 *db, int64_t *version)
{
    sqlite3_stmt *statement = NULL;
    int status =
        sqlite3_prepare_v2(db, "PRAGMA data_version", -1, &statement, NULL);

    if (status == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
        *version = sqlite3_column_int64(statement, 0);
    return status == SQLITE_OK ? sqlite3_finalize(statement) : status;
}

/* Whether another file has taken the place of the one that is open. */
static bool has_moved(sqlite3 *db)
{
    int moved = 0;

    sqlite3_file_control(db, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return moved != 0;
}

/*
 * Views.
 */

static void view_disconnect(struct sqlite_view *view, int from)
{
    while (view->reader_count > from)
        sqlite3_close(view->readers[--view->reader_count].db);
}

static bool view_connect(struct sqlite_view *view, int wanted, struct err *err)
{
    while (view->reader_count < wanted) {
        sqlite3 *db = connect_file(view->source, err);
        if (!db)
            return false;
        view->readers[view->reader_count++].db = db;
    }
    return true;
}

/* Begins reader after reader until one meets a waiting writer. The first must
   begin. */
static bool view_begin(struct sqlite_view *view, struct err *err)
{
    for (int i = 0; i < view->reader_count; i++) {
        sqlite3 *db = view->readers[i].db;
        int status;

        if (i > 0)
            sqlite3_busy_timeout(db, FOLLOWER_TIMEOUT_MS);
        status = begin(db);
        if (i > 0 && (status & 0xff) == SQLITE_BUSY)
            view_disconnect(view, i);
        else if (status != SQLITE_OK)
            return say_open_error(view->source->path.ptr, db, status, err);
    }
    return true;
}

static bool view_has_moved(const struct sqlite_view *view)
{
    for (int i = 0; i < view->reader_count; i++) {
        if (has_moved(view->readers[i].db))
            return true;
    }
    return false;
}

/* Leaves as many readers as certainly see the same. One always does. */
static bool view_agree(struct sqlite_view *view, sqlite3 *control,
                       struct err *err)
{
    int64_t before = 0, after = 0;
    int status = read_version(control, &before);

    if (status != SQLITE_OK)
        return say_open_error(view->source->path.ptr, control, status, err);
    if (!view_begin(view, err))
        return false;
    sqlite3_busy_timeout(control, FOLLOWER_TIMEOUT_MS);
    status = read_version(control, &after);
    if (status != SQLITE_OK || before != after || view_has_moved(view))
        view_disconnect(view, 1);
    return true;
}

/* One reader agrees with itself; more need a witness. */
static bool view_try(struct sqlite_view *view, int wanted, struct err *err)
{
    sqlite3 *control;
    bool ok;

    if (!view_connect(view, wanted, err))
        return false;
    if (wanted == 1)
        return view_begin(view, err);
    control = connect_file(view->source, err);
    if (!control)
        return false;
    ok = view_agree(view, control, err);
    sqlite3_close(control);
    return ok;
}

static void sqlite_view_close(void *state)
{
    struct sqlite_view *view = state;

    view_disconnect(view, 0);
    map_release(&view->tables.kinds);
    arena_free(view->tables.arena);
}

static void *sqlite_view_open(void *state, int *reader_count, struct err *err)
{
    const struct sqlite_source *source = state;
    struct arena *arena = arena_new();
    struct sqlite_view *view = ARENA_NEW(arena, struct sqlite_view);
    int status;

    view->source = source;
    view->tables.arena = arena;
    view->readers =
        ARENA_ARRAY(arena, struct sqlite_reader, (size_t)*reader_count);
    map_init(&view->tables.kinds);
    for (int i = 0; i < VIEW_ATTEMPTS_MAX; i++) {
        view_disconnect(view, 0);
        if (!view_try(view, *reader_count, err))
            goto fail;
        if (view->reader_count == *reader_count)
            break;
    }
    status = sqlite_guard_load_tables(view->readers[0].db, &source->options,
                                      &view->tables);
    if (status != SQLITE_OK) {
        say_open_error(source->path.ptr, view->readers[0].db, status, err);
        goto fail;
    }
    for (int i = 0; i < view->reader_count; i++)
        sqlite_guard_arm(&view->readers[i].guard, view->readers[i].db,
                         source->path.ptr, &source->options, &view->tables);
    *reader_count = view->reader_count;
    return view;
fail:
    sqlite_view_close(view);
    return NULL;
}

/*
 * Queries.
 */

static bool bind_one(sqlite3_stmt *statement, int index,
                     const struct source_query *query,
                     uint64_t *parameters_used, struct err *err)
{
    const char *name = sqlite3_bind_parameter_name(statement, index);

    if (!name || name[0] != ':')
        return err_set(err, ERR_INPUT,
                       "parameter %d has no name: write :name, not ? or @ or $",
                       index);
    for (size_t i = 0; i < query->parameter_count; i++) {
        struct str value = query->parameters[i].value;
        if (!str_is(query->parameters[i].name, name + 1))
            continue;
        *parameters_used |= UINT64_C(1) << i;
        if (sqlite3_bind_text64(statement, index, value.len ? value.ptr : "",
                                value.len, SQLITE_STATIC,
                                SQLITE_UTF8) != SQLITE_OK)
            return err_set(err, ERR_LIMIT, "the value of %.60s is too long",
                           name);
        return true;
    }
    return err_set(err, ERR_INPUT,
                   "the SQL names the parameter %.60s, which has no value",
                   name);
}

static bool bind_all(sqlite3_stmt *statement, const struct source_query *query,
                     uint64_t *parameters_used, struct err *err)
{
    int count = sqlite3_bind_parameter_count(statement);

    for (int i = 1; i <= count; i++) {
        if (!bind_one(statement, i, query, parameters_used, err))
            return false;
    }
    return true;
}

static struct str text_or_empty(const char *text)
{
    return str_from(text ? text : "");
}

static bool send_columns(sqlite3_stmt *statement,
                         const struct source_sink *sink, struct err *err)
{
    struct source_column columns[SQLITE_GUARD_COLUMNS_MAX];
    int count = sqlite3_column_count(statement);

    assert(count <= SQLITE_GUARD_COLUMNS_MAX);
    if (!sink->columns)
        return true;
    for (int i = 0; i < count; i++) {
        columns[i] = (struct source_column){
            .name = text_or_empty(sqlite3_column_name(statement, i)),
            .declared_type =
                text_or_empty(sqlite3_column_decltype(statement, i)),
        };
    }
    return sink->columns(sink->context, columns, (size_t)count, err);
}

static struct source_value read_value(sqlite3_stmt *statement, int column)
{
    struct source_value value = {.type = SOURCE_NULL, .text = STR("")};
    const char *bytes = NULL;

    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        value.type = SOURCE_INTEGER;
        value.integer = sqlite3_column_int64(statement, column);
        break;
    case SQLITE_FLOAT:
        value.type = SOURCE_REAL;
        value.real = sqlite3_column_double(statement, column);
        break;
    case SQLITE_TEXT:
        value.type = SOURCE_TEXT;
        bytes = (const char *)sqlite3_column_text(statement, column);
        break;
    case SQLITE_BLOB:
        value.type = SOURCE_BLOB;
        bytes = sqlite3_column_blob(statement, column);
        break;
    default:
        break;
    }
    if (bytes) {
        value.text.ptr = bytes;
        value.text.len = (size_t)sqlite3_column_bytes(statement, column);
    }
    return value;
}

static bool send_row(sqlite3_stmt *statement, const struct source_query *query,
                     const struct source_sink *sink, int64_t *byte_count,
                     struct err *err)
{
    struct source_value values[SQLITE_GUARD_COLUMNS_MAX];
    int count = sqlite3_column_count(statement);

    for (int i = 0; i < count; i++) {
        values[i] = read_value(statement, i);
        *byte_count +=
            values[i].type == SOURCE_TEXT || values[i].type == SOURCE_BLOB
                ? (int64_t)values[i].text.len
                : 8;
    }
    if (*byte_count > query->limits.bytes)
        return err_set(err, ERR_LIMIT,
                       "the answer is larger than %lld bytes: select fewer "
                       "rows or columns",
                       (long long)query->limits.bytes);
    return !sink->row || sink->row(sink->context, values, (size_t)count, err);
}

static bool run(struct sqlite_guard *guard, sqlite3_stmt *statement,
                const struct source_query *query,
                const struct source_sink *sink, struct source_outcome *outcome,
                struct err *err)
{
    int64_t byte_count = 0;
    bool is_done = false;

    while (sqlite_guard_step(guard, statement, &is_done, err)) {
        if (outcome->row_count >= query->limits.rows) {
            outcome->was_cut = true;
            return query->limits.cut_rows ||
                   err_set(err, ERR_LIMIT,
                           "the answer has more than %lld rows: group them, "
                           "or add LIMIT",
                           (long long)query->limits.rows);
        }
        if (!send_row(statement, query, sink, &byte_count, err))
            return false;
        outcome->row_count++;
    }
    return is_done;
}

static bool sqlite_query(void *state, int index,
                         const struct source_query *query,
                         const struct source_sink *sink,
                         struct source_outcome *outcome, struct err *err)
{
    struct sqlite_view *view = state;
    struct sqlite_guard *guard = &view->readers[index].guard;
    uint64_t parameters_used = 0;
    sqlite3_stmt *statement;
    bool ok;

    sqlite_guard_start(guard, query);
    statement = sqlite_guard_compile(guard, query->sql, err);
    if (!statement)
        return false;
    ok = bind_all(statement, query, &parameters_used, err) &&
         send_columns(statement, sink, err) &&
         run(guard, statement, query, sink, outcome, err);
    sqlite3_finalize(statement);
    return ok;
}

static bool sqlite_prepare(void *state, int index,
                           const struct source_query *query,
                           const struct source_sink *sink,
                           uint64_t *parameters_used, struct err *err)
{
    struct sqlite_view *view = state;
    struct sqlite_guard *guard = &view->readers[index].guard;
    sqlite3_stmt *statement;
    bool ok;

    sqlite_guard_start(guard, query);
    statement = sqlite_guard_compile(guard, query->sql, err);
    if (!statement)
        return false;
    ok = bind_all(statement, query, parameters_used, err) &&
         send_columns(statement, sink, err);
    sqlite3_finalize(statement);
    return ok;
}

static void sqlite_cancel(void *state, int index)
{
    struct sqlite_view *view = state;

    sqlite_guard_cancel(&view->readers[index].guard);
}

/*
 * The source itself is only where the file is: every view connects anew, so
 * that a file which was replaced is seen.
 */

static void sqlite_close(void *state)
{
    struct sqlite_source *source = state;

    arena_free(source->arena);
}

static void *sqlite_open(struct str url, const struct source_options *options,
                         struct err *err)
{
    struct arena *arena = arena_new();
    struct sqlite_source *source = ARENA_NEW(arena, struct sqlite_source);
    size_t count = options->hidden_table_count;
    struct str *hidden = ARENA_ARRAY(arena, struct str, count);
    int reader_count = 1;
    void *view;

    for (size_t i = 0; i < count; i++)
        hidden[i] = arena_str(arena, options->hidden_tables[i]);
    source->arena = arena;
    source->options = *options;
    source->options.hidden_tables = hidden;
    if (!sqlite_path_parse(arena, url, &source->path, err))
        goto fail;
    view = sqlite_view_open(source, &reader_count, err);
    if (!view)
        goto fail;
    sqlite_view_close(view);
    return source;
fail:
    arena_free(arena);
    return NULL;
}

const struct source_kind source_sqlite_kind = {
    .name = "sqlite",
    .open = sqlite_open,
    .close = sqlite_close,
    .view_open = sqlite_view_open,
    .view_close = sqlite_view_close,
    .query = sqlite_query,
    .prepare = sqlite_prepare,
    .cancel = sqlite_cancel,
};
