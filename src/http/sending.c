/*
 * Adding a dozen headers one by one costs forty calls of malloc and as many of
 * free, which is more than everything else that is done for a kept answer. So
 * they are added as one: a header Date whose value has the length of them all,
 * and into which they are written afterwards, line ends included. Most heads
 * differ in four values from the one before, of which they are made.
 *
 * And the library's object is kept with a kept answer. What differs between two
 * requests is then overwritten where the library keeps it: the library copies
 * the headers into the connection's own memory when a response is queued,
 * before it turns to another connection of the same thread, and each worker
 * has objects of its own.
 *
 * Both rest on this: a header's value is kept in memory that only the
 * response owns, MHD_get_response_header says where, its length is noted when
 * it is added, and nobody looks at it again but to copy it. That is known of
 * one version; with any other, headers are added one by one, and responses are
 * made anew for every request.
 */
#include "http/sending.h"

#include <assert.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "http/head.h"
#include "http/http_date.h"

enum { TIMING_LEN = sizeof("handler;dur=0.000") - 1 };

/* Of one kept answer and worker: with the body, and 304 without. */
struct form {
    struct kept_form kept; /* first: a kept form is its form */
    struct remade {
        struct MHD_Response *response;
        char *head; /* where the library has it */
        size_t id_at, timing_at;
    } remade[2];
};

static void drop_bytes(void *kept)
{
    kept_drop_bytes(kept);
}

static void free_form(struct kept_form *kept)
{
    struct form *form = (struct form *)kept;

    for (size_t i = 0; i < 2; i++)
        if (form->remade[i].response)
            MHD_destroy_response(form->remade[i].response);
    free(form);
}

void sending_add_headers(struct MHD_Response *response,
                         struct exchange *exchange)
{
    const struct http_fields *headers = &exchange->reply.headers;

    exchange_add_headers(exchange);
    for (size_t i = 0; i < headers->count; i++)
        (void)MHD_add_response_header(response, headers->items[i].name.ptr,
                                      headers->items[i].value.ptr);
}

static struct MHD_Response *make_kept(const struct http_reply *reply)
{
    struct kept *kept = reply->kept;
    struct MHD_Response *response;

    if (reply->status == 304)
        return MHD_create_response_from_buffer(0, "", MHD_RESPMEM_PERSISTENT);
    kept_hold_bytes(kept);
    response = MHD_create_response_from_buffer_with_free_callback_cls(
        kept->body.len, (void *)kept->body.ptr, drop_bytes, kept);
    if (!response)
        kept_drop_bytes(kept);
    return response;
}

static struct MHD_Response *make_body(struct http_reply *reply)
{
    struct MHD_Response *response;

    if (reply->kept)
        return make_kept(reply);
    response = MHD_create_response_from_buffer(reply->body.len, reply->body.ptr,
                                               MHD_RESPMEM_MUST_FREE);
    if (response)
        buf_init(&reply->body, 0); /* the library owns the bytes now */
    return response;
}

/* Returns where the library has it. */
static char *put_head(struct MHD_Response *response, const struct head *head)
{
    char filler[HEAD_BYTES_MAX + 1];
    char *value;

    memset(filler, '-', head->len);
    filler[head->len] = '\0';
    if (MHD_add_response_header(response, "Date", filler) != MHD_YES)
        return NULL;
    value = (char *)MHD_get_response_header(response, "Date");
    assert(value && strlen(value) == head->len);
    return memcpy(value, head->bytes, head->len);
}

/* Whether id and timing are as long as in other heads. */
static bool is_usual(const struct exchange *exchange)
{
    return exchange->request.id.len == REQUEST_OWN_ID_LEN &&
           strlen(exchange->timing) == TIMING_LEN;
}

static void write_changes(const struct exchange *exchange, struct head *head)
{
    struct str etag = exchange->reply.etag;

    http_date_now(head->bytes);
    if (etag.len > 0)
        memcpy(head->bytes + head->etag_at, etag.ptr, etag.len);
    memcpy(head->bytes + head->id_at, exchange->request.id.ptr,
           REQUEST_OWN_ID_LEN);
    memcpy(head->bytes + head->timing_at, exchange->timing, TIMING_LEN);
}

/* Makes the last head this exchange's; false if it cannot be written. */
static bool write_head(struct exchange *exchange, struct sending_head *last)
{
    struct reply_kind kind;
    bool is_one_of_kind =
        response_find_kind(&exchange->response, &exchange->reply, &kind) &&
        is_usual(exchange);

    if (is_one_of_kind && last->is_known &&
        reply_kind_equals(&kind, &last->kind)) {
        write_changes(exchange, &last->head);
        return true;
    }
    last->is_known = false;
    exchange_add_headers(exchange);
    if (!head_write(&last->head, &exchange->reply.headers))
        return false;
    last->kind = kind;
    last->is_known = is_one_of_kind;
    return true;
}

/* `remade` may be NULL. */
static struct MHD_Response *make(struct exchange *exchange,
                                 const struct sending *sending,
                                 struct remade *remade)
{
    struct MHD_Response *response = make_body(&exchange->reply);
    const struct head *head = &sending->last->head;
    char *at = NULL;

    if (!response)
        return NULL;
    if (sending->knows_library && write_head(exchange, sending->last))
        at = put_head(response, head);
    if (!at)
        sending_add_headers(response, exchange);
    if (sending->closes)
        (void)MHD_add_response_header(response, "Connection", "close");
    if (remade && at && head->id_at > 0 && head->timing_at > 0)
        *remade = (struct remade){response, at, head->id_at, head->timing_at};
    return response;
}

/* False if this library or this request is not as it must be. */
static bool may_remake(const struct exchange *exchange,
                       const struct sending *sending)
{
    return sending->knows_library && exchange->reply.kept && !sending->closes &&
           sending->worker < KEPT_SENDERS_MAX && is_usual(exchange);
}

static struct form *form_of(struct kept *kept, size_t worker)
{
    struct form *form = (struct form *)kept->forms[worker];

    if (form)
        return form;
    form = MEMORY_NEW(struct form);
    form->kept.free = free_form;
    kept->forms[worker] = &form->kept;
    return form;
}

bool sending_knows_library(void)
{
    return strcmp(MHD_get_version(), "0.9.75") == 0;
}

struct MHD_Response *sending_take(struct exchange *exchange,
                                  struct sending *sending)
{
    struct MHD_Response *response;
    struct remade *remade;

    sending->is_shared = false;
    if (!may_remake(exchange, sending))
        return make(exchange, sending, NULL);
    remade = &form_of(exchange->reply.kept, sending->worker)
                  ->remade[exchange->reply.status == 304];
    if (!remade->response) {
        response = make(exchange, sending, remade);
        sending->is_shared = remade->response != NULL;
        return response;
    }
    http_date_now(remade->head);
    memcpy(remade->head + remade->id_at, exchange->request.id.ptr,
           REQUEST_OWN_ID_LEN);
    memcpy(remade->head + remade->timing_at, exchange->timing, TIMING_LEN);
    sending->is_shared = true;
    return remade->response;
}

void sending_give_back(struct MHD_Response *response,
                       const struct sending *sending)
{
    if (!sending->is_shared)
        MHD_destroy_response(response);
}
