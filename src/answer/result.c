/*
 * What stands before the rows and after the insights is taken from the stored
 * dump as it is; only what changes is written anew. Members are found by text
 * that cannot occur inside a JSON string, since quotes are escaped there.
 */
#include "answer/result.h"

#include "analyse/insight.h"
#include "base/json_write.h"
#include "generate/chart.h"
#include "generate/dump_json.h"
#include "generate/sentence.h"

#define COLUMNS_KEY ",\"columns\":["
#define ANSWER_KEY ",\"answer\":"
#define METADATA_KEY ",\"metadata\":{\"row_count\":"

struct making {
    const struct snapshot_dump *dump;
    const struct route_slots *slots;
    const struct format *format;
    struct arena *arena;
    struct result *result;
    struct str raw;
    struct buf unpacked; /* what raw points to, if it had to be */
    struct buf out;      /* in the arena */
};

/* The last place of a key: what follows the rows is short. */
static ptrdiff_t find_last(struct str text, const char *key)
{
    size_t len = strlen(key);

    for (size_t i = text.len >= len ? text.len - len + 1 : 0; i-- > 0;)
        if (memcmp(text.ptr + i, key, len) == 0)
            return (ptrdiff_t)i;
    return -1;
}

/* ---- the sentence ---- */

static struct sentence_view view_of(const struct making *m)
{
    const struct route_slots *slots = m->slots;
    struct columns_meta meta = columns_meta(&m->dump->columns);
    struct str *texts = ARENA_ARRAY(m->arena, struct str, 64);
    int *columns = ARENA_ARRAY(m->arena, int, 64);
    struct sentence_view view = {.filters = texts, .filter_columns = columns};

    for (size_t i = 0; i < slots->filter_count; i++)
        for (size_t j = 0; j < slots->filters[i].value_count; j++) {
            if (view.filter_count == 64)
                break;
            columns[view.filter_count] = (int)slots->filters[i].column;
            texts[view.filter_count++] =
                slots->filters[i].is_excluded
                    ? arena_printf(m->arena, "all but %.*s",
                                   STR_ARG(slots->filters[i].values[j]))
                    : slots->filters[i].values[j];
        }
    view.is_reordered =
        slots->order_column >= 0 && slots->order_column != meta.order_column;
    view.order_column = slots->order_column;
    view.order_descending = slots->order_descending;
    view.is_reversed = slots->order_column >= 0 && !view.is_reordered &&
                       slots->order_descending != meta.order_descending;
    view.is_limited = m->result->match_count > m->result->rows.count;
    return view;
}

static void make_sentence(struct making *m)
{
    struct sentence_view view = view_of(m);
    struct buf text;

    if (m->slots->group_column >= 0) {
        view.filter_count = 0;
        view.is_reordered = view.is_reversed = false;
    }
    buf_init(&text, 64 * 1024);
    sentence_write(&m->result->rows, &view, m->format, &text);
    m->result->sentence = arena_str(m->arena, buf_str(&text));
    buf_release(&text);
}

/* ---- the JSON ---- */

static void write_stored_rows(struct making *m)
{
    const struct rows *rows = &m->result->rows;

    for (uint32_t i = 0; i < rows->count; i++) {
        if (i > 0)
            buf_add_char(&m->out, ',');
        buf_add(&m->out,
                columns_row_json(&m->dump->columns, m->raw, rows_at(rows, i)));
    }
}

static void write_grouped_rows(struct making *m)
{
    const struct columns *columns = m->result->rows.columns;

    for (uint32_t row = 0; row < columns->row_count; row++) {
        buf_add_text(&m->out, row > 0 ? ",{" : "{");
        for (uint32_t i = 0; i < columns->column_count; i++) {
            struct column column = columns_column(columns, i);
            json_write_comma(&m->out);
            json_write_string(&m->out, column.name);
            buf_add_char(&m->out, ':');
            dump_json_cell(columns, &column, i, row, &m->out);
        }
        buf_add_char(&m->out, '}');
    }
}

static bool write_opening(struct making *m, struct err *err)
{
    struct str raw = m->raw;
    ptrdiff_t columns = str_find(raw, str_from(COLUMNS_KEY));
    ptrdiff_t answer = str_find(raw, str_from(ANSWER_KEY));

    if (columns < 0 || answer < columns)
        return err_set(err, ERR_CORRUPT, "dump %.*s has another form",
                       STR_ARG(m->dump->entry->id));
    if (m->slots->group_column < 0) {
        buf_add_bytes(&m->out, raw.ptr, (size_t)answer);
        return true;
    }
    buf_add_bytes(&m->out, raw.ptr, (size_t)columns);
    buf_add_text(&m->out, COLUMNS_KEY);
    for (uint32_t i = 0; i < m->result->columns.column_count; i++) {
        struct column column = columns_column(&m->result->columns, i);
        dump_json_column(&column, &m->out);
    }
    buf_add_char(&m->out, ']');
    return true;
}

