#include "http/head.h"

#include "http/http_date.h"

static void put(struct head *head, struct str text)
{
    memcpy(head->bytes + head->len, text.ptr, text.len);
    head->len += text.len;
}

static bool has_name(const struct http_field *field, struct str name)
{
    return str_equal(field->name, name);
}

/* Whoever made a header has looked at it; a line end in it would split a reply
   here. */
static bool put_field(struct head *head, const struct http_field *field)
{
    size_t start;

    put(head, (struct str)STR("\r\n"));
    start = head->len;
    put(head, field->name);
    put(head, (struct str)STR(": "));
    if (has_name(field, (struct str)STR("ETag")))
        head->etag_at = head->len;
    else if (has_name(field, (struct str)STR("X-Request-Id")))
        head->id_at = head->len;
    else if (has_name(field, (struct str)STR("Server-Timing")))
        head->timing_at = head->len;
    put(head, field->value);
    return !str_has_control(
        (struct str){head->bytes + start, head->len - start});
}

bool head_write(struct head *head, const struct http_fields *headers)
{
    head->etag_at = head->id_at = head->timing_at = 0;
    head->len = HTTP_DATE_LEN;
    http_date_now(head->bytes);
    for (size_t i = 0; i < headers->count; i++) {
        const struct http_field *field = &headers->items[i];
        size_t room = sizeof(head->bytes) - head->len;
        if (field->name.len + field->value.len + strlen("\r\n: ") > room ||
            field->name.len == 0 || field->value.len == 0 ||
            !put_field(head, field))
            return false;
    }
    return true;
}
