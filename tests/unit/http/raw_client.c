#include "unit/http/raw_client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/request.h"

enum { REPLY_BYTES_MAX = 64 * 1024 * 1024, NARROW_BYTES = 4096 };

static bool open_with(struct raw_client *client, uint16_t port, int room)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    *client = (struct raw_client){
        .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    buf_init(&client->in, REPLY_BYTES_MAX);
    if (room > 0)
        setsockopt(client->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
    return client->fd >= 0 && connect(client->fd, (struct sockaddr *)&address,
                                      sizeof(address)) == 0;
}

bool raw_open(struct raw_client *client, uint16_t port)
{
    return open_with(client, port, 0);
}

bool raw_open_narrow(struct raw_client *client, uint16_t port)
{
    return open_with(client, port, NARROW_BYTES);
}

void raw_close(struct raw_client *client)
{
    if (client->fd >= 0)
        close(client->fd);
    client->fd = -1;
    buf_release(&client->in);
}

void raw_send_at_once(struct raw_client *client)
{
    int one = 1;
    setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}

bool raw_send(struct raw_client *client, struct str bytes)
{
    while (bytes.len > 0) {
        ssize_t len = send(client->fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
        if (len < 0 && errno == EINTR)
            continue;
        if (len <= 0)
            return false;
        bytes = str_skip(bytes, (size_t)len);
    }
    return true;
}

bool raw_send_text(struct raw_client *client, const char *text)
{
    return raw_send(client, str_from(text));
}

/* 1: got bytes; 0: closed; -1: nothing came in time. */
static int read_some(struct raw_client *client)
{
    struct pollfd pollfd = {.fd = client->fd, .events = POLLIN};
    char bytes[16384];
    ssize_t len;

    if (poll(&pollfd, 1, RAW_WAIT_MS) <= 0)
        return -1;
    len = recv(client->fd, bytes, sizeof(bytes), 0);
    if (len <= 0)
        return 0;
    buf_add_bytes(&client->in, bytes, (size_t)len);
    return 1;
}

struct str raw_header(const struct raw_reply *reply, const char *name)
{
    struct str rest = reply->head;

    while (rest.len > 0) {
        struct str value = str_trim(str_cut(&rest, '\n'));
        struct str key = str_cut(&value, ':');
        if (http_same_word(key, str_from(name)))
            return str_trim(value);
    }
    return (struct str)STR("");
}

static void drop_taken(struct raw_client *client)
{
    struct buf *in = &client->in;

    if (client->taken > 0)
        memmove(in->ptr, in->ptr + client->taken, in->len - client->taken);
    in->len -= client->taken;
    client->taken = 0;
}

static bool body_is_there(const struct raw_reply *reply, struct buf *in,
                          size_t head_len, bool is_head, size_t *body_len)
{
    int64_t len = 0;

    if (!is_head && reply->status != 304 && reply->status >= 200)
        (void)!str_to_int(raw_header(reply, "content-length"), 0, 1 << 30,
                          &len);
    *body_len = (size_t)len;
    return in->len >= head_len + *body_len;
}

struct raw_reply raw_read(struct raw_client *client, bool is_head)
{
    static const struct str blank = STR("\r\n\r\n");
    struct raw_reply reply = {0};
    struct buf *in = &client->in;

    drop_taken(client);
    do {
        ptrdiff_t at = str_find(buf_str(in), blank);
        size_t head_len = (size_t)(at + 4), body_len;
        int64_t status;
        if (at < 0 || in->len < 12)
            continue;
        if (!str_to_int((struct str){in->ptr + 9, 3}, 100, 599, &status))
            break;
        reply.status = (int)status;
        reply.head = (struct str){in->ptr, head_len};
        if (!body_is_there(&reply, in, head_len, is_head, &body_len))
            continue;
        reply.body = (struct str){in->ptr + head_len, body_len};
        client->taken = head_len + body_len;
        return reply;
    } while (read_some(client) > 0);
    return (struct raw_reply){0};
}

bool raw_read_to_close(struct raw_client *client)
{
    int result;

    drop_taken(client);
    do
        result = read_some(client);
    while (result > 0);
    return result == 0;
}

bool raw_wait_for_reset(const struct raw_client *client)
{
    struct pollfd pollfd = {.fd = client->fd}; /* errors alone */

    return poll(&pollfd, 1, RAW_WAIT_MS) == 1 && pollfd.revents & POLLERR;
}

struct raw_reply raw_ask(struct raw_client *client, const char *request)
{
    if (!raw_send_text(client, request))
        return (struct raw_reply){0};
    return raw_read(client, str_starts_with(str_from(request), "HEAD "));
}
