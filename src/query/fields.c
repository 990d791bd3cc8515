#include "query/fields.h"

#include <stdio.h>

#include "base/date.h"

enum { WORDS_MAX = 64, LIST_MAX = 200, TEXT_MAX = 1000, PARAGRAPH_MAX = 4000 };

void fields_complain(const struct fields_reader *reader,
                     const struct yaml_node *value, const char *format, ...)
{
    char text[1024];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    report_error(reader->report, reader->path, value->line, value->column, "%s",
                 text);
}

static const char *kind_name(const struct yaml_node *value)
{
    switch (value->kind) {
    case YAML_SCALAR:
        return "a text";
    case YAML_SEQUENCE:
        return "a list";
    case YAML_MAPPING:
        break;
    }
    return "a mapping";
}

bool fields_is_kind(const struct fields_reader *reader, const char *name,
                    const struct yaml_node *value, enum yaml_kind kind)
{
    static const char *const expected[] = {
        [YAML_SCALAR] = "a text",
        [YAML_SEQUENCE] = "a list: [one, two]",
        [YAML_MAPPING] = "a mapping: {key: value}",
    };

    if (value->kind == kind || yaml_is_null(value))
        return true;
    fields_complain(reader, value, "\"%s\" must be %s; this is %s%s", name,
                    expected[kind], kind_name(value),
                    kind == YAML_SCALAR && value->kind == YAML_MAPPING
                        ? " (put text with a colon in quotes)"
                        : "");
    return false;
}

static bool has_control(struct str text, bool may_have_lines)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == 0x7F || (c < 0x20 && c != '\t' && c != '\n' && c != '\r'))
            return true;
        if (c < 0x20 && c != '\t' && !may_have_lines)
            return true;
    }
    return false;
}

/* The scalar's text, trimmed; false after a complaint. */
static bool take_text(const struct fields_reader *reader,
                      const struct field *field, const struct yaml_node *value,
                      bool may_have_lines, struct str *out)
{
    int64_t max = may_have_lines ? PARAGRAPH_MAX : TEXT_MAX;
    struct str text;

    if (field->max > 0)
        max = field->max;
    if (yaml_is_null(value)) {
        fields_complain(reader, value, "\"%s\" has no value", field->name);
        return false;
    }
    if (!fields_is_kind(reader, field->name, value, YAML_SCALAR))
        return false;
    text = str_trim(value->text);
    if (text.len == 0)
        fields_complain(reader, value, "\"%s\" is empty", field->name);
    else if (text.len > (size_t)max)
        fields_complain(reader, value, "\"%s\" has %zu bytes; at most %lld",
                        field->name, text.len, (long long)max);
    else if (has_control(text, may_have_lines))
        fields_complain(reader, value, "\"%s\" must be %s", field->name,
                        may_have_lines ? "without control characters"
                                       : "one line of text");
    else {
        *out = text;
        return true;
    }
    return false;
}

bool fields_take_text(const struct fields_reader *reader,
                      const struct field *field, const struct yaml_node *value,
                      struct template_text *text)
{
    text->line = value->line;
    text->column = value->column;
    return take_text(reader, field, value, false, &text->text);
}

void fields_text(const struct fields_reader *reader, const struct field *field,
                 const struct yaml_node *value, void *out)
{
    take_text(reader, field, value, false, out);
}

void fields_paragraph(const struct fields_reader *reader,
                      const struct field *field, const struct yaml_node *value,
                      void *out)
{
    take_text(reader, field, value, true, out);
}

