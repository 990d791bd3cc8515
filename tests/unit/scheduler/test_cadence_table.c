/*
 * Compares cadence_next with tests/cases/cadence_runs.txt, which was made by
 * make_cadence_table.py and describes its form.
 */
#include "scheduler/cadence.h"
#include "test.h"

#include <stdio.h>

enum { STEP_S = 60, LINE_MAX_BYTES = 4096 };

struct row {
    struct str zone, cadence, start, minutes, steps;
};

static struct row split(char *line)
{
    struct str rest = str_from(line);
    struct row row;

    if (rest.len > 0 && line[rest.len - 1] == '\n')
        rest.len--;
    row.zone = str_cut(&rest, '\t');
    row.cadence = str_cut(&rest, '\t');
    row.start = str_cut(&rest, '\t');
    row.minutes = str_cut(&rest, '\t');
    row.steps = rest;
    return row;
}

/* From one instant before each run, and from half way to it. */
static void expect_run(const struct cadence *cadence, struct row row,
                       int64_t before_s, int64_t run_s)
{
    int64_t froms[] = {before_s, before_s + (run_s - before_s) / 2, run_s - 1};

    for (size_t i = 0; i < COUNT(froms); i++) {
        char from[DATE_TIME_TEXT_SIZE], want[DATE_TIME_TEXT_SIZE],
            got[DATE_TIME_TEXT_SIZE];
        int64_t next_s = cadence_next(cadence, froms[i]);
        if (next_s == run_s)
            continue;
        fail_msg("%.*s, \"%.*s\": after %s comes %s, not %s", STR_ARG(row.zone),
                 STR_ARG(row.cadence), date_format_time(froms[i], from),
                 date_format_time(next_s, got), date_format_time(run_s, want));
    }
}

/* Goes through the steps; the return value is how many runs there were. */
static int64_t check_row(struct row row, const struct zone *zone)
{
    struct err err = {0};
    struct cadence cadence;
    int64_t start_s, minutes, run_count = 0;

    if (!cadence_parse(&cadence, row.cadence, zone, &err))
        fail_msg("%s", err.text);
    assert_true(date_parse_time(row.start, &start_s));
    assert_true(str_to_int(row.minutes, 1, 100000, &minutes));
    int64_t before_s = start_s - 1, run_s = start_s;
    while (row.steps.len > 0 && !str_is(row.steps, "-")) {
        struct str count = str_cut(&row.steps, ' ');
        struct str step = str_cut(&count, 'x');
        int64_t step_minutes, times = 1;
        assert_true(str_to_int(step, 0, 100000, &step_minutes));
        assert_true(count.len == 0 || str_to_int(count, 1, 100000, &times));
        for (; times > 0; times--, run_count++) {
            run_s += step_minutes * STEP_S;
            expect_run(&cadence, row, before_s, run_s);
            before_s = run_s;
        }
    }
    assert_true(cadence_next(&cadence, before_s) >= start_s + minutes * STEP_S);
    return run_count;
}

TEST(cadence_runs_as_worked_out_minute_by_minute)
{
    FILE *file = fopen("tests/cases/cadence_runs.txt", "re");
    char line[LINE_MAX_BYTES], opened[ZONE_NAME_SIZE] = "";
    struct zone *zone = NULL;
    int64_t row_count = 0, run_count = 0;

    if (!file)
        skip(); /* not at the root of the repository */
    while (fgets(line, sizeof(line), file)) {
        struct row row = split(line);
        struct err err = {0};
        if (!str_is(row.zone, opened)) {
            zone_close(zone);
            zone = zone_open(row.zone, &err);
            if (!zone)
                fail_msg("%s", err.text);
            snprintf(opened, sizeof(opened), "%.*s", STR_ARG(row.zone));
        }
        run_count += check_row(row, zone);
        row_count++;
    }
    zone_close(zone);
    fclose(file);
    print_message("  %lld rows, %lld runs\n", (long long)row_count,
                  (long long)run_count);
    assert_true(row_count > 1000 && run_count > 10000);
}
