/*
 * manifest_sample.h - a manifest that uses every member; for the tests of the
 * manifest and its fuzzer.
 */
#ifndef TESTS_MANIFEST_SAMPLE_H
#define TESTS_MANIFEST_SAMPLE_H

#include "dump/manifest.h"

#define SAMPLE_HASH_A                                                          \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define SAMPLE_HASH_B                                                          \
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define SAMPLE_HASH_0                                                          \
    "0000000000000000000000000000000000000000000000000000000000000000"

enum { SAMPLE_DUMPS = 2, SAMPLE_AT_S = 1795600800 };

/* Two dumps, one of which failed last, a failure, a forward and two deleted
   ids. Points to static memory; the caller may change what it was given. */
static inline struct manifest manifest_sample(void)
{
    static struct manifest_dump dumps[SAMPLE_DUMPS] = {
        {.id = STR("sales/by_region"),
         .object = {SAMPLE_HASH_A, 120},
         .columns = {SAMPLE_HASH_B, 340},
         .raw_bytes = 900,
         .crc32 = UINT32_MAX,
         .template_hash = SAMPLE_HASH_0,
         .source = STR("warehouse"),
         .cadence = STR("daily"),
         .as_of = {20000},
         .has_period = true,
         .from = {19993},
         .until = {20000},
         .generated_at_s = SAMPLE_AT_S,
         .expires_at_s = SAMPLE_AT_S + 86400,
         .max_age_s = 3600,
         .refuse_when_stale = true,
         .row_count = 7,
         .is_complete = true,
         .change = {.is_known = true,
                    .rows_added = 1,
                    .rows_removed = 2,
                    .rows_changed = 3}},
        {.id = STR("sales/total"),
         .object = {SAMPLE_HASH_B, 1},
         .columns = {SAMPLE_HASH_A, 2},
         .template_hash = SAMPLE_HASH_B,
         .source = STR("s"),
         .cadence = STR("every 15m"),
         .as_of = {0},
         .generated_at_s = SAMPLE_AT_S,
         .error = STR("no such table: \"sales\"\n"),
         .error_at_s = SAMPLE_AT_S + 1}};
    static struct manifest_failure failures[] = {
        {.id = STR("sales/broken"),
         .template_hash = SAMPLE_HASH_A,
         .error = STR("line 3: unknown key"),
         .at_s = SAMPLE_AT_S}};
    static struct manifest_forward forwards[] = {
        {STR("old/by_region"), STR("sales/by_region")}};
    static struct str deleted[] = {STR("old/a"), STR("old/b")};

    return (struct manifest){.number = 12,
                             .previous = 11,
                             .previous_checksum = SAMPLE_HASH_B,
                             .run_key = STR("request/all"),
                             .as_of = {20000},
                             .started_at_s = SAMPLE_AT_S,
                             .finished_at_s = SAMPLE_AT_S + 5,
                             .index_version = 1,
                             .matcher_version = 2,
                             .program = STR("1.0"),
                             .index = {SAMPLE_HASH_A, 44},
                             .dumps = dumps,
                             .dump_count = SAMPLE_DUMPS,
                             .failures = failures,
                             .failure_count = 1,
                             .forwards = forwards,
                             .forward_count = 1,
                             .deleted = deleted,
                             .deleted_count = 2};
}

#endif
