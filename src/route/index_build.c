/*
 * Works through the templates once, in order, and gathers each section in a
 * buffer of its own; postings and uses are sorted at the end by counting, so
 * the time grows with the text and with nothing else. Whatever is numbered is
 * numbered in the order in which it is met: the same input, the same bytes.
 */
#include <stdlib.h>

#include "route/first_row.h"
#include "route/index_builder.h"
#include "route/when.h"

static uint32_t section_count(const struct builder *builder,
                              enum index_section section, size_t record)
{
    return (uint32_t)(builder->sections[section].len / record);
}

/* The number of a key, which is copied when it is new. */
static uint32_t intern(struct builder *builder, struct map *map, struct str key,
                       bool *was_added)
{
    uint32_t id = map_get(map, key);
    *was_added = id == MAP_NONE;
    if (*was_added)
        id = map_add(map, arena_str(builder->keep, key), map->count, NULL);
    return id;
}

static uint32_t intern_term(struct builder *builder, struct str term)
{
    bool was_added;
    return intern(builder, &builder->terms, term, &was_added);
}

static void add_word(struct builder *builder, const struct token *token)
{
    bool was_added;
    if (token->kind == TOKEN_NUMBER || token->is_code ||
        token->word.len < TYPO_LETTERS_MIN)
        return;
    intern(builder, &builder->words, token->word, &was_added);
}

static void fill_bag(struct builder *builder, const struct tokens *tokens,
                     bool is_strong)
{
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->items[i];
        if (token->kind == TOKEN_NOISE || token->kind == TOKEN_PART)
            continue;
        add_word(builder, token);
        uint32_t id = map_get(&builder->bag, token->term);
        if (id == MAP_NONE)
            map_add(&builder->bag, token->term, is_strong, NULL);
        else if (is_strong && id == 0)
            for (uint32_t n = 0; n < builder->bag.count; n++)
                if (str_equal(builder->bag.entries[n].key, token->term))
                    builder->bag.entries[n].value = 1;
    }
}

static bool has_content(const struct tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++)
        if (tokens->items[i].kind == TOKEN_CONTENT)
            return true;
    return false;
}

static void add_mention(struct builder *builder, const struct tokens *tokens,
                        uint32_t column, uint32_t value)
{
    if (tokens->count == 0 || tokens->count > MENTION_WORDS_MAX ||
        !has_content(tokens))
        return;
    bool was_added;
    struct str key = tokens_names(tokens, 0, tokens->count, builder->scratch);
    uint32_t flag = value == MAP_NONE ? INDEX_TOKEN_COLUMN : INDEX_TOKEN_VALUE;
    map_add(&builder->own, key, flag | (column + 1) << 8, NULL);
    uint32_t id = intern(builder, &builder->mention_ids, key, &was_added);
    if (was_added) {
        struct index_mention mention = {.key = builder_text(builder, key),
                                        .word_count = (uint32_t)tokens->count};
        buf_add_bytes(&builder->mentions, &mention, sizeof(mention));
    }
    struct use_entry entry = {id, {builder->template_id, column, value}};
    buf_add_bytes(&builder->uses, &entry, sizeof(entry));
    for (size_t i = 0; i < tokens->count; i++)
        add_word(builder, &tokens->items[i]);
}

static bool read_tokens(struct builder *builder, struct str text,
                        struct tokens *tokens, struct err *err)
{
    return tokens_read(text, builder->synonyms, builder->scratch, tokens,
                       err) ||
           err_wrap(err, "template %.*s", STR_ARG(builder->template->id));
}

bool builder_mention(struct builder *builder, struct str text, uint32_t column,
                     uint32_t value, struct err *err)
{
    struct tokens tokens;
    if (!read_tokens(builder, text, &tokens, err))
        return false;
    if (!tokens.is_cut)
        add_mention(builder, &tokens, column, value);
    if (value == MAP_NONE)
        fill_bag(builder, &tokens, true);
    return true;
}

static const struct route_synonym *find_synonym(const struct builder *builder,
                                                struct str word)
{
    for (size_t i = 0; i < builder->template->synonym_count; i++) {
        const struct route_synonym *synonym = &builder->template->synonyms[i];
        if (synonym->word.len == word.len &&
            str_distance(synonym->word, word, 0) == 0)
            return synonym;
    }
    return NULL;
}

