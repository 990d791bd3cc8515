/*
 * problem.h - what went wrong, told to the client (RFC 9457,
 * application/problem+json).
 *
 *     {"title":"Not found","status":404,"code":"not_found",
 *      "detail":"there is no dump sales/top_model","hint":"...",
 *      "did_you_mean":["sales/top_models"]}
 *
 * `type` is left out and is then about:blank; `code` is what programs read.
 */
#ifndef HTTP_PROBLEM_H
#define HTTP_PROBLEM_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "http/response.h"

struct problem {
    int status;              /* 400 to 599 */
    const char *code;        /* "not_found"; NULL: by status */
    const char *title;       /* NULL: by status */
    struct str detail;       /* what is wrong; may be empty */
    struct str hint;         /* what to do; may be empty */
    const struct str *meant; /* "did you mean", best first */
    size_t meant_count;
    int retry_after_s; /* 0: not said */
};

/* The one place where a category of errors becomes a status. */
int problem_status(enum err_code code);

/* The reason phrase and code of a status. */
const char *problem_title(int status);
const char *problem_code(int status);

void problem_write(const struct problem *problem, struct buf *buf);

/* Makes the problem the whole response. */
void problem_respond(const struct problem *problem,
                     const struct http_request *request,
                     struct http_response *response);

/* The same from an error. The text of what is broken on our side goes to the
   log, not to the client: it names files. */
void problem_respond_err(const struct err *err,
                         const struct http_request *request,
                         struct http_response *response);

#endif
