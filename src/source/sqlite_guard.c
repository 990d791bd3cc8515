/*
 * The layers, and what each is for. The file is opened read-only, but that
 * alone would still let VACUUM INTO and ATTACH make files; query_only and
 * DEFENSIVE are further locks on the same door. The authorizer is the
 * boundary: it allows SELECT, the functions of a list, and reading the tables
 * that this database's own schema names and nobody hid; all else is refused,
 * not ignored, since NULLs instead of values would be a wrong report. What
 * passes it and should not (VACUUM, EXPLAIN) is caught by looking at the
 * compiled statement. Modules of virtual tables are dropped except JSON's:
 * they are code that runs statements of its own. Limits, a progress handler
 * and a printf() of our own bound time and memory, since SQLite looks at the
 * progress handler between two instructions only, never within one.
 */
#include "source/sqlite_guard.h"

#include <sqlite3.h>
#include <stdio.h>
#include <time.h>

#include "source/sqlite_clock.h"
#include "source/sqlite_format.h"
#include "source/sqlite_rules.h"

enum {
    PARAMETERS_MAX = 64,
    /* Between two looks at the clock. One instruction may take 0.02 s at 64
       KiB a value (replace, instr), so looks are frequent; they cost 3 %. */
    PROGRESS_STEPS = 100,
    NAME_MAX_BYTES = 256,
    PLACE_SIZE = 64,
};

enum table_kind { TABLE_READABLE, TABLE_HIDDEN, TABLE_VIRTUAL, TABLE_SHADOW };

/* What a statement may be, so that to compile it takes milliseconds. A report
   is far below, a statement that is made to hurt is above. LENGTH and
   SQL_LENGTH come from the options. */
static const struct {
    int id;
    int value;
} limits[] = {
    {SQLITE_LIMIT_COLUMN, SQLITE_GUARD_COLUMNS_MAX},
    {SQLITE_LIMIT_EXPR_DEPTH, 100},
    {SQLITE_LIMIT_COMPOUND_SELECT, 32},
    {SQLITE_LIMIT_VDBE_OP, 25000},
    {SQLITE_LIMIT_FUNCTION_ARG, 64},
    {SQLITE_LIMIT_ATTACHED, 0},
    {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 128},
    {SQLITE_LIMIT_VARIABLE_NUMBER, PARAMETERS_MAX},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
    {SQLITE_LIMIT_WORKER_THREADS, 0},
};

/* Strings in double quotes are columns only: else a misspelt column would be
   a text, and the report wrong. */
