#include "http/routes.h"

#include "http/openapi.h"

enum { OPENAPI_BYTES_MAX = 1024 * 1024 };

static void get_openapi(void *app, const struct http_request *request,
                        struct http_response *response)
{
    struct buf buf;

    (void)app;
    buf_init(&buf, OPENAPI_BYTES_MAX);
    openapi_write(routes_table(), "1", &buf);
    response_json(response, arena_str(request->arena, buf_str(&buf)));
    buf_release(&buf);
}

static void get_health(void *app, const struct http_request *request,
                       struct http_response *response)
{
    (void)app;
    (void)request;
    response_json(response, (struct str)STR("{\"status\":\"alive\"}\n"));
}

static const struct route_row rows[] = {
    {.method = HTTP_GET,
     .pattern = "/health",
     .handle = get_health,
     .summary = "Whether the process is alive",
     .replies =
         (const struct route_reply[]){{200, "application/json", "It is"}, {0}}},
    {.method = HTTP_GET,
     .pattern = "/openapi.json",
     .handle = get_openapi,
     .summary = "This document",
     .replies =
         (const struct route_reply[]){{200, "application/json", "OpenAPI 3.1"},
                                      {0}}},
};

struct route_table routes_table(void)
{
    return (struct route_table){rows, COUNT(rows)};
}
