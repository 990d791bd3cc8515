/*
 * A manifest of a hundred thousand dumps is read by every command, so it is
 * read in one pass, without a tree of it: each object by a table of its
 * members, which stand in the order in which manifest.c writes them. Another
 * order is read as well, and members that the table does not know are left
 * out: later versions may have more.
 */
#include "base/json_cursor.h"
#include "dump/manifest.h"

enum {
    STRANGERS_MAX = 16,
    MEMBERS_MAX = 32,
    DUMP_BYTES_MIN = 400, /* of a dump in a manifest: its hashes, its names */
};

static const int64_t count_max = (int64_t)1 << 52;

struct reader {
    struct json_cursor cursor;
    struct arena *arena;
    struct str last_source, last_cadence; /* of the dump before */
};

typedef bool read_fn(struct reader *r, void *at);

struct member {
    const char *name;
    read_fn *read;
    size_t offset; /* of what is read, in what is filled */
    bool is_optional;
};

/* Members that no table knows, of one object: none may stand twice. */
struct strangers {
    struct str names[STRANGERS_MAX];
    size_t count;
};

static bool skip_stranger(struct reader *r, struct strangers *strangers,
                          struct str name)
{
    for (size_t i = 0; i < strangers->count; i++)
        if (str_equal(strangers->names[i], name))
            return json_cursor_fail(&r->cursor);
    if (strangers->count == STRANGERS_MAX)
        return json_cursor_fail(&r->cursor);
    strangers->names[strangers->count++] = name;
    return json_cursor_skip(&r->cursor);
}

/* The member of this name, looked for from where it should stand. */
static size_t find_member(const struct member *members, size_t count,
                          size_t next, struct str name)
{
    for (size_t i = 0; i < count; i++) {
        size_t at = next + i < count ? next + i : next + i - count;
        if (str_is(name, members[at].name))
            return at;
    }
    return count;
}

static bool read_members(struct reader *r, const struct member *members,
                         size_t count, void *into)
{
    struct strangers strangers = {.count = 0};
    uint32_t seen = 0;
    size_t next = 0;
    struct str name;

    _Static_assert(MEMBERS_MAX <= 32, "a bit for each");
    json_cursor_enter(&r->cursor, '{');
    while (json_cursor_member(&r->cursor, &name)) {
        size_t at = find_member(members, count, next, name);
        if (at == count) {
            skip_stranger(r, &strangers, name);
            continue;
        }
        if ((seen & 1U << at) ||
            !members[at].read(r, (char *)into + members[at].offset))
            return json_cursor_fail(&r->cursor);
        seen |= 1U << at;
        next = at + 1;
    }
    for (size_t i = 0; i < count; i++)
        if (!(seen & 1U << i) && !members[i].is_optional)
            return json_cursor_fail(&r->cursor);
    return !r->cursor.has_failed;
}

/* ---- values ---- */

static bool read_text(struct reader *r, void *at)
{
    struct str text;

    if (!json_cursor_string(&r->cursor, &text))
        return false;
    *(struct str *)at = arena_str(r->arena, text);
    return true;
}

/* A word that most dumps have in common is kept once. */
static bool share_text(struct reader *r, struct str *last, struct str *at)
{
    struct str text;

    if (!json_cursor_string(&r->cursor, &text))
        return false;
    if (!last->ptr || !str_equal(text, *last))
        *last = arena_str(r->arena, text);
    *at = *last;
    return true;
}

static bool read_source(struct reader *r, void *at)
{
    return share_text(r, &r->last_source, at);
}

static bool read_cadence(struct reader *r, void *at)
{
    return share_text(r, &r->last_cadence, at);
}

static bool read_hash(struct reader *r, void *at)
{
    char *hash = at;
    struct str text;

    if (!json_cursor_string(&r->cursor, &text) || !crypto_is_sha256_hex(text))
        return false;
    memcpy(hash, text.ptr, text.len);
    hash[text.len] = '\0';
    return true;
}

