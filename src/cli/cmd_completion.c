#include "cli/commands.h"

#include <stdio.h>

static void print_options(const struct command *command)
{
    printf("    %s) words=\"--project", command->name);
    for (int i = 0; i < COMMAND_OPTIONS_MAX && command->options[i].name; i++)
        printf(" %s", command->options[i].name);
    printf("\" ;;\n");
}

/* Made from the table of commands, so that it cannot lag behind it. */
int cmd_completion(struct invocation *call)
{
    size_t count;
    const struct command *all = commands_all(&count);

    (void)call;
    printf("# bash completion for reckoner\n"
           "_reckoner() {\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} words=\n"
           "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
           "        words=\"");
    for (size_t i = 0; i < count; i++)
        printf("%s%s", i > 0 ? " " : "", all[i].name);
    printf("\"\n"
           "        COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
           "        return\n"
           "    fi\n"
           "    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; i < count; i++)
        print_options(&all[i]);
    printf("    esac\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\")\n"
           "               $(compgen -f -- \"$word\"))\n"
           "}\n"
           "complete -o filenames -F _reckoner reckoner\n");
    return EXIT_DONE;
}
