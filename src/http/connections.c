/*
 * Connections hang in buckets by their address, so that counting those of one
 * address looks at one bucket; the sweeper walks all buckets. A few thousand
 * atomic loads a second cost less than keeping a queue by deadline, which
 * every request would have to lock twice.
 *
 * A closing socket that has unread bytes is reset, and a reset can destroy
 * the refusal on its way to the client. connection_refuse therefore keeps a
 * duplicate of the socket for a moment and lets the sweeper read it empty;
 * connection_linger does so after a refusal that the library sent.
 */
#include "http/connections.h"

#include "base/memory.h"
#include "http/metrics.h"
#include "http/problem.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum {
    BUCKET_COUNT = 1024, /* a power of two */
    KEY_BYTES = 16,
    TICK_MS_MIN = 10,
    TICK_MS_MAX = 500,
    QUIET_MS = 1000,      /* who asked nothing for so long will not ask now */
    SWEEP_COUNT_MAX = 16, /* late connections in one go */
    SWEEP_PAUSE_MS = 1,
    LINGER_MS = 1000,  /* for a refused client to read its refusal */
    LINGER_COUNT = 64, /* sockets at a time; more are reset */
    LINGER_READ_BYTES = 64 * 1024, /* a socket and tick */
};

struct connection {
    struct connections *owner;
    struct connection *next, **link;
    int fd;
    atomic_int phase;
    atomic_int_fast64_t deadline_ms; /* of the phase */
    atomic_int_fast64_t request_ms;  /* when the request began */
    unsigned char key[KEY_BYTES];
    char client[INET6_ADDRSTRLEN];
};

struct lingerer {
    int fd; /* -1: free */
    int64_t deadline_ms;
};

struct connections {
    struct connections_limits limits;
    pthread_mutex_t lock;
    pthread_cond_t changed; /* someone left, or the sweeper shall stop */
    struct connection *buckets[BUCKET_COUNT];
    size_t count;
    struct lingerer lingerers[LINGER_COUNT];
    bool is_stopping;
    pthread_t sweeper;
    atomic_bool is_draining;
    atomic_uint_fast64_t admitted_count, refused_count, late_count;
};

static int64_t read_clock_ms(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t now_ms(void)
{
    return read_clock_ms(CLOCK_MONOTONIC);
}

/* Some milliseconds late, which no deadline notices, and much cheaper: it is
   asked five times for each request. */
static int64_t about_now_ms(void)
{
    return read_clock_ms(CLOCK_MONOTONIC_COARSE);
}

/* Addresses that one person can have many of share a key. */
static void make_key(const struct sockaddr *address, struct connection *c)
{
    const struct sockaddr_in *four = (const void *)address;
    const struct sockaddr_in6 *six = (const void *)address;

    snprintf(c->client, sizeof(c->client), "unknown");
    if (address && address->sa_family == AF_INET) {
        memcpy(c->key, &four->sin_addr, sizeof(four->sin_addr));
        inet_ntop(AF_INET, &four->sin_addr, c->client, sizeof(c->client));
    } else if (address && address->sa_family == AF_INET6) {
        bool is_mapped = IN6_IS_ADDR_V4MAPPED(&six->sin6_addr);
        c->key[KEY_BYTES - 1] = 6;
        memcpy(c->key, &six->sin6_addr.s6_addr[is_mapped ? 12 : 0],
               is_mapped ? 4 : 8);
        if (is_mapped)
            c->key[KEY_BYTES - 1] = 0;
        inet_ntop(AF_INET6, &six->sin6_addr, c->client, sizeof(c->client));
    }
}

static size_t bucket_of(const struct connection *c)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < KEY_BYTES; i++)
        hash = (hash ^ c->key[i]) * 16777619U;
    return (hash ^ hash >> 15) & (BUCKET_COUNT - 1);
}

/* --- Refusing ------------------------------------------------------------ */

static void send_problem(int fd, int status)
{
    struct problem problem = {.status = status};
    char head[256];
    struct buf text;
    int len;

    buf_init(&text, 4096);
    problem_write(&problem, &text);
    len = snprintf(head, sizeof(head),
                   "HTTP/1.1 %d %s\r\n"
                   "Content-Type: application/problem+json\r\n"
                   "Content-Length: %zu\r\n"
                   "%sConnection: close\r\n\r\n",
                   status, problem_title(status), text.len,
                   status == 429 || status == 503 ? "Retry-After: 1\r\n" : "");
    assert(len > 0 && (size_t)len < sizeof(head));
    if (send(fd, head, (size_t)len, MSG_DONTWAIT | MSG_NOSIGNAL | MSG_MORE) ==
        len)
        (void)!send(fd, text.ptr, text.len, MSG_DONTWAIT | MSG_NOSIGNAL);
    buf_release(&text);
}

