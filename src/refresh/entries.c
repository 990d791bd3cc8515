#include "refresh/entries.h"

static const struct str *texts_of(const struct template_texts *texts,
                                  struct arena *arena)
{
    struct str *items = ARENA_ARRAY(arena, struct str, texts->count);

    for (size_t i = 0; i < texts->count; i++)
        items[i] = texts->items[i].text;
    return items;
}

static const struct route_synonym *
synonyms_of(const struct template_synonym *items, size_t count,
            struct arena *arena)
{
    struct route_synonym *synonyms =
        ARENA_ARRAY(arena, struct route_synonym, count);

    for (size_t i = 0; i < count; i++)
        synonyms[i] =
            (struct route_synonym){.word = items[i].word,
                                   .others = texts_of(&items[i].others, arena),
                                   .other_count = items[i].others.count};
    return synonyms;
}

struct route_synonyms entries_synonyms(const struct synonyms_file *synonyms,
                                       struct arena *arena)
{
    return (struct route_synonyms){
        synonyms_of(synonyms->items, synonyms->count, arena), synonyms->count};
}

static enum route_role role_of(enum column_role role)
{
    switch (role) {
    case COLUMN_DIMENSION:
        return ROUTE_DIMENSION;
    case COLUMN_MEASURE:
        return ROUTE_MEASURE;
    case COLUMN_TIME:
        return ROUTE_TIME;
    case COLUMN_LABEL:
    case COLUMN_IDENTIFIER:
        return ROUTE_OTHER;
    }
    return ROUTE_OTHER;
}

static bool is_duration(const struct column *column)
{
    static const char *const units[] = {"seconds", "minutes", "hours", "days",
                                        "weeks",   "months",  "years"};

    for (size_t i = 0; i < COUNT(units); i++)
        if (str_is(column->unit, units[i]))
            return true;
    return column->format == FORMAT_DURATION;
}

static void add_values(struct route_column *out, const struct columns *columns,
                       uint32_t column, struct arena *arena)
{
    uint32_t count = columns_dictionary_count(columns, column);
    struct str *values = ARENA_ARRAY(arena, struct str, count);

    for (uint32_t i = 0; i < count; i++)
        values[i] = columns_dictionary(columns, column, i);
    out->values = values;
    out->value_count = count;
}

static struct route_column describe_column(const struct columns *columns,
                                           uint32_t i, bool is_complete,
                                           struct arena *arena)
{
    struct column column = columns_column(columns, i);
    struct route_column out = {
        .name = column.name,
        .label = column.label,
        .entity = column.entity,
        .role = role_of(column.role),
        .grain = column.grain,
        .may_add_up = is_complete && column.aggregate == AGGREGATE_SUM,
        .up_is_good = column.direction == DIRECTION_UP_IS_GOOD,
        .down_is_good = column.direction == DIRECTION_DOWN_IS_GOOD,
        .is_duration = is_duration(&column),
        .is_count =
            column.type == COLUMN_INTEGER && column.unit.len == 0 &&
            (column.format == FORMAT_INTEGER || column.format == FORMAT_PLAIN),
        .is_share = column.format == FORMAT_PERCENT,
        .is_money = column.format == FORMAT_CURRENCY,
    };

    if (column.role == COLUMN_DIMENSION)
        add_values(&out, columns, i, arena);
    return out;
}

struct route_template entries_describe(const struct template *template,
                                       const struct columns *columns,
                                       struct arena *arena)
{
    struct columns_meta meta = columns_meta(columns);
    struct route_column *described =
        ARENA_ARRAY(arena, struct route_column, columns->column_count);

    for (uint32_t i = 0; i < columns->column_count; i++)
        described[i] = describe_column(columns, i, meta.is_complete, arena);
    return (struct route_template){
        .id = template->id,
        .title = template->title,
        .description = template->description,
        .answer = template->answer,
        .questions = texts_of(&template->questions, arena),
        .question_count = template->questions.count,
        .not_questions = texts_of(&template->not_questions, arena),
        .not_question_count = template->not_questions.count,
        .synonyms =
            synonyms_of(template->synonyms, template->synonym_count, arena),
        .synonym_count = template->synonym_count,
        .columns = described,
        .column_count = columns->column_count,
        .has_period = template->has_period,
        .period = template->period,
        .is_complete = meta.is_complete,
        .order_column = meta.order_column,
        .order_descending = meta.order_descending,
    };
}

/* ---- comparing ---- */

static bool are_columns_equal(const struct route_column *a,
                              const struct route_column *b)
{
    if (!str_equal(a->name, b->name) || !str_equal(a->label, b->label) ||
        !str_equal(a->entity, b->entity) || a->role != b->role ||
        a->grain != b->grain || a->may_add_up != b->may_add_up ||
        a->up_is_good != b->up_is_good || a->down_is_good != b->down_is_good ||
        a->is_duration != b->is_duration || a->is_count != b->is_count ||
        a->is_share != b->is_share || a->is_money != b->is_money ||
        a->value_count != b->value_count)
        return false;
    for (size_t i = 0; i < a->value_count; i++)
        if (!str_equal(a->values[i], b->values[i]))
            return false;
    return true;
}

/* What comes from the template is the same in both. */
bool entries_are_equal(const struct template *template, const struct columns *a,
                       const struct columns *b, struct arena *arena)
{
    struct route_template first = entries_describe(template, a, arena);
    struct route_template second = entries_describe(template, b, arena);

    if (first.is_complete != second.is_complete ||
        first.order_column != second.order_column ||
        first.order_descending != second.order_descending ||
        first.column_count != second.column_count)
        return false;
    for (size_t i = 0; i < first.column_count; i++)
        if (!are_columns_equal(&first.columns[i], &second.columns[i]))
            return false;
    return true;
}
