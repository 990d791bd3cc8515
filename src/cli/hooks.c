/*
 * The thread looks at the outbox every second, and once a minute for dumps that
 * have become stale: that needs no run, and is worst when there is none.
 */
#include "cli/hooks.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "answer/answer.h"
#include "base/fs.h"
#include "base/http_client.h"
#include "base/json_write.h"
#include "base/log.h"
#include "base/memory.h"
#include "scheduler/outbox.h"
#include "scheduler/run_json.h"

enum {
    TIMEOUT_MS = 10000,
    STALE_EVERY_S = 60,
    BODY_MAX = 64 * 1024,
    SECRET_MAX = 4096,
    GONE = 410,
};

struct hooks {
    struct outbox *outbox; /* of the scheduler's thread */
    const char *state_path, *dumps;
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t stop;
    struct arena *arena;
    struct setting_hook *items;
    size_t count;
    struct str project;
    atomic_bool is_stopping;
};

static int64_t wall_s(void)
{
    return (int64_t)time(NULL);
}

static void complain(const char *event, struct str hook, const char *text)
{
    log_event(LOG_WARNING, event,
              (struct log_field[]){log_text("hook", hook),
                                   log_text("error", str_from(text)),
                                   log_end()});
}

/* ---- putting in ---- */

static bool wants(const struct setting_hook *hook, struct str event)
{
    for (size_t i = 0; i < hook->event_count; i++)
        if (str_equal(hook->events[i], event))
            return true;
    return hook->event_count == 0;
}

static void begin_body(const struct hooks *h, const char *event,
                       struct buf *body)
{
    buf_clear(body);
    buf_add_char(body, '{');
    json_write_member(body, "event", str_from(event));
    json_write_member(body, "project", h->project);
    json_write_member_time(body, "at", wall_s());
}

/* Closes the body, and adds it for everybody who wants it. */
static void add_message(struct hooks *h, struct outbox *outbox,
                        const char *event, struct str once, struct buf *body)
{
    buf_add_char(body, '}');
    for (size_t i = 0; i < h->count; i++) {
        struct outbox_message message = {.hook = h->items[i].name,
                                         .event = str_from(event),
                                         .body = buf_str(body)};
        struct err err = {0};
        if (wants(&h->items[i], message.event) &&
            !outbox_add(outbox, &message, once, wall_s(), &err))
            complain("hook_not_queued", h->items[i].name, err.text);
    }
}

static void add_dump(struct hooks *h, struct outbox *outbox, const char *event,
                     const struct manifest *m, const struct manifest_dump *dump,
                     struct buf *body)
{
    struct arena *arena = arena_new();
    char text[DATE_TIME_TEXT_SIZE];

    begin_body(h, event, body);
    json_write_member(body, "dump", dump->id);
    json_write_member_int(body, "snapshot", m->number);
    json_write_member(body, "generated_at",
                      str_from(date_format_time(dump->generated_at_s, text)));
    if (dump->max_age_s > 0)
        json_write_member_int(body, "max_age_s", dump->max_age_s);
    if (dump->change.rows_restated > 0)
        json_write_member_int(body, "rows_restated",
                              dump->change.rows_restated);
    add_message(
        h, outbox, event,
        arena_printf(arena, "%s/%.*s/%s", event, STR_ARG(dump->id), text),
        body);
    arena_free(arena);
}

/* Calls `add_dump` for the dumps of the current snapshot that are told of. */
static void tell_dumps(struct hooks *h, struct outbox *outbox, bool only_stale)
{
    struct arena *arena = arena_new();
    struct layout_head head;
    const struct manifest *m = NULL;
    char path[LAYOUT_PATH_SIZE];
    struct err ignored = {0};
    struct buf text, body;

    buf_init(&text, LAYOUT_MANIFEST_BYTES_MAX);
    buf_init(&body, BODY_MAX);
    if (layout_read_head(h->dumps, &head, &ignored)) {
        layout_manifest(h->dumps, head.number, path);
        if (fs_read(path, &text, &ignored))
            m = manifest_parse(buf_str(&text), arena, &ignored);
    }
    for (size_t i = 0; m && i < m->dump_count; i++) {
        const struct manifest_dump *dump = &m->dumps[i];
        if (only_stale ? answer_is_stale(dump, wall_s())
                       : dump->change.rows_restated > 0 &&
                             dump->generated_at_s == m->started_at_s)
            add_dump(h, outbox, only_stale ? "dump.stale" : "dump.restated", m,
                     dump, &body);
    }
    buf_release(&body);
    buf_release(&text);
    arena_free(arena);
}

