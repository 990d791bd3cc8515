/*
 * app.h - what the handlers of the API work on.
 *
 * Made once by the command that serves, and given to every handler. The parts
 * lock themselves, or do not change.
 */
#ifndef HTTP_APP_H
#define HTTP_APP_H

#include <stdatomic.h>

#include "answer/answer.h"
#include "answer/current.h"
#include "http/metrics.h"
#include "http/routes.h"
#include "query/catalogue.h"

struct app {
    struct current *current;
    const struct catalogue *catalogue;
    struct metrics *metrics;
    const char *state_path; /* the table of runs */
    const char *dumps;      /* the folder, for what is past */
    int64_t started_at_s;
    atomic_uint_fast64_t hits, clarifications, misses;
};

/* What is served now; it is given back when the response was sent. When there
   is nothing, the response becomes a problem (503) and NULL is returned. */
const struct served *app_served(struct app *app,
                                const struct http_request *request,
                                struct http_response *response);

int64_t app_now_s(void);

/* Fills the response from an answer's parts; unpacked ones that are kept, for
   who does not accept gzip. */
void app_respond(const struct served *served, struct answer *answer,
                 const struct http_request *request,
                 struct http_response *response);

/* Ends a response made of the fresh bytes in `out`, which it takes over. */
void app_respond_json(struct buf *out, const struct http_request *request,
                      struct http_response *response);

/* Writes the lines of snapshot, freshness and outcomes; a metrics_writer_fn
   whose context is the app. */
void app_write_metrics(void *app, struct buf *out);

void api_query_get(void *app, const struct http_request *request,
                   struct http_response *response);
void api_query_post(void *app, const struct http_request *request,
                    struct http_response *response);
void api_batch(void *app, const struct http_request *request,
               struct http_response *response);
void api_suggestions(void *app, const struct http_request *request,
                     struct http_response *response);
void api_capabilities(void *app, const struct http_request *request,
                      struct http_response *response);
void api_status(void *app, const struct http_request *request,
                struct http_response *response);
void api_dumps(void *app, const struct http_request *request,
               struct http_response *response);
void api_dump(void *app, const struct http_request *request,
              struct http_response *response);
void api_regenerate(void *app, const struct http_request *request,
                    struct http_response *response);
void api_runs(void *app, const struct http_request *request,
              struct http_response *response);
void api_run(void *app, const struct http_request *request,
             struct http_response *response);
void api_run_cancel(void *app, const struct http_request *request,
                    struct http_response *response);
void api_run_events(void *app, const struct http_request *request,
                    struct http_response *response);
void api_schedule(void *app, const struct http_request *request,
                  struct http_response *response);
void api_dump_history(void *app, const struct http_request *request,
                      struct http_response *response);
void api_dump_diff(void *app, const struct http_request *request,
                   struct http_response *response);
void api_ready(void *app, const struct http_request *request,
               struct http_response *response);
void api_metrics(void *app, const struct http_request *request,
                 struct http_response *response);

#endif
