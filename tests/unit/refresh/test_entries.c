#include "refresh/entries.h"

#include "test.h"

static const struct column sound[] = {
    {.name = STR("city"),
     .label = STR("City"),
     .entity = STR("town"),
     .type = COLUMN_TEXT,
     .role = COLUMN_DIMENSION},
    {.name = STR("units"),
     .label = STR("Units"),
     .type = COLUMN_INTEGER,
     .role = COLUMN_MEASURE,
     .aggregate = AGGREGATE_SUM},
    {.name = STR("day"),
     .label = STR("Day"),
     .type = COLUMN_DATE,
     .role = COLUMN_TIME,
     .grain = DATE_DAY},
};

/* Columns of one row. */
struct sample {
    struct column columns[COUNT(sound)];
    struct columns_meta meta;
    const char *city, *day;
    int64_t units;
};

static struct sample make_sample(void)
{
    struct sample sample = {.meta = {.id = STR("a/b"),
                                     .title = STR("T"),
                                     .sentence = STR("Riga leads."),
                                     .is_complete = true,
                                     .order_column = 1,
                                     .chart = {.x = -1, .series = -1}},
                            .city = "Riga",
                            .day = "2026-11-20",
                            .units = 7};

    memcpy(sample.columns, sound, sizeof(sound));
    return sample;
}

static void open_sample(const struct sample *sample, struct buf *bytes,
                        struct columns *columns)
{
    static const uint32_t offsets[] = {9, 17};
    const struct cell cells[] = {{.text = str_from(sample->city)},
                                 {.integer = sample->units},
                                 {.text = str_from(sample->day)}};
    struct columns_builder *builder =
        columns_builder_new(sample->columns, COUNT(sound));
    struct err err = {0};

    columns_builder_add_row(builder, cells);
    buf_init(bytes, 1 << 20);
    assert_true(columns_builder_finish(builder, &sample->meta, bytes, &err));
    columns_set_row_offsets(bytes, offsets, 1);
    columns_builder_free(builder);
    assert_true(columns_open(buf_str(bytes), columns, &err));
}

static void assert_compared(const struct sample *other, bool are_equal,
                            const char *what)
{
    const struct template template = {.id = STR("a/b")};
    struct sample usual = make_sample();
    struct arena *arena = arena_new();
    struct buf first, second;
    struct columns a, b;

    open_sample(&usual, &first, &a);
    open_sample(other, &second, &b);
    if (entries_are_equal(&template, &a, &b, arena) != are_equal)
        fail_msg("%s: they are %s", what, are_equal ? "different" : "equal");
    buf_release(&second);
    buf_release(&first);
    arena_free(arena);
}

TEST(entries_are_equal_whatever_the_numbers_and_days_are)
{
    struct sample s = make_sample();

    assert_compared(&s, true, "the same");
    s.units = 8;
    s.day = "2026-11-21";
    s.meta.sentence = (struct str)STR("Riga leads again.");
    assert_compared(&s, true, "other numbers");
}

TEST(entries_differ_in_all_that_the_router_is_told)
{
    struct sample s = make_sample();

    s.city = "Oslo";
    assert_compared(&s, false, "a value");
    s = make_sample();
    s.columns[0].name = (struct str)STR("town");
    assert_compared(&s, false, "a name");
    s = make_sample();
    s.columns[0].label = (struct str)STR("Town");
    assert_compared(&s, false, "a label");
    s = make_sample();
    s.columns[0].entity = (struct str)STR("place");
    assert_compared(&s, false, "an entity");
    s = make_sample();
    s.columns[0].role = COLUMN_LABEL;
    assert_compared(&s, false, "a role");
    s = make_sample();
    s.columns[1].aggregate = AGGREGATE_MAX;
    assert_compared(&s, false, "an aggregate");
    s = make_sample();
    s.columns[1].unit = (struct str)STR("days");
    assert_compared(&s, false, "a duration");
    s = make_sample();
    s.columns[1].format = FORMAT_PERCENT;
    assert_compared(&s, false, "a format that is no number of things");
    s = make_sample();
    s.columns[1].unit = (struct str)STR("tons");
    assert_compared(&s, false, "a number of things");
    s = make_sample();
    s.columns[1].direction = DIRECTION_UP_IS_GOOD;
    assert_compared(&s, false, "a direction");
    s = make_sample();
    s.columns[1].direction = DIRECTION_DOWN_IS_GOOD;
    assert_compared(&s, false, "the other direction");
    s = make_sample();
    s.columns[2].grain = DATE_WEEK;
    assert_compared(&s, false, "a grain");
    s = make_sample();
    s.meta.is_complete = false;
    assert_compared(&s, false, "completeness");
    s = make_sample();
    s.meta.order_column = 0;
    assert_compared(&s, false, "an order");
    s = make_sample();
    s.meta.order_descending = true;
    assert_compared(&s, false, "a direction of the order");
}
