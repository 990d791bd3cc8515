#include "refresh/probe.h"

#include "test.h"
#include "unit/source/source_fixture.h"

static const char script[] =
    "CREATE TABLE loads(n INTEGER, at TEXT, size REAL, raw BLOB);"
    "INSERT INTO loads VALUES (1, '2026-02-01', 0.5, x'00ff');"
    "INSERT INTO loads VALUES (2, '2026-02-02', NULL, NULL);";

struct stage {
    struct fixture fixture;
    struct source *source;
    struct source_view *view;
};

static void set_up(struct stage *s)
{
    s->fixture = fixture_new(script);
    s->source = fixture_open(&s->fixture);
    s->view = fixture_view(s->source, 1);
}

static void tear_down(struct stage *s)
{
    source_view_close(s->view);
    source_close(s->source);
    fixture_free(&s->fixture);
}

/* Runs the probe on a day, with the period from the day before to it. */
static bool probe(struct stage *s, const char *sql, const char *as_of,
                  char hash[CRYPTO_SHA256_HEX + 1], struct err *err)
{
    struct template template = {.path = STR("queries/a/b.sql"),
                                .refresh_key = str_from(sql),
                                .has_period = true};
    struct generate_job job = {.template = &template,
                               .limits = {.timeout_ms = 30000}};

    assert_true(date_parse(str_from(as_of), &job.as_of));
    job.span.from = date_add(job.as_of, -1, DATE_DAY);
    job.span.until = job.as_of;
    return probe_run(&job, s->view, 0, hash, err);
}

static void expect(struct stage *s, const char *sql, const char *as_of,
                   char hash[CRYPTO_SHA256_HEX + 1])
{
    struct err err = {0};

    if (!probe(s, sql, as_of, hash, &err))
        fail_msg("%s", err.text);
}

TEST(probe_without_a_refresh_key_gives_nothing)
{
    char hash[CRYPTO_SHA256_HEX + 1] = "x";
    struct stage s;

    set_up(&s);
    expect(&s, "", "2026-02-02", hash);
    assert_string_equal(hash, "");
    tear_down(&s);
}

/* Pairs of statements, whose results are the same or not. */
static const struct {
    const char *one, *other;
    bool are_same;
} pairs[] = {
    {"SELECT max(n) FROM loads", "SELECT 2", true},
    {"SELECT max(n) FROM loads", "SELECT 2 AS n", true},
    {"SELECT n FROM loads ORDER BY n", "VALUES (1), (2)", true},
    {"SELECT n FROM loads ORDER BY n", "VALUES (2), (1)", false},
    {"SELECT 1, 2", "VALUES (1), (2)", false},
    {"SELECT 12", "SELECT 1, 2", false},
    {"SELECT 2", "SELECT '2'", false},
    {"SELECT 2", "SELECT 2.0", false},
    {"SELECT '2'", "SELECT x'32'", false},
    {"SELECT NULL", "SELECT ''", false},
    {"SELECT NULL", "SELECT 0", false},
    {"SELECT 'a', 'b'", "SELECT 'ab', ''", false},
    {"SELECT 'a;3:1:b'", "SELECT 'a', 'b'", false},
    {"SELECT 0.1 + 0.2", "SELECT 0.3", false},
    {"SELECT 0.5", "SELECT size FROM loads WHERE n = 1", true},
    {"SELECT x'00ff'", "SELECT raw FROM loads WHERE n = 1", true},
    {"SELECT 1 WHERE 0", "SELECT 2 WHERE 0", true},
    {"SELECT 1 WHERE 0", "SELECT NULL", false},
};

TEST(probe_tells_apart_what_is_not_the_same)
{
    struct stage s;

    set_up(&s);
    for (size_t i = 0; i < COUNT(pairs); i++) {
        char one[CRYPTO_SHA256_HEX + 1], other[CRYPTO_SHA256_HEX + 1];
        expect(&s, pairs[i].one, "2026-02-02", one);
        expect(&s, pairs[i].other, "2026-02-02", other);
        assert_int_equal(strlen(one), CRYPTO_SHA256_HEX);
        if ((strcmp(one, other) == 0) != pairs[i].are_same)
            fail_msg("%s, and %s", pairs[i].one, pairs[i].other);
    }
    tear_down(&s);
}

