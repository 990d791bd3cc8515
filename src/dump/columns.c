/*
 * One block of bytes:
 *
 *     header      struct head
 *     columns     struct head_column, one after the other
 *     offsets     row_count + 1 numbers of 32 bits
 *     per column  numbers (64 bits a row), or codes (32 bits a row) and a
 *                 dictionary (struct text_ref an entry)
 *     text        what every text_ref points into
 *
 * Every part begins at a multiple of 8. Structures are written as they lie in
 * memory: every member is naturally aligned, and padding is spelt out, so that
 * the same rows give the same bytes.
 */
#include "dump/columns.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "the bytes on disk are little-endian");

static const char magic[8] = "RKNCOLS";

struct text_ref {
    uint32_t offset, len;
};

struct head {
    char magic[8];
    uint32_t version;
    uint32_t total_bytes;
    uint32_t column_count, row_count;
    struct text_ref id, title, description, answer, sentence, period;
    int32_t order_column;
    uint8_t is_complete, order_descending, chart_type, chart_y_count;
    int32_t chart_x, chart_series, chart_y[COLUMNS_Y_MAX];
    uint32_t columns_offset, row_offsets_offset;
};

struct head_column {
    struct text_ref name, label, entity, unit;
    uint8_t type, role, aggregate, format, direction, grain, is_big, padding;
    uint32_t values_offset; /* numbers or codes */
    uint32_t dictionary_offset, dictionary_count;
    uint32_t padding_2;
};

_Static_assert(sizeof(struct head) == 112 && sizeof(struct head_column) == 56,
               "no hidden padding");

/* ---- making ---- */

struct builder_column {
    struct column column;
    struct map dictionary;
    uint32_t *codes;
    union number {
        int64_t integer;
        double real;
    } * numbers;
};

struct columns_builder {
    struct arena *arena; /* texts */
    struct builder_column *columns;
    uint32_t column_count, row_count, row_capacity;
};

static bool has_dictionary(enum column_type type)
{
    return type == COLUMN_TEXT || type == COLUMN_DATE ||
           type == COLUMN_TIMESTAMP;
}

static bool is_whole(enum column_type type)
{
    return type == COLUMN_INTEGER || type == COLUMN_BOOLEAN;
}

struct columns_builder *columns_builder_new(const struct column *columns,
                                            uint32_t column_count)
{
    struct arena *arena = arena_new();
    struct columns_builder *builder = ARENA_NEW(arena, struct columns_builder);

    assert(column_count <= COLUMNS_MAX);
    builder->arena = arena;
    builder->column_count = column_count;
    builder->columns = ARENA_ARRAY(arena, struct builder_column, column_count);
    for (uint32_t i = 0; i < column_count; i++) {
        struct column *column = &builder->columns[i].column;
        *column = columns[i];
        column->name = arena_str(arena, column->name);
        column->label = arena_str(arena, column->label);
        column->entity = arena_str(arena, column->entity);
        column->unit = arena_str(arena, column->unit);
        map_init(&builder->columns[i].dictionary);
    }
    return builder;
}

void columns_builder_free(struct columns_builder *builder)
{
    if (!builder)
        return;
    for (uint32_t i = 0; i < builder->column_count; i++) {
        map_release(&builder->columns[i].dictionary);
        free(builder->columns[i].codes);
        free(builder->columns[i].numbers);
    }
    arena_free(builder->arena);
}

static void grow_rows(struct columns_builder *builder)
{
    uint32_t capacity = builder->row_capacity ? builder->row_capacity * 2 : 64;

    for (uint32_t i = 0; i < builder->column_count; i++) {
        struct builder_column *c = &builder->columns[i];
        if (has_dictionary(c->column.type))
            c->codes = memory_grow(c->codes, capacity, sizeof(uint32_t));
        else
            c->numbers =
                memory_grow(c->numbers, capacity, sizeof(union number));
    }
    builder->row_capacity = capacity;
}

static uint32_t code_of(struct columns_builder *builder,
                        struct builder_column *c, struct str text)
{
    uint32_t code = map_get(&c->dictionary, text);

    if (code != MAP_NONE)
        return code;
    return map_add(&c->dictionary, arena_str(builder->arena, text),
                   c->dictionary.count, NULL);
}

/* NULL is NaN; for whole numbers, the one integer that JSON cannot carry. */
static union number number_of(enum column_type type, const struct cell *cell)
{
    if (is_whole(type))
        return (union number){.integer =
                                  cell->is_null ? INT64_MIN : cell->integer};
    return (union number){.real = cell->is_null ? (double)NAN : cell->number};
}

