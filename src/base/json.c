/*
 * cJSON cuts strings at \u0000, keeps the first of two equal members, rounds
 * large integers, and takes bytes that are not UTF-8. So a small scanner walks
 * the text first and refuses all of that, with the place; cJSON then builds
 * the tree of a text that is known to be good.
 */
#include "base/json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/memory.h"

enum { DEPTH_MAX = 64 };
#define INTEGER_MAX 9007199254740992.0 /* 2^53 */

struct json {
    cJSON item;
};

struct scanner {
    struct str text;
    size_t at;
    int max_depth;
    struct err *err;
};

/* What the scanner took and cJSON does not is then never for want of memory. */
__attribute__((constructor)) static void give_memory(void)
{
    cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = memory_bytes, .free_fn = free});
}

static bool complain(struct scanner *s, const char *what)
{
    size_t line = 1, column = 1;

    for (size_t i = 0; i < s->at && i < s->text.len; i++) {
        bool is_newline = s->text.ptr[i] == '\n';
        line += is_newline;
        column = is_newline ? 1 : column + 1;
    }
    return err_set(s->err, ERR_INPUT, "JSON line %zu column %zu: %s", line,
                   column, what);
}

static int peek(const struct scanner *s)
{
    return s->at < s->text.len ? (unsigned char)s->text.ptr[s->at] : -1;
}

static void skip_space(struct scanner *s)
{
    while (peek(s) == ' ' || peek(s) == '\t' || peek(s) == '\n' ||
           peek(s) == '\r')
        s->at++;
}

static bool scan_hex(struct scanner *s, unsigned *value)
{
    *value = 0;
    for (int i = 0; i < 4; i++) {
        int c = peek(s);
        unsigned digit;
        if (c >= '0' && c <= '9')
            digit = (unsigned)(c - '0');
        else if ((c | 32) >= 'a' && (c | 32) <= 'f')
            digit = (unsigned)((c | 32) - 'a' + 10);
        else
            return complain(s, "expected four hexadecimal digits after \\u");
        *value = *value * 16 + digit;
        s->at++;
    }
    return true;
}

static bool scan_unicode_escape(struct scanner *s)
{
    unsigned unit, low;

    if (!scan_hex(s, &unit))
        return false;
    if (unit == 0)
        return complain(s, "a string may not contain NUL");
    if (unit < 0xD800 || unit > 0xDFFF)
        return true;
    if (unit > 0xDBFF || peek(s) != '\\')
        return complain(s, "half of a surrogate pair");
    s->at++;
    if (peek(s) != 'u')
        return complain(s, "half of a surrogate pair");
    s->at++;
    if (!scan_hex(s, &low))
        return false;
    return (low >= 0xDC00 && low <= 0xDFFF) ||
           complain(s, "half of a surrogate pair");
}

static bool scan_string(struct scanner *s)
{
    if (peek(s) != '"')
        return complain(s, "expected a string in double quotes");
    s->at++;
    for (;;) {
        int c = peek(s);
        if (c < 0)
            return complain(s, "string without an end");
        if (c < 0x20)
            return complain(s, "control character in a string: escape it");
        s->at++;
        if (c == '"')
            return true;
        if (c != '\\')
            continue;
        c = peek(s);
        if (c <= 0 || !strchr("\"\\/bfnrtu", c))
            return complain(s, "unknown escape");
        s->at++;
        if (c == 'u' && !scan_unicode_escape(s))
            return false;
    }
}

static bool scan_digits(struct scanner *s)
{
    size_t start = s->at;
    while (peek(s) >= '0' && peek(s) <= '9')
        s->at++;
    return s->at > start || complain(s, "expected a digit");
}

static bool check_number(struct scanner *s, size_t start, bool is_integer)
{
    char text[64];
    size_t len = s->at - start;
    double value;

    if (len >= sizeof(text))
        return complain(s, "number with too many digits");
    memcpy(text, s->text.ptr + start, len);
    text[len] = '\0';
    value = strtod(text, NULL);
    if (!isfinite(value))
        return complain(s, "number out of range");
    if (is_integer && fabs(value) > INTEGER_MAX)
        return complain(s, "integer beyond 2^53 would be rounded: send it as "
                           "a string");
    return true;
}

static bool scan_number(struct scanner *s)
{
    size_t start = s->at;
    bool is_integer = true;

    if (peek(s) == '-')
        s->at++;
    if (peek(s) == '0')
        s->at++;
    else if (!scan_digits(s))
        return false;
    if (peek(s) == '.') {
        is_integer = false;
        s->at++;
        if (!scan_digits(s))
            return false;
    }
    if (peek(s) == 'e' || peek(s) == 'E') {
        is_integer = false;
        s->at++;
        if (peek(s) == '+' || peek(s) == '-')
            s->at++;
        if (!scan_digits(s))
            return false;
    }
    return check_number(s, start, is_integer);
}

static bool scan_word(struct scanner *s, const char *word)
{
    size_t len = strlen(word);
    if (s->text.len - s->at < len ||
        memcmp(s->text.ptr + s->at, word, len) != 0)
        return complain(s, "expected a value");
    s->at += len;
    return true;
}

static bool scan_value(struct scanner *s, int depth);

