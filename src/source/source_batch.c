#include "source/source_batch.h"

#include <time.h>

static int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

bool source_batch_next(struct str *rest, int64_t *line, struct str *cell)
{
    while (rest->len > 0) {
        struct str whole = str_cut(rest, '\n');

        ++*line;
        if (whole.len > 0 && whole.ptr[whole.len - 1] == '\r')
            whole.len--;
        *cell = str_cut(&whole, '\t');
        if (*line == 1 && str_is(*cell, "statement"))
            continue;
        if (cell->len > 0 || whole.len > 0)
            return true;
    }
    return false;
}

/* The byte that a letter after a backslash stands for, or -1. */
static int unescape(char letter)
{
    switch (letter) {
    case '\\':
        return '\\';
    case 't':
        return '\t';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case '0':
        return '\0';
    default:
        return -1;
    }
}

bool source_batch_decode(struct str cell, int64_t line, struct buf *out,
                         struct err *err)
{
    if (cell.len > SOURCE_BATCH_LINE_MAX)
        return err_set(err, ERR_LIMIT,
                       "line %lld is %zu bytes long; at most %d are read",
                       (long long)line, cell.len, SOURCE_BATCH_LINE_MAX);
    for (size_t i = 0; i < cell.len; i++) {
        int byte = (unsigned char)cell.ptr[i];

        if (byte == '\\') {
            byte = i + 1 < cell.len ? unescape(cell.ptr[i + 1]) : -1;
            if (byte < 0)
                return err_set(err, ERR_INPUT,
                               "line %lld, byte %zu: after a backslash comes "
                               "one of \\ t n r 0",
                               (long long)line, i + 1);
            i++;
        }
        buf_add_char(out, (char)byte);
    }
    return true;
}

/* Decodes and runs one line; what fails becomes the result. */
static void run_line(struct source_view *view, int reader, struct str cell,
                     const struct source_query *frame,
                     const struct source_sink *sink, struct buf *statement,
                     struct source_batch_result *result, struct err *failure)
{
    struct source_query query = *frame;
    struct source_outcome outcome = {0};
    int64_t start_us;

    buf_clear(statement);
    if (source_batch_decode(cell, result->line, statement, failure)) {
        result->statement = buf_str(statement);
        query.sql = result->statement;
        start_us = now_us();
        result->is_allowed =
            source_query(view, reader, &query, sink, &outcome, failure);
        result->elapsed_us = now_us() - start_us;
        result->row_count = outcome.row_count;
    }
    if (!result->is_allowed) {
        result->code = failure->code;
        result->reason = failure->text;
    }
}

bool source_batch_run(struct source_view *view, int reader, struct str text,
                      const struct source_query *frame,
                      const struct source_sink *sink, source_batch_fn *report,
                      void *context, struct err *err)
{
    const struct source_sink none = {0};
    struct buf statement;
    struct str cell;
    int64_t line = 0;
    bool ok = true;

    buf_init(&statement, SOURCE_BATCH_LINE_MAX);
    while (ok && source_batch_next(&text, &line, &cell)) {
        struct source_batch_result result = {
            .line = line, .statement = STR(""), .reason = ""};
        struct err failure = {0};

        run_line(view, reader, cell, frame, sink ? sink : &none, &statement,
                 &result, &failure);
        ok = report(context, &result, err);
    }
    buf_release(&statement);
    return ok;
}
