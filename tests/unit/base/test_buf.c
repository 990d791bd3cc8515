#include "base/buf.h"

#include "test.h"

TEST(buf_grows_and_ends_in_nul)
{
    struct buf buf;

    buf_init(&buf, 100000);
    assert_true(str_is(buf_str(&buf), ""));
    for (int i = 0; i < 10000; i++)
        buf_printf(&buf, "%d", i % 10);
    buf_add(&buf, (struct str){NULL, 0});
    assert_int_equal(buf.len, 10000);
    assert_int_equal(buf.ptr[10000], '\0');
    assert_int_equal(buf.ptr[9999], '9');
    assert_false(buf_overflowed(&buf));
    buf_release(&buf);
    assert_null(buf.ptr);
}

TEST(buf_takes_its_maximum_and_not_a_byte_more)
{
    struct buf buf;

    buf_init(&buf, 5);
    buf_printf(&buf, "%s", "12345");
    assert_false(buf_overflowed(&buf));
    assert_true(str_is(buf_str(&buf), "12345"));
    buf_add_text(&buf, "");
    assert_false(buf_overflowed(&buf));
    buf_add_char(&buf, '6');
    assert_true(buf_overflowed(&buf));
    assert_true(str_is(buf_str(&buf), "12345"));
    buf_release(&buf);
}

TEST(buf_adds_nothing_after_it_overflowed)
{
    struct buf buf;

    buf_init(&buf, 5);
    buf_add_text(&buf, "1234567");
    buf_add_text(&buf, "1");
    buf_printf(&buf, "%d", 1);
    assert_null(buf_reserve(&buf, 1));
    assert_true(str_is(buf_str(&buf), ""));
    buf_clear(&buf);
    buf_add_text(&buf, "1");
    assert_true(str_is(buf_str(&buf), "1"));
    assert_false(buf_overflowed(&buf));
    buf_release(&buf);
}

TEST(buf_reserves_room_that_the_caller_counts)
{
    struct buf buf;
    char *room;

    buf_init(&buf, 1000);
    buf_add_text(&buf, "ab");
    room = buf_reserve(&buf, 500);
    memset(room, 'x', 500);
    buf.len += 500;
    assert_int_equal(buf_str(&buf).len, 502);
    assert_null(buf_reserve(&buf, 499));
    buf_release(&buf);
}
