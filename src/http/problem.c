#include "http/problem.h"

#include "base/json_write.h"

enum { PROBLEM_BYTES_MAX = 64 * 1024 };

static const struct {
    int status;
    const char *code;
    const char *title;
} statuses[] = {
    {400, "bad_request", "Bad request"},
    {401, "unauthorized", "Not signed in"},
    {403, "forbidden", "Not allowed"},
    {404, "not_found", "Not found"},
    {405, "method_not_allowed", "Method not allowed"},
    {406, "not_acceptable", "Not acceptable"},
    {408, "request_timeout", "Request took too long"},
    {409, "conflict", "Conflict"},
    {410, "gone", "Gone"},
    {413, "body_too_large", "Body too large"},
    {414, "address_too_long", "Address too long"},
    {415, "unsupported_media_type", "Unsupported media type"},
    {421, "unknown_host", "Unknown host"},
    {422, "unprocessable", "Unprocessable"},
    {429, "limit_reached", "Limit reached"},
    {431, "headers_too_large", "Headers too large"},
    {500, "internal", "Internal error"},
    {501, "not_implemented", "Not implemented"},
    {502, "upstream_failed", "Upstream failed"},
    {503, "unavailable", "Try again later"},
    {504, "upstream_timeout", "Upstream took too long"},
};

int problem_status(enum err_code code)
{
    switch (code) {
    case ERR_INPUT:
        return 400;
    case ERR_STRANGER:
        return 401;
    case ERR_DENIED:
        return 403;
    case ERR_NOT_FOUND:
        return 404;
    case ERR_LIMIT:
        return 429;
    case ERR_BUSY:
        return 503;
    case ERR_UPSTREAM:
        return 502;
    case ERR_NONE:
    case ERR_CORRUPT:
    case ERR_SYSTEM:
        break;
    }
    return 500;
}

const char *problem_title(int status)
{
    for (size_t i = 0; i < COUNT(statuses); i++)
        if (statuses[i].status == status)
            return statuses[i].title;
    return "Error";
}

const char *problem_code(int status)
{
    for (size_t i = 0; i < COUNT(statuses); i++)
        if (statuses[i].status == status)
            return statuses[i].code;
    return "error";
}

/* Text may quote what a client sent; only valid UTF-8 may enter JSON. */
static void write_text(struct buf *buf, const char *name, struct str text)
{
    size_t bad;

    if (text.len == 0)
        return;
    if (!str_is_utf8(text, &bad))
        text.len = bad;
    json_write_member(buf, name, text);
}

void problem_write(const struct problem *problem, struct buf *buf)
{
    const char *title =
        problem->title ? problem->title : problem_title(problem->status);
    const char *code =
        problem->code ? problem->code : problem_code(problem->status);

    buf_add_char(buf, '{');
    json_write_member(buf, "title", str_from(title));
    json_write_member_int(buf, "status", problem->status);
    json_write_member(buf, "code", str_from(code));
    write_text(buf, "detail", problem->detail);
    write_text(buf, "hint", problem->hint);
    if (problem->meant_count > 0) {
        json_write_open(buf, "did_you_mean", '[');
        for (size_t i = 0; i < problem->meant_count; i++) {
            json_write_comma(buf);
            json_write_string(buf, problem->meant[i]);
        }
        buf_add_char(buf, ']');
    }
    buf_add_text(buf, "}\n");
}

void problem_respond(const struct problem *problem,
                     const struct http_request *request,
                     struct http_response *response)
{
    struct buf buf;

    buf_init(&buf, PROBLEM_BYTES_MAX);
    problem_write(problem, &buf);
    response_restart(response);
    response->status = problem->status;
    response->content_type = (struct str)STR("application/problem+json");
    response->retry_after_s = problem->retry_after_s;
    response_add_bytes(response, arena_str(request->arena, buf_str(&buf)));
    buf_release(&buf);
}

void problem_respond_err(const struct err *err,
                         const struct http_request *request,
                         struct http_response *response)
{
    int status = problem_status(err->code);
    struct str text = arena_str(request->arena, str_from(err->text));
    struct problem problem = {.status = status, .detail = text};

    if (status == 500) {
        problem.detail = (struct str)STR("something is wrong on our side");
        problem.hint = arena_printf(
            request->arena, "the server's log tells more under request id %.*s",
            STR_ARG(request->id));
    }
    if (status == 503)
        problem.retry_after_s = 1;
    problem_respond(&problem, request, response);
    response->cause = text;
}