static const struct {
    int id;
    int value;
} switches[] = {
    {SQLITE_DBCONFIG_DEFENSIVE, 1},
    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    {SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0},
    {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
    {SQLITE_DBCONFIG_DQS_DML, 0},
};

static const char *const modules[] = {"json_each", "json_tree", NULL};

/* For the text of a refusal; an action that is not here is "this". */
static const char *const action_names[] = {
    [SQLITE_CREATE_INDEX] = "CREATE INDEX",
    [SQLITE_CREATE_TABLE] = "CREATE TABLE",
    [SQLITE_CREATE_TEMP_INDEX] = "CREATE INDEX",
    [SQLITE_CREATE_TEMP_TABLE] = "CREATE TABLE",
    [SQLITE_CREATE_TEMP_TRIGGER] = "CREATE TRIGGER",
    [SQLITE_CREATE_TEMP_VIEW] = "CREATE VIEW",
    [SQLITE_CREATE_TRIGGER] = "CREATE TRIGGER",
    [SQLITE_CREATE_VIEW] = "CREATE VIEW",
    [SQLITE_CREATE_VTABLE] = "CREATE VIRTUAL TABLE",
    [SQLITE_DELETE] = "DELETE",
    [SQLITE_DROP_INDEX] = "DROP INDEX",
    [SQLITE_DROP_TABLE] = "DROP TABLE",
    [SQLITE_DROP_TRIGGER] = "DROP TRIGGER",
    [SQLITE_DROP_VIEW] = "DROP VIEW",
    [SQLITE_DROP_VTABLE] = "DROP TABLE",
    [SQLITE_INSERT] = "INSERT",
    [SQLITE_PRAGMA] = "PRAGMA",
    [SQLITE_TRANSACTION] = "a transaction",
    [SQLITE_ATTACH] = "ATTACH",
    [SQLITE_DETACH] = "DETACH",
    [SQLITE_ALTER_TABLE] = "ALTER TABLE",
    [SQLITE_REINDEX] = "REINDEX",
    [SQLITE_ANALYZE] = "ANALYZE",
    [SQLITE_SAVEPOINT] = "SAVEPOINT",
};

static int64_t now_ms(void)
{
    struct timespec now;

    /* To within 4 ms, which is enough, and in a fifth of the time. */
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* All that can be set before anything is read, and all that would be refused
   once the authorizer stands: json_each is made at its first use, for which
   SQLite asks whether it may update the schema. */
int sqlite_guard_configure(sqlite3 *db, const struct source_options *options)
{
    int status;

    for (size_t i = 0; i < COUNT(switches); i++)
        sqlite3_db_config(db, switches[i].id, switches[i].value, NULL);
    sqlite3_busy_timeout(db, options->busy_timeout_ms);
    sqlite3_extended_result_codes(db, 1);
    status = sqlite3_exec(db,
                          "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY;"
                          "SELECT 1 FROM json_each('[1]'), json_tree('[1]')",
                          NULL, NULL, NULL);
    if (status == SQLITE_OK)
        status = sqlite3_drop_modules(db, (const char **)(uintptr_t)modules);
    if (status == SQLITE_OK)
        status = sqlite_format_install(db);
    return status;
}

/* The table's name in lower case; false if it is longer than any we know. */
static bool lower_name(const char *name, char lower[NAME_MAX_BYTES])
{
    size_t len = strlen(name);

    if (len >= NAME_MAX_BYTES)
        return false;
    for (size_t i = 0; i <= len; i++)
        lower[i] = name[i] >= 'A' && name[i] <= 'Z'
                       ? (char)(name[i] - 'A' + 'a')
                       : name[i];
    return true;
}

static bool is_hidden(const struct source_options *options, const char *name)
{
    for (size_t i = 0; i < options->hidden_table_count; i++) {
        if (sqlite_rules_name_matches(options->hidden_tables[i], name))
            return true;
    }
    return false;
}

static enum table_kind classify(const struct source_options *options,
                                const char *name, bool is_virtual,
                                const char *const *virtuals, size_t count)
{
    if (is_hidden(options, name))
        return TABLE_HIDDEN;
    if (is_virtual)
        return TABLE_VIRTUAL;
    for (size_t i = 0; i < count; i++) {
        if (sqlite_rules_table_is_shadow(name, virtuals[i]))
            return TABLE_SHADOW;
    }
    return TABLE_READABLE;
}

/* Virtual tables come first: they tell which others only hold their data. A
   name that is not in the list is not readable. */
int sqlite_guard_load_tables(sqlite3 *db, const struct source_options *options,
                             struct sqlite_guard_tables *tables)
{
    static const char sql[] =
        "SELECT name, type = 'table' AND ifnull(rootpage, 0) = 0 AS is_virtual"
        " FROM sqlite_schema WHERE type IN ('table', 'view')"
        " ORDER BY is_virtual DESC";
    const char **virtuals = NULL;
    size_t count = 0, capacity = 0;
    sqlite3_stmt *statement = NULL;
    char lower[NAME_MAX_BYTES];
    int status = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);

    if (status != SQLITE_OK)
        return status;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        bool is_virtual = sqlite3_column_int(statement, 1);
        struct str name;

        if (!text || !lower_name(text, lower))
            continue;
        name = arena_str(tables->arena, str_from(lower));
        if (is_virtual) {
            virtuals = arena_grow(tables->arena, virtuals, count, &capacity,
                                  sizeof(*virtuals));
            virtuals[count++] = name.ptr;
        }
        map_add(&tables->kinds, name,
                classify(options, lower, is_virtual, virtuals, count), NULL);
    }
    return sqlite3_finalize(statement);
}