void hooks_tell_run(struct hooks *hooks, const struct run *run,
                    const struct run_outcome *outcome)
{
    bool is_published =
        outcome->state == RUN_DONE || outcome->state == RUN_PARTIAL;
    const char *event = is_published ? "run.finished" : "run.failed";
    struct arena *arena = arena_new();
    struct run told = *run;
    struct buf body;

    if (!is_published && outcome->state != RUN_FAILED) {
        arena_free(arena);
        return;
    }
    told.state = outcome->state;
    told.snapshot = outcome->snapshot;
    told.made = outcome->made;
    told.unchanged = outcome->unchanged;
    told.kept = outcome->kept;
    told.failed = outcome->failed;
    told.duration_ms = outcome->duration_ms;
    told.finished_s = wall_s();
    told.error = outcome->error;
    buf_init(&body, BODY_MAX);
    pthread_mutex_lock(&hooks->mutex);
    if (hooks->count > 0) {
        begin_body(hooks, event, &body);
        json_write_next_key(&body, "run");
        run_json_write(&told, &body);
        add_message(hooks, hooks->outbox, event, run_key(run, arena), &body);
        if (outcome->snapshot > 0)
            tell_dumps(hooks, hooks->outbox, false);
    }
    pthread_mutex_unlock(&hooks->mutex);
    buf_release(&body);
    arena_free(arena);
}

/* ---- sending ---- */

/* The hook as it is configured now, copied; false if there is none of that
   name any more. */
static bool find_hook(struct hooks *h, struct str name, struct arena *arena,
                      struct setting_hook *hook)
{
    bool found = false;

    pthread_mutex_lock(&h->mutex);
    for (size_t i = 0; i < h->count && !found; i++) {
        if (!str_equal(h->items[i].name, name))
            continue;
        hook->url = arena_str(arena, h->items[i].url);
        hook->secret_file = arena_str(arena, h->items[i].secret_file);
        found = true;
    }
    pthread_mutex_unlock(&h->mutex);
    return found;
}

/* "X-Reckoner-Signature: sha256=..." of the body; NULL if it is not signed. */
static bool sign(const struct setting_hook *hook, struct str body,
                 struct arena *arena, const char **header, struct err *err)
{
    char hex[CRYPTO_SHA256_HEX + 1];
    struct buf secret;
    bool ok;

    *header = NULL;
    if (hook->secret_file.len == 0)
        return true;
    buf_init(&secret, SECRET_MAX);
    ok = fs_read(hook->secret_file.ptr, &secret, err);
    if (ok && str_trim(buf_str(&secret)).len == 0)
        ok = err_set(err, ERR_INPUT, "%s is empty", hook->secret_file.ptr);
    if (ok) {
        crypto_hmac_sha256_hex(str_trim(buf_str(&secret)), body, hex);
        *header =
            arena_printf(arena, "X-Reckoner-Signature: sha256=%s", hex).ptr;
    }
    buf_release(&secret);
    return ok;
}

static bool send_message(struct hooks *h, const struct setting_hook *hook,
                         const struct outbox_message *message,
                         struct arena *arena, int *status, struct err *err)
{
    const char *signature;
    const char *headers[5] = {
        "Content-Type: application/json",
        arena_printf(arena, "X-Reckoner-Event: %.*s", STR_ARG(message->event))
            .ptr,
        arena_printf(arena, "X-Reckoner-Delivery: %lld", (long long)message->id)
            .ptr};

    if (!sign(hook, message->body, arena, &signature, err))
        return false;
    headers[3] = signature;
    return http_client_post(
        &(struct http_client_request){.url = hook->url.ptr,
                                      .headers = headers,
                                      .body = message->body,
                                      .timeout_ms = TIMEOUT_MS,
                                      .is_cancelled = &h->is_stopping},
        status, NULL, err);
}

/* True if there was a message to be sent. */
static bool send_next(struct hooks *h, struct outbox *outbox,
                      struct arena *arena)
{
    struct outbox_message message;
    struct setting_hook hook;
    struct err err = {0};
    int status = 0;
    bool ok;

