/*
 * press - asks a server as fast as it answers, or at a given pace, and checks
 * every answer: that all its rows are of the snapshot that its receipt names.
 *
 *     press PORT FILE CONNECTIONS COUNT [RATE]
 *
 * Each line of FILE is one request: how many rows its answer has in all,
 * method, path and, for POST, the body. The rows are expected to have a column
 * "edition" with the number of their snapshot. Some requests take gzip, some
 * do not, some say what they have (If-None-Match).
 *
 * Ends when COUNT answers came and its input was closed. Says "answered N" as
 * it goes, then one line of JSON. RATE is in requests a second.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

enum {
    REQUESTS_MAX = 64,
    REQUEST_BYTES = 8192,
    ANSWER_BYTES = 8 * 1024 * 1024,
    TAG_BYTES = 80,
    EVENTS_MAX = 64,
    LATENCY_MAX_US = 1000000,
    TOLD_MAX = 10, /* faults that are described */
};

struct request {
    int row_count;
    char method[8], path[2048], body[4096];
};

struct client {
    int fd;
    const struct request *asked;
    bool takes_gzip, has_tag;
    char tags[REQUESTS_MAX][2][TAG_BYTES]; /* plain, gzip */
    int64_t asked_us, next_us;
    long last_snapshot;
    char *in;
    size_t in_len;
};

static struct request requests[REQUESTS_MAX];
static size_t request_count;
static uint32_t dice = 2463534242U;
static int loop, port;
static long answered, wrong, mixed, backwards, not_modified, highest;
static long latencies[LATENCY_MAX_US + 1];
static char plain[ANSWER_BYTES + 1];
static int64_t pause_us; /* of one connection between two requests */

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

__attribute__((format(printf, 2, 3))) static void
tell(const struct client *client, const char *format, ...)
{
    static int told;
    va_list values;

    if (told++ >= TOLD_MAX)
        return;
    if (client->asked)
        fprintf(stderr, "%s %s: ", client->asked->method, client->asked->path);
    va_start(values, format);
    vfprintf(stderr, format, values);
    va_end(values);
    fputc('\n', stderr);
}

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static uint32_t roll(uint32_t sides)
{
    dice ^= dice << 13;
    dice ^= dice >> 17;
    dice ^= dice << 5;
    return dice % sides;
}

static void read_requests(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[REQUEST_BYTES];

    if (!file)
        fail(path);
    while (request_count < REQUESTS_MAX && fgets(line, sizeof(line), file)) {
        struct request *r = &requests[request_count];
        if (sscanf(line, "%d %7s %2047s %4095[^\n]", &r->row_count, r->method,
                   r->path, r->body) >= 3)
            request_count++;
    }
    fclose(file);
    if (request_count == 0) {
        fprintf(stderr, "%s: no requests\n", path);
        exit(1);
    }
}

/* --- Asking -------------------------------------------------------------- */

static void connect_client(struct client *client)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    int one = 1;

    client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (client->fd < 0 ||
        connect(client->fd, (struct sockaddr *)&address, sizeof(address)) != 0)
        fail("connect");
    setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    fcntl(client->fd, F_SETFL, O_NONBLOCK);
    if (epoll_ctl(loop, EPOLL_CTL_ADD, client->fd, &event) != 0)
        fail("epoll_ctl");
}

static void reconnect(struct client *client)
{
    close(client->fd);
    connect_client(client);
}

static void ask(struct client *client)
{
    char text[REQUEST_BYTES];
    size_t which = roll((uint32_t)request_count);
    const struct request *r = &requests[which];
    const char *tag;
    int len;

    client->asked = r;
    client->takes_gzip = roll(3) > 0;
    tag = client->tags[which][client->takes_gzip];
    client->has_tag = tag[0] != '\0' && roll(4) == 0;
    len =
        snprintf(text, sizeof(text), "%s %s HTTP/1.1\r\nHost: localhost\r\n%s",
                 r->method, r->path,
                 client->takes_gzip ? "Accept-Encoding: gzip\r\n" : "");
    if (client->has_tag)
        len += snprintf(text + len, sizeof(text) - (size_t)len,
                        "If-None-Match: %s\r\n", tag);
    if (r->body[0])
        len += snprintf(text + len, sizeof(text) - (size_t)len,
                        "Content-Type: application/json\r\n"
                        "Content-Length: %zu\r\n",
                        strlen(r->body));
    len += snprintf(text + len, sizeof(text) - (size_t)len, "\r\n%s", r->body);
    client->in_len = 0;
    client->asked_us = now_us();
    if (send(client->fd, text, (size_t)len, MSG_NOSIGNAL) != len) {
        tell(client, "not sent: %s", strerror(errno));
        wrong++;
        reconnect(client);
    }
}

