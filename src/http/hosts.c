#include "http/hosts.h"

#include <arpa/inet.h>

/* Takes ":8080" off. False if what follows the name is not a port. */
static bool cut_port(struct str *host)
{
    const char *end = host->len > 0 && host->ptr[0] == '['
                          ? memchr(host->ptr, ']', host->len)
                          : NULL;
    size_t start = end ? (size_t)(end - host->ptr) + 1 : 0;
    struct str rest = str_skip(*host, start);
    struct str name = str_cut(&rest, ':');
    int64_t port;

    if (start > 0 && name.len > 0)
        return false;
    name = (struct str){host->ptr, start + name.len};
    if (name.len < host->len && !str_to_int(rest, 0, 65535, &port))
        return false;
    *host = name;
    return true;
}

static bool is_address(struct str host)
{
    char text[INET6_ADDRSTRLEN + 1];
    struct in6_addr address;
    bool is_six = host.len > 2 && host.ptr[0] == '[';

    if (is_six)
        host = (struct str){host.ptr + 1, host.len - 2};
    if (host.len >= sizeof(text))
        return false;
    memcpy(text, host.ptr, host.len);
    text[host.len] = '\0';
    return inet_pton(is_six ? AF_INET6 : AF_INET, text, &address) == 1;
}

/* Without "%" and most of what a URI may hold: no host has such a name. */
static bool is_name(struct str host)
{
    for (size_t i = 0; i < host.len; i++) {
        char c = host.ptr[i], small = (char)(c | 0x20);
        bool is_letter = small >= 'a' && small <= 'z';
        if (!is_letter && !(c >= '0' && c <= '9') && c != '-' && c != '.' &&
            c != '_')
            return false;
    }
    return host.len > 0;
}

bool hosts_is_host(struct str host)
{
    return cut_port(&host) && (is_name(host) || is_address(host));
}

bool hosts_know(const struct hosts *hosts, struct str host)
{
    static const char *const loopback[] = {"localhost", "127.0.0.1", "[::1]"};

    if (!cut_port(&host) || host.len == 0)
        return false;
    for (size_t i = 0; i < COUNT(loopback); i++)
        if (http_same_word(host, str_from(loopback[i])))
            return true;
    for (size_t i = 0; i < hosts->name_count; i++)
        if (http_same_word(host, hosts->names[i]))
            return true;
    return hosts->allow_addresses && is_address(host);
}

bool hosts_allow_origin(const struct http_request *request)
{
    struct str origin, site, host = STR("");

    if (request_header(request, "sec-fetch-site", &site) &&
        !str_is(site, "same-origin") && !str_is(site, "none"))
        return false;
    if (!request_header(request, "origin", &origin))
        return true;
    request_header(request, "host", &host);
    if (str_starts_with(origin, "http://"))
        origin = str_skip(origin, strlen("http://"));
    else if (str_starts_with(origin, "https://"))
        origin = str_skip(origin, strlen("https://"));
    else
        return false;
    return http_same_word(origin, host);
}
