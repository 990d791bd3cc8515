/*
 * Rows are gathered as they come, then typed, then laid out as columns. All
 * that is said about them (chart, sentence, insights) is worked out from those
 * columns, because a filtered answer has nothing else: so the whole and the
 * part cannot disagree.
 *
 * The columns are laid out twice. What stands in their head (the chart's
 * columns, the sentence) is decided by reading them.
 */
#include "generate/generate.h"

#include <stdlib.h>

#include "base/memory.h"
#include "generate/chart_choose.h"
#include "generate/describe.h"
#include "generate/dump_json.h"
#include "generate/sentence.h"
#include "generate/typing.h"

struct making {
    const struct generate_job *job;
    struct gathered rows;
    struct column columns[COLUMNS_MAX];
    struct columns_builder *builder;
    struct columns_meta meta;
    struct buf draft; /* the columns, before all is known */
    struct buf sentence;
    char period[PERIOD_NAME_SIZE];
};

void generated_init(struct generated *out, size_t max_bytes)
{
    *out = (struct generated){0};
    if (max_bytes >= UINT32_MAX)
        max_bytes = UINT32_MAX - 1;
    buf_init(&out->json, max_bytes);
    buf_init(&out->columns, max_bytes);
}

void generated_release(struct generated *out)
{
    buf_release(&out->json);
    buf_release(&out->columns);
}

static struct source_limits limits_of(const struct generate_job *job)
{
    struct source_limits limits = job->limits;

    if (job->template->limit_rows > 0)
        limits.rows = job->template->limit_rows;
    if (limits.rows > COLUMNS_ROWS_MAX)
        limits.rows = COLUMNS_ROWS_MAX;
    if (job->template->limit_ms > 0)
        limits.timeout_ms = job->template->limit_ms > INT32_MAX
                                ? INT32_MAX
                                : (int32_t)job->template->limit_ms;
    limits.cut_rows = true;
    return limits;
}

void generate_bind_days(const struct generate_job *job,
                        struct generate_days *days)
{
    const struct {
        struct str name;
        struct date day;
    } all[] = {{STR("as_of"), job->as_of},
               {STR("from"), job->span.from},
               {STR("until"), job->span.until}};

    days->count = job->template->has_period ? COUNT(all) : 1;
    for (size_t i = 0; i < days->count; i++)
        days->parameters[i] = (struct source_parameter){
            all[i].name, str_from(date_format(all[i].day, days->texts[i]))};
}

static bool gather(struct making *making, struct source_view *view, int reader,
                   struct err *err)
{
    const struct generate_job *job = making->job;
    struct generate_days days;
    struct source_query query = {
        .sql = job->template->sql,
        .parameters = days.parameters,
        .limits = limits_of(job),
        .forbid_clock = true,
    };
    struct source_sink sink = gathered_sink(&making->rows);
    struct source_outcome outcome = {0};

    generate_bind_days(job, &days);
    query.parameter_count = days.count;
    if (!source_query(view, reader, &query, &sink, &outcome, err))
        return err_wrap(err, "%.*s", STR_ARG(job->template->path));
    making->meta.is_complete = job->template->is_complete && !outcome.was_cut;
    return true;
}

/* Answer, order and key must name columns; the chart is looked at later. */
struct places {
    struct place place;
    const struct gathered *rows;
    struct err *err;
    bool has_complained;
};

static bool check_place(void *context, struct str name)
{
    struct places *places = context;

    places->has_complained =
        place_find_column(places->place, "answer", places->rows, name,
                          places->err) < 0;
    return !places->has_complained;
}

static bool check_answer(struct making *making, struct err *err)
{
    const struct template *template = making->job->template;
    struct places places = {
        {template, template->answer_line, template->answer_column},
        &making->rows,
        err,
        false};

    if (sentence_places(template->answer, check_place, &places))
        return true;
    return !places.has_complained &&
           place_err(places.place, err, "answer: a { without its }");
}

static bool find_order(struct making *making, struct err *err)
{
    const struct template *template = making->job->template;
    struct place place = {template, template->order_line,
                          template->order_column_at};

    making->meta.order_column = -1;
    making->meta.order_descending = template->order_descending;
    if (template->order_column.len == 0)
        return true;
    making->meta.order_column = place_find_column(place, "order", &making->rows,
                                                  template->order_column, err);
    return making->meta.order_column >= 0;
}

