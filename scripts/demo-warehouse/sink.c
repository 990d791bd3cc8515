/*
 * The file is written under another name and only renamed when it is whole,
 * so nothing is journalled or synced: a crash leaves a file nobody reads.
 */
#include "sink.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { TABLE_MAX = 40 };

struct sink_table {
    struct sink *sink;
    sqlite3_stmt *insert;
};

struct sink {
    sqlite3 *db;
    struct sink_table tables[TABLE_MAX];
    int table_count;
    bool has_failed;
    char why[300];
};

static void fail(struct sink *sink, const char *doing)
{
    if (sink->has_failed)
        return;
    sink->has_failed = true;
    snprintf(sink->why, sizeof(sink->why), "%.120s: %.150s", doing,
             sqlite3_errmsg(sink->db));
}

struct sink *sink_open(const char *path)
{
    struct sink *sink = calloc(1, sizeof(*sink));
    int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE;

    if (!sink) {
        fputs("demo-warehouse: out of memory\n", stderr);
        abort();
    }
    if (sqlite3_open_v2(path, &sink->db, flags, NULL) != SQLITE_OK)
        fail(sink, path);
    sink_run(sink, "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF;"
                   "PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;"
                   "PRAGMA locking_mode = EXCLUSIVE; BEGIN");
    return sink;
}

bool sink_close(struct sink *sink, char *why, size_t why_size)
{
    bool is_good;

    sink_run(sink, "COMMIT");
    for (int i = 0; i < sink->table_count; i++)
        sqlite3_finalize(sink->tables[i].insert);
    if (sqlite3_close(sink->db) != SQLITE_OK)
        fail(sink, "closing");
    is_good = !sink->has_failed;
    if (!is_good)
        snprintf(why, why_size, "%s", sink->why);
    free(sink);
    return is_good;
}

void sink_run(struct sink *sink, const char *sql)
{
    if (sink->has_failed)
        return;
    if (sqlite3_exec(sink->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail(sink, sql);
}

static int count_columns(struct sink *sink, const char *name)
{
    sqlite3_stmt *stmt = NULL;
    char sql[100];
    int count;

    snprintf(sql, sizeof(sql), "SELECT * FROM %s", name);
    if (sqlite3_prepare_v2(sink->db, sql, -1, &stmt, NULL) != SQLITE_OK)
        fail(sink, name);
    count = sqlite3_column_count(stmt);
    sqlite3_finalize(stmt);
    return count;
}

struct sink_table *sink_table(struct sink *sink, const char *name)
{
    struct sink_table *table = &sink->tables[sink->table_count];
    int count = count_columns(sink, name);
    char sql[200];
    int len;

    assert(sink->table_count < TABLE_MAX);
    sink->table_count++;
    table->sink = sink;
    len = snprintf(sql, sizeof(sql), "INSERT INTO %s VALUES (?", name);
    for (int i = 1; i < count; i++)
        len += snprintf(sql + len, sizeof(sql) - (size_t)len, ",?");
    snprintf(sql + len, sizeof(sql) - (size_t)len, ")");
    if (!sink->has_failed &&
        sqlite3_prepare_v2(sink->db, sql, -1, &table->insert, NULL))
        fail(sink, name);
    return table;
}

static void bind_cell(sqlite3_stmt *stmt, int at, const struct sink_cell *cell)
{
    char day[DAYCOUNT_TEXT];

    switch (cell->kind) {
    case CELL_NULL:
        sqlite3_bind_null(stmt, at);
        break;
    case CELL_INT:
        sqlite3_bind_int64(stmt, at, cell->number);
        break;
    case CELL_DAY:
        daycount_write((int)cell->number, day);
        sqlite3_bind_text(stmt, at, day, -1, SQLITE_TRANSIENT);
        break;
    case CELL_TEXT:
        sqlite3_bind_text(stmt, at, cell->text, -1, SQLITE_STATIC);
        break;
    }
}

void sink_put(struct sink_table *table, const struct sink_cell *cells,
              int count)
{
    if (table->sink->has_failed)
        return;
    assert(count == sqlite3_bind_parameter_count(table->insert));
    for (int i = 0; i < count; i++)
        bind_cell(table->insert, i + 1, &cells[i]);
    if (sqlite3_step(table->insert) != SQLITE_DONE)
        fail(table->sink, sqlite3_sql(table->insert));
    sqlite3_reset(table->insert);
}

void sink_write_string(const char *text, FILE *out)
{
    fputc('"', out);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < ' ')
            fprintf(out, "\\u%04x", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

static void write_value(sqlite3_stmt *stmt, int at, FILE *out)
{
    int type = sqlite3_column_type(stmt, at);

    if (type == SQLITE_NULL)
        fputs("null", out);
    else if (type == SQLITE_TEXT)
        sink_write_string((const char *)sqlite3_column_text(stmt, at), out);
    else
        fputs((const char *)sqlite3_column_text(stmt, at), out);
}

static void write_row(sqlite3_stmt *stmt, FILE *out)
{
    for (int i = 0; i < sqlite3_column_count(stmt); i++) {
        fputs(i > 0 ? ", " : "{", out);
        sink_write_string(sqlite3_column_name(stmt, i), out);
        fputs(": ", out);
        write_value(stmt, i, out);
    }
    fputs("}", out);
}

void sink_write_json(struct sink *sink, const char *sql, FILE *out)
{
    sqlite3_stmt *stmt = NULL;
    const char *separator = "";
    int status = SQLITE_ERROR;

    if (sink->has_failed)
        return;
    fputs("[", out);
    if (sqlite3_prepare_v2(sink->db, sql, -1, &stmt, NULL) != SQLITE_OK)
        fail(sink, sql);
    while (stmt && (status = sqlite3_step(stmt)) == SQLITE_ROW) {
        fprintf(out, "%s\n      ", separator);
        write_row(stmt, out);
        separator = ",";
    }
    if (status != SQLITE_DONE)
        fail(sink, sql);
    sqlite3_finalize(stmt);
    fputs("]", out);
}
