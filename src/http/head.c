#include "http/head.h"

#include "http/http_date.h"

/* How often a byte that ends lines or texts stands in the head. */
static size_t count_byte(const struct head *head, char byte)
{
    const char *at = head->bytes, *end = at + head->len;
    size_t count = 0;

    while (at && at < end) {
        at = memchr(at, byte, (size_t)(end - at));
        if (at) {
            at++;
            count++;
        }
    }
    return count;
}

/* Whoever made a header has looked at it; here it would split a reply. */
static bool is_whole(const struct head *head, size_t lines)
{
    return count_byte(head, '\n') == lines && count_byte(head, '\r') == lines &&
           count_byte(head, '\0') == 0;
}

static void put(struct head *head, struct str text)
{
    memcpy(head->bytes + head->len, text.ptr, text.len);
    head->len += text.len;
}

static void put_field(struct head *head, const struct http_field *field)
{
    put(head, (struct str)STR("\r\n"));
    put(head, field->name);
    put(head, (struct str)STR(": "));
    if (str_is(field->name, "X-Request-Id"))
        head->id_at = head->len;
    else if (str_is(field->name, "Server-Timing"))
        head->timing_at = head->len;
    put(head, field->value);
}

bool head_write(struct head *head, const struct http_fields *headers)
{
    head->id_at = head->timing_at = 0;
    head->len = HTTP_DATE_LEN;
    http_date_now(head->bytes);
    for (size_t i = 0; i < headers->count; i++) {
        const struct http_field *field = &headers->items[i];
        size_t room = sizeof(head->bytes) - head->len;
        if (field->name.len + field->value.len + strlen("\r\n: ") > room ||
            field->name.len == 0 || field->value.len == 0)
            return false;
        put_field(head, field);
    }
    return is_whole(head, headers->count);
}