/* --- Judging ------------------------------------------------------------- */

/* The value of a header, to the end of its line. */
static const char *find_header(const char *head, const char *name)
{
    const char *at = strcasestr(head, name);
    return at ? at + strlen(name) : NULL;
}

static bool unpack(const char *body, size_t len)
{
    z_stream stream = {.next_in = (z_const Bytef *)body,
                       .avail_in = (uInt)len,
                       .next_out = (Bytef *)plain,
                       .avail_out = ANSWER_BYTES};
    bool is_whole;

    if (inflateInit2(&stream, 15 + 16) != Z_OK)
        return false;
    is_whole =
        inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0;
    plain[stream.total_out] = '\0';
    inflateEnd(&stream);
    return is_whole;
}

/* Every receipt and every row must name the same snapshot. */
static void judge_text(struct client *client, const char *text)
{
    static const char receipt[] = "\"receipt\":{\"snapshot\":";
    static const char edition[] = "\"edition\":";
    const char *at = strstr(text, receipt);
    long snapshot = at ? strtol(at + sizeof(receipt) - 1, NULL, 10) : 0;
    int row_count = 0;
    bool is_mixed = false;

    for (at = text; (at = strstr(at, receipt)); at += sizeof(receipt) - 1)
        is_mixed |= strtol(at + sizeof(receipt) - 1, NULL, 10) != snapshot;
    for (at = text; (at = strstr(at, edition)); at++) {
        char *end;
        long number = strtol(at + sizeof(edition) - 1, &end, 10);
        if (end == at + sizeof(edition) - 1)
            continue; /* about the column */
        row_count++;
        is_mixed |= number != snapshot;
    }
    if (is_mixed)
        tell(client, "mixed: %.300s", text);
    if (row_count != client->asked->row_count)
        tell(client, "%d rows, not %d", row_count, client->asked->row_count);
    mixed += is_mixed;
    wrong += row_count != client->asked->row_count;
    backwards += row_count > 0 && snapshot < client->last_snapshot;
    client->last_snapshot = row_count > 0 ? snapshot : client->last_snapshot;
    highest = client->last_snapshot > highest ? client->last_snapshot : highest;
}

static void keep_tag(struct client *client, const char *head)
{
    const char *tag = find_header(head, "\r\nETag: ");
    size_t which = (size_t)(client->asked - requests);
    size_t len = tag ? strcspn(tag, "\r") : 0;
    char *kept = client->tags[which][client->takes_gzip];

    if (len == 0 || len >= TAG_BYTES)
        return;
    memcpy(kept, tag, len);
    kept[len] = '\0';
}

static void judge(struct client *client, const char *head, const char *body,
                  size_t len)
{
    long status = strtol(head + 9, NULL, 10);
    const char *coding = find_header(head, "\r\nContent-Encoding: ");

    answered++;
    if (status == 304 && client->has_tag && len == 0) {
        not_modified++;
        return;
    }
    if (status != 200 || (coding && !unpack(body, len))) {
        tell(client, "status %ld, or not gzip", status);
        wrong++;
        return;
    }
    keep_tag(client, head);
    judge_text(client, coding ? plain : body);
}

/* --- Reading ------------------------------------------------------------- */

static void note_latency(int64_t us)
{
    latencies[us < LATENCY_MAX_US ? us : LATENCY_MAX_US]++;
}

/* True when the answer is whole. */
static bool is_whole(struct client *client, char **body, size_t *len)
{
    const char *length;
    char *end;

    client->in[client->in_len] = '\0';
    end = strstr(client->in, "\r\n\r\n");
    if (!end)
        return false;
    *end = '\0';
    *body = end + 4;
    length = find_header(client->in, "\r\nContent-Length: ");
    *len = length ? strtoul(length, NULL, 10) : 0;
    if (strncmp(client->in + 9, "304", 3) == 0)
        *len = 0;
    if (client->in_len >= (size_t)(*body - client->in) + *len)
        return true;
    *end = '\r';
    return false;
}