/* With the lock held. */
static void linger(struct connections *connections, int fd)
{
    for (size_t i = 0; i < LINGER_COUNT; i++) {
        struct lingerer *l = &connections->lingerers[i];
        if (l->fd >= 0)
            continue;
        l->fd = dup(fd);
        l->deadline_ms = now_ms() + LINGER_MS;
        break;
    }
    /* Only our side: the other one shall be read empty. */
    shutdown(fd, SHUT_WR);
}

/* With the lock held. */
static void sweep_lingerers(struct connections *connections, int64_t now)
{
    for (size_t i = 0; i < LINGER_COUNT; i++) {
        struct lingerer *l = &connections->lingerers[i];
        char scratch[16 * 1024];
        ssize_t len = 1;
        if (l->fd < 0)
            continue;
        for (size_t got = 0; len > 0 && got < LINGER_READ_BYTES;
             got += (size_t)len)
            len = recv(l->fd, scratch, sizeof(scratch), MSG_DONTWAIT);
        bool is_waiting = len > 0 || (len < 0 && errno == EAGAIN);
        if (is_waiting && now < l->deadline_ms && !connections->is_stopping)
            continue;
        close(l->fd);
        l->fd = -1;
    }
}

static void refuse_locked(struct connection *c, int status)
{
    send_problem(c->fd, status);
    linger(c->owner, c->fd);
    atomic_store(&c->phase, CONNECTION_OVER);
    atomic_fetch_add(&c->owner->refused_count, 1);
}

void connection_refuse(struct connection *c, int status)
{
    int phase = atomic_load(&c->phase);

    /* The sweeper may have been first. */
    while (phase != CONNECTION_OVER)
        if (atomic_compare_exchange_weak(&c->phase, &phase, CONNECTION_OVER)) {
            pthread_mutex_lock(&c->owner->lock);
            refuse_locked(c, status);
            pthread_mutex_unlock(&c->owner->lock);
            return;
        }
}

void connection_linger(struct connection *c)
{
    pthread_mutex_lock(&c->owner->lock);
    linger(c->owner, c->fd);
    pthread_mutex_unlock(&c->owner->lock);
}

/* --- Sweeping ------------------------------------------------------------ */

/* Takes the connection from the thread that serves it, unless its phase has
   changed meanwhile. */
static bool take_over(struct connection *c, int phase)
{
    return atomic_compare_exchange_strong(&c->phase, &phase, CONNECTION_OVER);
}

