/*
 * A follow-up may say little, so it may not say anything unknown: each of its
 * words must be a slot, a word of the template, or one that carries nothing.
 */
#include "route/context.h"

#include "base/buf.h"

static void add_escaped(struct buf *buf, struct str text)
{
    static const char special[] = "%&=?!+#<>\"";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < 0x20 || c == 0x7f || memchr(special, c, sizeof(special) - 1))
            buf_printf(buf, "%%%02X", c);
        else
            buf_add_char(buf, (char)c);
    }
}

static struct str column_name(const struct route_index *index,
                              uint32_t template, int column)
{
    uint32_t first = index->templates[template].first_column;
    return index_str(index, index->columns[first + (uint32_t)column].name);
}

static void add_key(struct buf *buf, char *separator, const char *key)
{
    buf_add_char(buf, *separator);
    buf_add_text(buf, key);
    *separator = '&';
}

static void add_filters(struct buf *buf, char *separator,
                        const struct route_index *index, uint32_t template,
                        const struct route_slots *slots)
{
    for (size_t i = 0; i < slots->filter_count; i++) {
        const struct route_filter *filter = &slots->filters[i];
        for (size_t k = 0; k < filter->value_count; k++) {
            add_key(buf, separator, "");
            add_escaped(buf, column_name(index, template, (int)filter->column));
            buf_add_text(buf, filter->is_excluded ? "!=" : "=");
            add_escaped(buf, filter->values[k]);
        }
    }
}

struct str context_write(const struct route_index *index, uint32_t template,
                         const struct route_slots *slots, struct arena *arena)
{
    struct buf buf;
    char separator = '?', day[DATE_TEXT_SIZE];
    buf_init(&buf, CONTEXT_BYTES_MAX);
    buf_add(&buf, index_str(index, index->templates[template].id));
    add_filters(&buf, &separator, index, template, slots);
    if (slots->order_column >= 0) {
        add_key(&buf, &separator, "order=");
        add_escaped(&buf, column_name(index, template, slots->order_column));
        buf_add_text(&buf, slots->order_descending ? ".desc" : ".asc");
    }
    if (slots->limit > 0) {
        add_key(&buf, &separator, "limit=");
        buf_printf(&buf, "%u", slots->limit);
    }
    if (slots->group_column >= 0) {
        add_key(&buf, &separator, "group=");
        add_escaped(&buf, column_name(index, template, slots->group_column));
    }
    if (slots->time_column >= 0) {
        add_key(&buf, &separator, "from=");
        buf_add_text(&buf, date_format(slots->span.from, day));
        add_key(&buf, &separator, "until=");
        buf_add_text(&buf, date_format(slots->span.until, day));
    }
    struct str text = {"", 0};
    if (!buf_overflowed(&buf))
        text = arena_str(arena, buf_str(&buf));
    buf_release(&buf);
    return text;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool unescape(struct str text, struct arena *arena, struct str *out)
{
    char *bytes = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%') {
            if (i + 2 >= text.len || hex_value(text.ptr[i + 1]) < 0 ||
                hex_value(text.ptr[i + 2]) < 0)
                return false;
            c = (char)(hex_value(text.ptr[i + 1]) * 16 +
                       hex_value(text.ptr[i + 2]));
            i += 2;
        }
        bytes[len++] = c;
    }
    *out = (struct str){bytes, len};
    return true;
}

struct parser {
    const struct question *question;
    const struct index_template *record;
    struct route_slots *slots;
    bool has_from, has_until;
};

static int find_column(const struct parser *parser, struct str name)
{
    const struct route_index *index = parser->question->index;
    for (uint32_t i = 0; i < parser->record->column_count; i++)
        if (str_equal(
                index_str(
                    index,
                    index->columns[parser->record->first_column + i].name),
                name))
            return (int)i;
    return -1;
}

static bool parse_filter(struct parser *parser, struct str key,
                         bool is_excluded, struct str value)
{
    const struct route_index *index = parser->question->index;
    struct route_slots *slots = parser->slots;
    int number = find_column(parser, key);
    if (number < 0)
        return false;
    const struct index_column *column =
        &index->columns[parser->record->first_column + (uint32_t)number];
    uint32_t i = 0;
    while (i < column->value_count &&
           !str_equal(index_str(index, index->values[column->first_value + i]),
                      value))
        i++;
    if (i == column->value_count)
        return false;
    struct route_filter *filter = slots->filter_count > 0
                                      ? &slots->filters[slots->filter_count - 1]
                                      : NULL;
    if (!filter || filter->column != (uint32_t)number ||
        filter->is_excluded != is_excluded) {
        if (slots->filter_count == ROUTE_FILTERS_MAX)
            return false;
        filter = &slots->filters[slots->filter_count++];
        *filter = (struct route_filter){.column = (uint32_t)number,
                                        .is_excluded = is_excluded};
    }
    struct str *values = ARENA_ARRAY(parser->question->arena, struct str,
                                     filter->value_count + 1);
    if (filter->value_count > 0)
        memcpy(values, filter->values, filter->value_count * sizeof(*values));
    values[filter->value_count++] =
        index_str(index, index->values[column->first_value + i]);
    filter->values = values;
    return true;
}