/* False if the connection ended. */
static bool read_some(struct client *client)
{
    ssize_t len = recv(client->fd, client->in + client->in_len,
                       ANSWER_BYTES - client->in_len, 0);

    if (len < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (len <= 0)
        return false;
    client->in_len += (size_t)len;
    return true;
}

static void take_answer(struct client *client)
{
    char *body;
    size_t len;

    if (!client->asked || !read_some(client)) {
        tell(client, "the connection ended");
        wrong++;
        reconnect(client);
    } else if (is_whole(client, &body, &len)) {
        note_latency(now_us() - client->asked_us);
        if (client->in + client->in_len > body + len) {
            tell(client, "bytes behind the answer");
            wrong++;
        }
        body[len] = '\0';
        judge(client, client->in, body, len);
        if (answered % 1000 == 0) {
            printf("answered %ld\n", answered);
            fflush(stdout);
        }
    } else
        return;
    client->asked = NULL;
}

/* --- Life ---------------------------------------------------------------- */

/* Asks whose turn has come; milliseconds until the next one's. */
static int ask_who_is_due(struct client *clients, size_t count)
{
    int64_t now = now_us(), next = now + 100000;

    for (size_t i = 0; i < count; i++) {
        struct client *client = &clients[i];
        if (!client->asked && client->next_us <= now) {
            client->next_us = now + pause_us;
            ask(client);
        }
        if (!client->asked && client->next_us < next)
            next = client->next_us;
    }
    return next > now ? (int)((next - now + 999) / 1000) : 0;
}

static bool input_is_closed(void)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&input, 1, 0) > 0;
}

static long percentile_us(double share)
{
    long total = 0, seen = 0;

    for (int i = 0; i <= LATENCY_MAX_US; i++)
        total += latencies[i];
    for (int i = 0; i <= LATENCY_MAX_US; i++) {
        seen += latencies[i];
        if ((double)seen >= share * (double)total)
            return i;
    }
    return LATENCY_MAX_US;
}

static void press(struct client *clients, size_t client_count, long wanted)
{
    while (answered < wanted || !input_is_closed()) {
        struct epoll_event events[EVENTS_MAX];
        int wait_ms = ask_who_is_due(clients, client_count);
        int count = epoll_wait(loop, events, EVENTS_MAX, wait_ms);
        for (int i = 0; i < count; i++)
            take_answer(events[i].data.ptr);
    }
}

int main(int argc, char **argv)
{
    size_t client_count = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
    struct client *clients = calloc(client_count, sizeof(*clients));
    double rate = argc > 5 ? strtod(argv[5], NULL) : 0;
    int64_t begun_us = now_us();

    if (argc < 5 || client_count == 0 || !clients) {
        fprintf(stderr, "usage: press PORT FILE CONNECTIONS COUNT [RATE]\n");
        return 2;
    }
    port = (int)strtol(argv[1], NULL, 10);
    read_requests(argv[2]);
    loop = epoll_create1(EPOLL_CLOEXEC);
    pause_us = rate > 0 ? (int64_t)(1e6 * (double)client_count / rate) : 0;
    for (size_t i = 0; i < client_count; i++) {
        clients[i].in = malloc(ANSWER_BYTES + 1);
        if (!clients[i].in)
            fail("malloc");
        clients[i].next_us =
            begun_us + pause_us * (int64_t)i / (int64_t)client_count;
        connect_client(&clients[i]);
    }
    press(clients, client_count, strtol(argv[4], NULL, 10));
    printf("{\"answered\": %ld, \"wrong\": %ld, \"mixed\": %ld, "
           "\"backwards\": %ld, \"not_modified\": %ld, \"snapshot\": %ld, "
           "\"seconds\": %.1f, \"p50_us\": %ld, \"p99_us\": %ld, "
           "\"p999_us\": %ld}\n",
           answered, wrong, mixed, backwards, not_modified, highest,
           (double)(now_us() - begun_us) / 1e6, percentile_us(0.5),
           percentile_us(0.99), percentile_us(0.999));
    for (size_t i = 0; i < client_count; i++)
        free(clients[i].in);
    free(clients);
    return 0;
}
