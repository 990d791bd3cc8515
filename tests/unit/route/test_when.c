#include "test.h"

#include <stdio.h>

#include "route/when.h"
#include "route_catalogue.h"

static struct str describe(struct str text, struct arena *arena)
{
    struct tokens tokens;
    struct when whens[WHEN_MAX];
    struct err err;
    struct str out = {"", 0};
    static const char *const sides[] = {[WHEN_WHOLE] = "",
                                        [WHEN_FROM] = "since ",
                                        [WHEN_AFTER] = "after ",
                                        [WHEN_BEFORE] = "before "};
    assert_true(tokens_read(text, NULL, arena, &tokens, &err));
    size_t count = when_find(&tokens, catalogue_today(), whens);
    for (size_t i = 0; i < count; i++) {
        char name[PERIOD_NAME_SIZE];
        out = arena_printf(
            arena, "%.*s%s%s%s", STR_ARG(out), i > 0 ? ", " : "",
            sides[whens[i].side],
            whens[i].is_known ? period_name(&whens[i].period, name) : "?");
    }
    return count == 0 ? (struct str)STR("-") : out;
}

TEST(route_when_finds_the_times_of_the_cases)
{
    struct arena *arena = arena_new();
    struct str text;
    int wrong = 0;
    assert_true(
        catalogue_read_file("tests/cases/route_when.txt", arena, &text));
    while (text.len > 0) {
        struct str input = str_cut(&text, '\n');
        str_cut(&text, '\n');
        struct str expected = str_cut(&text, '\n');
        str_cut(&text, '\n');
        struct str got = describe(input, arena);
        if (str_equal(got, expected))
            continue;
        fprintf(stderr, "%.*s\n  expected %.*s\n  got      %.*s\n",
                STR_ARG(input), STR_ARG(expected), STR_ARG(got));
        wrong++;
    }
    assert_int_equal(wrong, 0);
    arena_free(arena);
}

TEST(when_a_day_that_no_month_has_is_no_time)
{
    struct arena *arena = arena_new();
    struct tokens tokens;
    struct when whens[WHEN_MAX];
    struct err err;
    assert_true(tokens_read((struct str)STR("sales on february 30"), NULL,
                            arena, &tokens, &err));
    when_find(&tokens, date_from_ymd(2026, 11, 20), whens);
    assert_true(tokens_read((struct str)STR("1 to 31 june 2026"), NULL, arena,
                            &tokens, &err));
    when_find(&tokens, date_from_ymd(2026, 11, 20), whens);
    arena_free(arena);
}
