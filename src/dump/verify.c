#include "dump/verify.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/fs.h"
#include "base/gzip.h"
#include "base/map.h"
#include "dump/columns.h"
#include "dump/layout.h"
#include "dump/manifest.h"

enum { NAMES_MAX = 10000000 };

struct verifier {
    const char *dir;
    void (*tell)(void *context, bool is_damage, const char *line);
    void *context;
    struct verify_result *result;
    struct arena *arena;
    struct map checked; /* "hash.suffix" of objects already looked at */
    struct layout_head head;
    bool has_head;
    const struct manifest *current; /* the one that HEAD names */
};

static void report(struct verifier *v, bool is_damage, const char *format, ...)
    PRINTF_LIKE(3, 4);

static void report(struct verifier *v, bool is_damage, const char *format, ...)
{
    char line[LAYOUT_PATH_SIZE + 512];
    va_list args;

    va_start(args, format);
    vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    if (is_damage)
        v->result->damage_count++;
    v->tell(v->context, is_damage, line);
}

static bool read_file(struct verifier *v, const char *path, struct buf *bytes)
{
    struct err err = {0};

    buf_init(bytes, LAYOUT_OBJECT_BYTES_MAX);
    if (fs_read(path, bytes, &err)) {
        v->result->size_bytes += (int64_t)bytes->len;
        return true;
    }
    report(v, true, "%s", err.text);
    buf_release(bytes);
    return false;
}

/* What an object holds, beside its hash. */
static bool is_readable(struct str bytes, enum layout_kind kind)
{
    struct err ignored = {0};
    struct columns columns;
    struct buf raw;
    bool ok;

    switch (kind) {
    case LAYOUT_DUMP:
        buf_init(&raw, LAYOUT_OBJECT_BYTES_MAX);
        ok = gzip_unpack(bytes, &raw, &ignored) &&
             str_is_utf8(buf_str(&raw), NULL);
        buf_release(&raw);
        return ok;
    case LAYOUT_COLUMNS:
        return columns_open(bytes, &columns, &ignored);
    case LAYOUT_INDEX:
        return true;
    }
    return false;
}

static void check_object(struct verifier *v,
                         const struct manifest_object *object,
                         enum layout_kind kind)
{
    char path[LAYOUT_PATH_SIZE], hash[CRYPTO_SHA256_HEX + 1];
    struct buf bytes;
    bool is_new;

    map_add(&v->checked,
            arena_printf(v->arena, "%s%s", object->hash, layout_suffix(kind)),
            1, &is_new);
    if (!is_new)
        return;
    v->result->object_count++;
    layout_object(v->dir, object->hash, kind, path);
    if (!read_file(v, path, &bytes))
        return;
    crypto_sha256_hex(buf_str(&bytes), hash);
    if (strcmp(hash, object->hash) != 0) {
        report(v, true, "%s does not match the hash in its name", path);
        fs_touch(path); /* the next run reads what looks new */
    } else if ((int64_t)bytes.len != object->size_bytes)
        report(v, true, "%s has another size than its manifest says", path);
    else if (!is_readable(buf_str(&bytes), kind))
        report(v, true, "%s cannot be read", path);
    buf_release(&bytes);
}

static void check_objects(struct verifier *v, const struct manifest *manifest)
{
    for (size_t i = 0; i < manifest->dump_count; i++) {
        check_object(v, &manifest->dumps[i].object, LAYOUT_DUMP);
        check_object(v, &manifest->dumps[i].columns, LAYOUT_COLUMNS);
    }
    check_object(v, &manifest->index, LAYOUT_INDEX);
}

/* `before` is the checksum of the manifest file one number lower, or empty if
   that one is not here any more. */
static void check_chain(struct verifier *v, const struct manifest *manifest,
                        const char *path, int64_t number, const char *before)
{
    if (manifest->number != number)
        report(v, true, "%s carries the number %" PRId64, path,
               manifest->number);
    if (before[0] != '\0' && manifest->previous_checksum[0] != '\0' &&
        strcmp(manifest->previous_checksum, before) != 0)
        report(v, true, "%s does not follow the manifest before it", path);
}

static void check_manifest(struct verifier *v, int64_t number,
                           char checksum[CRYPTO_SHA256_HEX + 1])
{
    const struct manifest *manifest;
    char path[LAYOUT_PATH_SIZE], before[CRYPTO_SHA256_HEX + 1];
    struct err err = {0};
    struct buf text;

    memcpy(before, checksum, sizeof(before));
    checksum[0] = '\0';
    v->result->manifest_count++;
    layout_manifest(v->dir, number, path);
    if (!read_file(v, path, &text))
        return;
    crypto_sha256_hex(buf_str(&text), checksum);
    manifest = manifest_parse(buf_str(&text), v->arena, &err);
    buf_release(&text);
    if (!manifest) {
        report(v, true, "%s: %s", path, err.text);
        return;
    }
    check_chain(v, manifest, path, number, before);
    if (v->has_head && number == v->head.number) {
        v->current = manifest;
        if (strcmp(checksum, v->head.checksum) != 0)
            report(v, true, "HEAD does not match %s", path);
    }
    check_objects(v, manifest);
}

