/*
 * Any bytes as a statement: the file never changes, no file appears beside
 * it, what is hidden never shows, and no statement outlives its time by much.
 *
 * The file is watched through a mapping that was made once: to open and close
 * it would release the locks of the view that is open.
 */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "source/source.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char schema[] =
    "CREATE TABLE sales(id INTEGER PRIMARY KEY, day TEXT, amount REAL);"
    "INSERT INTO sales VALUES(1, '2026-01-01', 1.5), (2, '2026-01-02', 2.5);"
    "CREATE TABLE secrets(hash TEXT); INSERT INTO secrets VALUES('CANARY');"
    "CREATE VIEW leak AS SELECT hash FROM secrets;"
    "CREATE VIRTUAL TABLE docs USING fts5(body);"
    "INSERT INTO docs VALUES('CANARY');"
    "CREATE VIRTUAL TABLE geo USING rtree(id, x0, x1);"
    "CREATE TRIGGER t AFTER INSERT ON sales BEGIN DELETE FROM sales; END;";

static char folder[PATH_MAX - 64];
static char path[PATH_MAX];
static const void *mapping;
static void *copy;
static struct stat status;
static struct source *source;
static struct source_view *view;

static void require(bool is_true, const char *what)
{
    if (is_true)
        return;
    fprintf(stderr, "fuzz_source_sql: %s\n", what);
    abort();
}

static void watch_file(void)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    require(fd >= 0 && fstat(fd, &status) == 0, "no file");
    mapping = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, fd, 0);
    require(mapping != MAP_FAILED, "no mapping");
    copy = malloc((size_t)status.st_size);
    require(copy != NULL, "no memory");
    memcpy(copy, mapping, (size_t)status.st_size);
}

static void open_view(void)
{
    struct err err = {0};

    view = source_view_open(source, 1, &err);
    require(view != NULL, err.text);
}

static void clean_up(void)
{
    source_view_close(view);
    source_close(source);
    unlink(path);
    if (chdir("/") == 0)
        rmdir(folder);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const struct str hidden[] = {STR("secrets")};
    const struct source_options options = {.hidden_tables = hidden,
                                           .hidden_table_count = 1};
    const char *parent = getenv("TMPDIR");
    struct err err = {0};
    sqlite3 *db;

    (void)argc, (void)argv;
    snprintf(folder, sizeof(folder), "%s/fuzz-XXXXXX",
             parent ? parent : "/tmp");
    require(mkdtemp(folder) != NULL, "no folder");
    snprintf(path, sizeof(path), "%s/file.db", folder);
    require(sqlite3_open(path, &db) == SQLITE_OK &&
                sqlite3_exec(db, schema, NULL, NULL, NULL) == SQLITE_OK,
            "no database");
    sqlite3_close(db);
    watch_file();
    source = source_open(str_from(path), &options, &err);
    require(source != NULL, err.text);
    open_view();
    atexit(clean_up);
    return 0;
}

static bool look_for_canary(void *context, const struct source_value *values,
                            size_t count, struct err *err)
{
    (void)context, (void)err;
    for (size_t i = 0; i < count; i++) {
        ptrdiff_t at = str_find(values[i].text, (struct str)STR("CANARY"));
        require(at < 0, "a hidden value was shown");
    }
    return true;
}

static void check_folder(void)
{
    DIR *open_folder = opendir(folder);
    struct dirent *entry;

    require(open_folder != NULL, "no folder");
    while ((entry = readdir(open_folder)))
        require(entry->d_name[0] == '.' ||
                    strcmp(entry->d_name, "file.db") == 0,
                "a file was made");
    closedir(open_folder);
}

static void check_file(void)
{
    struct stat now;

    require(stat(path, &now) == 0 && now.st_size == status.st_size &&
                now.st_mtim.tv_sec == status.st_mtim.tv_sec &&
                now.st_mtim.tv_nsec == status.st_mtim.tv_nsec &&
                now.st_ino == status.st_ino,
            "the file was touched");
    require(memcmp(copy, mapping, (size_t)status.st_size) == 0,
            "the file was changed");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct source_parameter as_of = {STR("as_of"), STR("2026-01-01")};
    struct source_query query = {
        .sql = {(const char *)data, size},
        .parameters = &as_of,
        .parameter_count = 1,
        .limits = {.rows = 1000, .bytes = 1 << 20, .timeout_ms = 50},
        .forbid_clock = size % 2,
    };
    struct source_sink sink = {.row = look_for_canary};
    struct err err = {0};
    clock_t start = clock();

    /* A statement that holds the canary may show it. */
    if (str_find(query.sql, (struct str)STR("CANARY")) >= 0)
        return 0;
    if (!source_query(view, 0, &query, &sink, NULL, &err)) {
        require(err.code != ERR_NONE && !strchr(err.text, '\n') &&
                    str_is_utf8(str_from(err.text), NULL) && err.text[0] &&
                    !strstr(err.text, "CANARY"),
                "an error text that cannot be shown");
        require(err.code != ERR_CORRUPT && err.code != ERR_SYSTEM, err.text);
    }
    require(clock() - start < 5 * CLOCKS_PER_SEC, "it took seconds");
    check_file();
    check_folder();
    query.sql = (struct str)STR("SELECT count(*) FROM sales");
    require(source_query(view, 0, &query, &(struct source_sink){0}, NULL, &err),
            "the view was lost");
    return 0;
}
