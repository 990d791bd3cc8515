#include "route/first_row.h"

#include "test.h"

static const struct route_column columns[] = {
    {.name = STR("model"), .label = STR("Model"), .role = ROUTE_DIMENSION},
    {.name = STR("plant"), .label = STR("Plant"), .role = ROUTE_DIMENSION},
    {.name = STR("on_hand"), .label = STR("On hand"), .role = ROUTE_MEASURE},
};

TEST(first_row_question_is_what_the_sentence_answers)
{
    static const struct {
        const char *answer, *question;
    } cases[] = {
        {"{model} in {plant} has the largest stock: {on_hand} vehicles.",
         "which Model in Plant has the largest stock"},
        {"Most vehicles stand in {plant}: {on_hand}.",
         "Most vehicles stand in Plant"},
        {"{plant} is worst off, with {on_hand}.", "which Plant is worst off"},
        {"{model} has the most, {on_hand} of 1.5 thousand.",
         "which Model has the most"},
        {"{model} has its largest stock of {on_hand} in {plant}.",
         "which Model has its largest stock"},
        {"{model} (built in {plant}) sold best.", ""},
        {"{model} leads with {on_hand} vehicles.", ""},
        {"{on_hand} is the largest stock.", ""},
        {"{colour} is the best.", ""},
        {"The largest stock is {on_hand.", ""},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena *arena = arena_new();
        struct route_template template = {.columns = columns,
                                          .column_count = COUNT(columns),
                                          .answer = str_from(cases[i].answer)};
        struct str question = first_row_question(&template, arena);
        if (!str_is(question, cases[i].question))
            fail_msg("\"%s\": \"%.*s\"", cases[i].answer, STR_ARG(question));
        arena_free(arena);
    }
}

TEST(first_row_question_is_bounded)
{
    struct arena *arena = arena_new();
    char answer[5000];
    memset(answer, 'x', sizeof(answer));
    memcpy(answer, "the most ", 9);
    struct route_template template = {.answer = {answer, sizeof(answer)}};
    assert_true(first_row_question(&template, arena).len <= 300);
    arena_free(arena);
}
