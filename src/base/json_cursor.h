/*
 * json_cursor.h - reading one large JSON document member by member, without a
 * tree: for a file of ours with a hundred thousand parts, of which a tree
 * takes ten times the memory and the time.
 *
 * What is refused is what json.h refuses, but for the two that need the whole:
 * that the text is UTF-8, and that no unknown member stands twice, are left to
 * the caller. The first mistake ends the reading: from then on everything
 * returns false, and json_cursor_end says so. One thread.
 *
 *     struct str name;
 *     json_cursor_enter(&c, '{');
 *     while (json_cursor_member(&c, &name))
 *         if (str_is(name, "size")) json_cursor_int(&c, 0, 100, &size);
 *         else json_cursor_skip(&c);
 *     ok = json_cursor_end(&c);
 */
#ifndef BASE_JSON_CURSOR_H
#define BASE_JSON_CURSOR_H

#include "base/arena.h"

struct json_cursor {
    struct str text;
    size_t at;
    struct arena *arena; /* for strings */
    bool is_behind_open; /* nothing was read yet of what was entered */
    bool has_failed;
};

void json_cursor_init(struct json_cursor *c, struct str text,
                      struct arena *arena);

/* Enters an object or an array: '{' or '['. */
bool json_cursor_enter(struct json_cursor *c, char open);

/* The next member's name, whose value is to be read or skipped then; false
   behind the last one, and behind the object. A name lies in the text, and one
   with an escape in it is a mistake: no program of ours writes one. */
bool json_cursor_member(struct json_cursor *c, struct str *name);

/* True if an element is to be read or skipped then; likewise. */
bool json_cursor_element(struct json_cursor *c);

/* The values. A string without escapes lies in the text, another one in the
   arena. */
bool json_cursor_string(struct json_cursor *c, struct str *text);
bool json_cursor_int(struct json_cursor *c, int64_t min, int64_t max,
                     int64_t *number); /* digits only, within 2^53 */
bool json_cursor_bool(struct json_cursor *c, bool *value);

/* True if the value is null, which is then behind us. */
bool json_cursor_null(struct json_cursor *c);

/* True if the value begins with this character; nothing is read. */
bool json_cursor_is(struct json_cursor *c, char first);

/* Any value; false if it is not JSON, or nested too deeply. */
bool json_cursor_skip(struct json_cursor *c);

/* Something is not as it should be. Returns false. */
bool json_cursor_fail(struct json_cursor *c);

/* True if the whole text was read, and all was well. */
bool json_cursor_end(struct json_cursor *c);

#endif
