#include "answer/difference.h"

#include "base/gzip.h"
#include "test.h"
#include "unit/dump/dumps_folder.h"

enum { ROWS_MAX = 4, BYTES_MAX = 1 << 16 };

/* One state of the dump a/sales: shops, their sales, a rate. */
struct state {
    const char *day;
    bool is_history;
    bool is_cut; /* rows were cut off */
    struct {
        const char *shop; /* NULL: no more rows */
        int64_t sales;
    } rows[ROWS_MAX];
};

static struct date day(const char *text)
{
    struct date date;

    assert_true(date_parse(str_from(text), &date));
    return date;
}

/* The raw dump, and its columns with the places of the rows in it. */
static void build(const struct state *state, struct buf *raw,
                  struct buf *columns)
{
    static const struct column described[] = {
        {.name = STR("shop"), .type = COLUMN_TEXT, .role = COLUMN_DIMENSION},
        {.name = STR("sales"),
         .type = COLUMN_INTEGER,
         .role = COLUMN_MEASURE,
         .aggregate = AGGREGATE_SUM}};
    const struct columns_meta meta = {.is_complete = !state->is_cut,
                                      .order_column = -1,
                                      .chart = {.x = -1, .series = -1}};
    struct columns_builder *builder = columns_builder_new(described, 2);
    uint32_t offsets[ROWS_MAX + 1], count = 0;
    struct err err = {0};

    buf_init(raw, BYTES_MAX);
    buf_init(columns, BYTES_MAX);
    buf_add_text(raw, "{\"data\":[");
    for (; count < ROWS_MAX && state->rows[count].shop; count++) {
        columns_builder_add_row(
            builder,
            (struct cell[]){{.text = str_from(state->rows[count].shop)},
                            {.integer = state->rows[count].sales}});
        offsets[count] = (uint32_t)raw->len;
        buf_printf(raw, "{\"shop\":\"%s\",\"sales\":%lld},",
                   state->rows[count].shop,
                   (long long)state->rows[count].sales);
    }
    offsets[count] = (uint32_t)raw->len;
    buf_add_text(raw, "null]}");
    assert_true(columns_builder_finish(builder, &meta, columns, &err));
    columns_set_row_offsets(columns, offsets, count);
    columns_builder_free(builder);
}

static void put(struct store *store, const struct state *state,
                struct manifest_dump *dump)
{
    struct buf raw, columns, file;
    struct gzip_packed packed;
    struct err err = {0};

    build(state, &raw, &columns);
    buf_init(&file, BYTES_MAX);
    assert_true(gzip_pack(buf_str(&raw), &file, &err));
    assert_true(gzip_open(buf_str(&file), &packed, &err));
    *dump = (struct manifest_dump){.id = STR("a/sales"),
                                   .raw_bytes = (int64_t)raw.len,
                                   .crc32 = packed.crc32,
                                   .as_of = day(state->day),
                                   .is_complete = !state->is_cut};
    while (dump->row_count < ROWS_MAX && state->rows[dump->row_count].shop)
        dump->row_count++;
    memset(dump->template_hash, '0', CRYPTO_SHA256_HEX);
    assert_true(
        store_put(store, buf_str(&file), LAYOUT_DUMP, &dump->object, &err));
    assert_true(store_put(store, buf_str(&columns), LAYOUT_COLUMNS,
                          &dump->columns, &err));
    buf_release(&file);
    buf_release(&columns);
    buf_release(&raw);
}

static void publish(struct dumps_folder *f, const struct state *state)
{
    const struct store_tidying tidying = {.keep = {.newest = 30}};
    struct err err = {0}, aftermath = {0};
    struct store *store = store_open(f->dir, &err);
    struct manifest_dump dump;
    struct manifest m = {.run_key = STR("test"),
                         .program = STR("1"),
                         .as_of = day(state->day),
                         .dumps = &dump,
                         .dump_count = 1};

    put(store, state, &dump);
    assert_true(
        store_put(store, str_from(state->day), LAYOUT_INDEX, &m.index, &err));
    if (!(state->is_history
              ? store_publish_history(store, &m, &err)
              : store_publish(store, &m, &tidying, &aftermath, &err)))
        fail_msg("%s", err.text);
    store_close(store);
}

/* Snapshots 1 to 4, of which 4 is as 3 was; then a day that was made later. */
static const struct state story[] = {
    {"2026-11-01", false, false, {{"A", 10}, {"B", 20}}},
    {"2026-11-02", false, false, {{"B", 25}, {"C", 5}}},
    {"2026-11-03", false, false, {{"B", 25}, {"C", 7}, {"D", 1}}},
    {"2026-11-04", false, false, {{"B", 25}, {"C", 7}, {"D", 1}}},
    {"2026-10-31", true, false, {{"A", 9}}},
};

