/*
 * libmicrohttpd reads and writes; what it leaves to its user is done around
 * it. Of a request it calls us back, in this order:
 *
 *     begin_request    the first line was read: the raw target is kept, since
 *                      what the library makes of it is lossy
 *     serve, first     the headers were read: a refusal is queued here, and
 *                      then closes the connection; nothing else may be queued
 *                      here, for it would close the connection too
 *     serve, data      once per piece of the body
 *     serve, last      the response is queued, or the connection suspended
 *                      until a helper has made it
 *     serve, again     a response that was kept back is queued
 *     end_request      it was sent, or broken off
 *
 * The library goes round all sockets that have something to read. A client
 * that is sent an answer at once must be woken up for it, each time, if it
 * reads faster than answers are made; so those of one round are kept back and
 * sent together. The library asks again in its next round, which follows at
 * once, for what was not queued: that, too, is known of one version.
 *
 * Each worker is a daemon of its own, on a socket of its own: it shares
 * nothing with the others but the table of connections.
 */
#include "http/server.h"

#include <assert.h>
#include <microhttpd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/processors.h"
#include "http/exchange.h"
#include "http/helpers.h"
#include "http/listener.h"
#include "http/sending.h"
#include "http/streams.h"
#include "http/wire.h"

enum {
    WORKERS_MAX = 64,
    SPARE_ARENAS = 32, /* kept by each worker for its next requests */
    REFUSED_MAX = 256, /* connections over the limit, being told so */
    STREAM_INTERVAL_MS = 500,
    STREAM_BLOCK_BYTES = 4096,
    TOGETHER_MAX = 64,    /* responses that a worker keeps back */
    TOGETHER_GAP_US = 20, /* between two answers of one round */
    GRACE_MS = 1000,      /* for sockets that were shut down to be closed */
};

struct worker {
    struct server *server;
    struct MHD_Daemon *daemon;
    /* Touched by the worker's thread alone. */
    struct arena *spares[SPARE_ARENAS];
    size_t spare_count;
    struct sending_head last_head;
    size_t kept_back_count;
    int64_t answered_us; /* when it was, the last time */
};

struct server {
    struct exchange_face face;
    struct connections *connections;
    struct helpers *helpers;
    struct streams *streams;
    struct worker *workers;
    int *listen_fds;
    size_t worker_count;
    uint16_t port;
    atomic_size_t sending_bytes;
    bool owns_sockets; /* nobody else accepts from them */
    bool knows_library;
};

enum peer_state {
    PEER_IDLE,
    PEER_BEGUN,     /* the first line was read */
    PEER_ADMITTED,  /* the headers were judged */
    PEER_PUT_OFF,   /* a helper has it */
    PEER_KEPT_BACK, /* a response was made, and is queued the next time */
    PEER_ANSWERED,  /* a response was queued, or never will be */
};

/* A connection, and the request it carries at the moment. */
struct peer {
    struct worker *worker;
    struct connection *connection;
    struct MHD_Connection *library; /* its connection */
    enum peer_state state;
    bool is_last; /* nothing behind this request is read: it was refused by
                     its headers, or where its body ended is in doubt */
    const char *raw_target; /* where the library had it */
    struct exchange exchange;
    struct buf body;
    struct stream stream;
    struct MHD_Response *response; /* made, and not queued yet; or NULL */
    struct sending sending;
};

/* --- Requests ------------------------------------------------------------ */

static struct arena *take_arena(struct worker *worker)
{
    if (worker->spare_count > 0)
        return worker->spares[--worker->spare_count];
    return arena_new();
}

static void give_arena(struct worker *worker, struct arena *arena)
{
    if (worker->spare_count == SPARE_ARENAS) {
        arena_free(arena);
        return;
    }
    arena_reset(arena);
    worker->spares[worker->spare_count++] = arena;
}

/* What is not needed to send the response. */
static void release_memory(struct peer *peer)
{
    struct http_request *request = &peer->exchange.request;

    buf_release(&peer->body);
    if (request->arena)
        give_arena(peer->worker, request->arena);
    request->arena = NULL;
}

static void release_response(struct peer *peer)
{
    if (peer->response)
        sending_give_back(peer->response, &peer->sending);
    peer->response = NULL;
}

