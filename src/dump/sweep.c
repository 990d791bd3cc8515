/*
 * Two ways lead to the objects that no manifest names any more. When a manifest
 * is removed, what it names is in doubt until one that is kept names it, too:
 * that is a pass over the text of a few files, and touches no other object.
 * What a writer leaves that dies halfway is found by mark and sweep: the names
 * in all manifests are marked, and the rest of the folder goes. A file in .tmp/
 * says from before the first object is moved to its place until the end of
 * sweeping that the next writer has to do that.
 */
#include "dump/sweep.h"

#include <stdio.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/map.h"
#include "dump/prune.h"

enum {
    NAMES_MAX = 10000000,
    KEEP_MIN = 2,
    KEY_BYTES = 16, /* of a hash: enough to tell objects apart */
    QUOTAS = 3,
    START_BYTES = 4 * 1024, /* of a manifest: its day stands in them */
};

static const char mark_name[] = "unswept"; /* in .tmp/ */

/* True if the text is a manifest to its end: one that is cut off would leave
   objects unmarked. */
static bool is_whole(struct str text)
{
    static const char key[] = ",\"checksum\":\"";
    size_t tail = sizeof(key) - 1 + CRYPTO_SHA256_HEX + strlen("\"}\n");

    return text.len > tail && text.ptr[0] == '{' &&
           str_ends_with(text, "\"}\n") &&
           memcmp(text.ptr + text.len - tail, key, sizeof(key) - 1) == 0;
}

/* Hashes, known by how they begin: two that begin alike are taken for one,
   which at worst keeps a file that nobody needs. */
struct hashes {
    struct arena *arena;
    struct map map; /* to a place in `is_named` */
    bool *is_named; /* by a manifest that is kept */
    size_t capacity, unnamed_count;
};

static struct str key_of(struct str hash)
{
    return (struct str){hash.ptr, KEY_BYTES};
}

/* Told of each hash in a manifest. */
typedef void hash_fn(struct hashes *hashes, struct str hash);

static void add_hash(struct hashes *hashes, struct str hash)
{
    uint32_t count = hashes->map.count;

    if (map_get(&hashes->map, key_of(hash)) != MAP_NONE)
        return;
    map_add(&hashes->map, key_of(arena_str(hashes->arena, hash)), count, NULL);
    hashes->is_named = arena_grow(hashes->arena, hashes->is_named, count,
                                  &hashes->capacity, sizeof(bool));
    hashes->is_named[count] = false;
    hashes->unnamed_count++;
}

static void name_hash(struct hashes *hashes, struct str hash)
{
    uint32_t at = map_get(&hashes->map, key_of(hash));

    if (at == MAP_NONE || hashes->is_named[at])
        return;
    hashes->is_named[at] = true;
    hashes->unnamed_count--;
}

/* Every hash in the text. Reading only these costs a tenth of parsing; a
   string cannot hold the key, its quotes would be escaped. */
static void each_hash(struct str text, hash_fn *tell, struct hashes *hashes)
{
    static const struct str key = STR("\"hash\":\"");

    for (;;) {
        ptrdiff_t at = str_find(text, key);
        struct str hash;
        if (at < 0)
            return;
        text = str_skip(text, (size_t)at + key.len);
        hash = (struct str){text.ptr, CRYPTO_SHA256_HEX};
        if (text.len > CRYPTO_SHA256_HEX && crypto_is_sha256_hex(hash))
            tell(hashes, hash);
    }
}

/* False if the file cannot be read to its end. */
static bool each_hash_of_file(const char *path, hash_fn *tell,
                              struct hashes *hashes)
{
    struct err ignored = {0};
    struct buf text;
    bool ok;

    buf_init(&text, LAYOUT_MANIFEST_BYTES_MAX);
    ok = fs_read(path, &text, &ignored) && is_whole(buf_str(&text));
    if (ok)
        each_hash(buf_str(&text), tell, hashes);
    buf_release(&text);
    return ok;
}

enum outcome { OUTCOME_DONE, OUTCOME_UNREADABLE, OUTCOME_FAILED };

/* Tells of each hash in each manifest: of snapshots, the newest first, and of
   days that were made into history later. Ends early when no hash is unnamed,
   which is never so while hashes are added. */
static enum outcome each_manifest(const char *dir, hash_fn *tell,
                                  struct hashes *hashes, struct err *err)
{
    bool is_adding = tell == add_hash;
    char path[LAYOUT_PATH_SIZE];
    struct date *days;
    int64_t *numbers;
    size_t count, day_count;