/*
 * The authorizer: SQLite asks it about everything while it compiles.
 */

static const char internal_reason[] = " is SQLite's own and not for reading";
static const char refused_reason[] = " is refused: a source is only read";

static int refuse(struct sqlite_guard *guard, const char *what,
                  const char *name, const char *why)
{
    if (!guard->refusal[0])
        snprintf(guard->refusal, sizeof(guard->refusal), "%s%.100s%s", what,
                 name, why);
    return SQLITE_DENY;
}

static int authorize_function(struct sqlite_guard *guard, const char *name)
{
    if (!sqlite_rules_knows_function(name))
        return refuse(guard, "the function ", name, "() may not be called");
    if (guard->forbid_clock && sqlite_rules_function_varies(name)) {
        sqlite_clock_note(SQLITE_CLOCK_TIME);
        return refuse(guard, "", name, " is never the same twice");
    }
    return SQLITE_OK;
}

/* A table that the schema does not name is one that WITH made, which SQLite
   asks about only when none of its columns is read, or one of JSON's. */
static int authorize_read(struct sqlite_guard *guard, const char *table,
                          const char *column, const char *database)
{
    char lower[NAME_MAX_BYTES];
    uint32_t kind;

    if (sqlite_rules_table_is_internal(table) ||
        (database && strcmp(database, "main") != 0))
        return refuse(guard, "", table, " is SQLite's own and not for reading");
    if (is_hidden(guard->options, table) || !lower_name(table, lower))
        return refuse(guard, "the table ", table, " is hidden");
    kind = map_get(&guard->tables->kinds, str_from(lower));
    if (kind == TABLE_READABLE)
        return SQLITE_OK;
    if (kind != MAP_NONE)
        return refuse(guard, "", table,
                      " belongs to a virtual table: copy "
                      "what is needed to an ordinary one");
    if (!column[0] || strcmp(lower, "json_each") == 0 ||
        strcmp(lower, "json_tree") == 0)
        return SQLITE_OK;
    return refuse(guard, "the table ", table, " is not one of the schema's");
}

static int authorize(void *context, int action, const char *first,
                     const char *second, const char *database, const char *view)
{
    struct sqlite_guard *guard = context;
    const char *name = NULL;

    /* The view's name can only add a reason to refuse: a table made by WITH
       can pose as a view. */
    if (view && is_hidden(guard->options, view))
        return refuse(guard, "the view ", view, " is hidden");
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_FUNCTION:
        return authorize_function(guard, second ? second : "");
    case SQLITE_READ:
        return authorize_read(guard, first ? first : "", second ? second : "",
                              database);
    case SQLITE_UPDATE:
        /* So asks SQLite before it makes pragma_table_info and the like. */
        if (first && sqlite_rules_table_is_internal(first))
            return refuse(guard, "", first, internal_reason);
        return refuse(guard, "UPDATE", "", refused_reason);
    default:
        if (action >= 0 && (size_t)action < COUNT(action_names))
            name = action_names[action];
        return refuse(guard, name ? name : "this", "", refused_reason);
    }
}

/* A return that is not 0 ends the statement. */
static int look_at_limits(void *context)
{
    struct sqlite_guard *guard = context;

    if (atomic_load_explicit(&guard->is_cancelled, memory_order_relaxed))
        guard->stop = SQLITE_GUARD_CANCELLED;
    else if (now_ms() >= guard->deadline_ms)
        guard->stop = SQLITE_GUARD_OUT_OF_TIME;
    else if ((size_t)sqlite3_memory_used() > guard->options->memory_max_bytes)
        guard->stop = SQLITE_GUARD_OUT_OF_MEMORY;
    return guard->stop != SQLITE_GUARD_RUNS;
}

void sqlite_guard_arm(struct sqlite_guard *guard, sqlite3 *db, const char *path,
                      const struct source_options *options,
                      const struct sqlite_guard_tables *tables)
{
    guard->db = db;
    guard->path = path;
    guard->options = options;
    guard->tables = tables;
    for (size_t i = 0; i < COUNT(limits); i++)
        sqlite3_limit(db, limits[i].id, limits[i].value);
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, (int)options->value_max_bytes);
    sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, (int)options->sql_max_bytes);
    sqlite3_progress_handler(db, PROGRESS_STEPS, look_at_limits, guard);
    sqlite3_set_authorizer(db, authorize, guard);
}

