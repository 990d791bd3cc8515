#include "test.h"

#include "base/map.h"
#include "route/meaning.h"

static uint32_t find(const char *stem)
{
    return meaning_find(map_hash((struct str){stem, strlen(stem)}));
}

TEST(meaning_puts_words_for_the_same_near_each_other)
{
    static const struct {
        const char *a, *b, *other;
    } cases[] = {
        {"salari", "wage", "height"},      {"town", "citi", "wage"},
        {"countri", "nation", "price"},    {"price", "cost", "airplan"},
        {"airplan", "aircraft", "doctor"}, {"doctor", "physician", "price"}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        double near = meaning_compare(find(cases[i].a), find(cases[i].b));
        double far = meaning_compare(find(cases[i].a), find(cases[i].other));
        assert_true(near > 0.55 && near <= 1.02);
        assert_true(far < 0.4 && far > -1.02);
    }
}

TEST(meaning_of_a_word_that_is_not_in_the_table_is_like_none)
{
    assert_int_equal(find("qwertz"), MAP_NONE);
    assert_true(meaning_compare(MAP_NONE, find("wage")) == 0);
    assert_true(meaning_compare(find("wage"), MAP_NONE) == 0);
}

TEST(meaning_vectors_are_all_nearly_as_long)
{
    for (uint32_t i = 0; i < meaning_count(); i++) {
        double square = meaning_compare(i, i);
        assert_true(square > 0.97 && square < 1.03);
    }
}
