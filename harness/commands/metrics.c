/* SPDX-License-Identifier: MIT */
/* `assay metrics`: the table of metrics, for people. Measures nothing. */
#include <argp.h>
#include <stdio.h>

#include "commands/commands.h"
#include "commands/prose.h"
#include "scenario/metrics.h"
#include "scenario/quantity.h"
#include "scenario/words.h"

enum { STATUS_FINE = 0, STATUS_USAGE = 2 };

enum { INDENT = 6, NAME_COLUMNS = 28, UNIT_COLUMNS = 8 };

/* The steps that take it. */
static void print_places(const struct metric *m)
{
    const char *comma = "";
    for (int action = 0; action < ACTION_COUNT; action++) {
        if (!(m->actions & 1u << action))
            continue;
        printf("%s%s", comma, word_of_action((enum action)action));
        if (action == ACTION_WAIT)
            printf(": %s", wait_for_names[m->wait_for]);
        comma = ", ";
    }
    fputc('\n', stdout);
}

static void print_metric(const struct metric *m)
{
    const char *unit = m->unit == UNIT_NONE ? "number" : unit_word(m->unit);
    printf("%-*s %-*s ", NAME_COLUMNS, m->name, UNIT_COLUMNS, unit);
    print_places(m);
    printf("%*s", INDENT, "");
    prose_print(stdout, INDENT, INDENT, m->explanation);
    printf("%*s%s\n", INDENT, "", m->example);
}

int command_metrics(int argc, char **argv)
{
    static const struct argp parser = {
        .doc = "List the metrics that a check line can judge: name, unit, the steps that take it, "
               "what it means, an example.\vIn run.json times are in ns, memory in octets, shares "
               "as 1 = 100 %.",
    };
    size_t count;
    argp_err_exit_status = STATUS_USAGE;
    argp_parse(&parser, argc, argv, 0, NULL, NULL);
    const struct metric *rows = metrics(&count);
    printf("%-*s %-*s %s\n", NAME_COLUMNS, "metric", UNIT_COLUMNS, "unit", "taken by");
    for (size_t i = 0; i < count; i++)
        print_metric(&rows[i]);
    return STATUS_FINE;
}
