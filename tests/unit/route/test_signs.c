#include "route/signs.h"

#include "route/lexicon.h"
#include "test.h"

static bool has_sign(const char *text, enum sign sign)
{
    struct arena *arena = arena_new();
    struct lexeme lexeme;
    lexicon_look_up(str_from(text), arena, &lexeme);
    arena_free(arena);
    return (lexeme.signs >> sign & 1) != 0;
}

TEST(signs_are_known_of_each_word)
{
    static const struct {
        const char *word;
        enum sign sign;
        bool is_one;
    } cases[] = {{"which", SIGN_WHICH, true},
                 {"whichever", SIGN_WHICH, false},
                 {"who", SIGN_WHO, true},
                 {"whose", SIGN_WHO, false},
                 {"whose", SIGN_WHOSE, true},
                 {"per", SIGN_PER, true},
                 {"the", SIGN_ARTICLE, true},
                 {"the", SIGN_OF_THE, true},
                 {"versus", SIGN_JOINT, true},
                 {"versus", SIGN_AGAINST, true},
                 {"and", SIGN_JOINT, true},
                 {"and", SIGN_AGAINST, false},
                 {"third", SIGN_ORDINAL, true},
                 {"up", SIGN_WAY, true},
                 {"weekly", SIGN_ADVERB, true},
                 {"week", SIGN_ADVERB, false},
                 {"week", SIGN_TIME_UNIT, true},
                 {"weeks", SIGN_TIME_UNIT, true},
                 {"quarters", SIGN_COMPARED, true},
                 {"yoy", SIGN_COMPARED, true},
                 {"yoy", SIGN_TIME_UNIT, false},
                 {"weekend", SIGN_TIME_UNIT, false},
                 {"", SIGN_WHICH, false}};
    for (size_t i = 0; i < COUNT(cases); i++)
        for (int again = 0; again < 2; again++) /* from its place, too */
            if (has_sign(cases[i].word, cases[i].sign) != cases[i].is_one)
                fail_msg("\"%s\", sign %d", cases[i].word, cases[i].sign);
}
