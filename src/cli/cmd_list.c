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
    json_write_comma(out);
    buf_add_char(out, '{');
    json_write_member(out, "id", line->id);
    json_write_member(out, "title", line->title);
    json_write_member(out, "state", str_from(state_of(line)));
    if (line->dump) {
        json_write_member_date(out, "as_of", line->dump->as_of);
        json_write_member_time(out, "generated_at", line->dump->generated_at_s);
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

struct listing {
    const struct catalogue *catalogue;
    const struct manifest *manifest; /* or NULL */
    const char *category;            /* or NULL: all */
    bool as_json;
    int64_t now_s;
    size_t count;
    struct buf *out;
};

static void add_listed(struct listing *listing, struct str id, struct str title)
{
    struct line line = {.id = id, .title = title, .now_s = listing->now_s};
    struct str category = id;

    category = str_cut(&category, '/');
    if (listing->category && !str_is(category, listing->category))
        return;
    if (listing->manifest) {
        line.dump = manifest_find(listing->manifest, id);
        line.failure = manifest_find_failure(listing->manifest, id);
    }
    add_line(&line, listing->as_json, listing->out);
    listing->count++;
}

/* Templates, then what is published of files that are no template any more. */
static void add_all(struct listing *listing)
{
    const struct catalogue *catalogue = listing->catalogue;
    const struct manifest *m = listing->manifest;

    for (size_t i = 0; i < catalogue->template_count; i++)
        add_listed(listing, catalogue->templates[i]->id,
                   catalogue->templates[i]->title);
    for (size_t i = 0; m && i < m->dump_count; i++)
        if (!catalogue_find(catalogue, m->dumps[i].id))
            add_listed(listing, m->dumps[i].id, (struct str)STR(""));
    for (size_t i = 0; m && i < m->failure_count; i++)
        if (!catalogue_find(catalogue, m->failures[i].id))
            add_listed(listing, m->failures[i].id, (struct str)STR(""));
}

static bool list(struct listing *listing, struct err *err)
{
    add_all(listing);
    if (listing->category && listing->count == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no category \"%.100s\"",
                       listing->category);
    if (listing->as_json)
        printf("[%.*s]\n", STR_ARG(buf_str(listing->out)));
    return true;
}

int cmd_list(struct invocation *call)
{
    struct err problem = {0}, err = {0};
    struct project project;
    struct snapshot *snapshot;
    struct listing listing = {.category = command_option(call, "--category"),
                              .as_json = command_option(call, "--json") != NULL,
                              .now_s = (int64_t)time(NULL)};
    struct buf out;
    bool ok;

    project_load(call, &project);
    if (!project_is_usable(call, &project))
        return EXIT_USAGE;
    snapshot = snapshot_open_whole("dumps", &problem, &err);
    buf_init(&out, 256 * 1024 * 1024);
    listing.catalogue = project.catalogue;
    listing.manifest = snapshot ? snapshot_manifest(snapshot) : NULL;
    listing.out = &out;
    ok = list(&listing, &err);
    if (problem.code != ERR_NONE)
        fprintf(stderr, "reckoner: %s\n", problem.text);
    buf_release(&out);
    snapshot_release(snapshot);
    return ok ? EXIT_DONE : command_fail(&err);
}
