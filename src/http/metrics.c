#include "http/metrics.h"

#include "base/json_write.h"
#include "base/memory.h"
#include "http/dispatch.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { CLASS_COUNT = 6, WRITERS_MAX = 8 };

/* Upper edges in microseconds: a hit takes some tens of them. */
static const int64_t edges_us[] = {
    25,    50,    100,    250,    500,    1000,    2500,    5000,    10000,
    25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 5000000, 10000000};
enum { EDGE_COUNT = COUNT(edges_us) };

struct route_counts {
    atomic_uint_fast64_t by_class[CLASS_COUNT];   /* [2] is 2xx */
    atomic_uint_fast64_t by_edge[EDGE_COUNT + 1]; /* not cumulative */
    atomic_uint_fast64_t duration_us;
    atomic_uint_fast64_t body_bytes;
};

struct metrics {
    struct route_table routes;
    struct route_counts *counts; /* one per row, and one for no row */
    struct {
        metrics_writer_fn *write;
        void *context;
    } writers[WRITERS_MAX];
    size_t writer_count;
};

struct metrics *metrics_new(struct route_table routes)
{
    struct metrics *metrics = MEMORY_NEW(struct metrics);
    struct route_counts *counts =
        MEMORY_ARRAY(struct route_counts, routes.count + 1);

    metrics->routes = routes;
    metrics->counts = counts;
    return metrics;
}

void metrics_free(struct metrics *metrics)
{
    if (!metrics)
        return;
    free(metrics->counts);
    free(metrics);
}

void metrics_add_writer(struct metrics *metrics, metrics_writer_fn *write,
                        void *context)
{
    assert(metrics->writer_count < WRITERS_MAX);
    metrics->writers[metrics->writer_count].write = write;
    metrics->writers[metrics->writer_count++].context = context;
}

void metrics_remove_writer(struct metrics *metrics, const void *context)
{
    size_t kept = 0;

    for (size_t i = 0; i < metrics->writer_count; i++)
        if (metrics->writers[i].context != context)
            metrics->writers[kept++] = metrics->writers[i];
    metrics->writer_count = kept;
}

static void add(atomic_uint_fast64_t *counter, uint64_t amount)
{
    atomic_fetch_add_explicit(counter, amount, memory_order_relaxed);
}

static uint64_t read_counter(atomic_uint_fast64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void metrics_record(struct metrics *metrics, size_t row, int status,
                    int64_t duration_us, size_t body_bytes)
{
    size_t slot = row == DISPATCH_NONE ? metrics->routes.count : row;
    struct route_counts *counts = &metrics->counts[slot];
    size_t edge = 0;

    assert(slot <= metrics->routes.count);
    assert(100 <= status && status < 100 * CLASS_COUNT);
    while (edge < EDGE_COUNT && duration_us > edges_us[edge])
        edge++;
    add(&counts->by_class[status / 100], 1);
    add(&counts->by_edge[edge], 1);
    add(&counts->duration_us, duration_us > 0 ? (uint64_t)duration_us : 0);
    add(&counts->body_bytes, body_bytes);
}

static void write_head(struct buf *buf, const char *name, const char *type,
                       const char *help)
{
    buf_printf(buf, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void metrics_write_one(struct buf *buf, const char *name, const char *type,
                       const char *help, double value)
{
    char number[32];
    size_t len = json_format_real(value, number);

    write_head(buf, name, type, help);
    buf_printf(buf, "%s %.*s\n", name, (int)len, number);
}

/* Patterns and methods need no escaping: they are ours. */
static void write_labels(const struct metrics *metrics, size_t slot,
                         struct buf *buf)
{
    const struct route_row *row = &metrics->routes.rows[slot];

    if (slot == metrics->routes.count)
        buf_add_text(buf, "{method=\"\",route=\"\"");
    else
        buf_printf(buf, "{method=\"%s\",route=\"%s\"",
                   http_method_name(row->method), row->pattern);
}

static void write_requests(struct metrics *metrics, struct buf *buf)
{
    write_head(buf, "reckoner_http_requests_total", "counter",
               "Requests answered, by route and class of status.");
    for (size_t slot = 0; slot <= metrics->routes.count; slot++) {
        for (int class = 1; class < CLASS_COUNT; class ++) {
            uint64_t count =
                read_counter(&metrics->counts[slot].by_class[class]);
            if (count == 0)
                continue;
            buf_add_text(buf, "reckoner_http_requests_total");
            write_labels(metrics, slot, buf);
            buf_printf(buf, ",status=\"%dxx\"} %llu\n", class,
                       (unsigned long long)count);
        }
    }
}

static void write_histogram(struct metrics *metrics, size_t slot,
                            struct buf *buf)
{
    static const char name[] = "reckoner_http_request_duration_seconds";
    struct route_counts *counts = &metrics->counts[slot];
    unsigned long long total = 0;

    for (size_t edge = 0; edge <= EDGE_COUNT; edge++) {
        total += read_counter(&counts->by_edge[edge]);
        buf_printf(buf, "%s_bucket", name);
        write_labels(metrics, slot, buf);
        if (edge < EDGE_COUNT)
            buf_printf(buf, ",le=\"%g\"} %llu\n", (double)edges_us[edge] / 1e6,
                       total);
        else
            buf_printf(buf, ",le=\"+Inf\"} %llu\n", total);
    }
    buf_printf(buf, "%s_sum", name);
    write_labels(metrics, slot, buf);
    buf_printf(buf, "} %.6f\n",
               (double)read_counter(&counts->duration_us) / 1e6);
    buf_printf(buf, "%s_count", name);
    write_labels(metrics, slot, buf);
    buf_printf(buf, "} %llu\n", total);
}

static bool was_used(struct route_counts *counts)
{
    for (size_t edge = 0; edge <= EDGE_COUNT; edge++)
        if (read_counter(&counts->by_edge[edge]) > 0)
            return true;
    return false;
}

static void write_bytes(struct metrics *metrics, struct buf *buf)
{
    write_head(buf, "reckoner_http_response_body_bytes_total", "counter",
               "Bytes of response bodies, as sent, by route.");
    for (size_t slot = 0; slot <= metrics->routes.count; slot++) {
        uint64_t bytes = read_counter(&metrics->counts[slot].body_bytes);
        if (bytes == 0)
            continue;
        buf_add_text(buf, "reckoner_http_response_body_bytes_total");
        write_labels(metrics, slot, buf);
        buf_printf(buf, "} %llu\n", (unsigned long long)bytes);
    }
}

void metrics_write(struct metrics *metrics, struct buf *buf)
{
    write_requests(metrics, buf);
    write_head(buf, "reckoner_http_request_duration_seconds", "histogram",
               "From the last byte of a request to its response being ready.");
    for (size_t slot = 0; slot <= metrics->routes.count; slot++)
        if (was_used(&metrics->counts[slot]))
            write_histogram(metrics, slot, buf);
    write_bytes(metrics, buf);
    for (size_t i = 0; i < metrics->writer_count; i++)
        metrics->writers[i].write(metrics->writers[i].context, buf);
}