static bool write_closing(struct making *m, struct err *err)
{
    struct str raw = m->raw, rest;
    ptrdiff_t metadata = find_last(raw, METADATA_KEY);

    if (metadata < 0)
        return err_set(err, ERR_CORRUPT, "dump %.*s has another form",
                       STR_ARG(m->dump->entry->id));
    rest = str_skip(raw, (size_t)metadata + strlen(METADATA_KEY));
    str_cut(&rest, ',');
    buf_printf(&m->out,
               METADATA_KEY "%u,\"matching_rows\":%u,\"total_rows\":%u,",
               m->result->rows.count, m->result->match_count,
               m->dump->columns.row_count);
    buf_add(&m->out, rest);
    return true;
}

static bool write_json(struct making *m, struct err *err)
{
    struct columns_meta meta = columns_meta(m->result->rows.columns);

    if (!write_opening(m, err))
        return false;
    buf_add_text(&m->out, ANSWER_KEY);
    json_write_string(&m->out, m->result->sentence);
    buf_add_text(&m->out, ",\"data\":[");
    if (m->slots->group_column >= 0)
        write_grouped_rows(m);
    else
        write_stored_rows(m);
    buf_add_text(&m->out, "],\"chart_config\":");
    chart_write(&m->result->rows, &meta.chart, m->format, &m->out);
    buf_add_text(&m->out, ",\"insights\":");
    insights_write(&m->result->rows, m->format, &m->out);
    return write_closing(m, err);
}

/* ---- rows ---- */

static bool group_rows(struct making *m, const struct rows *rows,
                       struct err *err)
{
    struct buf bytes;
    struct str kept;
    bool ok;

    buf_init(&bytes, m->out.max_bytes);
    ok = choose_group(&m->dump->columns, rows, m->slots, m->arena, &bytes, err);
    kept = arena_str(m->arena, buf_str(&bytes));
    buf_release(&bytes);
    if (!ok || !columns_open(kept, &m->result->columns, err))
        return false;
    m->result->rows =
        (struct rows){&m->result->columns, NULL, m->result->columns.row_count};
    m->result->match_count = m->result->rows.count;
    return true;
}

/* Rows that were cut off may hold what was asked for. */
static bool is_knowable(const struct making *m, struct err *err)
{
    struct columns_meta meta = columns_meta(&m->dump->columns);

    if (meta.is_complete || m->result->rows.count > 0)
        return true;
    return err_set(err, ERR_INPUT,
                   "\"%.*s\" holds only some of the rows, and none of these",
                   STR_ARG(meta.title));
}

static bool find_raw(struct making *m, struct err *err)
{
    if (m->raw.len > 0)
        return true;
    if (!snapshot_unpack(m->dump, &m->unpacked, err))
        return false;
    m->raw = buf_str(&m->unpacked);
    return true;
}

static bool make(struct making *m, struct err *err)
{
    struct route_slots before_grouping = *m->slots;

    if (!choose_is_allowed(&m->dump->columns, m->slots, err))
        return false;
    if (m->slots->group_column >= 0) {
        before_grouping.order_column = -1;
        before_grouping.limit = 0;
    }
    m->result->rows = choose_rows(&m->dump->columns, &before_grouping, m->arena,
                                  &m->result->match_count);
    if (!is_knowable(m, err))
        return false;
    if (m->slots->group_column >= 0) {
        struct rows chosen = m->result->rows;
        if (!group_rows(m, &chosen, err))
            return false;
    }
    make_sentence(m);
    if (!find_raw(m, err) || !write_json(m, err))
        return false;
    if (buf_overflowed(&m->out))
        return err_set(err, ERR_LIMIT, "the answer is over %zu bytes",
                       m->out.max_bytes);
    m->result->json = buf_str(&m->out);
    return true;
}

bool result_make(const struct snapshot_dump *dump, struct str raw,
                 const struct route_slots *slots, const struct format *format,
                 size_t max_bytes, struct arena *arena, struct result *result,
                 struct err *err)
{
    struct making m = {.dump = dump,
                       .slots = slots,
                       .format = format,
                       .arena = arena,
                       .result = result,
                       .raw = raw};
    bool ok;

    *result = (struct result){0};
    buf_init(&m.unpacked, (size_t)dump->packed.raw_bytes + 1);
    buf_init_in(&m.out, arena, max_bytes);
    ok = make(&m, err);
    buf_release(&m.unpacked);
    return ok;
}
