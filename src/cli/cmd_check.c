#include "cli/commands.h"

#include <stdio.h>

#include "base/json_write.h"
#include "cli/check_questions.h"
#include "cli/project.h"
#include "generate/sentence.h"
#include "source/source.h"

static const struct source_parameter parameters[] = {
    {STR("from"), STR("2000-01-01")},
    {STR("until"), STR("2000-01-01")},
    {STR("as_of"), STR("2000-01-01")},
};

struct prepared {
    const struct template *template;
    struct report *report;
    const char **names; /* of the columns that the SQL returns */
    size_t count;
};

/* Every column the header speaks of must be one that the SQL returns. */
static void look_for(const struct prepared *p, const char *what,
                     struct str name, int line, int column)
{
    struct str hint;

    if (name.len == 0)
        return;
    for (size_t i = 0; i < p->count; i++)
        if (str_is(name, p->names[i]))
            return;
    hint = report_hint(name, p->names, p->count, p->report->arena);
    report_error(p->report, p->template->path, line, column,
                 "%s: the SQL returns no column \"%.*s\"%.*s", what,
                 STR_ARG(report_quote(name)), STR_ARG(hint));
}

static void look_for_all(const struct prepared *p, const char *what,
                         const struct template_texts *names)
{
    for (size_t i = 0; i < names->count; i++)
        look_for(p, what, names->items[i].text, names->items[i].line,
                 names->items[i].column);
}

static bool look_for_place(void *context, struct str name)
{
    const struct prepared *p = context;

    look_for(p, "answer", name, p->template->answer_line,
             p->template->answer_column);
    return true;
}

static bool look_at_columns(void *context, const struct source_column *columns,
                            size_t count, struct err *err)
{
    struct prepared *p = context;
    const struct template *t = p->template;
    const struct template_chart *chart = &t->chart;

    (void)err;
    p->names = ARENA_ARRAY(p->report->arena, const char *, count);
    p->count = count;
    for (size_t i = 0; i < count; i++)
        p->names[i] = arena_str(p->report->arena, columns[i].name).ptr;
    for (size_t i = 0; i < t->column_count; i++)
        look_for(p, "columns", t->columns[i].name, t->columns[i].line,
                 t->columns[i].column);
    look_for(p, "order", t->order_column, t->order_line, t->order_column_at);
    look_for(p, "chart", chart->x, chart->x_line, chart->x_column);
    look_for(p, "chart", chart->series, chart->series_line,
             chart->series_column);
    look_for_all(p, "chart", &chart->y);
    look_for_all(p, "key", &t->key);
    /* Its braces were looked at when the file was read. */
    (void)sentence_places(t->answer, look_for_place, p);
    return true;
}

static void prepare(struct source_view *view, const struct settings *settings,
                    const struct template *t, struct report *report)
{
    struct prepared prepared = {.template = t, .report = report};
    struct source_sink sink = {.columns = look_at_columns,
                               .context = &prepared};
    struct source_query query = {
        .sql = t->sql,
        .parameters = parameters,
        .parameter_count = COUNT(parameters),
        .limits = {.rows = 1,
                   .bytes = 1 << 20,
                   .timeout_ms = (int32_t)settings->query_ms},
        .forbid_clock = true};
    struct err err = {0};

    if (!source_prepare(view, 0, &query, &sink, NULL, &err))
        report_error(report, t->path, t->sql_line, 1, "%s", err.text);
    if (t->refresh_key.len == 0)
        return;
    query.sql = t->refresh_key;
    if (!source_prepare(view, 0, &query, &(struct source_sink){0}, NULL, &err))
        report_error(report, t->path, 0, 0, "refresh_key: %s", err.text);
}

