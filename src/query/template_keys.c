/*
 * The language is these tables. A new key is a row here, a function if its
 * shape is new, and a paragraph in queries/README.md.
 */
#include "query/template_keys.h"

#include "base/date.h"

#define WORDS(...)                                                             \
    (const char *const[])                                                      \
    {                                                                          \
        __VA_ARGS__, NULL                                                      \
    }
#define AT(member) .offset = offsetof(struct template, member)
#define AT_COLUMN(member) .offset = offsetof(struct template_column, member)
#define AT_CHART(member) .offset = offsetof(struct template_chart, member)

enum { MAX_AGE_MAX_DAYS = 3660, DAY_S = 86400 };

/* The template of which `out` is the member at `offset`. */
static struct template *whole(void *out, size_t offset)
{
    char *member = out;

    return (void *)(member - offset);
}

/* Readers of one text, which also keep its place. */

static void read_cadence(const struct fields_reader *reader,
                         const struct field *field,
                         const struct yaml_node *value, void *out)
{
    struct template *template = whole(out, field->offset);

    template->cadence_line = value->line;
    template->cadence_column = value->column;
    fields_text(reader, field, value, out);
}

static void read_source(const struct fields_reader *reader,
                        const struct field *field,
                        const struct yaml_node *value, void *out)
{
    struct template *template = whole(out, field->offset);

    template->source_line = value->line;
    template->source_column = value->column;
    fields_text(reader, field, value, out);
}

static void read_period(const struct fields_reader *reader,
                        const struct field *field,
                        const struct yaml_node *value, void *out)
{
    struct template *template = whole(out, field->offset);
    struct template_draft *draft = (void *)template;
    struct template_text text = {0};
    struct err err = {0};

    draft->period.line = value->line;
    draft->period.column = value->column;
    if (!fields_take_text(reader, field, value, &text))
        return;
    if (period_parse(out, text.text, &err))
        template->has_period = true;
    else
        fields_complain(reader, value, "%s", err.text);
}

/* "units desc" */
static void read_order(const struct fields_reader *reader,
                       const struct field *field, const struct yaml_node *value,
                       void *out)
{
    struct template *template = whole(out, field->offset);
    struct template_text text = {0};
    struct str name, direction;
    size_t end;

    if (!fields_take_text(reader, field, value, &text))
        return;
    for (end = text.text.len; end > 0 && text.text.ptr[end - 1] != ' ';)
        end--;
    name = str_trim((struct str){text.text.ptr, end});
    direction = str_skip(text.text, end);
    if (name.len == 0 ||
        (!str_is(direction, "desc") && !str_is(direction, "asc"))) {
        fields_complain(reader, value,
                        "\"order\" must be a column, then desc or asc: "
                        "\"units desc\"");
        return;
    }
    template->order_column = name;
    template->order_descending = str_is(direction, "desc");
    template->order_line = text.line;
    template->order_column_at = text.column;
}

static void read_verified_at(const struct fields_reader *reader,
                             const struct field *field,
                             const struct yaml_node *value, void *out)
{
    struct template_text text = {0};
    struct date date;

    if (!fields_take_text(reader, field, value, &text))
        return;
    if (date_parse(text.text, &date))
        *(struct str *)out = text.text;
    else
        fields_complain(reader, value,
                        "\"verified_at\" must be a date like 2026-11-01, not "
                        "\"%.*s\"",
                        STR_ARG(report_quote(text.text)));
}

/* Says what is wrong with the braces of a sentence, or returns NULL. */
static const char *find_brace_mistake(struct str text)
{
    size_t start = 0;
    bool is_open = false;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '{') {
            if (is_open)
                return "has { inside of { }";
            is_open = true;
            start = i + 1;
        } else if (text.ptr[i] == '}') {
            if (!is_open)
                return "has } without {";
            is_open = false;
            if (str_trim((struct str){text.ptr + start, i - start}).len == 0)
                return "has { } without a column's name in it";
        }
    }
    return is_open ? "has { without }" : NULL;
}

