#include "base/log.h"

#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/json_write.h"

enum {
    LINE_MAX_BYTES = 4096,
    FIELD_MAX_BYTES = 1024,
    GATHERED_MAX_BYTES = 32 * 1024,
    AT_ONCE_MAX = 200, /* lines that are written at once, in each... */
    WINDOW_MS = 100,
};

static enum log_level lowest = LOG_INFO;
static bool is_json = true;

/* Lines that wait, whole ones only. */
static struct {
    pthread_mutex_t lock;
    bool gathers;
    char bytes[GATHERED_MAX_BYTES];
    size_t len;
    int64_t window; /* the number of this span of time, and its lines so far */
    int count;
} waiting = {.lock = PTHREAD_MUTEX_INITIALIZER};

static const char *const level_names[] = {"debug", "info", "warning", "error",
                                          "off"};

void log_configure(enum log_level level, bool as_json)
{
    lowest = level;
    is_json = as_json;
}

bool log_level_parse(struct str text, enum log_level *level)
{
    for (size_t i = 0; i < COUNT(level_names); i++) {
        if (!str_is(text, level_names[i]))
            continue;
        *level = (enum log_level)i;
        return true;
    }
    return false;
}

bool log_is_on(enum log_level level)
{
    return level >= lowest;
}

/* The text of a second is made once by each thread. */
static void format_time(char out[32])
{
    static _Thread_local time_t second = -1;
    static _Thread_local char text[32];
    static _Thread_local size_t len;
    struct timespec now;
    struct tm utc;

    clock_gettime(CLOCK_REALTIME, &now);
    if (now.tv_sec != second) {
        gmtime_r(&now.tv_sec, &utc);
        len = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S.000Z", &utc);
        second = now.tv_sec;
    }
    memcpy(out, text, len + 1);
    for (size_t i = 0, ms = (size_t)now.tv_nsec / 1000000; i < 3; i++, ms /= 10)
        out[len - 2 - i] = (char)('0' + ms % 10);
}

/* A field cut at a whole character, so that the line stays valid UTF-8. */
static struct str fitting(struct str text)
{
    size_t bad;

    if (text.len > FIELD_MAX_BYTES)
        text.len = FIELD_MAX_BYTES;
    if (!str_is_utf8(text, &bad))
        text.len = bad;
    return text;
}

static void write_json(struct buf *line, enum log_level level,
                       const char *event, const struct log_field *fields)
{
    char now[32];

    format_time(now);
    buf_add_char(line, '{');
    json_write_member(line, "time", str_from(now));
    json_write_member(line, "level", str_from(level_names[level]));
    json_write_member(line, "event", str_from(event));
    for (; fields->name; fields++) {
        if (fields->is_text)
            json_write_member(line, fields->name, fitting(fields->text));
        else
            json_write_member_int(line, fields->name, fields->number);
    }
    buf_add_text(line, "}\n");
}

static void write_plain(struct buf *line, enum log_level level,
                        const char *event, const struct log_field *fields)
{
    char now[32];

    format_time(now);
    buf_printf(line, "%.8s %-7s %s", now + 11, level_names[level], event);
    for (; fields->name; fields++) {
        buf_printf(line, " %s=", fields->name);
        if (fields->is_text)
            json_write_string(line, fitting(fields->text));
        else
            json_write_int(line, fields->number);
    }
    buf_add_char(line, '\n');
}

static void write_out(const char *bytes, size_t len)
{
    ssize_t ignored = write(STDERR_FILENO, bytes, len);
    (void)ignored;
}

/* With the lock held. */
static void write_waiting(void)
{
    if (waiting.len > 0)
        write_out(waiting.bytes, waiting.len);
    waiting.len = 0;
}

void log_flush(void)
{
    pthread_mutex_lock(&waiting.lock);
    write_waiting();
    pthread_mutex_unlock(&waiting.lock);
}

void log_gather(bool gathers)
{
    pthread_mutex_lock(&waiting.lock);
    waiting.gathers = gathers;
    write_waiting();
    pthread_mutex_unlock(&waiting.lock);
}

/* With the lock held. Few lines need not wait; many shall. */
static bool may_wait(enum log_level level)
{
    struct timespec now;
    int64_t window;

    if (!waiting.gathers || level >= LOG_WARNING)
        return false;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    window = ((int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000) / WINDOW_MS;
    if (window != waiting.window)
        waiting.count = 0;
    waiting.window = window;
    return ++waiting.count > AT_ONCE_MAX;
}

static void take_line(enum log_level level, struct str line)
{
    pthread_mutex_lock(&waiting.lock);
    if (line.len > sizeof(waiting.bytes) - waiting.len)
        write_waiting();
    memcpy(waiting.bytes + waiting.len, line.ptr, line.len);
    waiting.len += line.len;
    if (!may_wait(level))
        write_waiting();
    pthread_mutex_unlock(&waiting.lock);
}

void log_event(enum log_level level, const char *event,
               const struct log_field *fields)
{
    char memory[LINE_MAX_BYTES + 1];
    struct buf line;

    if (!log_is_on(level))
        return;
    buf_init_at(&line, memory, sizeof(memory));
    if (is_json)
        write_json(&line, level, event, fields);
    else
        write_plain(&line, level, event, fields);
    if (buf_overflowed(&line) && line.len > 0)
        line.ptr[line.len - 1] = '\n';
    take_line(level, buf_str(&line));
}
