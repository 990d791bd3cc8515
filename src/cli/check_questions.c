#include "cli/check_questions.h"

#include "answer/current.h"
#include "base/log.h"
#include "route/route.h"

struct asking {
    struct report *report;
    const struct catalogue *catalogue;
    const struct served *served;
    const struct template *template;
    uint32_t number; /* of the template in the index */
    struct arena *arena;
};

static struct str id_of(const struct asking *asking, uint32_t number)
{
    return route_index_id(asking->served->index, number);
}

static void ask(const struct asking *asking, struct str question,
                struct route *route)
{
    const struct settings *settings = asking->served->project->settings;
    struct route_settings routing = {.accept = settings->router_accept,
                                     .clarify = settings->router_clarify,
                                     .calendar = settings->calendar};
    struct route_request request = {
        .question = question,
        .today = asking->served->coverage[asking->number].as_of,
        .coverage = asking->served->coverage,
        .settings = &routing};

    route_decide(asking->served->index, &request, asking->arena, route);
}

/* The first other template among the choices, or NULL. */
static const struct route_choice *find_rival(const struct asking *asking,
                                             const struct route *route)
{
    for (size_t i = 0; i < route->choice_count; i++)
        if (route->choices[i].template != asking->number)
            return &route->choices[i];
    return NULL;
}

static const struct template_text *find_text(const struct template *t,
                                             struct str text)
{
    for (size_t i = 0; i < t->questions.count; i++)
        if (str_equal(t->questions.items[i].text, text))
            return &t->questions.items[i];
    return NULL;
}

/* A question, whose it is, and where it stands; a title stands in the file. */
static struct str cite(const struct asking *asking, uint32_t number,
                       struct str text)
{
    struct str id = id_of(asking, number), quote = report_quote(text);
    const struct template *t = catalogue_find(asking->catalogue, id);
    const struct template_text *found = t ? find_text(t, text) : NULL;

    if (found)
        return arena_printf(asking->arena, "\"%.*s\" of %.*s (%.*s:%d:%d)",
                            STR_ARG(quote), STR_ARG(id), STR_ARG(t->path),
                            found->line, found->column);
    return arena_printf(asking->arena, "\"%.*s\" of %.*s", STR_ARG(quote),
                        STR_ARG(id));
}

/* What the author of this template can do that who asks cannot. */
static struct str advise(const struct asking *asking, struct str reason)
{
    const struct template *t = asking->template;
    struct str missing = arena_printf(
        asking->arena, "\"%.*s\" has no order in which", STR_ARG(t->title));

    if (str_find(reason, missing) < 0)
        return (struct str){"", 0};
    if (t->order_column.len == 0)
        return (struct str)STR(" Write an \"order\", or name a number that has "
                               "a \"direction\".");
    return arena_printf(asking->arena,
                        " Its order is that of \"%.*s\": name this number in "
                        "full, or give the number that is named a "
                        "\"direction\".",
                        STR_ARG(t->order_column));
}

/* What else there is may be what this one cannot be told apart from. */
static struct str name_rival(const struct asking *asking,
                             const struct route *route)
{
    const struct route_choice *rival = find_rival(asking, route);

    if (route->status != ROUTE_CLARIFY || !rival)
        return (struct str){"", 0};
    return arena_printf(
        asking->arena, " Near it is %.*s.",
        STR_ARG(cite(asking, rival->template, rival->question)));
}

static void try_question(const struct asking *asking,
                         const struct template_text *question)
{
    const struct template *t = asking->template;
    struct route route;

    ask(asking, question->text, &route);
    if (route.status != ROUTE_HIT)
        report_warning(
            asking->report, t->path, question->line, question->column,
            "\"%.*s\" is not answered: %.*s%.*s%.*s", STR_ARG(question->text),
            STR_ARG(route.reason), STR_ARG(advise(asking, route.reason)),
            STR_ARG(name_rival(asking, &route)));
    else if (route.template != asking->number)
        report_warning(asking->report, t->path, question->line,
                       question->column, "\"%.*s\" is answered by %.*s",
                       STR_ARG(question->text),
                       STR_ARG(cite(asking, route.template, route.matched)));
}