static void read_answer(const struct fields_reader *reader,
                        const struct field *field,
                        const struct yaml_node *value, void *out)
{
    struct template *template = whole(out, field->offset);
    struct template_text text = {0};
    const char *mistake;

    if (!fields_take_text(reader, field, value, &text))
        return;
    mistake = find_brace_mistake(text.text);
    if (mistake) {
        fields_complain(reader, value,
                        "\"answer\" %s; write it like \"{model} leads with "
                        "{units} units\"",
                        mistake);
        return;
    }
    template->answer = text.text;
    template->answer_line = text.line;
    template->answer_column = text.column;
}

static void read_complete(const struct fields_reader *reader,
                          const struct field *field,
                          const struct yaml_node *value, void *out)
{
    struct template_draft *draft = (void *)whole(out, field->offset);

    draft->is_completeness_said = true;
    fields_flag(reader, field, value, out);
}

static void read_on_stale(const struct fields_reader *reader,
                          const struct field *field,
                          const struct yaml_node *value, void *out)
{
    struct str word = {"", 0};

    fields_word(reader, field, value, &word);
    if (word.len > 0)
        *(enum on_stale *)out =
            str_is(word, "refuse") ? ON_STALE_REFUSE : ON_STALE_LABEL;
}

/* Lists. */

static void read_questions(const struct fields_reader *reader,
                           const struct field *field,
                           const struct yaml_node *value, void *out)
{
    struct str keys[TEMPLATE_NOT_QUESTIONS_MAX];
    struct template_texts texts;

    fields_take_texts(reader, field, value, &texts);
    for (size_t i = 0; i < texts.count; i++) {
        const struct template_text *text = &texts.items[i];
        size_t first = 0;
        keys[i] = template_question_key(text->text, reader->arena);
        while (first < i && !str_equal(keys[first], keys[i]))
            first++;
        if (text->text.len > TEMPLATE_TEXT_MAX)
            report_error(reader->report, reader->path, text->line, text->column,
                         "a question has at most %d bytes; this one has %zu",
                         TEMPLATE_TEXT_MAX, text->text.len);
        else if (keys[i].len == 0)
            report_error(reader->report, reader->path, text->line, text->column,
                         "a question must have words");
        else if (first < i)
            report_error(reader->report, reader->path, text->line, text->column,
                         "\"%.*s\" stands in \"%s\" already, on line %d",
                         STR_ARG(report_quote(text->text)), field->name,
                         texts.items[first].line);
    }
    *(struct template_texts *)out = texts;
}

static void read_formerly(const struct fields_reader *reader,
                          const struct field *field,
                          const struct yaml_node *value, void *out)
{
    const struct template_texts *texts = out;

    fields_texts(reader, field, value, out);
    for (size_t i = 0; i < texts->count; i++) {
        struct str name = texts->items[i].text;
        struct str category = str_cut(&name, '/');
        if (!fields_is_name(category) || !fields_is_name(name))
            report_error(reader->report, reader->path, texts->items[i].line,
                         texts->items[i].column,
                         "\"%.*s\" is not an id; write category/name in "
                         "small letters, digits and _",
                         STR_ARG(report_quote(texts->items[i].text)));
    }
}

/* Mappings. */

static const struct field limit_fields[] = {
    {"rows", fields_number, AT(limit_rows), .min = 1, .max = TEMPLATE_ROWS_MAX},
    {"seconds", fields_number, AT(limit_ms), .min = 1,
     .max = TEMPLATE_SECONDS_MAX},
};

static void read_limits(const struct fields_reader *reader,
                        const struct field *field,
                        const struct yaml_node *value, void *out)
{
    struct template *template = whole(out, field->offset);

    if (!fields_is_kind(reader, field->name, value, YAML_MAPPING))
        return;
    fields_read(reader, value, limit_fields, COUNT(limit_fields), template);
    template->limit_ms *= 1000;
}

