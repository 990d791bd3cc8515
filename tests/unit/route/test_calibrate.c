#include "test.h"

#include <math.h>

#include "route/calibrate.h"

/* Confidences of 1/250 to 1: right above 0.5, offered above 0.44. */
static size_t make_guesses(struct eval_guess guesses[])
{
    for (size_t i = 1; i <= 250; i++)
        guesses[i - 1] = (struct eval_guess){.confidence = (double)i / 250,
                                             .is_answerable = true,
                                             .is_right = i > 125,
                                             .is_offered = i > 110};
    return 250;
}

static void assert_near(double value, double expected)
{
    if (fabs(value - expected) > 5e-4)
        fail_msg("%g is not %g", value, expected);
}

/* Wrong are 125 and below. With none wrong, accept is halfway between 125 and
   126 of 250. Of the 125 below it the first 15 were offered, down to 111. The
   fold that leaves 125 out draws the line halfway between its neighbours, 124
   and 126, which lets it through: one wrong of 126. */
TEST(calibrate_puts_thresholds_where_a_hand_would)
{
    struct eval_guess guesses[250];
    struct calibration calibration;
    calibrate(guesses, make_guesses(guesses), 0, &calibration);
    assert_near(calibration.accept, 0.502);
    assert_near(calibration.clarify, 0.444);
    assert_int_equal(calibration.questions, 250);
    assert_int_equal(calibration.given, 126);
    assert_int_equal(calibration.wrong, 1);
    assert_true(calibration.is_enough);
}

/* 125 right, and w wrong of 125 + w: a fifth at w = 31. All 250 have an answer,
   so half of them are answered rightly. */
TEST(calibrate_lets_through_as_many_wrong_ones_as_allowed)
{
    struct eval_guess guesses[250];
    struct calibration calibration;
    calibrate(guesses, make_guesses(guesses), 0.2, &calibration);
    assert_near(calibration.accept, (125 - 31 + 0.5) / 250);
    assert_near(calibration.coverage, 0.5);
}

TEST(calibrate_leaves_follow_ups_out)
{
    struct eval_guess guesses[251];
    struct calibration calibration;
    size_t count = make_guesses(guesses);
    guesses[count++] =
        (struct eval_guess){.confidence = 0.99, .is_follow_up = true};
    calibrate(guesses, count, 0, &calibration);
    assert_near(calibration.accept, 0.502);
    assert_int_equal(calibration.questions, 250);
}

TEST(calibrate_accepts_next_to_nothing_where_all_is_wrong)
{
    struct eval_guess guesses[] = {{.confidence = 0.9}, {.confidence = 0.5}};
    struct calibration calibration;
    calibrate(guesses, 2, 0.02, &calibration);
    assert_near(calibration.accept, 0.999);
    assert_true(calibration.clarify < calibration.accept);
    assert_int_equal(calibration.given, 0);
    assert_false(calibration.is_enough);
}

TEST(calibrate_takes_no_questions)
{
    struct calibration calibration;
    calibrate(NULL, 0, 0.02, &calibration);
    assert_near(calibration.accept, 0.999);
    assert_near(calibration.wrong_share.most, 1);
}

/* Agresti and Coull, The American Statistician 52, 1998, and R's prop.test
   without continuity correction give these. */
TEST(calibrate_states_intervals_as_published)
{
    static const struct {
        uint32_t part, whole;
        double least, most;
    } cases[] = {{0, 0, 0, 1},
                 {0, 20, 0, 0.1611},
                 {5, 100, 0.0215, 0.1118},
                 {10, 10, 0.7225, 1}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct interval interval =
            calibrate_interval(cases[i].part, cases[i].whole);
        assert_near(interval.least, cases[i].least);
        assert_near(interval.most, cases[i].most);
    }
}