static void check_source(struct project *project,
                         const struct setting_source *setting)
{
    const struct catalogue *catalogue = project->catalogue;
    const struct settings *s = catalogue->settings;
    struct source_options options = {
        .busy_timeout_ms = (int32_t)s->busy_timeout_ms,
        .sql_max_bytes = (size_t)s->sql_bytes,
        .value_max_bytes = (size_t)s->value_bytes,
        .hidden_tables = setting->hidden_tables,
        .hidden_table_count = setting->hidden_table_count};
    struct err err = {0};
    struct source *source = source_open(setting->url, &options, &err);
    struct source_view *view =
        source ? source_view_open(source, 1, &err) : NULL;

    if (!view)
        report_error(&project->report, str_from("config/reckoner.yaml"), 0, 0,
                     "source %.*s: %s", STR_ARG(setting->name), err.text);
    for (size_t i = 0; view && i < catalogue->template_count; i++)
        if (settings_source(s, catalogue->templates[i]->source) == setting)
            prepare(view, s, catalogue->templates[i], &project->report);
    if (view)
        source_view_close(view);
    if (source)
        source_close(source);
}

static void check_sources(struct project *project)
{
    const struct settings *settings = project->catalogue->settings;

    for (size_t i = 0; i < settings->source_count; i++)
        if (settings->sources[i].url.len > 0)
            check_source(project, &settings->sources[i]);
}

static void print_json(const struct report *report, size_t untried)
{
    struct buf out;

    buf_init(&out, 64 * 1024 * 1024);
    buf_add_char(&out, '{');
    json_write_member_int(&out, "errors", (int64_t)report->error_count);
    json_write_member_int(&out, "warnings", (int64_t)report->warning_count);
    json_write_member_int(&out, "templates_not_tried", (int64_t)untried);
    json_write_open(&out, "findings", '[');
    for (size_t i = 0; i < report->count; i++) {
        const struct report_item *item = &report->items[i];
        json_write_comma(&out);
        buf_add_char(&out, '{');
        json_write_member(&out, "file", item->file);
        json_write_member_int(&out, "line", item->line);
        json_write_member_int(&out, "column", item->column);
        json_write_member(&out, "severity",
                          str_from(item->is_warning ? "warning" : "error"));
        json_write_member(&out, "text", item->text);
        buf_add_char(&out, '}');
    }
    buf_add_text(&out, "]}\n");
    fputs(buf_str(&out).ptr, stdout);
    buf_release(&out);
}

static void print_count(size_t count, const char *what, const char *after)
{
    printf("%zu %s%s%s", count, what, count == 1 ? "" : "s", after);
}

static void print_summary(const struct project *project)
{
    print_count(project->catalogue->template_count, "template", ": ");
    print_count(project->report.error_count, "error", ", ");
    print_count(project->report.warning_count, "warning", "\n");
}

/* So that nobody takes what was not looked at for what is well. */
static void print_untried(const struct questions_tried *tried, size_t untried)
{
    static const char next[] = "run reckoner regenerate, then check again";

    if (untried > 0 && tried->count == 0)
        printf("questions were not tried: there are no dumps yet; %s\n", next);
    else if (untried > 0)
        printf("questions of %zu template%s were not tried: there %s yet; %s\n",
               untried, untried == 1 ? "" : "s",
               untried == 1 ? "is no dump of it" : "are no dumps of them",
               next);
    if (tried->changed > 0)
        printf("%zu template%s changed since the last run, and %s questions "
               "were tried on the dumps of before; %s\n",
               tried->changed, tried->changed == 1 ? "" : "s",
               tried->changed == 1 ? "its" : "their", next);
}

int cmd_check(struct invocation *call)
{
    struct questions_tried tried = {0};
    struct project project;

    project_load(call, &project);
    if (!command_option(call, "--no-source"))
        check_sources(&project);
    if (project.report.error_count == 0)
        check_questions(&project, &tried);
    report_sort(&project.report);
    size_t untried = project.catalogue->template_count - tried.count;
    if (command_option(call, "--json")) {
        print_json(&project.report, untried);
    } else {
        project_print_report(call, &project, true);
        print_summary(&project);
        if (project.report.error_count == 0)
            print_untried(&tried, untried);
    }
    return project.report.error_count > 0 ? EXIT_USAGE : EXIT_DONE;
}
