#include "cli/commands.h"

#include <stdio.h>
#include <time.h>

#include "answer/answer.h"
#include "base/json_write.h"
#include "cli/project.h"
#include "dump/snapshot.h"

/* One line: a template, or a dump whose template is gone. */
struct line {
    struct str id, title;
    const struct manifest_dump *dump;       /* or NULL */
    const struct manifest_failure *failure; /* or NULL */
    int64_t now_s;
};

static const char *state_of(const struct line *line)
{
    if (line->failure)
        return "failed";
    if (!line->dump)
        return "not made";
    if (line->dump->error.len > 0)
        return "old";
    return answer_is_stale(line->dump, line->now_s) ? "stale" : "good";
}

static struct str error_of(const struct line *line)
{
    if (line->failure)
        return line->failure->error;
    return line->dump ? line->dump->error : (struct str){"", 0};
}

static void print_text(const struct line *line)
{
    char as_of[DATE_TEXT_SIZE] = "-";

    if (line->dump)
        date_format(line->dump->as_of, as_of);
    printf("%-44.*s %-8s %-10s ", STR_ARG(line->id), state_of(line), as_of);
    if (line->dump)
        printf("%7lld rows  ", (long long)line->dump->row_count);
    else
        printf("%7s       ", "-");
    printf("%.*s\n", STR_ARG(line->title));
    if (error_of(line).len > 0)
        printf("    %.*s\n", STR_ARG(error_of(line)));
}

static void write_json(const struct line *line, struct buf *out)
{
    char text[DATE_TIME_TEXT_SIZE], day[DATE_TEXT_SIZE];

    json_write_comma(out);
    buf_add_char(out, '{');
    json_write_member(out, "id", line->id);
    json_write_member(out, "title", line->title);
    json_write_member(out, "state", str_from(state_of(line)));
    if (line->dump) {
        json_write_member(out, "as_of",
                          str_from(date_format(line->dump->as_of, day)));
        json_write_member(
            out, "generated_at",
            str_from(date_format_time(line->dump->generated_at_s, text)));
        json_write_member_int(out, "row_count", line->dump->row_count);
    }
    if (error_of(line).len > 0)
        json_write_member(out, "error", error_of(line));
    buf_add_char(out, '}');
}

static void add_line(const struct line *line, bool as_json, struct buf *out)
{
    if (as_json)
        write_json(line, out);
    else
        print_text(line);
}

int cmd_list(struct invocation *call)
{
    const char *category = command_option(call, "--category");
    bool as_json = command_option(call, "--json") != NULL;
    struct err problem = {0}, err = {0};
    struct project project;
    struct snapshot *snapshot;
    struct buf out;

    project_load(call, &project);
    if (!project_is_usable(call, &project))
        return EXIT_USAGE;
    snapshot = snapshot_open_whole("dumps", &problem, &err);
    buf_init(&out, 256 * 1024 * 1024);
    for (size_t i = 0; i < project.catalogue->template_count; i++) {
        const struct template *t = project.catalogue->templates[i];
        struct line line = {
            .id = t->id, .title = t->title, .now_s = (int64_t)time(NULL)};
        if (category && !str_is(t->category, category))
            continue;
        if (snapshot) {
            const struct manifest *m = snapshot_manifest(snapshot);
            line.dump = manifest_find(m, t->id);
            line.failure = manifest_find_failure(m, t->id);
        }
        add_line(&line, as_json, &out);
    }
    if (as_json)
        printf("[%.*s]\n", STR_ARG(buf_str(&out)));
    if (problem.code != ERR_NONE)
        fprintf(stderr, "reckoner: %s\n", problem.text);
    buf_release(&out);
    snapshot_release(snapshot);
    return EXIT_DONE;
}
