#include "query/synonyms.h"

#include "test.h"

static struct synonyms_file parse(const char *text, struct arena *arena,
                                  struct report *report)
{
    struct synonyms_file synonyms = {0};

    report_init(report, arena);
    synonyms_parse(str_from(text), (struct str)STR("s.yaml"), arena, report,
                   &synonyms);
    return synonyms;
}

TEST(synonyms_are_words_and_others_for_them)
{
    struct arena *arena = arena_new();
    struct report report;
    struct synonyms_file synonyms = parse("dealer: [store, car shop]\n"
                                          "gross profit: GP\n",
                                          arena, &report);

    assert_int_equal(report.error_count, 0);
    assert_int_equal(synonyms.count, 2);
    assert_true(str_is(synonyms.items[0].word, "dealer"));
    assert_int_equal(synonyms.items[0].others.count, 2);
    assert_true(str_is(synonyms.items[0].others.items[1].text, "car shop"));
    assert_true(str_is(synonyms.items[1].word, "gross profit"));
    assert_true(str_is(synonyms.items[1].others.items[0].text, "GP"));
    arena_free(arena);
}

TEST(synonyms_say_each_mistake_with_its_place)
{
    static const struct {
        const char *text;
        const char *said; /* NULL: nothing */
    } cases[] = {
        {"# none yet\n", NULL},
        {"", NULL},
        {"- dealer\n", "s.yaml:1:1: error: synonyms are lines of \"word: "
                       "[other, words]\""},
        {"dealer: {a: b}\n",
         "s.yaml:1:9: error: \"synonyms\" must be a list: [one, two]; "
         "this is a mapping"},
        {"dealer: [store]\nplant: [site, Store]\n",
         "s.yaml:2:15: error: \"Store\" has a meaning already; a word has one"},
        {"\"\": [store]\n", "s.yaml:1:1: error: a word has 1 to 128 bytes"},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena *arena = arena_new();
        struct report report;
        parse(cases[i].text, arena, &report);
        assert_int_equal(report.error_count, cases[i].said != NULL);
        if (cases[i].said)
            assert_string_equal(report_line(&report.items[0], arena).ptr,
                                cases[i].said);
        arena_free(arena);
    }
}
