#include "query/catalogue.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fs.h"
#include "cases.h"
#include "test.h"

/* A project in a temporary folder of its own. */
struct project {
    char path[64];
    struct arena *arena;
    struct report report;
};

static void write_file(struct project *project, const char *name,
                       const char *text)
{
    struct str path =
        arena_printf(project->arena, "%s/%s", project->path, name);
    struct str dir = path;
    struct err err = {0};

    while (dir.ptr[dir.len - 1] != '/')
        dir.len--;
    if (!fs_make_dirs(arena_str(project->arena, dir).ptr, &err) ||
        !fs_write_new(path.ptr, str_from(text), &err))
        fail_msg("%s", err.text);
}

static void write_template(struct project *project, const char *name,
                           const char *keys)
{
    struct str text = arena_printf(
        project->arena, "/*---\ntitle: T\n%s\n---*/\nSELECT 1\n", keys);

    write_file(project, name, text.ptr);
}

static void set_up(struct project *project)
{
    snprintf(project->path, sizeof(project->path), "%s",
             "/tmp/reckoner-test-XXXXXX");
    assert_non_null(mkdtemp(project->path));
    project->arena = arena_new();
    report_init(&project->report, project->arena);
}

static void remove_below(struct project *project, const char *path)
{
    struct fs_names names;
    struct err err = {0};

    if (fs_list(path, 100000, project->arena, &names, &err))
        for (size_t i = 0; i < names.count; i++)
            remove_below(project, arena_printf(project->arena, "%s/%s", path,
                                               names.items[i].ptr)
                                      .ptr);
    remove(path);
}

static void tear_down(struct project *project)
{
    remove_below(project, project->path);
    arena_free(project->arena);
}

static const struct catalogue *load(struct project *project)
{
    return catalogue_load(project->path, project->arena, &project->report);
}

static void assert_report(struct project *project, const char *expected)
{
    struct str all = {"", 0};

    for (size_t i = 0; i < project->report.count; i++)
        all = arena_printf(
            project->arena, "%.*s%.*s\n", STR_ARG(all),
            STR_ARG(report_line(&project->report.items[i], project->arena)));
    if (!str_is(all, expected))
        fail_msg("expected\n%sfound\n%.*s", expected, STR_ARG(all));
}

static void assert_text(struct str found, const char *expected)
{
    if (!str_is(found, expected))
        fail_msg("\"%.*s\" is not \"%s\"", STR_ARG(found), expected);
}

static const char source[] = "sources: {dw: 'sqlite:x.db'}\n";

TEST(catalogue_of_a_good_project_is_in_order)
{
    struct project project;
    const struct catalogue *catalogue;

    set_up(&project);
    write_file(&project, "config/reckoner.yaml", source);
    write_template(&project, "queries/sales/top_b.sql", "questions: one");
    write_template(&project, "queries/sales/top.sql",
                   "questions: two\nnot_questions: three\n"
                   "formerly: old/top\ncadence: every 15m\nsource: dw");
    write_template(&project, "queries/a0/x.sql", "questions: four");
    write_template(&project, "queries/a/x.sql",
                   "questions: five\ncadence: weekly");
    write_file(&project, "queries/README.md", "# Manual");
    write_file(&project, "queries/sales/risk_list.md", "text\n## Our risks\n");
    write_file(&project, "queries/sales/due_dates.md", "text");
    catalogue = load(&project);

    assert_report(&project, "");
    assert_int_equal(catalogue->template_count, 4);
    assert_text(catalogue->templates[0]->id, "a/x");
    assert_text(catalogue->templates[1]->id, "a0/x");
    assert_text(catalogue->templates[2]->id, "sales/top");
    assert_text(catalogue->templates[3]->id, "sales/top_b");
    assert_text(catalogue->templates[3]->path, "queries/sales/top_b.sql");
    assert_int_equal(catalogue->note_count, 2);
    assert_text(catalogue->notes[0].title, "due dates");
    assert_text(catalogue->notes[1].title, "Our risks");
    assert_text(catalogue->notes[1].category, "sales");
    assert_text(catalogue->notes[1].name, "risk_list");

    assert_ptr_equal(catalogue_find(catalogue, str_from("sales/top")),
                     catalogue->templates[2]);
    assert_null(catalogue_find(catalogue, str_from("sales/to")));
    assert_text(catalogue_nearest(catalogue, str_from("sale/top")),
                "sales/top");
    assert_text(catalogue_nearest(catalogue, str_from("top_c")), "sales/top_b");
    assert_text(catalogue_nearest(catalogue, str_from("weather/today")), "");
    tear_down(&project);
}

