#include "test.h"

#include "base/map.h"
#include "route/meaning.h"
#include "route/relation.h"

static uint32_t find(const char *stem)
{
    return meaning_find(map_hash((struct str){stem, strlen(stem)}));
}

TEST(relation_says_what_two_words_are_to_each_other)
{
    static const struct {
        const char *word, *other;
        enum relation there, back;
    } cases[] = {
        {"salari", "wage", RELATION_SAME, RELATION_SAME},
        {"teach", "teacher", RELATION_DERIVED, RELATION_DERIVED},
        {"maximum", "minimum", RELATION_OPPOSITE, RELATION_OPPOSITE},
        {"dog", "canin", RELATION_BROADER, RELATION_NARROWER},
        {"salari", "height", RELATION_NONE, RELATION_NONE},
        {"salari", "salari", RELATION_NONE, RELATION_NONE},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t word = find(cases[i].word), other = find(cases[i].other);
        assert_int_not_equal(word, MAP_NONE);
        assert_int_not_equal(other, MAP_NONE);
        if (relation_find(word, other) != cases[i].there ||
            relation_find(other, word) != cases[i].back)
            fail_msg("%s, %s: %d, %d", cases[i].word, cases[i].other,
                     (int)relation_find(word, other),
                     (int)relation_find(other, word));
    }
}

TEST(relation_of_a_word_that_is_not_in_the_table_is_none)
{
    assert_int_equal(relation_find(MAP_NONE, find("wage")), RELATION_NONE);
    assert_int_equal(relation_find(find("wage"), MAP_NONE), RELATION_NONE);
}

TEST(relations_hold_in_both_directions_and_are_among_the_bits)
{
    static const enum relation backs[RELATION_COUNT] = {
        [RELATION_SAME] = RELATION_SAME,
        [RELATION_DERIVED] = RELATION_DERIVED,
        [RELATION_OPPOSITE] = RELATION_OPPOSITE};
    for (uint32_t i = 0; i < meaning_count(); i += 97)
        for (uint32_t k = 0; k < meaning_count(); k++) {
            enum relation there = relation_find(i, k);
            if (there != RELATION_NONE)
                assert_true(relation_may_be(relation_bits(i), k));
            if (backs[there] != RELATION_NONE)
                assert_int_equal(relation_find(k, i), backs[there]);
        }
}