/* Members of an object or elements of an array, after the bracket. */
static bool scan_list(struct scanner *s, int depth, char close)
{
    s->at++;
    skip_space(s);
    if (peek(s) == close) {
        s->at++;
        return true;
    }
    for (;;) {
        skip_space(s);
        if (close == '}') {
            if (!scan_string(s))
                return false;
            skip_space(s);
            if (peek(s) != ':')
                return complain(s, "expected a colon after the name");
            s->at++;
        }
        if (!scan_value(s, depth + 1))
            return false;
        skip_space(s);
        if (peek(s) == close) {
            s->at++;
            return true;
        }
        if (peek(s) != ',')
            return complain(s, close == '}' ? "expected , or }"
                                            : "expected , or ]");
        s->at++;
    }
}

static bool scan_value(struct scanner *s, int depth)
{
    skip_space(s);
    if (depth > s->max_depth)
        return complain(s, "nested too deeply");
    switch (peek(s)) {
    case '{':
        return scan_list(s, depth, '}');
    case '[':
        return scan_list(s, depth, ']');
    case '"':
        return scan_string(s);
    case 't':
        return scan_word(s, "true");
    case 'f':
        return scan_word(s, "false");
    case 'n':
        return scan_word(s, "null");
    default:
        return scan_number(s);
    }
}

static bool scan_document(struct scanner *s)
{
    size_t bad;

    if (!str_is_utf8(s->text, &bad)) {
        s->at = bad;
        return complain(s, "bytes that are not UTF-8");
    }
    if (!scan_value(s, 1))
        return false;
    skip_space(s);
    return s->at == s->text.len || complain(s, "text after the document");
}

/* Names are compared as cJSON unescaped them. */
static bool has_duplicate_names(const cJSON *item)
{
    struct map names;
    bool found = false;

    if (!cJSON_IsObject(item) && !cJSON_IsArray(item))
        return false;
    map_init(&names);
    for (const cJSON *child = item->child; child && !found;
         child = child->next) {
        bool was_added = true;
        if (child->string)
            map_add(&names, str_from(child->string), 1, &was_added);
        found = !was_added || has_duplicate_names(child);
    }
    map_release(&names);
    return found;
}

struct json *json_parse(struct str text, const struct json_limits *limits,
                        struct err *err)
{
    struct scanner scanner = {text, 0, limits->max_depth, err};
    cJSON *item;

    if (scanner.max_depth > DEPTH_MAX)
        scanner.max_depth = DEPTH_MAX;
    if (text.len > limits->max_bytes) {
        err_set(err, ERR_LIMIT, "JSON is over %zu bytes", limits->max_bytes);
        return NULL;
    }
    if (!scan_document(&scanner))
        return NULL;
    item = cJSON_ParseWithLength(text.ptr, text.len);
    if (!item) {
        err_set(err, ERR_INPUT, "JSON cannot be parsed");
        return NULL;
    }
    if (has_duplicate_names(item)) {
        cJSON_Delete(item);
        err_set(err, ERR_INPUT, "JSON object with the same name twice");
        return NULL;
    }
    return (struct json *)item;
}

void json_free(struct json *document)
{
    if (document)
        cJSON_Delete(&document->item);
}

static const struct json *wrap(const cJSON *item)
{
    return (const struct json *)item;
}

static const cJSON *unwrap(const struct json *value)
{
    return value ? &value->item : NULL;
}

const struct json *json_get(const struct json *value, const char *name)
{
    if (!json_is_object(value))
        return NULL;
    return wrap(cJSON_GetObjectItemCaseSensitive(unwrap(value), name));
}

const struct json *json_at(const struct json *array, size_t i)
{
    const struct json *element =
        json_is_array(array) ? json_first(array) : NULL;
    while (element && i-- > 0)
        element = json_next(element);
    return element;
}

size_t json_count(const struct json *value)
{
    size_t count = 0;
    for (const struct json *child = json_first(value); child;
         child = json_next(child))
        count++;
    return count;
}

const struct json *json_first(const struct json *value)
{
    if (!json_is_object(value) && !json_is_array(value))
        return NULL;
    return wrap(value->item.child);
}

const struct json *json_next(const struct json *value)
{
    return value ? wrap(value->item.next) : NULL;
}

struct str json_name(const struct json *member)
{
    return member && member->item.string ? str_from(member->item.string)
                                         : (struct str){"", 0};
}

bool json_is_string(const struct json *value)
{
    return cJSON_IsString(unwrap(value));
}

bool json_is_number(const struct json *value)
{
    return cJSON_IsNumber(unwrap(value));
}

bool json_is_bool(const struct json *value)
{
    return cJSON_IsBool(unwrap(value));
}

bool json_is_null(const struct json *value)
{
    return cJSON_IsNull(unwrap(value));
}

bool json_is_object(const struct json *value)
{
    return cJSON_IsObject(unwrap(value));
}

bool json_is_array(const struct json *value)
{
    return cJSON_IsArray(unwrap(value));
}

struct str json_string(const struct json *value)
{
    return json_is_string(value) ? str_from(value->item.valuestring)
                                 : (struct str){"", 0};
}

double json_number(const struct json *value)
{
    return json_is_number(value) ? value->item.valuedouble : 0.0;
}

bool json_bool(const struct json *value)
{
    return cJSON_IsTrue(unwrap(value));
}

bool json_int(const struct json *value, int64_t min, int64_t max,
              int64_t *number)
{
    double n = json_number(value);

    if (!json_is_number(value) || n != floor(n) || n < (double)min ||
        n > (double)max)
        return false;
    *number = (int64_t)n;
    return true;
}
