/*
 * The phrases and words themselves are in phrases.txt, of which the build makes
 * the tables: sorted by bytes, which puts those that begin with the same word
 * together.
 */
#include "route/operators.h"

#include "route/phrases.inc"