static bool mention_synonyms(struct builder *builder, struct str word,
                             uint32_t column, uint32_t value, struct err *err)
{
    const struct route_synonym *synonym = find_synonym(builder, word);
    for (size_t i = 0; synonym && i < synonym->other_count; i++)
        if (!builder_mention(builder, synonym->others[i], column, value, err))
            return false;
    return true;
}

static bool add_values(struct builder *builder, uint32_t number,
                       struct index_column *record, struct err *err)
{
    const struct route_column *column = &builder->template->columns[number];
    record->first_value =
        section_count(builder, SECTION_VALUES, sizeof(struct index_text));
    record->value_count = (uint32_t)column->value_count;
    for (uint32_t i = 0; i < column->value_count; i++) {
        struct index_text text = builder_text(builder, column->values[i]);
        builder_add(builder, SECTION_VALUES, &text, sizeof(text));
        if (!builder_mention(builder, column->values[i], number, i, err) ||
            !mention_synonyms(builder, column->values[i], number, i, err))
            return false;
    }
    return true;
}

static bool add_column(struct builder *builder, uint32_t number,
                       struct err *err)
{
    const struct route_column *column = &builder->template->columns[number];
    struct index_column record = {
        .name = builder_text(builder, column->name),
        .label = builder_text(builder, column->label),
        .role = column->role,
        .grain = column->grain,
        .flags = (column->may_add_up ? COLUMN_ADDS_UP : 0U) |
                 (column->up_is_good ? COLUMN_UP_IS_GOOD : 0U) |
                 (column->down_is_good ? COLUMN_DOWN_IS_GOOD : 0U) |
                 (column->is_duration ? COLUMN_IS_DURATION : 0U) |
                 (column->is_count ? COLUMN_IS_COUNT : 0U) |
                 (column->is_share ? COLUMN_IS_SHARE : 0U) |
                 (column->is_money ? COLUMN_IS_MONEY : 0U),
    };
    if (column->role == ROUTE_DIMENSION &&
        !add_values(builder, number, &record, err))
        return false;
    builder_add(builder, SECTION_COLUMNS, &record, sizeof(record));
    return builder_mention(builder, column->name, number, MAP_NONE, err) &&
           builder_mention(builder, column->label, number, MAP_NONE, err) &&
           builder_mention(builder, column->entity, number, MAP_NONE, err) &&
           mention_synonyms(builder, column->name, number, MAP_NONE, err);
}

static bool add_other_words(struct builder *builder, struct err *err)
{
    const struct route_template *template = builder->template;
    struct tokens tokens;
    for (size_t i = 0; i < template->synonym_count; i++)
        for (size_t n = 0; n < template->synonyms[i].other_count; n++) {
            if (!read_tokens(builder, template->synonyms[i].others[n], &tokens,
                             err))
                return false;
            fill_bag(builder, &tokens, true);
        }
    if (!read_tokens(builder, template->description, &tokens, err))
        return false;
    fill_bag(builder, &tokens, false);
    return true;
}

/* Marks the words of an example that name a value or a column: which, plus
   one. */
static void flag_mentions(struct builder *builder, const struct tokens *tokens,
                          uint8_t flags[TOKENS_MAX],
                          uint32_t columns[TOKENS_MAX])
{
    for (size_t i = 0; i < tokens->count;) {
        size_t taken = 1;
        for (size_t n = MENTION_WORDS_MAX; n > 0; n--) {
            if (i + n > tokens->count)
                continue;
            uint32_t name = map_get(
                &builder->own, tokens_names(tokens, i, n, builder->scratch));
            if (name == MAP_NONE)
                continue;
            for (size_t k = i; k < i + n; k++) {
                flags[k] |= (uint8_t)name;
                columns[k] = name >> 8;
            }
            taken = n;
            break;
        }
        i += taken;
    }
    for (size_t i = 0; i < tokens->count; i++) {
        uint32_t name = map_get(&builder->own,
                                tokens_names(tokens, i, 1, builder->scratch));
        if (name != MAP_NONE && (uint8_t)name == INDEX_TOKEN_COLUMN)
            flags[i] |= INDEX_TOKEN_NAMED;
    }
}

