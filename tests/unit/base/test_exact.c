#include "base/exact.h"

#include <math.h>

#include "test.h"

TEST(exact_exp_and_log_agree_with_the_library)
{
    for (double x = -30; x < 30; x += 0.37) {
        assert_true(fabs(exact_exp(x) / exp(x) - 1) < 1e-9);
        assert_true(fabs(exact_log(exp(x)) - x) < 1e-8);
    }
    assert_true(exact_exp(-800) < 1e-300);
    assert_true(exact_exp(0) >= 1 && exact_exp(0) <= 1);
}