/*
 * What SQLite says, in our words where a user can do something.
 */

static bool say_stopped(const struct sqlite_guard *guard, struct err *err)
{
    switch (guard->stop) {
    case SQLITE_GUARD_OUT_OF_TIME:
        return err_set(err, ERR_LIMIT,
                       "the query took longer than %d ms and was ended",
                       guard->timeout_ms);
    case SQLITE_GUARD_OUT_OF_MEMORY:
        return err_set(err, ERR_LIMIT,
                       "queries held more than %zu MB of memory: sort, group "
                       "or join less at once",
                       guard->options->memory_max_bytes >> 20);
    case SQLITE_GUARD_CANCELLED:
        return err_set(err, ERR_BUSY, "the query was cancelled");
    case SQLITE_GUARD_RUNS:
        break;
    }
    return err_set(err, ERR_UPSTREAM, "the query was interrupted");
}

/* What SQLite says of a module that we dropped. */
static const char no_module[] = "no such module: ";

static void name_place(struct str sql, size_t offset, char place[PLACE_SIZE])
{
    int line, column;

    sqlite_rules_find_position(sql, offset, &line, &column);
    snprintf(place, PLACE_SIZE, ", at line %d column %d of the SQL", line,
             column);
}

/* `sql` is empty once the statement runs: then there is no place to name. */
static bool say_query_error(const struct sqlite_guard *guard, int status,
                            struct str sql, struct err *err)
{
    const struct source_options *options = guard->options;
    const char *text = sqlite3_errmsg(guard->db);
    int offset = sqlite3_error_offset(guard->db);
    char position[PLACE_SIZE] = "";

    if (offset >= 0 && sql.len > 0)
        name_place(sql, (size_t)offset, position);
    switch (status & 0xff) {
    case SQLITE_INTERRUPT:
        return say_stopped(guard, err);
    case SQLITE_AUTH:
        return err_set(err, ERR_DENIED, "%.400s%s", text, position);
    case SQLITE_TOOBIG:
        return err_set(err, ERR_LIMIT,
                       "a value or a row would be longer than %zu bytes",
                       options->value_max_bytes);
    case SQLITE_NOMEM:
        return err_set(err, ERR_LIMIT,
                       "the statement needs more memory than it may have, or "
                       "is too large to compile");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_set(err, ERR_BUSY, "%.200s is locked by another program: %s",
                       guard->path, text);
    case SQLITE_ERROR:
        if (str_starts_with(str_from(text), no_module))
            return err_set(err, ERR_DENIED,
                           "virtual tables (%.40s) are refused: copy what is "
                           "needed to an ordinary table",
                           text + strlen(no_module));
        return err_set(err, ERR_INPUT, "%.400s%s", text, position);
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
        return err_set(err, ERR_INPUT, "%.400s%s", text, position);
    default:
        return err_set(err, ERR_UPSTREAM, "reading %.200s: %s", guard->path,
                       text);
    }
}

/*
 * Statements.
 */

static bool check_text(const struct sqlite_guard *guard, struct str sql,
                       struct err *err)
{
    size_t max = guard->options->sql_max_bytes;

    if (sql.len > max)
        return err_set(err, ERR_LIMIT,
                       "the statement is %zu bytes long; at most %zu are "
                       "looked at",
                       sql.len, max);
    if (sql.len > 0 && memchr(sql.ptr, '\0', sql.len))
        return err_set(err, ERR_INPUT, "the statement holds a NUL byte");
    /* After an error of the disk, SQLite may end the transaction, and with
       it the state that this view promised. */
    if (sqlite3_get_autocommit(guard->db))
        return err_set(err, ERR_UPSTREAM,
                       "an error ended this view of %.200s: open a new one",
                       guard->path);
    return true;
}