static bool has_unread_bytes(int fd)
{
    char byte;
    return recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

static bool is_idle(int phase)
{
    return phase == CONNECTION_FRESH || phase == CONNECTION_WAITING;
}

static bool has_unsent_bytes(int fd)
{
    int count = 0;
    return ioctl(fd, SIOCOUTQ, &count) == 0 && count > 0;
}

/* What a slow reader has not taken would stay in the system's memory, megabytes
   for each, long after the socket was closed. */
static void drop_unsent(int fd)
{
    struct linger none = {.l_onoff = 1, .l_linger = 0};
    if (has_unsent_bytes(fd))
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
}

/* Changing the phase is what makes it visible to the sweeper. */
static int64_t request_began_ms(const struct connection *c)
{
    return atomic_load_explicit(&c->request_ms, memory_order_relaxed);
}

/* The library has done with a response when the system took all of it; its
   client may not even have begun to read. */
static bool is_late(const struct connection *c, int phase, int64_t now)
{
    const struct connections_limits *limits = &c->owner->limits;

    if (phase == CONNECTION_OVER)
        return false;
    if (now >= atomic_load(&c->deadline_ms))
        return true;
    return phase == CONNECTION_WAITING &&
           now >= request_began_ms(c) + limits->request_ms &&
           has_unsent_bytes(c->fd);
}

/* True if it was late. */
static bool sweep_one(struct connection *c, int64_t now)
{
    int phase = atomic_load(&c->phase);

    if (!is_late(c, phase, now) || !take_over(c, phase))
        return false;
    atomic_fetch_add(&c->owner->late_count, 1);
    if (phase == CONNECTION_HEADERS || phase == CONNECTION_BODY)
        send_problem(c->fd, 408);
    else
        drop_unsent(c->fd);
    shutdown(c->fd, SHUT_RDWR);
    return true;
}

/* False if it stopped before the end: when thousands are late at once, the
   threads that serve the others shall not wait for the lock meanwhile. */
static bool sweep_some(struct connections *connections, int64_t now)
{
    int late_count = 0;

    for (size_t i = 0; i < BUCKET_COUNT; i++)
        for (struct connection *c = connections->buckets[i]; c; c = c->next)
            if (sweep_one(c, now) && ++late_count == SWEEP_COUNT_MAX)
                return false;
    return true;
}

static int tick_ms(const struct connections_limits *limits)
{
    int shortest = limits->idle_ms;

    if (limits->header_ms < shortest)
        shortest = limits->header_ms;
    if (limits->request_ms < shortest)
        shortest = limits->request_ms;
    if (shortest / 8 < TICK_MS_MIN)
        return TICK_MS_MIN;
    return shortest / 8 < TICK_MS_MAX ? shortest / 8 : TICK_MS_MAX;
}

/* Waits for a change, at most until the time. With the lock held. */
static void wait_until(struct connections *connections, int64_t until_ms)
{
    struct timespec until = {.tv_sec = until_ms / 1000,
                             .tv_nsec = until_ms % 1000 * 1000000};
    pthread_cond_timedwait(&connections->changed, &connections->lock, &until);
}

static void *run_sweeper(void *argument)
{
    struct connections *connections = argument;
    int64_t next_ms = now_ms();

    pthread_mutex_lock(&connections->lock);
    while (!connections->is_stopping) {
        if (now_ms() < next_ms) {
            wait_until(connections, next_ms);
            continue;
        }
        sweep_lingerers(connections, now_ms());
        next_ms = now_ms() + (sweep_some(connections, now_ms())
                                  ? tick_ms(&connections->limits)
                                  : SWEEP_PAUSE_MS);
    }
    sweep_lingerers(connections, now_ms());
    pthread_mutex_unlock(&connections->lock);
    return NULL;
}

/* --- Life ---------------------------------------------------------------- */

struct connections *connections_new(const struct connections_limits *limits)
{
    struct connections *connections = MEMORY_NEW(struct connections);
    pthread_condattr_t attributes;

    connections->limits = *limits;
    for (size_t i = 0; i < LINGER_COUNT; i++)
        connections->lingerers[i].fd = -1;
    pthread_mutex_init(&connections->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&connections->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    if (pthread_create(&connections->sweeper, NULL, run_sweeper, connections) !=
        0)
        abort();
    return connections;
}

void connections_free(struct connections *connections)
{
    if (!connections)
        return;
    assert(connections->count == 0);
    pthread_mutex_lock(&connections->lock);
    connections->is_stopping = true;
    pthread_cond_broadcast(&connections->changed);
    pthread_mutex_unlock(&connections->lock);
    pthread_join(connections->sweeper, NULL);
    pthread_cond_destroy(&connections->changed);
    pthread_mutex_destroy(&connections->lock);
    free(connections);
}

static size_t count_of_address(const struct connection *head,
                               const unsigned char key[KEY_BYTES])
{
    size_t count = 0;
    for (; head; head = head->next)
        count += memcmp(head->key, key, KEY_BYTES) == 0;
    return count;
}

static int64_t deadline_of(const struct connection *c, int phase, int64_t now)
{
    const struct connections_limits *limits = &c->owner->limits;

    switch ((enum connection_phase)phase) {
    case CONNECTION_WAITING:
        return now + limits->idle_ms;
    case CONNECTION_FRESH:
    case CONNECTION_HEADERS:
        return now + limits->header_ms;
    case CONNECTION_STREAMING:
        return INT64_MAX;
    case CONNECTION_BODY:
    case CONNECTION_ANSWERING:
    case CONNECTION_OVER:
        break;
    }
    return request_began_ms(c) + limits->request_ms;
}

struct connection *connections_admit(struct connections *connections, int fd,
                                     const struct sockaddr *address)
{
    struct connection *c = MEMORY_NEW(struct connection), **head;
    size_t same;

    c->owner = connections;
    c->fd = fd;
    make_key(address, c);
    atomic_store(&c->deadline_ms, deadline_of(c, CONNECTION_FRESH, now_ms()));
    head = &connections->buckets[bucket_of(c)];

    pthread_mutex_lock(&connections->lock);
    same = count_of_address(*head, c->key);
    c->next = *head;
    c->link = head;
    if (c->next)
        c->next->link = &c->next;
    *head = c;
    connections->count++;
    if (connections->count > connections->limits.count_max)
        refuse_locked(c, 503);
    else if (same >= connections->limits.count_per_address_max)
        refuse_locked(c, 429);
    else
        atomic_fetch_add(&connections->admitted_count, 1);
    pthread_mutex_unlock(&connections->lock);
    return c;
}

void connections_leave(struct connections *connections, struct connection *c)
{
    pthread_mutex_lock(&connections->lock);
    *c->link = c->next;
    if (c->next)
        c->next->link = c->link;
    connections->count--;
    pthread_cond_broadcast(&connections->changed);
    pthread_mutex_unlock(&connections->lock);
    free(c);
}

bool connection_enter(struct connection *c, enum connection_phase phase)
{
    int before = atomic_load_explicit(&c->phase, memory_order_relaxed);
    int64_t now = about_now_ms();

    if (phase == CONNECTION_HEADERS)
        atomic_store_explicit(&c->request_ms, now, memory_order_relaxed);
    /* The deadline first, and never an earlier one before the phase is
       changed: the sweeper reads them in the other order. Changing the phase
       is what makes both visible. */
    atomic_store_explicit(&c->deadline_ms, deadline_of(c, (int)phase, now),
                          memory_order_release);
    while (before != CONNECTION_OVER)
        if (atomic_compare_exchange_weak(&c->phase, &before, (int)phase))
            return true;
    return false;
}

struct str connection_client(const struct connection *c)
{
    return str_from(c->client);
}

/* --- Draining ------------------------------------------------------------ */

/* Its client just connected, or just read an answer, and may be about to ask:
   closed now, it would see its request fail. */
static bool is_lively(const struct connection *c, int phase, int64_t quiet_ms,
                      int64_t now)
{
    const struct connections_limits *limits = &c->owner->limits;
    int limit_ms =
        phase == CONNECTION_FRESH ? limits->header_ms : limits->idle_ms;

    return now < atomic_load(&c->deadline_ms) - limit_ms + quiet_ms;
}

static void shut_idle(struct connections *connections, int64_t quiet_ms)
{
    int64_t now = now_ms();

    for (size_t i = 0; i < BUCKET_COUNT; i++)
        for (struct connection *c = connections->buckets[i]; c; c = c->next) {
            int phase = atomic_load(&c->phase);
            /* A request that waits in the socket is in flight too. */
            if (is_idle(phase) && !is_lively(c, phase, quiet_ms, now) &&
                !has_unread_bytes(c->fd) && take_over(c, phase))
                shutdown(c->fd, SHUT_RDWR);
        }
}

static void shut_all(struct connections *connections)
{
    for (size_t i = 0; i < BUCKET_COUNT; i++)
        for (struct connection *c = connections->buckets[i]; c; c = c->next) {
            atomic_store(&c->phase, CONNECTION_OVER);
            shutdown(c->fd, SHUT_RDWR);
        }
}

bool connections_drain(struct connections *connections, int deadline_ms,
                       int grace_ms)
{
    int64_t deadline = now_ms() + deadline_ms;
    int64_t quiet_ms = deadline_ms / 2 < QUIET_MS ? deadline_ms / 2 : QUIET_MS;
    bool all_left;

    atomic_store(&connections->is_draining, true);
    pthread_mutex_lock(&connections->lock);
    while (connections->count > 0 && now_ms() < deadline) {
        int64_t next = now_ms() + TICK_MS_MIN;
        shut_idle(connections, quiet_ms);
        wait_until(connections, next < deadline ? next : deadline);
    }
    all_left = connections->count == 0;
    shut_all(connections);
    while (connections->count > 0 && now_ms() < deadline + grace_ms)
        wait_until(connections, now_ms() + TICK_MS_MIN);
    pthread_mutex_unlock(&connections->lock);
    return all_left;
}

bool connections_are_draining(const struct connections *connections)
{
    return atomic_load(&connections->is_draining);
}

void connections_write_metrics(void *context, struct buf *buf)
{
    struct connections *connections = context;
    size_t count;

    pthread_mutex_lock(&connections->lock);
    count = connections->count;
    pthread_mutex_unlock(&connections->lock);
    metrics_write_one(buf, "reckoner_http_connections", "gauge",
                      "Connections that are open.", (double)count);
    metrics_write_one(buf, "reckoner_http_connections_admitted_total",
                      "counter", "Connections that were let in.",
                      (double)atomic_load(&connections->admitted_count));
    metrics_write_one(buf, "reckoner_http_connections_refused_total", "counter",
                      "Connections or bodies over a limit.",
                      (double)atomic_load(&connections->refused_count));
    metrics_write_one(buf, "reckoner_http_connections_timed_out_total",
                      "counter", "Connections shut down at a deadline.",
                      (double)atomic_load(&connections->late_count));
}
