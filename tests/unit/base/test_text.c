#include "test.h"

#include "base/text.h"

static void check_fold(const char *text, const char *expected)
{
    struct arena *arena = arena_new();
    struct str folded;
    struct err err;
    assert_true(text_fold(str_from(text), arena, &folded, &err));
    if (!str_is(folded, expected))
        fail_msg("%s became %.*s", text, STR_ARG(folded));
    arena_free(arena);
}

TEST(text_folds_case_and_drops_accents)
{
    check_fold("", "");
    check_fold("Sales by REGION", "sales by region");
    check_fold("Élan", "elan");
    check_fold("STRASSE Straße", "strasse strasse");
    check_fold("Ｆｕｌｌ", "full");
    check_fold("Ørsted ŁÓDŹ", "ørsted łodz");
    check_fold("ПРОДАЖИ", "продажи");
}

TEST(text_makes_ascii_of_typographic_signs)
{
    struct arena *arena = arena_new();
    struct str plain;
    struct err err;
    assert_true(
        text_plain((struct str)STR("“Élan” – Bob’s 🚗 x"), arena, &plain, &err));
    assert_true(str_is(plain, "\"Elan\" - Bob's   x"));
    assert_true(text_plain((struct str)STR("a\0b\tc"), arena, &plain, &err));
    assert_true(str_is(plain, "a b c"));
    arena_free(arena);
}

TEST(text_returns_plain_ascii_as_it_is)
{
    struct arena *arena = arena_new();
    struct str text = STR("nothing to do"), out;
    struct err err;
    assert_true(text_fold(text, arena, &out, &err));
    assert_ptr_equal(out.ptr, text.ptr);
    arena_free(arena);
}

TEST(text_refuses_what_is_not_utf8)
{
    static const struct str bad[] = {STR("\xff"), STR("a\xc3"),
                                     STR("\xed\xa0\x80"), STR("\xc0\xaf")};
    struct arena *arena = arena_new();
    struct str out;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct err err = {.code = ERR_NONE};
        assert_false(text_fold(bad[i], arena, &out, &err));
        assert_int_equal(err.code, ERR_INPUT);
    }
    arena_free(arena);
}

TEST(text_survives_every_code_point)
{
    struct arena *arena = arena_new();
    for (unsigned c = 0x80; c < 0x110000; c += 7) {
        char bytes[4];
        struct str text = {bytes, 0}, out;
        struct err err;
        if (c >= 0xd800 && c < 0xe000)
            continue;
        if (c < 0x800) {
            bytes[text.len++] = (char)(0xc0 | c >> 6);
        } else if (c < 0x10000) {
            bytes[text.len++] = (char)(0xe0 | c >> 12);
            bytes[text.len++] = (char)(0x80 | (c >> 6 & 0x3f));
        } else {
            bytes[text.len++] = (char)(0xf0 | c >> 18);
            bytes[text.len++] = (char)(0x80 | (c >> 12 & 0x3f));
            bytes[text.len++] = (char)(0x80 | (c >> 6 & 0x3f));
        }
        bytes[text.len++] = (char)(0x80 | (c & 0x3f));
        assert_true(text_fold(text, arena, &out, &err));
        assert_true(str_is_utf8(out, NULL));
        arena_reset(arena);
    }
    arena_free(arena);
}
