#include "query/settings_values.h"

#include "base/zone.h"

enum { ENTRIES_MAX = 100, URL_MAX = 1000, CADENCE_MAX = 200, DECIMALS_MAX = 9 };

/* Digits, and perhaps a point and more of them; no sign, no exponent. */
static bool read_decimal(struct str text, double *number)
{
    struct str fraction = text;
    struct str whole = str_cut(&fraction, '.');
    bool has_point = whole.len < text.len;
    int64_t units, parts = 0;
    double scale = 1;

    if (fraction.len > DECIMALS_MAX || !str_to_int(whole, 0, 1, &units) ||
        (has_point && !str_to_int(fraction, 0, INT32_MAX, &parts)))
        return false;
    for (size_t i = 0; i < fraction.len; i++)
        scale *= 10;
    *number = (double)units + (double)parts / scale;
    return true;
}

void settings_ratio(const struct fields_reader *reader,
                    const struct field *field, const struct yaml_node *value,
                    void *out)
{
    double number;

    if (value->kind == YAML_SCALAR && read_decimal(value->text, &number) &&
        number <= 1)
        *(double *)out = number;
    else
        fields_complain(reader, value, "\"%s\" must be a number from 0 to 1",
                        field->name);
}

static size_t take_list(const struct fields_reader *reader,
                        const struct field *field,
                        const struct yaml_node *value, const struct str **out)
{
    struct template_texts texts = {0};
    struct str *items;

    fields_texts(reader, field, value, &texts);
    items = ARENA_ARRAY(reader->arena, struct str, texts.count);
    for (size_t i = 0; i < texts.count; i++)
        items[i] = texts.items[i].text;
    *out = items;
    return texts.count;
}

void settings_texts(const struct fields_reader *reader,
                    const struct field *field, const struct yaml_node *value,
                    void *out)
{
    struct settings *settings =
        (void *)((char *)out - offsetof(struct settings, hosts));

    settings->host_count = take_list(reader, field, value, &settings->hosts);
}

void settings_position(const struct fields_reader *reader,
                       const struct field *field, const struct yaml_node *value,
                       void *out)
{
    struct str word = {"", 0};
    int64_t number;
    int count = 0;

    while (field->words[count])
        count++;
    if (value->kind == YAML_SCALAR &&
        str_to_int(value->text, 1, count, &number)) {
        *(int *)out = (int)number;
        return;
    }
    fields_word(reader, field, value, &word);
    for (int i = 0; i < count; i++)
        if (str_is(word, field->words[i]))
            *(int *)out = i + 1;
}

/* Takes a text of which `is_good` approves. */
static void take_if(const struct fields_reader *reader,
                    const struct field *field, const struct yaml_node *value,
                    bool (*is_good)(struct str text), const char *expected,
                    struct str *out)
{
    struct template_text text = {0};

    if (!fields_take_text(reader, field, value, &text))
        return;
    if (is_good(text.text))
        *out = text.text;
    else
        fields_complain(reader, value, "\"%s\" must be %s, not \"%.*s\"",
                        field->name, expected,
                        STR_ARG(report_quote(text.text)));
}

void settings_name(const struct fields_reader *reader,
                   const struct field *field, const struct yaml_node *value,
                   void *out)
{
    if (value->kind == YAML_SCALAR && value->is_quoted && value->text.len == 0)
        *(struct str *)out = (struct str){"", 0};
    else
        take_if(reader, field, value, fields_is_name,
                "small letters, digits and _", out);
}

static bool are_within(struct str text, char low, char high)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < low || text.ptr[i] > high)
            return false;
    return true;
}

static bool is_locale(struct str text)
{
    struct str country = text;
    struct str language = str_cut(&country, '_');

    return (language.len == 2 || language.len == 3) &&
           are_within(language, 'a', 'z') &&
           (language.len == text.len ||
            (country.len == 2 && are_within(country, 'A', 'Z')));
}

void settings_locale(const struct fields_reader *reader,
                     const struct field *field, const struct yaml_node *value,
                     void *out)
{
    take_if(reader, field, value, is_locale,
            "a language and a country like en_US", out);
}

void settings_currency(const struct fields_reader *reader,
                       const struct field *field, const struct yaml_node *value,
                       void *out)
{
    take_if(reader, field, value, fields_is_currency,
            "three capital letters like EUR", out);
}

void settings_zone(const struct fields_reader *reader,
                   const struct field *field, const struct yaml_node *value,
                   void *out)
{
    struct template_text text = {0};
    struct err err = {0};
    struct zone *zone;

    if (!fields_take_text(reader, field, value, &text))
        return;
    zone = zone_open(text.text, &err);
    if (zone)
        *(struct str *)out = text.text;
    else
        fields_complain(reader, value, "\"%s\": %s", field->name, err.text);
    zone_close(zone);
}

