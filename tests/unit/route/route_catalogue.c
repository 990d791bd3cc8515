#include "route_catalogue.h"

#include <stdio.h>
#include <stdlib.h>

enum { LIST_MAX = 128 };

struct reader {
    struct arena *arena;
    struct route_template *template;
    struct route_column *columns; /* of the template at hand */
    const uint64_t **implies;     /* of each template */
    size_t count;
    struct str order;
};

bool catalogue_read_file(const char *path, struct arena *arena,
                         struct str *text)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *bytes = arena_alloc(arena, (size_t)size + 1);
    size_t len = fread(bytes, 1, (size_t)size, file);
    fclose(file);
    *text = (struct str){bytes, len};
    return true;
}

struct date catalogue_today(void)
{
    return date_from_ymd(2026, 11, 20);
}

/* The parts of "a | b | c". */
static size_t split(struct str text, struct str parts[LIST_MAX])
{
    size_t count = 0;
    while (count < LIST_MAX) {
        ptrdiff_t at = str_find(text, (struct str)STR(" | "));
        size_t len = at < 0 ? text.len : (size_t)at;
        parts[count++] = (struct str){text.ptr, len};
        if (at < 0)
            return count;
        text = str_skip(text, len + 3);
    }
    abort();
}

static struct str *copy_list(struct arena *arena, const struct str *parts,
                             size_t count)
{
    struct str *out = ARENA_ARRAY(arena, struct str, count + 1);
    memcpy(out, parts, count * sizeof(*out));
    return out;
}

static void append(struct arena *arena, const struct str **list, size_t *count,
                   struct str text)
{
    struct str *out = ARENA_ARRAY(arena, struct str, *count + 1);
    if (*count > 0)
        memcpy(out, *list, *count * sizeof(*out));
    out[(*count)++] = text;
    *list = out;
}

static enum route_role read_role(struct str name)
{
    if (str_is(name, "dimension"))
        return ROUTE_DIMENSION;
    if (str_is(name, "measure"))
        return ROUTE_MEASURE;
    return str_is(name, "time") ? ROUTE_TIME : ROUTE_OTHER;
}

static enum date_grain read_grain(struct str name)
{
    static const char *const names[] = {"day", "week", "month", "quarter",
                                        "year"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_is(name, names[i]))
            return (enum date_grain)i;
    return DATE_DAY;
}

static void add_column(struct reader *reader, struct str text)
{
    struct str parts[LIST_MAX];
    if (split(text, parts) != 7)
        abort();
    reader->columns[reader->template->column_count++] = (struct route_column){
        .name = parts[0],
        .label = parts[1],
        .entity = parts[2],
        .role = read_role(parts[3]),
        .may_add_up = str_is(parts[4], "sum"),
        .up_is_good = str_is(parts[5], "up"),
        .down_is_good = str_is(parts[5], "down"),
        .grain = read_grain(parts[6]),
    };
}

static void add_values(struct reader *reader, struct str text)
{
    struct str parts[LIST_MAX];
    struct route_column *column =
        &reader->columns[reader->template->column_count - 1];
    column->value_count = split(text, parts);
    column->values = copy_list(reader->arena, parts, column->value_count);
}

static void add_synonym(struct reader *reader, struct str text)
{
    struct str parts[LIST_MAX];
    struct route_template *template = reader->template;
    ptrdiff_t at = str_find(text, (struct str)STR(" = "));
    if (at < 0)
        abort();
    size_t count = split(str_skip(text, (size_t)at + 3), parts);
    struct route_synonym *out = ARENA_ARRAY(reader->arena, struct route_synonym,
                                            template->synonym_count + 1);
    if (template->synonym_count > 0)
        memcpy(out, template->synonyms, template->synonym_count * sizeof(*out));
    out[template->synonym_count++] =
        (struct route_synonym){.word = {text.ptr, (size_t)at},
                               .others = copy_list(reader->arena, parts, count),
                               .other_count = count};
    template->synonyms = out;
}

static void set_order(struct reader *reader, struct str text)
{
    struct route_template *template = reader->template;
    struct str name = str_cut(&text, ' ');
    template->order_descending = str_is(text, "desc");
    for (size_t i = 0; i < template->column_count; i++)
        if (str_equal(reader->columns[i].name, name))
            template->order_column = (int)i;
}

static uint64_t find_bit(const struct reader *reader, struct str name)
{
    for (size_t i = 0; i < reader->template->column_count; i++)
        if (str_equal(reader->columns[i].name, name))
            return UINT64_C(1) << i;
    abort();
}

/* The columns that tell the rows apart. The last of them is taken to say what
   is in those that are not named. */
static void set_key(struct reader *reader, struct str text)
{
    struct str parts[LIST_MAX];
    size_t count = split(text, parts);
    size_t columns = reader->template->column_count;
    uint64_t *implies = ARENA_ARRAY(reader->arena, uint64_t, columns + 1);
    uint64_t last = find_bit(reader, parts[count - 1]);
    uint64_t others = (UINT64_C(1) << columns) - 1;
    for (size_t i = 0; i + 1 < count; i++)
        others &= ~find_bit(reader, parts[i]);
    for (size_t i = 0; i < columns; i++)
        implies[i] = (UINT64_C(1) << i) | (last >> i & 1 ? others : 0);
    reader->implies[reader->count - 1] = implies;
}

