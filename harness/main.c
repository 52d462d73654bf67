/* SPDX-License-Identifier: MIT */
/* assay: the subcommand table. Knows no scenario and no candidate. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/words.h"
#include "commands/commands.h"

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *explanation;
} commands[] = {
    {"run", command_run, "judge a server: start it, play scenarios, write a verdict"},
    {"fuzz", command_fuzz, "send a server what no client would, and keep what it fails on"},
    {"init", command_init, "ask a server what it answers, and write a candidate file for it"},
    {"report", command_report, "write the report files of a run again, from its run.json"},
    {"compare", command_compare, "two runs side by side: what changed, and a gate for CI"},
    {"lint", command_lint, "check scenario files without starting anything"},
    {"explain", command_explain, "what a word of scenario and candidate files means"},
    {"metrics", command_metrics, "list what a check can judge, with units"},
    {"list", command_list, "list scenarios with what they cover"},
    {"doctor", command_doctor, "what this host permits, and what to install"},
};

enum { COMMANDS = sizeof commands / sizeof *commands };

static void help(FILE *out)
{
    fputs("Usage: assay COMMAND [OPTION...]\n"
          "The acceptance harness for HTTP/1.1 servers.\n\n",
          out);
    for (int i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-7s %s\n", commands[i].name, commands[i].explanation);
    fputs("\nassay COMMAND --help explains each. The shortest way in:\n"
          "  assay run -- ./your-server\n",
          out);
}

static int unknown(const char *word)
{
    const char *names[COMMANDS + 1] = {0};
    for (int i = 0; i < COMMANDS; i++)
        names[i] = commands[i].name;
    const char *near = words_nearest(word, names);
    fprintf(stderr, "assay: unknown command '%s'", word);
    if (near)
        fprintf(stderr, "; did you mean '%s'?\n", near);
    else
        fputs("; assay --help lists them\n", stderr);
    return 2;
}

/* Output that was lost is no success, unless the reader left on purpose (`| head`). */
static int finish(int status)
{
    errno = 0;
    if ((fflush(stdout) == 0 && !ferror(stdout)) || errno == EPIPE || status != 0)
        return status;
    fprintf(stderr, "assay: the output could not be written: %s\n",
            errno ? strerror(errno) : "an earlier write failed");
    return 4;
}

/* Help and errors name the command as it was typed: assay run. */
static int run_command(const struct command *c, int argc, char **argv)
{
    char name[32];
    snprintf(name, sizeof name, "assay %s", c->name);
    argv[0] = name;
    return finish(c->run(argc, argv));
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        help(stderr);
        return 2;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        help(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        puts("assay " ASSAY_VERSION);
        return 0;
    }
    for (int i = 0; i < COMMANDS; i++) {
        if (strcmp(argv[1], commands[i].name) == 0)
            return run_command(&commands[i], argc - 1, argv + 1);
    }
    return unknown(argv[1]);
}
