/*
 * Local time has no hook of its own but the one SQLite's own tests use, which
 * is compiled in unless somebody went to the length of leaving it out; a test
 * of ours would fail then. To take the zone for UTC instead would be quiet, and
 * wrong for whoever meant another.
 */
#include "source/sqlite_clock.h"

#include <assert.h>
#include <pthread.h>
#include <sqlite3.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/memory.h"
#include "source/sqlite_rules.h"

enum { DEPTH_MAX = 128, REPLACE_LOCAL_TIME = 2 };

static const char vfs_name[] = "reckoner";
static sqlite3_vfs noting_vfs;
static sqlite3_vfs *ordinary_vfs;
static _Thread_local enum sqlite_clock_use noted;
static _Thread_local bool is_forbidden;

/* ---- while it runs ---- */

static int note_time(sqlite3_vfs *vfs, sqlite3_int64 *milliseconds)
{
    (void)vfs;
    sqlite_clock_note(SQLITE_CLOCK_TIME);
    return ordinary_vfs->xCurrentTimeInt64(ordinary_vfs, milliseconds);
}

static int note_time_in_days(sqlite3_vfs *vfs, double *days)
{
    (void)vfs;
    sqlite_clock_note(SQLITE_CLOCK_TIME);
    return ordinary_vfs->xCurrentTime(ordinary_vfs, days);
}

static int note_zone(const void *seconds, void *local)
{
    sqlite_clock_note(SQLITE_CLOCK_ZONE);
    return is_forbidden || !localtime_r((const time_t *)seconds, local);
}

static void register_vfs(void)
{
    ordinary_vfs = sqlite3_vfs_find(NULL);
    assert(ordinary_vfs && ordinary_vfs->iVersion >= 2);
    noting_vfs = *ordinary_vfs;
    noting_vfs.pNext = NULL;
    noting_vfs.zName = vfs_name;
    noting_vfs.xCurrentTime = note_time_in_days;
    noting_vfs.xCurrentTimeInt64 = note_time;
    if (sqlite3_vfs_register(&noting_vfs, 0) != SQLITE_OK)
        memory_is_out("SQLite");
    sqlite3_test_control(SQLITE_TESTCTRL_LOCALTIME_FAULT, REPLACE_LOCAL_TIME,
                         note_zone);
}

const char *sqlite_clock_vfs(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, register_vfs);
    return vfs_name;
}

void sqlite_clock_watch(bool forbids)
{
    noted = SQLITE_CLOCK_UNUSED;
    is_forbidden = forbids;
}

void sqlite_clock_note(enum sqlite_clock_use use)
{
    if (noted == SQLITE_CLOCK_UNUSED)
        noted = use;
}

enum sqlite_clock_use sqlite_clock_noted(void)
{
    return noted;
}

/* ---- in the text ---- */

/* A text in quotes, a name, a number, or one character. */
struct token {
    struct str text;
    size_t offset;
};

struct scanner {
    struct str sql; /* what is left */
    size_t len;     /* of the whole */
    struct token before, token, after;
    bool is_dates[DEPTH_MAX]; /* for each parenthesis that is open */
    size_t depth;
};

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || c == '$' || c == ':' ||
           ((unsigned char)c & 0x80) != 0;
}

/* A quote is doubled to stand in what it encloses: that is two tokens here,
   side by side, neither of which is an argument. */
static size_t token_len(struct str sql)
{
    char quote = sql.ptr[0] == '[' ? ']' : sql.ptr[0];
    size_t len = 1;

    if (quote == '\'' || quote == '"' || quote == '`' || quote == ']') {
        while (len < sql.len && sql.ptr[len] != quote)
            len++;
        return len < sql.len ? len + 1 : len;
    }
    while (is_name_char(sql.ptr[0]) && len < sql.len &&
           is_name_char(sql.ptr[len]))
        len++;
    return len;
}

static struct token cut_token(struct scanner *s)
{
    struct token token;

    s->sql = sqlite_rules_skip_blank(s->sql);
    token.offset = s->len - s->sql.len;
    token.text = (struct str){s->sql.ptr, s->sql.len ? token_len(s->sql) : 0};
    s->sql = str_skip(s->sql, token.text.len);
    return token;
}

static bool is_word(struct str text, const char *word)
{
    return text.len == strlen(word) &&
           strncasecmp(text.ptr, word, text.len) == 0;
}

static bool is_one_of(struct str text, const char *const *words)
{
    for (; *words; words++)
        if (is_word(text, *words))
            return true;
    return false;
}

static void open_parenthesis(struct scanner *s)
{
    static const char *const functions[] = {
        "date",      "time",      "datetime", "strftime",
        "julianday", "unixepoch", "timediff", NULL};

    if (s->depth < DEPTH_MAX)
        s->is_dates[s->depth] = is_one_of(s->before.text, functions);
    s->depth++;
}

static bool is_among_dates(const struct scanner *s)
{
    return s->depth > 0 && s->depth <= DEPTH_MAX && s->is_dates[s->depth - 1];
}

/* True between what opens, separates and closes arguments. */
static bool is_whole_argument(const struct scanner *s)
{
    return (str_is(s->before.text, "(") || str_is(s->before.text, ",")) &&
           (str_is(s->after.text, ")") || str_is(s->after.text, ","));
}

static enum sqlite_clock_use judge(struct scanner *s)
{
    static const char *const zones[] = {"'localtime'", "'utc'", NULL};
    struct str text = s->token.text;

    if (str_is(text, "(")) {
        open_parenthesis(s);
    } else if (str_is(text, ")")) {
        bool is_empty = is_among_dates(s) && str_is(s->before.text, "(");
        s->depth -= s->depth > 0;
        return is_empty ? SQLITE_CLOCK_TIME : SQLITE_CLOCK_UNUSED;
    } else if (is_among_dates(s) && is_whole_argument(s)) {
        if (is_word(text, "'now'"))
            return SQLITE_CLOCK_TIME;
        if (is_one_of(text, zones))
            return SQLITE_CLOCK_ZONE;
    }
    return SQLITE_CLOCK_UNUSED;
}

enum sqlite_clock_use sqlite_clock_find(struct str sql, size_t *offset)
{
    struct scanner s = {.sql = sql, .len = sql.len};

    s.token = cut_token(&s);
    while (s.token.text.len > 0) {
        enum sqlite_clock_use use;
        s.after = cut_token(&s);
        use = judge(&s);
        if (use != SQLITE_CLOCK_UNUSED) {
            *offset = s.token.offset;
            return use;
        }
        s.before = s.token;
        s.token = s.after;
    }
    return SQLITE_CLOCK_UNUSED;
}

bool sqlite_clock_refuse(enum sqlite_clock_use use, const char *place,
                         struct err *err)
{
    if (use == SQLITE_CLOCK_ZONE)
        return err_set(err, ERR_INPUT,
                       "a template never depends on the machine's time zone, "
                       "as with 'localtime' and 'utc', so that the same data "
                       "give the same rows: use :as_of, which is the day in "
                       "the project's zone, or an offset like '+02:00'%s",
                       place);
    return err_set(err, ERR_INPUT,
                   "a template never reads the clock and never throws dice, so "
                   "that the same data give the same rows: use :as_of%s",
                   place);
}