    if (!outbox_next(outbox, wall_s(), arena, &message, &err) ||
        message.id == 0)
        return false;
    if (!find_hook(h, message.hook, arena, &hook))
        return outbox_done(outbox, message.id, &err);
    if (send_message(h, &hook, &message, arena, &status, &err) &&
        status / 100 == 2)
        return outbox_done(outbox, message.id, &err);
    if (atomic_load(&h->is_stopping))
        return false;
    if (err.code == ERR_NONE)
        err_set(&err, ERR_UPSTREAM, "it answered %d", status);
    complain("hook_failed", message.hook, err.text);
    if (status == GONE || message.attempt + 1 >= OUTBOX_ATTEMPTS_MAX)
        ok = outbox_done(outbox, message.id, &err);
    else
        ok = outbox_later(outbox, &message, wall_s(), &err);
    return ok;
}

static void wait_a_second(struct hooks *h)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec++;
    pthread_mutex_lock(&h->mutex);
    if (!atomic_load(&h->is_stopping))
        pthread_cond_timedwait(&h->stop, &h->mutex, &until);
    pthread_mutex_unlock(&h->mutex);
}

static void *send_all(void *argument)
{
    struct hooks *h = argument;
    struct arena *arena = arena_new();
    struct err err = {0};
    struct outbox *outbox = outbox_open(h->state_path, &err);
    int64_t stale_at_s = 0;

    if (!outbox)
        complain("hooks_not_sent", (struct str){"", 0}, err.text);
    while (outbox && !atomic_load(&h->is_stopping)) {
        if (wall_s() >= stale_at_s || stale_at_s > wall_s() + STALE_EVERY_S) {
            stale_at_s = wall_s() + STALE_EVERY_S;
            pthread_mutex_lock(&h->mutex);
            if (h->count > 0)
                tell_dumps(h, outbox, true);
            pthread_mutex_unlock(&h->mutex);
        }
        while (!atomic_load(&h->is_stopping) && send_next(h, outbox, arena))
            arena_reset(arena);
        wait_a_second(h);
        arena_reset(arena);
    }
    outbox_close(outbox);
    arena_free(arena);
    return NULL;
}

/* ---- the whole ---- */

struct hooks *hooks_open(const char *state_path, const char *dumps,
                         struct err *err)
{
    struct outbox *outbox = outbox_open(state_path, err);
    struct hooks *h;

    if (!outbox)
        return NULL;
    h = MEMORY_NEW(struct hooks);
    h->outbox = outbox;
    h->state_path = state_path;
    h->dumps = dumps;
    h->arena = arena_new();
    pthread_mutex_init(&h->mutex, NULL);
    pthread_cond_init(&h->stop, NULL);
    return h;
}

void hooks_close(struct hooks *hooks)
{
    if (!hooks)
        return;
    pthread_mutex_lock(&hooks->mutex);
    atomic_store(&hooks->is_stopping, true);
    pthread_cond_signal(&hooks->stop);
    pthread_mutex_unlock(&hooks->mutex);
    if (hooks->has_thread)
        pthread_join(hooks->thread, NULL);
    outbox_close(hooks->outbox);
    pthread_cond_destroy(&hooks->stop);
    pthread_mutex_destroy(&hooks->mutex);
    arena_free(hooks->arena);
    free(hooks);
}

void hooks_configure(struct hooks *hooks, const struct settings *settings)
{
    pthread_mutex_lock(&hooks->mutex);
    arena_reset(hooks->arena);
    hooks->project = arena_str(hooks->arena, settings->name);
    hooks->count = settings->hook_count;
    hooks->items =
        ARENA_ARRAY(hooks->arena, struct setting_hook, settings->hook_count);
    for (size_t i = 0; i < settings->hook_count; i++) {
        const struct setting_hook *from = &settings->hooks[i];
        struct str *events =
            ARENA_ARRAY(hooks->arena, struct str, from->event_count);
        for (size_t k = 0; k < from->event_count; k++)
            events[k] = arena_str(hooks->arena, from->events[k]);
        hooks->items[i] = (struct setting_hook){
            .name = arena_str(hooks->arena, from->name),
            .url = arena_str(hooks->arena, from->url),
            .secret_file = arena_str(hooks->arena, from->secret_file),
            .events = events,
            .event_count = from->event_count};
    }
    pthread_mutex_unlock(&hooks->mutex);
    if (!hooks->has_thread &&
        pthread_create(&hooks->thread, NULL, send_all, hooks) != 0)
        abort();
    hooks->has_thread = true;
}
