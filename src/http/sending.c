/*
 * Making a response with its dozen headers costs forty calls of malloc and as
 * many of free, which is more than everything else that is done for a kept
 * answer. So the library's object is kept too. What differs between two
 * requests is overwritten where the library keeps it: the library copies the
 * headers into the connection's own memory when a response is queued, before
 * it turns to another connection of the same thread, and each worker has
 * objects of its own. That is known of one version; with any other, responses
 * are made anew for every request.
 */
#include "http/sending.h"

#include <assert.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { TIMING_LEN = sizeof("handler;dur=0.000") - 1 };

/* Of one kept answer and worker: with the body, and 304 without. */
struct form {
    struct kept_form kept; /* first: a kept form is its form */
    struct remade {
        struct MHD_Response *response;
        char *id, *timing; /* the values of its headers */
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
                         const struct http_reply *reply, bool closes)
{
    for (size_t i = 0; i < reply->headers.count; i++)
        (void)MHD_add_response_header(response,
                                      reply->headers.items[i].name.ptr,
                                      reply->headers.items[i].value.ptr);
    if (closes)
        (void)MHD_add_response_header(response, "Connection", "close");
}

/* Its headers must have been made. */
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

static struct MHD_Response *make(struct exchange *exchange, bool closes)
{
    struct http_reply *reply = &exchange->reply;
    struct MHD_Response *response;

    if (reply->kept) {
        exchange_add_headers(exchange);
        response = make_kept(reply);
    } else {
        response = MHD_create_response_from_buffer(
            reply->body.len, reply->body.ptr, MHD_RESPMEM_MUST_FREE);
        if (response)
            buf_init(&reply->body, 0); /* the library owns the bytes now */
    }
    if (response)
        sending_add_headers(response, reply, closes);
    return response;
}

static char *find_value(struct MHD_Response *response, const char *name,
                        size_t len)
{
    const char *value = MHD_get_response_header(response, name);
    return value && strlen(value) == len ? (char *)value : NULL;
}

/* False if this library or this request is not as it must be. */
static bool may_remake(const struct exchange *exchange,
                       const struct sending *sending)
{
    return exchange->reply.kept && !sending->closes &&
           sending->worker < KEPT_SENDERS_MAX &&
           exchange->request.id.len == REQUEST_OWN_ID_LEN &&
           strlen(exchange->timing) == TIMING_LEN &&
           strcmp(MHD_get_version(), "0.9.75") == 0;
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

static struct MHD_Response *remake(struct exchange *exchange,
                                   const struct sending *sending)
{
    struct form *form = form_of(exchange->reply.kept, sending->worker);
    struct remade *remade = &form->remade[exchange->reply.status == 304];

    if (!remade->response) {
        remade->response = make(exchange, false);
        if (!remade->response)
            return NULL;
        remade->id =
            find_value(remade->response, "X-Request-Id", REQUEST_OWN_ID_LEN);
        remade->timing =
            find_value(remade->response, "Server-Timing", TIMING_LEN);
        assert(remade->id && remade->timing);
        return remade->response;
    }
    memcpy(remade->id, exchange->request.id.ptr, REQUEST_OWN_ID_LEN);
    memcpy(remade->timing, exchange->timing, TIMING_LEN);
    return remade->response;
}

struct MHD_Response *sending_take(struct exchange *exchange,
                                  struct sending *sending)
{
    sending->is_shared = may_remake(exchange, sending);
    return sending->is_shared ? remake(exchange, sending)
                              : make(exchange, sending->closes);
}

void sending_give_back(struct MHD_Response *response,
                       const struct sending *sending)
{
    if (!sending->is_shared)
        MHD_destroy_response(response);
}