void columns_builder_add_row(struct columns_builder *builder,
                             const struct cell *cells)
{
    uint32_t row = builder->row_count;

    assert(row < COLUMNS_ROWS_MAX);
    if (row == builder->row_capacity)
        grow_rows(builder);
    for (uint32_t i = 0; i < builder->column_count; i++) {
        struct builder_column *c = &builder->columns[i];
        if (!has_dictionary(c->column.type))
            c->numbers[row] = number_of(c->column.type, &cells[i]);
        else if (cells[i].is_null)
            c->codes[row] = COLUMNS_NULL;
        else
            c->codes[row] = code_of(builder, c, cells[i].text);
    }
    builder->row_count++;
}

/* Where things go, decided before anything is written. */
struct layout {
    struct buf *bytes;
    size_t start;
    struct buf text;
};

static uint32_t here(const struct layout *layout)
{
    return (uint32_t)(layout->bytes->len - layout->start);
}

static void align(struct layout *layout)
{
    static const char zeros[8] = {0};
    buf_add_bytes(layout->bytes, zeros, (8 - here(layout) % 8) % 8);
}

/* Offsets into the text are turned into offsets into the whole at the end. */
static struct text_ref add_text(struct layout *layout, struct str text)
{
    struct text_ref ref = {(uint32_t)layout->text.len, (uint32_t)text.len};
    buf_add(&layout->text, text);
    return ref;
}

static struct head_column describe(struct layout *layout,
                                   const struct column *column)
{
    return (struct head_column){
        .name = add_text(layout, column->name),
        .label = add_text(layout, column->label),
        .entity = add_text(layout, column->entity),
        .unit = add_text(layout, column->unit),
        .type = (uint8_t)column->type,
        .role = (uint8_t)column->role,
        .aggregate = (uint8_t)column->aggregate,
        .format = (uint8_t)column->format,
        .direction = (uint8_t)column->direction,
        .grain = (uint8_t)column->grain,
        .is_big = column->is_big,
    };
}

static void add_values(struct layout *layout, const struct builder_column *c,
                       uint32_t row_count, struct head_column *head)
{
    align(layout);
    head->values_offset = here(layout);
    if (!has_dictionary(c->column.type)) {
        buf_add_bytes(layout->bytes, c->numbers,
                      row_count * sizeof(union number));
        return;
    }
    buf_add_bytes(layout->bytes, c->codes, row_count * sizeof(uint32_t));
    align(layout);
    head->dictionary_offset = here(layout);
    head->dictionary_count = c->dictionary.count;
    for (uint32_t i = 0; i < c->dictionary.count; i++) {
        struct text_ref ref = add_text(layout, c->dictionary.entries[i].key);
        buf_add_bytes(layout->bytes, &ref, sizeof(ref));
    }
}

static struct head make_head(struct layout *layout,
                             const struct columns_builder *builder,
                             const struct columns_meta *meta)
{
    struct head head = {
        .version = COLUMNS_VERSION,
        .column_count = builder->column_count,
        .row_count = builder->row_count,
        .id = add_text(layout, meta->id),
        .title = add_text(layout, meta->title),
        .description = add_text(layout, meta->description),
        .answer = add_text(layout, meta->answer),
        .sentence = add_text(layout, meta->sentence),
        .period = add_text(layout, meta->period),
        .order_column = meta->order_column,
        .is_complete = meta->is_complete,
        .order_descending = meta->order_descending,
        .chart_type = (uint8_t)meta->chart.type,
        .chart_y_count = (uint8_t)meta->chart.y_count,
        .chart_x = meta->chart.x,
        .chart_series = meta->chart.series,
    };
    memcpy(head.magic, magic, sizeof(magic));
    for (int i = 0; i < COLUMNS_Y_MAX; i++)
        head.chart_y[i] = i < meta->chart.y_count ? meta->chart.y[i] : -1;
    return head;
}

static void move_ref(struct text_ref *ref, uint32_t text_offset)
{
    ref->offset += text_offset;
}

/* Text comes last, so that references are known only now. */
static void move_refs(struct layout *layout, struct head *head,
                      struct head_column *columns, uint32_t text_offset)
{
    struct text_ref *refs[] = {&head->id,          &head->title,
                               &head->description, &head->answer,
                               &head->sentence,    &head->period};