    if (!layout_list_manifests(dir, hashes->arena, &numbers, &count, err) ||
        !layout_list_history(dir, hashes->arena, &days, &day_count, err))
        return OUTCOME_FAILED;
    for (size_t i = 0; i < count + day_count; i++) {
        if (!is_adding && hashes->unnamed_count == 0)
            return OUTCOME_DONE;
        if (i < count)
            layout_manifest(dir, numbers[count - 1 - i], path);
        else
            layout_history(dir, days[i - count], path);
        if (!each_hash_of_file(path, tell, hashes))
            return OUTCOME_UNREADABLE;
    }
    return OUTCOME_DONE;
}

/* ---- the mark that something may be left ---- */

static void name_mark(const char *dir, char path[LAYOUT_PATH_SIZE])
{
    char temporary[LAYOUT_PATH_SIZE];

    layout_join(dir, ".tmp", temporary);
    layout_join(temporary, mark_name, path);
}

bool sweep_begin(const char *dir, struct err *err)
{
    char path[LAYOUT_PATH_SIZE];

    name_mark(dir, path);
    return fs_exists(path) || fs_write_new(path, (struct str){"", 0}, err);
}

bool sweep_end(const char *dir, struct err *err)
{
    char path[LAYOUT_PATH_SIZE];

    name_mark(dir, path);
    return prune_file(path, err);
}

/* ---- mark and sweep ---- */

struct marking {
    const struct map *marked;
    struct str prefix; /* of the hashes in the folder */
    struct arena *arena;
};

static bool is_marked(const void *data, struct str name)
{
    const struct marking *marking = data;
    struct str whole = arena_printf(marking->arena, "%.*s%.*s",
                                    STR_ARG(marking->prefix), STR_ARG(name));
    struct str hash = str_cut(&whole, '.');

    return hash.len >= KEY_BYTES &&
           map_get(marking->marked, key_of(hash)) != MAP_NONE;
}

static bool sweep_folder(const char *objects, const struct marking *marking,
                         struct err *err)
{
    char folder[LAYOUT_PATH_SIZE];

    layout_join(objects, marking->prefix.ptr, folder);
    if (!fs_is_dir(folder))
        return prune_file(folder, err);
    return prune_folder(folder, is_marked, marking, marking->arena, err);
}

static bool sweep_objects(const char *dir, const struct map *marked,
                          struct arena *arena, struct err *err)
{
    char objects[LAYOUT_PATH_SIZE];
    struct fs_names prefixes;

    layout_join(dir, "objects", objects);
    if (!fs_list(objects, NAMES_MAX, arena, &prefixes, err))
        return false;
    for (size_t i = 0; i < prefixes.count; i++) {
        struct marking marking = {marked, prefixes.items[i], arena};
        if (!sweep_folder(objects, &marking, err))
            return false;
    }
    return true;
}

/* Marks what the manifests name, and sweeps the rest. When one cannot be read,
   all is left as it is, for the next writer to look at again. */
static bool collect(const char *dir, struct arena *arena, struct err *err)
{
    struct hashes marked = {.arena = arena};
    enum outcome outcome;
    bool ok;

    map_init(&marked.map);
    outcome = each_manifest(dir, add_hash, &marked, err);
    ok = outcome != OUTCOME_FAILED;
    if (outcome == OUTCOME_DONE)
        ok = sweep_objects(dir, &marked.map, arena, err) && sweep_end(dir, err);
    map_release(&marked.map);
    return ok;
}

/* Empties .tmp/ but for the mark, and counts what was there. */
static bool remove_temporary(const char *dir, struct arena *arena,
                             size_t *found, struct err *err)
{
    char path[LAYOUT_PATH_SIZE], file[LAYOUT_PATH_SIZE];
    struct fs_names names;

    layout_join(dir, ".tmp", path);
    if (!fs_list(path, NAMES_MAX, arena, &names, err))
        return false;
    *found += names.count;
    for (size_t i = 0; i < names.count; i++) {
        if (str_is(names.items[i], mark_name))
            continue;
        layout_join(path, names.items[i].ptr, file);
        if (!prune_file(file, err))
            return false;
    }
    return true;
}

