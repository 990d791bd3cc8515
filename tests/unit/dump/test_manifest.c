#include "dump/manifest.h"

#include "base/json.h"
#include "test.h"
#include "unit/dump/manifest_sample.h"

enum { BYTES_MAX = 1 << 20 };

static struct str write(const struct manifest *m, struct arena *arena)
{
    struct str text;
    struct buf out;

    buf_init(&out, BYTES_MAX);
    manifest_write(m, &out);
    assert_false(buf_overflowed(&out));
    text = arena_str(arena, buf_str(&out));
    buf_release(&out);
    return text;
}

/* The text with one part replaced, and the checksum made right again. */
static struct str tamper(struct str text, const char *from, const char *to,
                         struct arena *arena)
{
    static const struct str key = STR(",\"checksum\":\"");
    struct str body = {text.ptr, (size_t)str_find(text, key)};
    ptrdiff_t at = str_find(body, str_from(from));
    char hash[CRYPTO_SHA256_HEX + 1];

    if (at < 0)
        fail_msg("there is no %s", from);
    body = arena_printf(arena, "%.*s%s%.*s", (int)at, body.ptr, to,
                        STR_ARG(str_skip(body, (size_t)at + strlen(from))));
    crypto_sha256_hex(body, hash);
    return arena_printf(arena, "%.*s,\"checksum\":\"%s\"}\n", STR_ARG(body),
                        hash);
}

static void assert_dump_equal(const struct manifest_dump *a,
                              const struct manifest_dump *b)
{
    assert_true(str_equal(a->id, b->id));
    assert_string_equal(a->object.hash, b->object.hash);
    assert_int_equal(a->object.size_bytes, b->object.size_bytes);
    assert_string_equal(a->columns.hash, b->columns.hash);
    assert_int_equal(a->columns.size_bytes, b->columns.size_bytes);
    assert_int_equal(a->raw_bytes, b->raw_bytes);
    assert_true(a->crc32 == b->crc32);
    assert_string_equal(a->template_hash, b->template_hash);
    assert_true(str_equal(a->source, b->source));
    assert_true(str_equal(a->cadence, b->cadence));
    assert_int_equal(a->as_of.day, b->as_of.day);
    assert_int_equal(a->has_period, b->has_period);
    assert_int_equal(a->from.day, b->from.day);
    assert_int_equal(a->until.day, b->until.day);
    assert_int_equal(a->generated_at_s, b->generated_at_s);
    assert_int_equal(a->expires_at_s, b->expires_at_s);
    assert_int_equal(a->max_age_s, b->max_age_s);
    assert_int_equal(a->refuse_when_stale, b->refuse_when_stale);
    assert_int_equal(a->row_count, b->row_count);
    assert_int_equal(a->is_complete, b->is_complete);
    assert_int_equal(a->change.is_known, b->change.is_known);
    assert_int_equal(a->change.rows_added, b->change.rows_added);
    assert_int_equal(a->change.rows_removed, b->change.rows_removed);
    assert_int_equal(a->change.rows_changed, b->change.rows_changed);
    assert_true(str_equal(a->error, b->error));
    assert_int_equal(a->error_at_s, b->error_at_s);
}

static void assert_lists_equal(const struct manifest *a,
                               const struct manifest *b)
{
    assert_int_equal(a->dump_count, b->dump_count);
    for (size_t i = 0; i < a->dump_count; i++)
        assert_dump_equal(&a->dumps[i], &b->dumps[i]);
    assert_int_equal(a->failure_count, 1);
    assert_true(str_equal(a->failures[0].id, b->failures[0].id));
    assert_string_equal(a->failures[0].template_hash,
                        b->failures[0].template_hash);
    assert_true(str_equal(a->failures[0].error, b->failures[0].error));
    assert_int_equal(a->failures[0].at_s, b->failures[0].at_s);
    assert_int_equal(a->forward_count, 1);
    assert_true(str_equal(a->forwards[0].from, b->forwards[0].from));
    assert_true(str_equal(a->forwards[0].to, b->forwards[0].to));
    assert_int_equal(a->deleted_count, 2);
    assert_true(str_equal(a->deleted[0], b->deleted[0]));
    assert_true(str_equal(a->deleted[1], b->deleted[1]));
}

