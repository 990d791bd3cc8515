#include "http/exchange.h"

#include "base/log.h"
#include "http/problem.h"

#include <time.h>

enum { CLAIM_BYTES_MIN = 64 * 1024 };

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void exchange_begin(struct exchange *exchange, const struct exchange_face *face,
                    struct arena *arena)
{
    *exchange = (struct exchange){.face = face, .row = DISPATCH_NONE};
    exchange->request.arena = arena;
    response_init(&exchange->response);
}

void exchange_refuse(struct exchange *exchange, int status, const char *detail)
{
    struct problem problem = {.status = status, .detail = str_from(detail)};
    problem_respond(&problem, &exchange->request, &exchange->response);
}

bool exchange_admit(struct exchange *exchange)
{
    struct wire_fault fault;
    struct err err;

    request_identify(&exchange->request);
    if (!wire_check(&exchange->request, &exchange->face->limits, &fault)) {
        exchange_refuse(exchange, fault.status, fault.detail);
        return false;
    }
    if (!request_decode(&exchange->request, &err)) {
        problem_respond_err(&err, &exchange->request, &exchange->response);
        return false;
    }
    return true;
}

void exchange_handle(struct exchange *exchange)
{
    exchange->started_us = now_us();
    exchange->row = dispatch_run(&exchange->face->dispatch, &exchange->request,
                                 &exchange->response);
}

bool exchange_is_unfinished(const struct exchange *exchange)
{
    return exchange->response.later != NULL;
}

void exchange_continue(struct exchange *exchange)
{
    http_handler_fn *later = exchange->response.later;

    exchange->response.later = NULL;
    later(exchange->face->dispatch.app, &exchange->request,
          &exchange->response);
}

static struct str route_name(const struct exchange *exchange)
{
    const struct route_table *routes = &exchange->face->dispatch.routes;

    if (exchange->row == DISPATCH_NONE)
        return (struct str)STR("");
    return str_from(routes->rows[exchange->row].pattern);
}

/* Neither path nor query: a question may be nobody else's business. */
static void write_log(const struct exchange *exchange, int64_t duration_us)
{
    int status = exchange->reply.status;
    bool is_ours = status >= 500 && status != 501 && status != 503;
    enum log_level level = is_ours ? LOG_ERROR : LOG_INFO;
    struct log_field fields[9];
    size_t count = 0;

    if (!log_is_on(level) || status < exchange->face->log_status_min)
        return;
    fields[count++] = log_text("request_id", exchange->request.id);
    fields[count++] = log_text(
        "method", str_from(http_method_name(exchange->request.method)));
    fields[count++] = log_text("route", route_name(exchange));
    fields[count++] = log_int("status", status);
    fields[count++] = log_int("duration_us", duration_us);
    fields[count++] =
        log_int("bytes", (int64_t)reply_body_len(&exchange->reply));
    fields[count++] = log_text("client", exchange->request.client);
    if (exchange->response.cause.len > 0 && status >= 500)
        fields[count++] = log_text("cause", exchange->response.cause);
    fields[count] = log_end();
    log_event(level, "request", fields);
}

/* "handler;dur=0.012", in milliseconds. */
static void write_timing(struct exchange *exchange, int64_t duration_us)
{
    static const char name[] = "handler;dur=";
    char *end = exchange->timing + sizeof(exchange->timing), *at = end;

    *--at = '\0';
    for (int digits = 0; duration_us > 0 || digits < 4; digits++) {
        if (digits == 3)
            *--at = '.';
        *--at = (char)('0' + duration_us % 10);
        duration_us /= 10;
    }
    at -= sizeof(name) - 1;
    memcpy(at, name, sizeof(name) - 1);
    memmove(exchange->timing, at, (size_t)(end - at));
}

static void add_timing(struct exchange *exchange)
{
    fields_add(&exchange->response.headers, exchange->request.arena,
               str_from("Server-Timing"), str_from(exchange->timing));
}

void exchange_add_headers(struct exchange *exchange)
{
    if (exchange->reply.headers.count > 0)
        return;
    add_timing(exchange);
    response_add_headers(&exchange->response, &exchange->request,
                         &exchange->reply);
}

/* A large body stays in memory until its reader, who may be slow, has it.
   False if all of them would be too many; a single one is never that. */
static bool claim_memory(struct exchange *exchange)
{
    const struct exchange_face *face = exchange->face;
    size_t len = exchange->reply.body.len, others;

    if (!face->sending_bytes || len < CLAIM_BYTES_MIN)
        return true;
    others = atomic_fetch_add(face->sending_bytes, len);
    if (others > 0 && others + len > face->sending_bytes_max) {
        atomic_fetch_sub(face->sending_bytes, len);
        return false;
    }
    exchange->claimed_bytes = len;
    return true;
}

static void refuse_large(struct exchange *exchange)
{
    buf_release(&exchange->reply.body);
    exchange_refuse(exchange, 503, "too many large answers are being sent");
    exchange->response.retry_after_s = 1;
}

static void render(struct exchange *exchange)
{
    struct err err, ignored;

    if (!response_render(&exchange->response, &exchange->request,
                         &exchange->reply, &err))
        problem_respond_err(&err, &exchange->request, &exchange->response);
    else if (claim_memory(exchange))
        return;
    else
        refuse_large(exchange);
    /* A problem is fresh bytes, far below the limit: it always renders. */
    (void)!response_render(&exchange->response, &exchange->request,
                           &exchange->reply, &ignored);
}

/* What is refused by its headers alone was not handled. */
static int64_t time_taken_us(struct exchange *exchange)
{
    if (exchange->started_us > 0)
        exchange->finished_us = now_us();
    return exchange->finished_us - exchange->started_us;
}

void exchange_finish(struct exchange *exchange)
{
    int64_t duration_us;

    render(exchange);
    duration_us = time_taken_us(exchange);
    write_timing(exchange, duration_us);
    if (exchange->face->metrics)
        metrics_record(exchange->face->metrics, exchange->row,
                       exchange->reply.status, duration_us,
                       reply_body_len(&exchange->reply));
    write_log(exchange, duration_us);
}

void exchange_abandon(struct exchange *exchange)
{
    if (exchange->claimed_bytes > 0)
        atomic_fetch_sub(exchange->face->sending_bytes,
                         exchange->claimed_bytes);
    exchange->claimed_bytes = 0;
    response_release(&exchange->response);
    buf_release(&exchange->reply.body);
}
