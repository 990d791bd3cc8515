#include "dump/layout.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/fs.h"

enum { SUFFIX_SIZE = 16 };

static const char *const suffixes[] = {
    [LAYOUT_DUMP] = ".json.gz",
    [LAYOUT_COLUMNS] = ".cols",
    [LAYOUT_INDEX] = ".idx",
};

const char *layout_suffix(enum layout_kind kind)
{
    return suffixes[kind];
}

/* A name that does not fit becomes a path that does not exist: whoever opens
   it says so. */
void layout_join(const char *dir, const char *name, char path[LAYOUT_PATH_SIZE])
{
    snprintf(path, LAYOUT_PATH_SIZE, "%s/%s", dir, name);
}

static char *append(char *at, const char *text, size_t len)
{
    memcpy(at, text, len);
    return at + len;
}

/* Without printf: a run makes this name twice for every dump there is. */
void layout_object(const char *dir, const char *hash, enum layout_kind kind,
                   char path[LAYOUT_PATH_SIZE])
{
    static const char folder[] = "/objects/";
    size_t len = strlen(dir), hash_len = strlen(hash);
    char *at = path;

    if (hash_len < 2 ||
        len + sizeof(folder) + hash_len + SUFFIX_SIZE >= LAYOUT_PATH_SIZE) {
        layout_join(dir, "objects", path); /* no object has this name */
        return;
    }
    at = append(at, dir, len);
    at = append(at, folder, sizeof(folder) - 1);
    at = append(at, hash, 2);
    *at++ = '/';
    at = append(at, hash + 2, hash_len - 2);
    append(at, suffixes[kind], strlen(suffixes[kind]) + 1);
}

void layout_temporary(const char *dir, const char *hash, enum layout_kind kind,
                      char path[LAYOUT_PATH_SIZE])
{
    snprintf(path, LAYOUT_PATH_SIZE, "%s/.tmp/%s%s", dir, hash, suffixes[kind]);
}

void layout_manifest(const char *dir, int64_t number,
                     char path[LAYOUT_PATH_SIZE])
{
    snprintf(path, LAYOUT_PATH_SIZE, "%s/manifests/%06" PRId64 ".json", dir,
             number);
}

void layout_history(const char *dir, struct date day,
                    char path[LAYOUT_PATH_SIZE])
{
    char text[DATE_TEXT_SIZE];

    snprintf(path, LAYOUT_PATH_SIZE, "%s/history/%s.json", dir,
             date_format(day, text));
}

void layout_latest(const char *dir, struct str id, char path[LAYOUT_PATH_SIZE])
{
    snprintf(path, LAYOUT_PATH_SIZE, "%s/latest/%.*s.json.gz", dir,
             STR_ARG(id));
}

static bool parse_head(struct str text, struct layout_head *head)
{
    struct str number;

    if (!str_ends_with(text, "\n"))
        return false;
    text.len--;
    number = str_cut(&text, ' ');
    if (!str_to_int(number, 1, LAYOUT_NUMBER_MAX, &head->number) ||
        number.ptr[0] == '0' || !crypto_is_sha256_hex(text))
        return false;
    memcpy(head->checksum, text.ptr, CRYPTO_SHA256_HEX);
    head->checksum[CRYPTO_SHA256_HEX] = '\0';
    return true;
}

/* A second manifest is only ever written when HEAD named the first. One alone
   may be what a first run left that died before its last step. */
static bool was_published(const char *dir)
{
    struct arena *arena = arena_new();
    struct err ignored = {0};
    int64_t *numbers;
    size_t count;
    bool was;

    was = layout_list_manifests(dir, arena, &numbers, &count, &ignored) &&
          count > 0 && numbers[count - 1] > 1;
    arena_free(arena);
    return was;
}

static bool complain_of_none(const char *dir, const char *path, struct err *err)
{
    if (was_published(dir))
        return err_set(err, ERR_CORRUPT, "%s is missing", path);
    return err_set(err, ERR_NOT_FOUND,
                   "nothing is published in %s yet: run `reckoner regenerate`",
                   dir);
}

bool layout_read_head(const char *dir, struct layout_head *head,
                      struct err *err)
{
    char path[LAYOUT_PATH_SIZE];
    struct buf text;
    bool ok;

    layout_join(dir, "HEAD", path);
    buf_init(&text, 256);
    ok = fs_read(path, &text, err);
    if (!ok && err->code == ERR_NOT_FOUND)
        complain_of_none(dir, path, err);
    else if (!ok && (err->code == ERR_LIMIT || err->code == ERR_INPUT))
        err->code = ERR_CORRUPT; /* too long, or not a file */
    else if (ok && !parse_head(buf_str(&text), head))
        ok = err_set(err, ERR_CORRUPT, "%s is damaged", path);
    buf_release(&text);
    return ok;
}

static bool parse_manifest_name(struct str name, int64_t *number)
{
    if (!str_ends_with(name, ".json"))
        return false;
    name.len -= strlen(".json");
    return (name.len == 6 || (name.len > 6 && name.ptr[0] != '0')) &&
           str_to_int(name, 1, LAYOUT_NUMBER_MAX, number);
}

static int compare_numbers(const void *a, const void *b)
{
    int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;
    return (first > second) - (first < second);
}

bool layout_list_manifests(const char *dir, struct arena *arena,
                           int64_t **numbers, size_t *count, struct err *err)
{
    char path[LAYOUT_PATH_SIZE];
    struct fs_names names;

    *count = 0;
    layout_join(dir, "manifests", path);
    if (!fs_list(path, LAYOUT_MANIFESTS_MAX, arena, &names, err))
        return false;
    *numbers = ARENA_ARRAY(arena, int64_t, names.count);
    for (size_t i = 0; i < names.count; i++)
        if (parse_manifest_name(names.items[i], &(*numbers)[*count]))
            (*count)++;
    if (*count > 0)
        qsort(*numbers, *count, sizeof(**numbers), compare_numbers);
    return true;
}

bool layout_list_history(const char *dir, struct arena *arena,
                         struct date **days, size_t *count, struct err *err)
{
    char path[LAYOUT_PATH_SIZE];
    struct fs_names names;

    *count = 0;
    layout_join(dir, "history", path);
    if (!fs_is_dir(path))
        return true;
    if (!fs_list(path, LAYOUT_MANIFESTS_MAX, arena, &names, err))
        return false;
    *days = ARENA_ARRAY(arena, struct date, names.count);
    for (size_t i = 0; i < names.count; i++) {
        struct str day = names.items[i];
        if (!str_ends_with(day, ".json"))
            continue;
        day.len -= strlen(".json");
        if (date_parse(day, &(*days)[*count]))
            (*count)++;
    }
    return true;
}