void fields_word(const struct fields_reader *reader, const struct field *field,
                 const struct yaml_node *value, void *out)
{
    struct str text, hint, list;
    size_t count = 0;

    if (!take_text(reader, field, value, false, &text))
        return;
    for (; field->words[count]; count++)
        if (str_is(text, field->words[count])) {
            *(struct str *)out = text;
            return;
        }
    hint = report_nearest(text, field->words, count);
    if (hint.len > 0)
        hint = arena_printf(reader->arena, " (did you mean \"%.*s\"?)",
                            STR_ARG(hint));
    list = report_list(field->words, count, reader->arena);
    fields_complain(reader, value, "\"%s\" cannot be \"%.*s\"%.*s; write %.*s",
                    field->name, STR_ARG(report_quote(text)), STR_ARG(hint),
                    STR_ARG(list));
}

void fields_flag(const struct fields_reader *reader, const struct field *field,
                 const struct yaml_node *value, void *out)
{
    bool is_plain = value->kind == YAML_SCALAR && !value->is_quoted;

    if (is_plain && str_is(value->text, "true"))
        *(bool *)out = true;
    else if (is_plain && str_is(value->text, "false"))
        *(bool *)out = false;
    else
        fields_complain(reader, value, "\"%s\" must be true or false",
                        field->name);
}

void fields_number(const struct fields_reader *reader,
                   const struct field *field, const struct yaml_node *value,
                   void *out)
{
    int64_t number;

    if (value->kind == YAML_SCALAR &&
        str_to_int(value->text, field->min, field->max, &number))
        *(int64_t *)out = number;
    else
        fields_complain(
            reader, value, "\"%s\" must be a whole number from %lld to %lld",
            field->name, (long long)field->min, (long long)field->max);
}

