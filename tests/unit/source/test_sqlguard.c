/*
 * The corpus of statements in tests/cases/sqlguard, judged by what they do: a
 * statement may fail or be refused as it likes, but it may not change the
 * file, make a new one, show what is hidden, hold 200 MB or run a second.
 *
 * The corpus speaks of a caller who may see one store's rows. A source knows
 * no callers: who may read a table may read all of it. So the statements
 * about other stores' rows are judged a second time, with the tables of stores
 * hidden altogether; in the first run they may show CANARY_STORE2. And what
 * must run "only if the scope view is a barrier" must run on a file that holds
 * one store's rows alone, which is how a source has a scope.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/crypto.h"
#include "source/source_batch.h"
#include "source_fixture.h"
#include "test.h"

static const struct str secrets[] = {
    STR("users"),    STR("API_KEYS"),  STR("audit_log"),
    STR("v_secret"), STR("docs_fts*"),
};

static const struct str secrets_and_stores[] = {
    STR("users"),     STR("api_keys"), STR("audit_log"), STR("v_secret"),
    STR("docs_fts*"), STR("stores"),   STR("customers"), STR("orders"),
    STR("inventory"), STR("v_trg"),
};

/* What is measured of one run of one file. */
struct trial {
    const struct fixture *fixture;
    struct str text;     /* the corpus, for reasons */
    const char *canary;  /* may not be seen */
    bool row_scope_only; /* judge only statements about rows of others */
    bool is_showing;     /* the canary was in a row of this statement */
    char hash[CRYPTO_SHA256_HEX + 1];
    struct buf names;
    int count, ran, ran_row_scope, changed, new_files, leaks, heavy, slow;
    int64_t longest_us;
    int64_t most_bytes;
};

static bool look_for_canary(void *context, const struct source_value *values,
                            size_t count, struct err *err)
{
    struct trial *trial = context;

    (void)err;
    for (size_t i = 0; i < count; i++) {
        if (str_find(values[i].text, str_from(trial->canary)) >= 0)
            trial->is_showing = true;
    }
    return true;
}

static struct str find_reason(struct str text, int64_t line)
{
    struct str whole = STR("");

    for (int64_t i = 0; i < line; i++)
        whole = str_cut(&text, '\n');
    str_cut(&whole, '\t');
    return whole;
}

static bool is_about_rows(const struct source_batch_result *result,
                          struct str reason)
{
    return str_starts_with(reason, "row scope") ||
           (str_starts_with(reason, "oracle") &&
            str_find(result->statement, (struct str)STR("main.orders")) >= 0);
}

static void hash_file(const struct fixture *fixture, char *hash)
{
    struct buf bytes;

    buf_init(&bytes, 1 << 28);
    fixture_read(fixture->path, &bytes);
    crypto_sha256_hex(buf_str(&bytes), hash);
    buf_release(&bytes);
}

static bool has_new_files(const struct trial *trial)
{
    struct buf names;
    bool is_new;

    buf_init(&names, 1 << 16);
    fixture_list(trial->fixture, &names);
    is_new = !str_equal(buf_str(&names), buf_str(&trial->names)) ||
             access("/tmp/evil.db", F_OK) == 0 ||
             access("/tmp/evil_copy3.db", F_OK) == 0;
    buf_release(&names);
    return is_new;
}

static void complain(const struct source_batch_result *result, const char *of)
{
    print_error(
        "line %lld %s: %.*s (%s)\n", (long long)result->line, of,
        (int)(result->statement.len < 100 ? result->statement.len : 100),
        result->statement.ptr, result->reason);
}

static void count_harm(const struct source_batch_result *result, bool is_harm,
                       int *count, const char *of)
{
    if (!is_harm)
        return;
    ++*count;
    complain(result, of);
}

static bool judge(void *context, const struct source_batch_result *result,
                  struct err *err)
{
    struct trial *trial = context;
    struct str reason = find_reason(trial->text, result->line);
    int64_t bytes = sqlite3_memory_highwater(1);
    char hash[CRYPTO_SHA256_HEX + 1];

    (void)err;
    hash_file(trial->fixture, hash);
    if (result->elapsed_us > trial->longest_us)
        trial->longest_us = result->elapsed_us;
    if (bytes > trial->most_bytes)
        trial->most_bytes = bytes;
    if (!trial->row_scope_only || is_about_rows(result, reason)) {
        trial->count++;
        if (result->is_allowed && is_about_rows(result, reason))
            trial->ran_row_scope++;
        else if (result->is_allowed)
            trial->ran++;
        count_harm(result, strcmp(hash, trial->hash) != 0, &trial->changed,
                   "changed the file");
        count_harm(result, has_new_files(trial), &trial->new_files,
                   "made a file");
        count_harm(result,
                   trial->is_showing || strstr(result->reason, trial->canary),
                   &trial->leaks, "showed what is hidden");
        count_harm(result, bytes > 200 << 20, &trial->heavy, "took memory");
        count_harm(result, result->elapsed_us > 1000000, &trial->slow,
                   "took long");
    }
    trial->is_showing = false;
    return true;
}

