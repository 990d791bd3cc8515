#include "answer/parameters.h"

enum { VALUES_MAX = 100 };

static struct str nearest_column(const struct columns *columns, struct str name)
{
    struct str best = {"", 0};
    int best_distance = 4;

    for (uint32_t i = 0; i < columns->column_count; i++) {
        struct str known = columns_column(columns, i).name;
        int distance = str_distance(known, name, 3);
        if (distance < best_distance) {
            best_distance = distance;
            best = known;
        }
    }
    return best;
}

static bool find_column(const struct parameters *p, struct str name,
                        uint32_t *column, struct err *err)
{
    int found = columns_find(p->columns, name);
    struct str nearest;

    if (found >= 0) {
        *column = (uint32_t)found;
        return true;
    }
    nearest = nearest_column(p->columns, name);
    return err_set(err, ERR_INPUT, "there is no column \"%.*s\"%s%.*s%s",
                   STR_ARG(name), nearest.len > 0 ? ": did you mean \"" : "",
                   STR_ARG(nearest), nearest.len > 0 ? "\"?" : "");
}

static struct route_filter *filter_of(struct parameters *p, uint32_t column)
{
    for (size_t i = 0; i < p->slots.filter_count; i++)
        if (p->slots.filters[i].column == column)
            return &p->slots.filters[i];
    if (p->slots.filter_count == ROUTE_FILTERS_MAX)
        return NULL;
    p->slots.filters[p->slots.filter_count] = (struct route_filter){
        .column = column,
        .values = ARENA_ARRAY(p->arena, struct str, VALUES_MAX)};
    return &p->slots.filters[p->slots.filter_count++];
}

bool parameters_where(struct parameters *parameters, struct str column,
                      struct str value, struct err *err)
{
    struct route_filter *filter;
    uint32_t found;

    if (!find_column(parameters, column, &found, err))
        return false;
    filter = filter_of(parameters, found);
    if (!filter || filter->value_count == VALUES_MAX)
        return err_set(err, ERR_LIMIT,
                       "at most %d columns and %d values may be given",
                       ROUTE_FILTERS_MAX, VALUES_MAX);
    ((struct str *)filter->values)[filter->value_count++] = value;
    return true;
}

bool parameters_order(struct parameters *parameters, struct str text,
                      struct err *err)
{
    bool descending = false;
    uint32_t column;

    if (str_starts_with(text, "-")) {
        descending = true;
        text = str_skip(text, 1);
    } else if (str_ends_with(text, " desc")) {
        descending = true;
        text.len -= strlen(" desc");
    } else if (str_ends_with(text, " asc")) {
        text.len -= strlen(" asc");
    }
    if (!find_column(parameters, text, &column, err))
        return false;
    parameters->slots.order_column = (int)column;
    parameters->slots.order_descending = descending;
    return true;
}