static void set_up(struct dumps_folder *f)
{
    dumps_folder_set_up(f);
    for (size_t i = 0; i < COUNT(story); i++)
        publish(f, &story[i]);
}

static const char *difference_of(struct dumps_folder *f, const char *from,
                                 const char *to, const char *key,
                                 size_t max_rows)
{
    const struct template_text keys[] = {{.text = str_from(key)}};
    struct difference_request request = {.dumps = f->dir,
                                         .id = STR("a/sales"),
                                         .from = str_from(from),
                                         .to = str_from(to),
                                         .key = keys,
                                         .key_count = key[0] ? 1 : 0};
    struct err err = {0};
    struct buf out;

    buf_init_in(&out, f->arena, BYTES_MAX);
    return difference_write(&request, max_rows, &out, &err)
               ? buf_str(&out).ptr
               : arena_str(f->arena, str_from(err.text)).ptr;
}

/* What is asked, and what stands behind the id. */
static const struct {
    const char *from, *to, *key;
    size_t max_rows;
    const char *expected;
} cases[] = {
    {"1", "2", "shop", 10,
     "\"from\":{\"snapshot\":1,\"as_of\":\"2026-11-01\"},"
     "\"to\":{\"snapshot\":2,\"as_of\":\"2026-11-02\"},\"comparable\":true,"
     "\"rows_added\":1,\"rows_removed\":1,\"rows_changed\":1,"
     "\"totals\":[{\"column\":\"sales\",\"before\":30.0,\"after\":30.0}],"
     "\"added\":[{\"shop\":\"C\",\"sales\":5}],"
     "\"removed\":[{\"shop\":\"A\",\"sales\":10}],"
     "\"changed\":[{\"before\":{\"shop\":\"B\",\"sales\":20},"
     "\"after\":{\"shop\":\"B\",\"sales\":25}}],\"cut\":false}"},
    /* Without a key a row is known by all of it. */
    {"1", "2", "", 10,
     "\"from\":{\"snapshot\":1,\"as_of\":\"2026-11-01\"},"
     "\"to\":{\"snapshot\":2,\"as_of\":\"2026-11-02\"},\"comparable\":true,"
     "\"rows_added\":2,\"rows_removed\":2,\"rows_changed\":0,"
     "\"totals\":[{\"column\":\"sales\",\"before\":30.0,\"after\":30.0}],"
     "\"added\":[{\"shop\":\"B\",\"sales\":25},{\"shop\":\"C\",\"sales\":5}],"
     "\"removed\":[{\"shop\":\"A\",\"sales\":10},{\"shop\":\"B\",\"sales\":20}"
     "],\"changed\":[],\"cut\":false}"},
    /* Of each kind at most so many are shown, and all are counted. */
    {"1", "2", "", 1,
     "\"from\":{\"snapshot\":1,\"as_of\":\"2026-11-01\"},"
     "\"to\":{\"snapshot\":2,\"as_of\":\"2026-11-02\"},\"comparable\":true,"
     "\"rows_added\":2,\"rows_removed\":2,\"rows_changed\":0,"
     "\"totals\":[{\"column\":\"sales\",\"before\":30.0,\"after\":30.0}],"
     "\"added\":[{\"shop\":\"B\",\"sales\":25}],"
     "\"removed\":[{\"shop\":\"A\",\"sales\":10}],\"changed\":[],"
     "\"cut\":true}"},
    /* What changed last: 4 is as 3 was, and 2 was not. */
    {"", "", "shop", 10,
     "\"from\":{\"snapshot\":2,\"as_of\":\"2026-11-02\"},"
     "\"to\":{\"snapshot\":4,\"as_of\":\"2026-11-04\"},\"comparable\":true,"
     "\"rows_added\":1,\"rows_removed\":0,\"rows_changed\":1,"
     "\"totals\":[{\"column\":\"sales\",\"before\":30.0,\"after\":33.0}],"
     "\"added\":[{\"shop\":\"D\",\"sales\":1}],\"removed\":[],"
     "\"changed\":[{\"before\":{\"shop\":\"C\",\"sales\":5},"
     "\"after\":{\"shop\":\"C\",\"sales\":7}}],\"cut\":false}"},
    {"", "2", "shop", 0,
     "\"from\":{\"snapshot\":1,\"as_of\":\"2026-11-01\"},"
     "\"to\":{\"snapshot\":2,\"as_of\":\"2026-11-02\"},\"comparable\":true,"
     "\"rows_added\":1,\"rows_removed\":1,\"rows_changed\":1,"
     "\"totals\":[{\"column\":\"sales\",\"before\":30.0,\"after\":30.0}],"
     "\"added\":[],\"removed\":[],\"changed\":[],\"cut\":true}"},
    {"3", "", "shop", 10,
     "\"from\":{\"snapshot\":3,\"as_of\":\"2026-11-03\"},"
     "\"to\":{\"snapshot\":4,\"as_of\":\"2026-11-04\"},\"comparable\":true,"
     "\"rows_added\":0,\"rows_removed\":0,\"rows_changed\":0,"
     "\"totals\":[{\"column\":\"sales\",\"before\":33.0,\"after\":33.0}],"
     "\"added\":[],\"removed\":[],\"changed\":[],\"cut\":false}"},
    /* Days; one that was made later has no number. */
    {"2026-10-31", "2026-11-01", "shop", 10,
     "\"from\":{\"as_of\":\"2026-10-31\"},"
     "\"to\":{\"snapshot\":1,\"as_of\":\"2026-11-01\"},\"comparable\":true,"
     "\"rows_added\":1,\"rows_removed\":0,\"rows_changed\":1,"
     "\"totals\":[{\"column\":\"sales\",\"before\":9.0,\"after\":30.0}],"
     "\"added\":[{\"shop\":\"B\",\"sales\":20}],\"removed\":[],"
     "\"changed\":[{\"before\":{\"shop\":\"A\",\"sales\":9},"
     "\"after\":{\"shop\":\"A\",\"sales\":10}}],\"cut\":false}"},
};