TEST(catalogue_sees_a_template_that_was_added_since)
{
    static const char *const others[] = {
        "a/two",  "a",          "a/",
        "/one",   "b/one",      "",
        "a/One",  "a/../a/one", "../queries/a/one",
        "a//one", "a/one.sql",  "./a/one"};
    struct project project;
    const struct catalogue *catalogue;

    set_up(&project);
    write_file(&project, "config/reckoner.yaml", source);
    catalogue = load(&project);
    assert_false(catalogue_has_file(catalogue, str_from("a/one")));
    write_template(&project, "queries/a/one.sql", "questions: a");
    assert_true(catalogue_has_file(catalogue, str_from("a/one")));
    assert_false(catalogue_has(catalogue, str_from("a/one")));
    for (size_t i = 0; i < COUNT(others); i++)
        if (catalogue_has_file(catalogue, str_from(others[i])))
            fail_msg("%s", others[i]);
    tear_down(&project);
}

TEST(catalogue_without_folders_says_how_to_make_them)
{
    struct project project;
    const struct catalogue *catalogue;

    set_up(&project);
    catalogue = load(&project);
    assert_report(&project,
                  "queries: error: there is no such folder; make it, with a "
                  "folder for each category and a template in it: "
                  "queries/sales/top_models.sql\n");
    assert_int_equal(catalogue->settings->port, 8080);
    assert_null(catalogue_find(catalogue, str_from("a/b")));
    tear_down(&project);
}

TEST(catalogue_without_settings_needs_a_source_for_its_templates)
{
    struct project project;

    set_up(&project);
    write_template(&project, "queries/a/x.sql", "questions: one");
    write_template(&project, "queries/a/y.sql", "questions: two");
    load(&project);
    assert_report(&project, "config/reckoner.yaml: error: there is no such "
                            "file to name the sources, and templates read "
                            "from one; write sources: {warehouse: "
                            "\"sqlite:var/data.db\"}\n");
    tear_down(&project);
}

TEST(catalogue_names_what_stands_in_the_wrong_place)
{
    struct project project;

    set_up(&project);
    write_file(&project, "config/reckoner.yaml", source);
    write_template(&project, "queries/top.sql", "questions: one");
    write_template(&project, "queries/a/b/c/top.sql", "questions: two");
    write_template(&project, "queries/a/Top-Models.sql", "questions: three");
    write_template(&project, "queries/Sales/top.sql", "questions: four");
    write_file(&project, "queries/a/x.sql~", "");
    write_file(&project, "queries/notes.md", "");
    write_file(&project, "queries/a/.hidden", "");
    write_file(&project, "queries/a/bad.md", "\xFF");
    load(&project);
    assert_report(
        &project,
        "queries/Sales: error: a category's name is made of small letters, "
        "digits and _\n"
        "queries/a/Top-Models.sql: error: a template's name is made of small "
        "letters, digits and _\n"
        "queries/a/b/c/top.sql: error: a template stands in the folder of its "
        "category: queries/<category>/<name>.sql\n"
        "queries/a/bad.md: error: the note is not UTF-8 text\n"
        "queries/a/x.sql~: warning: neither a template (.sql) nor a note "
        "(.md); it is not used\n"
        "queries/notes.md: warning: neither a template (.sql) nor a note "
        "(.md); it is not used\n"
        "queries/top.sql: error: a template stands in the folder of its "
        "category: queries/<category>/<name>.sql\n");
    tear_down(&project);
}

TEST(catalogue_finds_claims_that_contradict)
{
    struct project project;

    set_up(&project);
    write_file(&project, "config/reckoner.yaml", source);
    write_template(&project, "queries/a/x.sql",
                   "questions: [What sold best?, Who]\n"
                   "formerly: [a/y, old/x]");
    write_template(&project, "queries/a/y.sql",
                   "questions:\n  - \"what  sold BEST\"\n"
                   "not_questions: [WHO!]\nformerly: [old/x]");
    write_template(&project, "queries/a/z.sql",
                   "questions: Why\nnot_questions: why?");
    load(&project);
    assert_report(
        &project,
        "queries/a/x.sql:4:12: error: \"a/y\" is not a former id: "
        "queries/a/y.sql has it\n"
        "queries/a/y.sql:4:5: error: \"what  sold BEST\" is also a question of "
        "a/x (queries/a/x.sql:3:13)\n"
        "queries/a/y.sql:6:12: error: \"old/x\" is also a former id of a/x "
        "(queries/a/x.sql:4:17)\n"
        "queries/a/z.sql:4:16: error: \"why?\" stands in not_questions and, on "
        "line 3, in questions; take it out of one of them\n");
    tear_down(&project);
}

