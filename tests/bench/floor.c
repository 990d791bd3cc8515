/*
 * floor - the least that a server of ready-made answers can cost: one epoll
 * loop, one read, one lookup and one send for a request. It checks nothing
 * and must face nobody but a benchmark.
 *
 *     floor PORT FOLDER     GET /NAME sends FOLDER/NAME.gz
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ANSWERS_MAX = 256, REQUEST_MAX = 4096, EVENTS_MAX = 64 };

struct answer {
    char name[128];
    char *bytes; /* headers and body */
    size_t len;
};

struct client {
    int fd;
    size_t got;
    const char *left; /* of an answer that did not fit the socket */
    size_t left_len;
    char request[REQUEST_MAX + 1];
};

static const char head_format[] = "HTTP/1.1 200 OK\r\n"
                                  "Content-Type: application/json\r\n"
                                  "Content-Encoding: gzip\r\n"
                                  "Content-Length: %ld\r\n\r\n";
static const char *folder;
static struct answer answers[ANSWERS_MAX];
static size_t answer_count;
static int loop;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void load(struct answer *answer)
{
    char path[1024];
    FILE *file;
    long size;
    int head;

    snprintf(path, sizeof(path), "%s/%s.gz", folder, answer->name);
    file = fopen(path, "rb");
    if (!file)
        fail(path);
    fseek(file, 0, SEEK_END);
    size = ftell(file);
    rewind(file);
    answer->bytes = malloc((size_t)size + 256);
    if (!answer->bytes)
        fail("malloc");
    head = snprintf(answer->bytes, 256, head_format, size);
    answer->len =
        (size_t)head + fread(answer->bytes + head, 1, (size_t)size, file);
    fclose(file);
}

static const struct answer *find(const char *name, size_t len)
{
    for (size_t i = 0; i < answer_count; i++)
        if (strncmp(answers[i].name, name, len) == 0 &&
            answers[i].name[len] == '\0')
            return &answers[i];
    if (answer_count == ANSWERS_MAX || len >= sizeof(answers[0].name))
        exit(1);
    memcpy(answers[answer_count].name, name, len);
    load(&answers[answer_count]);
    return &answers[answer_count++];
}

static void watch(struct client *client, uint32_t events, int operation)
{
    struct epoll_event event = {.events = events, .data.ptr = client};
    epoll_ctl(loop, operation, client->fd, &event);
}

static void send_left(struct client *client)
{
    ssize_t sent = send(client->fd, client->left, client->left_len,
                        MSG_NOSIGNAL | MSG_DONTWAIT);

    if (sent < 0)
        sent = 0;
    if (client->left_len > 0 && (size_t)sent == client->left_len) {
        client->left_len = 0;
        return;
    }
    client->left += sent;
    client->left_len -= (size_t)sent;
    watch(client, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
}

static void leave(struct client *client)
{
    close(client->fd);
    free(client);
}

static void answer(struct client *client)
{
    const char *path = strchr(client->request, ' ');
    const struct answer *found;

    if (!strstr(client->request, "\r\n\r\n") || !path)
        return;
    path += 2;
    found = find(path, strcspn(path, "? "));
    client->got = 0;
    client->left = found->bytes;
    client->left_len = found->len;
    send_left(client);
}

static void serve(struct client *client, uint32_t events)
{
    ssize_t got;

    if (client->left_len > 0) {
        send_left(client);
        if (client->left_len == 0)
            watch(client, EPOLLIN, EPOLL_CTL_MOD);
        return;
    }
    if (!(events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
        return;
    got = recv(client->fd, client->request + client->got,
               REQUEST_MAX - client->got, MSG_DONTWAIT);
    if (got <= 0) {
        leave(client);
        return;
    }
    client->got += (size_t)got;
    client->request[client->got] = '\0';
    answer(client);
}

static void admit(int listener)
{
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK), one = 1;
    struct client *client;

    if (fd < 0)
        return;
    client = calloc(1, sizeof(*client));
    if (!client)
        fail("calloc");
    client->fd = fd;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    watch(client, EPOLLIN, EPOLL_CTL_ADD);
}

static int open_listener(const char *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port =
                                      htons((uint16_t)strtoul(port, NULL, 10)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;

    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) ||
        listen(fd, 512))
        fail("listen");
    return fd;
}

int main(int argc, char **argv)
{
    struct client listener = {0};

    if (argc != 3)
        return 2;
    folder = argv[2];
    loop = epoll_create1(0);
    listener.fd = open_listener(argv[1]);
    watch(&listener, EPOLLIN, EPOLL_CTL_ADD);
    for (;;) {
        struct epoll_event events[EVENTS_MAX];
        int count = epoll_wait(loop, events, EVENTS_MAX, -1);
        for (int i = 0; i < count; i++) {
            if (events[i].data.ptr == &listener)
                admit(listener.fd);
            else
                serve(events[i].data.ptr, events[i].events);
        }
    }
}
