/*
 * log.h - what happened, as one JSON object a line on stderr; plain text when
 * stderr is a terminal.
 *
 *     log_event(LOG_INFO, "snapshot_published", (struct log_field[]){
 *         log_int("number", 12), log_text("id", id), log_end()});
 *
 * Every line has "time", "level" and "event". Fields are named by the caller,
 * from a fixed set: no field ever holds a key, a password, a header or a body.
 * Lines longer than 4 KiB are cut. A line is one write, unless lines are
 * gathered: a server writes many, and a call for each costs more than the line.
 * Any thread may log.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"
#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR, LOG_OFF };

struct log_field {
    const char *name; /* NULL ends the list */
    bool is_text;
    struct str text;
    int64_t number;
};

/* Before the first line, from one thread. */
void log_configure(enum log_level level, bool as_json);

/* From now on, when there are many lines below a warning, they wait until some
   kilobytes are together, a warning comes, or log_flush is called; false: no
   more, and those that wait are written. Who gathers calls log_flush now and
   then, and at the end. */
void log_gather(bool gathers);
void log_flush(void);

/* "debug", "info", "warning", "error", "off". */
bool log_level_parse(struct str text, enum log_level *level);
bool log_is_on(enum log_level level);

void log_event(enum log_level level, const char *event,
               const struct log_field *fields);

static inline struct log_field log_text(const char *name, struct str text)
{
    return (struct log_field){name, true, text, 0};
}

static inline struct log_field log_int(const char *name, int64_t number)
{
    return (struct log_field){name, false, {0}, number};
}

static inline struct log_field log_end(void)
{
    return (struct log_field){0};
}

#endif
