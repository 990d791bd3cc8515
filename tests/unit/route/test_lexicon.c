#include "route/lexicon.h"

#include "test.h"

/* Stems by the vocabulary that Snowball publishes for English. */
static const struct {
    struct str word, stem, name;
    enum word_role role;
    int number;
    bool may_begin_time;
} known[] = {
    {STR("happy"), STR("happi"), STR("happy"), WORD_PLAIN, -1, false},
    {STR("batteries"), STR("batteri"), STR("battery"), WORD_PLAIN, -1, false},
    {STR("boxes"), STR("box"), STR("box"), WORD_PLAIN, -1, false},
    {STR("glass"), STR("glass"), STR("glass"), WORD_PLAIN, -1, false},
    {STR("dying"), STR("die"), STR("dying"), WORD_PLAIN, -1, false},
    {STR("evs"), STR("ev"), STR("ev"), WORD_PLAIN, -1, false},
    {STR("kpis"), STR("kpi"), STR("kpi"), WORD_PLAIN, -1, false},
    {STR("gas"), STR("gas"), STR("ga"), WORD_PLAIN, -1, false},
    {STR("us"), STR("us"), STR("us"), WORD_NOISE, -1, false},
    {STR("seven"), STR("seven"), STR("seven"), WORD_PLAIN, 7, false},
    {STR("march"), STR("march"), STR("march"), WORD_PLAIN, -1, true},
    {STR("last"), STR("last"), STR("last"), WORD_PLAIN, -1, true},
    {STR("incomprehensibilities"), STR("incomprehens"),
     STR("incomprehensibility"), WORD_PLAIN, -1, false},
    {STR("antidisestablishmentarianisms"), STR("antidisestablishmentarian"),
     STR("antidisestablishmentarianism"), WORD_PLAIN, -1, false},
};

static void expect_known(struct arena *arena)
{
    for (size_t i = 0; i < COUNT(known); i++) {
        struct lexeme lexeme;
        lexicon_look_up(known[i].word, arena, &lexeme);
        assert_true(str_equal(lexeme.stem, known[i].stem));
        assert_true(str_equal(lexeme.name, known[i].name));
        assert_int_equal(lexeme.role, known[i].role);
        assert_int_equal(lexeme.number, known[i].number);
        assert_int_equal(lexeme.may_begin_time, known[i].may_begin_time);
    }
}

TEST(lexicon_says_the_same_of_a_word_that_it_remembers_or_forgot)
{
    struct arena *arena = arena_new();
    struct lexeme lexeme;
    expect_known(arena);
    expect_known(arena);
    for (int i = 0; i < 5000; i++)
        lexicon_look_up(arena_printf(arena, "word%dies", i), arena, &lexeme);
    expect_known(arena);
    arena_free(arena);
}

TEST(lexicon_knows_which_phrases_a_word_begins)
{
    struct arena *arena = arena_new();
    struct lexeme lexeme;
    lexicon_look_up((struct str)STR("more"), arena, &lexeme);
    assert_true(lexeme.phrases.count > 0);
    for (size_t i = 0; i < lexeme.phrases.count; i++)
        assert_true(str_starts_with(
            str_from(operator_phrases[lexeme.phrases.first + i].words),
            "more"));
    lexicon_look_up((struct str)STR("dealer"), arena, &lexeme);
    assert_int_equal(lexeme.phrases.count, 0);
    arena_free(arena);
}