/* A mapping of names; false after a complaint. */
static bool is_mapping_of_names(const struct fields_reader *reader,
                                const struct field *field,
                                const struct yaml_node *value)
{
    if (!fields_is_kind(reader, field->name, value, YAML_MAPPING))
        return false;
    if (value->count > ENTRIES_MAX) {
        fields_complain(reader, value, "\"%s\" has %zu entries; at most %d",
                        field->name, value->count, ENTRIES_MAX);
        return false;
    }
    for (size_t i = 0; i < value->count; i++) {
        const struct yaml_pair *pair = &value->pairs[i];
        if (!fields_is_name(pair->key))
            report_error(reader->report, reader->path, pair->key_line,
                         pair->key_column,
                         "\"%.*s\" is not a name: small letters, digits and _",
                         STR_ARG(report_quote(pair->key)));
    }
    return true;
}

static bool has_scheme(struct str url)
{
    ptrdiff_t colon = str_find(url, (struct str)STR(":"));

    return colon > 0 && (size_t)colon + 1 < url.len &&
           are_within((struct str){url.ptr, (size_t)colon}, 'a', 'z');
}

static void read_url(const struct fields_reader *reader,
                     const struct field *field, const struct yaml_node *value,
                     void *out)
{
    take_if(reader, field, value, has_scheme,
            "a kind and a place like sqlite:var/data.db", out);
}

static void read_hidden_tables(const struct fields_reader *reader,
                               const struct field *field,
                               const struct yaml_node *value, void *out)
{
    struct setting_source *source =
        (void *)((char *)out - offsetof(struct setting_source, hidden_tables));

    source->hidden_table_count =
        take_list(reader, field, value, &source->hidden_tables);
}

static const struct field source_fields[] = {
    {"url", read_url, .offset = offsetof(struct setting_source, url),
     .max = URL_MAX},
    {"hidden_tables", read_hidden_tables,
     .offset = offsetof(struct setting_source, hidden_tables), .max = 1000},
};

static void read_source(const struct fields_reader *reader,
                        const struct yaml_pair *pair,
                        struct setting_source *source)
{
    source->name = pair->key;
    if (pair->value->kind == YAML_SCALAR) {
        read_url(reader, &source_fields[0], pair->value, &source->url);
        return;
    }
    if (!fields_is_kind(reader, "sources", pair->value, YAML_MAPPING))
        return;
    fields_read(reader, pair->value, source_fields, COUNT(source_fields),
                source);
    if (!yaml_get(pair->value, "url"))
        fields_complain(reader, pair->value, "source \"%.*s\" has no url",
                        STR_ARG(report_quote(source->name)));
}

void settings_sources(const struct fields_reader *reader,
                      const struct field *field, const struct yaml_node *value,
                      void *out)
{
    struct settings *settings =
        (void *)((char *)out - offsetof(struct settings, sources));
    struct setting_source *sources;

    if (!is_mapping_of_names(reader, field, value))
        return;
    sources = ARENA_ARRAY(reader->arena, struct setting_source, value->count);
    for (size_t i = 0; i < value->count; i++)
        read_source(reader, &value->pairs[i], &sources[i]);
    settings->sources = sources;
    settings->source_count = value->count;
}

static const char *const catch_ups[] = {"once", "skip", "all", NULL};

static const struct field cadence_fields[] = {
    {"when", fields_text, .offset = offsetof(struct setting_cadence, when),
     .max = CADENCE_MAX},
    {"zone", settings_zone, .offset = offsetof(struct setting_cadence, zone)},
    {"everything", fields_flag,
     .offset = offsetof(struct setting_cadence, is_everything)},
    {"catch_up", fields_word,
     .offset = offsetof(struct setting_cadence, catch_up), .words = catch_ups},
    {"catch_up_max", fields_number,
     .offset = offsetof(struct setting_cadence, catch_up_max), .min = 1,
     .max = 1000},
    {"jitter", fields_duration,
     .offset = offsetof(struct setting_cadence, jitter_s), .min = 0,
     .max = DATE_DAY_S},
    {"retries", fields_number,
     .offset = offsetof(struct setting_cadence, retries), .min = 0, .max = 20},
    {"retry_wait", fields_duration,
     .offset = offsetof(struct setting_cadence, retry_wait_s), .min = 1,
     .max = 3600},
};

struct setting_cadence settings_own_cadence(struct str when)
{
    return (struct setting_cadence){
        .when = when,
        .zone = {"", 0},
        .catch_up = STR("once"),
        .catch_up_max = 7,
        .retries = 3,
        .retry_wait_s = 60,
    };
}

