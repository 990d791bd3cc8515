#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/fs.h"
#include "base/json_write.h"
#include "cli/project.h"
#include "source/source_batch.h"

enum {
    BATCH_BYTES_MAX = 256 * 1024 * 1024,
    ROWS_DEFAULT = 1000,
    ROWS_MAX = 10000000,
    BATCH_ROWS = 100000,
    TIMEOUT_MAX_MS = 3600000,
    BATCH_TIMEOUT_MS = 250,
};

struct printing {
    struct buf line;
    bool as_json;
    int64_t row_count;
    struct str *names; /* of the columns, for JSON */
    struct arena *arena;
};

static void write_value(struct printing *p, const struct source_value *value)
{
    switch (value->type) {
    case SOURCE_NULL:
        buf_add_text(&p->line, p->as_json ? "null" : "");
        break;
    case SOURCE_INTEGER:
        json_write_int(&p->line, value->integer);
        break;
    case SOURCE_REAL:
        json_write_real(&p->line, value->real);
        break;
    case SOURCE_TEXT:
        if (!p->as_json)
            buf_add(&p->line, value->text);
        else if (str_is_utf8(value->text, NULL))
            json_write_string(&p->line, value->text);
        else
            buf_add_text(&p->line, "\"(not UTF-8)\"");
        break;
    case SOURCE_BLOB:
        buf_printf(&p->line, p->as_json ? "\"(%zu bytes)\"" : "(%zu bytes)",
                   value->text.len);
        break;
    }
}

static bool print_columns(void *context, const struct source_column *columns,
                          size_t count, struct err *err)
{
    struct printing *p = context;

    (void)err;
    p->names = ARENA_ARRAY(p->arena, struct str, count);
    for (size_t i = 0; i < count; i++) {
        p->names[i] = arena_str(p->arena, columns[i].name);
        if (!p->as_json)
            printf("%s%.*s", i > 0 ? "\t" : "", STR_ARG(columns[i].name));
    }
    printf(p->as_json ? "[" : "\n");
    return true;
}

static bool print_row(void *context, const struct source_value *values,
                      size_t count, struct err *err)
{
    struct printing *p = context;

    buf_clear(&p->line);
    if (p->as_json)
        buf_add_text(&p->line, p->row_count > 0 ? ",\n{" : "\n{");
    for (size_t i = 0; i < count; i++) {
        if (p->as_json) {
            json_write_comma(&p->line);
            json_write_string(&p->line, p->names[i]);
            buf_add_char(&p->line, ':');
        } else if (i > 0) {
            buf_add_char(&p->line, '\t');
        }
        write_value(p, &values[i]);
    }
    buf_add_text(&p->line, p->as_json ? "}" : "\n");
    if (buf_overflowed(&p->line))
        return err_set(err, ERR_LIMIT, "a row is too long to print");
    fwrite(p->line.ptr, 1, p->line.len, stdout);
    p->row_count++;
    return true;
}

static bool run_statement(struct source_view *view, struct source_query *query,
                          struct invocation *call, struct err *err)
{
    struct printing printing = {.as_json =
                                    command_option(call, "--json") != NULL,
                                .arena = call->arena};
    struct source_sink sink = {print_columns, print_row, &printing};
    struct source_outcome outcome;
    bool ok;

    buf_init(&printing.line, 64 * 1024 * 1024);
    query->sql = str_from(call->words[0]);
    ok = source_query(view, 0, query, &sink, &outcome, err);
    if (ok && printing.as_json)
        printf("\n]\n");
    if (ok && outcome.was_cut)
        fprintf(stderr, "only the first %lld rows: use --limit for more\n",
                (long long)outcome.row_count);
    buf_release(&printing.line);
    return ok;
}

static bool print_verdict(void *context,
                          const struct source_batch_result *result,
                          struct err *err)
{
    (void)context;
    (void)err;
    if (result->is_allowed)
        printf("allowed\n");
    else
        printf("refused\t%s\n", result->reason);
    return true;
}

static bool run_batch(struct source_view *view,
                      const struct source_query *frame, const char *path,
                      struct err *err)
{
    struct buf text;
    bool ok;

    buf_init(&text, BATCH_BYTES_MAX);
    ok = fs_read(path, &text, err) &&
         source_batch_run(view, 0, buf_str(&text), frame, NULL, print_verdict,
                          NULL, err);
    buf_release(&text);
    return ok;
}