/* A hash, or nothing. */
static bool read_previous(struct reader *r, void *at)
{
    struct json_cursor before = r->cursor;
    struct str text;

    if (json_cursor_string(&r->cursor, &text) && text.len == 0)
        return true;
    r->cursor = before;
    return read_hash(r, at);
}

static bool read_count(struct reader *r, void *at)
{
    return json_cursor_int(&r->cursor, 0, count_max, at);
}

static bool read_crc(struct reader *r, void *at)
{
    int64_t crc;

    if (!json_cursor_int(&r->cursor, 0, UINT32_MAX, &crc))
        return false;
    *(uint32_t *)at = (uint32_t)crc;
    return true;
}

static bool read_bool(struct reader *r, void *at)
{
    return json_cursor_bool(&r->cursor, at);
}

static bool read_date(struct reader *r, void *at)
{
    struct str text;

    return json_cursor_string(&r->cursor, &text) && date_parse(text, at);
}

static bool read_time(struct reader *r, void *at)
{
    struct str text;

    if (json_cursor_null(&r->cursor))
        return true;
    return json_cursor_string(&r->cursor, &text) && date_parse_time(text, at);
}

static bool read_format(struct reader *r, void *at)
{
    return json_cursor_int(&r->cursor, 1, INT32_MAX, at);
}

/* ---- a dump ---- */

static const struct member object_members[] = {
    {"hash", read_hash, offsetof(struct manifest_object, hash), false},
    {"size_bytes", read_count, offsetof(struct manifest_object, size_bytes),
     false},
};

static bool read_object(struct reader *r, void *at)
{
    return read_members(r, object_members, COUNT(object_members), at);
}

static const struct member period_members[] = {
    {"from", read_date, offsetof(struct manifest_dump, from), false},
    {"until", read_date, offsetof(struct manifest_dump, until), false},
};

static bool read_period(struct reader *r, void *at)
{
    struct manifest_dump *dump = at;

    if (json_cursor_null(&r->cursor))
        return true;
    dump->has_period = true;
    return read_members(r, period_members, COUNT(period_members), dump);
}

static const struct member change_members[] = {
    {"rows_added", read_count, offsetof(struct manifest_change, rows_added),
     false},
    {"rows_removed", read_count, offsetof(struct manifest_change, rows_removed),
     false},
    {"rows_changed", read_count, offsetof(struct manifest_change, rows_changed),
     false},
    {"rows_restated", read_count,
     offsetof(struct manifest_change, rows_restated), true},
};

static bool read_change(struct reader *r, void *at)
{
    struct manifest_change *change = at;

    if (json_cursor_null(&r->cursor))
        return true;
    change->is_known = true;
    return read_members(r, change_members, COUNT(change_members), change);
}

static const struct member error_members[] = {
    {"text", read_text, offsetof(struct manifest_dump, error), false},
    {"at", read_time, offsetof(struct manifest_dump, error_at_s), false},
};

static bool read_error(struct reader *r, void *at)
{
    if (json_cursor_null(&r->cursor))
        return true;
    return read_members(r, error_members, COUNT(error_members), at);
}

#define OF_DUMP(member) offsetof(struct manifest_dump, member)

static const struct member dump_members[] = {
    {"id", read_text, OF_DUMP(id), false},
    {"object", read_object, OF_DUMP(object), false},
    {"raw_bytes", read_count, OF_DUMP(raw_bytes), false},
    {"crc32", read_crc, OF_DUMP(crc32), false},
    {"columns", read_object, OF_DUMP(columns), false},
    {"template_hash", read_hash, OF_DUMP(template_hash), false},
    {"refresh_key", read_hash, OF_DUMP(refresh_key), true},
    {"source", read_source, OF_DUMP(source), false},
    {"cadence", read_cadence, OF_DUMP(cadence), false},
    {"as_of", read_date, OF_DUMP(as_of), false},
    {"period", read_period, 0, false},
    {"generated_at", read_time, OF_DUMP(generated_at_s), false},
    {"expires_at", read_time, OF_DUMP(expires_at_s), false},
    {"max_age_s", read_count, OF_DUMP(max_age_s), false},
    {"refuse_when_stale", read_bool, OF_DUMP(refuse_when_stale), true},
    {"row_count", read_count, OF_DUMP(row_count), false},
    {"complete", read_bool, OF_DUMP(is_complete), true},
    {"change", read_change, OF_DUMP(change), false},
    {"error", read_error, 0, false},
};
_Static_assert(COUNT(dump_members) <= MEMBERS_MAX, "a bit for each");

