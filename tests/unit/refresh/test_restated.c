#include "refresh/restated.h"

#include "dump/change.h"
#include "test.h"

enum { ROWS_MAX = 4, BYTES_MAX = 1 << 16 };

/* A dump of one row a month and region: when it was made, what period it
   covers, and its rows. */
struct side {
    const char *as_of, *from, *until; /* from NULL: no period */
    struct {
        const char *month, *region; /* month NULL: no more rows */
        int64_t units;
    } rows[ROWS_MAX];
};

/* Two sides, as they lie in memory. */
struct opened {
    struct manifest_dump entry;
    struct columns columns;
    struct buf bytes;
};

static struct date day(const char *text)
{
    struct date date;

    assert_true(date_parse(str_from(text), &date));
    return date;
}

static void build(const struct side *side, enum date_grain grain,
                  struct opened *out)
{
    const struct column described[] = {
        {.name = STR("month"),
         .type = COLUMN_DATE,
         .role = COLUMN_TIME,
         .grain = grain},
        {.name = STR("region"), .type = COLUMN_TEXT, .role = COLUMN_DIMENSION},
        {.name = STR("units"), .type = COLUMN_INTEGER, .role = COLUMN_MEASURE}};
    const struct columns_meta meta = {.order_column = -1,
                                      .chart = {.x = -1, .series = -1}};
    struct columns_builder *builder = columns_builder_new(described, 3);
    struct err err = {0};

    for (size_t i = 0; i < ROWS_MAX && side->rows[i].month; i++)
        columns_builder_add_row(
            builder, (struct cell[]){{.text = str_from(side->rows[i].month)},
                                     {.text = str_from(side->rows[i].region)},
                                     {.integer = side->rows[i].units}});
    buf_init(&out->bytes, BYTES_MAX);
    assert_true(columns_builder_finish(builder, &meta, &out->bytes, &err));
    columns_builder_free(builder);
    assert_true(columns_open(buf_str(&out->bytes), &out->columns, &err));
    out->entry = (struct manifest_dump){.as_of = day(side->as_of),
                                        .has_period = side->from != NULL,
                                        .template_hash = "same"};
    if (side->from) {
        out->entry.from = day(side->from);
        out->entry.until = day(side->until);
    }
}

static int64_t restated(struct opened *before, struct opened *after,
                        const struct str *key, size_t key_count)
{
    struct manifest_change change =
        change_between(&before->columns, &after->columns, key, key_count);

    return restated_count(
        &(struct restated_side){&before->entry, &before->columns},
        &(struct restated_side){&after->entry, &after->columns}, &change, key,
        key_count);
}

/* The month is part of the key. */
static const struct {
    const char *what;
    struct side before, after;
    int64_t count;
} months[] = {
    {"nothing changed",
     {"2026-03-10", NULL, NULL, {{"2026-02-01", "W", 5}}},
     {"2026-03-11", NULL, NULL, {{"2026-02-01", "W", 5}}},
     0},
    {"February was over on 10 March, and changed",
     {"2026-03-10", NULL, NULL, {{"2026-02-01", "W", 5}}},
     {"2026-03-11", NULL, NULL, {{"2026-02-01", "W", 6}}},
     1},
    {"March was not over",
     {"2026-03-10", NULL, NULL, {{"2026-03-01", "W", 5}}},
     {"2026-03-11", NULL, NULL, {{"2026-03-01", "W", 6}}},
     0},
    {"the last day of February: it was not over",
     {"2026-02-28", NULL, NULL, {{"2026-02-01", "W", 5}}},
     {"2026-03-11", NULL, NULL, {{"2026-02-01", "W", 6}}},
     0},
    {"the first day of March: it was",
     {"2026-03-01", NULL, NULL, {{"2026-02-01", "W", 5}}},
     {"2026-03-11", NULL, NULL, {{"2026-02-01", "W", 6}}},
     1},
    {"the later dump is of an earlier day: by that day it was not over",
     {"2026-03-10", NULL, NULL, {{"2026-02-01", "W", 5}}},
     {"2026-02-20", NULL, NULL, {{"2026-02-01", "W", 6}}},
     0},
    {"a row came, a row went, a row changed; and one of this month",
     {"2026-03-10",
      NULL,
      NULL,
      {{"2026-01-01", "W", 1}, {"2026-02-01", "W", 5}, {"2026-03-01", "W", 1}}},
     {"2026-03-11",
      NULL,
      NULL,
      {{"2026-01-01", "E", 1}, {"2026-02-01", "W", 6}, {"2026-03-01", "W", 2}}},
     3},
    {"a window that moved on has dropped its first month, and got a new one",
     {"2026-03-10",
      "2026-01-01",
      "2026-03-10",
      {{"2026-01-01", "W", 5}, {"2026-02-01", "W", 5}}},
     {"2026-04-10",
      "2026-02-01",
      "2026-04-10",
      {{"2026-02-01", "W", 5}, {"2026-03-01", "W", 5}}},
     0},
    {"a window that begins within January says nothing of all January",
     {"2026-03-10", "2026-01-10", "2026-03-10", {{"2026-01-01", "W", 5}}},
     {"2026-03-11", "2026-01-11", "2026-03-11", {{"2026-01-01", "W", 4}}},
     0},
    {"a month that is in both windows counts",
     {"2026-03-10", "2026-01-10", "2026-03-10", {{"2026-02-01", "W", 5}}},
     {"2026-03-11", "2026-01-11", "2026-03-11", {{"2026-02-01", "W", 4}}},
     1},
};

