/*
 * json.h - reading JSON that comes from outside.
 *
 * The text is judged before it is parsed: UTF-8 only, no NUL in strings, no
 * duplicate members, bounded depth and size, no number that a double would
 * round silently (integers beyond 2^53). A document belongs to who parsed it;
 * values are borrowed from it. Read-only after parsing: any number of threads.
 *
 *     struct json *document = json_parse(text, &limits, &err);
 *     const struct json *name = json_get(document, "name");
 *     if (json_is_string(name)) ... json_string(name) ...
 *     json_free(document);
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/err.h"
#include "base/str.h"

struct json;

struct json_limits {
    size_t max_bytes;
    int max_depth; /* at most 64 */
};

/* Fails with ERR_INPUT ("line 1 column 7: ...") or ERR_LIMIT. */
struct json *json_parse(struct str text, const struct json_limits *limits,
                        struct err *err);
void json_free(struct json *document);

/* A member of an object by its exact name, an element of an array; NULL if it
   is not there or `value` is of another kind. NULL is accepted everywhere. */
const struct json *json_get(const struct json *value, const char *name);
const struct json *json_at(const struct json *array, size_t i);
size_t json_count(const struct json *value);

/* Walks members or elements: first child, then its next. */
const struct json *json_first(const struct json *value);
const struct json *json_next(const struct json *value);
/* The name of a member. */
struct str json_name(const struct json *member);

bool json_is_string(const struct json *value);
bool json_is_number(const struct json *value);
bool json_is_bool(const struct json *value);
bool json_is_null(const struct json *value);
bool json_is_object(const struct json *value);
bool json_is_array(const struct json *value);

struct str json_string(const struct json *value); /* "" if not a string */
double json_number(const struct json *value);     /* 0 if not a number */
bool json_bool(const struct json *value);         /* false if not true */

/* An integer in [min, max], both within 2^53; false if it is not one. */
bool json_int(const struct json *value, int64_t min, int64_t max,
              int64_t *number);

#endif
