#include "answer/listing.h"

#include <inttypes.h>

#include "answer/answer.h"
#include "answer/envelope.h"
#include "base/json_write.h"
#include "base/map.h"

enum { VALUES_MAX = 100, SUGGESTIONS_MAX = 50 };

static struct str category_of(struct str id)
{
    return str_cut(&id, '/');
}

static void write_dump(const struct snapshot_dump *dump, int64_t now_s,
                       struct buf *out)
{
    struct columns_meta meta = columns_meta(&dump->columns);

    json_write_comma(out);
    buf_add_char(out, '{');
    json_write_member(out, "id", dump->entry->id);
    json_write_member(out, "category", category_of(dump->entry->id));
    json_write_member(out, "title", meta.title);
    json_write_member(out, "description", meta.description);
    json_write_member_int(out, "row_count", dump->entry->row_count);
    json_write_member_bool(out, "complete", dump->entry->is_complete);
    json_write_member_int(out, "raw_bytes", dump->entry->raw_bytes);
    json_write_member(out, "cadence", dump->entry->cadence);
    json_write_member(out, "content_hash", str_from(dump->entry->object.hash));
    envelope_write_freshness(dump, answer_is_stale(dump->entry, now_s), out);
    manifest_write_change(&dump->entry->change, out);
    buf_add_char(out, '}');
}

void listing_write_dumps(const struct served *served, int64_t now_s,
                         struct buf *out)
{
    const struct manifest *m = snapshot_manifest(served->snapshot);

    buf_add_char(out, '{');
    json_write_member_int(out, "snapshot", m->number);
    json_write_member_date(out, "as_of", m->as_of);
    json_write_open(out, "dumps", '[');
    for (size_t i = 0; i < snapshot_count(served->snapshot); i++)
        write_dump(snapshot_dump(served->snapshot, i), now_s, out);
    buf_add_char(out, ']');
    json_write_open(out, "failed", '[');
    for (size_t i = 0; i < m->failure_count; i++) {
        json_write_comma(out);
        buf_add_char(out, '{');
        json_write_member(out, "id", m->failures[i].id);
        json_write_member(out, "error", m->failures[i].error);
        json_write_member_time(out, "at", m->failures[i].at_s);
        buf_add_char(out, '}');
    }
    buf_add_text(out, "]}");
}

/* ---- capabilities ---- */

static void write_questions(const struct served *served, uint32_t template,
                            struct buf *out)
{
    json_write_open(out, "questions", '[');
    for (size_t i = 0; i < route_index_question_count(served->index, template);
         i++) {
        json_write_comma(out);
        json_write_string(out,
                          route_index_question(served->index, template, i));
    }
    buf_add_char(out, ']');
}

static void write_template(const struct served *served, uint32_t i,
                           struct buf *out)
{
    const struct snapshot_dump *dump = served->dumps[i];
    struct columns_meta meta = columns_meta(&dump->columns);

    json_write_comma(out);
    buf_add_char(out, '{');
    json_write_member(out, "id", dump->entry->id);
    json_write_member(out, "title", meta.title);
    json_write_member(out, "description", meta.description);
    if (meta.period.len > 0)
        json_write_member(out, "period", meta.period);
    write_questions(served, i, out);
    json_write_open(out, "columns", '[');
    for (uint32_t c = 0; c < dump->columns.column_count; c++) {
        json_write_comma(out);
        json_write_string(out, columns_column(&dump->columns, c).name);
    }
    buf_add_text(out, "]}");
}

/* Templates stand in order of id, so those of a category stand together. */
static void write_categories(const struct served *served, struct buf *out)
{
    size_t count = route_index_template_count(served->index);
    struct str open = {"", 0};

    json_write_open(out, "categories", '[');
    for (uint32_t i = 0; i < count; i++) {
        struct str category = category_of(served->dumps[i]->entry->id);
        if (!str_equal(category, open)) {
            if (open.len > 0)
                buf_add_text(out, "]}");
            json_write_comma(out);
            buf_add_char(out, '{');
            json_write_member(out, "name", category);
            json_write_open(out, "templates", '[');
            open = category;
        }
        write_template(served, i, out);
    }
    buf_add_text(out, open.len > 0 ? "]}]" : "]");
}

struct entity {
    struct str name;
    struct map values;
};

static struct entity *entity_of(struct entity **entities, size_t *count,
                                size_t *capacity, struct map *by_name,
                                struct str name, struct arena *arena)
{
    uint32_t i = map_add(by_name, name, (uint32_t)*count, NULL);

    if (i == *count) {
        *entities = arena_grow(arena, *entities, *count, capacity,
                               sizeof(struct entity));
        (*entities)[(*count)++] = (struct entity){.name = name};
    }
    return &(*entities)[i];
}

static void add_values(struct entity *entity, const struct columns *columns,
                       uint32_t column)
{
    for (uint32_t i = 0; i < columns_dictionary_count(columns, column); i++)
        map_add(&entity->values, columns_dictionary(columns, column, i), 1,
                NULL);
}

static void write_entity(const struct entity *entity, struct buf *out)
{
    json_write_comma(out);
    json_write_string(out, entity->name);
    buf_add_text(out, ":{");
    json_write_member_int(out, "count", entity->values.count);
    json_write_open(out, "values", '[');
    for (uint32_t i = 0; i < entity->values.count && i < VALUES_MAX; i++) {
        json_write_comma(out);
        json_write_string(out, entity->values.entries[i].key);
    }
    buf_add_text(out, "]}");
}

