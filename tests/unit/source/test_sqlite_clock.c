#include "source/sqlite_clock.h"

#include <stdio.h>
#include <string.h>

#include "test.h"

/* '^' stands before what is to be found. */
static const struct {
    const char *marked;
    enum sqlite_clock_use use;
} texts[] = {
    {"SELECT date(^'now')", SQLITE_CLOCK_TIME},
    {"SELECT DateTime ( ^'NOW' , '-1 day')", SQLITE_CLOCK_TIME},
    {"SELECT strftime('%Y', ^'now')", SQLITE_CLOCK_TIME},
    {"SELECT date(^)", SQLITE_CLOCK_TIME},
    {"SELECT time(/* none */ ^)", SQLITE_CLOCK_TIME},
    {"SELECT date(x, ^'localtime')", SQLITE_CLOCK_ZONE},
    {"SELECT date(x, 'start of day', ^'LocalTime', '+1 day')",
     SQLITE_CLOCK_ZONE},
    {"SELECT datetime(x, -- of the plant\n ^'utc')", SQLITE_CLOCK_ZONE},
    {"SELECT unixepoch(max((a), b), ^'utc')", SQLITE_CLOCK_ZONE},
    {"SELECT sum(n) FROM t WHERE day = date(x, ^'localtime') OR 1",
     SQLITE_CLOCK_ZONE},
    /* A text that only says so. */
    {"SELECT 'now'", SQLITE_CLOCK_UNUSED},
    {"SELECT max('now', 'localtime')", SQLITE_CLOCK_UNUSED},
    {"SELECT date(max('now', x))", SQLITE_CLOCK_UNUSED},
    {"SELECT date(CASE zone WHEN 'utc' THEN a ELSE b END)",
     SQLITE_CLOCK_UNUSED},
    {"SELECT date(x) FROM t WHERE zone IN ('localtime', 'utc')",
     SQLITE_CLOCK_UNUSED},
    {"SELECT date(x || 'utc')", SQLITE_CLOCK_UNUSED},
    {"SELECT date(x, 'it''s', '''now''')", SQLITE_CLOCK_UNUSED},
    {"SELECT 1 -- date('now')", SQLITE_CLOCK_UNUSED},
    {"SELECT 1 /* date(x, 'localtime') */", SQLITE_CLOCK_UNUSED},
    {"SELECT \"date('now')\", [date('now')], `date('now')`",
     SQLITE_CLOCK_UNUSED},
    {"SELECT update_date('now')", SQLITE_CLOCK_UNUSED},
    {"SELECT count(), date(:as_of, '+1 day'), strftime('%Y', day)",
     SQLITE_CLOCK_UNUSED},
    /* Texts that do not end. */
    {"SELECT date('now", SQLITE_CLOCK_UNUSED},
    {"SELECT date(", SQLITE_CLOCK_UNUSED},
    {")))", SQLITE_CLOCK_UNUSED},
    {"", SQLITE_CLOCK_UNUSED},
};

TEST(sqlite_clock_finds_what_stands_in_the_text)
{
    for (size_t i = 0; i < COUNT(texts); i++) {
        const char *mark = strchr(texts[i].marked, '^');
        size_t before = mark ? (size_t)(mark - texts[i].marked) : 0;
        size_t offset = 0;
        char sql[200];
        snprintf(sql, sizeof(sql), "%.*s%s", (int)before, texts[i].marked,
                 texts[i].marked + before + (mark != NULL));
        if (sqlite_clock_find(str_from(sql), &offset) != texts[i].use ||
            offset != before)
            fail_msg("%s: at %zu", texts[i].marked, offset);
    }
}

TEST(sqlite_clock_finds_nothing_too_deep_to_be_compiled)
{
    static char sql[3000];
    size_t offset = 7, len = 0;

    for (int i = 0; i < 400; i++)
        len += (size_t)snprintf(sql + len, sizeof(sql) - len, "date(");
    snprintf(sql + len, sizeof(sql) - len, "'now')");
    assert_int_equal(sqlite_clock_find(str_from(sql), &offset),
                     SQLITE_CLOCK_UNUSED);
    assert_int_equal(offset, 7);
}

TEST(sqlite_clock_keeps_what_was_noted_first)
{
    sqlite_clock_watch(true);
    assert_int_equal(sqlite_clock_noted(), SQLITE_CLOCK_UNUSED);
    sqlite_clock_note(SQLITE_CLOCK_ZONE);
    sqlite_clock_note(SQLITE_CLOCK_TIME);
    assert_int_equal(sqlite_clock_noted(), SQLITE_CLOCK_ZONE);
    sqlite_clock_watch(false);
    assert_int_equal(sqlite_clock_noted(), SQLITE_CLOCK_UNUSED);
}
