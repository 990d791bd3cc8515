#include "base/str.h"

#include "test.h"

static void assert_text(struct str found, const char *expected)
{
    if (!str_is(found, expected))
        fail_msg("\"%.*s\" is not \"%s\"", STR_ARG(found), expected);
}

TEST(str_starts_ends_and_compares)
{
    const struct str none = {NULL, 0};

    assert_true(str_is(none, ""));
    assert_true(str_starts_with(none, ""));
    assert_true(str_ends_with(none, ""));
    assert_true(str_starts_with(str_from("abc"), "ab"));
    assert_true(str_starts_with(str_from("abc"), ""));
    assert_false(str_starts_with(str_from("a"), "ab"));
    assert_true(str_ends_with(str_from("abc"), "bc"));
    assert_false(str_ends_with(str_from("c"), "bc"));
    assert_true(str_compare(str_from("a"), str_from("b")) < 0);
    assert_true(str_compare(str_from("ab"), str_from("a")) > 0);
    assert_true(str_compare(str_from("\xFF"), str_from("a")) > 0);
    assert_int_equal(str_compare(none, str_from("")), 0);
    assert_true(str_equal(none, str_from("")));
}

TEST(str_skip_trim_and_find_stay_inside)
{
    assert_text(str_skip(str_from("abc"), 1), "bc");
    assert_text(str_skip(str_from("abc"), 9), "");
    assert_text(str_trim(str_from(" \t\r\n\v\fa b\n")), "a b");
    assert_text(str_trim(str_from(" \n ")), "");
    assert_int_equal(str_find(str_from("abcabc"), str_from("ca")), 2);
    assert_int_equal(str_find(str_from("abc"), str_from("")), 0);
    assert_int_equal(str_find(str_from(""), str_from("a")), -1);
    assert_int_equal(str_find(str_from("ab"), str_from("abc")), -1);
}

TEST(str_cut_takes_what_is_before_the_separator)
{
    struct str rest = str_from("a//b");

    assert_text(str_cut(&rest, '/'), "a");
    assert_text(str_cut(&rest, '/'), "");
    assert_text(str_cut(&rest, '/'), "b");
    assert_int_equal(rest.len, 0);
    assert_text(str_cut(&rest, '/'), "");
}

TEST(str_to_int_reads_digits_within_bounds)
{
    static const char *const wrong[] = {
        "",   "-1",  "+1", " 1",  "1 ",
        "1x", "101", "4",  "0x9", "99999999999999999999999999"};
    int64_t value = 0;

    assert_true(str_to_int(str_from("0050"), 5, 100, &value));
    assert_int_equal(value, 50);
    assert_true(str_to_int(str_from("100"), 5, 100, &value));
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_false(str_to_int(str_from(wrong[i]), 5, 100, &value));
    assert_int_equal(value, 100);
}

TEST(str_is_utf8_knows_the_edges_of_the_table)
{
    static const struct {
        const char *text;
        size_t bad; /* its length, if it is good */
    } cases[] = {
        {"", 0},
        {"abc", 3},
        {"\xC2\x80\xDF\xBF", 4},
        {"\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF", 12},
        {"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", 8},
        {"a\x80", 1},
        {"a\xC0\x80", 1},
        {"\xC1\xBF", 0},
        {"\xE0\x9F\xBF", 0},
        {"\xED\xA0\x80", 0},
        {"\xF0\x8F\xBF\xBF", 0},
        {"\xF4\x90\x80\x80", 0},
        {"\xF5\x80\x80\x80", 0},
        {"ab\xE2\x82", 2},
        {"ab\xE2\x82z", 2},
        {"\xFF", 0},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str text = str_from(cases[i].text);
        size_t bad = text.len;
        bool is_good = str_is_utf8(text, &bad);
        assert_int_equal(bad, cases[i].bad);
        assert_int_equal(is_good, bad == text.len);
    }
}

/* ASCII is passed over eight bytes at a time. */
TEST(str_is_utf8_finds_a_bad_byte_at_every_place)
{
    char text[40];

    for (size_t len = 1; len < sizeof(text); len++)
        for (size_t at = 0; at < len; at++) {
            size_t bad = len;
            memset(text, 'a', len);
            assert_true(str_is_utf8((struct str){text, len}, NULL));
            text[at] = '\x80';
            assert_false(str_is_utf8((struct str){text, len}, &bad));
            assert_int_equal(bad, at);
            if (at == 0)
                continue;
            text[at - 1] = '\xC2'; /* now both are a letter */
            assert_true(str_is_utf8((struct str){text, len}, NULL));
        }
}

TEST(str_has_control_finds_every_control_character_at_every_place)
{
    char text[20];

    for (size_t len = 0; len <= sizeof(text); len++)
        for (size_t at = 0; at < len; at++)
            for (int c = 0; c < 256; c++) {
                memset(text, at % 2 ? '\x80' : ' ', sizeof(text));
                text[at] = (char)c;
                assert_int_equal(str_has_control((struct str){text, len}),
                                 c < 32 || c == 127);
            }
    assert_false(str_has_control((struct str)STR("")));
}

TEST(str_distance_counts_edits_up_to_the_limit)
{
    static const struct {
        const char *a, *b;
        int limit, distance;
    } cases[] = {
        {"", "", 3, 0},
        {"a", "", 3, 1},
        {"", "abc", 3, 3},
        {"", "abcd", 3, 4},
        {"title", "titel", 3, 1},
        {"kitten", "sitting", 3, 3},
        {"kitten", "sitting", 2, 3},
        {"ab", "ba", 0, 1},
        {"same", "same", 0, 0},
        {"abcdef", "ghijkl", 8, 6},
        {"ca", "abc", 8, 3},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str a = str_from(cases[i].a), b = str_from(cases[i].b);
        assert_int_equal(str_distance(a, b, cases[i].limit), cases[i].distance);
        assert_int_equal(str_distance(b, a, cases[i].limit), cases[i].distance);
    }
}

/* Writes the number-th word of up to four letters a, b and c. */
static struct str short_word(size_t number, char text[4])
{
    size_t len = 0;

    for (; number > 0; number = (number - 1) / 3)
        text[len++] = (char)('a' + (number - 1) % 3);
    return (struct str){text, len};
}

TEST(str_distance_to_a_limit_of_one_is_that_to_a_higher_one_cut_off)
{
    enum { WORDS = 1 + 3 + 9 + 27 + 81 };

    for (size_t i = 0; i < WORDS; i++)
        for (size_t k = 0; k < WORDS; k++) {
            char x[4], y[4];
            struct str a = short_word(i, x), b = short_word(k, y);
            int distance = str_distance(a, b, 8);
            assert_int_equal(str_distance(a, b, 1),
                             distance > 1 ? 2 : distance);
        }
}

TEST(str_distance_of_long_words_is_equal_or_far)
{
    char a[100], b[100];

    memset(a, 'x', sizeof(a));
    memset(b, 'x', sizeof(b));
    assert_int_equal(
        str_distance((struct str){a, 100}, (struct str){b, 100}, 8), 0);
    b[99] = 'y';
    assert_int_equal(
        str_distance((struct str){a, 100}, (struct str){b, 100}, 8), 9);
}