static const struct field chart_fields[] = {
    {"type", fields_word, AT_CHART(type),
     .words = WORDS("line", "bar", "grouped_bar", "stacked_bar", "doughnut",
                    "scatter", "none")},
    {"x", fields_text, AT_CHART(x), .max = NAME_MAX_BYTES},
    {"y", fields_texts, AT_CHART(y), .max = TEMPLATE_CHART_Y_MAX},
    {"series", fields_text, AT_CHART(series), .max = NAME_MAX_BYTES},
    {"stacked", fields_flag, AT_CHART(is_stacked)},
};

static void keep_place(const struct yaml_node *node, int *line, int *column)
{
    *line = node ? node->line : 0;
    *column = node ? node->column : 0;
}

/* {type: bar, x: region, y: units}, or the type alone. */
static void read_chart(const struct fields_reader *reader,
                       const struct field *field, const struct yaml_node *value,
                       void *out)
{
    struct template_chart *chart = out;

    keep_place(value, &chart->line, &chart->column);
    if (value->kind == YAML_SCALAR) {
        struct field type = chart_fields[0];
        type.name = field->name;
        fields_word(reader, &type, value, &chart->type);
        return;
    }
    if (!fields_is_kind(reader, field->name, value, YAML_MAPPING))
        return;
    fields_read(reader, value, chart_fields, COUNT(chart_fields), chart);
    keep_place(yaml_get(value, "x"), &chart->x_line, &chart->x_column);
    keep_place(yaml_get(value, "series"), &chart->series_line,
               &chart->series_column);
}

static const struct field column_fields[] = {
    {"type", fields_word, AT_COLUMN(type),
     .words = WORDS("integer", "decimal", "real", "text", "boolean", "date",
                    "timestamp")},
    {"role", fields_word, AT_COLUMN(role),
     .words = WORDS("dimension", "measure", "time", "label", "identifier")},
    {"entity", fields_text, AT_COLUMN(entity), .max = NAME_MAX_BYTES},
    {"label", fields_text, AT_COLUMN(label), .max = NAME_MAX_BYTES},
    {"aggregate", fields_word, AT_COLUMN(aggregate),
     .words = WORDS("sum", "min", "max", "none")},
    {"format", fields_word, AT_COLUMN(format),
     .words = WORDS("integer", "decimal", "percent", "currency", "compact",
                    "duration", "date")},
    {"unit", fields_text, AT_COLUMN(unit), .max = NAME_MAX_BYTES},
    {"direction", fields_word, AT_COLUMN(direction),
     .words = WORDS("up_is_good", "down_is_good", "none")},
    {"grain", fields_word, AT_COLUMN(grain),
     .words = WORDS("day", "week", "month", "quarter", "year")},
    {"big", fields_flag, AT_COLUMN(is_big)},
};

/* Facts that contradict each other. */
static void check_column(const struct fields_reader *reader,
                         const struct yaml_node *facts,
                         const struct template_column *column)
{
    bool is_measure = column->role.len == 0 || str_is(column->role, "measure");
    bool is_time = column->role.len == 0 || str_is(column->role, "time");

    if (column->grain.len > 0 && !is_time)
        fields_complain(reader, yaml_get(facts, "grain"),
                        "a grain is for columns of role: time");
    if (column->aggregate.len > 0 && !str_is(column->aggregate, "none") &&
        !is_measure)
        fields_complain(reader, yaml_get(facts, "aggregate"),
                        "only a column of role: measure is added up");
    if (column->is_big && column->type.len > 0 &&
        !str_is(column->type, "integer"))
        fields_complain(reader, yaml_get(facts, "big"),
                        "big is for columns of type: integer");
    if (str_is(column->format, "currency") && column->unit.len > 0 &&
        !fields_is_currency(column->unit))
        fields_complain(reader, yaml_get(facts, "unit"),
                        "the unit of a currency is three capital letters like "
                        "EUR");
}

