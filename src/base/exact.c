/*
 * Both reduce their argument to a small range by powers of two, which are
 * exact, and end with a short series there.
 */
#include "base/exact.h"

#include <stdint.h>
#include <string.h>

static const double ln2 = 0.6931471805599453;

static double power_of_two(int n)
{
    uint64_t bits = (uint64_t)(1023 + n) << 52;
    double out;
    memcpy(&out, &bits, sizeof(out));
    return out;
}

double exact_exp(double x)
{
    if (x < -700)
        return 0;
    if (x > 700)
        x = 700;
    int n = (int)(x / ln2 + (x < 0 ? -0.5 : 0.5));
    double r = x - n * ln2, sum = 1;
    for (int i = 9; i > 0; i--)
        sum = 1 + r * sum / i;
    return sum * power_of_two(n);
}

double exact_log(double x)
{
    int n = 0;
    while (x > 1.4142135623730951) {
        x /= 2;
        n++;
    }
    while (x < 0.7071067811865476) {
        x *= 2;
        n--;
    }
    double t = (x - 1) / (x + 1), square = t * t, sum = 0;
    for (int i = 13; i > 0; i -= 2)
        sum = 1.0 / i + square * sum;
    return n * ln2 + 2 * t * sum;
}
