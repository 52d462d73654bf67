/* SPDX-License-Identifier: MIT */
/* The one table of metrics. Knows what they mean, not how they are taken.
 */
#include "scenario/metrics.h"

#include <string.h>

static const struct metric table[] = {
    {.name = "fds leaked",
     .wait_for = WAIT_QUIET,
     .explanation = "descriptors of the process tree that were not open at the last `wait: quiet`, "
                    "or before the first one when the candidate became ready"},
    {.name = "sockets in CLOSE_WAIT",
     .wait_for = WAIT_QUIET,
     .explanation = "connections that the client closed and the candidate did not"},
    {.name = "accept queue limit",
     .wait_for = WAIT_QUIET,
     .explanation =
         "connections that may wait to be accepted: the backlog that the kernel granted"},
    {.name = "children left",
     .wait_for = WAIT_EXIT,
     .explanation = "processes of the candidate that outlived its main process"},
};

enum { ROWS = sizeof table / sizeof table[0] };

const struct metric *metrics(size_t *count)
{
    *count = ROWS;
    return table;
}

const struct metric *metric_find(const char *name)
{
    for (size_t i = 0; i < ROWS; i++) {
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    }
    return NULL;
}
