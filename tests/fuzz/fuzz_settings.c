/* Any bytes are settings within their bounds or have mistakes, never both. */
#include <stdlib.h>

#include "query/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct settings *settings)
{
    if (settings->port < 0 || settings->port > 65535 ||
        settings->calendar.week_starts < 1 ||
        settings->calendar.week_starts > 7 ||
        settings->calendar.fiscal_year_starts < 1 ||
        settings->calendar.fiscal_year_starts > 12 ||
        settings->cadence_count < 3 || settings->router_clarify < 0 ||
        settings->router_clarify > settings->router_accept ||
        settings->router_accept > 1 || settings->query_rows < 1)
        abort();
    for (size_t i = 0; i < settings->source_count; i++)
        if (settings->sources[i].url.len == 0 ||
            !settings_source(settings, settings->sources[i].name))
            abort();
    for (size_t i = 0; i < settings->cadence_count; i++)
        if (settings->cadences[i].when.len == 0 ||
            !settings_cadence(settings, settings->cadences[i].name))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str text = {(const char *)data, size};
    const struct settings *settings;
    struct report report;

    report_init(&report, arena);
    settings = settings_parse(text, str_from("f"), arena, &report);
    if (!settings && report.error_count == 0)
        abort();
    if (settings && report.error_count == 0)
        check(settings);
    arena_free(arena);
    return 0;
}