TEST(difference_is_told_row_by_row_with_totals)
{
    struct dumps_folder f;

    set_up(&f);
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *expected =
            arena_printf(f.arena, "{\"id\":\"a/sales\",%s", cases[i].expected)
                .ptr;
        assert_string_equal(difference_of(&f, cases[i].from, cases[i].to,
                                          cases[i].key, cases[i].max_rows),
                            expected);
    }
    dumps_folder_tear_down(&f);
}

TEST(difference_of_what_is_not_there_says_so)
{
    static const struct {
        const char *from, *to, *what;
    } wrong[] = {
        {"7", "2", "snapshot 7 is not kept"},
        {"1", "9", "snapshot 9 is not kept"},
        {"", "1", "no snapshot that is kept holds another state of a/sales"},
        {"soon", "2", "neither the number of a snapshot nor a day"},
        {"1", "2026-10-30", "nothing of 2026-10-30 or before is kept"},
    };
    struct dumps_folder f;

    set_up(&f);
    for (size_t i = 0; i < COUNT(wrong); i++) {
        const char *said =
            difference_of(&f, wrong[i].from, wrong[i].to, "shop", 10);
        if (!strstr(said, wrong[i].what))
            fail_msg("%s, %s: %s", wrong[i].from, wrong[i].to, said);
    }
    dumps_folder_tear_down(&f);
}

/* Rows that were cut off are missing in a total: then there is none. */
TEST(difference_of_rows_that_were_cut_off_has_no_totals)
{
    static const struct state cut = {
        "2026-11-05", false, true, {{"B", 25}, {"C", 7}}};
    struct dumps_folder f;
    const char *said;

    set_up(&f);
    publish(&f, &cut);
    said = difference_of(&f, "4", "5", "shop", 10);
    assert_non_null(strstr(said, "\"rows_removed\":1,"));
    assert_non_null(strstr(said, "\"totals\":[],"));
    dumps_folder_tear_down(&f);
}

/* ---- history ---- */

TEST(difference_history_tells_of_each_snapshot)
{
    struct past_entry entries[] = {
        {.number = 7,
         .as_of = day("2026-11-02"),
         .generated_at_s = 1795140000,
         .row_count = 3,
         .hash = "ab",
         .is_new = true,
         .change = {.is_known = true, .rows_added = 1, .rows_changed = 2}},
        {.as_of = day("2026-10-31"),
         .generated_at_s = 1795140060,
         .row_count = 2,
         .hash = "cd",
         .has_error = true}};
    const struct past_list list = {entries, COUNT(entries)};
    struct buf out;

    buf_init(&out, BYTES_MAX);
    difference_write_history(str_from("a/sales"), &list, &out);
    assert_string_equal(
        out.ptr, "{\"id\":\"a/sales\",\"snapshots\":["
                 "{\"snapshot\":7,\"as_of\":\"2026-11-02\","
                 "\"generated_at\":\"2026-11-20T02:00:00Z\",\"row_count\":3,"
                 "\"content_hash\":\"ab\",\"new_content\":true,"
                 "\"refresh_failed\":false,\"rows_added\":1,\"rows_removed\":0,"
                 "\"rows_changed\":2},"
                 "{\"made_later\":true,\"as_of\":\"2026-10-31\","
                 "\"generated_at\":\"2026-11-20T02:01:00Z\",\"row_count\":2,"
                 "\"content_hash\":\"cd\",\"new_content\":false,"
                 "\"refresh_failed\":true}]}");
    buf_release(&out);
}