static void flag_tokens(struct builder *builder, const struct tokens *tokens,
                        uint8_t flags[TOKENS_MAX], uint32_t columns[TOKENS_MAX])
{
    struct when whens[WHEN_MAX];
    memset(flags, 0, TOKENS_MAX);
    memset(columns, 0, TOKENS_MAX * sizeof(*columns));
    flag_mentions(builder, tokens, flags, columns);
    bool has_slots =
        builder->template->column_count > 0 || builder->template->has_period;
    size_t count = when_find(tokens, date_from_ymd(2000, 1, 1), whens);
    for (size_t i = 0; has_slots && i < count; i++)
        for (size_t k = 0; k < whens[i].count; k++)
            flags[whens[i].start + k] |= INDEX_TOKEN_PERIOD;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->items[i];
        if (token->is_quoted || token->is_code || token->is_capital)
            flags[i] |= INDEX_TOKEN_LITERAL;
        if (token->role == WORD_LIGHT)
            flags[i] |= INDEX_TOKEN_LIGHT;
        if (token->sense != SENSE_NONE)
            flags[i] |= INDEX_TOKEN_CHANGE;
    }
}

static void add_pair(struct builder *builder, uint32_t term, size_t first_pair)
{
    struct pair pair = {term, builder->example_count};
    const struct pair *pairs = (const void *)builder->pairs.ptr;
    for (size_t i = first_pair; i < builder->pairs.len / sizeof(pair); i++)
        if (pairs[i].key == term)
            return;
    buf_add_bytes(&builder->pairs, &pair, sizeof(pair));
}

/* What the profile counts: every word by itself, also those of an operator. */
static void add_spoken(struct builder *builder, const struct tokens *tokens,
                       const uint8_t flags[TOKENS_MAX])
{
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->items[i];
        if (flags[i] & (INDEX_TOKEN_VALUE | INDEX_TOKEN_PERIOD))
            continue;
        struct str word = token->kind == TOKEN_NUMBER
                              ? (struct str)STR(PROFILE_NUMBER)
                              : token->word;
        struct pair pair = {builder->example_count, intern_term(builder, word)};
        buf_add_bytes(&builder->spoken, &pair, sizeof(pair));
    }
}

static void add_tokens(struct builder *builder, const struct tokens *tokens,
                       enum index_example_kind kind)
{
    uint8_t flags[TOKENS_MAX];
    uint32_t columns[TOKENS_MAX];
    size_t first_pair = builder->pairs.len / sizeof(struct pair);
    flag_tokens(builder, tokens, flags, columns);
    if (kind != EXAMPLE_NOT)
        add_spoken(builder, tokens, flags);
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->items[i];
        if (token->kind == TOKEN_PART)
            continue;
        struct index_token record = {
            .term = intern_term(builder, token->term),
            .kind = (uint8_t)token->kind,
            .op = (uint8_t)token->op,
            .flags = flags[i],
            .column = columns[i] <= UINT8_MAX ? (uint8_t)columns[i] : 0,
        };
        builder_add(builder, SECTION_TOKENS, &record, sizeof(record));
        add_word(builder, token);
        if (token->kind != TOKEN_NOISE &&
            !(flags[i] & (INDEX_TOKEN_VALUE | INDEX_TOKEN_PERIOD)))
            add_pair(builder, record.term, first_pair);
    }
}

/* A question claimed by two templates leads to neither. */
static void add_exact(struct builder *builder, struct str key)
{
    bool was_added;
    uint32_t id = intern(builder, &builder->exact, key, &was_added);
    struct map_entry *entry = &builder->exact.entries[id];
    if (was_added) {
        struct index_exact record = {{0, 0}, builder->example_count};
        builder_add(builder, SECTION_EXACT, &record, sizeof(record));
        return;
    }
    struct index_exact *record =
        (void *)(builder->sections[SECTION_EXACT].ptr +
                 (size_t)(entry - builder->exact.entries) * sizeof(*record));
    const struct index_example *examples =
        (const void *)builder->sections[SECTION_EXAMPLES].ptr;
    if (record->example != MAP_NONE &&
        examples[record->example].template != builder->template_id)
        record->example = MAP_NONE;
}

