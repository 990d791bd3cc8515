#include "dump/manifest.h"

#include <stdio.h>

#include "base/json.h"
#include "base/json_write.h"

#define CHECKSUM_KEY ",\"checksum\":\""
#define CHECKSUM_END "\"}\n"

enum {
    CHECKSUM_BYTES =
        sizeof(CHECKSUM_KEY) - 1 + CRYPTO_SHA256_HEX + sizeof(CHECKSUM_END) - 1,
};

/* Both ways stand side by side below: what write_x writes, read_x reads. */

struct reader {
    struct arena *arena;
    struct err *err;
};

static void write_time(struct buf *out, const char *name, int64_t time_s)
{
    char text[DATE_TIME_TEXT_SIZE];

    json_write_comma(out);
    json_write_key(out, name);
    if (time_s == 0)
        buf_add_text(out, "null");
    else
        json_write_string(out, str_from(date_format_time(time_s, text)));
}

static bool read_time(const struct json *object, const char *name,
                      int64_t *time_s)
{
    const struct json *value = json_get(object, name);

    *time_s = 0;
    return json_is_null(value) || (json_is_string(value) &&
                                   date_parse_time(json_string(value), time_s));
}

static void write_date(struct buf *out, const char *name, struct date date)
{
    char text[DATE_TEXT_SIZE];
    json_write_member(out, name, str_from(date_format(date, text)));
}

static bool read_date(const struct json *object, const char *name,
                      struct date *date)
{
    return date_parse(json_string(json_get(object, name)), date);
}

static bool read_text(struct reader *r, const struct json *object,
                      const char *name, struct str *text)
{
    const struct json *value = json_get(object, name);
    *text = arena_str(r->arena, json_string(value));
    return json_is_string(value);
}

static bool read_hash(const struct json *object, const char *name,
                      char hash[CRYPTO_SHA256_HEX + 1])
{
    struct str text = json_string(json_get(object, name));

    if (!crypto_is_sha256_hex(text))
        return false;
    memcpy(hash, text.ptr, text.len);
    hash[text.len] = '\0';
    return true;
}

static bool read_count(const struct json *object, const char *name,
                       int64_t *count)
{
    return json_int(json_get(object, name), 0, (int64_t)1 << 52, count);
}

static void write_object(struct buf *out, const char *name,
                         const struct manifest_object *object)
{
    json_write_comma(out);
    json_write_key(out, name);
    buf_add_char(out, '{');
    json_write_member(out, "hash", str_from(object->hash));
    json_write_member_int(out, "size_bytes", object->size_bytes);
    buf_add_char(out, '}');
}

static bool read_object(const struct json *parent, const char *name,
                        struct manifest_object *object)
{
    const struct json *value = json_get(parent, name);
    return read_hash(value, "hash", object->hash) &&
           read_count(value, "size_bytes", &object->size_bytes);
}

static void write_period(struct buf *out, const struct manifest_dump *dump)
{
    json_write_comma(out);
    json_write_key(out, "period");
    if (!dump->has_period) {
        buf_add_text(out, "null");
        return;
    }
    buf_add_char(out, '{');
    write_date(out, "from", dump->from);
    write_date(out, "until", dump->until);
    buf_add_char(out, '}');
}

static bool read_period(const struct json *object, struct manifest_dump *dump)
{
    const struct json *value = json_get(object, "period");

    dump->has_period = json_is_object(value);
    return json_is_null(value) || (read_date(value, "from", &dump->from) &&
                                   read_date(value, "until", &dump->until));
}

static void write_change(struct buf *out, const struct manifest_change *change)
{
    json_write_comma(out);
    json_write_key(out, "change");
    if (!change->is_known) {
        buf_add_text(out, "null");
        return;
    }
    buf_add_char(out, '{');
    json_write_member_int(out, "rows_added", change->rows_added);
    json_write_member_int(out, "rows_removed", change->rows_removed);
    json_write_member_int(out, "rows_changed", change->rows_changed);
    if (change->rows_restated > 0)
        json_write_member_int(out, "rows_restated", change->rows_restated);
    buf_add_char(out, '}');
}

static bool read_change(const struct json *object,
                        struct manifest_change *change)
{
    const struct json *value = json_get(object, "change");

    change->is_known = json_is_object(value);
    return json_is_null(value) ||
           (read_count(value, "rows_added", &change->rows_added) &&
            read_count(value, "rows_removed", &change->rows_removed) &&
            read_count(value, "rows_changed", &change->rows_changed) &&
            (!json_get(value, "rows_restated") ||
             read_count(value, "rows_restated", &change->rows_restated)));
}

