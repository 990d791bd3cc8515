#include "refresh/plan.h"

#include <stdlib.h>

#include "test.h"

enum { TEMPLATES_MAX = 8, NOW_S = 1000 };

/* A catalogue and a manifest made by hand. */
struct house {
    struct arena *arena;
    struct report report;
    const struct template *templates[TEMPLATES_MAX];
    struct str ids[TEMPLATES_MAX];
    struct catalogue catalogue;
    struct manifest_dump dumps[TEMPLATES_MAX];
    struct manifest before;
};

static void set_up(struct house *h)
{
    *h = (struct house){.arena = arena_new()};
    report_init(&h->report, h->arena);
    h->catalogue.templates = h->templates;
    h->catalogue.ids = h->ids;
    h->before.dumps = h->dumps;
}

static void tear_down(struct house *h)
{
    arena_free(h->arena);
}

/* Templates are added in order of id, as a catalogue has them. */
static const struct template *add_template(struct house *h, const char *id,
                                           const char *keys)
{
    struct str text = arena_printf(
        h->arena,
        "/*---\ntitle: T\nquestions: What is %s?\n%s\n---*/\nSELECT 1\n", id,
        keys);
    struct str path = arena_printf(h->arena, "queries/%s.sql", id);
    const struct template *t =
        template_parse(text, str_from(id), path, h->arena, &h->report);

    assert_non_null(t);
    h->templates[h->catalogue.template_count++] = t;
    h->ids[h->catalogue.id_count++] = t->id;
    return t;
}

static struct manifest_dump *add_dump(struct house *h, const char *id,
                                      const char *hash)
{
    struct manifest_dump *dump = &h->dumps[h->before.dump_count++];

    dump->id = str_from(id);
    memcpy(dump->template_hash, hash, CRYPTO_SHA256_HEX + 1);
    return dump;
}

static const struct plan *make_plan(struct house *h, const char *category,
                                    const char *id)
{
    struct plan_scope scope = {.category = str_from(category),
                               .template_id = str_from(id)};
    struct err err = {0};
    const struct plan *plan = plan_make(&h->catalogue, &h->report, &h->before,
                                        &scope, NOW_S, h->arena, &err);

    if (!plan)
        fail_msg("%s", err.text);
    return plan;
}

static void assert_job(const struct plan *plan, size_t i, const char *id,
                       bool is_asked_for)
{
    assert_true(i < plan->job_count);
    assert_true(str_is(plan->jobs[i].template->id, id));
    assert_int_equal(plan->jobs[i].is_asked_for, is_asked_for);
}

static const char other_hash[] =
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

TEST(plan_without_a_snapshot_runs_everything)
{
    struct plan_scope all = {.category = {"", 0}};
    const struct plan *plan;
    struct house h;
    struct err err = {0};

    set_up(&h);
    add_template(&h, "a/one", "");
    add_template(&h, "b/two", "");
    plan = plan_make(&h.catalogue, &h.report, NULL, &all, NOW_S, h.arena, &err);
    assert_non_null(plan);
    assert_int_equal(plan->job_count, 2);
    assert_job(plan, 0, "a/one", true);
    assert_job(plan, 1, "b/two", true);
    assert_null(plan->jobs[0].before);
    assert_int_equal(plan->kept_count + plan->broken_count, 0);
    assert_int_equal(plan->deleted_count, 0);
    tear_down(&h);
}

TEST(plan_of_everything_runs_what_did_not_change_too)
{
    const struct plan *plan;
    struct house h;

    set_up(&h);
    add_dump(&h, "a/one", add_template(&h, "a/one", "")->hash);
    plan = make_plan(&h, "", "");
    assert_int_equal(plan->job_count, 1);
    assert_ptr_equal(plan->jobs[0].before, &h.dumps[0]);
    assert_int_equal(plan->kept_count, 0);
    tear_down(&h);
}

TEST(plan_of_a_part_keeps_the_rest_and_runs_what_changed)
{
    const struct plan *plan;
    struct house h;

    set_up(&h);
    add_dump(&h, "a/asked", add_template(&h, "a/asked", "")->hash);
    add_dump(&h, "b/kept", add_template(&h, "b/kept", "")->hash);
    add_template(&h, "b/changed", "");
    add_dump(&h, "b/changed", other_hash);
    add_template(&h, "b/new", "");
    plan = make_plan(&h, "a", "");
    assert_int_equal(plan->job_count, 3);
    assert_job(plan, 0, "a/asked", true);
    assert_job(plan, 1, "b/changed", false);
    assert_job(plan, 2, "b/new", false);
    assert_int_equal(plan->kept_count, 1);
    assert_ptr_equal(plan->kept[0], &h.dumps[1]);
    plan = make_plan(&h, "", "b/kept");
    assert_int_equal(plan->kept_count, 1);
    assert_ptr_equal(plan->kept[0], &h.dumps[0]);
    tear_down(&h);
}

