#include "query/settings.h"

#include "base/buf.h"
#include "base/yaml.h"
#include "cases.h"
#include "test.h"

static const char reference[] = "config/reckoner.yaml";

static void parse_case(struct str input, struct arena *arena,
                       struct report *report)
{
    const struct settings *settings =
        settings_parse(input, str_from("config/reckoner.yaml"), arena, report);

    assert_true(settings || report->error_count > 0);
}

TEST(settings_mistakes_are_all_found_where_they_are)
{
    assert_true(cases_run("tests/cases/settings.txt", parse_case) > 5);
}

static const struct settings *parsed(struct str text, struct arena *arena)
{
    const struct settings *settings;
    struct report report;

    report_init(&report, arena);
    settings = settings_parse(text, str_from("f"), arena, &report);
    if (!settings || report.error_count > 0)
        fail_msg("%s", cases_report(&report, arena).ptr);
    return settings;
}

static void assert_text(struct str found, const char *expected)
{
    if (!str_is(found, expected))
        fail_msg("\"%.*s\" is not \"%s\"", STR_ARG(found), expected);
}

TEST(settings_of_an_empty_text_are_the_defaults)
{
    struct arena *arena = arena_new();
    const struct settings *s = parsed((struct str){"", 0}, arena);

    assert_text(s->locale, "en_US");
    assert_text(s->currency, "USD");
    assert_text(s->time_zone, "UTC");
    assert_int_equal(s->calendar.week_starts, 1);
    assert_int_equal(s->calendar.fiscal_year_starts, 1);
    assert_text(s->address, "127.0.0.1");
    assert_int_equal(s->port, 8080);
    assert_int_equal(s->source_count, 0);
    assert_int_equal(s->host_count, 0);
    assert_false(s->allow_remote);
    assert_int_equal(s->query_bytes, 64 << 20);
    assert_int_equal(s->dump_bytes, 32 << 20);
    assert_int_equal(s->refresh_retries, 2);
    assert_int_equal(s->refresh_retry_wait_s, 1);
    assert_true(s->router_accept == 0.93 && s->router_clarify == 0.15);
    assert_text(s->log_level, "info");
    assert_null(settings_source(s, (struct str){"", 0}));
    assert_text(settings_cadence(s, str_from("weekly"))->when,
                "weekly sunday 03:00");
    assert_int_equal(settings_cadence(s, str_from("weekly"))->line, 0);
    arena_free(arena);
}

TEST(settings_of_a_file_replace_the_defaults)
{
    struct arena *arena = arena_new();
    const struct settings *s =
        parsed(str_from("week_starts: sunday\nfiscal_year_starts: july\n"
                        "sources:\n  a: sqlite:a.db\n"
                        "  b: {url: 'sqlite:b.db', hidden_tables: [x, y]}\n"
                        "default_source: b\n"
                        "cadences:\n  daily: every 12h\n"
                        "  nightly: {zone: UTC, when: 30 1 * * *}\n"
                        "  spread: {when: every 1h, jitter: 0s}\n"
                        "refresh: {retries: 0, retry_wait: 0s}\n"
                        "server: {hosts: h.example, port: 0}\n"),
               arena);

    assert_int_equal(s->calendar.week_starts, 7);
    assert_int_equal(s->calendar.fiscal_year_starts, 7);
    assert_text(settings_source(s, (struct str){"", 0})->url, "sqlite:b.db");
    assert_text(settings_source(s, str_from("b"))->hidden_tables[1], "y");
    assert_null(settings_source(s, str_from("c")));
    assert_int_equal(s->cadence_count, 5);
    assert_int_equal(s->refresh_retries, 0);
    assert_int_equal(s->refresh_retry_wait_s, 0);
    assert_text(settings_cadence(s, str_from("daily"))->when, "every 12h");
    assert_int_equal(settings_cadence(s, str_from("daily"))->line, 8);
    assert_text(settings_cadence(s, str_from("nightly"))->zone, "UTC");
    assert_int_equal(settings_cadence(s, str_from("nightly"))->column, 30);
    assert_text(s->hosts[0], "h.example");
    assert_int_equal(s->port, 0);
    arena_free(arena);
}

TEST(settings_take_the_only_source_for_the_default)
{
    struct arena *arena = arena_new();
    const struct settings *s =
        parsed(str_from("sources: {dw: 'sqlite:x.db'}"), arena);

    assert_text(settings_source(s, (struct str){"", 0})->name, "dw");
    arena_free(arena);
}

/* The reference with every setting that is left out put in. */
static struct str uncomment(struct str text, struct arena *arena)
{
    struct buf all;
    struct str result;

    buf_init(&all, 1 << 20);
    while (text.len > 0) {
        struct str line = str_cut(&text, '\n');
        struct str words = str_trim(line);
        if (words.len > 1 && words.ptr[0] == '#' && words.ptr[1] != ' ') {
            buf_add_bytes(&all, line.ptr, (size_t)(words.ptr - line.ptr));
            line = str_skip(words, 1);
        }
        buf_add(&all, line);
        buf_add_char(&all, '\n');
    }
    result = arena_str(arena, buf_str(&all));
    buf_release(&all);
    return result;
}

static const struct yaml_node *tree(struct str text, struct arena *arena)
{
    const struct yaml_place place = {reference, 1};
    struct err err = {0};
    const struct yaml_node *root = yaml_parse(text, place, arena, &err);

    if (!root)
        fail_msg("%s", err.text);
    return root;
}

static const struct yaml_node *find(const struct yaml_node *root,
                                    const char *name)
{
    char section[64];
    const char *dot = strchr(name, '.');

    if (!dot)
        return yaml_get(root, name);
    memcpy(section, name, (size_t)(dot - name));
    section[dot - name] = '\0';
    return yaml_get(yaml_get(root, section), dot + 1);
}

static bool is_same_tree(const struct yaml_node *a, const struct yaml_node *b)
{
    if (a->kind != b->kind || a->count != b->count ||
        !str_equal(a->text, b->text))
        return false;
    for (size_t i = 0; i < a->count; i++) {
        if (a->kind == YAML_SEQUENCE && !is_same_tree(a->items[i], b->items[i]))
            return false;
        if (a->kind == YAML_MAPPING &&
            (!str_equal(a->pairs[i].key, b->pairs[i].key) ||
             !is_same_tree(a->pairs[i].value, b->pairs[i].value)))
            return false;
    }
    return true;
}

TEST(settings_reference_shows_every_setting_and_its_default)
{
    struct arena *arena = arena_new();
    struct str text = cases_read(reference, arena);
    const struct yaml_node *said = tree(text, arena);
    const struct yaml_node *all = tree(uncomment(text, arena), arena);
    const struct setting_row *row;

    parsed(text, arena);
    parsed(uncomment(text, arena), arena);
    for (size_t i = 0; (row = settings_row(i)); i++) {
        const struct yaml_node *shown = find(all, row->name);
        if (!shown)
            fail_msg("%s does not show %s", reference, row->name);
        if (find(said, row->name))
            continue;
        if (!is_same_tree(shown, tree(str_from(row->default_text), arena)))
            fail_msg("%s:%d: the default of %s is %s", reference, shown->line,
                     row->name, row->default_text);
    }
    arena_free(arena);
}

TEST(settings_rows_describe_themselves)
{
    const struct setting_row *row;
    size_t i;

    for (i = 0; (row = settings_row(i)); i++) {
        assert_true(strlen(row->name) > 0 && strlen(row->kind) > 0);
        assert_true(str_ends_with(str_from(row->help), "."));
    }
    assert_true(i > 30);
}