    for (size_t i = 0; i < COUNT(refs); i++)
        move_ref(refs[i], text_offset);
    for (uint32_t i = 0; i < head->column_count; i++) {
        move_ref(&columns[i].name, text_offset);
        move_ref(&columns[i].label, text_offset);
        move_ref(&columns[i].entity, text_offset);
        move_ref(&columns[i].unit, text_offset);
        struct text_ref *entries =
            (struct text_ref *)(void *)(layout->bytes->ptr + layout->start +
                                        columns[i].dictionary_offset);
        for (uint32_t j = 0; j < columns[i].dictionary_count; j++)
            move_ref(&entries[j], text_offset);
    }
}

static void write_parts(struct layout *layout,
                        const struct columns_builder *builder,
                        struct head *head, struct head_column *columns)
{
    buf_add_bytes(layout->bytes, head, sizeof(*head));
    head->columns_offset = here(layout);
    for (uint32_t i = 0; i < builder->column_count; i++)
        columns[i] = describe(layout, &builder->columns[i].column);
    buf_add_bytes(layout->bytes, columns,
                  builder->column_count * sizeof(columns[0]));
    head->row_offsets_offset = here(layout);
    for (uint32_t i = 0; i <= builder->row_count; i++)
        buf_add_bytes(layout->bytes, &(uint32_t){0}, sizeof(uint32_t));
    for (uint32_t i = 0; i < builder->column_count; i++)
        add_values(layout, &builder->columns[i], builder->row_count,
                   &columns[i]);
}

bool columns_builder_finish(const struct columns_builder *builder,
                            const struct columns_meta *meta, struct buf *bytes,
                            struct err *err)
{
    struct head_column columns[COLUMNS_MAX] = {0};
    struct layout layout = {.bytes = bytes, .start = bytes->len};
    struct head head;
    bool ok;

    buf_init(&layout.text, bytes->max_bytes);
    head = make_head(&layout, builder, meta);
    write_parts(&layout, builder, &head, columns);
    ok = !buf_overflowed(bytes) && !buf_overflowed(&layout.text);
    if (ok) {
        move_refs(&layout, &head, columns, here(&layout));
        buf_add(bytes, buf_str(&layout.text));
        align(&layout);
        head.total_bytes = here(&layout);
        ok = !buf_overflowed(bytes) && bytes->len < UINT32_MAX;
    }
    if (ok) {
        memcpy(bytes->ptr + layout.start, &head, sizeof(head));
        memcpy(bytes->ptr + layout.start + head.columns_offset, columns,
               builder->column_count * sizeof(columns[0]));
    }
    buf_release(&layout.text);
    return ok || err_set(err, ERR_LIMIT, "the rows take more than %zu bytes",
                         bytes->max_bytes);
}

void columns_set_row_offsets(struct buf *bytes, const uint32_t *offsets,
                             uint32_t row_count)
{
    struct head head;

    memcpy(&head, bytes->ptr, sizeof(head));
    assert(head.row_count == row_count);
    memcpy(bytes->ptr + head.row_offsets_offset, offsets,
           (row_count + (size_t)1) * sizeof(uint32_t));
}

/* ---- reading ---- */

static const struct head *head_of(const struct columns *columns)
{
    return (const struct head *)(const void *)columns->bytes;
}

static const struct head_column *column_of(const struct columns *columns,
                                           uint32_t column)
{
    const struct head *head = head_of(columns);
    assert(column < head->column_count);
    return (const struct head_column *)(const void *)(columns->bytes +
                                                      head->columns_offset) +
           column;
}

static struct str text_at(const struct columns *columns, struct text_ref ref)
{
    return (struct str){(const char *)columns->bytes + ref.offset, ref.len};
}

static bool is_inside(struct str bytes, uint32_t offset, uint64_t size)
{
    return offset <= bytes.len && size <= bytes.len - offset;
}

static bool are_texts_inside(struct str bytes, const struct text_ref *refs,
                             size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!is_inside(bytes, refs[i].offset, refs[i].len))
            return false;
    return true;
}

static bool is_index(int32_t index, uint32_t count)
{
    return index >= -1 && index < (int32_t)count;
}

