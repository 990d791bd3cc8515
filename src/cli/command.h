/*
 * command.h - what a command of the command line is made of.
 *
 * A command is a row in commands.c and a function in cmd_<name>.c. The row is
 * read by dispatch, by help and by the completion for bash.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "base/arena.h"
#include "base/err.h"

enum { COMMAND_OPTIONS_MAX = 12, COMMAND_WORDS_MAX = 4 };

/* What the shell gets; documented in the README. */
enum exit_code {
    EXIT_DONE = 0,
    EXIT_FAILED = 1,    /* it was tried, and something failed */
    EXIT_USAGE = 2,     /* the command line or a project's file is wrong */
    EXIT_NO_ANSWER = 3, /* `ask`: no hit */
};

struct command_option {
    const char *name;  /* "--category"; NULL ends the list */
    const char *value; /* "NAME"; NULL for a switch */
    const char *help;
};

struct command;

/* One call of the program. */
struct invocation {
    const struct command *command;
    struct arena *arena;   /* lives as long as the call */
    const char *project;   /* "."; the process is in the project's folder */
    const char *start_dir; /* where the user was when calling */
    const char *values[COMMAND_OPTIONS_MAX]; /* as the row's options; "" set */
    const char *words[COMMAND_WORDS_MAX];
    int word_count;
    bool out_is_terminal, err_is_terminal;
};

struct command {
    const char *name;
    const char *words;   /* "\"question\"" for the usage line */
    const char *summary; /* one line */
    const char *details; /* further lines of its help, or NULL */
    struct command_option options[COMMAND_OPTIONS_MAX];
    int min_words, max_words;
    int (*run)(struct invocation *call);
};

/* The value of an option; NULL if it was not given. A switch gives "". */
const char *command_option(const struct invocation *call, const char *name);

/* A path as the user meant it: relative to where the call was made. */
struct str command_path(const struct invocation *call, const char *path);

/* Prints "reckoner: text" on stderr and returns the exit code for it. */
int command_fail(const struct err *err);

/* Finds, reads and runs a command; the whole of main. */
int command_main(int argc, char **argv);

#endif
