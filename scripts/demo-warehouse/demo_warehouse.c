/*
 * Makes the warehouse of Meridian Motors, a car maker that does not exist:
 * three years of sales, production, service and steering in one SQLite file,
 * and planted.json beside it, which says what an analysis should find.
 *
 * The same seed and last day give the same file. It is written under another
 * name first, so a reader sees the old file or the new one.
 */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "history.h"

/* To be raised whenever the same seed would give other data. */
static const char generator_version[] = "1";

enum { PATH_SIZE = 4096, EXIT_USAGE = 2 };

struct options {
    uint64_t seed;
    int last_day;
    bool is_refresh;
    const char *path;
};

struct paths {
    char database[PATH_SIZE];
    char planted[PATH_SIZE];
    char new_database[PATH_SIZE];
    char new_planted[PATH_SIZE];
};

static const char usage[] =
    "usage: demo-warehouse [--seed N] [--last-day YYYY-MM-DD] [--refresh]"
    " OUT.db\n"
    "  --seed N      another seed gives another history (default 1)\n"
    "  --last-day D  the last day of the history (default yesterday)\n"
    "  --refresh     keep OUT.db if it has the same seed and is not older\n"
    "Writes planted.json, the facts to be found in it, beside OUT.db.\n";

static bool parse_seed(const char *text, uint64_t *seed)
{
    size_t len = strlen(text);

    if (len == 0 || len > 18 || strspn(text, "0123456789") != len)
        return false;
    *seed = strtoull(text, NULL, 10);
    return true;
}

static bool parse_options(int argc, char **argv, struct options *options)
{
    *options = (struct options){.seed = 1, .last_day = daycount_yesterday()};
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";

        if (strcmp(argv[i], "--refresh") == 0) {
            options->is_refresh = true;
        } else if (strcmp(argv[i], "--seed") == 0) {
            if (!parse_seed(value, &options->seed))
                return false;
            i++;
        } else if (strcmp(argv[i], "--last-day") == 0) {
            if (!daycount_parse(value, &options->last_day) ||
                daycount_civil(options->last_day).year < 1975)
                return false;
            i++;
        } else if (argv[i][0] == '-' || options->path) {
            return false;
        } else {
            options->path = argv[i];
        }
    }
    return options->path && strlen(options->path) < PATH_SIZE - 40;
}

static struct paths make_paths(const char *path)
{
    const char *slash = strrchr(path, '/');
    int folder_len = slash ? (int)(slash - path + 1) : 0;
    long pid = (long)getpid();
    struct paths paths;

    snprintf(paths.database, PATH_SIZE, "%s", path);
    snprintf(paths.planted, PATH_SIZE, "%.*splanted.json", folder_len, path);
    snprintf(paths.new_database, PATH_SIZE, "%s.%ld.new", path, pid);
    snprintf(paths.new_planted, PATH_SIZE, "%.*splanted.json.%ld.new",
             folder_len, path, pid);
    return paths;
}

/* True when a file of this version and seed already reaches the last day. */
static bool is_fresh(const struct options *options, const struct paths *paths)
{
    static const char sql[] =
        "SELECT 1 FROM demo_info v, demo_info s, demo_info d"
        " WHERE v.key = 'generator_version' AND v.value = ?1"
        " AND s.key = 'seed' AND s.value = CAST(?2 AS TEXT)"
        " AND d.key = 'last_day' AND d.value >= ?3";
    char last_day[DAYCOUNT_TEXT];
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    bool is_found = false;

    daycount_write(options->last_day, last_day);
    if (access(paths->planted, R_OK) == 0 &&
        sqlite3_open_v2(paths->database, &db, SQLITE_OPEN_READONLY, NULL) ==
            SQLITE_OK &&
        sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK) {
        sqlite3_bind_text(stmt, 1, generator_version, -1, SQLITE_STATIC);
        sqlite3_bind_int64(stmt, 2, (sqlite3_int64)options->seed);
        sqlite3_bind_text(stmt, 3, last_day, -1, SQLITE_STATIC);
        is_found = sqlite3_step(stmt) == SQLITE_ROW;
    }
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return is_found;
}

static void write_info(const struct history *history)
{
    struct sink_table *table = sink_table(history->sink, "demo_info");
    char seed[24];

    snprintf(seed, sizeof(seed), "%" PRIu64, history->seed);
    sink_put(table,
             ROW(sink_text("generator_version"), sink_text(generator_version)));
    sink_put(table, ROW(sink_text("seed"), sink_text(seed)));
    sink_put(table, ROW(sink_text("first_day"), sink_day(history->first_day)));
    sink_put(table, ROW(sink_text("last_day"), sink_day(history->last_day)));
}

static struct history start_history(const struct options *options,
                                    struct sink *sink)
{
    int first_day = options->last_day - HISTORY_DAYS + 1;
    int spike_day = options->last_day - 9;

    if (daycount_weekday(spike_day) == 6)
        spike_day--;
    return (struct history){
        .sink = sink,
        .seed = options->seed,
        .first_day = first_day,
        .last_day = options->last_day,
        .this_week = daycount_monday(options->last_day) - first_day,
        .spike_day = spike_day - first_day,
    };
}

static bool write_files(const struct options *options,
                        const struct paths *paths, char *why, size_t why_size)
{
    FILE *planted = fopen(paths->new_planted, "w");
    struct history *history = malloc(sizeof(*history));
    bool is_written;

    assert(history);
    if (!planted) {
        snprintf(why, why_size, "%s: %s", paths->planted, strerror(errno));
        free(history);
        return false;
    }
    *history = start_history(options, sink_open(paths->new_database));
    schema_create(history->sink);
    write_info(history);
    company_write(history);
    sales_write(history);
    forecasts_write(history);
    plants_write(history);
    service_write(history);
    steering_write(history);
    faults_write(history);
    schema_index(history->sink);
    kpis_write(history);
    planted_write(history, planted);
    is_written = sink_close(history->sink, why, why_size);
    if (fclose(planted) != 0 && is_written) {
        snprintf(why, why_size, "%s: %s", paths->planted, strerror(errno));
        is_written = false;
    }
    free(history->sales);
    free(history);
    return is_written;
}

static bool publish(const struct paths *paths, char *why, size_t why_size)
{
    if (rename(paths->new_planted, paths->planted) == 0 &&
        rename(paths->new_database, paths->database) == 0)
        return true;
    snprintf(why, why_size, "%s: %s", paths->database, strerror(errno));
    return false;
}

int main(int argc, char **argv)
{
    struct options options;
    struct paths paths;
    char why[PATH_SIZE + 200], last_day[DAYCOUNT_TEXT];

    if (!parse_options(argc, argv, &options)) {
        fputs(usage, stderr);
        return EXIT_USAGE;
    }
    paths = make_paths(options.path);
    daycount_write(options.last_day, last_day);
    if (options.is_refresh && is_fresh(&options, &paths)) {
        printf("%s: kept, it reaches %s\n", options.path, last_day);
        return EXIT_SUCCESS;
    }
    if (!write_files(&options, &paths, why, sizeof(why)) ||
        !publish(&paths, why, sizeof(why))) {
        fprintf(stderr, "demo-warehouse: %s\n", why);
        unlink(paths.new_database);
        unlink(paths.new_planted);
        return EXIT_FAILURE;
    }
    printf("%s: made three years of data to %s\n", options.path, last_day);
    return EXIT_SUCCESS;
}
