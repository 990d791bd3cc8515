#include "cli/command.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/commands.h"

/* The category of an error, as the shell sees it. */
static enum exit_code exit_code_of(enum err_code code)
{
    switch (code) {
    case ERR_NONE:
        return EXIT_DONE;
    case ERR_INPUT:
        return EXIT_USAGE;
    case ERR_STRANGER:
    case ERR_DENIED:
    case ERR_NOT_FOUND:
    case ERR_LIMIT:
    case ERR_BUSY:
    case ERR_UPSTREAM:
    case ERR_CORRUPT:
    case ERR_SYSTEM:
        return EXIT_FAILED;
    }
    return EXIT_FAILED;
}

int command_fail(const struct err *err)
{
    fflush(stdout);
    fprintf(stderr, "reckoner: %s\n", err->text);
    return (int)exit_code_of(err->code);
}

const char *command_option(const struct invocation *call, const char *name)
{
    for (int i = 0; i < COMMAND_OPTIONS_MAX; i++) {
        const char *known = call->command->options[i].name;
        if (!known)
            break;
        if (strcmp(known, name) == 0)
            return call->values[i];
    }
    return NULL;
}

struct str command_path(const struct invocation *call, const char *path)
{
    if (path[0] == '/')
        return str_from(path);
    return arena_printf(call->arena, "%s/%s", call->start_dir, path);
}

static const struct command *find_command(const char *name)
{
    size_t count;
    const struct command *all = commands_all(&count);

    for (size_t i = 0; i < count; i++)
        if (strcmp(all[i].name, name) == 0)
            return &all[i];
    return NULL;
}

static bool complain_of_command(const char *name, struct err *err)
{
    size_t count;
    const struct command *all = commands_all(&count);

    for (size_t i = 0; i < count; i++)
        if (str_distance(str_from(all[i].name), str_from(name), 2) <= 2)
            return err_set(err, ERR_INPUT,
                           "there is no command \"%s\": did you mean \"%s\"?",
                           name, all[i].name);
    return err_set(err, ERR_INPUT,
                   "there is no command \"%s\": `reckoner help` lists them",
                   name);
}

static int option_index(const struct command *command, struct str name)
{
    for (int i = 0; i < COMMAND_OPTIONS_MAX && command->options[i].name; i++)
        if (str_is(name, command->options[i].name))
            return i;
    return -1;
}

/* An option as it was typed: --name, --name=value or --name value. */
struct typed {
    char **argv;
    int argc;
    int *next; /* moves on when a value follows */
    struct str name;
    const char *value; /* behind the =, or NULL */
};

static struct typed typed_option(char **argv, int argc, int *next)
{
    struct typed typed = {argv, argc, next, .name = STR("")};
    struct str rest = str_from(argv[*next]);

    typed.name = str_cut(&rest, '=');
    if (typed.name.len < strlen(argv[*next]))
        typed.value = rest.ptr;
    return typed;
}

static bool take_value(const struct typed *typed, const char **value,
                       struct err *err)
{
    if (!typed->value && *typed->next + 1 >= typed->argc)
        return err_set(err, ERR_INPUT, "%.*s needs a value",
                       STR_ARG(typed->name));
    *value = typed->value ? typed->value : typed->argv[++*typed->next];
    return true;
}

static bool read_option(struct invocation *call, const struct typed *typed,
                        const char **project, struct err *err)
{
    int i = option_index(call->command, typed->name);

    if (str_is(typed->name, "--project"))
        return take_value(typed, project, err);
    if (i < 0)
        return err_set(err, ERR_INPUT,
                       "%s has no option %.*s: `reckoner help %s` lists them",
                       call->command->name, STR_ARG(typed->name),
                       call->command->name);
    if (call->command->options[i].value)
        return take_value(typed, &call->values[i], err);
    call->values[i] = "";
    return !typed->value ||
           err_set(err, ERR_INPUT, "%.*s takes no value", STR_ARG(typed->name));
}

static bool read_arguments(struct invocation *call, char **argv, int argc,
                           const char **project, struct err *err)
{
    bool options_end = false;

    for (int i = 2; i < argc; i++) {
        if (!options_end && strcmp(argv[i], "--") == 0) {
            options_end = true;
        } else if (!options_end && strncmp(argv[i], "--", 2) == 0) {
            struct typed typed = typed_option(argv, argc, &i);
            if (!read_option(call, &typed, project, err))
                return false;
        } else if (call->word_count == call->command->max_words) {
            return err_set(err, ERR_INPUT, "%s does not take \"%.100s\"",
                           call->command->name, argv[i]);
        } else {
            call->words[call->word_count++] = argv[i];
        }
    }
    if (call->word_count < call->command->min_words)
        return err_set(err, ERR_INPUT, "usage: reckoner %s %s",
                       call->command->name, call->command->words);
    return true;
}

static bool enter_project(struct invocation *call, const char *project,
                          struct err *err)
{
    char *here = getcwd(NULL, 0);

    if (!here)
        return err_errno(err, "find the current folder");
    call->start_dir = arena_str(call->arena, str_from(here)).ptr;
    free(here);
    call->project = ".";
    return chdir(project) == 0 ||
           err_errno(err, "enter the project's folder %s", project);
}

/* `reckoner --help` and `reckoner ask --help` are asked for as often. */
static const char *normal_name(const char *word)
{
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
        return "help";
    if (strcmp(word, "--version") == 0)
        return "version";
    return word;
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 2; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

int command_main(int argc, char **argv)
{
    struct invocation call = {.arena = arena_new()};
    const char *project = ".";
    const char *name = argc > 1 ? normal_name(argv[1]) : "help";
    struct err err = {0};
    int code;

    call.out_is_terminal = isatty(STDOUT_FILENO);
    call.err_is_terminal = isatty(STDERR_FILENO);
    call.command = find_command(name);
    if (call.command && wants_help(argc, argv)) {
        call.words[call.word_count++] = call.command->name;
        call.command = find_command("help");
        code = call.command->run(&call);
    } else if (!call.command) {
        complain_of_command(name, &err);
        code = command_fail(&err);
    } else if (!read_arguments(&call, argv, argc, &project, &err) ||
               !enter_project(&call, project, &err)) {
        code = command_fail(&err);
    } else {
        code = call.command->run(&call);
    }
    if (fflush(stdout) != 0 && code == EXIT_DONE)
        code = EXIT_FAILED;
    arena_free(call.arena);
    return code;
}
