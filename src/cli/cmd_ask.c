#include "cli/commands.h"

#include <stdio.h>
#include <time.h>

#include "answer/answer.h"
#include "answer/current.h"
#include "base/log.h"
#include "cli/project.h"
#include "cli/table_text.h"
#include "dump/cell_text.h"

enum { TABLE_ROWS = 20 };

static bool read_request(struct invocation *call,
                         struct answer_request *request, struct err *err)
{
    const char *context = command_option(call, "--context");
    const char *as_of = command_option(call, "--as-of");

    *request = (struct answer_request){
        .question = str_from(call->words[0]),
        .context = context ? str_from(context) : (struct str){"", 0},
        .has_as_of = as_of != NULL,
        .now_s = (int64_t)time(NULL),
        .explain = command_option(call, "--explain") != NULL,
        .wants_rows = true,
    };
    return !as_of || date_parse(str_from(as_of), &request->as_of) ||
           err_set(err, ERR_INPUT,
                   "--as-of \"%.40s\" is not a day: write YYYY-MM-DD", as_of);
}

static bool print_json(const struct answer_body *body, struct err *err)
{
    struct buf out;
    bool ok;

    buf_init(&out, (size_t)1 << 30);
    ok = gzip_join_raw(body->parts, body->part_count, &out, err);
    if (ok) {
        fwrite(out.ptr, 1, out.len, stdout);
        fputc('\n', stdout);
    }
    buf_release(&out);
    return ok;
}

static void print_choices(const struct route_choice *choices, size_t count,
                          const char *heading)
{
    if (count > 0)
        printf("%s\n", heading);
    for (size_t i = 0; i < count; i++) {
        printf("  %zu. %.*s", i + 1, STR_ARG(choices[i].question));
        if (choices[i].difference.len > 0)
            printf("  (%.*s)", STR_ARG(choices[i].difference));
        printf("\n");
    }
}

static void print_source(const struct served *served,
                         const struct answer *answer)
{
    const struct manifest_dump *entry = answer->dump->entry;
    char made[DATE_TIME_TEXT_SIZE], as_of[DATE_TEXT_SIZE];

    printf("\n%.*s, as of %s, made %s%s; snapshot %lld; confidence %.2f; "
           "0 tokens\n",
           STR_ARG(entry->id), date_format(entry->as_of, as_of),
           date_format_time(entry->generated_at_s, made),
           answer->is_stale ? " (STALE)" : "",
           (long long)snapshot_manifest(served->snapshot)->number,
           answer->route->confidence);
    if (entry->error.len > 0)
        printf("its last refresh failed: %.*s\n", STR_ARG(entry->error));
    if (served->problem.code != ERR_NONE)
        printf("the newest snapshot is not served: %s\n", served->problem.text);
}

static void print_hit(const struct served *served, const struct answer *answer)
{
    const struct format *format = served->project->format;
    int width = table_text_width(stdout);

    printf("%.*s\n\n", STR_ARG(answer->sentence));
    table_text_print(&answer->rows, format, width, TABLE_ROWS, stdout);
    if (width > 0)
        table_text_chart(&answer->rows, format, width, stdout);
    print_source(served, answer);
}

static void print_explanation(const struct route *route)
{
    printf("\n");
    for (size_t i = 0; i < route->trace_count; i++)
        printf("  %-20.*s %.*s\n", STR_ARG(route->trace[i].word),
               STR_ARG(route->trace[i].became));
    printf("%.*s\n", STR_ARG(route->explanation));
}

static void print_text(const struct served *served, const struct answer *answer)
{
    const struct route *route = answer->route;

    switch (route->status) {
    case ROUTE_HIT:
        print_hit(served, answer);
        break;
    case ROUTE_CLARIFY:
        printf("%.*s\n", STR_ARG(route->reason));
        print_choices(route->choices, route->choice_count, "Did you mean:");
        break;
    case ROUTE_MISS:
        printf("%.*s\n", STR_ARG(route->reason));
        print_choices(route->alternatives, route->alternative_count,
                      "What can be asked:");
        break;
    }
    if (route->trace_count > 0)
        print_explanation(route);
}

static int ask(struct invocation *call, struct served *served,
               const struct answer_request *request)
{
    struct answer answer;
    struct err err = {0};

    answer_question(served, request, call->arena, &answer);
    if (!command_option(call, "--json"))
        print_text(served, &answer);
    else if (!print_json(&answer.body, &err))
        return command_fail(&err);
    return answer.route->status == ROUTE_HIT ? EXIT_DONE : EXIT_NO_ANSWER;
}

int cmd_ask(struct invocation *call)
{
    struct answer_request request;
    struct served_project serving;
    struct project project;
    struct served *served;
    struct current *current;
    struct err err = {0};
    int code;

    if (!read_request(call, &request, &err))
        return command_fail(&err);
    project_list(call, &project);
    log_configure(LOG_OFF, true);
    if (!project_is_usable(call, &project))
        return EXIT_USAGE;
    if (!served_project_open(&serving, project.catalogue->settings, &err))
        return command_fail(&err);
    current = current_open("dumps", &serving);
    served = current_get(current);
    if (served)
        code = ask(call, served, &request);
    else if (current_problem(current, &err))
        code = command_fail(&err);
    else
        code = EXIT_FAILED;
    served_release(served);
    current_close(current);
    served_project_close(&serving);
    return code;
}
