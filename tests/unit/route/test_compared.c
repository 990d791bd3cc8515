#include "route/compared.h"

#include "test.h"

enum { DAY = 1, WEEK = 2, MONTH = 4, QUARTER = 8, YEAR = 16 };

TEST(compared_finds_the_times_that_are_compared_with)
{
    static const struct {
        const char *text;
        bool is_question;
        unsigned steps;
    } cases[] = {{"revenue year over year", true, YEAR},
                 {"Revenue YoY", true, YEAR},
                 {"growth, quarter on quarter", true, QUARTER},
                 {"revenue by week", true, 0},
                 {"units and those of the week before", true, WEEK},
                 {"units 7 days earlier", true, WEEK},
                 {"units 30 days earlier", true, MONTH},
                 {"units 12 days earlier", true, 0},
                 {"sales versus the previous quarter", true, QUARTER},
                 {"sales of the previous quarter", true, 0},
                 {"sales than last month", true, MONTH},
                 {"sales of last month", true, 0},
                 {"sales_previous_quarter", false, QUARTER},
                 {"Sales of the previous quarter", false, QUARTER},
                 {"sales of last quarter", false, 0},
                 {"month over month and year over year", false, MONTH | YEAR},
                 {"", true, 0}};
    assert_int_equal(compared_bit(DATE_DAY), DAY);
    assert_int_equal(compared_bit(DATE_YEAR), YEAR);
    for (size_t i = 0; i < COUNT(cases); i++) {
        unsigned steps =
            compared_find(str_from(cases[i].text), cases[i].is_question);
        if (steps != cases[i].steps)
            fail_msg("\"%s\": %u", cases[i].text, steps);
    }
}

TEST(compared_step_is_as_long_as_its_days)
{
    static const struct {
        int64_t days;
        unsigned step;
    } cases[] = {{0, 0},        {1, DAY},      {2, 0},      {7, WEEK},
                 {27, 0},       {28, MONTH},   {31, MONTH}, {32, 0},
                 {90, QUARTER}, {92, QUARTER}, {365, YEAR}, {366, YEAR},
                 {367, 0},      {14, 0},       {-1, 0}};
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(compared_step_of(cases[i].days), cases[i].step);
}
