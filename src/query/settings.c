/*
 * A setting is a row. Its default is YAML, read by the same function as the
 * file, so that a default cannot be a value that a file could not say.
 */
#include "query/settings.h"

#include "query/settings_values.h"

enum { KIB = 1024, MIB = 1024 * 1024, DAY_MS = 86400 * 1000, NAME_MAX = 64 };

struct setting {
    struct setting_row row;
    fields_fn read;
    size_t offset;
    int64_t min, max;
    const char *const *words;
};

static const char *const week_days[] = {"monday",   "tuesday", "wednesday",
                                        "thursday", "friday",  "saturday",
                                        "sunday",   NULL};
static const char *const months[] = {
    "january", "february",  "march",   "april",    "may",      "june", "july",
    "august",  "september", "october", "november", "december", NULL};
static const char *const log_requests[] = {"all", "problems", NULL};
static const char *const log_levels[] = {"debug", "info", "warning",
                                         "error", "off",  NULL};

#define ROW(name, kind, read, standard, help, member, ...)                     \
    {                                                                          \
        {name, kind, standard, help}, read, offsetof(struct settings, member), \
            __VA_ARGS__                                                        \
    }

static const struct setting settings_table[] = {
    ROW("name", "text", fields_text, "Reckoner",
        "What the pages call the project.", name, 0, 100, NULL),
    ROW("locale", "locale", settings_locale, "en_US",
        "The language and country in which numbers and dates are written.",
        locale, 0, 0, NULL),
    ROW("currency", "currency code", settings_currency, "USD",
        "The currency of amounts whose column names none.", currency, 0, 0,
        NULL),
    ROW("time_zone", "time zone", settings_zone, "UTC",
        "The zone that says which day it is; an IANA name.", time_zone, 0, 0,
        NULL),
    ROW("week_starts", "day of the week", settings_position, "monday",
        "The first day of a week.", calendar.week_starts, 0, 0, week_days),
    ROW("fiscal_year_starts", "month", settings_position, "january",
        "The first month of the year, and so of its quarters, in periods like "
        "\"last quarter\".",
        calendar.fiscal_year_starts, 0, 0, months),
    ROW("sources", "mapping", settings_sources, "{}",
        "The databases that templates read: a name and a URL, or url and "
        "hidden_tables.",
        sources, 0, 0, NULL),
    ROW("default_source", "text", settings_name, "\"\"",
        "The source of templates that name none; not needed when there is one.",
        default_source, 0, 64, NULL),
    ROW("cadences", "mapping", settings_cadences,
        "{daily: \"daily 02:00\", weekly: \"weekly sunday 03:00\", monthly: "
        "{when: \"monthly 1 04:00\", everything: true}}",
        "When templates are run: a name and a cadence, or when, zone, "
        "everything, catch_up, catch_up_max, jitter, retries and retry_wait. "
        "The three are always there.",
        cadences, 0, 0, NULL),
    ROW("hooks", "mapping", settings_hooks, "{}",
        "Who is told of runs and dumps: a name and url, secret_file and "
        "events.",
        hooks, 0, 0, NULL),
    ROW("server.address", "text", fields_text, "127.0.0.1",
        "The address on which the server listens.", address, 0, 64, NULL),
    ROW("server.port", "whole number", fields_number, "8080",
        "The port; 0 takes any that is free.", port, 0, 65535, NULL),
    ROW("server.workers", "whole number", fields_number, "0",
        "Threads that answer; 0 is one for each core it may use.", workers, 0,
        256, NULL),
    ROW("server.allow_remote", "true or false", fields_flag, "false",
        "Whether other machines may be answered.", allow_remote, 0, 0, NULL),
    ROW("server.hosts", "list of texts", settings_texts, "[]",
        "Further names under which the server is reached, as in the Host "
        "header.",
        hosts, 0, 100, NULL),
    ROW("server.max_connections", "whole number", fields_number, "1024",
        "Connections at one time.", max_connections, 1, 1000000, NULL),
    ROW("server.max_connections_per_address", "whole number", fields_number,
        "256", "Connections at one time from one address.",
        max_connections_per_address, 1, 1000000, NULL),
    ROW("server.max_body_bytes", "whole number", fields_number, "65536",
        "The largest body of a request.", max_body_bytes, KIB, 64 * MIB, NULL),
    ROW("server.max_header_bytes", "whole number", fields_number, "16384",
        "The largest head of a request.", max_header_bytes, KIB, MIB, NULL),
    ROW("server.max_batch_questions", "whole number", fields_number, "100",
        "Questions in one batch.", max_batch_questions, 1, 10000, NULL),
    ROW("server.header_timeout_ms", "whole number", fields_number, "10000",
        "How long the head of a request may take.", header_timeout_ms, 1,
        DAY_MS, NULL),
    ROW("server.request_timeout_ms", "whole number", fields_number, "30000",
        "How long a request may take.", request_timeout_ms, 1, DAY_MS, NULL),
    ROW("server.idle_timeout_ms", "whole number", fields_number, "60000",
        "How long a connection may rest between requests.", idle_timeout_ms, 1,
        DAY_MS, NULL),
    ROW("server.stop_timeout_ms", "whole number", fields_number, "10000",
        "How long requests may go on when the server stops.", stop_timeout_ms,
        0, DAY_MS, NULL),
    ROW("server.snapshot_poll_ms", "whole number", fields_number, "1000",
        "How often the server looks for a new snapshot.", snapshot_poll_ms, 10,
        DAY_MS, NULL),
    ROW("server.kept_answer_bytes", "whole number", fields_number, "67108864",
        "Memory for answers that are asked for again; 0 keeps none.",
        kept_answer_bytes, 0, INT64_C(65536) * MIB, NULL),
    ROW("server.max_sending_bytes", "whole number", fields_number, "268435456",
        "Memory for large answers that wait for their readers; beyond it "
        "others are told to come again.",
        max_sending_bytes, MIB, INT64_C(65536) * MIB, NULL),
    ROW("router.accept", "number from 0 to 1", settings_ratio, "0.93",
        "How sure the router must be to answer.", router_accept, 0, 0, NULL),
    ROW("router.clarify", "number from 0 to 1", settings_ratio, "0.15",
        "How sure it must be to ask which question was meant.", router_clarify,
        0, 0, NULL),
    ROW("limits.query_rows", "whole number", fields_number, "10000",
        "Rows of one dump, unless its template says otherwise.", query_rows, 1,
        TEMPLATE_ROWS_MAX, NULL),
    ROW("limits.query_ms", "whole number", fields_number, "30000",
        "How long a query may take, unless its template says otherwise.",
        query_ms, 1, TEMPLATE_SECONDS_MAX * 1000, NULL),
    ROW("limits.query_bytes", "whole number", fields_number, "67108864",
        "Bytes of one result in memory.", query_bytes, KIB, INT64_C(4096) * MIB,
        NULL),
    ROW("limits.sql_bytes", "whole number", fields_number, "262144",
        "Bytes of one statement.", sql_bytes, 1, MIB, NULL),
    ROW("limits.value_bytes", "whole number", fields_number, "1048576",
        "Bytes of one value.", value_bytes, 1, 64 * MIB, NULL),
    ROW("limits.dump_bytes", "whole number", fields_number, "33554432",
        "Bytes of the largest dump, before it is packed.", dump_bytes, KIB,
        1024 * MIB, NULL),
    ROW("limits.busy_timeout_ms", "whole number", fields_number, "5000",
        "How long to wait for a database that another process has locked.",
        busy_timeout_ms, 0, DAY_MS, NULL),
    ROW("refresh.workers", "whole number", fields_number, "0",
        "Queries at one time; 0 is one for each core it may use.",
        refresh_workers, 0, 256, NULL),
    ROW("refresh.retries", "whole number", fields_number, "2",
        "How often a template is tried again within a run, when its source is "
        "busy or could not be read.",
        refresh_retries, 0, 10, NULL),
    ROW("refresh.retry_wait", "duration", fields_duration, "1s",
        "The wait before the first time; doubles.", refresh_retry_wait_s, 0,
        600, NULL),
    ROW("refresh.keep_snapshots", "whole number", fields_number, "30",
        "The newest snapshots are kept, so many of them.", keep_snapshots, 1,
        100000, NULL),
    ROW("keep.daily", "whole number", fields_number, "14",
        "Beyond them, the last snapshot of each of so many days.", keep_daily,
        0, 10000, NULL),
    ROW("keep.weekly", "whole number", fields_number, "8",
        "The last snapshot of each of so many weeks.", keep_weekly, 0, 10000,
        NULL),
    ROW("keep.monthly", "whole number", fields_number, "24",
        "The last snapshot of each of so many months.", keep_monthly, 0, 10000,
        NULL),
    ROW("log.level", "word", fields_word, "info",
        "What is logged: debug, info, warning, error or off.", log_level, 0, 0,
        log_levels),
    ROW("log.requests", "word", fields_word, "all",
        "Which requests have a line in the log: all, or problems (400 and "
        "above).",
        log_requests, 0, 0, log_requests),
};

