#include "unit/generate/generate_fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "analyse/insight.h"
#include "test.h"

static const struct template *read_template(struct arena *arena,
                                            const char *header, const char *sql)
{
    struct report report;
    struct str text = arena_printf(
        arena, "/*---\ntitle: T\nquestions: [Which one?]\n%s\n---*/\n%s",
        header, sql);
    const struct template *template;

    report_init(&report, arena);
    template =
        template_parse(text, str_from("sales/top"),
                       str_from("queries/sales/top.sql"), arena, &report);
    if (!template)
        fail_msg("%.*s", STR_ARG(report_line(&report.items[0], arena)));
    return template;
}

static struct generate_job job_of(const struct made *made, int64_t limit_rows)
{
    static const struct calendar calendar = {1, 1};
    struct date as_of = date_from_ymd(2026, 11, 20);

    return (struct generate_job){
        .template = made->template,
        .as_of = as_of,
        .span = made->template->has_period
                    ? period_resolve(&made->template->period, as_of, &calendar)
                    : (struct span){{0}, {0}},
        .source_name = STR("warehouse"),
        .currency = STR("USD"),
        .limits = {.rows = limit_rows, .bytes = 64 << 20, .timeout_ms = 60000},
        .format = made->format,
        .write_insights = insights_write,
    };
}

static void open_dump(struct made *made)
{
    static const struct json_limits limits = {MADE_BYTES, 64};

    if (!columns_open(buf_str(&made->out.columns), &made->columns, &made->err))
        fail_msg("%s", made->err.text);
    made->json = json_parse(buf_str(&made->out.json), &limits, &made->err);
    if (!made->json)
        fail_msg("%s: %s", made->err.text, made->out.json.ptr);
}

struct made made_with(const char *script, const char *header, const char *sql,
                      int64_t limit_rows, size_t max_bytes)
{
    struct made made = {.fixture = fixture_new(script), .arena = arena_new()};
    struct source *source = fixture_open(&made.fixture);
    struct source_view *view = fixture_view(source, 1);
    struct generate_job job;

    made.template = read_template(made.arena, header, sql);
    made.format = format_open(str_from("en_US"), str_from("USD"), &made.err);
    assert_non_null(made.format);
    job = job_of(&made, limit_rows);
    generated_init(&made.out, max_bytes);
    made.ok = generate_dump(&job, view, 0, &made.out, &made.err);
    source_view_close(view);
    source_close(source);
    if (made.ok)
        open_dump(&made);
    return made;
}

struct made made_from(const char *script, const char *header, const char *sql)
{
    return made_with(script, header, sql, 10000, MADE_BYTES);
}

struct made made_values(const char *header, const char *names,
                        const char *values)
{
    struct buf sql;
    struct made made;

    buf_init(&sql, 1 << 20);
    buf_printf(&sql, "WITH t(%s) AS (VALUES %s) SELECT * FROM t", names,
               values);
    made = made_from("CREATE TABLE unused(x)", header, sql.ptr);
    buf_release(&sql);
    if (!made.ok)
        fail_msg("%s", made.err.text);
    return made;
}

void made_free(struct made *made)
{
    json_free(made->json);
    generated_release(&made->out);
    format_close(made->format);
    arena_free(made->arena);
    fixture_free(&made->fixture);
}

void made_expect_error(const char *header, const char *sql, const char *text)
{
    struct made made = made_from("CREATE TABLE unused(x)", header, sql);

    if (made.ok)
        fail_msg("no error, but: %s", made.out.json.ptr);
    if (!strstr(made.err.text, text))
        fail_msg("'%s' has no '%s'", made.err.text, text);
    made_free(&made);
}

void made_expect(const struct made *made, const char *text)
{
    if (!made->ok)
        fail_msg("%s", made->err.text);
    if (!strstr(made->out.json.ptr, text))
        fail_msg("no '%s' in: %s", text, made->out.json.ptr);
}

static const char *say(struct made *made, const struct rows *rows,
                       const struct sentence_view *view)
{
    struct buf text;
    struct str kept;

    buf_init(&text, 1 << 20);
    sentence_write(rows, view, made->format, &text);
    kept = arena_str(made->arena, buf_str(&text));
    buf_release(&text);
    return kept.ptr;
}

const char *made_sentence(struct made *made)
{
    return columns_meta(&made->columns).sentence.len > 0
               ? json_string(json_get(made->json, "answer")).ptr
               : "";
}

const char *made_filtered(struct made *made, const char *column,
                          const char *value, bool is_reversed)
{
    uint32_t count = made->columns.row_count, kept = 0;
    uint32_t *index = ARENA_ARRAY(made->arena, uint32_t, count + 1);
    int at = column ? columns_find(&made->columns, str_from(column)) : -1;
    struct str text = str_from(value ? value : "");
    struct sentence_view view = {.filters = &text,
                                 .filter_columns = &at,
                                 .filter_count = column ? 1 : 0,
                                 .is_reversed = is_reversed};
    struct rows rows = {&made->columns, index, 0};

    for (uint32_t i = 0; i < count; i++) {
        uint32_t row = is_reversed ? count - 1 - i : i;
        if (at < 0 ||
            str_equal(columns_text(&made->columns, (uint32_t)at, row), text))
            index[kept++] = row;
    }
    rows.count = kept;
    return say(made, &rows, &view);
}