static void read_cadence(const struct fields_reader *reader,
                         const struct yaml_pair *pair,
                         struct setting_cadence *cadence)
{
    const struct yaml_node *value = pair->value;

    *cadence = settings_own_cadence((struct str){"", 0});
    cadence->name = pair->key;
    cadence->line = value->line;
    cadence->column = value->column;
    if (value->kind == YAML_SCALAR) {
        fields_text(reader, &cadence_fields[0], value, &cadence->when);
        return;
    }
    if (!fields_is_kind(reader, "cadences", value, YAML_MAPPING))
        return;
    fields_read(reader, value, cadence_fields, COUNT(cadence_fields), cadence);
    if (!yaml_get(value, "when")) {
        fields_complain(reader, value, "cadence \"%.*s\" does not say when",
                        STR_ARG(report_quote(cadence->name)));
        return;
    }
    cadence->line = yaml_get(value, "when")->line;
    cadence->column = yaml_get(value, "when")->column;
}

void settings_cadences(const struct fields_reader *reader,
                       const struct field *field, const struct yaml_node *value,
                       void *out)
{
    struct settings *settings =
        (void *)((char *)out - offsetof(struct settings, cadences));
    struct setting_cadence *cadences;
    size_t count = settings->cadence_count;

    if (!is_mapping_of_names(reader, field, value))
        return;
    cadences = ARENA_ARRAY(reader->arena, struct setting_cadence,
                           count + value->count);
    if (count > 0)
        memcpy(cadences, settings->cadences, count * sizeof(cadences[0]));
    for (size_t i = 0; i < value->count; i++) {
        size_t at = 0;
        while (at < count && !str_equal(cadences[at].name, value->pairs[i].key))
            at++;
        read_cadence(reader, &value->pairs[i], &cadences[at]);
        count += at == count;
    }
    settings->cadences = cadences;
    settings->cadence_count = count;
}

/* ---- hooks ---- */

static const char *const hook_events[] = {"run.finished", "run.failed",
                                          "dump.restated", "dump.stale", NULL};

static bool is_web_url(struct str text)
{
    return str_starts_with(text, "http://") ||
           str_starts_with(text, "https://");
}

static void read_hook_url(const struct fields_reader *reader,
                          const struct field *field,
                          const struct yaml_node *value, void *out)
{
    take_if(reader, field, value, is_web_url, "an http or https URL", out);
}

static void read_events(const struct fields_reader *reader,
                        const struct field *field,
                        const struct yaml_node *value, void *out)
{
    struct setting_hook *hook =
        (void *)((char *)out - offsetof(struct setting_hook, events));

    hook->event_count = take_list(reader, field, value, &hook->events);
    for (size_t i = 0; i < hook->event_count; i++) {
        bool is_known = false;
        for (size_t k = 0; hook_events[k]; k++)
            is_known = is_known || str_is(hook->events[i], hook_events[k]);
        if (!is_known)
            fields_complain(
                reader, value, "\"%.*s\" is not an event%.*s",
                STR_ARG(report_quote(hook->events[i])),
                STR_ARG(report_hint(hook->events[i], hook_events,
                                    COUNT(hook_events) - 1, reader->arena)));
    }
}

static const struct field hook_fields[] = {
    {"url", read_hook_url, .offset = offsetof(struct setting_hook, url),
     .max = URL_MAX},
    {"secret_file", fields_text,
     .offset = offsetof(struct setting_hook, secret_file), .max = 1000},
    {"events", read_events, .offset = offsetof(struct setting_hook, events),
     .max = 10},
};

void settings_hooks(const struct fields_reader *reader,
                    const struct field *field, const struct yaml_node *value,
                    void *out)
{
    struct settings *settings =
        (void *)((char *)out - offsetof(struct settings, hooks));
    struct setting_hook *hooks;

    if (!is_mapping_of_names(reader, field, value))
        return;
    hooks = ARENA_ARRAY(reader->arena, struct setting_hook, value->count);
    for (size_t i = 0; i < value->count; i++) {
        const struct yaml_node *node = value->pairs[i].value;
        hooks[i].name = value->pairs[i].key;
        if (!fields_is_kind(reader, "hooks", node, YAML_MAPPING))
            continue;
        fields_read(reader, node, hook_fields, COUNT(hook_fields), &hooks[i]);
        if (!yaml_get(node, "url"))
            fields_complain(reader, node, "hook \"%.*s\" has no url",
                            STR_ARG(report_quote(hooks[i].name)));
    }
    settings->hooks = hooks;
    settings->hook_count = value->count;
}