static void set_state(struct peer *peer, enum peer_state state)
{
    struct worker *worker = peer->worker;

    worker->kept_back_count -= peer->state == PEER_KEPT_BACK;
    worker->kept_back_count += state == PEER_KEPT_BACK;
    peer->state = state;
}

static void forget_request(struct peer *peer)
{
    if (peer->state == PEER_IDLE)
        return;
    exchange_abandon(&peer->exchange);
    release_response(peer);
    release_memory(peer);
    buf_release(&peer->stream.out);
    set_state(peer, PEER_IDLE);
}

static size_t count_params(struct str target)
{
    const char *at = target.ptr, *end = at + target.len;
    size_t count = 1;

    while ((at = memchr(at, '&', (size_t)(end - at)))) {
        at++;
        count++;
    }
    return count;
}

static void *begin_request(void *context, const char *target,
                           struct MHD_Connection *library)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(library, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct peer *peer = info->socket_context;
    struct server *server = context;
    struct arena *arena;

    forget_request(peer);
    arena = take_arena(peer->worker);
    exchange_begin(&peer->exchange, &server->face, arena);
    buf_init(&peer->body, server->face.limits.body_bytes_max);
    peer->library = library;
    peer->state = PEER_BEGUN;
    peer->is_last = false;
    peer->raw_target = target;
    peer->exchange.request.target = arena_str(arena, str_from(target));
    peer->exchange.request.client = connection_client(peer->connection);
    /* The library keeps each parameter; when its memory is full it answers
       nothing at all. */
    if (!connection_enter(peer->connection, CONNECTION_HEADERS))
        peer->state = PEER_ANSWERED;
    else if (count_params(peer->exchange.request.target) > REQUEST_QUERY_MAX) {
        connection_refuse(peer->connection, 400);
        peer->state = PEER_ANSWERED;
    }
    return peer;
}

static enum MHD_Result add_header(void *context, enum MHD_ValueKind kind,
                                  const char *name, size_t name_len,
                                  const char *value, size_t value_len)
{
    struct http_request *request = context;

    (void)kind;
    fields_add(&request->headers, request->arena, (struct str){name, name_len},
               (struct str){value ? value : "", value ? value_len : 0});
    return MHD_YES;
}

/*
 * The library takes a bare LF for an end of line, joins folded lines, and
 * ends texts at a NUL, and tells none of it. But it keeps the texts where it
 * read them, with CR and LF overwritten by NULs: if every text begins exactly
 * two bytes after the end of the one before, every line ended in CR LF and
 * nothing was cut off. Pointers are compared, never followed.
 */
static bool lines_are_strict(const struct peer *peer, const char *method,
                             const char *version)
{
    const struct http_request *request = &peer->exchange.request;
    const char *end = version + strlen(version);
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(
        peer->library, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

    if (peer->raw_target != method + strlen(method) + 1 ||
        version != peer->raw_target + request->target.len + 1)
        return false;
    for (size_t i = 0; i < request->headers.count; i++) {
        const struct http_field *field = &request->headers.items[i];
        if (field->name.ptr != end + 2)
            return false;
        end = field->value.ptr + field->value.len;
    }
    return info && method + info->header_size == end + 4;
}

static void wake_stream(void *context)
{
    struct peer *peer = context;
    MHD_resume_connection(peer->library);
}

static ssize_t read_stream(void *context, uint64_t position, char *bytes,
                           size_t max)
{
    struct peer *peer = context;
    size_t len = stream_take(&peer->stream, bytes, max);

    (void)position;
    if (len > 0)
        return (ssize_t)len;
    if (peer->stream.is_over)
        return MHD_CONTENT_READER_END_OF_STREAM;
    MHD_suspend_connection(peer->library);
    streams_wait(peer->worker->server->streams, &peer->stream);
    return 0;
}

static struct MHD_Response *make_stream(struct peer *peer)
{
    const struct http_response *response = &peer->exchange.response;
    int interval_ms = response->stream_interval_ms;

    peer->stream = (struct stream){
        .next = response->stream,
        .context = response->stream_context,
        .interval_ms = interval_ms > 0 ? interval_ms : STREAM_INTERVAL_MS,
        .wake = wake_stream,
        .owner = peer};
    buf_init(&peer->stream.out, STREAM_BYTES_MAX);
    if (!connection_enter(peer->connection, CONNECTION_STREAMING))
        return NULL;
    return MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, STREAM_BLOCK_BYTES, read_stream, peer, NULL);
}