static bool remove_above(const char *dir, int64_t head, struct arena *arena,
                         size_t *found, struct err *err)
{
    char path[LAYOUT_PATH_SIZE];
    int64_t *numbers;
    size_t count;

    if (!layout_list_manifests(dir, arena, &numbers, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        layout_manifest(dir, numbers[i], path);
        if (numbers[i] <= head)
            continue;
        ++*found;
        if (!prune_file(path, err))
            return false;
    }
    return true;
}

/* The mark is the last to go, so that whoever dies in here leaves it; what is
   in .tmp/ beside it goes first, for the disk may be full of it. */
bool sweep_unpublished(const char *dir, int64_t head, struct err *err)
{
    struct arena *arena = arena_new();
    char path[LAYOUT_PATH_SIZE];
    size_t found;
    bool ok;

    layout_join(dir, "HEAD.new", path);
    found = fs_exists(path);
    ok = remove_temporary(dir, arena, &found, err) && prune_file(path, err) &&
         remove_above(dir, head, arena, &found, err) &&
         (found == 0 || collect(dir, arena, err));
    arena_free(arena);
    return ok;
}

/* ---- what is kept ---- */

/* One kind of period: how many of them still count, and those met so far. */
struct quota {
    enum date_grain grain;
    int64_t left;
    struct date *met;
    size_t met_count, capacity;
};

/* True for the first snapshot, from the newest back, of a period that counts.
 */
static bool is_last_of(struct quota *quota, struct date day,
                       struct arena *arena)
{
    static const struct calendar calendar = {.week_starts = 1,
                                             .fiscal_year_starts = 1};
    struct date start = date_start(day, quota->grain, &calendar);

    if (quota->left == 0)
        return false;
    for (size_t i = 0; i < quota->met_count; i++)
        if (quota->met[i].day == start.day)
            return false;
    quota->met = arena_grow(arena, quota->met, quota->met_count,
                            &quota->capacity, sizeof(struct date));
    quota->met[quota->met_count++] = start;
    quota->left--;
    return true;
}

static void begin_quotas(const struct sweep_keep *keep,
                         struct quota quotas[QUOTAS])
{
    quotas[0] = (struct quota){.grain = DATE_DAY, .left = keep->daily};
    quotas[1] = (struct quota){.grain = DATE_WEEK, .left = keep->weekly};
    quotas[2] = (struct quota){.grain = DATE_MONTH, .left = keep->monthly};
}

/* The day counts for all of them, whichever keeps it. */
static bool is_last_of_any(struct quota quotas[QUOTAS], struct date day,
                           struct arena *arena)
{
    bool is_last = false;

    for (size_t i = 0; i < QUOTAS; i++)
        is_last = is_last_of(&quotas[i], day, arena) || is_last;
    return is_last;
}

enum peeked { PEEKED_DAY, PEEKED_DAMAGED, PEEKED_NOTHING };

static enum peeked peek_whole(const char *path, struct date *day)
{
    enum peeked peeked = PEEKED_NOTHING;
    struct err ignored = {0};
    struct buf text;

    buf_init(&text, LAYOUT_MANIFEST_BYTES_MAX);
    if (fs_read(path, &text, &ignored)) {
        if (!manifest_is_intact(buf_str(&text)))
            peeked = PEEKED_DAMAGED;
        else if (manifest_peek_day(buf_str(&text), day))
            peeked = PEEKED_DAY;
    }
    buf_release(&text);
    return peeked;
}

/* The day of a manifest that is known to be whole. */
static bool peek_start(const char *path, struct date *day)
{
    struct err ignored = {0};
    struct buf text;
    bool found;

    buf_init(&text, START_BYTES + 1);
    found = fs_read_start(path, START_BYTES, &text, &ignored) &&
            manifest_peek_day(buf_str(&text), day);
    buf_release(&text);
    return found;
}

/* Snapshots, as they are sorted into those that stay and those that go. */
struct sorting {
    const char *dir;
    int64_t head;
    int64_t known_ns; /* manifests that were not written since are whole */
    int64_t left;     /* how many of the newest still count */
    struct quota quotas[QUOTAS];
    struct hashes doubtful; /* what those that go named */
    bool is_unknown;        /* one that goes could not be read */
};

/* A manifest whose bytes are wrong can be opened by nobody, and would keep all
   objects from being collected. One of a newer version is another matter, and
   so is one that cannot be read just now. */
static enum peeked peek(const struct sorting *s, int64_t number,
                        const char *path, struct date *day)
{
    struct fs_look look;

    if (fs_look(path, &look) &&
        (number == s->head || look.changed_ns < s->known_ns) &&
        peek_start(path, day))
        return PEEKED_DAY;
    return peek_whole(path, day);
}

/* From the newest back. */
static bool is_to_be_kept(struct sorting *s, int64_t number, const char *path)
{
    struct date day;
    enum peeked peeked;
    bool is_kept;

    if (number > s->head)
        return false;
    peeked = peek(s, number, path, &day);
    if (peeked == PEEKED_DAMAGED) {
        s->is_unknown = true; /* whatever it seems to name */
        return false;
    }
    is_kept = s->left-- > 0;
    return (peeked == PEEKED_DAY &&
            is_last_of_any(s->quotas, day, s->doubtful.arena)) ||
           is_kept;
}

/* What it names is in doubt from now on. */
static bool remove_manifest(struct sorting *s, const char *path,
                            struct err *err)
{
    if (!each_hash_of_file(path, add_hash, &s->doubtful))
        s->is_unknown = true;
    return prune_file(path, err);
}

static bool remove_old(struct sorting *s, struct err *err)
{
    char path[LAYOUT_PATH_SIZE];
    int64_t *numbers;
    size_t count;

    if (!layout_list_manifests(s->dir, s->doubtful.arena, &numbers, &count,
                               err))
        return false;
    for (size_t i = count; i-- > 0;) {
        layout_manifest(s->dir, numbers[i], path);
        if (!is_to_be_kept(s, numbers[i], path) &&
            !remove_manifest(s, path, err))
            return false;
    }
    return true;
}

/* The days in history/ that are more than `keep` allows, newest first. They
   are counted by themselves: a day that was asked for is not to go because
   there are snapshots of later ones. */
static bool list_old_days(const char *dir, const struct sweep_keep *keep,
                          struct arena *arena, struct date **old,
                          size_t *old_count, struct err *err)
{
    struct quota quotas[QUOTAS];
    struct date *days;
    size_t count;

    *old_count = 0;
    if (!layout_list_history(dir, arena, &days, &count, err))
        return false;
    begin_quotas(keep, quotas);
    *old = ARENA_ARRAY(arena, struct date, count);
    for (size_t i = count; i-- > 0;)
        if (!is_last_of_any(quotas, days[i], arena))
            (*old)[(*old_count)++] = days[i];
    return true;
}

static bool remove_old_days(struct sorting *s, const struct sweep_keep *keep,
                            struct err *err)
{
    char path[LAYOUT_PATH_SIZE];
    struct date *days;
    size_t count;

    if (!list_old_days(s->dir, keep, s->doubtful.arena, &days, &count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        layout_history(s->dir, days[i], path);
        if (!remove_manifest(s, path, err))
            return false;
    }
    return true;
}

size_t sweep_count_old_days(const char *dir, const struct sweep_keep *keep)
{
    struct arena *arena = arena_new();
    struct err ignored = {0};
    struct date *days;
    size_t count = 0;

    if (!list_old_days(dir, keep, arena, &days, &count, &ignored))
        count = 0;
    arena_free(arena);
    return count;
}

/* ---- what is in doubt ---- */

/* The kind of an object does not stand beside its hash; it has one. */
static bool remove_object(const char *dir, const char *hash, struct err *err)
{
    static const enum layout_kind kinds[] = {LAYOUT_DUMP, LAYOUT_COLUMNS,
                                             LAYOUT_INDEX};
    char path[LAYOUT_PATH_SIZE];

    for (size_t i = 0; i < COUNT(kinds); i++) {
        layout_object(dir, hash, kinds[i], path);
        if (!prune_file(path, err))
            return false;
    }
    *strrchr(path, '/') = '\0';
    rmdir(path); /* if it is empty */
    return true;
}

static bool remove_unnamed(const struct sorting *s, struct err *err)
{
    const struct hashes *doubtful = &s->doubtful;

    for (uint32_t i = 0; i < doubtful->map.count; i++)
        if (!doubtful->is_named[i] &&
            !remove_object(s->dir, doubtful->map.entries[i].key.ptr, err))
            return false;
    return true;
}

/* The objects of the manifests that went. */
static bool remove_objects(struct sorting *s, struct err *err)
{
    if (s->is_unknown)
        return collect(s->dir, s->doubtful.arena, err);
    switch (each_manifest(s->dir, name_hash, &s->doubtful, err)) {
    case OUTCOME_DONE:
        return remove_unnamed(s, err) && sweep_end(s->dir, err);
    case OUTCOME_UNREADABLE: /* the mark stays */
        return true;
    case OUTCOME_FAILED:
        return false;
    }
    return false;
}

bool sweep_old(const char *dir, int64_t head, int64_t known_ns,
               const struct sweep_keep *keep, struct err *err)
{
    struct sorting s = {
        .dir = dir,
        .head = head,
        .known_ns = known_ns,
        .left = keep->newest < KEEP_MIN ? KEEP_MIN : keep->newest,
        .doubtful = {.arena = arena_new()},
    };
    bool ok;

    map_init(&s.doubtful.map);
    begin_quotas(keep, s.quotas);
    ok = remove_old(&s, err) && remove_old_days(&s, keep, err) &&
         remove_objects(&s, err);
    map_release(&s.doubtful.map);
    arena_free(s.doubtful.arena);
    return ok;
}
