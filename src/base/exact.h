/*
 * exact.h - exp and log with the same bits on every machine and compiler.
 *
 * A library's may differ in the last bit between versions; where a decision
 * hangs on a comparison, that is one bit too many. Made of additions,
 * multiplications and divisions alone; good to 1e-9 of the value.
 */
#ifndef BASE_EXACT_H
#define BASE_EXACT_H

/* e to the x; 0 below -700, and at most that of 700. */
double exact_exp(double x);

/* The natural logarithm of x, which is above 0 and finite. */
double exact_log(double x);

#endif