TEST(manifest_reads_what_it_wrote)
{
    const struct manifest m = manifest_sample();
    struct arena *arena = arena_new();
    struct err err = {0};
    const struct manifest *read = manifest_parse(write(&m, arena), arena, &err);

    assert_non_null(read);
    assert_int_equal(read->number, 12);
    assert_int_equal(read->previous, 11);
    assert_string_equal(read->previous_checksum, SAMPLE_HASH_B);
    assert_true(str_is(read->run_key, "request/all"));
    assert_int_equal(read->as_of.day, 20000);
    assert_int_equal(read->started_at_s, SAMPLE_AT_S);
    assert_int_equal(read->finished_at_s, SAMPLE_AT_S + 5);
    assert_int_equal(read->index_version, 1);
    assert_int_equal(read->matcher_version, 2);
    assert_true(str_is(read->program, "1.0"));
    assert_string_equal(read->index.hash, SAMPLE_HASH_A);
    assert_int_equal(read->index.size_bytes, 44);
    assert_lists_equal(read, &m);
    arena_free(arena);
}

TEST(manifest_is_json_for_everybody)
{
    const struct manifest m = manifest_sample();
    const struct json_limits limits = {.max_bytes = BYTES_MAX, .max_depth = 8};
    struct arena *arena = arena_new();
    struct str text = write(&m, arena);
    struct err err = {0};
    struct json *document = json_parse(text, &limits, &err);
    int64_t format;

    assert_non_null(document);
    assert_true(json_int(json_get(document, "format"), 1, 1, &format));
    assert_int_equal(json_count(json_get(document, "dumps")), 2);
    assert_true(str_is(json_string(json_get(document, "as_of")),
                       "2024-10-04")); /* day 20000 */
    json_free(document);
    assert_true(str_ends_with(text, "\"}\n"));
    arena_free(arena);
}

TEST(manifest_of_nothing_can_be_read_again)
{
    const struct manifest m = {.index = {SAMPLE_HASH_A, 0}};
    struct arena *arena = arena_new();
    struct err err = {0};
    const struct manifest *read = manifest_parse(write(&m, arena), arena, &err);

    assert_non_null(read);
    assert_int_equal(read->dump_count, 0);
    assert_int_equal(read->failure_count, 0);
    assert_string_equal(read->previous_checksum, "");
    assert_null(manifest_find(read, (struct str)STR("a/b")));
    arena_free(arena);
}

TEST(manifest_refuses_every_changed_byte)
{
    const struct manifest m = manifest_sample();
    struct arena *arena = arena_new(), *scratch = arena_new();
    struct str text = write(&m, arena);
    char *copy = ARENA_ARRAY(arena, char, text.len);

    memcpy(copy, text.ptr, text.len);
    for (size_t i = 0; i < text.len; i++) {
        struct err err = {0};
        copy[i] = (char)(copy[i] ^ 1);
        assert_null(
            manifest_parse((struct str){copy, text.len}, scratch, &err));
        assert_int_equal(err.code, ERR_CORRUPT);
        copy[i] = (char)(copy[i] ^ 1);
        arena_reset(scratch);
    }
    arena_free(scratch);
    arena_free(arena);
}

TEST(manifest_refuses_every_shorter_text_and_a_longer_one)
{
    const struct manifest m = manifest_sample();
    struct arena *arena = arena_new(), *scratch = arena_new();
    struct str text = write(&m, arena);

    for (size_t len = 0; len < text.len; len++) {
        struct err err = {0};
        assert_null(manifest_parse((struct str){text.ptr, len}, scratch, &err));
        assert_int_equal(err.code, ERR_CORRUPT);
        arena_reset(scratch);
    }
    struct err err = {0};
    text = arena_printf(arena, "%.*s\n", STR_ARG(text));
    assert_null(manifest_parse(text, scratch, &err));
    arena_free(scratch);
    arena_free(arena);
}