static bool add_example(struct builder *builder, struct str text,
                        enum index_example_kind kind, struct err *err)
{
    struct tokens tokens;
    if (!read_tokens(builder, text, &tokens, err))
        return false;
    bool is_asked = kind == EXAMPLE_QUESTION || kind == EXAMPLE_TITLE;
    if (is_asked && tokens.count > 0 && !tokens.is_cut)
        add_exact(builder, tokens_key(&tokens, builder->scratch));
    if (kind != EXAMPLE_NOT)
        fill_bag(builder, &tokens, false);
    struct index_example record = {
        .text = builder_text(builder, text),
        .template = builder->template_id,
        .kind = kind,
        .first_token =
            section_count(builder, SECTION_TOKENS, sizeof(struct index_token)),
    };
    add_tokens(builder, &tokens, kind);
    record.token_count =
        section_count(builder, SECTION_TOKENS, sizeof(struct index_token)) -
        record.first_token;
    builder_add(builder, SECTION_EXAMPLES, &record, sizeof(record));
    builder->example_count++;
    return true;
}

static bool add_examples(struct builder *builder, struct err *err)
{
    const struct route_template *template = builder->template;
    for (size_t i = 0; i < template->question_count; i++)
        if (!add_example(builder, template->questions[i], EXAMPLE_QUESTION,
                         err))
            return false;
    if (template->title.len > 0 &&
        !add_example(builder, template->title, EXAMPLE_TITLE, err))
        return false;
    struct str first = first_row_question(template, builder->scratch);
    if (first.len > 0 && !add_example(builder, first, EXAMPLE_FIRST_ROW, err))
        return false;
    for (size_t i = 0; i < template->not_question_count; i++)
        if (!add_example(builder, template->not_questions[i], EXAMPLE_NOT, err))
            return false;
    return true;
}

static int compare_bags(const void *a, const void *b)
{
    uint32_t x = ((const struct index_bag *)a)->term;
    uint32_t y = ((const struct index_bag *)b)->term;
    return (x > y) - (x < y);
}

static uint32_t add_bag(struct builder *builder)
{
    uint32_t count = builder->bag.count;
    struct index_bag *bags =
        ARENA_ARRAY(builder->scratch, struct index_bag, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        const struct map_entry *entry = &builder->bag.entries[i];
        bags[i] =
            (struct index_bag){intern_term(builder, entry->key), entry->value};
    }
    qsort(bags, count, sizeof(*bags), compare_bags);
    builder_add(builder, SECTION_BAGS, bags, count * sizeof(*bags));
    return count;
}

static bool is_name(const struct index_token *token)
{
    return token->kind == TOKEN_NUMBER || (token->flags & INDEX_TOKEN_LITERAL);
}

static bool has_token(const struct index_token *tokens, uint32_t count,
                      uint32_t term)
{
    for (uint32_t i = 0; i < count; i++)
        if (tokens[i].term == term)
            return true;
    return false;
}

/* Whether some question has a number or a name that the first one has not:
   then it does not matter which. */
static bool do_names_vary(const struct builder *builder,
                          const struct index_template *record)
{
    const struct index_example *examples =
        (const void *)builder->sections[SECTION_EXAMPLES].ptr;
    const struct index_token *tokens =
        (const void *)builder->sections[SECTION_TOKENS].ptr;
    const struct index_example *first = &examples[record->first_example];
    for (uint32_t i = 1; i < record->question_count; i++)
        for (uint32_t k = 0; k < first[i].token_count; k++) {
            const struct index_token *token = &tokens[first[i].first_token + k];
            if (is_name(token) && !has_token(&tokens[first->first_token],
                                             first->token_count, token->term))
                return true;
        }
    return false;
}

static bool fill_template(struct builder *builder,
                          struct index_template *record, struct err *err)
{
    const struct route_template *template = builder->template;
    record->first_column =
        section_count(builder, SECTION_COLUMNS, sizeof(struct index_column));
    record->column_count = (uint32_t) template->column_count;
    for (uint32_t i = 0; i < template->column_count; i++)
        if (!add_column(builder, i, err))
            return false;
    if (!builder_share_synonyms(builder, err))
        return false;
    record->first_example = builder->example_count;
    if (!add_other_words(builder, err) || !add_examples(builder, err))
        return false;
    record->example_count = builder->example_count - record->first_example;
    if (do_names_vary(builder, record))
        record->flags |= TEMPLATE_NAMES_VARY;
    record->first_bag =
        section_count(builder, SECTION_BAGS, sizeof(struct index_bag));
    record->bag_count = add_bag(builder);
    return true;
}