TEST(probe_is_given_the_days_of_the_run)
{
    static const char sql[] = "SELECT :as_of, :from, :until";
    char hash[CRYPTO_SHA256_HEX + 1], same[CRYPTO_SHA256_HEX + 1];
    struct stage s;

    set_up(&s);
    expect(&s, sql, "2026-03-01", hash);
    expect(&s, "SELECT '2026-03-01', '2026-02-28', '2026-03-01'", "2026-09-09",
           same);
    assert_string_equal(hash, same);
    tear_down(&s);
}

TEST(probe_that_fails_names_the_file_and_the_key)
{
    static const struct {
        const char *sql, *what;
        enum err_code code;
    } cases[] = {
        {"SELECT missing FROM loads", "no such column", ERR_INPUT},
        {"DELETE FROM loads", "only read", ERR_DENIED},
        {"SELECT date('now')", "never reads the clock", ERR_INPUT},
        {"WITH RECURSIVE r(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM r "
         "LIMIT 200) SELECT i FROM r",
         "100", ERR_LIMIT},
    };
    struct stage s;

    set_up(&s);
    for (size_t i = 0; i < COUNT(cases); i++) {
        char hash[CRYPTO_SHA256_HEX + 1] = "x";
        struct err err = {0};
        assert_false(probe(&s, cases[i].sql, "2026-02-02", hash, &err));
        assert_int_equal(err.code, cases[i].code);
        if (!strstr(err.text, "queries/a/b.sql: refresh_key: ") ||
            !strstr(err.text, cases[i].what))
            fail_msg("%s", err.text);
        assert_string_equal(hash, "");
    }
    tear_down(&s);
}

/* ---- whether the dump of before will do ---- */

enum { DAY_OF_RUN = 20000 };

/* A template, its dump, and what the run would make, which fit together. */
struct match {
    struct template template;
    struct manifest_dump before;
    struct generate_job now;
    const char *hash;
    bool has_before;
};

static void other_key(struct match *m)
{
    m->hash = "other";
}
static void no_key(struct match *m)
{
    m->hash = "";
    m->before.refresh_key[0] = '\0';
}
static void no_dump(struct match *m)
{
    m->has_before = false;
}
static void failed_before(struct match *m)
{
    m->before.error = (struct str)STR("locked");
}
static void other_id(struct match *m)
{
    m->before.id = (struct str)STR("a/formerly");
}
static void other_file(struct match *m)
{
    memcpy(m->before.template_hash, "new", sizeof("new"));
}
static void other_day(struct match *m)
{
    m->now.as_of.day++;
}
static void other_day_that_counts(struct match *m)
{
    m->now.as_of.day++;
    m->template.uses_as_of = true;
}
static void other_span(struct match *m)
{
    m->now.span.until.day++;
}
static void other_span_that_counts(struct match *m)
{
    m->now.span.until.day++;
    m->template.has_period = true;
}
static void later_start_that_counts(struct match *m)
{
    m->now.span.from.day++;
    m->template.has_period = true;
}
static void nothing(struct match *m)
{
    (void)m;
}

static const struct {
    void (*change)(struct match *m);
    const char *what;
    bool is_unchanged;
} changes[] = {
    {nothing, "all is the same", true},
    {other_key, "the probe gave something else", false},
    {no_key, "there is no refresh_key", false},
    {no_dump, "there was no dump", false},
    {failed_before, "the last refresh failed", false},
    {other_id, "the dump has another id", false},
    {other_file, "the file was changed", false},
    {other_day, "another day, of which nothing is asked", true},
    {other_day_that_counts, "another day, and :as_of is used", false},
    {other_span, "another period, and none is used", true},
    {other_span_that_counts, "the period ends on another day", false},
    {later_start_that_counts, "the period begins on another day", false},
};

TEST(probe_is_unchanged_only_if_all_that_counts_is_the_same)
{
    for (size_t i = 0; i < COUNT(changes); i++) {
        struct match m = {.template = {.id = STR("a/b"), .hash = "file"},
                          .before = {.id = STR("a/b"),
                                     .template_hash = "file",
                                     .refresh_key = "key",
                                     .as_of = {DAY_OF_RUN},
                                     .from = {DAY_OF_RUN - 7},
                                     .until = {DAY_OF_RUN}},
                          .now = {.as_of = {DAY_OF_RUN},
                                  .span = {{DAY_OF_RUN - 7}, {DAY_OF_RUN}}},
                          .hash = "key",
                          .has_before = true};
        struct plan_job job = {.template = &m.template};
        changes[i].change(&m);
        job.before = m.has_before ? &m.before : NULL;
        if (probe_is_unchanged(&job, &m.now, m.hash) != changes[i].is_unchanged)
            fail_msg("%s", changes[i].what);
    }
}