static void write_error(struct buf *out, struct str error, int64_t at_s)
{
    json_write_comma(out);
    json_write_key(out, "error");
    if (error.len == 0) {
        buf_add_text(out, "null");
        return;
    }
    buf_add_char(out, '{');
    json_write_member(out, "text", error);
    write_time(out, "at", at_s);
    buf_add_char(out, '}');
}

static bool read_error(struct reader *r, const struct json *object,
                       struct str *error, int64_t *at_s)
{
    const struct json *value = json_get(object, "error");

    *error = (struct str){"", 0};
    return json_is_null(value) ||
           (read_text(r, value, "text", error) && read_time(value, "at", at_s));
}

static void write_dump(struct buf *out, const struct manifest_dump *dump)
{
    json_write_comma(out);
    buf_add_text(out, "\n{");
    json_write_member(out, "id", dump->id);
    write_object(out, "object", &dump->object);
    json_write_member_int(out, "raw_bytes", dump->raw_bytes);
    json_write_member_int(out, "crc32", dump->crc32);
    write_object(out, "columns", &dump->columns);
    json_write_member(out, "template_hash", str_from(dump->template_hash));
    if (dump->refresh_key[0] != '\0')
        json_write_member(out, "refresh_key", str_from(dump->refresh_key));
    json_write_member(out, "source", dump->source);
    json_write_member(out, "cadence", dump->cadence);
    write_date(out, "as_of", dump->as_of);
    write_period(out, dump);
    write_time(out, "generated_at", dump->generated_at_s);
    write_time(out, "expires_at", dump->expires_at_s);
    json_write_member_int(out, "max_age_s", dump->max_age_s);
    json_write_member_bool(out, "refuse_when_stale", dump->refuse_when_stale);
    json_write_member_int(out, "row_count", dump->row_count);
    json_write_member_bool(out, "complete", dump->is_complete);
    write_change(out, &dump->change);
    write_error(out, dump->error, dump->error_at_s);
    buf_add_char(out, '}');
}

static bool read_dump(struct reader *r, const struct json *value,
                      struct manifest_dump *dump)
{
    int64_t crc32;
    bool ok;

    ok = read_text(r, value, "id", &dump->id) &&
         read_object(value, "object", &dump->object) &&
         read_count(value, "raw_bytes", &dump->raw_bytes) &&
         json_int(json_get(value, "crc32"), 0, UINT32_MAX, &crc32) &&
         read_object(value, "columns", &dump->columns) &&
         read_hash(value, "template_hash", dump->template_hash) &&
         (!json_get(value, "refresh_key") ||
          read_hash(value, "refresh_key", dump->refresh_key)) &&
         read_text(r, value, "source", &dump->source) &&
         read_text(r, value, "cadence", &dump->cadence) &&
         read_date(value, "as_of", &dump->as_of) && read_period(value, dump) &&
         read_time(value, "generated_at", &dump->generated_at_s) &&
         read_time(value, "expires_at", &dump->expires_at_s) &&
         read_count(value, "max_age_s", &dump->max_age_s) &&
         read_count(value, "row_count", &dump->row_count) &&
         read_change(value, &dump->change) &&
         read_error(r, value, &dump->error, &dump->error_at_s);
    if (!ok)
        return false;
    dump->crc32 = (uint32_t)crc32;
    dump->refuse_when_stale = json_bool(json_get(value, "refuse_when_stale"));
    dump->is_complete = json_bool(json_get(value, "complete"));
    return true;
}

static void write_failure(struct buf *out,
                          const struct manifest_failure *failure)
{
    json_write_comma(out);
    buf_add_text(out, "\n{");
    json_write_member(out, "id", failure->id);
    json_write_member(out, "template_hash", str_from(failure->template_hash));
    json_write_member(out, "error", failure->error);
    write_time(out, "at", failure->at_s);
    buf_add_char(out, '}');
}

static bool read_failure(struct reader *r, const struct json *value,
                         struct manifest_failure *failure)
{
    return read_text(r, value, "id", &failure->id) &&
           read_hash(value, "template_hash", failure->template_hash) &&
           read_text(r, value, "error", &failure->error) &&
           read_time(value, "at", &failure->at_s);
}

