#include "query/catalogue_checks.h"

#include "base/map.h"
#include "query/fields.h"

enum { NAMES_MAX = 128 };

/* A text, and the template that has it. */
struct claim {
    const struct template *template;
    const struct template_text *text;
};

/* Claims of one kind, found by what is compared. */
struct claims {
    struct map map;
    struct claim *items;
    size_t capacity;
    struct report *report;
};

static void complain(const struct claims *claims, struct claim claim,
                     struct claim other, const char *what)
{
    report_error(claims->report, claim.template->path, claim.text->line,
                 claim.text->column, "\"%.*s\" is also %s of %.*s (%.*s:%d:%d)",
                 STR_ARG(report_quote(claim.text->text)), what,
                 STR_ARG(other.template->id), STR_ARG(other.template->path),
                 other.text->line, other.text->column);
}

static void add_claim(struct claims *claims, struct claim claim, struct str key,
                      const char *what)
{
    size_t count = claims->map.count;
    bool was_added;
    uint32_t at = map_add(&claims->map, key, (uint32_t)count, &was_added);

    if (!was_added) {
        complain(claims, claim, claims->items[at], what);
        return;
    }
    claims->items = arena_grow(claims->report->arena, claims->items, count,
                               &claims->capacity, sizeof(claim));
    claims->items[count] = claim;
}

static void check_questions(const struct catalogue *catalogue,
                            struct claims *claims)
{
    for (size_t t = 0; t < catalogue->template_count; t++) {
        const struct template *template = catalogue->templates[t];
        for (size_t i = 0; i < template->questions.count; i++) {
            const struct claim claim = {template,
                                        &template->questions.items[i]};
            add_claim(
                claims, claim,
                template_question_key(claim.text->text, claims->report->arena),
                "a question");
        }
    }
}

/* Another template may have a near miss for its question: that says which of
   the two answers it. One template cannot do both. */
static void check_not_questions(const struct catalogue *catalogue,
                                const struct claims *claims)
{
    for (size_t t = 0; t < catalogue->template_count; t++) {
        const struct template *template = catalogue->templates[t];
        for (size_t i = 0; i < template->not_questions.count; i++) {
            const struct template_text *text =
                &template->not_questions.items[i];
            uint32_t at = map_get(
                &claims->map,
                template_question_key(text->text, claims->report->arena));
            if (at == MAP_NONE || claims->items[at].template != template)
                continue;
            report_error(claims->report, template->path, text->line,
                         text->column,
                         "\"%.*s\" stands in not_questions and, on line %d, "
                         "in questions; take it out of one of them",
                         STR_ARG(report_quote(text->text)),
                         claims->items[at].text->line);
        }
    }
}

static void check_formerly(const struct catalogue *catalogue,
                           struct claims *claims)
{
    for (size_t t = 0; t < catalogue->template_count; t++) {
        const struct template *template = catalogue->templates[t];
        for (size_t i = 0; i < template->formerly.count; i++) {
            const struct claim claim = {template, &template->formerly.items[i]};
            const struct template *living =
                catalogue_find(catalogue, claim.text->text);
            if (living)
                report_error(claims->report, template->path, claim.text->line,
                             claim.text->column,
                             "\"%.*s\" is not a former id: %.*s has it",
                             STR_ARG(claim.text->text), STR_ARG(living->path));
            else
                add_claim(claims, claim, claim.text->text, "a former id");
        }
    }
}

void catalogue_check_claims(const struct catalogue *catalogue,
                            struct report *report)
{
    struct claims questions = {.report = report};
    struct claims ids = {.report = report};

    check_questions(catalogue, &questions);
    check_not_questions(catalogue, &questions);
    check_formerly(catalogue, &ids);
    map_release(&questions.map);
    map_release(&ids.map);
}

static void check_source(const struct template *template,
                         const struct settings *settings, struct report *report)
{
    const char *names[NAMES_MAX];
    size_t count = 0;
    struct str hint;

    if (settings_source(settings, template->source))
        return;
    for (; count < settings->source_count && count < NAMES_MAX; count++)
        names[count] = settings->sources[count].name.ptr;
    hint = report_hint(template->source, names, count, report->arena);
    if (template->source.len > 0)
        report_error(report, template->path, template->source_line,
                     template->source_column, "there is no source \"%.*s\"%.*s",
                     STR_ARG(report_quote(template->source)), STR_ARG(hint));
    else
        report_error(report, template->path, 0, 0,
                     "there are several sources; name one with \"source\", or "
                     "set default_source%.*s",
                     STR_ARG(hint));
}

/* Any other text is parsed by who knows the forms of cadences. */
static void check_cadence(const struct template *template,
                          const struct settings *settings,
                          struct report *report)
{
    const char *names[NAMES_MAX];
    size_t count = 0;
    struct str hint;

    if (!fields_is_name(template->cadence) ||
        settings_cadence(settings, template->cadence))
        return;
    for (; count < settings->cadence_count && count < NAMES_MAX; count++)
        names[count] = settings->cadences[count].name.ptr;
    hint = report_hint(template->cadence, names, count, report->arena);
    report_error(report, template->path, template->cadence_line,
                 template->cadence_column, "there is no cadence \"%.*s\"%.*s",
                 STR_ARG(report_quote(template->cadence)), STR_ARG(hint));
}

void catalogue_check_settings(const struct catalogue *catalogue,
                              struct str path, bool is_missing,
                              struct report *report)
{
    const struct settings *settings = catalogue->settings;

    if (catalogue->id_count > 0 && settings->source_count == 0)
        report_error(report, path, 0, 0,
                     "%s, and templates read from one; write\n"
                     "sources: {warehouse: \"sqlite:var/data.db\"}",
                     is_missing ? "there is no such file to name the sources"
                                : "no source is named");
    for (size_t i = 0; i < catalogue->template_count; i++) {
        if (settings->source_count > 0)
            check_source(catalogue->templates[i], settings, report);
        check_cadence(catalogue->templates[i], settings, report);
    }
}
