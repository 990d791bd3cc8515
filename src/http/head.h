/*
 * head.h - the headers of a reply in one piece, as they stand on the wire.
 *
 *     Sun, 06 Nov 1994 08:49:37 GMT\r\n
 *     Cache-Control: no-store\r\n
 *     X-Request-Id: 0123456789abcdef
 *
 * It is the value of the header Date, followed by the other lines; the last
 * has no end. Pure function, but for the date of now.
 */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include "http/request.h"

enum { HEAD_BYTES_MAX = 2048 };

struct head {
    size_t len;
    /* Where the values of ETag, X-Request-Id and Server-Timing stand; 0:
       nowhere. */
    size_t etag_at, id_at, timing_at;
    char bytes[HEAD_BYTES_MAX];
};

/* False if the headers do not fit, or if one of them could end a line. */
MUST_CHECK bool head_write(struct head *head,
                           const struct http_fields *headers);

#endif
