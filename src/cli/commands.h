/*
 * commands.h - the table of all commands.
 */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/command.h"

const struct command *commands_all(size_t *count);

int cmd_ask(struct invocation *call);
int cmd_check(struct invocation *call);
int cmd_completion(struct invocation *call);
int cmd_diff(struct invocation *call);
int cmd_eval(struct invocation *call);
int cmd_help(struct invocation *call);
int cmd_history(struct invocation *call);
int cmd_list(struct invocation *call);
int cmd_regenerate(struct invocation *call);
int cmd_run(struct invocation *call);
int cmd_schedule(struct invocation *call);
int cmd_serve(struct invocation *call);
int cmd_show(struct invocation *call);
int cmd_status(struct invocation *call);
int cmd_sql(struct invocation *call);
int cmd_verify(struct invocation *call);
int cmd_version(struct invocation *call);

#endif
