/*
 * What no run can do without, for tests/bench/refresh.py:
 *
 *     refresh_floor DATABASE COUNT FILE
 *
 * runs the benchmark's statement COUNT times and packs FILE as often, and
 * prints the microseconds of CPU of one of each.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/fs.h"
#include "base/gzip.h"
#include "source/source.h"

enum { FILE_BYTES_MAX = 1024 * 1024, TIMEOUT_MS = 10000 };

static double cpu_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static _Noreturn void fail(const struct err *err)
{
    fprintf(stderr, "refresh_floor: %s\n", err->text);
    exit(EXIT_FAILURE);
}

static double query_us(const char *database, int64_t count)
{
    const struct source_sink nowhere = {0};
    struct err err = {0};
    struct source *source = source_open(str_from(database), NULL, &err);
    struct source_view *view = source ? source_view_open(source, 1, &err) : 0;
    double started_us = cpu_us();

    if (!view)
        fail(&err);
    for (int64_t i = 0; i < count; i++) {
        char sql[64];
        struct source_query query = {
            .limits = {.rows = 10, .bytes = 1024, .timeout_ms = TIMEOUT_MS},
            .forbid_clock = true};
        snprintf(sql, sizeof(sql), "SELECT x FROM t WHERE id = %lld\n",
                 (long long)i);
        query.sql = str_from(sql);
        if (!source_query(view, 0, &query, &nowhere, NULL, &err))
            fail(&err);
    }
    started_us = cpu_us() - started_us;
    source_view_close(view);
    source_close(source);
    return started_us / (double)count;
}

static double pack_us(const char *path, int64_t count)
{
    struct err err = {0};
    struct gzip_packer *packer = gzip_packer_new();
    struct buf body, packed;
    double started_us;

    buf_init(&body, FILE_BYTES_MAX);
    if (!fs_read(path, &body, &err))
        fail(&err);
    started_us = cpu_us();
    for (int64_t i = 0; i < count; i++) {
        buf_init(&packed, FILE_BYTES_MAX);
        if (!gzip_pack_with(packer, buf_str(&body), &packed, &err))
            fail(&err);
        buf_release(&packed);
    }
    started_us = cpu_us() - started_us;
    buf_release(&body);
    gzip_packer_free(packer);
    return started_us / (double)count;
}

int main(int argc, char **argv)
{
    int64_t count;

    if (argc != 4 || !str_to_int(str_from(argv[2]), 1, 1000000, &count)) {
        fprintf(stderr, "usage: refresh_floor DATABASE COUNT FILE\n");
        return EXIT_FAILURE;
    }
    printf("%.2f %.2f\n", query_us(argv[1], count), pack_us(argv[3], count));
    return EXIT_SUCCESS;
}
