/*
 * What one template calls a dealer or a region, people call it in questions to
 * others, too: a synonym of a column with an entity, or of one of its values,
 * holds for every column with this entity. Measures share nothing: "revenue"
 * of two dumps may be two things. A word that a template uses for something
 * else keeps its meaning there.
 *
 * The words of each entity are gathered once, before the first template, so
 * that the work grows with the templates and not with their pairs.
 */
#include "route/index_builder.h"

/* Another word for an entity, or for one of its values. */
struct shared_word {
    struct str value; /* empty: for the entity */
    struct str other;
    uint32_t next;  /* of the same entity; MAP_NONE */
    uint32_t last;  /* of an entity's first one: the last */
    uint32_t count; /* likewise: how many */
};

enum { SHARED_MAX = 256 }; /* of one entity */

static uint32_t find_value(const struct route_column *column, struct str word)
{
    for (uint32_t i = 0; i < column->value_count; i++)
        if (column->values[i].len == word.len &&
            str_distance(column->values[i], word, 0) == 0)
            return i;
    return MAP_NONE;
}

/* Adds a word behind those that the entity has, unless it has it. */
static void add_word(struct builder *builder, struct str entity,
                     struct str value, struct str other)
{
    struct shared *shared = &builder->shared;
    struct str key =
        arena_printf(builder->scratch, "%.*s\n%.*s\n%.*s", STR_ARG(entity),
                     STR_ARG(value), STR_ARG(other));
    if (map_get(&shared->known, key) != MAP_NONE)
        return;
    shared->words = arena_grow(builder->keep, shared->words, shared->count,
                               &shared->capacity, sizeof(*shared->words));
    uint32_t at = (uint32_t)shared->count;
    uint32_t first = map_add(&shared->first, entity, at, NULL);
    if (first != at && shared->words[first].count == SHARED_MAX)
        return;
    map_add(&shared->known, arena_str(builder->keep, key), at, NULL);
    shared->count++;
    shared->words[at] =
        (struct shared_word){.value = value, .other = other, .next = MAP_NONE};
    if (first != at)
        shared->words[shared->words[first].last].next = at;
    shared->words[first].last = at;
    shared->words[first].count++;
}

static void gather_column(struct builder *builder,
                          const struct route_template *template,
                          const struct route_column *column)
{
    for (size_t i = 0; i < template->synonym_count; i++) {
        const struct route_synonym *synonym = &template->synonyms[i];
        bool is_column = str_equal(synonym->word, column->name);
        struct str value = {"", 0};
        if (!is_column && find_value(column, synonym->word) == MAP_NONE)
            continue;
        if (!is_column)
            value = synonym->word;
        for (size_t n = 0; n < synonym->other_count; n++)
            add_word(builder, column->entity, value, synonym->others[n]);
    }
}

static bool is_shared(const struct route_column *column)
{
    return column->entity.len > 0 && column->role == ROUTE_DIMENSION;
}

void builder_gather_shared(struct builder *builder,
                           const struct route_template *templates, size_t count)
{
    for (size_t t = 0; t < count; t++) {
        const struct route_template *template = &templates[t];
        for (size_t k = 0;
             template->synonym_count > 0 && k < template->column_count; k++)
            if (is_shared(&template->columns[k]))
                gather_column(builder, template, &template->columns[k]);
        arena_reset(builder->scratch);
    }
}

/* Whether the words already name something of the template at hand. */
static bool is_taken(struct builder *builder, struct str text)
{
    struct tokens tokens;
    struct err err;
    if (!tokens_read(text, builder->synonyms, builder->scratch, &tokens,
                     &err) ||
        tokens.count == 0)
        return true;
    return map_get(&builder->own, tokens_names(&tokens, 0, tokens.count,
                                               builder->scratch)) != MAP_NONE;
}

static bool share_word(struct builder *builder, uint32_t number,
                       const struct shared_word *word, struct err *err)
{
    const struct route_column *column = &builder->template->columns[number];
    uint32_t value = MAP_NONE;
    if (word->value.len > 0) {
        value = find_value(column, word->value);
        if (value == MAP_NONE)
            return true;
    }
    return is_taken(builder, word->other) ||
           builder_mention(builder, word->other, number, value, err);
}

bool builder_share_synonyms(struct builder *builder, struct err *err)
{
    const struct route_template *template = builder->template;
    const struct shared *shared = &builder->shared;
    for (uint32_t i = 0; i < template->column_count; i++) {
        if (!is_shared(&template->columns[i]))
            continue;
        uint32_t at = map_get(&shared->first, template->columns[i].entity);
        for (; at != MAP_NONE; at = shared->words[at].next)
            if (!share_word(builder, i, &shared->words[at], err))
                return false;
    }
    return true;
}