static bool is_head_sound(struct str bytes, const struct head *head)
{
    const struct text_ref texts[] = {head->id,          head->title,
                                     head->description, head->answer,
                                     head->sentence,    head->period};

    if (head->total_bytes != bytes.len || head->column_count > COLUMNS_MAX ||
        head->row_count > COLUMNS_ROWS_MAX || head->columns_offset % 8 != 0 ||
        head->row_offsets_offset % 4 != 0)
        return false;
    for (int i = 0; i < COLUMNS_Y_MAX; i++)
        if (!is_index(head->chart_y[i], head->column_count) ||
            (i < head->chart_y_count && head->chart_y[i] < 0))
            return false;
    return is_inside(bytes, head->columns_offset,
                     head->column_count * sizeof(struct head_column)) &&
           is_inside(bytes, head->row_offsets_offset,
                     (head->row_count + (uint64_t)1) * sizeof(uint32_t)) &&
           are_texts_inside(bytes, texts, COUNT(texts)) &&
           is_index(head->order_column, head->column_count) &&
           is_index(head->chart_x, head->column_count) &&
           is_index(head->chart_series, head->column_count) &&
           head->chart_type <= CHART_SCATTER &&
           head->chart_y_count <= COLUMNS_Y_MAX;
}

static bool are_codes_sound(struct str bytes, const struct head_column *column,
                            uint32_t row_count)
{
    const uint32_t *codes =
        (const uint32_t *)(const void *)(bytes.ptr + column->values_offset);
    const struct text_ref *entries;

    if (column->dictionary_offset % 4 != 0 ||
        !is_inside(bytes, column->dictionary_offset,
                   column->dictionary_count * (uint64_t)sizeof(*entries)))
        return false;
    entries =
        (const struct text_ref *)(const void *)(bytes.ptr +
                                                column->dictionary_offset);
    for (uint32_t i = 0; i < row_count; i++)
        if (codes[i] != COLUMNS_NULL && codes[i] >= column->dictionary_count)
            return false;
    return are_texts_inside(bytes, entries, column->dictionary_count);
}

static bool is_column_sound(struct str bytes, const struct head_column *column,
                            uint32_t row_count)
{
    const struct text_ref texts[] = {column->name, column->label,
                                     column->entity, column->unit};
    bool coded = has_dictionary((enum column_type)column->type);
    uint64_t width = coded ? sizeof(uint32_t) : sizeof(union number);

    return column->type <= COLUMN_TIMESTAMP &&
           column->role <= COLUMN_IDENTIFIER &&
           column->aggregate <= AGGREGATE_MAX &&
           column->format <= FORMAT_DATE &&
           column->direction <= DIRECTION_DOWN_IS_GOOD &&
           column->grain <= DATE_YEAR &&
           are_texts_inside(bytes, texts, COUNT(texts)) &&
           column->values_offset % 8 == 0 &&
           is_inside(bytes, column->values_offset, row_count * width) &&
           (coded ? are_codes_sound(bytes, column, row_count)
                  : column->dictionary_count == 0);
}

static bool are_rows_sound(const struct columns *columns)
{
    const struct head *head = head_of(columns);
    const uint32_t *offsets =
        (const uint32_t *)(const void *)(columns->bytes +
                                         head->row_offsets_offset);

    for (uint32_t i = 0; i < head->row_count; i++)
        if (offsets[i] > offsets[i + 1])
            return false;
    return true;
}

bool columns_open(struct str bytes, struct columns *columns, struct err *err)
{
    const struct head *head = (const struct head *)(const void *)bytes.ptr;
    struct columns opened = {.bytes = (const unsigned char *)bytes.ptr};

    if (bytes.len < sizeof(*head) ||
        memcmp(head->magic, magic, sizeof(magic)) != 0)
        return err_set(err, ERR_CORRUPT, "not a columns object");
    if (head->version != COLUMNS_VERSION)
        return err_set(err, ERR_CORRUPT,
                       "columns of version %u; this program reads version %d",
                       head->version, COLUMNS_VERSION);
    if (!is_head_sound(bytes, head))
        return err_set(err, ERR_CORRUPT, "columns object is damaged");
    opened.column_count = head->column_count;
    opened.row_count = head->row_count;
    for (uint32_t i = 0; i < head->column_count; i++)
        if (!is_column_sound(bytes, column_of(&opened, i), head->row_count))
            return err_set(err, ERR_CORRUPT, "columns object is damaged");
    if (!are_rows_sound(&opened))
        return err_set(err, ERR_CORRUPT, "columns object is damaged");
    *columns = opened;
    return true;
}

struct columns_meta columns_meta(const struct columns *columns)
{
    const struct head *head = head_of(columns);
    struct columns_meta meta = {
        .id = text_at(columns, head->id),
        .title = text_at(columns, head->title),
        .description = text_at(columns, head->description),
        .answer = text_at(columns, head->answer),
        .sentence = text_at(columns, head->sentence),
        .period = text_at(columns, head->period),
        .is_complete = head->is_complete != 0,
        .order_column = head->order_column,
        .order_descending = head->order_descending != 0,
        .chart = {.type = (enum chart_type)head->chart_type,
                  .x = head->chart_x,
                  .y_count = head->chart_y_count,
                  .series = head->chart_series},
    };
    for (int i = 0; i < COLUMNS_Y_MAX; i++)
        meta.chart.y[i] = head->chart_y[i];
    return meta;
}