static struct MHD_Response *take_response(struct peer *peer,
                                          struct sending *sending)
{
    struct MHD_Response *response;

    if (!peer->exchange.response.stream)
        return sending_take(&peer->exchange, sending);
    response = make_stream(peer);
    if (response)
        sending_add_headers(response, &peer->exchange);
    if (response && sending->closes)
        (void)MHD_add_response_header(response, "Connection", "close");
    return response;
}

/* False when memory is short. */
static bool make_response(struct peer *peer)
{
    struct server *server = peer->worker->server;

    peer->sending =
        (struct sending){.worker = (size_t)(peer->worker - server->workers),
                         .last = &peer->worker->last_head,
                         .knows_library = server->knows_library,
                         .closes = peer->is_last || connections_are_draining(
                                                        server->connections)};
    exchange_finish(&peer->exchange);
    peer->response = take_response(peer, &peer->sending);
    return peer->response != NULL;
}

static enum MHD_Result queue_response(struct peer *peer)
{
    enum MHD_Result result = MHD_queue_response(
        peer->library, (unsigned)peer->exchange.reply.status, peer->response);

    release_response(peer);
    set_state(peer, PEER_ANSWERED);
    return result;
}

static enum MHD_Result queue_reply(struct peer *peer)
{
    return make_response(peer) ? queue_response(peer) : MHD_NO;
}

/* Not what was made before: it is sent faster than its client can read it, and
   several share one response. */
static bool may_be_kept_back(const struct peer *peer)
{
    return peer->sending.knows_library && !peer->exchange.reply.kept &&
           !peer->exchange.response.stream &&
           peer->worker->kept_back_count < TOGETHER_MAX;
}

/* Answers of one round follow one another. */
static bool is_one_of_many(struct peer *peer)
{
    const struct exchange *exchange = &peer->exchange;
    int64_t gap_us = exchange->started_us - peer->worker->answered_us;

    peer->worker->answered_us = exchange->finished_us;
    return gap_us < TOGETHER_GAP_US;
}

static enum MHD_Result reply(struct peer *peer)
{
    if (!make_response(peer))
        return MHD_NO;
    if (!is_one_of_many(peer) || !may_be_kept_back(peer))
        return queue_response(peer);
    release_memory(peer);
    set_state(peer, PEER_KEPT_BACK);
    return MHD_YES;
}

static enum MHD_Result judge_headers(struct peer *peer, const char *method,
                                     const char *version)
{
    struct http_request *request = &peer->exchange.request;

    request->method_name = str_from(method);
    request->version = str_from(version);
    MHD_get_connection_values_n(peer->library, MHD_HEADER_KIND, add_header,
                                request);
    request->has_loose_lines = peer->worker->server->knows_library &&
                               !lines_are_strict(peer, method, version);
    for (size_t i = 0; i < request->headers.count; i++)
        request->headers.items[i].value =
            str_trim(request->headers.items[i].value);
    if (!exchange_admit(&peer->exchange)) {
        if (!connection_enter(peer->connection, CONNECTION_ANSWERING))
            return MHD_NO;
        peer->is_last = true;
        return queue_reply(peer);
    }
    peer->is_last = wire_is_chunked(request);
    peer->state = PEER_ADMITTED;
    if (!wire_has_body(request))
        return MHD_YES;
    return connection_enter(peer->connection, CONNECTION_BODY) ? MHD_YES
                                                               : MHD_NO;
}

/* A response cannot be queued while a body comes in: what is too large is
   refused on the socket itself. */
static enum MHD_Result take_body(struct peer *peer, const char *data,
                                 size_t *len)
{
    buf_add_bytes(&peer->body, data, *len);
    *len = 0;
    if (!buf_overflowed(&peer->body))
        return MHD_YES;
    connection_refuse(peer->connection, 413);
    peer->state = PEER_ANSWERED;
    return MHD_NO;
}

static void run_put_off(void *context)
{
    struct peer *peer = context;

    while (exchange_is_unfinished(&peer->exchange))
        exchange_continue(&peer->exchange);
    MHD_resume_connection(peer->library);
}

/* The library calls `serve` once more when the connection is resumed. */
static void put_off(struct peer *peer)
{
    peer->state = PEER_PUT_OFF;
    MHD_suspend_connection(peer->library);
    if (helpers_take(peer->worker->server->helpers, run_put_off, peer))
        return;
    exchange_refuse(&peer->exchange, 503, "too many long requests at once");
    peer->exchange.response.retry_after_s = 1;
    MHD_resume_connection(peer->library);
}

