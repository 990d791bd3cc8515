#include "base/log.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/json_write.h"

enum { LINE_MAX_BYTES = 4096, FIELD_MAX_BYTES = 1024 };

static enum log_level lowest = LOG_INFO;
static bool is_json = true;

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

static void format_time(char out[32])
{
    struct timespec now;
    struct tm utc;
    size_t len;

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    len = strftime(out, 32, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(out + len, 32 - len, ".%03ldZ", now.tv_nsec / 1000000);
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

void log_event(enum log_level level, const char *event,
               const struct log_field *fields)
{
    struct buf line;
    ssize_t ignored;

    if (!log_is_on(level))
        return;
    buf_init(&line, LINE_MAX_BYTES);
    if (is_json)
        write_json(&line, level, event, fields);
    else
        write_plain(&line, level, event, fields);
    if (buf_overflowed(&line) && line.len > 0)
        line.ptr[line.len - 1] = '\n';
    ignored = write(STDERR_FILENO, buf_str(&line).ptr, line.len);
    (void)ignored;
    buf_release(&line);
}
