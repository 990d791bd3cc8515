/*
 * openapi.h - the OpenAPI 3.1 document, made from the table of routes.
 */
#ifndef HTTP_OPENAPI_H
#define HTTP_OPENAPI_H

#include "base/buf.h"
#include "http/routes.h"

/* Appends the document. Routes of one path must stand together, or the path
   would be written twice; a test holds the real table to it. */
void openapi_write(struct route_table routes, const char *version,
                   struct buf *buf);

#endif