static void run_corpus(struct trial *trial, const struct str *hidden,
                       size_t hidden_count)
{
    struct source_options options = {.hidden_tables = hidden,
                                     .hidden_table_count = hidden_count};
    struct source_query frame = {.limits = {.rows = 50000,
                                            .bytes = 4 << 20,
                                            .timeout_ms = 250,
                                            .cut_rows = false}};
    struct source_sink sink = {.row = look_for_canary, .context = trial};
    struct err err = {0};
    struct source *source =
        source_open(str_from(trial->fixture->path), &options, &err);
    struct source_view *view = fixture_view(source, 1);

    buf_init(&trial->names, 1 << 16);
    fixture_list(trial->fixture, &trial->names);
    hash_file(trial->fixture, trial->hash);
    sqlite3_memory_highwater(1);
    assert_true(source_batch_run(view, 0, trial->text, &frame, &sink, judge,
                                 trial, &err));
    /* The state of the connection is what it was. */
    fixture_expect(view, "SELECT 'A' LIKE 'a', typeof(round(1))", "1|real");
    fixture_refuse(view, "DELETE FROM products", ERR_DENIED, "DELETE");
    fixture_refuse(view, "SELECT * FROM api_keys", ERR_DENIED, "hidden");
    source_view_close(view);
    source_close(source);
    buf_release(&trial->names);
}

static void assert_harmless(const struct trial *trial, const char *what)
{
    print_message("             %s: %d statements, %d ran, %d more about rows "
                  "ran; %d changed, %d new files, %d leaks, %d over 200 MB, "
                  "%d over 1 s; longest %lld ms, most %lld KB\n",
                  what, trial->count, trial->ran, trial->ran_row_scope,
                  trial->changed, trial->new_files, trial->leaks, trial->heavy,
                  trial->slow, (long long)trial->longest_us / 1000,
                  (long long)trial->most_bytes / 1024);
    assert_int_equal(trial->changed, 0);
    assert_int_equal(trial->new_files, 0);
    assert_int_equal(trial->leaks, 0);
    assert_int_equal(trial->heavy, 0);
    assert_int_equal(trial->slow, 0);
}

static const char one_store[] = "DELETE FROM stores WHERE store_id = 2;"
                                "DELETE FROM customers WHERE store_id = 2;"
                                "DELETE FROM orders WHERE store_id = 2;"
                                "DELETE FROM order_items WHERE store_id = 2;"
                                "DELETE FROM inventory WHERE store_id = 2;";

/* Runs the corpus in the fixture's folder, so that bait with a relative name
   would land there. */
static void try_file(const char *name, const char *changes, bool row_scope_only,
                     const struct str *hidden, size_t hidden_count,
                     struct trial *trial)
{
    char here[PATH_MAX], path[128];
    struct fixture fixture = fixture_folder();
    struct buf script, text;

    buf_init(&script, 1 << 20);
    buf_init(&text, 1 << 24);
    fixture_read("tests/cases/sqlguard/fixture_sqlite.sql", &script);
    snprintf(path, sizeof(path), "tests/cases/sqlguard/%s", name);
    fixture_read(path, &text);
    fixture_run(&fixture, script.ptr);
    fixture_run(&fixture, changes);
    *trial =
        (struct trial){.fixture = &fixture,
                       .text = buf_str(&text),
                       .canary = row_scope_only || changes[0] ? "CANARY_STORE2"
                                                              : "CANARY_SECRET",
                       .row_scope_only = row_scope_only};
    assert_non_null(getcwd(here, sizeof(here)));
    assert_int_equal(chdir(fixture.folder), 0);
    run_corpus(trial, hidden, hidden_count);
    assert_int_equal(chdir(here), 0);
    buf_release(&script);
    buf_release(&text);
    fixture_free(&fixture);
}

TEST(no_statement_of_the_deny_corpus_has_an_effect)
{
    struct trial trial;

    try_file("deny_sqlite.tsv", "", false, secrets, COUNT(secrets), &trial);
    assert_harmless(&trial, "deny");
    assert_int_equal(trial.ran, 0);
    assert_int_equal(trial.count, 266);
}

TEST(no_statement_shows_rows_of_a_store_whose_tables_are_hidden)
{
    struct trial trial;

    try_file("deny_sqlite.tsv", "", true, secrets_and_stores,
             COUNT(secrets_and_stores), &trial);
    assert_harmless(&trial, "deny, stores hidden");
    assert_int_equal(trial.ran + trial.ran_row_scope, 0);
    assert_int_equal(trial.count, 18);
}

TEST(every_statement_of_the_allow_corpus_runs)
{
    struct trial trial;

    try_file("allow_sqlite.tsv", "", false, secrets, COUNT(secrets), &trial);
    assert_harmless(&trial, "allow");
    assert_int_equal(trial.ran, 66 - 4); /* four see rows of store 2 */
    assert_int_equal(trial.count, 66);
}

TEST(every_statement_of_the_allow_corpus_runs_on_the_file_of_one_store)
{
    struct trial trial;

    try_file("allow_sqlite.tsv", one_store, false, secrets, COUNT(secrets),
             &trial);
    assert_harmless(&trial, "allow, one store");
    assert_int_equal(trial.ran, 66);
    assert_int_equal(trial.count, 66);
}
