#include "http/wire.h"

#include "http/hosts.h"

static bool refuse(struct wire_fault *fault, int status, const char *detail)
{
    *fault = (struct wire_fault){status, detail};
    return false;
}

/* RFC 9110, 5.6.2. */
static bool is_token(struct str s)
{
    static const char marks[] = "!#$%&'*+-.^_`|~";

    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i], small = (char)(c | 0x20);
        bool is_letter = small >= 'a' && small <= 'z';
        if (!is_letter && c != '-' && !(c >= '0' && c <= '9') &&
            !memchr(marks, c, sizeof(marks) - 1))
            return false;
    }
    return s.len > 0;
}

/* Tabs may stand in a value. */
static bool has_control_but_tab(struct str s)
{
    if (!str_has_control(s))
        return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return true;
    }
    return false;
}

static bool check_line(const struct http_request *request,
                       struct wire_fault *fault)
{
    if (!is_token(request->method_name))
        return refuse(fault, 400, "the method is not a word");
    if (request->target.len > REQUEST_TARGET_MAX)
        return refuse(fault, 414, "the address is too long");
    if (request->target.len == 0 || request->target.ptr[0] != '/')
        return refuse(fault, 400, "the request's target must begin with \"/\"");
    if (str_has_control(request->target) ||
        memchr(request->target.ptr, ' ', request->target.len))
        return refuse(fault, 400,
                      "the request's target holds a space or a "
                      "control character");
    if (!str_is(request->version, "HTTP/1.1") &&
        !str_is(request->version, "HTTP/1.0"))
        return refuse(fault, 400, "the version must be HTTP/1.1 or HTTP/1.0");
    if (request->has_loose_lines)
        return refuse(fault, 400,
                      "every line must end in CR LF, and hold no NUL");
    if (request->method == HTTP_OTHER)
        return refuse(fault, 501, "no such method; methods are upper case");
    return true;
}

static bool check_fields(const struct http_request *request,
                         struct wire_fault *fault)
{
    if (request->headers.count > REQUEST_HEADERS_MAX)
        return refuse(fault, 431, "too many headers");
    for (size_t i = 0; i < request->headers.count; i++) {
        if (!is_token(request->headers.items[i].name))
            return refuse(fault, 400, "a header's name is not a word");
        if (has_control_but_tab(request->headers.items[i].value))
            return refuse(fault, 400, "a header holds a control character");
    }
    return true;
}

static bool check_host(const struct http_request *request,
                       struct wire_fault *fault)
{
    size_t count = request_header_count(request, "host");
    struct str host;

    if (count > 1)
        return refuse(fault, 400, "there is more than one Host header");
    if (count == 0 && str_is(request->version, "HTTP/1.1"))
        return refuse(fault, 400, "the Host header is missing");
    if (request_header(request, "host", &host) && !hosts_is_host(host))
        return refuse(fault, 400, "the Host header is not a host and port");
    return true;
}

static bool check_length(const struct http_request *request,
                         const struct wire_limits *limits,
                         struct wire_fault *fault)
{
    struct str text;
    int64_t length;

    if (!request_header(request, "content-length", &text))
        return true;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return refuse(fault, 400, "Content-Length is not a number");
    if (text.len == 0)
        return refuse(fault, 400, "Content-Length is empty");
    if (!str_to_int(text, 0, (int64_t)limits->body_bytes_max, &length))
        return refuse(fault, 413, "the body is too large");
    return true;
}

static bool check_framing(const struct http_request *request,
                          const struct wire_limits *limits,
                          struct wire_fault *fault)
{
    size_t lengths = request_header_count(request, "content-length");
    size_t codings = request_header_count(request, "transfer-encoding");
    struct str coding;

    if (lengths + codings > 1)
        return refuse(fault, 400, "the body's length is stated more than once");
    if (codings == 1 && str_is(request->version, "HTTP/1.0"))
        return refuse(fault, 400, "HTTP/1.0 has no Transfer-Encoding");
    if (request_header(request, "transfer-encoding", &coding) &&
        !http_same_word(coding, str_from("chunked")))
        return refuse(fault, 400, "Transfer-Encoding must be \"chunked\"");
    if (!check_length(request, limits, fault))
        return false;
    if (wire_has_body(request) &&
        (request->method == HTTP_GET || request->method == HTTP_HEAD))
        return refuse(fault, 400, "GET and HEAD take no body");
    return true;
}

bool wire_is_chunked(const struct http_request *request)
{
    return request_header_count(request, "transfer-encoding") > 0;
}

bool wire_has_body(const struct http_request *request)
{
    struct str length;

    if (request_header(request, "content-length", &length))
        return !str_is(length, "0");
    return wire_is_chunked(request);
}

bool wire_check(const struct http_request *request,
                const struct wire_limits *limits, struct wire_fault *fault)
{
    return check_line(request, fault) && check_fields(request, fault) &&
           check_host(request, fault) && check_framing(request, limits, fault);
}