static bool add_template(struct builder *builder, struct err *err)
{
    const struct route_template *template = builder->template;
    char period[PERIOD_NAME_SIZE] = "";
    if (template->question_count == 0)
        return err_set(err, ERR_INPUT, "template %.*s: no question",
                       STR_ARG(template->id));
    bool was_added;
    intern(builder, &builder->ids, template->id, &was_added);
    if (!was_added)
        return err_set(err, ERR_INPUT, "two templates are called %.*s",
                       STR_ARG(template->id));
    if (template->has_period)
        period_name(&template->period, period);
    struct index_template record = {
        .id = builder_text(builder, template->id),
        .title = builder_text(builder, template->title),
        .period = builder_text(builder, str_from(period)),
        .question_count = (uint32_t) template->question_count,
        .flags = (template->has_period ? TEMPLATE_HAS_PERIOD : 0U) |
                 (template->is_complete ? TEMPLATE_IS_COMPLETE : 0U) |
                 (template->order_descending ? TEMPLATE_DESCENDING : 0U),
        .order_column = template->order_column,
    };
    map_init(&builder->own);
    map_init(&builder->bag);
    bool ok = fill_template(builder, &record, err);
    map_release(&builder->bag);
    map_release(&builder->own);
    arena_reset(builder->scratch);
    builder_add(builder, SECTION_TEMPLATES, &record, sizeof(record));
    return ok;
}

static void init_builder(struct builder *builder)
{
    *builder = (struct builder){.keep = arena_new(), .scratch = arena_new()};
    for (int i = 0; i < SECTION_COUNT; i++)
        buf_init(&builder->sections[i], UINT32_MAX - 1);
    buf_init(&builder->pairs, SIZE_MAX / 2);
    buf_init(&builder->spoken, SIZE_MAX / 2);
    buf_init(&builder->uses, SIZE_MAX / 2);
    buf_init(&builder->mentions, UINT32_MAX - 1);
    map_init(&builder->ids);
    map_init(&builder->terms);
    map_init(&builder->mention_ids);
    map_init(&builder->words);
    map_init(&builder->exact);
    map_init(&builder->shared.first);
    map_init(&builder->shared.known);
}

static void release_builder(struct builder *builder)
{
    map_release(&builder->shared.known);
    map_release(&builder->shared.first);
    map_release(&builder->exact);
    map_release(&builder->words);
    map_release(&builder->mention_ids);
    map_release(&builder->terms);
    map_release(&builder->ids);
    buf_release(&builder->mentions);
    buf_release(&builder->uses);
    buf_release(&builder->spoken);
    buf_release(&builder->pairs);
    for (int i = 0; i < SECTION_COUNT; i++)
        buf_release(&builder->sections[i]);
    synonyms_free(builder->synonyms);
    arena_free(builder->scratch);
    arena_free(builder->keep);
}

/* Their words, too, are what a mistyped one may have meant. */
static void add_synonym(struct builder *builder, struct str meant,
                        struct str other)
{
    struct index_synonym record = {builder_text(builder, other),
                                   builder_text(builder, meant)};
    struct tokens tokens;
    struct err err;
    builder_add(builder, SECTION_SYNONYMS, &record, sizeof(record));
    if (!tokens_read(other, NULL, builder->scratch, &tokens, &err))
        return;
    for (size_t i = 0; i < tokens.count; i++)
        if (tokens.items[i].kind == TOKEN_CONTENT)
            add_word(builder, &tokens.items[i]);
}

static void add_synonyms(struct builder *builder,
                         const struct route_synonyms *synonyms)
{
    if (!synonyms)
        return;
    builder->synonyms = synonyms_new(synonyms->items, synonyms->count);
    for (size_t i = 0; i < synonyms->count; i++)
        for (size_t n = 0; n < synonyms->items[i].other_count; n++)
            add_synonym(builder, synonyms->items[i].word,
                        synonyms->items[i].others[n]);
    arena_reset(builder->scratch);
}

bool route_index_build(const struct route_template *templates, size_t count,
                       const struct route_synonyms *synonyms, struct buf *bytes,
                       struct err *err)
{
    struct builder builder;
    bool ok = true;
    init_builder(&builder);
    add_synonyms(&builder, synonyms);
    builder_gather_shared(&builder, templates, count);
    for (size_t i = 0; ok && i < count; i++) {
        builder.template = &templates[i];
        builder.template_id = (uint32_t)i;
        ok = add_template(&builder, err);
    }
    ok = ok && builder_finish(&builder, bytes, err);
    release_builder(&builder);
    return ok;
}
