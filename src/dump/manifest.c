#include "dump/manifest.h"

#include <stdio.h>

#include "base/json_write.h"

#define CHECKSUM_KEY ",\"checksum\":\""
#define CHECKSUM_END "\"}\n"

enum {
    CHECKSUM_BYTES =
        sizeof(CHECKSUM_KEY) - 1 + CRYPTO_SHA256_HEX + sizeof(CHECKSUM_END) - 1,
};

static void write_object(struct buf *out, const char *name,
                         const struct manifest_object *object)
{
    json_write_open(out, name, '{');
    json_write_member(out, "hash", str_from(object->hash));
    json_write_member_int(out, "size_bytes", object->size_bytes);
    buf_add_char(out, '}');
}

static void write_period(struct buf *out, const struct manifest_dump *dump)
{
    json_write_next_key(out, "period");
    if (!dump->has_period) {
        buf_add_text(out, "null");
        return;
    }
    buf_add_char(out, '{');
    json_write_member_date(out, "from", dump->from);
    json_write_member_date(out, "until", dump->until);
    buf_add_char(out, '}');
}

void manifest_write_change(const struct manifest_change *change,
                           struct buf *out)
{
    json_write_next_key(out, "change");
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

static void write_error(struct buf *out, struct str error, int64_t at_s)
{
    json_write_next_key(out, "error");
    if (error.len == 0) {
        buf_add_text(out, "null");
        return;
    }
    buf_add_char(out, '{');
    json_write_member(out, "text", error);
    json_write_member_time(out, "at", at_s);
    buf_add_char(out, '}');
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
    json_write_member_date(out, "as_of", dump->as_of);
    write_period(out, dump);
    json_write_member_time(out, "generated_at", dump->generated_at_s);
    json_write_member_time(out, "expires_at", dump->expires_at_s);
    json_write_member_int(out, "max_age_s", dump->max_age_s);
    json_write_member_bool(out, "refuse_when_stale", dump->refuse_when_stale);
    json_write_member_int(out, "row_count", dump->row_count);
    json_write_member_bool(out, "complete", dump->is_complete);
    manifest_write_change(&dump->change, out);
    write_error(out, dump->error, dump->error_at_s);
    buf_add_char(out, '}');
}

static void write_failure(struct buf *out,
                          const struct manifest_failure *failure)
{
    json_write_comma(out);
    buf_add_text(out, "\n{");
    json_write_member(out, "id", failure->id);
    json_write_member(out, "template_hash", str_from(failure->template_hash));
    json_write_member(out, "error", failure->error);
    json_write_member_time(out, "at", failure->at_s);
    buf_add_char(out, '}');
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
        json_write_member_time(out, "at", m->slots[i].slot_s);
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
    json_write_member_date(out, "as_of", m->as_of);
    json_write_member_time(out, "started_at", m->started_at_s);
    json_write_member_time(out, "finished_at", m->finished_at_s);
    json_write_member(out, "program", m->program);
    json_write_member_int(out, "index_version", m->index_version);
    json_write_member_int(out, "matcher_version", m->matcher_version);
    if (m->synonyms_hash[0] != '\0')
        json_write_member(out, "synonyms", str_from(m->synonyms_hash));
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
    char whole[CRYPTO_SHA256_HEX + 1];

    return manifest_check(text, whole);
}

bool manifest_check(struct str text, char whole[CRYPTO_SHA256_HEX + 1])
{
    char tail[CHECKSUM_BYTES + 1], hash[CRYPTO_SHA256_HEX + 1];
    size_t len = text.len < CHECKSUM_BYTES ? 0 : text.len - CHECKSUM_BYTES;

    crypto_sha256_both(text, len, hash, whole);
    snprintf(tail, sizeof(tail), CHECKSUM_KEY "%s" CHECKSUM_END, hash);
    return text.len >= CHECKSUM_BYTES &&
           memcmp(text.ptr + len, tail, CHECKSUM_BYTES) == 0;
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
