#include "dump/past.h"

#include "test.h"
#include "unit/dump/dumps_folder.h"

static struct date day(const char *text)
{
    struct date date;

    assert_true(date_parse(str_from(text), &date));
    return date;
}

/* ---- which moment is meant ---- */

static const struct {
    const char *text;
    int64_t number;
    const char *day; /* or NULL */
} moments[] = {
    {"1", 1, NULL},
    {"12", 12, NULL},
    {"2026-11-01", 0, "2026-11-01"},
    {"0001-01-01", 0, "0001-01-01"},
};

TEST(past_moments_are_numbers_or_days)
{
    for (size_t i = 0; i < COUNT(moments); i++) {
        struct past_moment moment;
        struct err err = {0};
        if (!past_parse(str_from(moments[i].text), &moment, &err))
            fail_msg("%s", err.text);
        assert_int_equal(moment.number, moments[i].number);
        if (moments[i].day)
            assert_int_equal(moment.day.day, day(moments[i].day).day);
    }
}

TEST(past_moments_that_are_neither_are_refused)
{
    static const char *const texts[] = {"",
                                        "0",
                                        "-1",
                                        "+3",
                                        "1.5",
                                        "yesterday",
                                        "12x",
                                        " 3",
                                        "2026-02-30",
                                        "2026-11-1",
                                        "2026-11-01 ",
                                        "20261101x",
                                        "99999999999999999999"};

    for (size_t i = 0; i < COUNT(texts); i++) {
        struct past_moment moment;
        struct err err = {0};
        if (past_parse(str_from(texts[i]), &moment, &err))
            fail_msg("\"%s\"", texts[i]);
        assert_int_equal(err.code, ERR_INPUT);
        assert_non_null(strstr(err.text, "neither the number of a snapshot"));
    }
}

/* ---- a dump through time ---- */

/* Snapshots of a/0, of a day each, and days that were made later: number 0. */
struct made {
    int64_t value;
    const char *day;
    bool is_history;
};

static void make(struct dumps_folder *f, const struct made *made, size_t count)
{
    const struct store_tidying tidying = {.keep = {.newest = 30}};

    for (size_t i = 0; i < count; i++) {
        struct err err = {0}, aftermath = {0};
        struct store *store = store_open(f->dir, &err);
        struct manifest m = dumps_folder_manifest(f, store, &made[i].value, 1);
        m.as_of = m.dumps[0].as_of = day(made[i].day);
        if (!(made[i].is_history
                  ? store_publish_history(store, &m, &err)
                  : store_publish(store, &m, &tidying, &aftermath, &err)))
            fail_msg("%s", err.text);
        store_close(store);
    }
}

/* As they were made: two days, the second day again, the fourth; then the third
   was made later, and the first, which was there. */
static const struct made story[] = {
    {1, "2026-11-01", false}, {2, "2026-11-02", false},
    {2, "2026-11-02", false}, {4, "2026-11-04", false},
    {3, "2026-11-03", true},  {9, "2026-11-01", true},
};

/* "number day new", of each entry. */
static const char *list(struct dumps_folder *f, const char *id)
{
    struct past_list found;
    struct err err = {0};
    struct buf out;

    buf_init_in(&out, f->arena, 10000);
    if (!past_list(f->dir, str_from(id), f->arena, &found, &err))
        return arena_str(f->arena, str_from(err.text)).ptr;
    for (size_t i = 0; i < found.count; i++) {
        char text[DATE_TEXT_SIZE];
        buf_printf(&out, "%lld %s%s; ", (long long)found.items[i].number,
                   date_format(found.items[i].as_of, text),
                   found.items[i].is_new ? " new" : "");
    }
    return buf_str(&out).ptr;
}

TEST(past_list_is_newest_first_and_marks_what_is_new)
{
    struct dumps_folder f;

    dumps_folder_set_up(&f);
    make(&f, story, COUNT(story));
    assert_string_equal(list(&f, "a/0"),
                        "4 2026-11-04 new; 3 2026-11-02; 2 2026-11-02 new; "
                        "1 2026-11-01 new; 0 2026-11-03 new; "
                        "0 2026-11-01 new; ");
    assert_string_equal(list(&f, "a/1"), "no snapshot holds a/1");
    dumps_folder_tear_down(&f);
}

TEST(past_list_leaves_out_what_is_damaged)
{
    struct dumps_folder f;

    dumps_folder_set_up(&f);
    make(&f, story, COUNT(story));
    dumps_folder_flip(&f, "manifests/000003.json", 40);
    dumps_folder_flip(&f, "history/2026-11-03.json", 40);
    assert_string_equal(list(&f, "a/0"),
                        "4 2026-11-04 new; 2 2026-11-02 new; "
                        "1 2026-11-01 new; 0 2026-11-01 new; ");
    dumps_folder_tear_down(&f);
}

static const struct {
    const char *moment;
    int64_t number; /* of the snapshot that is opened; 0: one made later */
    const char *raw, *error;
} openings[] = {
    {"1", 1, "{\"data\":[{\"n\":1}]}", NULL},
    {"4", 4, "{\"data\":[{\"n\":4}]}", NULL},
    {"5", 0, NULL,
     "snapshot 5 is not kept, or not there yet: the current one "
     "is 4"},
    /* Of one day, what was published at its time, and last. */
    {"2026-11-01", 1, "{\"data\":[{\"n\":1}]}", NULL},
    {"2026-11-02", 3, "{\"data\":[{\"n\":2}]}", NULL},
    {"2026-11-03", 0, "{\"data\":[{\"n\":3}]}", NULL},
    {"2026-11-04", 4, "{\"data\":[{\"n\":4}]}", NULL},
    /* The newest day before it. */
    {"2027-05-05", 4, "{\"data\":[{\"n\":4}]}", NULL},
    {"2026-10-31", 0, NULL,
     "nothing of 2026-10-31 or before is kept of a/0: "
     "`reckoner regenerate --from 2026-10-31 --to "
     "2026-10-31` makes it"},
};

static void open_one(struct dumps_folder *f, size_t i)
{
    struct past_moment moment;
    struct snapshot *snapshot;
    struct err err = {0};
    struct buf raw;

    assert_true(past_parse(str_from(openings[i].moment), &moment, &err));
    snapshot = past_open(f->dir, str_from("a/0"), moment, &err);
    if (openings[i].error) {
        assert_null(snapshot);
        assert_int_equal(err.code, ERR_NOT_FOUND);
        assert_string_equal(err.text, openings[i].error);
        return;
    }
    if (!snapshot)
        fail_msg("%s: %s", openings[i].moment, err.text);
    assert_int_equal(snapshot_manifest(snapshot)->number, openings[i].number);
    buf_init(&raw, 10000);
    assert_true(snapshot_unpack(snapshot_dump(snapshot, 0), &raw, &err));
    assert_string_equal(raw.ptr, openings[i].raw);
    buf_release(&raw);
    snapshot_release(snapshot);
}

TEST(past_dumps_are_opened_by_number_and_by_day)
{
    struct dumps_folder f;

    dumps_folder_set_up(&f);
    make(&f, story, COUNT(story));
    for (size_t i = 0; i < COUNT(openings); i++)
        open_one(&f, i);
    dumps_folder_tear_down(&f);
}

TEST(past_of_an_empty_folder_is_nothing)
{
    struct past_moment moment = {.number = 1};
    struct dumps_folder f;
    struct err err = {0};

    dumps_folder_set_up(&f);
    assert_null(past_open(f.dir, str_from("a/0"), moment, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    dumps_folder_tear_down(&f);
}