static void write_lists(struct buf *out, const struct manifest *m)
{
    buf_add_text(out, ",\n\"dumps\":[");
    for (size_t i = 0; i < m->dump_count; i++)
        write_dump(out, &m->dumps[i]);
    buf_add_text(out, "],\n\"failed\":[");
    for (size_t i = 0; i < m->failure_count; i++)
        write_failure(out, &m->failures[i]);
    buf_add_text(out, "],\n\"forwards\":[");
    for (size_t i = 0; i < m->forward_count; i++) {
        json_write_comma(out);
        buf_add_char(out, '{');
        json_write_member(out, "from", m->forwards[i].from);
        json_write_member(out, "to", m->forwards[i].to);
        buf_add_char(out, '}');
    }
    buf_add_text(out, "],\n\"deleted\":[");
    for (size_t i = 0; i < m->deleted_count; i++) {
        json_write_comma(out);
        json_write_string(out, m->deleted[i]);
    }
    buf_add_text(out, "],\n\"slots\":[");
    for (size_t i = 0; i < m->slot_count; i++) {
        json_write_comma(out);
        buf_add_char(out, '{');
        json_write_member(out, "job", m->slots[i].job);
        write_time(out, "at", m->slots[i].slot_s);
        buf_add_char(out, '}');
    }
    buf_add_text(out, "]");
}

static void write_head(struct buf *out, const struct manifest *m)
{
    json_write_member_int(out, "format", MANIFEST_FORMAT);
    json_write_member_int(out, "number", m->number);
    json_write_member_int(out, "previous", m->previous);
    json_write_member(out, "previous_checksum", str_from(m->previous_checksum));
    json_write_member(out, "run_key", m->run_key);
    write_date(out, "as_of", m->as_of);
    write_time(out, "started_at", m->started_at_s);
    write_time(out, "finished_at", m->finished_at_s);
    json_write_member(out, "program", m->program);
    json_write_member_int(out, "index_version", m->index_version);
    json_write_member_int(out, "matcher_version", m->matcher_version);
    write_object(out, "index", &m->index);
}

void manifest_write(const struct manifest *manifest, struct buf *out)
{
    char hash[CRYPTO_SHA256_HEX + 1];
    size_t start = out->len;

    buf_add_char(out, '{');
    write_head(out, manifest);
    write_lists(out, manifest);
    if (buf_overflowed(out))
        return;
    crypto_sha256_hex((struct str){out->ptr + start, out->len - start}, hash);
    buf_printf(out, CHECKSUM_KEY "%s" CHECKSUM_END, hash);
}

bool manifest_is_intact(struct str text)
{
    char tail[CHECKSUM_BYTES + 1], hash[CRYPTO_SHA256_HEX + 1];

    if (text.len < CHECKSUM_BYTES)
        return false;
    crypto_sha256_hex((struct str){text.ptr, text.len - CHECKSUM_BYTES}, hash);
    snprintf(tail, sizeof(tail), CHECKSUM_KEY "%s" CHECKSUM_END, hash);
    return memcmp(text.ptr + text.len - CHECKSUM_BYTES, tail, CHECKSUM_BYTES) ==
           0;
}

static bool read_head(struct reader *r, const struct json *document,
                      struct manifest *m)
{
    struct str previous = json_string(json_get(document, "previous_checksum"));

    return read_count(document, "number", &m->number) &&
           read_count(document, "previous", &m->previous) &&
           (previous.len == 0 ||
            read_hash(document, "previous_checksum", m->previous_checksum)) &&
           read_text(r, document, "run_key", &m->run_key) &&
           read_date(document, "as_of", &m->as_of) &&
           read_time(document, "started_at", &m->started_at_s) &&
           read_time(document, "finished_at", &m->finished_at_s) &&
           read_text(r, document, "program", &m->program) &&
           read_count(document, "index_version", &m->index_version) &&
           read_count(document, "matcher_version", &m->matcher_version) &&
           read_object(document, "index", &m->index);
}

static bool read_dumps(struct reader *r, const struct json *list,
                       struct manifest *m)
{
    size_t count = json_count(list);

    if (!json_is_array(list) || count > MANIFEST_DUMPS_MAX)
        return false;
    m->dumps = ARENA_ARRAY(r->arena, struct manifest_dump, count);
    for (const struct json *v = json_first(list); v; v = json_next(v)) {
        struct manifest_dump *dump = &m->dumps[m->dump_count];
        if (!read_dump(r, v, dump) ||
            (m->dump_count > 0 && str_compare(dump[-1].id, dump->id) >= 0))
            return false;
        m->dump_count++;
    }
    return true;
}

