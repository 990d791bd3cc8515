/* Any bytes either fail to parse, or give runs that are strictly later than
   what was asked, and the same from one second before. */
#include <stdlib.h>

#include "scheduler/cadence.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_runs(const struct cadence *cadence, int64_t after_s)
{
    for (int i = 0; i < 4; i++) {
        int64_t run_s = cadence_next(cadence, after_s);
        if (run_s <= after_s || cadence_next(cadence, run_s - 1) != run_s)
            abort();
        after_s = run_s;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"Europe/Berlin", "Australia/Lord_Howe"};
    static struct zone *zones[COUNT(names)];
    struct str text = {(const char *)data, size};
    struct err err = {0};
    struct cadence cadence;

    for (size_t i = 0; i < COUNT(names); i++) {
        if (!zones[i])
            zones[i] = zone_open(str_from(names[i]), &err);
        if (!zones[i] || !cadence_parse(&cadence, text, zones[i], &err))
            return 0;
        check_runs(&cadence, INT64_C(1711800000)); /* 2024-03-30 12:00 */
        check_runs(&cadence, INT64_C(1729900000)); /* 2024-10-25 23:46 */
    }
    return 0;
}