static bool check_statement(sqlite3_stmt *statement, struct str tail,
                            struct err *err)
{
    if (!statement)
        return err_set(err, ERR_INPUT, "there is no statement in the SQL");
    if (!sqlite_rules_text_is_blank(tail))
        return err_set(err, ERR_DENIED,
                       "there is more than one statement: write one");
    if (sqlite3_stmt_isexplain(statement))
        return err_set(err, ERR_DENIED, "EXPLAIN is refused");
    if (!sqlite3_stmt_readonly(statement) ||
        sqlite3_column_count(statement) == 0)
        return err_set(err, ERR_DENIED,
                       "only a statement that reads rows is allowed");
    if (sqlite3_column_count(statement) > SQLITE_GUARD_COLUMNS_MAX)
        return err_set(err, ERR_LIMIT, "there are more than %d columns",
                       SQLITE_GUARD_COLUMNS_MAX);
    return true;
}

/* What stands in the text is told with its place, before anything runs. */
static bool check_clock(const struct sqlite_guard *guard, struct str sql,
                        struct err *err)
{
    enum sqlite_clock_use use = SQLITE_CLOCK_UNUSED;
    char place[PLACE_SIZE];
    size_t offset = 0;

    if (guard->forbid_clock)
        use = sqlite_clock_find(sql, &offset);
    if (use == SQLITE_CLOCK_UNUSED)
        return true;
    name_place(sql, offset, place);
    return sqlite_clock_refuse(use, place, err);
}

void sqlite_guard_start(struct sqlite_guard *guard,
                        const struct source_query *query)
{
    guard->refusal[0] = '\0';
    guard->stop = SQLITE_GUARD_RUNS;
    guard->forbid_clock = query->forbid_clock;
    guard->timeout_ms = query->limits.timeout_ms;
    guard->deadline_ms = now_ms() + query->limits.timeout_ms;
    atomic_store(&guard->is_cancelled, false);
    sqlite_clock_watch(guard->forbid_clock);
}

/* NULL when the guard refuses it, or when it is not SQL. */
struct sqlite3_stmt *sqlite_guard_compile(struct sqlite_guard *guard,
                                          struct str sql, struct err *err)
{
    sqlite3_stmt *statement = NULL;
    const char *rest = NULL;
    int status;

    if (!check_text(guard, sql, err) || !check_clock(guard, sql, err))
        return NULL;
    status = sqlite3_prepare_v3(guard->db, sql.len ? sql.ptr : "", (int)sql.len,
                                0, &statement, &rest);
    if (status != SQLITE_OK && sqlite_clock_noted() != SQLITE_CLOCK_UNUSED) {
        sqlite_clock_refuse(sqlite_clock_noted(), "", err);
    } else if (status != SQLITE_OK && guard->refusal[0]) {
        err_set(err, ERR_DENIED, "%s", guard->refusal);
    } else if (status != SQLITE_OK) {
        say_query_error(guard, status, sql, err);
    } else {
        struct str tail = {rest, sql.len - (size_t)(rest - sql.ptr)};
        if (check_statement(statement, sql.len ? tail : sql, err))
            return statement;
    }
    sqlite3_finalize(statement);
    return NULL;
}

bool sqlite_guard_step(struct sqlite_guard *guard, sqlite3_stmt *statement,
                       bool *is_done, struct err *err)
{
    int status;

    sqlite_clock_watch(guard->forbid_clock);
    status = sqlite3_step(statement);
    *is_done = status == SQLITE_DONE;
    if (guard->forbid_clock && sqlite_clock_noted() != SQLITE_CLOCK_UNUSED) {
        *is_done = false;
        return sqlite_clock_refuse(sqlite_clock_noted(), "", err);
    }
    /* Few instructions can make many rows: the handler is not asked then. */
    if (status == SQLITE_ROW && look_at_limits(guard))
        return say_stopped(guard, err);
    if (status != SQLITE_ROW && status != SQLITE_DONE)
        return say_query_error(guard, status, (struct str)STR(""), err);
    return status == SQLITE_ROW;
}

void sqlite_guard_cancel(struct sqlite_guard *guard)
{
    atomic_store(&guard->is_cancelled, true);
}