static void read_column(const struct fields_reader *reader,
                        const struct yaml_pair *pair,
                        struct template_column *column)
{
    column->name = pair->key;
    column->line = pair->key_line;
    column->column = pair->key_column;
    if (pair->key.len == 0 || pair->key.len > NAME_MAX_BYTES)
        report_error(reader->report, reader->path, column->line, column->column,
                     "a column's name has 1 to %d bytes", NAME_MAX_BYTES);
    if (!fields_is_kind(reader, "columns", pair->value, YAML_MAPPING))
        return;
    fields_read(reader, pair->value, column_fields, COUNT(column_fields),
                column);
    check_column(reader, pair->value, column);
}

static void read_columns(const struct fields_reader *reader,
                         const struct field *field,
                         const struct yaml_node *value, void *out)
{
    struct template *template = whole(out, field->offset);
    struct template_column *columns;

    if (!fields_is_kind(reader, field->name, value, YAML_MAPPING))
        return;
    if (value->count > TEMPLATE_COLUMNS_MAX) {
        fields_complain(reader, value, "\"columns\" has %zu; at most %d",
                        value->count, TEMPLATE_COLUMNS_MAX);
        return;
    }
    columns = ARENA_ARRAY(reader->arena, struct template_column, value->count);
    for (size_t i = 0; i < value->count; i++)
        read_column(reader, &value->pairs[i], &columns[i]);
    template->columns = columns;
    template->column_count = value->count;
}

static void read_synonyms(const struct fields_reader *reader,
                          const struct field *field,
                          const struct yaml_node *value, void *out)
{
    struct template *template = whole(out, field->offset);

    template->synonyms =
        fields_synonyms(reader, field->name, value, TEMPLATE_SYNONYMS_MAX,
                        &template->synonym_count);
}

static const struct field template_fields[] = {
    {"title", fields_text, AT(title), .max = TEMPLATE_TEXT_MAX},
    {"description", fields_paragraph, AT(description)},
    {"cadence", read_cadence, AT(cadence), .max = NAME_MAX_BYTES},
    {"source", read_source, AT(source), .max = NAME_MAX_BYTES},
    {"questions", read_questions, AT(questions), .max = TEMPLATE_QUESTIONS_MAX},
    {"not_questions", read_questions, AT(not_questions),
     .max = TEMPLATE_NOT_QUESTIONS_MAX},
    {"synonyms", read_synonyms, AT(synonyms)},
    {"period", read_period, AT(period)},
    {"columns", read_columns, AT(columns)},
    {"order", read_order, AT(order_column)},
    {"chart", read_chart, AT(chart)},
    {"answer", read_answer, AT(answer)},
    {"key", fields_texts, AT(key), .max = TEMPLATE_COLUMNS_MAX},
    {"refresh_key", fields_paragraph, AT(refresh_key), .max = 4096},
    {"complete", read_complete, AT(is_complete)},
    {"max_age", fields_duration, AT(max_age_s), .min = 60,
     .max = (int64_t)MAX_AGE_MAX_DAYS * DAY_S},
    {"on_stale", read_on_stale, AT(on_stale),
     .words = WORDS("label", "refuse")},
    {"limits", read_limits, AT(limit_rows)},
    {"owner", fields_text, AT(owner)},
    {"verified_by", fields_text, AT(verified_by)},
    {"verified_at", read_verified_at, AT(verified_at)},
    {"formerly", read_formerly, AT(formerly), .max = 50},
};

void template_keys_read(const struct fields_reader *reader,
                        const struct yaml_node *header,
                        struct template_draft *draft)
{
    fields_read(reader, header, template_fields, COUNT(template_fields), draft);
}

const char *template_keys_name(size_t i)
{
    return i < COUNT(template_fields) ? template_fields[i].name : NULL;
}
