#include "http/metrics.h"
#include "test.h"

#include "http/dispatch.h"

static const struct route_row rows[] = {
    {.method = HTTP_GET, .pattern = "/"},
    {.method = HTTP_GET, .pattern = "/api/query"},
};

TEST(metrics_count_by_route_and_class)
{
    struct metrics *metrics =
        metrics_new((struct route_table){rows, COUNT(rows)});
    struct buf buf;

    metrics_record(metrics, 1, 200, 40, 1000);
    metrics_record(metrics, 1, 404, 30000000, 10);
    metrics_record(metrics, DISPATCH_NONE, 400, 1, 0);
    buf_init(&buf, 1 << 20);
    metrics_write(metrics, &buf);
#define HAS(text) assert_true(str_find(buf_str(&buf), str_from(text)) >= 0)
    HAS("reckoner_http_requests_total{method=\"GET\",route=\"/api/query\","
        "status=\"2xx\"} 1\n");
    HAS("reckoner_http_requests_total{method=\"\",route=\"\",status=\"4xx\"}"
        " 1\n");
    HAS("route=\"/api/query\",le=\"2.5e-05\"} 0\n");
    HAS("route=\"/api/query\",le=\"5e-05\"} 1\n");
    HAS("route=\"/api/query\",le=\"10\"} 1\n");
    HAS("route=\"/api/query\",le=\"+Inf\"} 2\n");
    HAS("seconds_sum{method=\"GET\",route=\"/api/query\"} 30.000040\n");
    HAS("bytes_total{method=\"GET\",route=\"/api/query\"} 1010\n");
#undef HAS
    buf_release(&buf);
    metrics_free(metrics);
}