const struct setting_row *settings_row(size_t i)
{
    return i < COUNT(settings_table) ? &settings_table[i].row : NULL;
}

static void read_setting(const struct fields_reader *reader,
                         const struct setting *setting,
                         const struct yaml_node *value,
                         struct settings *settings)
{
    const struct field field = {
        .name = setting->row.name,
        .offset = setting->offset,
        .words = setting->words,
        .min = setting->min,
        .max = setting->max,
    };

    setting->read(reader, &field, value, (char *)settings + setting->offset);
}

static void read_defaults(const struct fields_reader *reader,
                          struct settings *settings)
{
    const struct yaml_place place = {"defaults", 0};
    struct err err = {0};

    for (size_t i = 0; i < COUNT(settings_table); i++) {
        const struct setting *setting = &settings_table[i];
        const struct yaml_node *value = yaml_parse(
            str_from(setting->row.default_text), place, reader->arena, &err);
        if (!value)
            report_err(reader->report, reader->path, &err);
        else if (value->kind != YAML_SCALAR || value->text.len > 0)
            read_setting(reader, setting, value, settings);
    }
}

/* The part of a row's name that a file writes below `section`; NULL if the
   row belongs elsewhere. The empty section is the top. */
static const char *name_below(const struct setting *setting, struct str section)
{
    const char *name = setting->row.name;
    const char *dot = strchr(name, '.');

    if (section.len == 0)
        return dot ? NULL : name;
    if (!dot || !str_equal(section, (struct str){name, (size_t)(dot - name)}))
        return NULL;
    return dot + 1;
}