static void write_entities(const struct served *served, struct buf *out)
{
    struct arena *arena = arena_new();
    struct entity *entities = NULL;
    size_t count = 0, capacity = 0;
    struct map by_name;

    map_init(&by_name);
    for (size_t i = 0; i < snapshot_count(served->snapshot); i++) {
        const struct columns *columns =
            &snapshot_dump(served->snapshot, i)->columns;
        for (uint32_t c = 0; c < columns->column_count; c++) {
            struct column column = columns_column(columns, c);
            if (column.role == COLUMN_DIMENSION)
                add_values(entity_of(&entities, &count, &capacity, &by_name,
                                     column.entity.len > 0 ? column.entity
                                                           : column.name,
                                     arena),
                           columns, c);
        }
    }
    json_write_open(out, "entities", '{');
    for (size_t i = 0; i < count; i++) {
        write_entity(&entities[i], out);
        map_release(&entities[i].values);
    }
    buf_add_char(out, '}');
    map_release(&by_name);
    arena_free(arena);
}

static void write_notes(const struct catalogue *catalogue, struct buf *out)
{
    json_write_open(out, "notes", '[');
    for (size_t i = 0; i < catalogue->note_count; i++) {
        json_write_comma(out);
        buf_add_char(out, '{');
        json_write_member(out, "category", catalogue->notes[i].category);
        json_write_member(out, "name", catalogue->notes[i].name);
        json_write_member(out, "title", catalogue->notes[i].title);
        buf_add_char(out, '}');
    }
    buf_add_char(out, ']');
}

void listing_write_capabilities(const struct served *served,
                                const struct catalogue *catalogue,
                                struct buf *out)
{
    buf_add_char(out, '{');
    json_write_member(out, "project", catalogue->settings->name);
    json_write_member_int(out, "snapshot",
                          snapshot_manifest(served->snapshot)->number);
    write_categories(served, out);
    write_entities(served, out);
    write_notes(catalogue, out);
    buf_add_char(out, '}');
}

void listing_write_suggestions(const struct served *served, struct str text,
                               size_t limit, struct arena *arena,
                               struct buf *out)
{
    struct route_choice choices[SUGGESTIONS_MAX];
    size_t count;

    if (limit > SUGGESTIONS_MAX)
        limit = SUGGESTIONS_MAX;
    count = route_suggest(served->index, text, choices, limit, served->coverage,
                          arena);
    buf_add_char(out, '{');
    json_write_open(out, "suggestions", '[');
    for (size_t i = 0; i < count; i++) {
        json_write_comma(out);
        buf_add_char(out, '{');
        envelope_write_choice(&choices[i], served, out);
        buf_add_char(out, '}');
    }
    buf_add_text(out, "]}");
}

/* ---- CSV ---- */

static void write_csv_text(struct str text, struct buf *out)
{
    bool is_formula = text.len > 0 && (strchr("=+-@", text.ptr[0]) != NULL ||
                                       (unsigned char)text.ptr[0] < 0x20);

    buf_add_char(out, '"');
    if (is_formula)
        buf_add_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            buf_add_char(out, '"');
        buf_add_char(out, text.ptr[i]);
    }
    buf_add_char(out, '"');
}

static void write_csv_cell(const struct columns *columns,
                           const struct column *column, uint32_t i,
                           uint32_t row, struct buf *out)
{
    if (columns_is_null(columns, i, row))
        return;
    switch (column->type) {
    case COLUMN_INTEGER:
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
        write_csv_text(columns_text(columns, i, row), out);
        break;
    }
}

void listing_write_csv(const struct rows *rows, struct buf *out)
{
    const struct columns *columns = rows->columns;

    for (uint32_t c = 0; c < columns->column_count; c++) {
        if (c > 0)
            buf_add_char(out, ',');
        write_csv_text(columns_column(columns, c).name, out);
    }
    buf_add_text(out, "\r\n");
    for (uint32_t i = 0; i < rows->count; i++) {
        for (uint32_t c = 0; c < columns->column_count; c++) {
            struct column column = columns_column(columns, c);
            if (c > 0)
                buf_add_char(out, ',');
            write_csv_cell(columns, &column, c, rows_at(rows, i), out);
        }
        buf_add_text(out, "\r\n");
    }
}

/* ---- ids ---- */

struct str listing_nearest(const struct served *served, struct str id)
{
    struct str best = {"", 0};
    int best_distance = 4;

    for (size_t i = 0; i < snapshot_count(served->snapshot); i++) {
        struct str known = snapshot_dump(served->snapshot, i)->entry->id;
        int distance = str_distance(known, id, 3);
        if (distance < best_distance) {
            best_distance = distance;
            best = known;
        }
    }
    return best;
}

struct str listing_forward(const struct served *served, struct str id,
                           bool *is_deleted)
{
    const struct manifest *m = snapshot_manifest(served->snapshot);

    *is_deleted = false;
    for (size_t i = 0; i < m->forward_count; i++)
        if (str_equal(m->forwards[i].from, id))
            return m->forwards[i].to;
    for (size_t i = 0; i < m->deleted_count && !*is_deleted; i++)
        *is_deleted = str_equal(m->deleted[i], id);
    return (struct str){"", 0};
}
