/*
 * Groups are indexes of their own, so that a question about one database is
 * never compared with the answers of another. If no question names a group,
 * there is one for all.
 */
#include "route/eval_set.h"

struct row {
    struct str first, second, third;
};

static bool cut_row(struct str *text, int *line, const char *table,
                    struct row *row, struct err *err)
{
    (*line)++;
    struct str rest = str_cut(text, '\n');
    if (rest.len > 0 && rest.ptr[rest.len - 1] == '\r')
        rest.len--;
    *row = (struct row){.first = {rest.ptr, 0}};
    if (rest.len == 0)
        return true;
    row->first = str_cut(&rest, '\t');
    row->second = str_cut(&rest, '\t');
    row->third = str_cut(&rest, '\t');
    if (row->first.len == 0 || row->second.len == 0)
        return err_set(err, ERR_INPUT,
                       "%s, line %d: expected an answer, a tab, a question",
                       table, *line);
    return true;
}

static bool has_groups(struct str queries)
{
    while (queries.len > 0) {
        struct str line = str_cut(&queries, '\n');
        str_cut(&line, '\t');
        str_cut(&line, '\t');
        if (line.len > 0)
            return true;
    }
    return false;
}

static struct eval_group *get_group(struct eval_set *set, struct str name)
{
    bool was_added;
    uint32_t id =
        map_add(&set->group_ids, name, (uint32_t)set->group_count, &was_added);
    if (was_added) {
        set->groups = arena_grow(set->arena, set->groups, set->group_count,
                                 &set->group_capacity, sizeof(*set->groups));
        struct eval_group *group = &set->groups[set->group_count++];
        memset(group, 0, sizeof(*group));
        map_init(&group->answers);
        buf_init(&group->bytes, UINT32_MAX - 1);
    }
    return &set->groups[id];
}

static void add_question(struct arena *arena, struct route_template *template,
                         struct str question)
{
    /* Grows when the count is a power of two. */
    size_t count = template->question_count;
    if ((count & (count - 1)) == 0) {
        struct str *grown =
            ARENA_ARRAY(arena, struct str, count == 0 ? 1 : count * 2);
        if (count > 0)
            memcpy(grown, template->questions, count * sizeof(*grown));
        template->questions = grown;
    }
    ((struct str *)template->questions)[count] = question;
    template->question_count++;
}

static void add_example(struct eval_set *set, struct eval_group *group,
                        struct str answer, struct str example)
{
    bool was_added;
    uint32_t id =
        map_add(&group->answers, answer, (uint32_t)group->count, &was_added);
    if (was_added) {
        group->templates =
            arena_grow(set->arena, group->templates, group->count,
                       &group->capacity, sizeof(*group->templates));
        group->templates[group->count++] = (struct route_template){
            .id = answer, .is_complete = true, .order_column = -1};
    }
    add_question(set->arena, &group->templates[id], example);
}

static bool read_index(struct eval_set *set, struct str text, bool is_grouped,
                       struct err *err)
{
    struct row row;
    for (int line = 0; text.len > 0;) {
        if (!cut_row(&text, &line, "index", &row, err))
            return false;
        if (row.first.len == 0)
            continue;
        struct str group = row.third, id = row.first;
        if (group.len == 0)
            group = str_cut(&id, '/');
        if (!is_grouped)
            group = (struct str){"", 0};
        add_example(set, get_group(set, group), row.first, row.second);
    }
    return true;
}

static bool read_questions(struct eval_set *set, struct str text,
                           struct err *err)
{
    struct row row;
    for (int line = 0; text.len > 0;) {
        if (!cut_row(&text, &line, "queries", &row, err))
            return false;
        if (row.first.len == 0)
            continue;
        get_group(set, row.third);
        set->questions =
            arena_grow(set->arena, set->questions, set->question_count,
                       &set->question_capacity, sizeof(*set->questions));
        if (str_is(row.first, "MISS"))
            row.first.len = 0;
        set->questions[set->question_count++] = (struct eval_question){
            row.first, row.second, map_get(&set->group_ids, row.third)};
    }
    return true;
}

static bool open_groups(struct eval_set *set, struct err *err)
{
    for (size_t i = 0; i < set->group_count; i++) {
        struct eval_group *group = &set->groups[i];
        group->coverage =
            ARENA_ARRAY(set->arena, struct route_coverage, group->count + 1);
        for (size_t k = 0; k < group->count; k++)
            group->coverage[k].is_served = true;
        if (!route_index_build(group->templates, group->count, &group->bytes,
                               err))
            return false;
        group->index = route_index_open(buf_str(&group->bytes), err);
        if (!group->index)
            return false;
    }
    return true;
}

bool eval_set_read(struct eval_set *set, struct str index_tsv,
                   struct str queries_tsv, struct err *err)
{
    memset(set, 0, sizeof(*set));
    set->arena = arena_new();
    map_init(&set->group_ids);
    return read_index(set, index_tsv, has_groups(queries_tsv), err) &&
           read_questions(set, queries_tsv, err) && open_groups(set, err);
}

void eval_set_release(struct eval_set *set)
{
    for (size_t i = 0; i < set->group_count; i++) {
        route_index_close(set->groups[i].index);
        buf_release(&set->groups[i].bytes);
        map_release(&set->groups[i].answers);
    }
    map_release(&set->group_ids);
    arena_free(set->arena);
}
