/*
 * settings.h - config/reckoner.yaml, as values.
 *
 * Every setting stands in one table in settings.c: its name, its default, its
 * bounds and a sentence about it. Reading, `reckoner check`, the reference in
 * the README and the tests all use that table. Immutable once read; everything
 * lives in the arena it was read into.
 */
#ifndef QUERY_SETTINGS_H
#define QUERY_SETTINGS_H

#include "base/date.h"
#include "query/report.h"

struct setting_source {
    struct str name; /* "warehouse" */
    struct str url;  /* relative paths start at the project's folder */
    const struct str *hidden_tables; /* tables that no query may read */
    size_t hidden_table_count;
};

struct setting_cadence {
    struct str name;      /* "daily" */
    struct str when;      /* "daily 02:00", "every 15m" or a cron line */
    struct str zone;      /* empty: the project's */
    bool is_everything;   /* runs all templates, not those that chose it */
    struct str catch_up;  /* "once", "skip" or "all" */
    int64_t catch_up_max; /* of "all" */
    int64_t jitter_s;     /* starts up to that much later */
    int64_t retries;      /* of a run that published nothing */
    int64_t retry_wait_s; /* before the first; doubles */
    int line, column;     /* 0: it is not in the file, but a default */
};

/* Who is told of what happens. */
struct setting_hook {
    struct str name;
    struct str url;           /* http or https */
    struct str secret_file;   /* empty: not signed */
    const struct str *events; /* none: all */
    size_t event_count;
};

struct settings {
    struct str name;      /* of the project, for people */
    struct str locale;    /* "en_US" */
    struct str currency;  /* "USD" */
    struct str time_zone; /* "UTC" */
    struct calendar calendar;

    const struct setting_source *sources;
    size_t source_count;
    struct str default_source;              /* empty: the only one */
    const struct setting_cadence *cadences; /* daily, weekly, monthly first */
    size_t cadence_count;

    const struct setting_hook *hooks;
    size_t hook_count;

    struct str address; /* "127.0.0.1" */
    int64_t port;
    int64_t workers; /* 0: one for each core */
    bool allow_remote;
    const struct str *hosts; /* further names the server answers to */
    size_t host_count;
    int64_t max_connections, max_connections_per_address;
    int64_t max_body_bytes, max_header_bytes, max_batch_questions;
    int64_t header_timeout_ms, request_timeout_ms, idle_timeout_ms;
    int64_t stop_timeout_ms;
    int64_t kept_answer_bytes; /* of answers kept ready, in each snapshot */
    int64_t max_sending_bytes; /* of large answers that are being sent */
    int64_t snapshot_poll_ms;  /* how often serve looks for a new snapshot */

    double router_accept, router_clarify;

    int64_t query_rows, query_ms, query_bytes; /* defaults of a template */
    int64_t sql_bytes, value_bytes;
    int64_t busy_timeout_ms;      /* wait for a locked database */
    int64_t dump_bytes;           /* the largest dump, raw */
    int64_t refresh_workers;      /* 0: one for each core */
    int64_t refresh_retries;      /* of a template, within a run */
    int64_t refresh_retry_wait_s; /* before the first; doubles */
    int64_t keep_snapshots;       /* the newest; beyond them: */
    int64_t keep_daily, keep_weekly, keep_monthly; /* the last of each */

    struct str log_level;    /* "info" */
    struct str log_requests; /* "all" or "problems" */
};

/* Reads the text of a configuration file; an empty text gives the defaults.
   Adds all mistakes to the report; what they left unread keeps its default, so
   that other checks can go on. NULL, with a mistake, if it is not YAML. */
const struct settings *settings_parse(struct str text, struct str path,
                                      struct arena *arena,
                                      struct report *report);

/* The source of this name, or NULL. An empty name is the default's: the one
   that default_source names, or the only one. */
const struct setting_source *settings_source(const struct settings *settings,
                                             struct str name);
const struct setting_cadence *settings_cadence(const struct settings *settings,
                                               struct str name);

/* A cadence that is written in a template: its own text, and the defaults. */
struct setting_cadence settings_own_cadence(struct str when);

/* One row of the table, for help and for the reference in the README. */
struct setting_row {
    const char *name;         /* "server.port" */
    const char *kind;         /* "whole number", "text", ... */
    const char *default_text; /* as YAML */
    const char *help;
};

/* The i-th row, in the order of the file; NULL after the last. */
const struct setting_row *settings_row(size_t i);

#endif
