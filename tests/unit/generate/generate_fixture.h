/*
 * generate_fixture.h - a dump made from a script and a template, for tests.
 *
 *     struct made made = made_from("CREATE TABLE ...", "period: ...",
 * "SELECT"); assert_true(made.ok); made_free(&made);
 *
 * The template is "title: T", one question, the header given and the SQL. The
 * run's day is 2026-11-20, weeks start on Monday, locale en_US, money in USD.
 */
#ifndef GENERATE_FIXTURE_H
#define GENERATE_FIXTURE_H

#include "base/json.h"
#include "generate/generate.h"
#include "generate/sentence.h"
#include "unit/source/source_fixture.h"

enum { MADE_BYTES = 64 << 20 };

struct made {
    struct fixture fixture;
    struct arena *arena;
    struct format *format;
    const struct template *template;
    struct generated out;
    struct err err;
    bool ok;
    struct columns columns; /* of out, if ok */
    struct json *json;      /* of out, if ok */
};

struct made made_from(const char *script, const char *header, const char *sql);
struct made made_with(const char *script, const char *header, const char *sql,
                      int64_t limit_rows, size_t max_bytes);
void made_free(struct made *made);

/* From the rows of a VALUES list, under names. */
struct made made_values(const char *header, const char *names,
                        const char *values);

/* Fails unless the dump could not be made, for a reason that has this text. */
void made_expect_error(const char *header, const char *sql, const char *text);

/* Fails unless the raw dump has this text. */
void made_expect(const struct made *made, const char *text);

/* The sentence of the whole dump; of the rows whose cell in `column` is
   `value`, as a filter gives them. Lives in made->arena. */
const char *made_sentence(struct made *made);
const char *made_filtered(struct made *made, const char *column,
                          const char *value, bool is_reversed);

#endif
