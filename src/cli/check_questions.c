#include "cli/check_questions.h"

#include "answer/current.h"
#include "base/log.h"
#include "route/route.h"

struct asking {
    struct report *report;
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

static void try_question(const struct asking *asking,
                         const struct template_text *question)
{
    const struct template *t = asking->template;
    struct route route;

    ask(asking, question->text, &route);
    const struct route_choice *rival = find_rival(asking, &route);
    if (route.status == ROUTE_HIT && route.template != asking->number)
        report_warning(asking->report, t->path, question->line,
                       question->column, "\"%.*s\" is answered by %.*s",
                       STR_ARG(question->text),
                       STR_ARG(id_of(asking, route.template)));
    else if (route.status == ROUTE_CLARIFY && rival)
        report_warning(
            asking->report, t->path, question->line, question->column,
            "\"%.*s\" cannot be told apart from a question of %.*s",
            STR_ARG(question->text), STR_ARG(id_of(asking, rival->template)));
    else if (route.status != ROUTE_HIT)
        report_warning(asking->report, t->path, question->line,
                       question->column, "\"%.*s\" is not answered: %.*s",
                       STR_ARG(question->text), STR_ARG(route.reason));
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
                         const struct template_synonym *items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!route_index_knows(asking->served->index, items[i].word,
                               asking->arena))
            report_warning(asking->report, path, items[i].line, items[i].column,
                           "\"%.*s\" is no word of a title, a question, a "
                           "column or a value: its synonyms stand for nothing",
                           STR_ARG(report_quote(items[i].word)));
}

static void try_template(struct asking *asking)
{
    const struct template *t = asking->template;

    for (size_t i = 0; i < t->questions.count; i++) {
        try_question(asking, &t->questions.items[i]);
        arena_reset(asking->arena);
    }
    try_synonyms(asking, t->path, t->synonyms, t->synonym_count);
    for (size_t i = 0; i < t->not_questions.count; i++) {
        try_not_question(asking, &t->not_questions.items[i]);
        arena_reset(asking->arena);
    }
}

static void try_all(struct project *project, const struct served *served)
{
    struct asking asking = {
        .report = &project->report, .served = served, .arena = arena_new()};

    size_t count = route_index_template_count(served->index);
    for (uint32_t i = 0; i < count; i++) {
        asking.number = i;
        asking.template = catalogue_find(project->catalogue, id_of(&asking, i));
        if (asking.template && served->coverage[i].is_served)
            try_template(&asking);
    }
    try_synonyms(&asking, (struct str)STR("config/synonyms.yaml"),
                 project->catalogue->synonyms.items,
                 project->catalogue->synonyms.count);
    arena_free(asking.arena);
}

void check_questions(struct project *project)
{
    struct served_project serving;
    struct err err = {0};

    if (!served_project_open(&serving, project->catalogue->settings, &err))
        return;
    log_configure(LOG_OFF, true);
    struct current *current = current_open("dumps", &serving);
    struct served *served = current_get(current);
    if (served)
        try_all(project, served);
    served_release(served);
    current_close(current);
    served_project_close(&serving);
}