/* ---- the lists ---- */

/* How many elements the array at hand has; nothing is read. */
static size_t count_elements(const struct reader *r)
{
    struct json_cursor ahead = r->cursor;
    size_t count = 0;

    json_cursor_enter(&ahead, '[');
    while (json_cursor_element(&ahead) && json_cursor_skip(&ahead))
        count++;
    return ahead.has_failed ? 0 : count;
}

/* About how many dumps there are: each begins on a line of its own. No more
   room than the text can fill, whatever it says. */
static size_t guess_dumps(const struct json_cursor *c)
{
    struct str rest = str_skip(c->text, c->at);
    size_t count = 1, most = rest.len / DUMP_BYTES_MIN + 1;

    while (rest.len > 0 && count < most) {
        str_cut(&rest, '\n');
        count++;
    }
    return count;
}

static bool read_dumps(struct reader *r, void *at)
{
    struct manifest *m = at;
    size_t capacity = guess_dumps(&r->cursor);

    m->dumps = ARENA_ARRAY(r->arena, struct manifest_dump, capacity);
    json_cursor_enter(&r->cursor, '[');
    while (json_cursor_element(&r->cursor)) {
        struct manifest_dump *dump;
        if (m->dump_count == MANIFEST_DUMPS_MAX)
            return false;
        m->dumps = arena_grow(r->arena, m->dumps, m->dump_count, &capacity,
                              sizeof(*dump));
        dump = &m->dumps[m->dump_count];
        dump->error = (struct str){"", 0};
        if (!read_members(r, dump_members, COUNT(dump_members), dump) ||
            (m->dump_count > 0 && str_compare(dump[-1].id, dump->id) >= 0))
            return false;
        m->dump_count++;
    }
    return !r->cursor.has_failed;
}

static const struct member failure_members[] = {
    {"id", read_text, offsetof(struct manifest_failure, id), false},
    {"template_hash", read_hash,
     offsetof(struct manifest_failure, template_hash), false},
    {"error", read_text, offsetof(struct manifest_failure, error), false},
    {"at", read_time, offsetof(struct manifest_failure, at_s), false},
};

static bool read_failures(struct reader *r, void *at)
{
    struct manifest *m = at;

    m->failures =
        ARENA_ARRAY(r->arena, struct manifest_failure, count_elements(r));
    json_cursor_enter(&r->cursor, '[');
    while (json_cursor_element(&r->cursor))
        if (!read_members(r, failure_members, COUNT(failure_members),
                          &m->failures[m->failure_count++]))
            return false;
    return !r->cursor.has_failed;
}

static const struct member forward_members[] = {
    {"from", read_text, offsetof(struct manifest_forward, from), false},
    {"to", read_text, offsetof(struct manifest_forward, to), false},
};

static bool read_forwards(struct reader *r, void *at)
{
    struct manifest *m = at;

    m->forwards =
        ARENA_ARRAY(r->arena, struct manifest_forward, count_elements(r));
    json_cursor_enter(&r->cursor, '[');
    while (json_cursor_element(&r->cursor))
        if (!read_members(r, forward_members, COUNT(forward_members),
                          &m->forwards[m->forward_count++]))
            return false;
    return !r->cursor.has_failed;
}

static bool read_deleted(struct reader *r, void *at)
{
    struct manifest *m = at;

    m->deleted = ARENA_ARRAY(r->arena, struct str, count_elements(r));
    json_cursor_enter(&r->cursor, '[');
    while (json_cursor_element(&r->cursor))
        if (!read_text(r, &m->deleted[m->deleted_count++]))
            return false;
    return !r->cursor.has_failed;
}