static bool check_manifests(struct verifier *v, struct err *err)
{
    char checksum[CRYPTO_SHA256_HEX + 1] = "";
    int64_t *numbers;
    size_t count;

    if (!layout_list_manifests(v->dir, v->arena, &numbers, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && numbers[i] != numbers[i - 1] + 1)
            checksum[0] = '\0';
        if (v->has_head && numbers[i] > v->head.number) {
            report(v, false, "manifest %" PRId64 " was never published",
                   numbers[i]);
            continue;
        }
        check_manifest(v, numbers[i], checksum);
    }
    if (v->has_head && !v->current)
        report(v, true, "HEAD names manifest %" PRId64 ", which is not whole",
               v->head.number);
    return true;
}

static bool check_history(struct verifier *v, struct err *err)
{
    struct date *days;
    size_t count;

    if (!layout_list_history(v->dir, v->arena, &days, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct manifest *manifest;
        char path[LAYOUT_PATH_SIZE];
        struct err problem = {0};
        struct buf text;
        layout_history(v->dir, days[i], path);
        v->result->manifest_count++;
        if (!read_file(v, path, &text))
            continue;
        manifest = manifest_parse(buf_str(&text), v->arena, &problem);
        buf_release(&text);
        if (manifest)
            check_objects(v, manifest);
        else
            report(v, true, "%s: %s", path, problem.text);
    }
    return true;
}

/* ---- files that nothing names ---- */

static bool list(struct verifier *v, const char *path, struct fs_names *names,
                 struct err *err)
{
    return fs_list(path, NAMES_MAX, v->arena, names, err);
}

static bool find_unnamed_objects(struct verifier *v, struct err *err)
{
    char objects[LAYOUT_PATH_SIZE], folder[LAYOUT_PATH_SIZE];
    struct fs_names prefixes, names;

    layout_join(v->dir, "objects", objects);
    if (!list(v, objects, &prefixes, err))
        return false;
    for (size_t i = 0; i < prefixes.count; i++) {
        layout_join(objects, prefixes.items[i].ptr, folder);
        if (!fs_is_dir(folder)) {
            report(v, false, "%s is no part of the folder", folder);
            continue;
        }
        if (!list(v, folder, &names, err))
            return false;
        for (size_t j = 0; j < names.count; j++) {
            struct str name =
                arena_printf(v->arena, "%.*s%.*s", STR_ARG(prefixes.items[i]),
                             STR_ARG(names.items[j]));
            if (map_get(&v->checked, name) == MAP_NONE)
                report(v, false, "%s/%s is named by no manifest", folder,
                       names.items[j].ptr);
        }
    }
    return true;
}

/* A run that died after HEAD moved leaves links to the dumps before, which are
   whole: what people see there is old, not wrong. */
static void check_link(struct verifier *v, const struct manifest_dump *dump)
{
    char path[LAYOUT_PATH_SIZE], hash[CRYPTO_SHA256_HEX + 1];
    struct buf bytes;

    layout_latest(v->dir, dump->id, path);
    v->result->link_count++;
    if (!fs_exists(path)) {
        report(v, false, "%s is missing", path);
        return;
    }
    if (!read_file(v, path, &bytes))
        return;
    crypto_sha256_hex(buf_str(&bytes), hash);
    if (strcmp(hash, dump->object.hash) != 0) {
        bool is_old = is_readable(buf_str(&bytes), LAYOUT_DUMP);
        report(v, !is_old, "%s is %s", path,
               is_old ? "of an earlier run" : "not the current dump");
    }
    buf_release(&bytes);
}

static bool check_all(struct verifier *v, struct err *err)
{
    if (!check_manifests(v, err) || !check_history(v, err))
        return false;
    for (size_t i = 0; v->current && i < v->current->dump_count; i++)
        check_link(v, &v->current->dumps[i]);
    return find_unnamed_objects(v, err);
}

bool verify_dumps(const char *dir,
                  void (*tell)(void *context, bool is_damage, const char *line),
                  void *context, struct verify_result *result, struct err *err)
{
    struct verifier v = {
        .dir = dir, .tell = tell, .context = context, .result = result};
    struct err head_err = {0};
    bool ok;

    *result = (struct verify_result){0};
    v.has_head = layout_read_head(dir, &v.head, &head_err);
    if (!v.has_head && head_err.code != ERR_CORRUPT) {
        *err = head_err;
        return false;
    }
    v.arena = arena_new();
    map_init(&v.checked);
    if (!v.has_head)
        report(&v, true, "%s", head_err.text);
    ok = check_all(&v, err);
    map_release(&v.checked);
    arena_free(v.arena);
    return ok;
}