static bool read_duration(struct str text, int64_t *seconds)
{
    static const struct {
        char unit;
        int32_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
    struct str digits = {text.ptr, text.len > 0 ? text.len - 1 : 0};
    int64_t count;

    if (!str_to_int(digits, 0, INT32_MAX, &count))
        return false;
    for (size_t i = 0; i < COUNT(units); i++)
        if (text.ptr[text.len - 1] == units[i].unit) {
            *seconds = count * units[i].seconds;
            return true;
        }
    return false;
}

void fields_duration(const struct fields_reader *reader,
                     const struct field *field, const struct yaml_node *value,
                     void *out)
{
    int64_t seconds;

    if (value->kind != YAML_SCALAR || !read_duration(value->text, &seconds))
        fields_complain(reader, value,
                        "\"%s\" must be a duration like 90s, 15m, 36h, 2d or "
                        "1w",
                        field->name);
    else if (seconds < field->min || seconds > field->max)
        fields_complain(
            reader, value, "\"%s\" must be from %lld seconds to %lld %s",
            field->name, (long long)field->min,
            (long long)(field->max < DATE_DAY_S ? field->max
                                                : field->max / DATE_DAY_S),
            field->max < DATE_DAY_S ? "seconds" : "days");
    else
        *(int64_t *)out = seconds;
}

/* Reads the elements; those with a mistake are left out. */
static bool take_elements(const struct fields_reader *reader,
                          const struct field *field,
                          const struct yaml_node *value,
                          struct template_texts *texts)
{
    const struct field element = {.name = field->name};
    struct template_text *items =
        ARENA_ARRAY(reader->arena, struct template_text, value->count);
    bool is_good = true;

    for (size_t i = 0; i < value->count; i++) {
        if (fields_take_text(reader, &element, value->items[i],
                             &items[texts->count]))
            texts->count++;
        else
            is_good = false;
    }
    texts->items = items;
    return is_good;
}

bool fields_take_texts(const struct fields_reader *reader,
                       const struct field *field, const struct yaml_node *value,
                       struct template_texts *texts)
{
    size_t max = field->max > 0 ? (size_t)field->max : LIST_MAX;

    *texts = (struct template_texts){0};
    if (value->kind == YAML_SCALAR) {
        struct template_text *only =
            ARENA_NEW(reader->arena, struct template_text);
        const struct field element = {.name = field->name};
        if (!fields_take_text(reader, &element, value, only))
            return false;
        *texts = (struct template_texts){only, 1};
        return true;
    }
    if (!fields_is_kind(reader, field->name, value, YAML_SEQUENCE))
        return false;
    if (value->count > max) {
        fields_complain(reader, value, "\"%s\" has %zu elements; at most %zu",
                        field->name, value->count, max);
        return false;
    }
    return take_elements(reader, field, value, texts);
}

void fields_texts(const struct fields_reader *reader, const struct field *field,
                  const struct yaml_node *value, void *out)
{
    struct template_texts texts;

    fields_take_texts(reader, field, value, &texts);
    for (size_t i = 0; i < texts.count; i++)
        for (size_t j = 0; j < i; j++)
            if (str_equal(texts.items[i].text, texts.items[j].text)) {
                report_error(
                    reader->report, reader->path, texts.items[i].line,
                    texts.items[i].column, "\"%.*s\" stands twice in \"%s\"",
                    STR_ARG(report_quote(texts.items[i].text)), field->name);
                break;
            }
    *(struct template_texts *)out = texts;
}

static void complain_of_key(const struct fields_reader *reader,
                            const struct yaml_pair *pair,
                            const struct field *fields, size_t count)
{
    const char *known[WORDS_MAX];
    struct str hint;
    size_t i;

    for (i = 0; i < count && i < WORDS_MAX; i++)
        known[i] = fields[i].name;
    hint = report_hint(pair->key, known, i, reader->arena);
    report_error(reader->report, reader->path, pair->key_line, pair->key_column,
                 "unknown key \"%.*s\"%.*s", STR_ARG(report_quote(pair->key)),
                 STR_ARG(hint));
}

void fields_read(const struct fields_reader *reader,
                 const struct yaml_node *mapping, const struct field *fields,
                 size_t count, void *out)
{
    for (size_t i = 0; i < mapping->count; i++) {
        const struct yaml_pair *pair = &mapping->pairs[i];
        size_t k = 0;
        while (k < count && !str_is(pair->key, fields[k].name))
            k++;
        if (k == count)
            complain_of_key(reader, pair, fields, count);
        else
            fields[k].read(reader, &fields[k], pair->value,
                           (char *)out + fields[k].offset);
    }
}

static void read_synonym(const struct fields_reader *reader,
                         const struct yaml_pair *pair,
                         struct template_synonym *synonym)
{
    const struct field others = {.name = "synonyms"};

    synonym->word = str_trim(pair->key);
    synonym->line = pair->key_line;
    synonym->column = pair->key_column;
    if (synonym->word.len == 0 || pair->key.len > NAME_MAX_BYTES)
        report_error(reader->report, reader->path, pair->key_line,
                     pair->key_column, "a word has 1 to %d bytes",
                     NAME_MAX_BYTES);
    fields_texts(reader, &others, pair->value, &synonym->others);
}

const struct template_synonym *
fields_synonyms(const struct fields_reader *reader, const char *name,
                const struct yaml_node *value, size_t max, size_t *count)
{
    struct template_synonym *synonyms;

    *count = 0;
    if (!fields_is_kind(reader, name, value, YAML_MAPPING))
        return NULL;
    if (value->count > max) {
        fields_complain(reader, value, "\"%s\" has %zu words; at most %zu",
                        name, value->count, max);
        return NULL;
    }
    synonyms =
        ARENA_ARRAY(reader->arena, struct template_synonym, value->count);
    for (size_t i = 0; i < value->count; i++)
        read_synonym(reader, &value->pairs[i], &synonyms[i]);
    *count = value->count;
    return synonyms;
}

bool fields_is_name(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!(text.ptr[i] >= 'a' && text.ptr[i] <= 'z') &&
            !(text.ptr[i] >= '0' && text.ptr[i] <= '9') && text.ptr[i] != '_')
            return false;
    return text.len > 0;
}

bool fields_is_currency(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < 'A' || text.ptr[i] > 'Z')
            return false;
    return text.len == 3;
}