static void read_line(struct reader *reader, struct str line)
{
    struct route_template *template = reader->template;
    struct str key = str_cut(&line, ' ');
    struct err err;
    if (str_is(key, "template"))
        template->id = line;
    else if (str_is(key, "title"))
        template->title = line;
    else if (str_is(key, "description"))
        template->description = line;
    else if (str_is(key, "question"))
        append(reader->arena, &template->questions, &template->question_count,
               line);
    else if (str_is(key, "not"))
        append(reader->arena, &template->not_questions,
               &template->not_question_count, line);
    else if (str_is(key, "synonym"))
        add_synonym(reader, line);
    else if (str_is(key, "period"))
        template->has_period = period_parse(&template->period, line, &err);
    else if (str_is(key, "column"))
        add_column(reader, line);
    else if (str_is(key, "values"))
        add_values(reader, line);
    else if (str_is(key, "key"))
        set_key(reader, line);
    else if (str_is(key, "order"))
        set_order(reader, line);
    else if (str_is(key, "incomplete"))
        template->is_complete = false;
    else
        abort();
}

static void start_template(struct reader *reader, struct route_template *out)
{
    reader->template = out;
    reader->columns = ARENA_ARRAY(reader->arena, struct route_column, 32);
    *out = (struct route_template){
        .columns = reader->columns, .order_column = -1, .is_complete = true};
}

static void read_templates(struct catalogue *catalogue, struct str text)
{
    struct reader reader = {.arena = catalogue->arena};
    reader.implies = catalogue->implies =
        ARENA_ARRAY(catalogue->arena, const uint64_t *, 256);
    catalogue->templates =
        ARENA_ARRAY(catalogue->arena, struct route_template, 256);
    while (text.len > 0) {
        struct str line = str_trim(str_cut(&text, '\n'));
        if (line.len == 0) {
            reader.template = NULL;
            continue;
        }
        if (!reader.template)
            start_template(&reader, &catalogue->templates[catalogue->count++]);
        reader.count = catalogue->count;
        read_line(&reader, line);
    }
}

static void cover(struct catalogue *catalogue)
{
    catalogue->coverage = ARENA_ARRAY(catalogue->arena, struct route_coverage,
                                      catalogue->count + 1);
    for (size_t i = 0; i < catalogue->count; i++) {
        struct route_coverage *coverage = &catalogue->coverage[i];
        coverage->is_served = true;
        coverage->as_of = catalogue_today();
        coverage->implies = catalogue->implies[i];
        coverage->is_distinct = coverage->implies != NULL;
        if (catalogue->templates[i].has_period)
            coverage->span =
                period_resolve(&catalogue->templates[i].period, coverage->as_of,
                               &catalogue->settings.calendar);
    }
}

void catalogue_open(struct catalogue *catalogue, const char *path)
{
    struct err err;
    struct str text;
    memset(catalogue, 0, sizeof(*catalogue));
    catalogue->arena = arena_new();
    catalogue->settings = (struct route_settings){
        .accept = 0.93,
        .clarify = 0.4,
        .calendar = {.week_starts = 1, .fiscal_year_starts = 1}};
    if (!catalogue_read_file(path, catalogue->arena, &text))
        abort();
    read_templates(catalogue, text);
    cover(catalogue);
    buf_init(&catalogue->bytes, 1 << 28);
    if (!route_index_build(catalogue->templates, catalogue->count, NULL,
                           &catalogue->bytes, &err)) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
    catalogue->index = route_index_open(buf_str(&catalogue->bytes), &err);
    if (!catalogue->index) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
}

void catalogue_close(struct catalogue *catalogue)
{
    route_index_close(catalogue->index);
    buf_release(&catalogue->bytes);
    arena_free(catalogue->arena);
}

void catalogue_ask(const struct catalogue *catalogue, struct str question,
                   struct str context, struct arena *arena, struct route *route)
{
    struct route_request request = {.question = question,
                                    .context = context,
                                    .today = catalogue_today(),
                                    .coverage = catalogue->coverage,
                                    .settings = &catalogue->settings,
                                    .explain = getenv("EXPLAIN") != NULL};
    route_decide(catalogue->index, &request, arena, route);
    if (request.explain) {
        fprintf(stderr, "%.*s\n", STR_ARG(route->explanation));
        for (size_t i = 0; i < route->trace_count; i++)
            fprintf(stderr, "  %.*s: %.*s\n", STR_ARG(route->trace[i].word),
                    STR_ARG(route->trace[i].became));
    }
}

struct str catalogue_answer(const struct catalogue *catalogue,
                            struct str question, struct str context,
                            struct arena *arena)
{
    struct route route;
    catalogue_ask(catalogue, question, context, arena, &route);
    switch (route.status) {
    case ROUTE_HIT:
        return arena_printf(arena, "hit %.*s", STR_ARG(route.context));
    case ROUTE_CLARIFY:
        return arena_printf(arena, "clarify %.*s",
                            STR_ARG(route.choices[0].question));
    case ROUTE_MISS:
        break;
    }
    return (struct str)STR("miss");
}