TEST(restated_counts_rows_of_months_that_were_over)
{
    static const struct str key[] = {STR("month"), STR("region")};

    for (size_t i = 0; i < COUNT(months); i++) {
        struct opened before, after;
        int64_t found;
        build(&months[i].before, DATE_MONTH, &before);
        build(&months[i].after, DATE_MONTH, &after);
        found = restated(&before, &after, key, COUNT(key));
        if (found != months[i].count)
            fail_msg("%s: %lld", months[i].what, (long long)found);
        buf_release(&before.bytes);
        buf_release(&after.bytes);
    }
}

/* The rows have no time: the dump's period counts. */
static const struct {
    const char *what;
    struct side before, after;
    int64_t count;
} dumps[] = {
    {"the same period, over for both",
     {"2026-03-02", "2026-02-01", "2026-03-01", {{"2026-02-01", "W", 5}}},
     {"2026-03-03", "2026-02-01", "2026-03-01", {{"2026-02-01", "W", 6}}},
     1},
    {"over on the day after its last one",
     {"2026-03-01", "2026-02-01", "2026-03-01", {{"2026-02-01", "W", 5}}},
     {"2026-03-03", "2026-02-01", "2026-03-01", {{"2026-02-01", "W", 6}}},
     1},
    {"not over for the first",
     {"2026-02-28", "2026-02-01", "2026-03-01", {{"2026-02-01", "W", 5}}},
     {"2026-03-03", "2026-02-01", "2026-03-01", {{"2026-02-01", "W", 6}}},
     0},
    {"not over for the second",
     {"2026-03-02", "2026-02-01", "2026-03-01", {{"2026-02-01", "W", 5}}},
     {"2026-02-20", "2026-02-01", "2026-03-01", {{"2026-02-01", "W", 6}}},
     0},
    {"another period",
     {"2026-03-02", "2026-02-01", "2026-03-01", {{"2026-02-01", "W", 5}}},
     {"2026-03-03", "2026-02-02", "2026-03-01", {{"2026-02-01", "W", 6}}},
     0},
    {"no period",
     {"2026-03-02", NULL, NULL, {{"2026-02-01", "W", 5}}},
     {"2026-03-03", NULL, NULL, {{"2026-02-01", "W", 6}}},
     0},
};

TEST(restated_counts_all_rows_of_a_period_that_was_over)
{
    static const struct str key[] = {STR("region")};

    for (size_t i = 0; i < COUNT(dumps); i++) {
        struct opened before, after;
        int64_t found;
        build(&dumps[i].before, DATE_MONTH, &before);
        build(&dumps[i].after, DATE_MONTH, &after);
        found = restated(&before, &after, key, COUNT(key));
        if (found != dumps[i].count)
            fail_msg("%s: %lld", dumps[i].what, (long long)found);
        buf_release(&before.bytes);
        buf_release(&after.bytes);
    }
}

TEST(restated_takes_the_grain_of_the_column)
{
    static const struct {
        enum date_grain grain;
        const char *as_of;
        int64_t count;
    } cases[] = {
        {DATE_DAY, "2026-02-01", 0},  {DATE_DAY, "2026-02-02", 1},
        {DATE_WEEK, "2026-02-07", 0}, {DATE_WEEK, "2026-02-08", 1},
        {DATE_YEAR, "2027-01-31", 0}, {DATE_YEAR, "2027-02-01", 1},
    };
    static const struct str key[] = {STR("month")};

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct side side = {
            cases[i].as_of, NULL, NULL, {{"2026-02-01", "W", 5}}};
        struct opened before, after;
        build(&side, cases[i].grain, &before);
        side.rows[0].units = 6;
        build(&side, cases[i].grain, &after);
        assert_int_equal(restated(&before, &after, key, 1), cases[i].count);
        buf_release(&before.bytes);
        buf_release(&after.bytes);
    }
}

TEST(restated_says_nothing_of_a_template_that_changed)
{
    static const struct str key[] = {STR("month"), STR("region")};
    struct opened before, after;

    build(&months[1].before, DATE_MONTH, &before);
    build(&months[1].after, DATE_MONTH, &after);
    memcpy(after.entry.template_hash, "other", sizeof("other"));
    assert_int_equal(restated(&before, &after, key, COUNT(key)), 0);
    buf_release(&before.bytes);
    buf_release(&after.bytes);
}
