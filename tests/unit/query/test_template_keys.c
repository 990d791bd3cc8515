/* The manual says what the tables say. */
#include "query/template_keys.h"

#include "cases.h"
#include "test.h"

static const char manual[] = "queries/README.md";

TEST(template_keys_all_stand_in_the_manual)
{
    struct arena *arena = arena_new();
    struct str text = cases_read(manual, arena);
    const char *name;
    size_t i;

    for (i = 0; (name = template_keys_name(i)); i++)
        if (str_find(text, arena_printf(arena, "`%s`", name)) < 0)
            fail_msg("%s does not explain %s", manual, name);
    assert_true(i > 15);
    arena_free(arena);
}

TEST(template_keys_manual_shows_templates_that_are_good)
{
    const struct str start = STR("```sql\n"), end = STR("```\n");
    struct arena *arena = arena_new();
    struct str rest = cases_read(manual, arena);
    struct report report;
    ptrdiff_t at;
    size_t count = 0;

    report_init(&report, arena);
    for (; (at = str_find(rest, start)) >= 0; count++) {
        rest = str_skip(rest, (size_t)at + start.len);
        at = str_find(rest, end);
        assert_true(at > 0);
        template_parse((struct str){rest.ptr, (size_t)at}, str_from("a/b"),
                       str_from("example"), arena, &report);
    }
    if (report.count > 0)
        fail_msg("%s", report_line(&report.items[0], arena).ptr);
    assert_int_equal(count, 2);
    arena_free(arena);
}