struct column columns_column(const struct columns *columns, uint32_t column)
{
    const struct head_column *head = column_of(columns, column);
    return (struct column){
        .name = text_at(columns, head->name),
        .label = text_at(columns, head->label),
        .entity = text_at(columns, head->entity),
        .unit = text_at(columns, head->unit),
        .type = (enum column_type)head->type,
        .role = (enum column_role)head->role,
        .aggregate = (enum column_aggregate)head->aggregate,
        .format = (enum column_format)head->format,
        .direction = (enum column_direction)head->direction,
        .grain = (enum date_grain)head->grain,
        .is_big = head->is_big != 0,
    };
}

int columns_find(const struct columns *columns, struct str name)
{
    for (uint32_t i = 0; i < columns->column_count; i++)
        if (str_equal(text_at(columns, column_of(columns, i)->name), name))
            return (int)i;
    return -1;
}

static const uint32_t *codes_of(const struct columns *columns,
                                const struct head_column *head)
{
    return (const uint32_t *)(const void *)(columns->bytes +
                                            head->values_offset);
}

static union number number_at(const struct columns *columns,
                              const struct head_column *head, uint32_t row)
{
    return ((const union number *)(const void *)(columns->bytes +
                                                 head->values_offset))[row];
}

bool columns_is_null(const struct columns *columns, uint32_t column,
                     uint32_t row)
{
    const struct head_column *head = column_of(columns, column);

    assert(row < columns->row_count);
    if (has_dictionary((enum column_type)head->type))
        return codes_of(columns, head)[row] == COLUMNS_NULL;
    if (is_whole((enum column_type)head->type))
        return number_at(columns, head, row).integer == INT64_MIN;
    return isnan(number_at(columns, head, row).real);
}

double columns_number(const struct columns *columns, uint32_t column,
                      uint32_t row)
{
    const struct head_column *head = column_of(columns, column);

    if (has_dictionary((enum column_type)head->type) ||
        columns_is_null(columns, column, row))
        return (double)NAN;
    if (is_whole((enum column_type)head->type))
        return (double)number_at(columns, head, row).integer;
    return number_at(columns, head, row).real;
}

int64_t columns_integer(const struct columns *columns, uint32_t column,
                        uint32_t row)
{
    const struct head_column *head = column_of(columns, column);

    if (!is_whole((enum column_type)head->type) ||
        columns_is_null(columns, column, row))
        return 0;
    return number_at(columns, head, row).integer;
}

struct str columns_text(const struct columns *columns, uint32_t column,
                        uint32_t row)
{
    uint32_t code = columns_code(columns, column, row);

    if (code == COLUMNS_NULL)
        return (struct str){"", 0};
    return columns_dictionary(columns, column, code);
}

uint32_t columns_dictionary_count(const struct columns *columns,
                                  uint32_t column)
{
    return column_of(columns, column)->dictionary_count;
}

struct str columns_dictionary(const struct columns *columns, uint32_t column,
                              uint32_t code)
{
    const struct head_column *head = column_of(columns, column);

    assert(code < head->dictionary_count);
    return text_at(columns,
                   ((const struct text_ref
                         *)(const void *)(columns->bytes +
                                          head->dictionary_offset))[code]);
}

uint32_t columns_code(const struct columns *columns, uint32_t column,
                      uint32_t row)
{
    const struct head_column *head = column_of(columns, column);

    assert(row < columns->row_count);
    if (!has_dictionary((enum column_type)head->type))
        return COLUMNS_NULL;
    return codes_of(columns, head)[row];
}

const uint32_t *columns_codes(const struct columns *columns, uint32_t column)
{
    const struct head_column *head = column_of(columns, column);

    return has_dictionary((enum column_type)head->type)
               ? codes_of(columns, head)
               : NULL;
}

struct str columns_row_json(const struct columns *columns, struct str raw,
                            uint32_t row)
{
    const uint32_t *offsets =
        (const uint32_t *)(const void *)(columns->bytes +
                                         head_of(columns)->row_offsets_offset);
    uint32_t begin = offsets[row], end = offsets[row + 1];

    if (begin >= end || end > raw.len)
        return (struct str){"{}", 2};
    return (struct str){raw.ptr + begin, end - begin - 1};
}