static bool check_key(const struct making *making, struct err *err)
{
    const struct template *template = making->job->template;

    for (size_t i = 0; i < template->key.count; i++) {
        const struct template_text *name = &template->key.items[i];
        struct place place = {template, name->line, name->column};
        if (place_find_column(place, "key", &making->rows, name->text, err) < 0)
            return false;
    }
    return true;
}

static bool describe(struct making *making, struct err *err)
{
    const struct template *template = making->job->template;
    struct columns_meta *meta = &making->meta;

    meta->id = template->id;
    meta->title = template->title;
    meta->description = template->description;
    meta->answer = template->answer;
    if (template->has_period)
        meta->period = str_from(period_name(&template->period, making->period));
    meta->chart = (struct chart_spec){.x = -1, .series = -1};
    return describe_columns(making->job, &making->rows, making->columns, err) &&
           check_answer(making, err) && find_order(making, err) &&
           check_key(making, err);
}

static bool build(struct making *making, struct err *err)
{
    const struct gathered *rows = &making->rows;
    struct cell cells[COLUMNS_MAX];

    making->builder = columns_builder_new(making->columns, rows->column_count);
    for (uint32_t row = 0; row < rows->row_count; row++) {
        for (uint32_t i = 0; i < rows->column_count; i++) {
            struct typing typing = {making->columns[i].type,
                                    making->columns[i].is_big};
            if (!typing_cell(rows, row, i, typing, &cells[i], err))
                return err_wrap(err, "%.*s",
                                STR_ARG(making->job->template->path));
        }
        columns_builder_add_row(making->builder, cells);
    }
    return true;
}

static bool lay_out(struct making *making, struct buf *bytes,
                    struct columns *columns, struct err *err)
{
    buf_clear(bytes);
    return columns_builder_finish(making->builder, &making->meta, bytes, err) &&
           columns_open(buf_str(bytes), columns, err);
}

/* What is decided by looking at the columns. */
static bool look(struct making *making, struct err *err)
{
    const struct template *template = making->job->template;
    const struct sentence_view whole = {0};
    struct columns columns;
    struct rows rows;

    if (!lay_out(making, &making->draft, &columns, err))
        return err_wrap(err, "%.*s", STR_ARG(template->path));
    rows = (struct rows){&columns, NULL, columns.row_count};
    if (!chart_choose_declared(template, &making->rows, &rows,
                               &making->meta.chart, err))
        return false;
    sentence_write(&rows, &whole, making->job->format, &making->sentence);
    making->meta.sentence = buf_str(&making->sentence);
    return true;
}

static bool write_out(struct making *making, struct generated *out,
                      struct err *err)
{
    struct columns columns;
    uint32_t *offsets;

    if (!lay_out(making, &out->columns, &columns, err))
        return err_wrap(err, "%.*s", STR_ARG(making->job->template->path));
    offsets = ARENA_ARRAY(making->rows.arena, uint32_t,
                          columns.row_count + (size_t)1);
    buf_clear(&out->json);
    dump_json_write(making->job, &columns, offsets, &out->json);
    if (buf_overflowed(&out->json))
        return err_set(err, ERR_LIMIT,
                       "%.*s: the dump takes more than %zu "
                       "bytes",
                       STR_ARG(making->job->template->path),
                       out->json.max_bytes);
    columns_set_row_offsets(&out->columns, offsets, columns.row_count);
    out->row_count = columns.row_count;
    out->is_complete = making->meta.is_complete;
    return true;
}

bool generate_dump(const struct generate_job *job, struct source_view *view,
                   int reader, struct generated *out, struct err *err)
{
    struct making *making = MEMORY_NEW(struct making);
    bool ok;

    making->job = job;
    gathered_init(&making->rows);
    buf_init(&making->draft, out->columns.max_bytes);
    buf_init(&making->sentence, out->columns.max_bytes);
    ok = gather(making, view, reader, err) && describe(making, err) &&
         build(making, err) && look(making, err) && write_out(making, out, err);
    columns_builder_free(making->builder);
    buf_release(&making->sentence);
    buf_release(&making->draft);
    gathered_release(&making->rows);
    free(making);
    return ok;
}