/* What --hide names, beside what the configuration hides. */
static void add_hidden(struct invocation *call,
                       const struct setting_source *setting,
                       struct source_options *options)
{
    const char *text = command_option(call, "--hide");
    size_t known = setting ? setting->hidden_table_count : 0;
    struct str rest = text ? str_from(text) : (struct str){"", 0};
    struct str *names =
        ARENA_ARRAY(call->arena, struct str, known + rest.len + 1);
    size_t count = 0;

    for (; count < known; count++)
        names[count] = setting->hidden_tables[count];
    while (rest.len > 0) {
        names[count] = str_trim(str_cut(&rest, ','));
        count += names[count].len > 0;
    }
    options->hidden_tables = names;
    options->hidden_table_count = count;
}

/* A configured name, a URL, or the project's own when nothing is said. */
static struct source *open_source(struct invocation *call,
                                  const struct project *project,
                                  struct err *err)
{
    const struct settings *settings = project->catalogue->settings;
    const char *given = command_option(call, "--source");
    struct str name = given ? str_from(given) : (struct str){"", 0};
    const struct setting_source *setting = settings_source(settings, name);
    struct source_options options = {.busy_timeout_ms =
                                         (int32_t)settings->busy_timeout_ms};

    /* With a mistake beside it, who knows what should have been hidden. */
    if (setting && !project_is_usable(call, project)) {
        err_set(err, ERR_INPUT, "source %.*s is not opened",
                STR_ARG(setting->name));
        return NULL;
    }
    add_hidden(call, setting, &options);
    if (setting)
        return source_open(setting->url, &options, err);
    if (given && (strchr(given, ':') || strchr(given, '/')))
        return source_open(
            str_starts_with(name, "sqlite:") ? name : command_path(call, given),
            &options, err);
    /* A mistake in the settings may be why it is not there. */
    (void)project_is_usable(call, project);
    err_set(err, ERR_NOT_FOUND,
            given ? "there is no source \"%.100s\" in config/reckoner.yaml"
                  : "say which source: --source NAME, or a URL%s",
            given ? given : "");
    return NULL;
}

static bool read_number(struct invocation *call, const char *option,
                        int64_t max, int64_t *number, struct err *err)
{
    const char *text = command_option(call, option);

    return !text || str_to_int(str_from(text), 1, max, number) ||
           err_set(err, ERR_INPUT, "%s takes a number from 1 to %lld", option,
                   (long long)max);
}

/* A file of statements is judged as a stranger's would be: what floods or
   takes long is refused. One statement is its operator's own. */
static bool make_limits(struct invocation *call,
                        const struct settings *settings,
                        struct source_limits *limits, struct err *err)
{
    bool is_batch = command_option(call, "--batch") != NULL;
    int64_t timeout_ms = is_batch ? BATCH_TIMEOUT_MS : settings->query_ms;

    *limits =
        (struct source_limits){.rows = is_batch ? BATCH_ROWS : ROWS_DEFAULT,
                               .bytes = settings->query_bytes,
                               .cut_rows = !is_batch};
    if (!read_number(call, "--limit", ROWS_MAX, &limits->rows, err) ||
        !read_number(call, "--timeout", TIMEOUT_MAX_MS, &timeout_ms, err))
        return false;
    limits->timeout_ms = (int32_t)timeout_ms;
    return true;
}

static bool run(struct invocation *call, const struct settings *settings,
                struct source *source, struct err *err)
{
    const char *batch = command_option(call, "--batch");
    struct source_query query = {0};
    struct source_view *view;
    bool ok;

    if (!make_limits(call, settings, &query.limits, err))
        return false;
    view = source_view_open(source, 1, err);
    if (!view)
        return false;
    if (batch)
        ok = run_batch(view, &query, command_path(call, batch).ptr, err);
    else
        ok = run_statement(view, &query, call, err);
    source_view_close(view);
    return ok;
}

int cmd_sql(struct invocation *call)
{
    struct project project;
    struct source *source;
    struct err err = {0};
    bool ok;

    if (!command_option(call, "--batch") == (call->word_count == 0)) {
        err_set(&err, ERR_INPUT,
                "give one statement, or --batch FILE: `reckoner help sql`");
        return command_fail(&err);
    }
    project_list(call, &project);
    source = open_source(call, &project, &err);
    if (!source)
        return command_fail(&err);
    ok = run(call, project.catalogue->settings, source, &err);
    source_close(source);
    return ok ? EXIT_DONE : command_fail(&err);
}
