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

static struct eval_question *add_asked(struct eval_set *set)
{
    set->questions =
        arena_grow(set->arena, set->questions, set->question_count,
                   &set->question_capacity, sizeof(*set->questions));
    struct eval_question *question = &set->questions[set->question_count++];
    memset(question, 0, sizeof(*question));
    return question;
}

static void set_right(struct eval_set *set, struct eval_question *question,
                      uint32_t template)
{
    uint32_t *right = ARENA_NEW(set->arena, uint32_t);
    *right = template;
    question->right = right;
    question->right_count = 1;
    question->is_answerable = true;
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
        const struct eval_group *group = get_group(set, row.third);
        uint32_t expected = map_get(&group->answers, row.first);
        struct eval_question *question = add_asked(set);
        question->text = row.second;
        question->group = map_get(&set->group_ids, row.third);
        if (expected != MAP_NONE && !str_is(row.first, "MISS"))
            set_right(set, question, expected);
    }
    return true;
}

static bool open_groups(struct eval_set *set, struct err *err)
{
    for (size_t i = 0; i < set->group_count; i++) {
        struct eval_group *group = &set->groups[i];
        struct route_coverage *coverage =
            ARENA_ARRAY(set->arena, struct route_coverage, group->count + 1);
        for (size_t k = 0; k < group->count; k++)
            coverage[k].is_served = true;
        group->coverage = coverage;
        if (!route_index_build(group->templates, group->count, NULL,
                               &group->bytes, err))
            return false;
        group->own_index = route_index_open(buf_str(&group->bytes), err);
        group->index = group->own_index;
        if (!group->index)
            return false;
    }
    return true;
}

static void init_set(struct eval_set *set)
{
    memset(set, 0, sizeof(*set));
    set->arena = arena_new();
    map_init(&set->group_ids);
}

bool eval_set_read(struct eval_set *set, struct str index_tsv,
                   struct str queries_tsv, struct err *err)
{
    init_set(set);
    return read_index(set, index_tsv, has_groups(queries_tsv), err) &&
           read_questions(set, queries_tsv, err) && open_groups(set, err);
}

enum golden_column { QUESTION, EXPECTED, TEMPLATE, CONTEXT, GOLDEN_COLUMNS };

/* Where the columns stand in a line; -1: nowhere. */
struct golden {
    struct eval_set *set;
    int places[GOLDEN_COLUMNS];
    int line;
};

static bool read_header(struct golden *golden, struct str line, struct err *err)
{
    static const char *const names[] = {[QUESTION] = "question",
                                        [EXPECTED] = "expected",
                                        [TEMPLATE] = "template",
                                        [CONTEXT] = "context"};
    for (int i = 0; i < GOLDEN_COLUMNS; i++)
        golden->places[i] = -1;
    for (int at = 0; line.len > 0; at++) {
        struct str name = str_cut(&line, '\t');
        for (int i = 0; i < GOLDEN_COLUMNS; i++)
            if (str_is(name, names[i]))
                golden->places[i] = at;
    }
    return (golden->places[QUESTION] >= 0 && golden->places[EXPECTED] >= 0) ||
           err_set(err, ERR_INPUT,
                   "golden questions, line 1: it must name the columns, with "
                   "tabs between them; \"question\" and \"expected\" are "
                   "needed");
}

static bool add_right(struct golden *golden, struct eval_question *question,
                      struct str ids, struct err *err)
{
    const struct eval_group *group = &golden->set->groups[0];
    size_t most = 1;
    for (size_t i = 0; i < ids.len; i++)
        most += ids.ptr[i] == '|';
    uint32_t *right = ARENA_ARRAY(golden->set->arena, uint32_t, most);
    question->right = right;
    while (ids.len > 0) {
        struct str id = str_cut(&ids, '|');
        uint32_t template = map_get(&group->answers, id);
        if (template == MAP_NONE)
            return err_set(err, ERR_INPUT,
                           "golden questions, line %d: there is no dump of a "
                           "template \"%.*s\"",
                           golden->line, STR_ARG(id));
        right[question->right_count++] = template;
    }
    return true;
}

static bool read_golden_row(struct golden *golden, struct str line,
                            struct err *err)
{
    struct str cells[GOLDEN_COLUMNS] = {{"", 0}};
    for (int at = 0; line.len > 0; at++) {
        struct str cell = str_cut(&line, '\t');
        for (int i = 0; i < GOLDEN_COLUMNS; i++)
            if (golden->places[i] == at)
                cells[i] = cell;
    }
    struct str expected = cells[EXPECTED];
    bool is_hit = str_is(expected, "hit");
    bool is_open = str_is(expected, "not_hit");
    if (cells[QUESTION].len == 0 ||
        !(is_hit || is_open || str_is(expected, "clarify") ||
          str_is(expected, "miss")))
        return err_set(err, ERR_INPUT,
                       "golden questions, line %d: a question and one of hit, "
                       "clarify, miss, not_hit are needed",
                       golden->line);
    if (is_hit && cells[TEMPLATE].len == 0)
        return err_set(err, ERR_INPUT,
                       "golden questions, line %d: a hit needs the template "
                       "that answers it",
                       golden->line);
    struct eval_question *question = add_asked(golden->set);
    question->text = cells[QUESTION];
    question->context = cells[CONTEXT];
    question->is_answerable = is_hit;
    return !(is_hit || is_open) ||
           add_right(golden, question, cells[TEMPLATE], err);
}

static void borrow_index(struct eval_set *set, const struct route_index *index,
                         const struct route_coverage *coverage)
{
    struct eval_group *group = get_group(set, (struct str){"", 0});
    group->index = index;
    group->coverage = coverage;
    group->count = route_index_template_count(index);
    for (uint32_t i = 0; i < group->count; i++)
        map_add(&group->answers, route_index_id(index, i), i, NULL);
}

bool eval_set_read_golden(struct eval_set *set, const struct route_index *index,
                          const struct route_coverage *coverage,
                          struct str golden_tsv, struct err *err)
{
    struct golden golden = {.set = set};
    init_set(set);
    borrow_index(set, index, coverage);
    while (golden_tsv.len > 0) {
        struct str line = str_cut(&golden_tsv, '\n');
        golden.line++;
        if (line.len > 0 && line.ptr[line.len - 1] == '\r')
            line.len--;
        if (golden.line == 1
                ? !read_header(&golden, line, err)
                : line.len > 0 && !read_golden_row(&golden, line, err))
            return false;
    }
    return true;
}

bool eval_question_allows(const struct eval_question *question,
                          uint32_t template)
{
    for (size_t i = 0; i < question->right_count; i++)
        if (question->right[i] == template)
            return true;
    return false;
}

void eval_set_release(struct eval_set *set)
{
    for (size_t i = 0; i < set->group_count; i++) {
        route_index_close(set->groups[i].own_index);
        buf_release(&set->groups[i].bytes);
        map_release(&set->groups[i].answers);
    }
    map_release(&set->group_ids);
    arena_free(set->arena);
}
