#include "answer/standing.h"
#include "test.h"

/* A text whose every part is one letter longer than the one before. */
static struct standing make_written(const char *text)
{
    struct standing written = {.text = text};
    uint32_t at = 1;

    for (uint32_t i = 0; i <= STANDING_PARTS; i++) {
        written.starts[i] = at;
        at += i + 1;
    }
    return written;
}

static const char letters[] = "-abbcccddddeeeeeffffff";

TEST(standing_is_found_as_it_was_kept)
{
    static const char *const parts[] = {"a",    "bb",    "ccc",
                                        "dddd", "eeeee", "ffffff"};
    struct standing_table *table = standing_table_new(2, 1000);
    char text[sizeof(letters)];
    struct standing written = make_written(text);
    const struct standing *kept;

    memcpy(text, letters, sizeof(text));
    assert_null(standing_find(table, 1));
    kept = standing_keep(table, 1, &written);
    memset(text, '?', sizeof(text)); /* it is a copy */
    assert_ptr_equal(standing_find(table, 1), kept);
    for (int i = 0; i < STANDING_PARTS; i++)
        assert_true(
            str_is(standing_part(kept, (enum standing_part)i), parts[i]));
    assert_null(standing_find(table, 0));
    assert_null(standing_find(table, 2));
    standing_table_free(table);
}

TEST(standing_stays_what_it_was_at_first)
{
    struct standing_table *table = standing_table_new(1, 1000);
    struct standing written = make_written(letters);
    struct standing other = make_written("-xyyzzzddddeeeeeffffff");
    const struct standing *kept = standing_keep(table, 0, &written);

    assert_ptr_equal(standing_keep(table, 0, &other), kept);
    assert_true(str_is(standing_part(kept, STANDING_STATUS), "a"));
    standing_table_free(table);
}

TEST(standing_takes_no_more_memory_than_it_may)
{
    struct standing written = make_written(letters);
    size_t size = sizeof(written) + sizeof(letters) - 1;
    struct standing_table *table = standing_table_new(4, 2 * size);

    for (uint32_t i = 0; i < 2; i++)
        assert_ptr_not_equal(standing_keep(table, i, &written), &written);
    assert_ptr_equal(standing_keep(table, 2, &written), &written);
    assert_null(standing_find(table, 2));
    standing_table_free(table);

    table = standing_table_new(4, 0);
    assert_ptr_equal(standing_keep(table, 0, &written), &written);
    standing_table_free(table);
    assert_null(standing_find(NULL, 0));
}
