/*
 * routes.h - the table that is the whole API.
 *
 * One row per route: dispatch, the Allow header, OpenAPI, metrics and tests
 * read it, and nothing else knows a path. Rows are static and immutable. To
 * add an endpoint: write a handler, add a row.
 *
 *     {.method = HTTP_GET,
 *      .pattern = "/api/dumps/{category}/{name}",
 *      .handle = dump_get,
 *      .summary = "One dump",
 *      .params = (const struct route_param[]){
 *          {"category", .place = PARAM_IN_PATH,
 *           .description = "Its folder"},
 *          {"name", .place = PARAM_IN_PATH,
 *           .description = "Its file's name"},
 *          {"limit", .type = PARAM_INTEGER, .min = 1, .max = 1000,
 *           .description = "At most so many rows"},
 *          {"where.*", .repeats = true, .description = "Only these rows"},
 *          {0}},
 *      .replies = (const struct route_reply[]){
 *          {200, "application/json", "The dump"},
 *          {404, ROUTE_PROBLEM, "There is no such dump"},
 *          {0}}}
 *
 * The first row that matches wins, so "/api/runs/latest" stands before
 * "/api/runs/{id}". GET answers HEAD too.
 */
#ifndef HTTP_ROUTES_H
#define HTTP_ROUTES_H

#include "http/response.h"

#define ROUTE_PROBLEM "application/problem+json"

enum param_place { PARAM_IN_QUERY, PARAM_IN_PATH };

enum param_type {
    PARAM_STRING,
    PARAM_INTEGER, /* decimal digits, from min to max */
    PARAM_BOOLEAN, /* "true" or "false" */
    PARAM_DATE,    /* "2026-11-20"; its form is checked, not the calendar */
};

/* Dispatch refuses what is missing, misspelt, given twice or out of range, so
   a handler finds only what its row promises. */
struct route_param {
    const char *name; /* "where.*" is any name that begins with "where." */
    enum param_place place;
    enum param_type type;
    bool is_required; /* those in the path always are */
    bool repeats;     /* may be given more than once */
    int64_t min;      /* PARAM_INTEGER, 0 or more */
    int64_t max;      /* 0: no upper limit but 2^53 */
    const char *description;
};

struct route_reply {
    int status;
    const char *media_type; /* NULL: no body */
    const char *description;
};

struct route_row {
    enum http_method method;
    const char *pattern; /* "{name}" stands for one segment, not empty */
    http_handler_fn *handle;
    const char *summary;               /* a few words, no full stop */
    const char *description;           /* or NULL */
    const struct route_param *params;  /* ends with a NULL name; or NULL */
    const struct route_reply *replies; /* ends with status 0 */
    const char *body_schema; /* JSON Schema of what POST takes; or NULL */
    bool changes_state;      /* then browsers of other sites are refused */
};

struct route_table {
    const struct route_row *rows;
    size_t count;
};

/* The real API. */
struct route_table routes_table(void);

#endif
