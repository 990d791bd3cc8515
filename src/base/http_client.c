#include "base/http_client.h"

#include <curl/curl.h>
#include <pthread.h>

#include "base/memory.h"

enum { IGNORED_BYTES_MAX = 1024 * 1024 };

struct sending {
    const struct http_client_request *request;
    CURL *curl;
    struct curl_slist *headers;
    struct buf *reply;
    size_t ignored_bytes;
    char problem[CURL_ERROR_SIZE];
};

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start_curl(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        memory_is_out("curl");
}

/* Taking less than was offered ends the transfer. */
static size_t take(char *bytes, size_t size, size_t count, void *context)
{
    struct sending *s = context;
    size_t len = size * count;

    if (!s->reply) {
        s->ignored_bytes += len;
        return s->ignored_bytes > IGNORED_BYTES_MAX ? 0 : len;
    }
    buf_add_bytes(s->reply, bytes, len);
    return buf_overflowed(s->reply) ? 0 : len;
}

static int is_to_stop(void *context, curl_off_t a, curl_off_t b, curl_off_t c,
                      curl_off_t d)
{
    const struct sending *s = context;

    (void)a, (void)b, (void)c, (void)d;
    return s->request->is_cancelled && atomic_load(s->request->is_cancelled);
}

static void add_header(struct sending *s, const char *header)
{
    struct curl_slist *list = curl_slist_append(s->headers, header);

    if (!list)
        memory_is_out("curl");
    s->headers = list;
}

static void prepare(struct sending *s)
{
    const struct http_client_request *r = s->request;

    /* No waiting for a 100 that few servers send. */
    add_header(s, "Expect:");
    for (size_t i = 0; r->headers && r->headers[i]; i++)
        add_header(s, r->headers[i]);
    curl_easy_setopt(s->curl, CURLOPT_URL, r->url);
    curl_easy_setopt(s->curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(s->curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(s->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(s->curl, CURLOPT_TIMEOUT_MS, (long)r->timeout_ms);
    curl_easy_setopt(s->curl, CURLOPT_POST, 1L);
    curl_easy_setopt(s->curl, CURLOPT_POSTFIELDS, r->body.ptr);
    curl_easy_setopt(s->curl, CURLOPT_POSTFIELDSIZE_LARGE,
                     (curl_off_t)r->body.len);
    curl_easy_setopt(s->curl, CURLOPT_HTTPHEADER, s->headers);
    curl_easy_setopt(s->curl, CURLOPT_USERAGENT, "reckoner");
    curl_easy_setopt(s->curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(s->curl, CURLOPT_WRITEDATA, s);
    curl_easy_setopt(s->curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(s->curl, CURLOPT_XFERINFOFUNCTION, is_to_stop);
    curl_easy_setopt(s->curl, CURLOPT_XFERINFODATA, s);
    curl_easy_setopt(s->curl, CURLOPT_ERRORBUFFER, s->problem);
}

static bool complain(const struct sending *s, CURLcode code, struct err *err)
{
    const char *problem = s->problem[0] ? s->problem : curl_easy_strerror(code);

    if (code == CURLE_ABORTED_BY_CALLBACK)
        return err_set(err, ERR_BUSY, "the request was cancelled");
    if (code == CURLE_WRITE_ERROR)
        return err_set(err, ERR_LIMIT, "the answer is too long");
    return err_set(err, ERR_UPSTREAM, "%s", problem);
}

bool http_client_post(const struct http_client_request *request, int *status,
                      struct buf *reply, struct err *err)
{
    struct sending s = {.request = request, .reply = reply};
    CURLcode code;
    long answered = 0;

    pthread_once(&once, start_curl);
    s.curl = curl_easy_init();
    if (!s.curl)
        memory_is_out("curl");
    prepare(&s);
    code = curl_easy_perform(s.curl);
    curl_easy_getinfo(s.curl, CURLINFO_RESPONSE_CODE, &answered);
    curl_slist_free_all(s.headers);
    curl_easy_cleanup(s.curl);
    *status = (int)answered;
    return code == CURLE_OK || complain(&s, code, err);
}
