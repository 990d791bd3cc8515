/*
 * What one template calls a dealer or a region, people call it in questions to
 * others, too: a synonym of a column with an entity, or of one of its values,
 * holds for every column with this entity. Measures share nothing: "revenue"
 * of two dumps may be two things. A word that a template uses for something
 * else keeps its meaning there.
 */
#include "route/index_builder.h"

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

static bool add_others(struct builder *builder,
                       const struct route_synonym *synonym, uint32_t column,
                       uint32_t value, struct err *err)
{
    for (size_t i = 0; i < synonym->other_count; i++)
        if (!is_taken(builder, synonym->others[i]) &&
            !builder_mention(builder, synonym->others[i], column, value, err))
            return false;
    return true;
}

static uint32_t find_value(const struct route_column *column, struct str word)
{
    for (uint32_t i = 0; i < column->value_count; i++)
        if (column->values[i].len == word.len &&
            str_distance(column->values[i], word, 0) == 0)
            return i;
    return MAP_NONE;
}

/* The synonyms that `other` has for `theirs`, and for values of it, hold for
   the column `number` of the template at hand. */
static bool share(struct builder *builder, uint32_t number,
                  const struct route_template *other,
                  const struct route_column *theirs, struct err *err)
{
    const struct route_column *column = &builder->template->columns[number];
    for (size_t i = 0; i < other->synonym_count; i++) {
        const struct route_synonym *synonym = &other->synonyms[i];
        uint32_t value = MAP_NONE;
        if (!str_equal(synonym->word, theirs->name)) {
            if (find_value(theirs, synonym->word) == MAP_NONE)
                continue;
            value = find_value(column, synonym->word);
            if (value == MAP_NONE)
                continue;
        }
        if (!add_others(builder, synonym, number, value, err))
            return false;
    }
    return true;
}

bool builder_share_synonyms(struct builder *builder, struct err *err)
{
    const struct route_template *template = builder->template;
    for (uint32_t i = 0; i < template->column_count; i++) {
        const struct route_column *column = &template->columns[i];
        if (column->entity.len == 0 || column->role != ROUTE_DIMENSION)
            continue;
        for (size_t t = 0; t < builder->template_count; t++) {
            const struct route_template *other = &builder->templates[t];
            for (size_t k = 0; other != template && other->synonym_count > 0 &&
                               k < other->column_count;
                 k++)
                if (str_equal(other->columns[k].entity, column->entity) &&
                    !share(builder, i, other, &other->columns[k], err))
                    return false;
        }
    }
    return true;
}
