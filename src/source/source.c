/*
 * The kinds of database, and the way to them. All that is the same for every
 * kind is done here, once: defaults, the range of readers, an empty outcome.
 */
#include "source/source.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"
#include "source/source_kind.h"

enum {
    BUSY_TIMEOUT_MS = 5000,
    SQL_MAX_BYTES = 64 * 1024,
    VALUE_MAX_BYTES = 64 * 1024,
    VALUE_WALL_BYTES = 1024 * 1024,
    MEMORY_MAX_BYTES = 256 * 1024 * 1024,
    READERS_MAX = 64,
};

/* A URL of none of these schemes is a path, for the first. */
static const struct source_kind *const kinds[] = {
    &source_sqlite_kind,
};

struct source {
    const struct source_kind *kind;
    void *state;
};

struct source_view {
    const struct source_kind *kind;
    void *state;
    int reader_count;
};

/* Errors quote statements, names and paths, whatever bytes are in them: makes
   the text one line of UTF-8. Returns false, as err_set does. */
static bool clean(struct err *err)
{
    struct str text = str_from(err->text);
    size_t bad;

    for (char *c = err->text; *c; c++) {
        if ((unsigned char)*c < ' ' || *c == '\x7f')
            *c = ' ';
    }
    while (!str_is_utf8(text, &bad))
        err->text[bad] = '?';
    return false;
}

static void *clean_null(struct err *err)
{
    clean(err);
    return NULL;
}

static const struct source_kind *find_kind(struct str url, struct err *err)
{
    ptrdiff_t colon = str_find(url, (struct str)STR(":"));
    struct str scheme = {url.ptr, colon < 0 ? 0 : (size_t)colon};

    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (str_is(scheme, kinds[i]->name))
            return kinds[i];
    }
    if (scheme.len > 0 && str_starts_with(str_skip(url, scheme.len), "://")) {
        err_set(err, ERR_INPUT,
                "there is no kind of source called %.*s: write "
                "sqlite:///folder/file.db or a path",
                (int)(scheme.len < 40 ? scheme.len : 40), scheme.ptr);
        return NULL;
    }
    return kinds[0];
}

static struct source_options with_defaults(const struct source_options *given)
{
    struct source_options options = {0};

    if (given)
        options = *given;
    if (options.busy_timeout_ms <= 0)
        options.busy_timeout_ms = BUSY_TIMEOUT_MS;
    if (options.sql_max_bytes == 0)
        options.sql_max_bytes = SQL_MAX_BYTES;
    if (options.value_max_bytes == 0)
        options.value_max_bytes = VALUE_MAX_BYTES;
    if (options.value_max_bytes > VALUE_WALL_BYTES)
        options.value_max_bytes = VALUE_WALL_BYTES;
    if (options.memory_max_bytes == 0)
        options.memory_max_bytes = MEMORY_MAX_BYTES;
    return options;
}

struct source *source_open(struct str url, const struct source_options *options,
                           struct err *err)
{
    const struct source_kind *kind = find_kind(url, err);
    struct source_options complete = with_defaults(options);
    struct source *source;
    void *state;

    if (!kind)
        return clean_null(err);
    state = kind->open(url, &complete, err);
    if (!state)
        return clean_null(err);
    source = MEMORY_NEW(struct source);
    *source = (struct source){.kind = kind, .state = state};
    return source;
}

void source_close(struct source *source)
{
    if (!source)
        return;
    source->kind->close(source->state);
    free(source);
}

const char *source_kind(const struct source *source)
{
    return source->kind->name;
}

struct source_view *source_view_open(struct source *source, int readers,
                                     struct err *err)
{
    struct source_view *view;
    void *state;

    assert(readers >= 1 && readers <= READERS_MAX);
    state = source->kind->view_open(source->state, &readers, err);
    if (!state)
        return clean_null(err);
    view = MEMORY_NEW(struct source_view);
    *view = (struct source_view){
        .kind = source->kind, .state = state, .reader_count = readers};
    return view;
}

int source_view_readers(const struct source_view *view)
{
    return view->reader_count;
}

void source_view_close(struct source_view *view)
{
    if (!view)
        return;
    view->kind->view_close(view->state);
    free(view);
}

static void check_call(const struct source_view *view, int reader,
                       const struct source_query *query)
{
    assert(reader >= 0 && reader < view->reader_count);
    assert(query->parameter_count <= 64);
    assert(query->limits.timeout_ms > 0);
}

bool source_query(struct source_view *view, int reader,
                  const struct source_query *query,
                  const struct source_sink *sink,
                  struct source_outcome *outcome, struct err *err)
{
    struct source_outcome ignored;

    check_call(view, reader, query);
    if (!outcome)
        outcome = &ignored;
    *outcome = (struct source_outcome){0};
    return view->kind->query(view->state, reader, query, sink, outcome, err) ||
           clean(err);
}

bool source_prepare(struct source_view *view, int reader,
                    const struct source_query *query,
                    const struct source_sink *sink, uint64_t *parameters_used,
                    struct err *err)
{
    uint64_t ignored;

    check_call(view, reader, query);
    if (!parameters_used)
        parameters_used = &ignored;
    *parameters_used = 0;
    return view->kind->prepare(view->state, reader, query, sink,
                               parameters_used, err) ||
           clean(err);
}

void source_cancel(struct source_view *view, int reader)
{
    assert(reader >= 0 && reader < view->reader_count);
    view->kind->cancel(view->state, reader);
}