TEST(catalogue_knows_its_sources_and_cadences)
{
    struct project project;

    set_up(&project);
    write_file(&project, "config/reckoner.yaml",
               "sources: {dw: 'sqlite:x.db', crm: 'sqlite:y.db'}\n");
    write_template(&project, "queries/a/x.sql",
                   "questions: one\nsource: crn\ncadence: dayly");
    write_template(&project, "queries/a/y.sql",
                   "questions: two\ncadence: every 15m");
    load(&project);
    assert_report(&project,
                  "queries/a/x.sql:4:9: error: there is no source \"crn\"; did "
                  "you mean \"crm\"?\n"
                  "queries/a/x.sql:5:10: error: there is no cadence \"dayly\"; "
                  "did you mean \"daily\"?\n"
                  "queries/a/y.sql: error: there are several sources; name one "
                  "with \"source\", or set default_source; known are dw, "
                  "crm\n");
    tear_down(&project);
}

TEST(catalogue_with_wrong_settings_says_nothing_that_follows_from_them)
{
    struct project project;

    set_up(&project);
    write_file(&project, "config/reckoner.yaml", "sorces: {}\n");
    write_template(&project, "queries/a/x.sql",
                   "questions: one\nsource: dw\ncadence: nightly");
    write_template(&project, "queries/a/y.sql", "questons: two");
    load(&project);
    assert_report(&project,
                  "config/reckoner.yaml:1:1: error: unknown setting "
                  "\"sorces\"; did you mean \"sources\"?\n"
                  "queries/a/y.sql:2:1: error: the header needs questions: at "
                  "least one way in which people ask this\n"
                  "queries/a/y.sql:3:1: error: unknown key \"questons\"; did "
                  "you mean \"questions\"?\n");
    tear_down(&project);
}

TEST(catalogue_of_thousands_of_templates_is_read_in_proportion)
{
    enum { COUNT_OF_TEMPLATES = 3000 };
    struct project project;
    const struct catalogue *catalogue;

    set_up(&project);
    write_file(&project, "config/reckoner.yaml", source);
    for (int i = 0; i < COUNT_OF_TEMPLATES; i++) {
        struct str name =
            arena_printf(project.arena, "queries/c%d/t%d.sql", i % 30, i);
        struct str keys = arena_printf(
            project.arena, "questions: [how many of %d, count %d]", i, i);
        write_template(&project, name.ptr, keys.ptr);
    }
    catalogue = load(&project);
    assert_report(&project, "");
    assert_int_equal(catalogue->template_count, COUNT_OF_TEMPLATES);
    tear_down(&project);
}

TEST(catalogue_list_has_the_ids_and_all_but_the_templates)
{
    static const char *const ids[] = {"a/t", "a/t_1", "b/broken", "b/t"};
    struct project p;
    const struct catalogue *catalogue;
    const struct template *template;

    set_up(&p);
    write_file(&p, "config/reckoner.yaml", source);
    write_template(&p, "queries/a/t_1.sql", "questions: One?");
    write_template(&p, "queries/a/t.sql", "questions: Two?\nkey: [n]");
    write_template(&p, "queries/b/t.sql", "questions: Two?");
    write_file(&p, "queries/b/broken.sql", "no header");
    write_file(&p, "queries/b/note.md", "# A note\n");
    catalogue = catalogue_list(p.path, p.arena, &p.report);
    assert_int_equal(catalogue->template_count, 0);
    assert_int_equal(catalogue->id_count, COUNT(ids));
    for (size_t i = 0; i < COUNT(ids); i++)
        assert_text(catalogue->ids[i], ids[i]);
    assert_int_equal(catalogue->note_count, 1);
    assert_int_equal(catalogue->settings->source_count, 1);
    assert_true(catalogue_has(catalogue, str_from("b/broken")));
    assert_false(catalogue_has(catalogue, str_from("b/brok")));
    assert_true(catalogue_has_category(catalogue, str_from("b")));
    assert_false(catalogue_has_category(catalogue, str_from("c")));
    assert_text(catalogue_nearest(catalogue, str_from("a/t_2")), "a/t_1");
    template = catalogue_read(catalogue, str_from("a/t"), p.arena);
    assert_non_null(template);
    assert_int_equal(template->key.count, 1);
    assert_null(catalogue_read(catalogue, str_from("b/broken"), p.arena));
    assert_null(catalogue_read(catalogue, str_from("../x"), p.arena));
    tear_down(&p);
}

TEST(catalogue_list_names_mistakes_of_places_and_settings)
{
    struct project p;

    set_up(&p);
    write_template(&p, "queries/a/t.sql", "questions: One?");
    write_template(&p, "queries/a/T.sql", "questions: Two?");
    catalogue_list(p.path, p.arena, &p.report);
    assert_int_equal(p.report.error_count, 2);
    tear_down(&p);
}