static enum MHD_Result answer(struct peer *peer)
{
    if (!connection_enter(peer->connection, CONNECTION_ANSWERING))
        return MHD_NO;
    peer->exchange.request.body = buf_str(&peer->body);
    exchange_handle(&peer->exchange);
    if (!exchange_is_unfinished(&peer->exchange))
        return reply(peer);
    put_off(peer);
    return MHD_YES;
}

static enum MHD_Result serve(void *context, struct MHD_Connection *library,
                             const char *url, const char *method,
                             const char *version, const char *upload_data,
                             size_t *upload_len, void **request_context)
{
    struct peer *peer = *request_context;

    (void)context;
    (void)url;
    (void)library;
    if (!peer)
        return MHD_NO;
    switch (peer->state) {
    case PEER_BEGUN:
        return judge_headers(peer, method, version);
    case PEER_ADMITTED:
        return *upload_len > 0 ? take_body(peer, upload_data, upload_len)
                               : answer(peer);
    case PEER_PUT_OFF:
        return queue_reply(peer);
    case PEER_KEPT_BACK:
        return queue_response(peer);
    case PEER_IDLE:
    case PEER_ANSWERED:
        break;
    }
    return MHD_NO;
}

static void end_request(void *context, struct MHD_Connection *library,
                        void **request_context,
                        enum MHD_RequestTerminationCode code)
{
    struct peer *peer = *request_context;

    (void)context;
    (void)library;
    *request_context = NULL;
    if (!peer)
        return;
    forget_request(peer);
    if (peer->is_last)
        connection_linger(peer->connection);
    else if (code == MHD_REQUEST_TERMINATED_COMPLETED_OK)
        connection_enter(peer->connection, CONNECTION_WAITING);
}

/* --- Connections --------------------------------------------------------- */

static void *peer_new(struct worker *worker, struct MHD_Connection *library)
{
    const union MHD_ConnectionInfo *fd =
        MHD_get_connection_info(library, MHD_CONNECTION_INFO_CONNECTION_FD);
    const union MHD_ConnectionInfo *address =
        MHD_get_connection_info(library, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct peer *peer = MEMORY_NEW(struct peer);

    peer->worker = worker;
    peer->connection =
        connections_admit(worker->server->connections, fd->connect_fd,
                          address ? address->client_addr : NULL);
    return peer;
}

static void watch_connection(void *context, struct MHD_Connection *library,
                             void **socket_context,
                             enum MHD_ConnectionNotificationCode code)
{
    struct worker *worker = context;
    struct peer *peer = *socket_context;

    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        *socket_context = peer_new(worker, library);
    } else if (peer) {
        forget_request(peer);
        connections_leave(worker->server->connections, peer->connection);
        free(peer);
        *socket_context = NULL;
    }
}

/* Targets are decoded in request.c; here they stay as they are. */
static size_t keep_escapes(void *context, struct MHD_Connection *library,
                           char *text)
{
    (void)context;
    (void)library;
    return strlen(text);
}

/* --- Life ---------------------------------------------------------------- */

struct server_settings server_settings_default(void)
{
    return (struct server_settings){
        .address = "127.0.0.1",
        .listen_fd = -1,
        .helpers = 4,
        .helper_queue_max = 64,
        .connection_bytes = (size_t)16 * 1024,
        .body_bytes_max = (size_t)256 * 1024,
        .sending_bytes_max = (size_t)256 * 1024 * 1024,
        .limits = {.count_max = 4096,
                   .count_per_address_max = 1024,
                   .idle_ms = 60000,
                   .header_ms = 10000,
                   .request_ms = 60000},
    };
}

static size_t choose_workers(size_t wanted)
{
    size_t usable = processors_usable();

    if (wanted > 0)
        return wanted < WORKERS_MAX ? wanted : WORKERS_MAX;
    return usable < 8 ? usable : 8;
}

static bool start_worker(struct server *server, size_t i,
                         const struct server_settings *settings,
                         struct err *err)
{
    struct worker *worker = &server->workers[i];
    unsigned longest_s =
        1 + (unsigned)(settings->limits.idle_ms + settings->limits.request_ms) /
                1000;

