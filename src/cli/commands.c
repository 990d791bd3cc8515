#include "cli/commands.h"

#define JSON_OPTION                                                            \
    {                                                                          \
        "--json", NULL, "print JSON"                                           \
    }

static const struct command commands[] = {
    {.name = "run",
     .summary = "Bring all dumps up to date, then serve and schedule them.",
     .details =
         "What a laptop needs: runs every template, publishes the snapshot,\n"
         "then starts `serve` and `schedule` as two processes, until it is\n"
         "interrupted. What failed is said, and the rest is served.",
     .options = {{"--demo", "PROGRAM",
                  "make the demo's database first, with "
                  "this program"},
                 {"--no-serve", NULL, "stop after the snapshot"},
                 {"--port", "N", "listen there instead of server.port"}},
     .run = cmd_run},
    {.name = "serve",
     .summary = "Answer questions over HTTP from the published snapshot.",
     .options = {{"--port", "N", "listen there instead of server.port"},
                 {"--address", "A", "bind to it instead of server.address"}},
     .run = cmd_serve},
    {.name = "schedule",
     .summary = "Run what is due and what is asked for, until interrupted.",
     .details =
         "SIGHUP reads the configuration again, SIGTERM hands back what runs\n"
         "and ends. One scheduler works in a project at a time.",
     .options = {{"--next", "N", "print the next N runs, and stop"},
                 {"--simulate", "DAY..DAY",
                  "print every run of those days (UTC), and stop"}},
     .run = cmd_schedule},
    {.name = "regenerate",
     .summary = "Run templates and publish a snapshot.",
     .details =
         "Without --category, --template or --cadence, all of them. A template "
         "whose\n"
         "file changed is always run. Exits with 1 if a template failed; the\n"
         "others are published, and the failed one keeps its last good dump\n"
         "if its file is the same.",
     .options = {{"--category", "NAME", "only the templates of a category"},
                 {"--template", "ID", "only this template"},
                 {"--cadence", "NAME", "only the templates that chose it"},
                 {"--as-of", "YYYY-MM-DD",
                  "the logical day (default: today "
                  "in the project's time zone)"},
                 {"--from", "YYYY-MM-DD", "make past days into history, from"},
                 {"--to", "YYYY-MM-DD", "this day on to that one"},
                 {"--list", NULL, "say what would run, and stop"},
                 {"--test", NULL, "run, report, and publish nothing"},
                 JSON_OPTION},
     .run = cmd_regenerate},
    {.name = "ask",
     .words = "\"question\"",
     .summary = "Answer a question from the dumps.",
     .details =
         "Exits with 0 on a hit, and with 3 when it asks back or has no\n"
         "answer.",
     .options = {{"--context", "TEXT", "the context of the answer before"},
                 {"--as-of", "YYYY-MM-DD", "the asker's day (default: today)"},
                 {"--explain", NULL, "say how the decision was made"},
                 {"--json", NULL, "print what GET /api/query would"}},
     .min_words = 1,
     .max_words = 1,
     .run = cmd_ask},
    {.name = "list",
     .summary = "List the templates and the state of their dumps.",
     .options = {{"--category", "NAME", "only the templates of a category"},
                 JSON_OPTION},
     .run = cmd_list},
    {.name = "show",
     .words = "ID",
     .summary = "Show one dump.",
     .options = {{"--json", NULL, "print the dump as it is stored"}},
     .min_words = 1,
     .max_words = 1,
     .run = cmd_show},
    {.name = "status",
     .summary = "Say what ran, what is late and why.",
     .details = "Exits with 1 when something is late, stale or failed, "
                "and with 2\nwhen the configuration is wrong.",
     .options = {JSON_OPTION},
     .run = cmd_status},
    {.name = "history",
     .words = "ID",
     .summary = "List the snapshots that hold a dump.",
     .options = {JSON_OPTION},
     .min_words = 1,
     .max_words = 1,
     .run = cmd_history},
    {.name = "diff",
     .words = "ID",
     .summary = "Show which rows of a dump changed between two snapshots.",
     .details =
         "Without --from and --to: the last two that differ. A snapshot\n"
         "is named by its number or by its day.",
     .options = {{"--from", "S", "the older snapshot: 12 or 2026-11-01"},
                 {"--to", "S", "the newer one (default: the current)"},
                 JSON_OPTION},
     .min_words = 1,
     .max_words = 1,
     .run = cmd_diff},
    {.name = "check",
     .summary = "Find every mistake in the configuration and the templates.",
     .details =
         "Prepares every statement against its source as well, and asks every\n"
         "question of the published templates: one that another template\n"
         "answers, or that two cannot be told apart by, is a warning. Exits\n"
         "with 2 if there is a mistake.",
     .options = {{"--no-source", NULL, "do not open the databases"},
                 JSON_OPTION},
     .run = cmd_check},
    {.name = "sql",
     .words = "[\"SELECT ...\"]",
     .summary = "Run a statement under the guard that templates run under.",
     .details =
         "With --batch, reads one statement a line (the first of its columns,\n"
         "separated by tabs; \\\\ \\t \\n \\r \\0 are escapes) and prints\n"
         "`allowed` or `refused<TAB>reason` for each.",
     .options = {{"--source", "NAME|URL",
                  "a configured source, or a URL like "
                  "sqlite:///path/file.db"},
                 {"--batch", "FILE", "judge the statements of a file"},
                 {"--limit", "N",
                  "at most N rows (1000; in a batch, more than "
                  "100000 are refused)"},
                 {"--hide", "TABLES",
                  "tables that may not be read, with commas "
                  "between"},
                 {"--timeout", "MS",
                  "for one statement (limits.query_ms; 250 in a "
                  "batch)"},
                 JSON_OPTION},
     .max_words = 1,
     .run = cmd_sql},
    {.name = "eval",
     .summary = "Measure the router on questions with known answers.",
     .details =
         "Without --index and --queries, the project's own golden questions\n"
         "are asked of its dumps: a table of tab-separated lines whose first\n"
         "names the columns question, expected (hit, clarify, miss, or\n"
         "not_hit), template (of a hit) and context (the question before).\n"
         "With them, two tables without a first line: the index has an answer\n"
         "and one of its questions, the queries have the expected answer or\n"
         "MISS and a question. A third column is a group, among whose answers\n"
         "the question is routed.",
     .options = {{"--golden", "FILE",
                  "golden questions (default: tests/eval/golden.tsv)"},
                 {"--as-of", "YYYY-MM-DD", "the asker's day (default: today)"},
                 {"--index", "FILE", "answers and their questions"},
                 {"--queries", "FILE", "questions and their answers"},
                 {"--calibrate", NULL,
                  "fit the two thresholds, and say how sure that is"},
                 {"--wrong", "PERCENT",
                  "wrong answers that --calibrate allows (default: 2)"},
                 JSON_OPTION},
     .run = cmd_eval},
    {.name = "verify",
     .summary = "Check every byte in dumps/ against its hash.",
     .options = {JSON_OPTION},
     .run = cmd_verify},
    {.name = "version",
     .summary = "Print the version, and those of the formats.",
     .options = {JSON_OPTION},
     .run = cmd_version},
    {.name = "completion",
     .summary = "Print the completion for bash.",
     .details = "    source <(reckoner completion)",
     .run = cmd_completion},
    {.name = "help",
     .words = "[COMMAND|settings]",
     .summary = "Explain a command.",
     .max_words = 1,
     .run = cmd_help},
};

const struct command *commands_all(size_t *count)
{
    *count = COUNT(commands);
    return commands;
}
