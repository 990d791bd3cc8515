/* Any bytes either fail to parse, or have a name that reads back as the same
   period, and a span that is not backwards on the first and last day. */
#include <stdlib.h>

#include "query/period.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct calendar calendar = {.week_starts = 7,
                                             .fiscal_year_starts = 11};
    static const int32_t days[] = {-719162, 20777, 2932896};
    struct str text = {(const char *)data, size};
    struct err err = {0};
    struct period period, again;
    char name[PERIOD_NAME_SIZE];

    if (!period_parse(&period, text, &err))
        return 0;
    period_name(&period, name);
    if (!period_parse(&again, str_from(name), &err) ||
        !period_equal(&period, &again))
        abort();
    for (size_t i = 0; i < COUNT(days); i++) {
        struct date as_of = {days[i]};
        struct span span = period_resolve(&period, as_of, &calendar);
        if (span.until.day < span.from.day)
            abort();
    }
    return 0;
}