static const struct member slot_members[] = {
    {"job", read_text, offsetof(struct manifest_slot, job), false},
    {"at", read_time, offsetof(struct manifest_slot, slot_s), false},
};

static bool read_slots(struct reader *r, void *at)
{
    struct manifest *m = at;

    m->slots = ARENA_ARRAY(r->arena, struct manifest_slot, count_elements(r));
    json_cursor_enter(&r->cursor, '[');
    while (json_cursor_element(&r->cursor))
        if (!read_members(r, slot_members, COUNT(slot_members),
                          &m->slots[m->slot_count++]))
            return false;
    return !r->cursor.has_failed;
}

/* ---- the whole ---- */

#define OF_MANIFEST(member) offsetof(struct manifest, member)

static bool skip(struct reader *r, void *at)
{
    (void)at;
    return json_cursor_skip(&r->cursor);
}

static const struct member manifest_members[] = {
    {"format", skip, 0, false},
    {"number", read_count, OF_MANIFEST(number), false},
    {"previous", read_count, OF_MANIFEST(previous), false},
    {"previous_checksum", read_previous, OF_MANIFEST(previous_checksum), true},
    {"run_key", read_text, OF_MANIFEST(run_key), false},
    {"as_of", read_date, OF_MANIFEST(as_of), false},
    {"started_at", read_time, OF_MANIFEST(started_at_s), false},
    {"finished_at", read_time, OF_MANIFEST(finished_at_s), false},
    {"program", read_text, OF_MANIFEST(program), false},
    {"index_version", read_count, OF_MANIFEST(index_version), false},
    {"matcher_version", read_count, OF_MANIFEST(matcher_version), false},
    {"synonyms", read_hash, OF_MANIFEST(synonyms_hash), true},
    {"index", read_object, OF_MANIFEST(index), false},
    {"dumps", read_dumps, 0, false},
    {"failed", read_failures, 0, false},
    {"forwards", read_forwards, 0, false},
    {"deleted", read_deleted, 0, false},
    {"slots", read_slots, 0, true}, /* older versions wrote none */
    {"checksum", skip, 0, true},
};
_Static_assert(COUNT(manifest_members) <= MEMBERS_MAX, "a bit for each");

/* Before anything else: a newer version may have changed all the rest. */
static bool check_format(struct str text, struct arena *arena, struct err *err)
{
    struct reader r = {.arena = arena};
    struct str name = {"", 0};
    int64_t format = 0;

    json_cursor_init(&r.cursor, text, arena);
    json_cursor_enter(&r.cursor, '{');
    while (json_cursor_member(&r.cursor, &name) && !str_is(name, "format"))
        json_cursor_skip(&r.cursor);
    if (r.cursor.has_failed || !str_is(name, "format") ||
        !read_format(&r, &format))
        return err_set(err, ERR_CORRUPT, "the manifest has no format");
    return format <= MANIFEST_FORMAT ||
           err_set(err, ERR_CORRUPT,
                   "the manifest has format %d, made by a newer version: "
                   "this program reads %d",
                   (int)format, MANIFEST_FORMAT);
}

const struct manifest *manifest_read(struct str text, struct arena *arena,
                                     struct err *err)
{
    struct manifest *manifest = ARENA_NEW(arena, struct manifest);
    struct reader r = {.arena = arena};

    json_cursor_init(&r.cursor, text, arena);
    if (!str_is_utf8(text, NULL)) {
        err_set(err, ERR_CORRUPT, "the manifest is not UTF-8");
        return NULL;
    }
    if (!check_format(text, arena, err))
        return NULL;
    if (read_members(&r, manifest_members, COUNT(manifest_members), manifest) &&
        json_cursor_end(&r.cursor))
        return manifest;
    err_set(err, ERR_CORRUPT, "the manifest lacks a member or has a wrong one");
    return NULL;
}

const struct manifest *manifest_parse(struct str text, struct arena *arena,
                                      struct err *err)
{
    if (manifest_is_intact(text))
        return manifest_read(text, arena, err);
    err_set(err, ERR_CORRUPT, "the manifest does not match its checksum");
    return NULL;
}