TEST(plan_for_what_is_not_there_names_the_nearest)
{
    struct plan_scope scope = {.template_id = STR("a/onne")};
    struct house h;
    struct err err = {0};

    set_up(&h);
    add_template(&h, "a/one", "");
    assert_null(
        plan_make(&h.catalogue, &h.report, NULL, &scope, NOW_S, h.arena, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_non_null(strstr(err.text, "did you mean \"a/one\"?"));
    scope = (struct plan_scope){.category = STR("zz")};
    assert_null(
        plan_make(&h.catalogue, &h.report, NULL, &scope, NOW_S, h.arena, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_non_null(strstr(err.text, "no category \"zz\""));
    tear_down(&h);
}

TEST(plan_keeps_the_dump_of_a_file_with_mistakes_while_it_is_the_same)
{
    const struct plan *plan;
    struct house h;

    set_up(&h);
    add_dump(&h, "a/same", add_template(&h, "a/same", "")->hash);
    add_template(&h, "b/changed", "");
    add_dump(&h, "b/changed", other_hash);
    report_error(&h.report, (struct str)STR("queries/a/same.sql"), 3, 1,
                 "there is no source");
    report_error(&h.report, (struct str)STR("queries/b/changed.sql"), 4, 1,
                 "there is no cadence");
    report_warning(&h.report, (struct str)STR("queries/c/fine.sql"), 1, 1,
                   "only a warning");
    report_error(&h.report, (struct str)STR("config/reckoner.yaml"), 1, 1,
                 "no template");
    plan = make_plan(&h, "", "");
    assert_int_equal(plan->job_count, 0);
    assert_int_equal(plan->kept_count, 1);
    assert_true(str_is(plan->kept[0]->error, "there is no source"));
    assert_int_equal(plan->kept[0]->error_at_s, NOW_S);
    assert_int_equal(h.dumps[0].error.len, 0); /* a copy was marked */
    assert_int_equal(plan->broken_count, 1);
    assert_true(str_is(plan->broken[0].id, "b/changed"));
    assert_true(str_ends_with(plan->broken[0].error, "there is no cadence"));
    assert_int_equal(plan->broken[0].at_s, NOW_S);
    assert_int_equal(strspn(plan->broken[0].template_hash, "0"),
                     CRYPTO_SHA256_HEX);
    tear_down(&h);
}

TEST(plan_lists_files_that_could_not_be_read_in_order)
{
    const struct plan *plan;
    struct house h;

    set_up(&h);
    report_error(&h.report, (struct str)STR("queries/b/x.sql"), 1, 1, "second");
    report_error(&h.report, (struct str)STR("queries/a/x.sql"), 1, 1, "first");
    report_error(&h.report, (struct str)STR("queries/a/x.sql"), 2, 1, "again");
    add_dump(&h, "a/x", other_hash);
    plan = make_plan(&h, "", "");
    assert_int_equal(plan->broken_count, 2);
    assert_true(str_is(plan->broken[0].id, "a/x"));
    assert_true(str_ends_with(plan->broken[0].error, "first"));
    assert_true(str_is(plan->broken[1].id, "b/x"));
    assert_int_equal(plan->deleted_count, 0); /* broken, not gone */
    tear_down(&h);
}

TEST(plan_follows_a_template_to_its_new_id)
{
    const struct plan *plan;
    struct house h;

    set_up(&h);
    add_template(&h, "a/new", "formerly: [a/old, z/older]");
    add_dump(&h, "a/old", other_hash);
    plan = make_plan(&h, "", "");
    assert_int_equal(plan->job_count, 1);
    assert_ptr_equal(plan->jobs[0].before, &h.dumps[0]);
    assert_int_equal(plan->forward_count, 2);
    assert_true(str_is(plan->forwards[0].from, "a/old"));
    assert_true(str_is(plan->forwards[1].from, "z/older"));
    assert_true(str_is(plan->forwards[1].to, "a/new"));
    assert_int_equal(plan->deleted_count, 0);
    tear_down(&h);
}

/* Its rows are the same, but they stand under another id: it is run. */
TEST(plan_runs_a_renamed_template_that_nobody_asked_for)
{
    const struct plan *plan;
    struct house h;

    set_up(&h);
    add_template(&h, "a/asked", "");
    add_dump(&h, "b/old", add_template(&h, "b/new", "formerly: b/old")->hash);
    plan = make_plan(&h, "a", "");
    assert_int_equal(plan->job_count, 2);
    assert_job(plan, 1, "b/new", false);
    assert_int_equal(plan->kept_count, 0);
    tear_down(&h);
}

TEST(plan_remembers_every_id_that_is_gone_once)
{
    static struct str deleted[] = {STR("a/long_gone"), STR("c/back")};
    static struct manifest_forward forwards[] = {
        {STR("b/older"), STR("b/gone")}, {STR("a/was"), STR("a/here")}};
    const struct plan *plan;
    struct house h;

    set_up(&h);
    add_template(&h, "a/here", "formerly: a/was");
    add_template(&h, "c/back", "");
    add_dump(&h, "a/here", other_hash);
    add_dump(&h, "a/long_gone", other_hash);
    add_dump(&h, "b/gone", other_hash);
    h.before.deleted = deleted;
    h.before.deleted_count = COUNT(deleted);
    h.before.forwards = forwards;
    h.before.forward_count = COUNT(forwards);
    plan = make_plan(&h, "", "");
    assert_int_equal(plan->deleted_count, 3);
    assert_true(str_is(plan->deleted[0], "a/long_gone"));
    assert_true(str_is(plan->deleted[1], "b/gone"));
    assert_true(str_is(plan->deleted[2], "b/older"));
    tear_down(&h);
}
