#include "http/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 1024, UNSENT_MAX = 512 * 1024 };

struct endpoint {
    struct sockaddr_storage address;
    socklen_t len;
};

static bool is_loopback(const struct endpoint *endpoint)
{
    const struct sockaddr_in *four = (const void *)&endpoint->address;
    const struct sockaddr_in6 *six = (const void *)&endpoint->address;

    switch (endpoint->address.ss_family) {
    case AF_INET:
        return ntohl(four->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
    case AF_INET6:
        return IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
    case AF_UNIX:
        return true;
    default:
        return false;
    }
}

static uint16_t *port_field(struct endpoint *endpoint)
{
    if (endpoint->address.ss_family == AF_INET)
        return &((struct sockaddr_in *)(void *)&endpoint->address)->sin_port;
    if (endpoint->address.ss_family == AF_INET6)
        return &((struct sockaddr_in6 *)(void *)&endpoint->address)->sin6_port;
    return NULL;
}

static bool judge_endpoint(const struct endpoint *endpoint, bool allow_remote,
                           struct err *err)
{
    if (allow_remote || is_loopback(endpoint))
        return true;
    return err_set(err, ERR_INPUT,
                   "listening on an address that others can reach needs "
                   "allow_remote");
}

static bool read_endpoint(const char *text, struct endpoint *endpoint,
                          struct err *err)
{
    struct sockaddr_in *four = (void *)&endpoint->address;
    struct sockaddr_in6 *six = (void *)&endpoint->address;

    *endpoint = (struct endpoint){0};
    if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        endpoint->len = sizeof(*four);
        return true;
    }
    if (inet_pton(AF_INET6, text, &six->sin6_addr) == 1) {
        six->sin6_family = AF_INET6;
        endpoint->len = sizeof(*six);
        return true;
    }
    return err_set(err, ERR_INPUT, "\"%s\" is not an IP address", text);
}

static bool find_port(int fd, uint16_t *port, struct err *err)
{
    struct endpoint endpoint = {.len = sizeof(endpoint.address)};
    uint16_t *field;

    if (getsockname(fd, (struct sockaddr *)&endpoint.address, &endpoint.len))
        return err_errno(err, "cannot ask for the port");
    field = port_field(&endpoint);
    *port = field ? ntohs(*field) : 0;
    return true;
}

/* The system would take megabytes for a client that reads slowly or not at
   all, and a few thousand of those would leave it none for the others. Nothing
   waits in its buffers for a client that reads. Connections inherit it. */
static void limit_unsent(int fd)
{
    int max = UNSENT_MAX;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &max, sizeof(max));
}

/* An open socket that is bound, or -1. */
static int bind_one(const struct endpoint *endpoint, int share)
{
    int fd = socket(endpoint->address.ss_family,
                    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int one = 1, saved_errno;

    if (fd < 0)
        return -1;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) == 0 &&
        setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &share, sizeof(share)) == 0 &&
        bind(fd, (const struct sockaddr *)&endpoint->address, endpoint->len) ==
            0 &&
        listen(fd, BACKLOG) == 0) {
        limit_unsent(fd);
        return fd;
    }
    saved_errno = errno;
    close(fd);
    errno = saved_errno;
    return -1;
}

/* SO_REUSEPORT would let two servers share a port unnoticed, each with half
   of the requests. So the port is first taken without it, for a moment. */
static bool probe(struct endpoint *endpoint, uint16_t *port, struct err *err)
{
    int fd;
    bool ok;

    *port_field(endpoint) = htons(*port);
    fd = bind_one(endpoint, 0);
    if (fd < 0)
        return err_errno(err, "cannot listen on port %u", (unsigned)*port);
    ok = find_port(fd, port, err);
    close(fd);
    *port_field(endpoint) = htons(*port);
    return ok;
}

bool listener_open(const char *address, bool allow_remote, uint16_t *port,
                   int *fds, size_t count, struct err *err)
{
    struct endpoint endpoint;

    for (size_t i = 0; i < count; i++)
        fds[i] = -1;
    if (!read_endpoint(address, &endpoint, err) ||
        !judge_endpoint(&endpoint, allow_remote, err) ||
        !probe(&endpoint, port, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        fds[i] = bind_one(&endpoint, 1);
        if (fds[i] < 0) {
            err_errno(err, "cannot listen on port %u", (unsigned)*port);
            listener_close(fds, count);
            return false;
        }
    }
    return true;
}

bool listener_adopt(int fd, bool allow_remote, uint16_t *port, int *fds,
                    size_t count, struct err *err)
{
    struct endpoint endpoint = {.len = sizeof(endpoint.address)};
    int listens = 0, flags = fcntl(fd, F_GETFL);
    socklen_t len = sizeof(listens);

    for (size_t i = 0; i < count; i++)
        fds[i] = -1;
    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &len) != 0 ||
        !listens || flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0)
        return err_set(err, ERR_INPUT,
                       "descriptor %d is not a listening socket", fd);
    if (getsockname(fd, (struct sockaddr *)&endpoint.address, &endpoint.len))
        return err_errno(err, "cannot ask for the address");
    if (!judge_endpoint(&endpoint, allow_remote, err) ||
        !find_port(fd, port, err))
        return false;
    limit_unsent(fd);
    for (size_t i = 0; i < count; i++) {
        fds[i] = fcntl(fd, F_DUPFD_CLOEXEC, 0);
        if (fds[i] < 0) {
            err_errno(err, "cannot duplicate the listening socket");
            listener_close(fds, count);
            return false;
        }
    }
    return true;
}

int listener_passed(void)
{
    const char *pid_text = getenv("LISTEN_PID");
    const char *count_text = getenv("LISTEN_FDS");
    int64_t pid, count;

    if (!pid_text || !count_text ||
        !str_to_int(str_from(pid_text), 1, INT32_MAX, &pid) ||
        !str_to_int(str_from(count_text), 1, INT32_MAX, &count) ||
        pid != getpid())
        return -1;
    return LISTENER_FIRST_PASSED_FD;
}

void listener_shut(const int *fds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fds[i] >= 0)
            shutdown(fds[i], SHUT_RDWR);
}

void listener_close(int *fds, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (fds[i] >= 0)
            close(fds[i]);
        fds[i] = -1;
    }
}
