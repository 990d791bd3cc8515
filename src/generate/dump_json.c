#include "generate/dump_json.h"

#include <inttypes.h>

#include "base/json_write.h"
#include "generate/chart.h"
#include "generate/words.h"

/* A member that is left out when there is nothing to say. */
static void write_optional(struct buf *out, const char *name, struct str text)
{
    if (text.len > 0)
        json_write_member(out, name, text);
}

static void write_word(struct buf *out, const char *name, enum words words,
                       int value)
{
    json_write_member(out, name, str_from(words_name(words, value)));
}

void dump_json_column(const struct column *column, struct buf *out)
{
    json_write_comma(out);
    buf_add_char(out, '{');
    json_write_member(out, "name", column->name);
    json_write_member(out, "label", column->label);
    write_word(out, "type", WORDS_TYPE, (int)column->type);
    write_word(out, "role", WORDS_ROLE, (int)column->role);
    write_optional(out, "entity", column->entity);
    if (column->aggregate != AGGREGATE_NONE)
        write_word(out, "aggregate", WORDS_AGGREGATE, (int)column->aggregate);
    if (column->format != FORMAT_PLAIN)
        write_word(out, "format", WORDS_FORMAT, (int)column->format);
    write_optional(out, "unit", column->unit);
    if (column->direction != DIRECTION_NONE)
        write_word(out, "direction", WORDS_DIRECTION, (int)column->direction);
    if (column->role == COLUMN_TIME)
        write_word(out, "grain", WORDS_GRAIN, (int)column->grain);
    buf_add_char(out, '}');
}

void dump_json_cell(const struct columns *columns, const struct column *column,
                    uint32_t i, uint32_t row, struct buf *out)
{
    if (columns_is_null(columns, i, row)) {
        buf_add_text(out, "null");
        return;
    }
    switch (column->type) {
    case COLUMN_INTEGER:
        if (column->is_big)
            buf_printf(out, "\"%" PRId64 "\"",
                       columns_integer(columns, i, row));
        else
            json_write_int(out, columns_integer(columns, i, row));
        break;
    case COLUMN_DECIMAL:
    case COLUMN_REAL:
        json_write_real(out, columns_number(columns, i, row));
        break;
    case COLUMN_BOOLEAN:
        json_write_bool(out, columns_integer(columns, i, row) != 0);
        break;
    case COLUMN_TEXT:
    case COLUMN_DATE:
    case COLUMN_TIMESTAMP:
        json_write_string(out, columns_text(columns, i, row));
        break;
    }
}

/* Names and descriptions of the columns, looked up once. */
static void write_data(const struct columns *columns, uint32_t *offsets,
                       struct buf *out)
{
    struct column described[COLUMNS_MAX];
    uint32_t count = columns->column_count;

    for (uint32_t i = 0; i < count; i++)
        described[i] = columns_column(columns, i);
    buf_add_char(out, '[');
    for (uint32_t row = 0; row < columns->row_count; row++) {
        json_write_comma(out);
        offsets[row] = (uint32_t)out->len;
        for (uint32_t i = 0; i < count; i++) {
            buf_add_char(out, i == 0 ? '{' : ',');
            json_write_string(out, described[i].name);
            buf_add_char(out, ':');
            dump_json_cell(columns, &described[i], i, row, out);
        }
        buf_add_char(out, '}');
    }
    offsets[columns->row_count] = (uint32_t)out->len + 1;
    buf_add_char(out, ']');
}

static void write_metadata(const struct generate_job *job,
                           const struct columns *columns, struct buf *out)
{
    const struct template *template = job->template;
    struct columns_meta meta = columns_meta(columns);

    buf_add_char(out, '{');
    json_write_member_int(out, "row_count", columns->row_count);
    json_write_member_bool(out, "complete", meta.is_complete);
    json_write_member(out, "source", job->source_name);
    json_write_member(out, "sql", template->sql);
    write_optional(out, "period", meta.period);
    json_write_member(out, "template_hash", str_from(template->hash));
    write_optional(out, "owner", template->owner);
    write_optional(out, "verified_by", template->verified_by);
    write_optional(out, "verified_at", template->verified_at);
    buf_add_char(out, '}');
}

static void start(struct buf *out, const char *name)
{
    json_write_next_key(out, name);
}

void dump_json_write(const struct generate_job *job,
                     const struct columns *columns, uint32_t *offsets,
                     struct buf *out)
{
    const struct template *template = job->template;
    struct columns_meta meta = columns_meta(columns);
    struct rows all = {columns, NULL, columns->row_count};

    buf_add_char(out, '{');
    json_write_member(out, "id", template->id);
    json_write_member(out, "query_name", template->name);
    json_write_member(out, "category", template->category);
    json_write_member(out, "title", template->title);
    json_write_member(out, "description", template->description);
    start(out, "columns");
    buf_add_char(out, '[');
    for (uint32_t i = 0; i < columns->column_count; i++) {
        struct column column = columns_column(columns, i);
        dump_json_column(&column, out);
    }
    buf_add_char(out, ']');
    json_write_member(out, "answer", meta.sentence);
    start(out, "data");
    write_data(columns, offsets, out);
    start(out, "chart_config");
    chart_write(&all, &meta.chart, job->format, out);
    start(out, "insights");
    if (job->write_insights)
        job->write_insights(&all, job->format, out);
    else
        buf_add_text(out, "[]");
    start(out, "metadata");
    write_metadata(job, columns, out);
    buf_add_char(out, '}');
}
