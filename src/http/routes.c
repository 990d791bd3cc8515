#include "http/routes.h"

#include "base/version.h"
#include "http/app.h"
#include "http/openapi.h"

enum { OPENAPI_BYTES_MAX = 1024 * 1024 };

static void get_openapi(void *app, const struct http_request *request,
                        struct http_response *response)
{
    struct buf buf;

    (void)app;
    buf_init(&buf, OPENAPI_BYTES_MAX);
    openapi_write(routes_table(), VERSION, &buf);
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

#define JSON_TYPE "application/json"

/* Replies that many routes share. */
#define NO_SNAPSHOT                                                            \
    {                                                                          \
        503, ROUTE_PROBLEM, "No snapshot can be served yet"                    \
    }
#define BAD_REQUEST                                                            \
    {                                                                          \
        400, ROUTE_PROBLEM, "A parameter or the body is wrong"                 \
    }

static const struct route_reply answer_replies[] = {
    {200, JSON_TYPE, "The answer: a hit, a clarification or a miss"},
    {304, NULL, "It is the one you have"},
    BAD_REQUEST,
    NO_SNAPSHOT,
    {0}};

static const struct route_reply listing_replies[] = {
    {200, JSON_TYPE, "The list"}, BAD_REQUEST, NO_SNAPSHOT, {0}};

static const struct route_reply run_replies[] = {
    {200, JSON_TYPE, "What was asked for"},
    BAD_REQUEST,
    {404, ROUTE_PROBLEM, "There is no such run"},
    {0}};

static const struct route_reply past_replies[] = {
    {200, JSON_TYPE, "What was asked for"},
    BAD_REQUEST,
    {404, ROUTE_PROBLEM, "It is not kept, or never was"},
    {0}};

static const struct route_param run_params[] = {
    {"id", PARAM_IN_PATH, .description = "The number of the run"}, {0}};

#define QUERY_SCHEMA                                                           \
    "{\"type\":\"object\",\"required\":[\"query\"],"                           \
    "\"additionalProperties\":false,\"properties\":{"                          \
    "\"query\":{\"type\":\"string\"},\"context\":{\"type\":\"string\"},"       \
    "\"as_of\":{\"type\":\"string\",\"format\":\"date\"},"                     \
    "\"explain\":{\"type\":\"boolean\"}}}"

static const struct route_row rows[] = {
    {.method = HTTP_GET,
     .pattern = "/api/query",
     .handle = api_query_get,
     .summary = "Answer a question",
     .description = "A question that no dump answers is not an error: its "
                    "status is clarify or miss.",
     .params =
         (const struct route_param[]){
             {"q", .is_required = true, .description = "The question"},
             {"context", .description = "The context of the answer before"},
             {"as_of", .type = PARAM_DATE,
              .description = "The asker's day; today if it is left out"},
             {"explain", .description = "1: say how the decision was made"},
             {0}},
     .replies = answer_replies},
    {.method = HTTP_POST,
     .pattern = "/api/query",
     .handle = api_query_post,
     .summary = "Answer a question",
     .replies = answer_replies,
     .body_schema = QUERY_SCHEMA},
    {.method = HTTP_POST,
     .pattern = "/api/batch",
     .handle = api_batch,
     .summary = "Answer several questions, in order",
     .description = "Each question stands alone: a bad one is an element with "
                    "status error.",
     .replies = answer_replies,
     .body_schema =
         "{\"type\":\"object\",\"required\":[\"queries\"],\"properties\":{"
         "\"queries\":{\"type\":\"array\",\"items\":{\"anyOf\":["
         "{\"type\":\"string\"}," QUERY_SCHEMA "]}}}}"},
    {.method = HTTP_GET,
     .pattern = "/api/suggestions",
     .handle = api_suggestions,
     .summary = "Questions that would be answered",
     .params =
         (const struct route_param[]){
             {"q", .description = "What was typed so far"},
             {"limit", .type = PARAM_INTEGER, .min = 1, .max = 50,
              .description = "At most so many (8)"},
             {0}},
     .replies = listing_replies},
    {.method = HTTP_GET,
     .pattern = "/api/capabilities",
     .handle = api_capabilities,
     .summary = "Categories, templates, questions and entities",
     .replies = listing_replies},
    {.method = HTTP_GET,
     .pattern = "/api/status",
     .handle = api_status,
     .summary = "Snapshot, freshness, outcomes",
     .replies =
         (const struct route_reply[]){{200, JSON_TYPE, "The state"}, {0}}},
    {.method = HTTP_GET,
     .pattern = "/api/dumps",
     .handle = api_dumps,
     .summary = "All dumps, with their freshness",
     .replies = listing_replies},
    {.method = HTTP_GET,
     .pattern = "/api/dumps/{category}/{name}",
     .handle = api_dump,
     .summary = "One dump, or a part of it",
     .description = "The name may end in .json or .csv.",
     .params =
         (const struct route_param[]){
             {"category", PARAM_IN_PATH, .description = "Its category"},
             {"name", PARAM_IN_PATH,
              .description = "Its name, with .json or .csv if you like"},
             {"where.*", .repeats = true,
              .description = "Only rows whose column has this value; the same "
                             "column again: one of them"},
             {"order", .description = "A column, highest first with a - before "
                                      "it"},
             {"limit", .type = PARAM_INTEGER, .min = 1, .max = 1000000,
              .description = "At most so many rows"},
             {"snapshot", .type = PARAM_INTEGER, .min = 1, .max = 999999999,
              .description = "As it was in the snapshot of that number"},
             {"as_of", .type = PARAM_DATE,
              .description = "As it was at that day: the newest that is kept "
                             "of it or of a day before"},
             {0}},
     .replies =
         (const struct route_reply[]){
             {200, JSON_TYPE, "The dump; text/csv for .csv"},
             {304, NULL, "It is the one you have"},
             {308, JSON_TYPE, "It has another id now"},
             BAD_REQUEST,
             {404, ROUTE_PROBLEM, "There is no such dump"},
             {410, ROUTE_PROBLEM, "It was deleted"},
             NO_SNAPSHOT,
             {0}}},
    {.method = HTTP_GET,
     .pattern = "/api/dumps/{category}/{name}/history",
     .handle = api_dump_history,
     .summary = "The snapshots that hold a dump",
     .params =
         (const struct route_param[]){
             {"category", PARAM_IN_PATH, .description = "Its category"},
             {"name", PARAM_IN_PATH, .description = "Its name"},
             {0}},
     .replies = past_replies},
    {.method = HTTP_GET,
     .pattern = "/api/dumps/{category}/{name}/diff",
     .handle = api_dump_diff,
     .summary = "Rows that changed between two snapshots",
     .description = "Without from and to: the last two that differ. At most "
                    "1000 rows of each kind.",
     .params =
         (const struct route_param[]){
             {"category", PARAM_IN_PATH, .description = "Its category"},
             {"name", PARAM_IN_PATH, .description = "Its name"},
             {"from", .description = "The older one: a number or a day"},
             {"to", .description = "The newer one; the current if left out"},
             {0}},
     .replies = past_replies},
    {.method = HTTP_POST,
     .pattern = "/api/regenerate",
     .handle = api_regenerate,
     .summary = "Ask the scheduler for a run",
     .description =
         "Everything, or a category, template or cadence; for today, "
         "for another day (as_of), or to make past days into "
         "history (from, to). An equal request that waits already "
         "is joined.",
     .replies =
         (const struct route_reply[]){
             {202, JSON_TYPE, "It is queued; Location is where to look"},
             BAD_REQUEST,
             {404, ROUTE_PROBLEM,
              "There is no such category, template or "
              "cadence"},
             {503, ROUTE_PROBLEM, "No scheduler is at work"},
             {0}},
     .body_schema = "{\"type\":\"object\",\"additionalProperties\":false,"
                    "\"properties\":{\"category\":{\"type\":\"string\"},"
                    "\"template\":{\"type\":\"string\"},"
                    "\"cadence\":{\"type\":\"string\"},"
                    "\"as_of\":{\"type\":\"string\",\"format\":\"date\"},"
                    "\"from\":{\"type\":\"string\",\"format\":\"date\"},"
                    "\"to\":{\"type\":\"string\",\"format\":\"date\"}}}",
     .changes_state = true},
    {.method = HTTP_GET,
     .pattern = "/api/runs",
     .handle = api_runs,
     .summary = "The runs, newest first",
     .params =
         (const struct route_param[]){
             {"limit", .type = PARAM_INTEGER, .min = 1, .max = 1000,
              .description = "At most so many (20)"},
             {"before", .type = PARAM_INTEGER, .min = 1,
              .description = "Only runs before the one with this id"},
             {"job", .description = "Only those of a cadence, of a template "
                                    "with a cadence of its own, or request"},
             {0}},
     .replies = run_replies},
    {.method = HTTP_GET,
     .pattern = "/api/runs/{id}",
     .handle = api_run,
     .summary = "One run, template by template",
     .params = run_params,
     .replies = run_replies},
    {.method = HTTP_DELETE,
     .pattern = "/api/runs/{id}",
     .handle = api_run_cancel,
     .summary = "Cancel a run",
     .description = "One that waits is over at once; one that is under way "
                    "ends after the templates it is at, and publishes nothing.",
     .params = run_params,
     .replies =
         (const struct route_reply[]){
             {202, JSON_TYPE, "It will be"},
             {400, ROUTE_PROBLEM, "It is over already"},
             {404, ROUTE_PROBLEM, "There is no such run"},
             {0}},
     .changes_state = true},
    {.method = HTTP_GET,
     .pattern = "/api/runs/{id}/events",
     .handle = api_run_events,
     .summary = "A run as it goes",
     .description = "Server-sent events: template for each that is done, run "
                    "when its state changes; ends with the run.",
     .params = run_params,
     .replies =
         (const struct route_reply[]){
             {200, "text/event-stream", "The events"},
             {404, ROUTE_PROBLEM, "There is no such run"},
             {0}}},
    {.method = HTTP_GET,
     .pattern = "/api/schedule",
     .handle = api_schedule,
     .summary = "The next runs of every cadence",
     .params =
         (const struct route_param[]){{"n", .type = PARAM_INTEGER, .min = 1,
                                       .max = 10000,
                                       .description = "So many runs (10)"},
                                      {0}},
     .replies = run_replies},
    {.method = HTTP_GET,
     .pattern = "/health",
     .handle = get_health,
     .summary = "Whether the process is alive",
     .replies = (const struct route_reply[]){{200, JSON_TYPE, "It is"}, {0}}},
    {.method = HTTP_GET,
     .pattern = "/ready",
     .handle = api_ready,
     .summary = "Whether there is a snapshot to serve",
     .replies =
         (const struct route_reply[]){
             {200, JSON_TYPE,
              "There is; problem tells if it is not the newest"},
             {503, JSON_TYPE, "There is none"},
             {0}}},
    {.method = HTTP_GET,
     .pattern = "/metrics",
     .handle = api_metrics,
     .summary = "Figures for Prometheus",
     .replies =
         (const struct route_reply[]){{200, "text/plain", "The figures"}, {0}}},
    {.method = HTTP_GET,
     .pattern = "/openapi.json",
     .handle = get_openapi,
     .summary = "This document",
     .replies =
         (const struct route_reply[]){{200, JSON_TYPE, "OpenAPI 3.1"}, {0}}},
};

struct route_table routes_table(void)
{
    return (struct route_table){rows, COUNT(rows)};
}
