/* Any bytes are a template or have mistakes, never both; what is kept of them
   lies within the file, and a question's key is its own key. */
#include <stdlib.h>

#include "query/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct template *template, struct arena *arena)
{
    if (template->sql.len == 0 || template->sql_line < 1 ||
        template->questions.count < 1 ||
        template->questions.count > TEMPLATE_QUESTIONS_MAX ||
        template->column_count > TEMPLATE_COLUMNS_MAX ||
        template->max_age_s < 0 || template->limit_ms < 0)
        abort();
    for (size_t i = 0; i < template->questions.count; i++) {
        const struct template_text *text = &template->questions.items[i];
        struct str key = template_question_key(text->text, arena);
        if (text->line < 1 || text->column < 1 || key.len == 0 ||
            !str_is_utf8(key, NULL) ||
            !str_equal(key, template_question_key(key, arena)))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str text = {(const char *)data, size};
    const struct template *template;
    struct report report;

    report_init(&report, arena);
    template =
        template_parse(text, str_from("a/b"), str_from("f"), arena, &report);
    if ((template != NULL) != (report.error_count == 0))
        abort();
    if (template)
        check(template, arena);
    report_sort(&report);
    for (size_t i = 0; i < report.count; i++)
        if (!str_is_utf8(report_line(&report.items[i], arena), NULL))
            abort();
    arena_free(arena);
    return 0;
}