static const struct setting *find_setting(struct str section, struct str key)
{
    for (size_t i = 0; i < COUNT(settings_table); i++) {
        const char *name = name_below(&settings_table[i], section);
        if (name && str_is(key, name))
            return &settings_table[i];
    }
    return NULL;
}

static bool is_section(struct str key)
{
    for (size_t i = 0; i < COUNT(settings_table); i++)
        if (key.len > 0 && name_below(&settings_table[i], key))
            return true;
    return false;
}

/* The words that may stand in a section; at the top, sections are words. */
static size_t list_words(struct str section, const char **words)
{
    static const char *const sections[] = {"server",  "router", "limits",
                                           "refresh", "keep",   "log"};
    size_t count = 0;

    for (size_t i = 0; i < COUNT(settings_table); i++) {
        const char *name = name_below(&settings_table[i], section);
        if (name)
            words[count++] = name;
    }
    for (size_t i = 0; i < COUNT(sections) && section.len == 0; i++)
        words[count++] = sections[i];
    return count;
}

static void complain_of_key(const struct fields_reader *reader,
                            struct str section, const struct yaml_pair *pair)
{
    const char *words[COUNT(settings_table) + 8];
    size_t count = list_words(section, words);
    struct str hint = report_hint(pair->key, words, count, reader->arena);

    report_error(reader->report, reader->path, pair->key_line, pair->key_column,
                 "unknown setting \"%.*s%s%.*s\"%.*s", STR_ARG(section),
                 section.len > 0 ? "." : "", STR_ARG(report_quote(pair->key)),
                 STR_ARG(hint));
}

static void read_section(const struct fields_reader *reader, struct str section,
                         const struct yaml_node *mapping,
                         struct settings *settings)
{
    for (size_t i = 0; i < mapping->count; i++) {
        const struct yaml_pair *pair = &mapping->pairs[i];
        const struct setting *setting = find_setting(section, pair->key);
        if (setting)
            read_setting(reader, setting, pair->value, settings);
        else if (section.len > 0 || !is_section(pair->key))
            complain_of_key(reader, section, pair);
        else if (fields_is_kind(reader, arena_str(reader->arena, pair->key).ptr,
                                pair->value, YAML_MAPPING))
            read_section(reader, pair->key, pair->value, settings);
    }
}

/* What one setting says of another. */
static void check_together(const struct fields_reader *reader,
                           const struct yaml_node *root,
                           const struct settings *settings)
{
    const struct yaml_node *router = yaml_get(root, "router");
    const struct yaml_node *source = yaml_get(root, "default_source");

    if (settings->router_clarify > settings->router_accept)
        fields_complain(reader, router,
                        "\"router.clarify\" must not be above "
                        "\"router.accept\"");
    if (settings->default_source.len > 0 &&
        !settings_source(settings, settings->default_source))
        fields_complain(reader, source,
                        "\"default_source\" is \"%.*s\", which is not one of "
                        "the sources",
                        STR_ARG(settings->default_source));
}

const struct settings *settings_parse(struct str text, struct str path,
                                      struct arena *arena,
                                      struct report *report)
{
    const struct fields_reader reader = {path, arena, report};
    const struct yaml_place place = {arena_str(arena, path).ptr, 1};
    struct settings *settings = ARENA_NEW(arena, struct settings);
    size_t errors = report->error_count;
    const struct yaml_node *root;
    struct err err = {0};

    settings->default_source = (struct str){"", 0};
    read_defaults(&reader, settings);
    root = yaml_parse(text, place, arena, &err);
    if (!root) {
        report_err(report, path, &err);
        return NULL;
    }
    if (root->kind != YAML_MAPPING && !yaml_is_null(root))
        fields_complain(&reader, root, "settings are lines of \"name: value\"");
    else {
        read_section(&reader, (struct str){"", 0}, root, settings);
        if (report->error_count == errors)
            check_together(&reader, root, settings);
    }
    return settings;
}

const struct setting_source *settings_source(const struct settings *settings,
                                             struct str name)
{
    if (name.len == 0)
        name = settings->default_source;
    if (name.len == 0)
        return settings->source_count == 1 ? &settings->sources[0] : NULL;
    for (size_t i = 0; i < settings->source_count; i++)
        if (str_equal(settings->sources[i].name, name))
            return &settings->sources[i];
    return NULL;
}

const struct setting_cadence *settings_cadence(const struct settings *settings,
                                               struct str name)
{
    for (size_t i = 0; i < settings->cadence_count; i++)
        if (str_equal(settings->cadences[i].name, name))
            return &settings->cadences[i];
    return NULL;
}
