/*
 * sending.h - from a finished exchange to a response of libmicrohttpd.
 *
 * A response to a kept answer is made once for each worker and sent again and
 * again; only date, id and timing are written anew, in place.
 */
#ifndef HTTP_SENDING_H
#define HTTP_SENDING_H

#include "http/exchange.h"
#include "http/head.h"

struct MHD_Response;

/* The head that a worker wrote last: most are like the one before. */
struct sending_head {
    bool is_known;
    struct reply_kind kind;
    struct head head;
};

struct sending {
    size_t worker;             /* its number */
    struct sending_head *last; /* the worker's */
    bool knows_library;        /* see sending_knows_library */
    bool closes;    /* say that the connection is going to be closed */
    bool is_shared; /* set by sending_take: the response stays */
};

/* Whether the inside of the library that is loaded is known, of which faster
   ways make use. */
bool sending_knows_library(void);

/* Takes over the reply's body. The caller queues the response and then gives
   it back; NULL when memory is short. One exchange's worker's thread. */
struct MHD_Response *sending_take(struct exchange *exchange,
                                  struct sending *sending);
void sending_give_back(struct MHD_Response *response,
                       const struct sending *sending);

/* Adds the headers of its reply to a response that was made elsewhere. */
void sending_add_headers(struct MHD_Response *response,
                         struct exchange *exchange);

#endif
