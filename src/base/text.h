/*
 * text.h - text as people type it, made comparable.
 *
 * Both take well-formed UTF-8 and refuse anything else with ERR_INPUT. Text
 * that is plain ASCII is handled without a library and without a copy where
 * nothing changes. What comes back lives in the arena, or is the input.
 *
 *     text_plain("Élan – “São Paulo”")  ->  Elan - "Sao Paulo"
 *     text_fold("Élan")                 ->  elan
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* Without accents, with ASCII quotes, dashes and spaces, with one space for
   every control character and every symbol that is not ASCII. Letters of other
   scripts stay. Capitals stay. */
MUST_CHECK bool text_plain(struct str text, struct arena *arena,
                           struct str *plain, struct err *err);

/* text_plain, and in small letters (full Unicode case folding). */
MUST_CHECK bool text_fold(struct str text, struct arena *arena,
                          struct str *folded, struct err *err);

#endif
