#include "cli/commands.h"

#include <stdio.h>

#include "query/settings.h"

static void print_overview(void)
{
    size_t count;
    const struct command *all = commands_all(&count);

    printf("usage: reckoner COMMAND [OPTIONS] [--project DIR]\n\n"
           "Answers questions from answers worked out ahead of time.\n\n");
    for (size_t i = 0; i < count; i++)
        printf("  %-12s %s\n", all[i].name, all[i].summary);
    printf(
        "\n`reckoner help COMMAND` says more, `reckoner help settings` lists "
        "the\nsettings. Exit codes: 0 done, 1 failed, 2 wrong usage or a "
        "mistake in a\nfile, 3 no answer.\n");
}

static void print_command(const struct command *command)
{
    printf("usage: reckoner %s%s%s%s\n\n%s\n", command->name,
           command->options[0].name ? " [OPTIONS]" : "",
           command->words ? " " : "", command->words ? command->words : "",
           command->summary);
    if (command->details)
        printf("\n%s\n", command->details);
    printf("\nOptions:\n");
    for (int i = 0; i < COMMAND_OPTIONS_MAX && command->options[i].name; i++) {
        const struct command_option *option = &command->options[i];
        char left[64];
        snprintf(left, sizeof(left), "%s%s%s", option->name,
                 option->value ? " " : "", option->value ? option->value : "");
        printf("  %-22s %s\n", left, option->help);
    }
    printf("  %-22s %s\n", "--project DIR",
           "the project's folder (default: the current one)");
}

/* The reference of config/reckoner.yaml, from the table that reads it. */
static void print_settings(void)
{
    const struct setting_row *row;

    printf("Settings of config/reckoner.yaml, and their defaults:\n\n");
    for (size_t i = 0; (row = settings_row(i)) != NULL; i++)
        printf("%s = %s   (%s)\n    %s\n", row->name, row->default_text,
               row->kind, row->help);
}

int cmd_help(struct invocation *call)
{
    size_t count;
    const struct command *all = commands_all(&count);

    if (call->word_count == 0) {
        print_overview();
        return EXIT_DONE;
    }
    if (strcmp(call->words[0], "settings") == 0) {
        print_settings();
        return EXIT_DONE;
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(all[i].name, call->words[0]) != 0)
            continue;
        print_command(&all[i]);
        return EXIT_DONE;
    }
    fprintf(stderr, "reckoner: there is no command \"%s\"\n", call->words[0]);
    return EXIT_USAGE;
}
