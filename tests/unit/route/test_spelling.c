#include "test.h"

#include "base/map.h"
#include "route/meaning.h"
#include "route/spelling.h"
#include "route/thesaurus.h"

static bool is_found(const char *typed, const char *meant)
{
    struct str near[8];
    size_t count = spelling_find(str_from(typed), near, COUNT(near));
    for (size_t i = 0; i < count; i++)
        if (str_is(near[i], meant))
            return true;
    return false;
}

TEST(spelling_knows_the_words_that_choose_rows)
{
    static const char *const pairs[][2] = {
        {"higest", "highest"},    {"xecept", "except"}, {"olwest", "lowest"},
        {"esxcept", "except"},    {"shince", "since"},  {"mnth", "month"},
        {"yesteday", "yesterday"}};
    for (size_t i = 0; i < COUNT(pairs); i++)
        assert_true(is_found(pairs[i][0], pairs[i][1]));
    assert_false(is_found("turnover", "over"));
    assert_false(is_found("hgist", "highest"));
}

TEST(spelling_tells_its_own_words_from_others)
{
    assert_true(spelling_has(str_from("highest")));
    assert_true(spelling_has(str_from("last")));
    assert_false(spelling_has(str_from("dealer")));
    assert_false(spelling_has(str_from("higest")));
}

static bool has_other(const char *typed, const char *meant)
{
    return spelling_has_other(str_from(typed), str_from(meant), MAP_NONE);
}

/* Whether the other word means nearly the same as `meant`. */
static bool has_near(const char *typed, const char *meant)
{
    uint32_t meaning = meaning_find(map_hash(str_from(meant)));
    assert_int_not_equal(meaning, MAP_NONE);
    return spelling_has_other(str_from(typed), str_from(meant), meaning);
}

TEST(spelling_finds_other_words_of_a_dictionary)
{
    assert_true(has_other("northest", "northeast")); /* northwest */
    assert_true(has_other("cisk", "risk"));          /* disk */
    assert_false(has_other("forcast", "forecast"));
    assert_true(has_near("northest", "northeast"));
    assert_true(has_near("est", "west"));     /* east */
    assert_false(has_near("fliet", "fleet")); /* flint is no fleet */
}

static bool is_same(const char *stem, const char *other)
{
    const struct thesaurus_word *others;
    size_t count = thesaurus_find(str_from(stem), &others);
    for (size_t i = 0; i < count; i++)
        if (str_is(others[i].word, other))
            return true;
    return false;
}

TEST(thesaurus_finds_other_words_and_not_the_word_itself)
{
    assert_true(is_same("client", "customer"));
    assert_true(is_same("turnov", "revenue"));
    assert_true(is_same("revenu", "turnover"));
    assert_false(is_same("revenu", "revenue"));
    assert_false(is_same("revenu", "cost"));
    assert_false(is_same("weather", "climate"));
}
