#include "refresh/probe.h"

enum { PROBE_ROWS_MAX = 100, PROBE_BYTES_MAX = 1024 * 1024 };

/* Values with their types and lengths, so that no two results look alike. */
static bool add_row(void *context, const struct source_value *values,
                    size_t count, struct err *err)
{
    struct buf *out = context;

    (void)err;
    for (size_t i = 0; i < count; i++) {
        const struct source_value *v = &values[i];
        buf_printf(out, "%d:", (int)v->type);
        if (v->type == SOURCE_INTEGER)
            buf_printf(out, "%lld", (long long)v->integer);
        else if (v->type == SOURCE_REAL)
            buf_printf(out, "%a", v->real);
        else if (v->type != SOURCE_NULL)
            buf_printf(out, "%zu:", v->text.len);
        if (v->type == SOURCE_TEXT || v->type == SOURCE_BLOB)
            buf_add(out, v->text);
        buf_add_char(out, ';');
    }
    buf_add_char(out, '\n');
    return true;
}

bool probe_run(const struct generate_job *job, struct source_view *view,
               int reader, char hash[CRYPTO_SHA256_HEX + 1], struct err *err)
{
    struct generate_days days;
    struct source_query query = {
        .sql = job->template->refresh_key,
        .parameters = days.parameters,
        .limits = {.rows = PROBE_ROWS_MAX,
                   .bytes = PROBE_BYTES_MAX,
                   .timeout_ms = job->limits.timeout_ms},
        .forbid_clock = true,
    };
    struct buf values;
    struct source_sink sink = {.row = add_row, .context = &values};
    bool ok;

    hash[0] = '\0';
    if (job->template->refresh_key.len == 0)
        return true;
    generate_bind_days(job, &days);
    query.parameter_count = days.count;
    buf_init(&values, (size_t)4 * PROBE_BYTES_MAX);
    ok = source_query(view, reader, &query, &sink, NULL, err) ||
         err_wrap(err, "%.*s: refresh_key", STR_ARG(job->template->path));
    if (ok)
        crypto_sha256_hex(buf_str(&values), hash);
    buf_release(&values);
    return ok;
}

bool probe_is_unchanged(const struct plan_job *job,
                        const struct generate_job *now, const char *hash)
{
    const struct manifest_dump *before = job->before;
    const struct template *t = job->template;

    return before && hash[0] != '\0' && before->error.len == 0 &&
           strcmp(before->refresh_key, hash) == 0 &&
           str_equal(before->id, t->id) &&
           strcmp(before->template_hash, t->hash) == 0 &&
           (!t->uses_as_of || before->as_of.day == now->as_of.day) &&
           (!t->has_period || (before->from.day == now->span.from.day &&
                               before->until.day == now->span.until.day));
}
