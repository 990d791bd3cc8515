/* Any bytes fail to parse, or are a document that is written and read back as
   the same text. */
#include <math.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/json_write.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_value(struct buf *buf, const struct json *value)
{
    bool is_object = json_is_object(value);

    if (is_object || json_is_array(value)) {
        buf_add_char(buf, is_object ? '{' : '[');
        for (const struct json *child = json_first(value); child;
             child = json_next(child)) {
            json_write_comma(buf);
            if (is_object) {
                struct str name = json_name(child);
                if (json_get(value, name.ptr) != child)
                    abort();
                json_write_key(buf, name.ptr);
            }
            write_value(buf, child);
        }
        buf_add_char(buf, is_object ? '}' : ']');
    } else if (json_is_string(value))
        json_write_string(buf, json_string(value));
    else if (json_is_number(value))
        json_write_real(buf, json_number(value));
    else if (json_is_bool(value))
        json_write_bool(buf, json_bool(value));
    else
        buf_add_text(buf, "null");
}

static struct json *parse(struct str text)
{
    const struct json_limits limits = {1 << 20, 64};
    struct err err = {0};
    struct json *document = json_parse(text, &limits, &err);

    if (!document && err.code == ERR_NONE)
        abort();
    return document;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct json *document = parse((struct str){(const char *)data, size});
    struct json *again;
    struct buf first, second;

    if (!document)
        return 0;
    buf_init(&first, 1 << 20);
    buf_init(&second, 1 << 20);
    write_value(&first, document);
    again = parse(buf_str(&first));
    if (!again)
        abort();
    write_value(&second, again);
    if (!str_equal(buf_str(&first), buf_str(&second)))
        abort();
    json_free(document);
    json_free(again);
    buf_release(&first);
    buf_release(&second);
    return 0;
}
