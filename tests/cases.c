#include "tests/cases.h"

#include "base/fs.h"
#include "tests/test.h"

struct str cases_read(const char *path, struct arena *arena)
{
    struct err err = {0};
    struct buf data;
    struct str text;

    buf_init(&data, 1 << 20);
    if (!fs_read(path, &data, &err))
        fail_msg("%s", err.text);
    text = arena_str(arena, buf_str(&data));
    buf_release(&data);
    return text;
}

struct str cases_report(struct report *report, struct arena *arena)
{
    struct str all = {"", 0};

    report_sort(report);
    for (size_t i = 0; i < report->count; i++) {
        struct str line = report_line(&report->items[i], arena);
        line = str_skip(line, report->items[i].file.len + 1);
        all =
            arena_printf(arena, "%.*s>>> %.*s\n", STR_ARG(all), STR_ARG(line));
    }
    return all;
}

/* Fails at the first line that differs; the whole would be cut. */
static void fail_at_difference(struct str name, struct str expected,
                               struct str found)
{
    struct str a, b;

    do {
        a = str_cut(&expected, '\n');
        b = str_cut(&found, '\n');
    } while (str_equal(a, b) && (expected.len > 0 || found.len > 0));
    fail_msg("%.*s: expected\n%.*s\nfound\n%.*s", STR_ARG(name), STR_ARG(a),
             STR_ARG(b));
}

static void run_case(struct str name, struct str input, struct str expected,
                     cases_fn run)
{
    struct arena *arena = arena_new();
    struct report report;
    struct str found;

    report_init(&report, arena);
    run(input, arena, &report);
    found = cases_report(&report, arena);
    if (!str_equal(found, expected))
        fail_at_difference(name, expected, found);
    arena_free(arena);
}

/* Takes the text up to `mark` at the start of a line, or to the end. */
static struct str cut_before(struct str *rest, struct str mark)
{
    ptrdiff_t at = str_find(*rest, mark);
    struct str head = {rest->ptr, at < 0 ? rest->len : (size_t)at + 1};

    *rest = str_skip(*rest, head.len);
    return head;
}

size_t cases_run(const char *path, cases_fn run)
{
    const struct str next = STR("\n=== "), mark = STR("\n>>> ");
    struct arena *arena = arena_new();
    struct str rest = cases_read(path, arena);
    size_t count = 0;

    for (cut_before(&rest, next); rest.len > 0; count++) {
        struct str one = cut_before(&rest, next);
        struct str name = str_cut(&one, '\n');
        struct str input = cut_before(&one, mark);
        struct str expected = str_trim(one);
        if (expected.len > 0)
            expected.len++;
        run_case(name, input, expected, run);
    }
    arena_free(arena);
    return count;
}
