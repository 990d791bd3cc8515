/*
 * exchange.h - one request and its reply, from the first judgement to the log
 * line; everything about them that is not sockets.
 *
 *     exchange_begin(&exchange, &face, arena);
 *     ... fill in exchange.request as it was sent ...
 *     if (exchange_admit(&exchange)) {
 *         ... collect exchange.request.body ...
 *         exchange_handle(&exchange);
 *         while (exchange_is_unfinished(&exchange))
 *             exchange_continue(&exchange);      in a thread that may wait
 *     }
 *     exchange_finish(&exchange);                exchange.reply is ready
 *
 * One thread at a time.
 */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include <stdatomic.h>

#include "http/dispatch.h"
#include "http/metrics.h"
#include "http/wire.h"

/* What every exchange of a server shares; immutable but for the metrics and
   the sum. */
struct exchange_face {
    struct dispatch dispatch;
    struct wire_limits limits;
    /* Of large responses that are on their way; NULL: nobody counts. */
    atomic_size_t *sending_bytes;
    size_t sending_bytes_max;
    struct metrics *metrics; /* or NULL */
    int log_status_min;      /* what is below is not logged; 0: all is */
};

struct exchange {
    const struct exchange_face *face;
    struct http_request request;
    struct http_response response;
    struct http_reply reply;
    char timing[40];      /* of the header Server-Timing */
    size_t row;           /* of the route, or DISPATCH_NONE */
    size_t claimed_bytes; /* part of the face's sum */
    int64_t started_us;   /* 0: not handled yet */
    int64_t finished_us;  /* 0: not handled at all */
};

void exchange_begin(struct exchange *exchange, const struct exchange_face *face,
                    struct arena *arena);

/* Judges and decodes the headers. False: the response is a refusal, the body
   must not be read and the connection must be closed. */
bool exchange_admit(struct exchange *exchange);

/* Makes the response a problem, for what was found out while reading. */
void exchange_refuse(struct exchange *exchange, int status, const char *detail);

void exchange_handle(struct exchange *exchange);
bool exchange_is_unfinished(const struct exchange *exchange);
void exchange_continue(struct exchange *exchange);

/* Renders, counts and logs. Makes it 503 if too many large responses wait for
   their readers already. Takes back what the response had borrowed. The
   reply's kept answer stays until the exchange is abandoned. */
void exchange_finish(struct exchange *exchange);

/* Makes the headers of a finished exchange's reply, unless they are made. */
void exchange_add_headers(struct exchange *exchange);

/* Ends an exchange at any moment: nothing stays borrowed. */
void exchange_abandon(struct exchange *exchange);

#endif