static bool parse_order(struct parser *parser, struct str value)
{
    bool is_descending = str_ends_with(value, ".desc");
    if (!is_descending && !str_ends_with(value, ".asc"))
        return false;
    value.len -= is_descending ? 5 : 4;
    parser->slots->order_column = find_column(parser, value);
    parser->slots->order_descending = is_descending;
    return parser->slots->order_column >= 0;
}

static bool parse_time(struct parser *parser)
{
    const struct route_index *index = parser->question->index;
    struct route_slots *slots = parser->slots;
    if (parser->has_from != parser->has_until)
        return false;
    for (uint32_t i = 0; parser->has_from && i < parser->record->column_count;
         i++)
        if (index->columns[parser->record->first_column + i].role ==
            ROUTE_TIME) {
            slots->time_column = (int)i;
            break;
        }
    return !parser->has_from || (slots->time_column >= 0 &&
                                 slots->span.from.day < slots->span.until.day);
}

static bool parse_part(struct parser *parser, struct str part)
{
    struct route_slots *slots = parser->slots;
    struct str key = str_cut(&part, '='), value;
    bool is_excluded = str_ends_with(key, "!");
    key.len -= is_excluded;
    if (!unescape(key, parser->question->arena, &key) ||
        !unescape(part, parser->question->arena, &value))
        return false;
    int64_t limit;
    if (str_is(key, "limit") && str_to_int(value, 1, 1000, &limit)) {
        slots->limit = (uint32_t)limit;
        return true;
    }
    if (str_is(key, "order"))
        return parse_order(parser, value);
    if (str_is(key, "group")) {
        slots->group_column = find_column(parser, value);
        return slots->group_column >= 0;
    }
    if (str_is(key, "from"))
        return parser->has_from = date_parse(value, &slots->span.from);
    if (str_is(key, "until"))
        return parser->has_until = date_parse(value, &slots->span.until);
    return parse_filter(parser, key, is_excluded, value);
}

static bool adds_up(const struct parser *parser)
{
    const struct route_index *index = parser->question->index;
    for (uint32_t i = 0; i < parser->record->column_count; i++) {
        const struct index_column *column =
            &index->columns[parser->record->first_column + i];
        if (column->role == ROUTE_MEASURE && !(column->flags & COLUMN_ADDS_UP))
            return false;
    }
    return true;
}

/* A context may be older than the dump, or made up: what the gate would refuse
   in a question is refused here too. */
static bool is_allowed(const struct parser *parser, uint32_t template)
{
    const struct route_slots *slots = parser->slots;
    struct span cover = parser->question->request->coverage[template].span;
    bool is_whole = slots->filter_count == 0 && slots->order_column < 0 &&
                    slots->limit == 0 && slots->group_column < 0;
    if (!is_whole && !(parser->record->flags & TEMPLATE_IS_COMPLETE))
        return false;
    if (slots->group_column >= 0 && !adds_up(parser))
        return false;
    return slots->time_column < 0 || (slots->span.from.day >= cover.from.day &&
                                      slots->span.until.day <= cover.until.day);
}

bool context_read(const struct question *question, struct str context,
                  uint32_t *template, struct route_slots *slots)
{
    const struct route_index *index = question->index;
    if (context.len == 0 || context.len > CONTEXT_BYTES_MAX)
        return false;
    struct str id = str_cut(&context, '?');
    *template = index_find_template(index, id);
    if (*template == MAP_NONE ||
        !question->request->coverage[*template].is_served)
        return false;
    *slots = (struct route_slots){
        .order_column = -1, .time_column = -1, .group_column = -1};
    struct parser parser = {.question = question,
                            .record = &index->templates[*template],
                            .slots = slots};
    while (context.len > 0)
        if (!parse_part(&parser, str_cut(&context, '&')))
            return false;
    return parse_time(&parser) && is_allowed(&parser, *template);
}

bool context_is_follow_up(const struct question *question)
{
    static const char *const starts[] = {"and", "but",  "only", "just",
                                         "now", "same", "also"};
    const struct tokens *tokens = &question->tokens;
    for (size_t i = 0; i < COUNT(starts); i++)
        if (tokens->count > 0 && str_is(tokens->items[0].word, starts[i]))
            return true;
    if (tokens->count > 1 && str_is(tokens->items[1].word, "about") &&
        (str_is(tokens->items[0].word, "what") ||
         str_is(tokens->items[0].word, "how")))
        return true;
    for (size_t i = 0; i < tokens->count; i++)
        if (tokens->items[i].role == WORD_FOLLOW &&
            !str_is(tokens->items[i].word, "other"))
            return true;
    return false;
}

