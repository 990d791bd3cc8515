#include "answer/listing.h"

#include "base/json.h"
#include "test.h"
#include "unit/answer/sales_rows.h"
#include "unit/dump/dumps_folder.h"

TEST(listing_csv_quotes_text_and_defuses_formulas)
{
    static const uint32_t some[] = {4, 2};
    struct columns columns;
    struct buf bytes, out;

    columns = sales_rows(true, &bytes);
    struct rows rows = {&columns, some, COUNT(some)};
    buf_init(&out, 10000);
    listing_write_csv(&rows, &out);
    assert_string_equal(out.ptr,
                        "\"region\",\"units\",\"rate\",\"day\",\"open\"\r\n"
                        "\"'=North \"\"N\"\"\",-3,0.5,\"2026-03-01\",false\r\n"
                        ",5,,\"2026-02-01\",true\r\n");
    buf_release(&out);
    buf_release(&bytes);
}

TEST(listing_csv_of_no_rows_is_the_line_of_names)
{
    struct columns columns;
    struct buf bytes, out;

    columns = sales_rows(true, &bytes);
    struct rows rows = {&columns, NULL, 0};
    buf_init(&out, 10000);
    listing_write_csv(&rows, &out);
    assert_string_equal(out.ptr,
                        "\"region\",\"units\",\"rate\",\"day\",\"open\"\r\n");
    buf_release(&out);
    buf_release(&bytes);
}

/* A snapshot with dumps a/0 and a/1, a failure, a forward, a deleted id. */
static struct served publish(struct dumps_folder *f)
{
    static struct manifest_failure failures[] = {
        {.id = STR("a/broken"),
         .template_hash =
             "0000000000000000000000000000000000000000000000000000000000000000",
         .error = STR("no such table"),
         .at_s = 1795600800}};
    static struct manifest_forward forwards[] = {{STR("b/old"), STR("a/1")}};
    static struct str deleted[] = {STR("b/gone")};
    struct err err = {0}, aftermath = {0};
    struct store *store;
    struct manifest m;
    struct served served = {0};

    dumps_folder_set_up(f);
    store = store_open(f->dir, &err);
    assert_non_null(store);
    m = dumps_folder_manifest(f, store, (int64_t[]){1, 2}, 2);
    m.failures = failures;
    m.failure_count = 1;
    m.forwards = forwards;
    m.forward_count = 1;
    m.deleted = deleted;
    m.deleted_count = 1;
    assert_true(store_publish(store, &m,
                              &(struct store_tidying){.keep = {.newest = 2}},
                              &aftermath, &err));
    store_close(store);
    served.snapshot = snapshot_open(f->dir, NULL, &err);
    assert_non_null(served.snapshot);
    return served;
}

TEST(listing_of_dumps_is_json_with_what_failed)
{
    const struct json_limits limits = {.max_bytes = 1 << 20, .max_depth = 16};
    const struct json *dump, *failed;
    struct json *document;
    struct dumps_folder f;
    struct served served = publish(&f);
    struct err err = {0};
    struct buf out;

    buf_init(&out, 1 << 20);
    listing_write_dumps(&served, 1795600800, &out);
    document = json_parse(buf_str(&out), &limits, &err);
    assert_non_null(document);
    assert_int_equal(json_count(json_get(document, "dumps")), 2);
    dump = json_first(json_get(document, "dumps"));
    assert_true(str_is(json_string(json_get(dump, "id")), "a/0"));
    assert_true(str_is(json_string(json_get(dump, "category")), "a"));
    failed = json_first(json_get(document, "failed"));
    assert_true(str_is(json_string(json_get(failed, "id")), "a/broken"));
    assert_true(
        str_is(json_string(json_get(failed, "error")), "no such table"));
    assert_true(
        str_is(json_string(json_get(failed, "at")), "2026-11-25T10:00:00Z"));
    json_free(document);
    buf_release(&out);
    snapshot_release(served.snapshot);
    dumps_folder_tear_down(&f);
}

TEST(listing_leads_from_ids_that_are_not_there_any_more)
{
    struct dumps_folder f;
    struct served served = publish(&f);
    bool is_deleted;

    assert_true(
        str_is(listing_forward(&served, (struct str)STR("b/old"), &is_deleted),
               "a/1"));
    assert_false(is_deleted);
    assert_int_equal(
        listing_forward(&served, (struct str)STR("b/gone"), &is_deleted).len,
        0);
    assert_true(is_deleted);
    assert_int_equal(
        listing_forward(&served, (struct str)STR("b/never"), &is_deleted).len,
        0);
    assert_false(is_deleted);
    assert_true(
        str_is(listing_nearest(&served, (struct str)STR("a/11")), "a/1"));
    assert_int_equal(listing_nearest(&served, (struct str)STR("zzzzzzzz")).len,
                     0);
    snapshot_release(served.snapshot);
    dumps_folder_tear_down(&f);
}