TEST(manifest_with_the_right_checksum_and_a_wrong_member_is_refused)
{
    static const struct {
        const char *from, *to;
    } cases[] = {
        {"\"format\":1", "\"format\":0"},
        {"\"format\":1", "\"format\":\"1\""},
        {"\"format\":1,", ""},
        {"\"number\":12", "\"number\":-12"},
        {"\"number\":12", "\"number\":1.5"},
        {"\"number\":12", "\"number\":9007199254740993"},
        {"\"run_key\":\"request/all\"", "\"run_key\":null"},
        {"\"as_of\":\"2024-10-04\"", "\"as_of\":\"2024-10-32\""},
        {"\"started_at\":\"", "\"started_at\":\"x"},
        {"\"dumps\":[", "\"dumps\":[{},"},
        {"\"dumps\":[", "\"dampf\":["},
        {"\"failed\":[", "\"failed\":[1,"},
        {"\"forwards\":[", "\"forwards\":[{\"from\":\"a\"},"},
        {"\"deleted\":[", "\"deleted\":[7,"},
        {"\"sales/by_region\"", "\"sales/zzz\""},   /* out of order */
        {"\"sales/by_region\"", "\"sales/total\""}, /* twice */
        {"\"crc32\":4294967295", "\"crc32\":4294967296"},
        {"\"hash\":\"aaaa", "\"hash\":\"AAAA"},
        {"\"hash\":\"aaaa", "\"hash\":\"aaa"},
        {"\"period\":{\"from\"", "\"period\":{\"form\""},
        {"\"rows_added\":1", "\"rows_added\":-1"},
        {"{", "[{"},
    };
    const struct manifest m = manifest_sample();
    struct arena *arena = arena_new();
    struct str text = write(&m, arena);

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct err err = {0};
        if (manifest_parse(tamper(text, cases[i].from, cases[i].to, arena),
                           arena, &err))
            fail_msg("%s was taken", cases[i].to);
        assert_int_equal(err.code, ERR_CORRUPT);
    }
    struct err err = {0};
    assert_non_null(manifest_parse(
        tamper(text, "request/all", "request/one", arena), arena, &err));
    arena_free(arena);
}

TEST(manifest_of_a_newer_version_is_refused_by_name)
{
    const struct manifest m = manifest_sample();
    struct arena *arena = arena_new();
    struct err err = {0};
    struct str text =
        tamper(write(&m, arena), "\"format\":1", "\"format\":2", arena);

    assert_null(manifest_parse(text, arena, &err));
    assert_int_equal(err.code, ERR_CORRUPT);
    assert_non_null(strstr(err.text, "newer version"));
    arena_free(arena);
}

TEST(manifest_keeps_members_that_it_does_not_know_from_stopping_it)
{
    const struct manifest m = manifest_sample();
    struct arena *arena = arena_new();
    struct err err = {0};
    struct str text = tamper(write(&m, arena), "\"format\":1",
                             "\"format\":1,\"colour\":{\"a\":[1]}", arena);

    assert_non_null(manifest_parse(text, arena, &err));
    arena_free(arena);
}

TEST(manifest_finds_dumps_and_failures_by_id)
{
    const struct manifest m = manifest_sample();

    assert_ptr_equal(manifest_find(&m, (struct str)STR("sales/by_region")),
                     &m.dumps[0]);
    assert_ptr_equal(manifest_find(&m, (struct str)STR("sales/total")),
                     &m.dumps[1]);
    assert_null(manifest_find(&m, (struct str)STR("sales/tota")));
    assert_null(manifest_find(&m, (struct str)STR("sales/totals")));
    assert_null(manifest_find(&m, (struct str)STR("")));
    assert_null(manifest_find(&m, (struct str)STR("sales/broken")));
    assert_ptr_equal(manifest_find_failure(&m, (struct str)STR("sales/broken")),
                     &m.failures[0]);
    assert_null(manifest_find_failure(&m, (struct str)STR("sales/total")));
}

TEST(manifest_that_does_not_fit_marks_its_buffer)
{
    const struct manifest m = manifest_sample();
    struct buf out;

    buf_init(&out, 500);
    manifest_write(&m, &out);
    assert_true(buf_overflowed(&out));
    buf_release(&out);
}