    worker->server = server;
    worker->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_INTERNAL_POLLING_THREAD |
            MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME,
        0, NULL, NULL, serve, server, MHD_OPTION_LISTEN_SOCKET,
        server->listen_fds[i], MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        settings->connection_bytes, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)(settings->limits.count_max + REFUSED_MAX),
        MHD_OPTION_CONNECTION_TIMEOUT, longest_s, MHD_OPTION_STRICT_FOR_CLIENT,
        1, MHD_OPTION_URI_LOG_CALLBACK, begin_request, server,
        MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,
        MHD_OPTION_NOTIFY_COMPLETED, end_request, NULL,
        MHD_OPTION_NOTIFY_CONNECTION, watch_connection, worker, MHD_OPTION_END);
    if (!worker->daemon)
        return err_errno(err, "cannot start a server thread");
    server->listen_fds[i] = -1; /* the daemon's now */
    return true;
}

static bool start_workers(struct server *server,
                          const struct server_settings *settings,
                          struct err *err)
{
    bool is_open =
        settings->listen_fd >= 0
            ? listener_adopt(settings->listen_fd, settings->allow_remote,
                             &server->port, server->listen_fds,
                             server->worker_count, err)
            : listener_open(settings->address, settings->allow_remote,
                            &server->port, server->listen_fds,
                            server->worker_count, err);

    if (!is_open)
        return false;
    for (size_t i = 0; i < server->worker_count; i++)
        if (!start_worker(server, i, settings, err))
            return false;
    return true;
}

struct server *server_start(const struct server_settings *settings,
                            struct err *err)
{
    struct server *server = MEMORY_NEW(struct server);
    size_t count = choose_workers(settings->workers);

    signal(SIGPIPE, SIG_IGN);
    *server = (struct server){
        .face = {.dispatch = {.routes = settings->routes,
                              .hosts = {.names = settings->host_names,
                                        .name_count = settings->host_name_count,
                                        .allow_addresses =
                                            settings->allow_remote},
                              .app = settings->app},
                 .limits = {.body_bytes_max = settings->body_bytes_max},
                 .sending_bytes = &server->sending_bytes,
                 .sending_bytes_max = settings->sending_bytes_max,
                 .metrics = settings->metrics,
                 .log_status_min = settings->log_status_min},
        .connections = connections_new(&settings->limits),
        .helpers = helpers_new(settings->helpers, settings->helper_queue_max),
        .streams = streams_new(),
        .workers = MEMORY_ARRAY(struct worker, count),
        .listen_fds = MEMORY_ARRAY(int, count),
        .worker_count = count,
        .port = settings->port,
        .owns_sockets = settings->listen_fd < 0,
        .knows_library = sending_knows_library(),
    };
    if (settings->metrics)
        metrics_add_writer(settings->metrics, connections_write_metrics,
                           server->connections);
    if (start_workers(server, settings, err))
        return server;
    server_stop(server, 0);
    return NULL;
}

uint16_t server_port(const struct server *server)
{
    return server->port;
}

static void free_worker(struct worker *worker)
{
    while (worker->spare_count > 0)
        arena_free(worker->spares[--worker->spare_count]);
}

bool server_stop(struct server *server, int deadline_ms)
{
    bool all_left;

    /* The sockets must stay open until the threads are gone. */
    for (size_t i = 0; i < server->worker_count; i++)
        if (server->workers[i].daemon)
            server->listen_fds[i] =
                MHD_quiesce_daemon(server->workers[i].daemon);
    /* Who comes now shall not wait in a queue that nobody serves. */
    if (server->owns_sockets)
        listener_shut(server->listen_fds, server->worker_count);
    streams_end_all(server->streams);
    all_left = connections_drain(server->connections, deadline_ms, GRACE_MS);
    /* A suspended connection must be resumed before its daemon stops. */
    helpers_free(server->helpers);
    streams_free(server->streams);
    for (size_t i = 0; i < server->worker_count; i++) {
        if (server->workers[i].daemon)
            MHD_stop_daemon(server->workers[i].daemon);
        free_worker(&server->workers[i]);
    }
    listener_close(server->listen_fds, server->worker_count);
    if (server->face.metrics)
        metrics_remove_writer(server->face.metrics, server->connections);
    connections_free(server->connections);
    free(server->workers);
    free(server->listen_fds);
    free(server);
    return all_left;
}