static bool read_failures(struct reader *r, const struct json *list,
                          struct manifest *m)
{
    if (!json_is_array(list))
        return false;
    m->failures =
        ARENA_ARRAY(r->arena, struct manifest_failure, json_count(list));
    for (const struct json *v = json_first(list); v; v = json_next(v))
        if (!read_failure(r, v, &m->failures[m->failure_count++]))
            return false;
    return true;
}

static bool read_names(struct reader *r, const struct json *document,
                       struct manifest *m)
{
    const struct json *forwards = json_get(document, "forwards");
    const struct json *deleted = json_get(document, "deleted");

    if (!json_is_array(forwards) || !json_is_array(deleted))
        return false;
    m->forwards =
        ARENA_ARRAY(r->arena, struct manifest_forward, json_count(forwards));
    for (const struct json *v = json_first(forwards); v; v = json_next(v)) {
        struct manifest_forward *forward = &m->forwards[m->forward_count++];
        if (!read_text(r, v, "from", &forward->from) ||
            !read_text(r, v, "to", &forward->to))
            return false;
    }
    m->deleted = ARENA_ARRAY(r->arena, struct str, json_count(deleted));
    for (const struct json *v = json_first(deleted); v; v = json_next(v)) {
        if (!json_is_string(v))
            return false;
        m->deleted[m->deleted_count++] = arena_str(r->arena, json_string(v));
    }
    return true;
}

/* Manifests of older versions have none. */
static bool read_slots(struct reader *r, const struct json *list,
                       struct manifest *m)
{
    m->slots = ARENA_ARRAY(r->arena, struct manifest_slot, json_count(list));
    for (const struct json *v = json_first(list); v; v = json_next(v)) {
        struct manifest_slot *slot = &m->slots[m->slot_count++];
        if (!read_text(r, v, "job", &slot->job) ||
            !read_time(v, "at", &slot->slot_s))
            return false;
    }
    return true;
}

static bool read_manifest(struct reader *r, const struct json *document,
                          struct manifest *m)
{
    int64_t format;

    if (!json_int(json_get(document, "format"), 1, INT32_MAX, &format))
        return err_set(r->err, ERR_CORRUPT, "the manifest has no format");
    if (format > MANIFEST_FORMAT)
        return err_set(r->err, ERR_CORRUPT,
                       "the manifest has format %d, made by a newer version: "
                       "this program reads %d",
                       (int)format, MANIFEST_FORMAT);
    if (!read_head(r, document, m) ||
        !read_dumps(r, json_get(document, "dumps"), m) ||
        !read_failures(r, json_get(document, "failed"), m) ||
        !read_names(r, document, m) ||
        !read_slots(r, json_get(document, "slots"), m))
        return err_set(r->err, ERR_CORRUPT,
                       "the manifest lacks a member or has a wrong one");
    return true;
}

const struct manifest *manifest_parse(struct str text, struct arena *arena,
                                      struct err *err)
{
    const struct json_limits limits = {.max_bytes = SIZE_MAX, .max_depth = 8};
    struct reader reader = {arena, err};
    struct manifest *manifest = ARENA_NEW(arena, struct manifest);
    struct json *document;
    bool ok;

    if (!manifest_is_intact(text)) {
        err_set(err, ERR_CORRUPT, "the manifest does not match its checksum");
        return NULL;
    }
    document = json_parse(text, &limits, err);
    if (!document) {
        err->code = ERR_CORRUPT;
        return NULL;
    }
    ok = read_manifest(&reader, document, manifest);
    json_free(document);
    return ok ? manifest : NULL;
}

const struct manifest_dump *manifest_find(const struct manifest *manifest,
                                          struct str id)
{
    size_t low = 0, high = manifest->dump_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(manifest->dumps[middle].id, id);
        if (order == 0)
            return &manifest->dumps[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* The text cannot occur within a string: its quotes would be escaped. */
bool manifest_peek_day(struct str text, struct date *as_of)
{
    static const char key[] = ",\"as_of\":\"";
    ptrdiff_t at = str_find(text, str_from(key));

    if (at < 0)
        return false;
    text = str_skip(text, (size_t)at + sizeof(key) - 1);
    text.len = text.len < 10 ? text.len : 10;
    return date_parse(text, as_of);
}

const struct manifest_failure *
manifest_find_failure(const struct manifest *manifest, struct str id)
{
    for (size_t i = 0; i < manifest->failure_count; i++)
        if (str_equal(manifest->failures[i].id, id))
            return &manifest->failures[i];
    return NULL;
}