bool context_is_fragment(const struct question *question)
{
    static const char *const starts[] = {"just", "only", "but"};
    static const char *const asking[] = {"which", "what", "who", "how",
                                         "where", "when", "why"};
    enum { FRAGMENT_WORDS_MAX = 3 };
    const struct tokens *tokens = &question->tokens;
    size_t first = 0, words = 0;
    bool is_start = false;
    for (size_t i = 0; i < COUNT(starts); i++)
        is_start = is_start || (tokens->count > 0 &&
                                str_is(tokens->items[0].word, starts[i]));
    while (first < tokens->count && tokens->items[first].kind == TOKEN_NOISE)
        first++;
    if (first == tokens->count ||
        (!is_start && tokens->items[first].op != OP_NOT))
        return false;
    for (size_t i = 0; i < tokens->count; i++) {
        words += tokens->items[i].kind == TOKEN_CONTENT;
        for (size_t k = 0; k < COUNT(asking); k++)
            if (str_is(tokens->items[i].word, asking[k]))
                return false;
    }
    return words <= FRAGMENT_WORDS_MAX;
}

/* The new slots over the old ones: a column that is named again is chosen
   anew. */
static void merge_slots(struct route_slots *slots,
                        const struct route_slots *old)
{
    size_t count = slots->filter_count;
    for (size_t i = 0; i < old->filter_count; i++) {
        bool is_replaced = slots->filter_count == ROUTE_FILTERS_MAX;
        for (size_t k = 0; k < count; k++)
            is_replaced = is_replaced ||
                          slots->filters[k].column == old->filters[i].column;
        if (!is_replaced)
            slots->filters[slots->filter_count++] = old->filters[i];
    }
    if (slots->order_column < 0) {
        slots->order_column = old->order_column;
        slots->order_descending = old->order_descending;
    }
    if (slots->limit == 0)
        slots->limit = old->limit;
    if (slots->group_column < 0)
        slots->group_column = old->group_column;
    if (slots->time_column < 0) {
        slots->time_column = old->time_column;
        slots->span = old->span;
    }
}

static bool is_any_slot(const struct reading *reading)
{
    for (size_t i = 0; i < reading->question->tokens.count; i++) {
        uint8_t became = reading->became[i];
        if (became != BECAME_NOTHING && became != BECAME_MATCHED &&
            became != BECAME_ALIKE && became != BECAME_COVERED)
            return true;
    }
    return false;
}

static bool is_carrying(const struct reading *reading, size_t at)
{
    const struct question *question = reading->question;
    const struct token *token = &question->tokens.items[at];
    if (reading->became[at] != BECAME_NOTHING || token->kind == TOKEN_NOISE ||
        token->kind == TOKEN_PART || token->op == OP_BOTH ||
        token->op == OP_ALL || token->op == OP_EACH ||
        token->role == WORD_FOLLOW)
        return false;
    return question_strength(question, reading->template, at) == 0;
}

/* The former question's own numbers and negations still hold, so that they are
   not missed here; and it says which answer is meant. */
static void forgive_example(struct reading *reading)
{
    if (reading->obstacle == OBSTACLE_BREVITY)
        reading->obstacle = OBSTACLE_NONE;
    if (reading->obstacle != OBSTACLE_NUMBER &&
        reading->obstacle != OBSTACLE_NEGATION)
        return;
    const struct tokens *tokens = &reading->question->tokens;
    for (size_t i = 0; i < tokens->count; i++)
        if ((tokens->items[i].kind == TOKEN_NUMBER ||
             tokens->items[i].op == OP_NOT) &&
            reading->became[i] == BECAME_NOTHING)
            return;
    reading->obstacle = OBSTACLE_NONE;
}

enum context_fit context_apply(const struct question *question,
                               uint32_t template, const struct route_slots *old,
                               struct reading *reading)
{
    size_t carrying = 0;
    reading_make(reading, view_new(question, template),
                 question->index->templates[template].first_example);
    if (reading->obstacle == OBSTACLE_SUM) /* the answer before was about it */
        reading->obstacle = OBSTACLE_NONE;
    forgive_example(reading);
    for (size_t i = 0; i < question->tokens.count; i++)
        carrying += is_carrying(reading, i);
    if (reading->obstacle != OBSTACLE_NONE)
        return carrying <= 1 + question->when_count * 2 ? CONTEXT_BLOCKED
                                                        : CONTEXT_APART;
    if (carrying > 0 || !is_any_slot(reading))
        return CONTEXT_APART;
    merge_slots(&reading->slots, old);
    return CONTEXT_FITS;
}