static void try_not_question(const struct asking *asking,
                             const struct template_text *question)
{
    const struct template *t = asking->template;
    struct route route;

    ask(asking, question->text, &route);
    if (route.status == ROUTE_HIT && route.template == asking->number)
        report_warning(asking->report, t->path, question->line,
                       question->column,
                       "\"%.*s\" is answered, although it is one of "
                       "not_questions",
                       STR_ARG(question->text));
}

/* Other words for what nobody speaks of help nobody. */
static void try_synonyms(const struct asking *asking, struct str path,
                         const struct synonyms_file *synonyms)
{
    for (size_t i = 0; i < synonyms->count; i++) {
        const struct template_synonym *item = &synonyms->items[i];
        if (!route_index_knows(asking->served->index, item->word,
                               asking->arena))
            report_warning(asking->report, path, item->line, item->column,
                           "\"%.*s\" is no word of a title, a question, a "
                           "column or a value: its synonyms stand for nothing",
                           STR_ARG(report_quote(item->word)));
    }
}

/* Those of a template are read as the names of its columns and values. */
static void try_own_synonym(const struct asking *asking,
                            const struct template_synonym *item)
{
    const struct template *t = asking->template;
    struct str word = report_quote(item->word), exact = {"", 0};

    switch (route_index_use(asking->served->index, asking->number, item->word,
                            &exact, asking->arena)) {
    case ROUTE_USE_NAME:
    case ROUTE_USE_WORD:
        return;
    case ROUTE_USE_NONE:
        report_warning(asking->report, t->path, item->line, item->column,
                       "\"%.*s\" is no column, no value of the rows and no "
                       "word of a question of this template: its synonyms "
                       "stand for nothing",
                       STR_ARG(word));
        return;
    case ROUTE_USE_INEXACT:
        report_warning(asking->report, t->path, item->line, item->column,
                       "\"%.*s\" is not written as in the rows: write "
                       "\"%.*s\", or its synonyms stand for nothing",
                       STR_ARG(word), STR_ARG(report_quote(exact)));
        return;
    case ROUTE_USE_WORDS:
        report_warning(asking->report, t->path, item->line, item->column,
                       "\"%.*s\" is no column and no value of the rows: its "
                       "synonyms stand for nothing; write a question with them",
                       STR_ARG(word));
        return;
    }
}

static void try_template(struct asking *asking)
{
    const struct template *t = asking->template;

    for (size_t i = 0; i < t->questions.count; i++) {
        try_question(asking, &t->questions.items[i]);
        arena_reset(asking->arena);
    }
    for (size_t i = 0; i < t->synonym_count; i++)
        try_own_synonym(asking, &t->synonyms[i]);
    for (size_t i = 0; i < t->not_questions.count; i++) {
        try_not_question(asking, &t->not_questions.items[i]);
        arena_reset(asking->arena);
    }
}

static bool is_changed(const struct asking *asking)
{
    return strcmp(asking->served->dumps[asking->number]->entry->template_hash,
                  asking->template->hash) != 0;
}

static void try_all(struct project *project, const struct served *served,
                    struct questions_tried *tried)
{
    struct asking asking = {.report = &project->report,
                            .catalogue = project->catalogue,
                            .served = served,
                            .arena = arena_new()};

    size_t count = route_index_template_count(served->index);
    for (uint32_t i = 0; i < count; i++) {
        asking.number = i;
        asking.template = catalogue_find(project->catalogue, id_of(&asking, i));
        if (!asking.template || !served->coverage[i].is_served)
            continue;
        try_template(&asking);
        tried->count++;
        tried->changed += is_changed(&asking);
    }
    try_synonyms(&asking, (struct str)STR("config/synonyms.yaml"),
                 &project->catalogue->synonyms);
    arena_free(asking.arena);
}

void check_questions(struct project *project, struct questions_tried *tried)
{
    struct served_project serving;
    struct err err = {0};

    *tried = (struct questions_tried){0};
    if (!served_project_open(&serving, project->catalogue->settings, &err))
        return;
    log_configure(LOG_OFF, true);
    struct current *current = current_open("dumps", &serving);
    struct served *served = current_get(current);
    if (served)
        try_all(project, served, tried);
    served_release(served);
    current_close(current);
    served_project_close(&serving);
}
